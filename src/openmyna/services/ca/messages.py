"""Messages between the CA process and its clients: four bytes of length (big-endian), then that many of JSON.

A length beyond the bound ends the connection before anything of it is kept.
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

from openmyna.services.ca.errors import CAConnectionLost, MessageRefused

if TYPE_CHECKING:
    import socket
    from pathlib import Path

LONGEST = 1 << 20
"""Bytes of one message; a batch of 32 certificates takes a fifth of it."""
_LENGTH = struct.Struct(">I")


def address_of(descriptor: int, path: Path) -> str:
    """The socket's address by way of its opened folder: the kernel takes 107 bytes, and folders may be deeper."""
    return f"/proc/self/fd/{descriptor}/{path.name}"


def send(connection: socket.socket, message: object) -> None:
    """Write one message; raises OSError."""
    raw = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    if len(raw) > LONGEST:
        raise MessageRefused("length")
    connection.sendall(_LENGTH.pack(len(raw)) + raw)


def receive(connection: socket.socket) -> dict[str, object] | None:
    """Read one message; None at the end of the connection. Raises `MessageRefused`, or OSError."""
    head = _exactly(connection, _LENGTH.size)
    if head is None:
        return None
    (size,) = _LENGTH.unpack(head)
    if size > LONGEST:
        raise MessageRefused("length")
    raw = _exactly(connection, size)
    if raw is None:
        raise CAConnectionLost
    try:
        message: object = json.loads(raw)
    except (ValueError, RecursionError):
        raise MessageRefused("JSON") from None
    if not isinstance(message, dict):
        raise MessageRefused("message")
    return message


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    """That many bytes; None where the connection ended before the first."""
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(min(size - len(parts), 1 << 16))
        if not part:
            if parts:
                raise CAConnectionLost
            return None
        parts += part
    return bytes(parts)
