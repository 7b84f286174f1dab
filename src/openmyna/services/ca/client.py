"""An authority behind the socket of the CA process, for those who may not touch its keys; it satisfies `Certifier`.

Connections are kept for the next who asks, as many as threads ask at once. A request whose connection was lost may be
made again: the answer is the same.
"""

from __future__ import annotations

import os
import select
import socket
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from openmyna.pki.keys import KeyAlgorithm
from openmyna.services.ca.errors import CAConnectionLost, CANotServed, refusal_of
from openmyna.services.ca.messages import address_of, receive, send
from openmyna.services.ca.records import Fields, entry_of, entry_record, octets, request_record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from openmyna.pki.authority.records import AuthorityKind, CertificateEntry
    from openmyna.pki.authority.requests import CertificateRequest
    from openmyna.pki.revocation.reasons import RevocationReason

PATIENCE = 120.0
"""Seconds for one answer; publishing every list of the country takes most."""
_SAFE_TWICE = frozenset({"status", "publish", "certificate", "request", "prepare", "issue"})
"""What may be asked again where a connection was lost, such as with a process that was started anew."""


class CAClient:
    """The way to the CA process of one folder. Safe to use from several threads at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: deque[socket.socket] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def authority(self, kind: AuthorityKind) -> RemoteAuthority:
        """One of the two authorities over there."""
        return RemoteAuthority(self, kind)

    def is_served(self) -> bool:
        """Whether a process answers."""
        try:
            self.ask({"operation": "status"})
        except (CANotServed, CAConnectionLost):
            return False
        return True

    def publish_lists(self, *, force: bool = False) -> dict[str, int]:
        """Have the lists published that are due, or all."""
        published = self.ask({"operation": "publish", "force": force or None}).within("published")
        return {name: published.number(name) for name in ("made", "untouched", "without_key")}

    def ask(self, message: dict[str, object]) -> Fields:
        """Send one message and return what it gave; raises the refusal, of the class it has over there."""
        try:
            answer = self._exchange(message)
        except CAConnectionLost:
            if message["operation"] not in _SAFE_TWICE:
                raise
            answer = self._exchange(message)
        if "refused" in answer:
            raise refusal_of(answer["refused"])
        return Fields(answer, "answer").within("done")

    def close(self) -> None:
        """Let go of every connection that nobody uses."""
        while self._idle:
            self._idle.pop().close()

    def _exchange(self, message: dict[str, object]) -> dict[str, object]:
        connection = self._connection()
        answer = None
        try:
            with suppress(OSError):
                # A process that is full answers before it is asked, and ends the connection: its answer is there all the same.
                send(connection, message)
            answer = receive(connection)
        except (OSError, CAConnectionLost):
            pass  # As where the connection ended without an answer.
        finally:
            if answer is None:
                connection.close()
            else:
                self._idle.append(connection)
        if answer is None:
            raise CAConnectionLost
        return answer

    def _connection(self) -> socket.socket:
        """The one used last that is still open over there, or a new one."""
        while self._idle:
            try:
                known = self._idle.pop()
            except IndexError:
                break
            if _is_quiet(known):
                return known
            known.close()
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(PATIENCE)
        try:
            folder = os.open(self._path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                connection.connect(address_of(folder, self._path))
            finally:
                os.close(folder)
        except OSError:
            connection.close()
            raise CANotServed(self._path.parent) from None
        return connection


def _is_quiet(connection: socket.socket) -> bool:
    """Whether nothing came while nobody asked: what comes then is the end, of a process or of its patience."""
    waiting = select.poll()
    waiting.register(connection, select.POLLIN)
    return not waiting.poll(0)


class RemoteAuthority:
    """One authority, as `Certifier` has it."""

    def __init__(self, client: CAClient, kind: AuthorityKind) -> None:
        self.kind = kind
        self._client = client

    def certificate(self, generation: int | None = None, algorithm: KeyAlgorithm = KeyAlgorithm.RSA_2048) -> bytes:
        """The authority's own certificate (DER)."""
        answer = self._ask("certificate", generation=generation, algorithm=algorithm.value)
        return answer.read("certificate", octets)

    def prepare(self, requests: Sequence[CertificateRequest]) -> tuple[CertificateEntry, ...]:
        """The first step."""
        answer = self._ask("prepare", requests=[request_record(request) for request in requests])
        return tuple(entry_of(entry) for entry in answer.items("entries"))

    def issue(self, entries: Sequence[CertificateEntry]) -> tuple[CertificateEntry, ...]:
        """The second step."""
        answer = self._ask("issue", entries=[entry_record(entry) for entry in entries])
        return tuple(entry_of(entry) for entry in answer.items("entries"))

    def request(self, request: CertificateRequest) -> bytes:
        """Both steps; whoever asks at the same moment shares them."""
        return self._ask("request", request=request_record(request)).read("certificate", octets)

    def revoke(self, serial_number: int, reason: RevocationReason, at: datetime | None = None) -> CertificateEntry:
        """Vouch no longer for a certificate."""
        return self._changed("revoke", serial_number, reason=reason.code, at=at and at.isoformat())

    def hold(self, serial_number: int, at: datetime | None = None) -> CertificateEntry:
        """Suspend it because of a doubt."""
        return self._changed("hold", serial_number, at=at and at.isoformat())

    def lift_hold(self, serial_number: int) -> CertificateEntry:
        """End a hold, which only a phone's user authentication certificate allows."""
        return self._changed("lift_hold", serial_number)

    def _changed(self, operation: str, serial_number: int, **more: object) -> CertificateEntry:
        return entry_of(self._ask(operation, serial_number=serial_number, **more).value("entry"))

    def _ask(self, operation: str, **more: object) -> Fields:
        return self._client.ask({"operation": operation, "authority": self.kind.value, **more})
