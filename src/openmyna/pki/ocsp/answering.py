"""Answers requests from the present state: looks the number up, decides what to tell, signs it, and keeps what it signed.

The same question has the same answer from every responder on one database: instants are those of a grid, not of a visit.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from openmyna.errors import OpenMynaError
from openmyna.pki.authority.records import Generation
from openmyna.pki.clock import Clock
from openmyna.pki.ocsp.answer import Answer, failed, plain_headers, shared_headers
from openmyna.pki.ocsp.changes import Changes
from openmyna.pki.ocsp.delegates import Delegates
from openmyna.pki.ocsp.errors import RequestMalformed
from openmyna.pki.ocsp.generations import AnsweredGenerations
from openmyna.pki.ocsp.issuers import named_certificate
from openmyna.pki.ocsp.ports import Statuses
from openmyna.pki.ocsp.ready_answers import Asked, ReadyAnswers
from openmyna.pki.ocsp.request import StatusRequest
from openmyna.pki.ocsp.response import AnswerWriter, ResponseStatus, Statement
from openmyna.pki.ocsp.settings import AnsweringSettings
from openmyna.pki.ocsp.standing import Standing, Word, standing

_SECOND = timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsigned:
    """An answer that only lacks its signature, which takes a thousand times longer than everything else."""

    asked: Asked
    writer: AnswerWriter = field(repr=False)
    statement: Statement
    expires: datetime
    shared: bool
    """Whether others who ask the same get this answer too."""
    changes_seen: int


def unheard(error: BaseException) -> None:
    """Nobody is told."""
    del error


class Answerer:
    """Answers for every generation of both authorities. Safe to use from several threads at once."""

    def __init__(
        self,
        source: Statuses,
        delegates: Delegates,
        clock: Clock,
        settings: AnsweringSettings | None = None,
        report: Callable[[OpenMynaError], None] = unheard,
    ) -> None:
        self.settings = settings or AnsweringSettings()
        self._source = source
        self._clock = clock
        self._report = report
        self._generations = AnsweredGenerations(source, delegates, report)
        self._ready = ReadyAnswers(self.settings.most_cached_bytes)
        self._changes = Changes()
        self._look_again_at: datetime | None = None
        self._lock = threading.Lock()

    def answer(self, request_der: bytes) -> Answer:
        """The answer to a request; whatever goes wrong is an answer too."""
        found = self.look_up(request_der)
        return found if isinstance(found, Answer) else self.sign(found)

    def look_up(self, request_der: bytes) -> Answer | Unsigned:
        """Everything but the signature: quick, so a server does it where it reads its requests."""
        try:
            request = StatusRequest.from_der(request_der)
        except RequestMalformed:
            return failed(ResponseStatus.MALFORMED_REQUEST)
        try:
            with self._lock:
                return self._look_up(request, self._clock.now())
        except OpenMynaError as error:
            self._report(error)
            return failed(ResponseStatus.TRY_LATER)

    def sign(self, unsigned: Unsigned) -> Answer:
        """Sign, and keep it if it is for everybody; slow, and without a lock while it signs."""
        statement, writer = unsigned.statement, unsigned.writer
        try:
            response = writer.signed(writer.to_be_signed(statement))
        except OpenMynaError as error:
            self._report(error)
            return failed(ResponseStatus.TRY_LATER)
        if not unsigned.shared:
            return Answer(der=response, status=ResponseStatus.SUCCESSFUL, headers=plain_headers())
        entity_tag, headers = shared_headers(
            response, statement.this_update, statement.next_update, self.settings.max_age
        )
        answer = Answer(
            der=response,
            status=ResponseStatus.SUCCESSFUL,
            cacheable=True,
            produced=statement.produced,
            expires=unsigned.expires,
            entity_tag=entity_tag,
            headers=headers,
        )
        with self._lock:
            # What was read before a change may be signed after it; such an answer is given once and not kept.
            if self._changes.nothing_since(unsigned.changes_seen, unsigned.asked):
                self._ready.keep(unsigned.asked, answer)
        return answer

    def notice(self) -> tuple[int, datetime]:
        """Notice what changed; returns the number of the last change, and the instant at which it was asked for.

        A server that gives an answer again without asking anew does so only while this number stays.
        """
        with self._lock:
            now = self._clock.now()
            self._notice(now)
            return self._changes.number, now

    def unanswered(self) -> tuple[Generation, ...]:
        """Generations for which nobody may sign now; for whoever watches over a responder."""
        with self._lock:
            now = self._clock.now()
            self._notice(now)
            return self._generations.unanswered(now)

    def _look_up(self, request: StatusRequest, now: datetime) -> Answer | Unsigned:
        self._notice(now)
        generation = None if request.issuer is None else self._generations.named(request.issuer)
        if generation is None or request.issuer is None:
            # Nobody here has a key that could speak for that issuer (RFC 5019, 2.2.3; RFC 6960, 2.3).
            return failed(ResponseStatus.UNAUTHORIZED)
        asked = Asked(generation.authority, request.serial_number, generation.number, request.issuer.algorithm)
        ready = self._ready.find(asked, now) if request.nonce is None else None
        if ready is not None:
            return ready
        writer = self._generations.writer(generation, now)
        if writer is None:
            # A generation whose own time is over is spoken for no more; any other will have its responder again.
            over = now > generation.until
            return failed(ResponseStatus.UNAUTHORIZED if over else ResponseStatus.TRY_LATER)
        return self._unsigned(asked, generation, writer, request, now)

    def _unsigned(
        self, asked: Asked, generation: Generation, writer: AnswerWriter, request: StatusRequest, now: datetime
    ) -> Unsigned:
        settings = self.settings
        begun = now.replace(microsecond=0) if request.nonce else self._grid(now, request.serial_number)
        # Whoever has just been certified to answer does not answer as of a time before that.
        begun = max(begun, writer.delegate.since)
        late = settings.status_delay > timedelta(0)
        told_until = begun - settings.status_delay if late else None
        status = self._source.status(asked.authority, asked.serial_number)
        told = standing(generation, status, told_until)
        produced = begun if late else self._since_when(begun, told, asked, now)
        statement = Statement(
            certificate=named_certificate(request.issuer, request.serial_number) if request.issuer else b"",
            standing=told,
            this_update=told_until or produced,
            produced=produced,
            next_update=min(begun + settings.validity, writer.delegate.until),
            nonce=request.nonce,
        )
        return Unsigned(
            asked=asked,
            writer=writer,
            statement=statement,
            expires=begun + settings.refresh,
            # A number that is unknown now may be issued the next moment, and nobody would say so to a cache.
            shared=request.nonce is None and told.word is not Word.UNKNOWN,
            changes_seen=self._changes.number,
        )

    def _since_when(self, begun: datetime, told: Standing, asked: Asked, now: datetime) -> datetime:
        """The beginning of the grid's step, unless what is told came to be within it: no answer knows the future."""
        if told.since is not None and told.since > begun:
            return min(told.since, now)
        return max(begun, self._changes.noticed_at(asked) or begun)

    def _grid(self, now: datetime, serial_number: int) -> datetime:
        """The last instant at which answers about this number begin. Numbers differ, or all would expire at once."""
        step = int(self.settings.refresh / _SECOND)
        seconds = int((now - _EPOCH) / _SECOND)
        return _EPOCH + timedelta(seconds=seconds - (seconds + serial_number) % step)

    def _notice(self, now: datetime) -> None:
        """Drop what has changed since the last time."""
        changed = self._changes.read(self._source, now)
        due = self._look_again_at
        if changed.generations or due is None or not due - self.settings.look_again <= now < due:
            self._look_again_at = now + self.settings.look_again
            changed = changed.everything() if self._generations.look_again(now) else changed
        if changed.all:
            self._ready.forget_all()
            return
        for authority, serial_number in changed.certificates:
            self._ready.forget(authority, serial_number, self._generations.numbers())
