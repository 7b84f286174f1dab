"""The responder as an ASGI application: reads a request within bounds, asks the app, and sends what it replies.

No framework is between: of what is given again, most of the time goes into this module and the server below it.
"""

import asyncio
from http import HTTPStatus
from typing import Any

from openmyna.services.responder.app import ResponderApp
from openmyna.services.responder.files import FileReply
from openmyna.services.responder.records import Reply, Request
from openmyna.services.responder.replies import told

PIECE = 262_144
"""Bytes of a file that are read at once."""
_CLOSE = ("connection", "close")


class Doorway:
    """What the server calls for each request; it raises only where a reply that was begun can come to no end."""

    def __init__(self, app: ResponderApp) -> None:
        self._app, self.settings = app, app.settings

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Reply to one request."""
        headers = dict(scope["headers"])
        body = b""
        if scope["method"] == "POST":
            read = await self._body(headers, receive)
            if read is None:
                words = "要求が大きすぎます。 / The request is too large."
                await self._send(told(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, words, _CLOSE), send)
                return
            body = read
        request = Request(
            scope["method"],
            scope["raw_path"],
            body,
            headers.get(b"content-type", b""),
            headers.get(b"if-none-match", b""),
            headers.get(b"if-modified-since", b""),
        )
        if b"host" not in headers and scope["http_version"] == "1.1":
            # RFC 9112, 3.2: whoever does not say whom he asks is not answered.
            found: Reply | FileReply = told(HTTPStatus.BAD_REQUEST, "Host がありません。 / There is no Host.", _CLOSE)
        else:
            found = self._app.ready(request) or await self._reply(request)
        if isinstance(found, FileReply):
            await self._send_file(found, send, only_head=request.method == "HEAD")
        else:
            await self._send(found, send)

    async def _body(self, headers: dict[bytes, bytes], receive: Any) -> bytes | None:
        """The body, or None where it is too large: by its own word, or when it was read so far."""
        most = self._app.settings.body_bytes
        if int(headers.get(b"content-length", b"0")) > most:
            return None
        body = b""
        while len(body) <= most:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                return body if len(body) <= most else None
        return None

    async def _reply(self, request: Request) -> Reply | FileReply:
        waited = asyncio.get_running_loop().create_future()
        try:
            # What waits may be cancelled at the end, while a thread still signs.
            found = self._app.reply(request, lambda reply: None if waited.done() else waited.set_result(reply))
            return await waited if found is None else await asyncio.to_thread(found)
        except Exception as defect:  # noqa: BLE001 - whoever asks is answered, whatever is wrong here
            self._app.report(defect)
            return told(HTTPStatus.INTERNAL_SERVER_ERROR, "内部エラーが発生しました。 / An internal error occurred.")

    async def _send(self, reply: Reply, send: Any) -> None:
        await send(
            {"type": "http.response.start", "status": reply.status, "headers": [*reply.headers, self._app.date()]}
        )
        await send({"type": "http.response.body", "body": reply.body})

    async def _send_file(self, found: FileReply, send: Any, *, only_head: bool) -> None:
        """Piece by piece, as it is taken. Of a file that was cut short the server closes the connection."""
        with found.file:
            await send({"type": "http.response.start", "status": 200, "headers": [*found.headers, self._app.date()]})
            left = 0 if only_head else found.size
            async with asyncio.timeout(self._app.settings.download_seconds):
                while left and (piece := await asyncio.to_thread(found.file.read, min(left, PIECE))):
                    left -= len(piece)
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
