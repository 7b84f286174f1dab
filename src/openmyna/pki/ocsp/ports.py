"""What answering needs from outside: the small part of a `StatusSource` that it asks; whoever keeps a register has it.

Safe to ask from several threads at once.
"""

from typing import Protocol

from openmyna.pki.authority.records import AuthorityKind, CertificateStatus, Generation


class Statuses(Protocol):
    """Generations, the state of one number, and what changed."""

    def generations(self, authority: AuthorityKind) -> tuple[Generation, ...]:
        """Every generation, the oldest first."""
        ...

    def status(self, authority: AuthorityKind, serial_number: int) -> CertificateStatus | None:
        """State of one issued certificate; None where no such certificate was issued."""
        ...

    def change_number(self) -> int:
        """A number that rises with each change of a status or of a generation; asked at every request."""
        ...

    def changes_after(self, number: int) -> tuple[tuple[int, AuthorityKind, int], ...]:
        """What changed after a change number: (number, authority, serial number), in order. Serial 0: a generation."""
        ...
