"""The first step of issuing: a number is taken, what is to be signed is built and read again, and the intent is recorded.

The same request gives the same entry, whenever it comes and from whichever process.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from openmyna.errors import Bilingual
from openmyna.identity.birthdays import last_moment
from openmyna.pki.authority.errors import NotForRequests, RequestIdTaken, RequestReused
from openmyna.pki.authority.issuers import Issuers
from openmyna.pki.authority.ports import Register
from openmyna.pki.authority.records import AuthorityKind, CertificateEntry, EntryState, Generation, Partition
from openmyna.pki.authority.requests import CertificateRequest
from openmyna.pki.authority.serial_numbers import SerialNumbers
from openmyna.pki.authority.settings import AuthoritySettings
from openmyna.pki.clock import whole_second
from openmyna.pki.errors import PKIError
from openmyna.pki.profiles.template import LeafContents

SERIAL_NUMBER = Bilingual("発行番号", "serial number")
TIME_OF_ISSUE = Bilingual("発行日時", "time of issue")
COUNTED_NUMBER = Bilingual("認証局が数える範囲の発行番号", "serial number in the range of the counter")


class Preparing:
    """Turns requests into recorded intents."""

    def __init__(self, kind: AuthorityKind, register: Register, issuers: Issuers, settings: AuthoritySettings) -> None:
        self._kind, self._register, self._issuers, self._settings = kind, register, issuers, settings
        self._serial_numbers = SerialNumbers(register, kind, settings.first_serial_number)

    def prepare(self, requests: Sequence[CertificateRequest], now: datetime) -> tuple[CertificateEntry, ...]:
        """An entry for each request, on record; all of them or none."""
        wanted = {request.request_id: request for request in requests}
        digests = {request_id: request.digest() for request_id, request in wanted.items()}
        for request in requests:
            if wanted[request.request_id] is not request:
                _refuse_reuse(request.request_id, request.digest(), digests)
        if all(request.serial_number is None for request in requests):
            # Most requests are new and fit: only of the others it is asked whether they are known, since a known one
            # is answered from the register, also when it would no longer fit today.
            try:
                fresh = self._recorded(list(wanted.values()), digests, now)
            except PKIError:
                pass
            else:
                return tuple(fresh[request.request_id] for request in requests)
        while True:
            known = self._register.entries_by_request(self._kind, tuple(wanted))
            for request_id, entry in known.items():
                _refuse_reuse(request_id, entry.request_digest, digests)
            missing = [request for request_id, request in wanted.items() if request_id not in known]
            try:
                known |= self._recorded(missing, digests, now)
            except RequestIdTaken:
                # Somebody else prepared one of them between our question and our answer: it is known now.
                continue
            return tuple(known[request.request_id] for request in requests)

    def _recorded(
        self, requests: Sequence[CertificateRequest], digests: Mapping[str, bytes], now: datetime
    ) -> dict[str, CertificateEntry]:
        """Build and record what nobody asked for before."""
        if not requests:
            return {}
        for request in requests:
            self._refuse_history(request)
        generations = self._issuers.generations()
        taken = self._serial_numbers.take(sum(request.serial_number is None for request in requests))
        numbers = iter(taken)
        try:
            entries = {
                request.request_id: self._entry(
                    request,
                    next(numbers) if request.serial_number is None else request.serial_number,
                    generations,
                    digests[request.request_id],
                    now,
                )
                for request in requests
            }
            self._register.record_prepared(tuple(entries.values()))
        except PKIError:
            # A refusal leaves no trace, so the numbers are still nobody's; after any other fault that is not known.
            self._serial_numbers.give_back(taken)
            raise
        return entries

    def _entry(
        self,
        request: CertificateRequest,
        serial_number: int,
        generations: Mapping[int, Generation],
        digest: bytes,
        now: datetime,
    ) -> CertificateEntry:
        begins = now if request.issued is None else whole_second(request.issued)
        generation = self._issuers.newest(generations, request.wanted_algorithm, begins)
        contents = LeafContents(
            serial_number=serial_number,
            common_name=request.common_name,
            locality=request.locality,
            public_key=request.public_key,
            issued=begins,
            last_day=request.last_day,
            attributes=request.attributes,
        )
        return CertificateEntry(
            authority=self._kind,
            serial_number=serial_number,
            generation=generation.number,
            partition=Partition.of(request.locality),
            profile=request.profile,
            request_id=request.request_id,
            request_digest=digest,
            state=EntryState.PREPARED,
            not_before=begins,
            not_after=last_moment(request.last_day),
            to_be_signed=self._issuers.builder(generation, request.profile).to_be_signed(contents),
            prepared_at=now,
        )

    def _refuse_history(self, request: CertificateRequest) -> None:
        """Who may not tell what happened earlier gives neither number nor time."""
        for what, given in ((SERIAL_NUMBER, request.serial_number), (TIME_OF_ISSUE, request.issued)):
            if given is not None and not self._settings.history:
                raise NotForRequests(what)
        if request.serial_number is not None and request.serial_number >= self._settings.first_serial_number:
            raise NotForRequests(COUNTED_NUMBER)


def _refuse_reuse(request_id: str, digest: bytes, digests: Mapping[str, bytes]) -> None:
    if digest != digests[request_id]:
        raise RequestReused(request_id)
