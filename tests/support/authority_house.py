"""A whole authority in a temporary folder: its folder, its keys, its register, both authorities over them, and requests.

Keys are the sandbox's published ones under ceremony labels where a test does not say otherwise, since making some costs most.
"""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from openmyna.bootstrap import OpenAuthority
from openmyna.pki.authority.ceremony import GenerationPlan, begin_generation, names_of
from openmyna.pki.authority.folder import AuthorityFolder, FolderSettings, KeyPlace
from openmyna.pki.authority.records import AuthorityKind, Generation
from openmyna.pki.authority.requests import CertificateRequest
from openmyna.pki.clock import Clock
from openmyna.pki.keys import KeyAlgorithm, VerifyingKey
from openmyna.pki.names import Locality
from openmyna.pki.profiles.attributes import PersonalAttributes
from openmyna.sandbox.keys import published_key

HERE = Locality(prefecture="Mihon-ken", municipality="Tamago-shi")
THERE = Locality(prefecture="Mihon-ken", municipality="Hiyoko-cho")
_COUNT = itertools.count(1)


def public_key(name: str = "hanako/jpki-auth") -> VerifyingKey:
    return published_key(name).public_key()


def auth_request(request_id: str = "", place: Locality = HERE, **more: object) -> CertificateRequest:
    """A card's user authentication certificate."""
    number = next(_COUNT)
    values: dict[str, object] = {
        "request_id": request_id or f"test-auth-{number}",
        "profile": "card_auth",
        "public_key": public_key(),
        "common_name": f"997794E9AGCIEG99201{number % 1000:03}A",
        "locality": place,
        "last_day": date(2030, 2, 17),
    }
    return CertificateRequest(**(values | more))  # type: ignore[arg-type]


def sign_request(request_id: str = "", place: Locality = HERE, **more: object) -> CertificateRequest:
    """A card's digital signature certificate."""
    number = next(_COUNT)
    values: dict[str, object] = {
        "request_id": request_id or f"test-sign-{number}",
        "profile": "card_sign",
        "public_key": public_key("hanako/jpki-sign"),
        "common_name": f"20260215093000{number:014}",
        "locality": place,
        "last_day": date(2030, 2, 17),
        "attributes": PersonalAttributes(
            name="番号　花子",
            name_substitutes="00000",
            birth_date="419890331",
            sex="2",
            address="見本県卵市一丁目",
            address_substitutes="00000000",
        ),
    }
    return CertificateRequest(**(values | more))  # type: ignore[arg-type]


def begin(opened: OpenAuthority, kind: AuthorityKind, plan: GenerationPlan | None = None) -> Generation:
    """One more generation, published."""
    return begin_generation(
        kind,
        opened.register,
        opened.key_store,
        names_of(kind),
        opened.clock,
        folder=opened.folder,
        plan=plan,
        first_serial_number=opened.settings.issuing.first_serial_number,
    )


@contextmanager
def authority_house(
    path: Path, clock: Clock, generations: int = 1, environment: Mapping[str, str] | None = None
) -> Iterator[OpenAuthority]:
    """Open an authority with published keys and so many generations of both kinds; the fourth is of P-384."""
    AuthorityFolder(path).begin(FolderSettings(keys=KeyPlace.PUBLISHED))
    with OpenAuthority(path, environment or {}, clock=clock) as opened:
        for kind in AuthorityKind:
            for number in range(len(opened.register.generations(kind)), generations):
                algorithm = KeyAlgorithm.P_384 if number == 3 else KeyAlgorithm.RSA_2048
                begin(opened, kind, GenerationPlan(algorithm=algorithm))
        yield opened
