"""Questions in, replies out: what was answered a moment ago is given again in a few microseconds, the rest is signed.

Once in each turn of the loop the register is asked whether anything changed; if it did, no reply of before is given again.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import NamedTuple

from openmyna.errors import OpenMynaError
from openmyna.pki.ocsp.answer import CONTENT_TYPE, Answer, failed, http_date, plain_headers
from openmyna.pki.ocsp.answering import Answerer
from openmyna.pki.ocsp.response import ResponseStatus
from openmyna.services.responder.files import is_unchanged
from openmyna.services.responder.records import Reply, Request, ServingSettings
from openmyna.services.responder.replies import unchanged, whole
from openmyna.services.responder.signing_room import SigningRoom

Deliver = Callable[[Reply], None]
BY_POST = [("content-type", CONTENT_TYPE)]


class Ready(NamedTuple):
    """A reply to be given again, and from when until when."""

    reply: Reply
    begun: datetime
    ends: datetime


class StatusReplies:
    """Replies to questions. Everything here happens in the loop, except signing."""

    def __init__(self, answerer: Answerer, settings: ServingSettings, report: Callable[[BaseException], None]) -> None:
        self._answerer = answerer
        self._report = report
        self._most = settings.ready_replies
        self._room = SigningRoom(answerer.sign, settings.signing_threads, settings.most_waiting, report)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready: dict[bytes, Ready] = {}
        self._number: int | None = None
        self._now = datetime.now(UTC)
        self._known = False
        self._date = (0, (b"date", b""))

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin, in this loop."""
        self._loop = loop
        self._room.open(loop)

    def close(self) -> None:
        """End the threads."""
        self._room.close()

    def ready(self, key: bytes) -> Reply | None:
        """What is given again for these very bytes: the path of a GET, the body of a POST."""
        self._turn()
        found = self._ready.get(key)
        if found is not None and found.begun <= self._now < found.ends:
            return found.reply
        return None

    def reply(self, question: bytes, key: bytes, request: Request, deliver: Deliver) -> None:
        """Answer a question, now or once it is signed."""
        self._turn()
        number, by_get = self._number, request.method != "POST"
        try:
            found = self._answerer.look_up(question)
        except Exception as defect:  # noqa: BLE001 - whoever asks is answered, whatever is wrong here
            self._report(defect)
            found = failed(ResponseStatus.INTERNAL_ERROR)

        def give(answer: Answer) -> None:
            reply = whole(HTTPStatus.OK, answer.headers if by_get else BY_POST, answer.der)
            if answer.cacheable and answer.produced and answer.expires and number == self._number:
                if len(self._ready) >= self._most:
                    self._ready.clear()
                self._ready[key] = Ready(reply, answer.produced, answer.expires)
            if by_get and answer.cacheable and is_unchanged(request, dict(answer.headers)):
                reply = unchanged(answer.headers)
            deliver(reply)

        if isinstance(found, Answer):
            give(found)
        else:
            self._room.sign(found, give)

    def unreadable(self) -> Reply:
        """The reply to something that looks like a question and is none."""
        answer = failed(ResponseStatus.MALFORMED_REQUEST)
        return whole(HTTPStatus.OK, plain_headers(), answer.der)

    def date(self) -> tuple[bytes, bytes]:
        """The header that dates a reply, by the clock that the answers go by."""
        self._turn()
        second = int(self._now.timestamp())
        if second != self._date[0]:
            self._date = (second, (b"date", http_date(self._now).encode("ascii")))
        return self._date[1]

    def unanswered(self) -> tuple[str, ...]:
        """Generations whose time it is and for which nobody may sign; raises where the register cannot be asked."""
        found = self._answerer.unanswered()
        return tuple(
            f"{generation.authority.value}-{generation.number}"
            for generation in found
            if generation.since <= self._now <= generation.until
        )

    def _turn(self) -> None:
        """Ask the register, once in a turn of the loop."""
        if self._known:
            return
        self._known = True
        if self._loop is not None:
            # First of all, so that whatever arrives after the register was asked is served in the next turn.
            self._loop.call_soon(self._forget_turn)
        try:
            number, self._now = self._answerer.notice()
        except OpenMynaError as error:
            self._report(error)
            # Without a register nothing may be given again: the answer to everything is to try later.
            number = None
        if number is None or number != self._number:
            self._ready.clear()
            self._number = number

    def _forget_turn(self) -> None:
        self._known = False
