"""One of the two authorities at work: it issues in two steps, each on record before anything leaves, and it revokes.

Prepare takes a number, builds what is to be signed and records it; issue signs exactly that, records the certificate,
and only then returns it. Whoever asks again, or comes back after a crash, gets the same certificate.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NoReturn

from openmyna.pki.authority import revoking
from openmyna.pki.authority.errors import CertificateUnknown
from openmyna.pki.authority.issuers import Issuers
from openmyna.pki.authority.ports import Register
from openmyna.pki.authority.preparing import Preparing
from openmyna.pki.authority.records import AuthorityKind, CertificateEntry, EntryState
from openmyna.pki.authority.requests import CertificateRequest
from openmyna.pki.authority.settings import AuthoritySettings
from openmyna.pki.authority.signing import Signing
from openmyna.pki.clock import Clock, whole_second
from openmyna.pki.key_store.ports import KeyStore
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.revocation.reasons import RevocationReason

REMEMBERED = 10_000
"""So many prepared entries are remembered at most until they are issued; more are read from the register."""


class Authority:
    """One authority over its register and its keys; safe to use from several threads at once."""

    def __init__(
        self,
        kind: AuthorityKind,
        register: Register,
        key_store: KeyStore,
        clock: Clock,
        settings: AuthoritySettings | None = None,
    ) -> None:
        self.kind = kind
        self._register, self._clock = register, clock
        self._settings = settings or AuthoritySettings()
        self._issuers = Issuers(kind, register, key_store, self._settings)
        self._preparing = Preparing(kind, register, self._issuers, self._settings)
        self._signing = Signing(self._issuers, kind.value)
        self._on_record: dict[int, CertificateEntry] = {}

    def close(self) -> None:
        """End the second signing thread; the register and the key store are their owners' to close."""
        self._signing.close()

    def certificate(self, generation: int | None = None, algorithm: KeyAlgorithm = KeyAlgorithm.RSA_2048) -> bytes:
        """The authority's own certificate (DER): of a generation, or of the newest that may issue now."""
        if generation is not None:
            return self._issuers.numbered(generation).certificate
        return self._issuers.newest(self._issuers.generations(), algorithm, self._now()).certificate

    def request(self, request: CertificateRequest) -> bytes:
        """Both steps for one certificate; its DER."""
        (entry,) = self.issue(self.prepare((request,)))
        assert entry.certificate is not None  # noqa: S101  (an issued entry has one)
        return entry.certificate

    def prepare(self, requests: Sequence[CertificateRequest]) -> tuple[CertificateEntry, ...]:
        """The first step for all of these requests, or for none; durable once it returns."""
        entries = self._preparing.prepare(requests, self._now())
        if len(self._on_record) > REMEMBERED:
            self._on_record.clear()
        self._on_record.update((entry.serial_number, entry) for entry in entries if entry.certificate is None)
        return entries

    def issue(self, entries: Sequence[CertificateEntry]) -> tuple[CertificateEntry, ...]:
        """The second step for prepared entries; what was issued before is returned as it is on record."""
        recorded = self._recorded(dict.fromkeys(entry.serial_number for entry in entries))
        waiting = [entry for entry in recorded.values() if entry.state is EntryState.PREPARED]
        if waiting:
            now = self._now()
            signed = self._signing.certificates(waiting)
            issued = [(entry.serial_number, certificate) for entry, certificate in zip(waiting, signed, strict=True)]
            # Another process may have been first; with a key that never signs alike twice its bytes are others.
            counted = self._register.record_issued(self.kind, issued, now)
            for entry, certificate in zip(waiting, counted, strict=True):
                recorded[entry.serial_number] = _issued(entry, certificate, now)
        return tuple(recorded[entry.serial_number] for entry in entries)

    def revoke(self, serial_number: int, reason: RevocationReason, at: datetime | None = None) -> CertificateEntry:
        """Vouch no longer for a certificate, from now on or since an earlier instant."""
        return self._revoking().revoke(serial_number, reason, at)

    def hold(self, serial_number: int, at: datetime | None = None) -> CertificateEntry:
        """Suspend a certificate because of a doubt; for a card's this is final but may still become a revocation."""
        return self._revoking().revoke(serial_number, RevocationReason.CERTIFICATE_HOLD, at)

    def lift_hold(self, serial_number: int) -> CertificateEntry:
        """End a hold, which only a phone's user authentication certificate allows."""
        return self._revoking().lift(serial_number)

    def revoke_generation(
        self,
        generation: int,
        reason: RevocationReason,
        at: datetime | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Revoke whatever a generation signed and that is neither expired nor revoked; how many that were.

        It goes in batches, each durable; begun again after a crash it goes on where it stopped.
        """
        self._issuers.numbered(generation)
        return self._revoking().revoke_generation(generation, reason, at, progress)

    def _revoking(self) -> "revoking.Revoking":
        return revoking.Revoking(self.kind, self._register, self._now(), history=self._settings.history)

    def _recorded(self, serial_numbers: Iterable[int]) -> dict[int, CertificateEntry]:
        """These entries as they are on record: what this process put there itself it need not read again."""
        own = {number: self._on_record.pop(number, None) for number in serial_numbers}
        missing = [number for number, entry in own.items() if entry is None]
        others = self._register.entries(self.kind, missing) if missing else {}
        found = {number: entry or others.get(number) for number, entry in own.items()}
        return {number: entry or _unknown(number) for number, entry in found.items()}

    def _now(self) -> datetime:
        return whole_second(self._clock.now())


def _issued(entry: CertificateEntry, certificate: bytes, at: datetime) -> CertificateEntry:
    return replace(entry, state=EntryState.ISSUED, certificate=certificate, issued_at=at)


def _unknown(serial_number: int) -> NoReturn:
    raise CertificateUnknown(serial_number)
