"""A whole authority in a folder, as `openmyna ca init` makes it with the published TEST keys, and certificates of it.

Its clock is the machine's, because strangers go by that too.
"""

import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from openmyna.bootstrap import OpenAuthority
from openmyna.cli.main import main
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.revocation.reasons import RevocationReason
from support.issuing_world import request, sign_request

LAST_DAY = date(2034, 9, 1)


@dataclass
class AuthorityHome:
    """An authority's folder, opened anew for each thing that is done to it, as separate commands would."""

    path: Path
    numbers: dict[str, int] = field(default_factory=dict)
    """Serial numbers by the name under which a certificate was issued."""
    certificates: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def begun(cls, path: Path) -> "AuthorityHome":
        assert main(["ca", "init", "--keys", "published", "--folder", str(path)]) == 0
        return cls(path)

    def issue(self, name: str, kind: AuthorityKind = AuthorityKind.AUTH) -> int:
        wanted = request if kind is AuthorityKind.AUTH else sign_request
        with self.opened() as authority:
            certificate = authority.authority(kind).request(wanted(name, last_day=LAST_DAY))
            entries = authority.register.entries_by_request(kind, [name])
        self.numbers[name], self.certificates[name] = entries[name].serial_number, certificate
        return self.numbers[name]

    def revoke(self, name: str, reason: RevocationReason, kind: AuthorityKind = AuthorityKind.AUTH) -> None:
        with self.opened() as authority:
            if reason is RevocationReason.CERTIFICATE_HOLD:
                authority.authority(kind).hold(self.numbers[name])
            else:
                authority.authority(kind).revoke(self.numbers[name], reason)

    def ca_certificate(self, kind: AuthorityKind, number: int) -> bytes:
        with self.opened() as authority:
            return authority.register.generations(kind)[number - 1].certificate

    def opened(self) -> OpenAuthority:
        return OpenAuthority(self.path, os.environ)
