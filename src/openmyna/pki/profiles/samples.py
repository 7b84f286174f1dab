"""One certificate of every profile, of nobody and by nobody: what is looked at before an authority issues real ones.

The key is made for the purpose and forgotten, so that no signature of an authority is spent on a sample.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from openmyna.pki.key_store.memory import MemoryStore
from openmyna.pki.key_store.ports import Signer
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.names import AUTH, SIGN, AuthorityNames, Locality
from openmyna.pki.oids import PolicyArc
from openmyna.pki.profiles.attributes import PersonalAttributes
from openmyna.pki.profiles.authority import authority_certificate
from openmyna.pki.profiles.catalogue import profile
from openmyna.pki.profiles.checking import check
from openmyna.pki.profiles.issuer import IssuerFacts
from openmyna.pki.profiles.records import PersonalAlternativeNames, Profile
from openmyna.pki.profiles.services import ocsp_responder_certificate, time_stamping_unit_certificate
from openmyna.pki.profiles.settings import ProfileSettings
from openmyna.pki.profiles.template import LeafContents, LeafTemplate, assemble

_SINCE = datetime(2025, 9, 30, 15, 0, 0, tzinfo=UTC)
_AUTHORITY_LAST_DAY, _LAST_DAY = date(2035, 9, 30), date(2030, 9, 30)
_RESPONDER_LASTS = timedelta(days=90)
_PLACE = Locality(prefecture="Mihon-ken", municipality="Mihon-shi")
_COMMON_NAMES = {"sign": "2025100100000000000000000001", "auth": "990001TEST000199201003A"}
_ATTRIBUTES = PersonalAttributes(
    name="見本　花子",
    name_substitutes="00000",
    birth_date="419890331",
    sex="2",
    address="見本県見本市本町１丁目１番１号",
    address_substitutes="0" * 15,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sample and the certificate of its issuer, in DER form."""

    profile: str
    certificate: bytes = field(repr=False)
    issuer: bytes = field(repr=False)


def samples(algorithm: KeyAlgorithm, settings: ProfileSettings | None = None) -> tuple[Sample, ...]:
    """A sample of every profile, and of each profile with policies one under either arc."""
    signer = MemoryStore().generate("sample", algorithm)
    made = []
    for kind, names in (("sign", SIGN), ("auth", AUTH)):
        made += _of_authority(kind, names, signer, settings)
    return tuple(made)


def _of_authority(kind: str, names: AuthorityNames, signer: Signer, settings: ProfileSettings | None) -> list[Sample]:
    own = authority_certificate(names, signer, 1, _SINCE, _AUTHORITY_LAST_DAY)
    made = [Sample(profile="authority", certificate=own, issuer=own)]
    for name in (f"card_{kind}", f"phone_{kind}"):
        wanted = profile(name, settings)
        made += [Sample(profile=name, certificate=_person(wanted, own, signer, arc), issuer=own) for arc in PolicyArc]
    key = signer.public_key()
    until = _SINCE + _RESPONDER_LASTS
    responder = ocsp_responder_certificate(own, signer, key, number=1, serial_number=3, since=_SINCE, until=until)
    made.append(Sample(profile="ocsp_responder", certificate=responder, issuer=own))
    if kind in profile("time_stamping_unit").issuers:
        unit = time_stamping_unit_certificate(
            own, signer, key, number=1, serial_number=4, since=_SINCE, last_day=_LAST_DAY
        )
        made.append(Sample(profile="time_stamping_unit", certificate=unit, issuer=own))
    return made


def _person(wanted: Profile, authority: bytes, signer: Signer, arc: PolicyArc) -> bytes:
    issuer = IssuerFacts.from_der(authority)
    kind = wanted.name.partition("_")[2]
    personal = wanted.extension(PersonalAlternativeNames)
    attributes = None
    if isinstance(personal, PersonalAlternativeNames):
        attributes = replace(_ATTRIBUTES, sex=min(personal.sex_codes))
    # An operator may ask for any form of number; that of the sample says nothing to a linter.
    wanted = replace(wanted, subject=replace(wanted.subject, common_name=None))
    contents = LeafContents(
        serial_number=2,
        common_name=_COMMON_NAMES[kind],
        locality=_PLACE,
        public_key=signer.public_key(),
        issued=_SINCE,
        last_day=_LAST_DAY,
        attributes=attributes,
    )
    to_be_signed = LeafTemplate(wanted, issuer, arc).to_be_signed(contents)
    check(wanted, to_be_signed, issuer)
    return assemble(to_be_signed, signer.algorithm, signer.sign(to_be_signed))
