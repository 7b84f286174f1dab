"""The CA process: it listens at one Unix socket in the authority's folder, for its own user, and keeps its lists fresh.

There is no other way in: no TCP, no HTTP, nothing a browser could reach. Each connection has a thread; what is asked is
finished before the process ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import socket
import struct
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from openmyna.errors import OpenMynaError, place_of
from openmyna.services.ca.errors import CABusy, CAFailed, CAServedAlready, refusal_record
from openmyna.services.ca.messages import address_of, receive, send
from openmyna.services.ca.rules import Desk, is_heard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from openmyna.services.ca.ports import Installation

_LOG = logging.getLogger(__name__)
_CREDENTIALS = struct.Struct("3i")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSettings:
    """How the process works; the defaults are right."""

    housekeeping: float = 10.0
    """Seconds between two looks at what is due: lists, responders' certificates. A revocation makes it look at once."""
    most_connections: int = 64
    idle: float = 300.0
    """Seconds after which a connection that says nothing is closed."""


class CAProcess:
    """Serves one installation at one socket, from construction until `close`."""

    def __init__(self, path: Path, installation: Installation, settings: ServiceSettings | None = None) -> None:
        self._path, self._installation = path, installation
        self._settings = settings or ServiceSettings()
        self._due, self._ending = threading.Event(), threading.Event()
        self._open: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        self._alone = _alone(path)
        try:
            self._listener = _listener(path)
        except BaseException:
            os.close(self._alone)
            raise
        self._desk = Desk(installation, self._due.set)
        self._keeper = threading.Thread(target=self._keep_house, name="housekeeping")
        self._keeper.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def serve(self) -> None:
        """Take connections until `close` is called from elsewhere, such as a signal handler."""
        while not self._ending.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                if self._ending.is_set():
                    return
                raise
            self._welcome(connection)

    def stop(self) -> None:
        """End `serve`, at once and without waiting; a signal handler may call it."""
        self._ending.set()
        self._due.set()
        with contextlib.suppress(OSError):
            # Wakes the thread that waits for a connection.
            self._listener.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Finish what is being made, answer it, and let go of the socket."""
        self.stop()
        with self._lock:
            waiting = dict(self._open)
        for connection in waiting.values():
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RD)  # Nothing more is heard; answers still leave.
        for thread in waiting:
            thread.join()
        self._desk.close()
        self._keeper.join()
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
        self._listener.close()
        os.close(self._alone)

    def _welcome(self, connection: socket.socket) -> None:
        if not is_heard(_user_of(connection)):
            _LOG.warning("a process of another user was turned away")
            connection.close()
            return
        with self._lock:
            full = len(self._open) >= self._settings.most_connections
            if not full:
                thread = threading.Thread(target=self._hear, args=(connection,), name="connection")
                self._open[thread] = connection
                thread.start()
        if full:
            with contextlib.suppress(OSError):
                send(connection, {"refused": refusal_record(CABusy(self._settings.most_connections))})
            connection.close()

    def _hear(self, connection: socket.socket) -> None:
        connection.settimeout(self._settings.idle)
        try:
            while (message := receive(connection)) is not None:
                send(connection, self._answer(message))
        except OpenMynaError as refusal:
            # What cannot be read as a message leaves nothing to go on with.
            with contextlib.suppress(OSError):
                send(connection, {"refused": refusal_record(refusal)})
        except OSError:
            pass  # They went away, or said nothing for too long.
        finally:
            connection.close()
            with self._lock:
                self._open.pop(threading.current_thread(), None)

    def _answer(self, message: object) -> dict[str, object]:
        try:
            return {"done": self._desk.answer(message)}
        except OpenMynaError as refusal:
            return {"refused": refusal_record(refusal)}
        except Exception as defect:  # noqa: BLE001 - told by kind and place; its text could hold what was asked
            _LOG.error("%s at %s", type(defect).__name__, place_of(defect))
            return {"refused": refusal_record(CAFailed(type(defect).__name__, place_of(defect)))}

    def _keep_house(self) -> None:
        while not self._ending.is_set():
            # Each by itself: a list that is not published costs every certificate on it its status.
            self._try(self._installation.publish_lists)
            self._try(self._installation.complete)
            self._due.wait(self._settings.housekeeping)
            self._due.clear()

    @staticmethod
    def _try(duty: Callable[[], object]) -> None:
        try:
            duty()
        except OpenMynaError as failure:
            _LOG.error("%s: %s", failure.code, failure)
        except Exception as defect:  # noqa: BLE001 - the next look may do better; the process has to live on
            _LOG.error("%s at %s", type(defect).__name__, place_of(defect))


def _alone(path: Path) -> int:
    """Hold the right to serve this folder, which ends with the process."""
    descriptor = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise CAServedAlready(path.parent) from None
    return descriptor


def _listener(path: Path) -> socket.socket:
    with contextlib.suppress(FileNotFoundError):
        path.unlink()  # Left by a process that was killed: nobody else serves, since we are alone.
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # A socket that was bound and then closed to others would have been open to them for a moment.
        previous = os.umask(0o177)
        try:
            listener.bind(address_of(folder, path))
        finally:
            os.umask(previous)
        listener.listen()
    except BaseException:
        listener.close()
        raise
    finally:
        os.close(folder)
    return listener


def _user_of(connection: socket.socket) -> int:
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, user, _ = _CREDENTIALS.unpack(raw)
    return int(user)
