"""vpcd's framing on one connection: each message is a two-byte big-endian length and a body.

Bodies of one byte are the reader's controls. The kernel's quick acknowledgement is asked for before every read, since vpcd
sends length and body apart and would wait 40 ms for each acknowledgement.
"""

import contextlib
import socket
import struct
import time
from collections.abc import Iterator
from enum import IntEnum

from openmyna.iso7816.card_port import CardPort

PATIENCE = 5.0
"""Seconds in which a message that has begun must arrive, and an answer be taken; between messages there is no limit."""
_CHUNK = 65536
_KEEP_ALIVE = (("TCP_KEEPIDLE", 15), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))
"""After half a minute of silence from a machine that is gone, the connection is over."""


class Control(IntEnum):
    """One-byte messages of the reader."""

    POWER_OFF = 0
    POWER_ON = 1
    RESET = 2
    ANSWER_TO_RESET = 4


_GIVE_ATR = bytes((Control.ANSWER_TO_RESET,))


def keep_alive(connection: socket.socket) -> None:
    """Let the kernel notice a reader on another machine that vanished without a word."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEP_ALIVE:
        if (option := getattr(socket, name, None)) is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, value)


def serve(connection: socket.socket, card: CardPort, patience: float = PATIENCE) -> bool:
    """Answer the reader until it goes away; the card is powered off then. Returns whether any message came.

    Errors of the socket end it like a removal, and so do a message that stays half and an answer that nobody takes for
    `patience` seconds. What the card raises passes on to the caller.
    """
    heard = False
    send, transmit = connection.sendall, card.transmit
    answer_to_reset = card.power_on()
    try:
        for body in messages(connection, patience):
            heard = True
            if len(body) > 1:
                answer = transmit(body)
            elif body == _GIVE_ATR:
                answer = answer_to_reset
            else:
                answer_to_reset = _control(card, body[0]) or answer_to_reset
                continue
            try:
                send(len(answer).to_bytes(2, "big") + answer)
            except OSError:
                break
    finally:
        card.power_off()
    return heard


def messages(connection: socket.socket, patience: float = PATIENCE) -> Iterator[bytes]:
    """The bodies the reader sends, empty ones left out, until it goes away or leaves a message half for too long."""
    quick = _prepare(connection, patience)
    receive, level, now = connection.recv, socket.IPPROTO_TCP, time.monotonic
    buffer = b""
    while True:
        give_up = 0.0
        try:
            while len(buffer) < 2 or len(buffer) < (end := 2 + (buffer[0] << 8 | buffer[1])):
                if quick is not None:
                    connection.setsockopt(level, quick, 1)
                if buffer:
                    # The kernel's limit is for each read; this one is for a message that trickles in.
                    if not give_up:
                        give_up = now() + patience
                    elif now() > give_up:
                        return
                got = receive(_CHUNK)
                if not got:
                    return
                buffer = buffer + got if buffer else got
        except BlockingIOError:
            # Nothing came for so long: between messages that may be.
            if buffer:
                return
            continue
        except OSError:
            return
        body, buffer = buffer[2:end], buffer[end:]
        if body:
            yield body


def _prepare(connection: socket.socket, patience: float) -> int | None:
    """Set what lasts for the whole connection; returns the option that asks for a quick acknowledgement, if any."""
    with contextlib.suppress(OSError):
        # Limits of the kernel: Python's own would cost a system call more for each read. The one for sending is for
        # a reader that takes no answers, which would hold the slot as soon as the buffers are full.
        limit = struct.pack("ll", int(patience), int(patience % 1 * 1_000_000))
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            connection.setsockopt(socket.SOL_SOCKET, option, limit)
    if connection.family not in (socket.AF_INET, socket.AF_INET6):
        return None
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return getattr(socket, "TCP_QUICKACK", None)


def _control(card: CardPort, control: int) -> bytes | None:
    """Power and reset; the answer to reset where there is a new one. Controls nobody defines are passed over."""
    if control == Control.POWER_ON:
        return card.power_on()
    if control == Control.RESET:
        return card.reset()
    if control == Control.POWER_OFF:
        card.power_off()
    return None
