"""The responder as one thing that takes requests and gives replies: the table of its addresses; no socket, no parser.

Public things only are served here; no key but the responder's own is near.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from pathlib import Path

from openmyna.errors import OpenMynaError
from openmyna.pki.ocsp.answering import Answerer, unheard
from openmyna.services.responder.addresses import HEALTH, asks_by_post, published_path, question_in
from openmyna.services.responder.answers import StatusReplies
from openmyna.services.responder.files import FileReply, file_reply, not_found
from openmyna.services.responder.records import Reply, Request, ServingSettings
from openmyna.services.responder.replies import told

Open = Callable[[], Reply | FileReply]
REQUEST_TYPE = b"application/ocsp-request"


class ResponderApp:
    """Replies to requests, one at a time, in a loop."""

    def __init__(
        self,
        answerer: Answerer,
        published: Path,
        settings: ServingSettings | None = None,
        report: Callable[[BaseException], None] = unheard,
    ) -> None:
        self.settings = settings or ServingSettings()
        self.report = report
        self._published = published
        self._statuses = StatusReplies(answerer, self.settings, report)

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin, in this loop."""
        self._statuses.open(loop)

    def close(self) -> None:
        """End what was begun."""
        self._statuses.close()

    def date(self) -> tuple[bytes, bytes]:
        """The header that dates a reply."""
        return self._statuses.date()

    def ready(self, request: Request) -> Reply | None:
        """The reply that needs no thought: most of a busy responder's day."""
        if request.if_none_match or request.if_modified_since:
            return None
        if request.method == "POST":
            # A question begins with 0x30 and a path does not, so neither is taken for the other.
            asked = (
                request.content_type == REQUEST_TYPE and request.body.startswith(b"0") and asks_by_post(request.path)
            )
            return self._statuses.ready(request.body) if asked else None
        return self._statuses.ready(request.path) if request.method in ("GET", "HEAD") else None

    def reply(self, request: Request, deliver: Callable[[Reply], None]) -> Open | None:
        """Deliver a reply, now or later; or return how to open the file that is asked for, which takes a thread."""
        path = request.path
        if request.method == "POST":
            self._posted(path, request, deliver)
        elif request.method not in ("GET", "HEAD"):
            deliver(_not_allowed("GET, HEAD, POST"))
        elif (name := published_path(path)) is not None:
            return partial(file_reply, self._published, name, request)
        elif (question := question_in(path)) is not None:
            if question:
                self._statuses.reply(question, request.path, request, deliver)
            else:
                deliver(self._statuses.unreadable())
        elif path == HEALTH:
            deliver(self._health())
        elif asks_by_post(path):
            deliver(_not_allowed("POST"))
        else:
            deliver(not_found())
        return None

    def _posted(self, path: bytes, request: Request, deliver: Callable[[Reply], None]) -> None:
        if not asks_by_post(path):
            known = published_path(path) is not None or path == HEALTH
            deliver(_not_allowed("GET, HEAD") if known else not_found())
        elif request.content_type.partition(b";")[0].strip().lower() != REQUEST_TYPE:
            words = "application/ocsp-request を送ってください。 / Send application/ocsp-request."
            deliver(told(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, words))
        elif not request.body:
            deliver(self._statuses.unreadable())
        else:
            self._statuses.reply(request.body, request.body, request, deliver)

    def _health(self) -> Reply:
        try:
            unanswered = self._statuses.unanswered()
        except OpenMynaError as error:
            self.report(error)
            return told(HTTPStatus.SERVICE_UNAVAILABLE, error.code)
        if unanswered:
            return told(HTTPStatus.SERVICE_UNAVAILABLE, f"unanswered: {', '.join(unanswered)}")
        return told(HTTPStatus.OK, "ok")


def _not_allowed(methods: str) -> Reply:
    return told(HTTPStatus.METHOD_NOT_ALLOWED, f"使えるのは {methods} です。 / Use {methods}.", ("allow", methods))
