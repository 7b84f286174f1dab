"""What the CA process decides: whom it hears, what each message asks for, and which requests are made in one batch.

Those who wait at the same moment share one durable record and both signing threads; one whose request is refused keeps
no other from its certificate.
"""

from __future__ import annotations

import os
import queue
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.keys import KeyAlgorithm
from openmyna.services.ca.errors import MessageRefused
from openmyna.services.ca.records import (
    Fields,
    entry_of,
    entry_record,
    instant,
    reason_of,
    request_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from openmyna.pki.authority.records import CertificateEntry
    from openmyna.pki.authority.requests import CertificateRequest
    from openmyna.services.ca.ports import Certifier, Installation

LARGEST_BATCH = 32


def is_heard(user: int) -> bool:
    """Whether a process of this user may speak here: our own user, and root, which can do everything anyway."""
    return user in {os.getuid(), 0}


class Batches:
    """Requests for one authority, made together: while one batch is made, the next one gathers."""

    def __init__(self, certifier: Certifier) -> None:
        self._certifier = certifier
        self._waiting: queue.SimpleQueue[tuple[CertificateRequest, Future[bytes]] | None] = queue.SimpleQueue()
        self._worker = threading.Thread(target=self._work, name="batches", daemon=True)
        self._worker.start()

    def request(self, request: CertificateRequest) -> bytes:
        """The certificate (DER), once it is on record."""
        done: Future[bytes] = Future()
        self._waiting.put((request, done))
        return done.result()

    def close(self) -> None:
        """Make what waits, then end."""
        self._waiting.put(None)
        self._worker.join()

    def _work(self) -> None:
        open_ = True
        while open_:
            first = self._waiting.get()
            if first is None:
                return
            batch = [first]
            while len(batch) < LARGEST_BATCH:
                try:
                    another = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if another is None:
                    open_ = False
                    break
                batch.append(another)
            self._make(batch)

    def _make(self, batch: Sequence[tuple[CertificateRequest, Future[bytes]]]) -> None:
        try:
            made = self._certifier.issue(self._certifier.prepare([request for request, _ in batch]))
            for (_, done), entry in zip(batch, made, strict=True):
                done.set_result(_certificate(entry))
        except Exception as refusal:  # noqa: BLE001 - whoever waits is told, whatever it is
            if len(batch) == 1:
                batch[0][1].set_exception(refusal)
                return
            # One of them is refused, and the batch with it: each by itself then, so that only that one is.
            for single in batch:
                if not single[1].done():
                    self._make([single])


def _certificate(entry: CertificateEntry) -> bytes:
    if entry.certificate is None:
        raise AssertionError(entry.serial_number)  # Whatever was issued has a certificate.
    return entry.certificate


class Desk:
    """Answers messages: one operation each, on one authority or on both."""

    def __init__(self, installation: Installation, changed: Callable[[], None]) -> None:
        self._installation, self._changed = installation, changed
        self._batches = {kind: Batches(installation.authority(kind)) for kind in AuthorityKind}

    def answer(self, message: object) -> dict[str, object]:
        """What the operation gives; raises a coded error where it is refused."""
        fields = Fields(message, "message")
        operation = fields.text("operation")
        if operation == "status":
            return {"pid": os.getpid()}
        if operation == "publish":
            return {"published": self._installation.publish_lists(force="force" in fields)}
        kind = fields.read("authority", AuthorityKind)
        certifier = self._installation.authority(kind)
        match operation:
            case "certificate":
                number = fields.number("generation") if "generation" in fields else None
                algorithm = fields.maybe("algorithm", KeyAlgorithm) or KeyAlgorithm.RSA_2048
                return {"certificate": text_of(certifier.certificate(number, algorithm))}
            case "request":
                return {"certificate": text_of(self._batches[kind].request(request_of(fields.value("request"))))}
            case "prepare":
                entries = certifier.prepare([request_of(each) for each in self._few(fields, "requests")])
                return {"entries": [entry_record(entry) for entry in entries]}
            case "issue":
                return {"entries": [entry_record(entry) for entry in certifier.issue(self._entries(fields))]}
        return {"entry": entry_record(self._status_changed(operation, certifier, fields))}

    def close(self) -> None:
        """Make what waits, then end."""
        for batches in self._batches.values():
            batches.close()

    def _status_changed(self, operation: str, certifier: Certifier, fields: Fields) -> CertificateEntry:
        number = fields.number("serial_number")
        match operation:
            case "revoke":
                entry = certifier.revoke(number, fields.read("reason", reason_of), fields.maybe("at", instant))
            case "hold":
                entry = certifier.hold(number, fields.maybe("at", instant))
            case "lift_hold":
                entry = certifier.lift_hold(number)
            case _:
                raise MessageRefused("message.operation")
        self._changed()
        return entry

    def _entries(self, fields: Fields) -> list[CertificateEntry]:
        return [entry_of(each) for each in self._few(fields, "entries")]

    @staticmethod
    def _few(fields: Fields, name: str) -> list[object]:
        items = fields.items(name)
        if len(items) > LARGEST_BATCH:
            raise MessageRefused(f"message.{name}")
        return items
