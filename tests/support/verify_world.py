"""The sandbox's two authorities at work in a folder: certificates issued, one revoked, one held, lists published.

Everything comes out of the real rooms; only the clock stands still.
"""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from openmyna.pki.authority.issuing import Authority
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.revocation.partitions import certificate_path
from openmyna.pki.revocation.publisher import ListPublisher
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.sandbox import authority as sandbox
from openmyna.sandbox.published_store import published_key_store
from openmyna.storage.sqlite import SQLiteRegister
from support.issuing_world import NOW, StandingClock, request, sign_request

SIGN, AUTH = AuthorityKind.SIGN, AuthorityKind.AUTH
AT = "2026-02-15T12:04:05+09:00"
"""The instant of `NOW`, as somebody types it."""
ISSUED = datetime.fromisoformat("2025-10-01T10:00:00+09:00")


@dataclass
class VerifyWorld:
    """A folder with an authority, and the certificates that were issued, by name."""

    folder: Path
    clock: StandingClock
    register: SQLiteRegister
    authorities: dict[AuthorityKind, Authority]
    publisher: ListPublisher
    files: Path

    def issue(self, name: str, kind: AuthorityKind = AUTH, **changes: object) -> Path:
        """A certificate as a file."""
        wanted = (request if kind is AUTH else sign_request)(name, **{"issued": ISSUED} | changes)
        path = self.files / f"{name}.cer"
        path.write_bytes(self.authorities[kind].request(wanted))
        return path

    def serial(self, name: str, kind: AuthorityKind = AUTH) -> int:
        """The number it was given."""
        return self.register.entries_by_request(kind, [name])[name].serial_number


def usual_life(world: VerifyWorld) -> None:
    """Good ones of both kinds, one revoked, one held, one expired at `NOW`; lists of today."""
    world.issue("good")
    world.issue("good-sign", SIGN)
    world.issue("revoked-sign", SIGN)
    world.issue("held")
    world.issue("expired", issued=datetime.fromisoformat("2025-02-01T09:00:00+09:00"), last_day=date(2026, 2, 14))
    since = datetime.fromisoformat("2026-02-14T10:00:00+09:00")
    reason = RevocationReason.AFFILIATION_CHANGED
    world.authorities[SIGN].revoke(world.serial("revoked-sign", SIGN), reason, since)
    world.authorities[AUTH].hold(world.serial("held"))
    world.publisher.publish()


@contextmanager
def verify_world(folder: Path) -> Iterator[VerifyWorld]:
    """A world without any certificate; `usual_life` fills it."""
    published, files = folder / "published", folder / "files"
    files.mkdir(parents=True)
    clock, keys = StandingClock(NOW), published_key_store()
    with SQLiteRegister.open(folder / "authority.sqlite3") as register:
        sandbox.establish(register)
        for kind in AuthorityKind:
            for generation in register.generations(kind):
                path = published / certificate_path(kind, generation.key_identifier)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(generation.certificate)
        authorities = {kind: Authority(kind, register, keys, clock, sandbox.settings()) for kind in AuthorityKind}
        publisher = ListPublisher(register, keys, clock, published)
        yield VerifyWorld(folder, clock, register, authorities, publisher, files)
        for authority in authorities.values():
            authority.close()


@cache
def usual_folder() -> Path:
    """A folder with the usual life in it, made once; it is only to be read. Its certificates are in `files`."""
    folder = Path(tempfile.mkdtemp(prefix="openmyna-verify-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with verify_world(folder) as world:
        usual_life(world)
    return folder
