"""vpcd's framing on one connection: messages are found however their bytes arrive, and none is waited for without end."""

import random
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import depth
from openmyna.card.wire.frames import serve
from support.wire_card import ATR_GIVEN, GIVE_ATR, WireCard, a_while

CHALLENGE = bytes.fromhex("0005 0084000008")
SELECT = bytes.fromhex("000C 00A4040007A0000000031010")
DONE = bytes.fromhex("0002 9000")


@contextmanager
def reader_of(card: WireCard, patience: float = 5.0) -> Iterator[tuple[socket.socket, threading.Thread]]:
    """The reader's end of a connection, and the thread that serves the card; what it raises fails the test."""
    reader, ours = socket.socketpair()

    def run() -> None:
        with ours:
            serve(ours, card, patience)

    thread = threading.Thread(target=run)
    thread.start()
    with reader:
        reader.settimeout(20)
        yield reader, thread
    thread.join(20)
    assert not thread.is_alive()


def received(reader: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        part = reader.recv(count - len(got))
        assert part, f"the connection ended after {len(got)} of {count} bytes"
        got += part
    return got


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64], ids=lambda size: f"{size} at a time")
def test_messages_are_found_however_their_bytes_arrive(size: int) -> None:
    card = WireCard()
    stream = b"\x00\x01\x01" + GIVE_ATR + SELECT + b"\x00\x00" + b"\x00\x01\x02" + CHALLENGE + b"\x00\x01\x00"
    with reader_of(card) as (reader, _):
        for start in range(0, len(stream), size):
            reader.sendall(stream[start : start + size])
            a_while(0.002)
        assert received(reader, 19) == ATR_GIVEN + DONE + DONE
    assert card.commands == [bytes.fromhex("00A4040007A0000000031010"), bytes.fromhex("0084000008")]
    assert card.calls == [
        "power on", "power on", "command", "answer", "reset", "command", "answer", "power off", "power off",
    ]  # fmt: skip


def test_a_message_of_65535_bytes_is_answered_by_one_of_65535() -> None:
    card = WireCard(lambda command: command[:-2] + b"\x90\x00")
    with reader_of(card) as (reader, _):
        reader.sendall(b"\xff\xff" + b"\x5a" * 65535 + CHALLENGE)
        assert (
            received(reader, 2 + 65535 + 7) == b"\xff\xff" + b"\x5a" * 65533 + b"\x90\x00\x00\x05\x00\x84\x00\x90\x00"
        )
    assert [len(command) for command in card.commands] == [65535, 5]


def test_many_messages_in_one_segment_are_answered_one_by_one_in_order() -> None:
    card = WireCard(lambda command: command[-1:] + b"\x90\x00")
    with reader_of(card) as (reader, _):
        reader.sendall(b"".join(b"\x00\x02\x00" + bytes([number]) for number in range(200)))
        assert received(reader, 200 * 5) == b"".join(b"\x00\x03" + bytes([n]) + b"\x90\x00" for n in range(200))


def test_empty_messages_and_controls_nobody_defines_are_passed_over() -> None:
    card = WireCard()
    with reader_of(card) as (reader, _):
        reader.sendall(b"\x00\x00" * 1000 + b"\x00\x01\x03" + b"\x00\x01\xff" + GIVE_ATR)
        assert received(reader, 11) == ATR_GIVEN
    assert card.calls == ["power on", "power off"]


@pytest.mark.parametrize(
    "half", [b"\x00", b"\x00\x05", b"\x00\x05\x00\x84"], ids=["of a length", "no body", "of a body"]
)
def test_a_reader_that_goes_away_in_half_a_message_powers_the_card_off(half: bytes) -> None:
    card = WireCard()
    with reader_of(card) as (reader, _):
        reader.sendall(GIVE_ATR + half)
        assert received(reader, 11) == ATR_GIVEN
    assert card.calls == ["power on", "power off"]


@pytest.mark.parametrize(
    "half", [b"\x00", b"\x00\x05", b"\x00\x05\x00\x84"], ids=["of a length", "no body", "of a body"]
)
def test_half_a_message_ends_the_connection_when_the_rest_does_not_come(half: bytes) -> None:
    card = WireCard()
    with reader_of(card, patience=0.1) as (reader, _):
        reader.sendall(GIVE_ATR + half)
        assert received(reader, 11) == ATR_GIVEN
        assert reader.recv(1) == b""
    assert card.calls == ["power on", "power off"]


def test_a_message_that_trickles_in_ends_the_connection_too() -> None:
    with reader_of(WireCard(), patience=0.2) as (reader, thread):
        reader.sendall(b"\xff\xff")
        for _ in range(400):
            if not thread.is_alive():
                break
            a_while(0.05)
            try:
                reader.sendall(b"\x00")
            except BrokenPipeError:
                break
        else:
            pytest.fail("a message of bytes that trickle in was waited for without end")


def test_between_messages_there_is_no_limit() -> None:
    with reader_of(WireCard(), patience=0.05) as (reader, _):
        for _ in range(3):
            reader.sendall(CHALLENGE)
            assert received(reader, 4) == DONE
            a_while(0.2)


def test_a_reader_that_takes_no_answers_loses_the_connection() -> None:
    card = WireCard(lambda _: b"\x5a" * 60000)
    with reader_of(card, patience=0.2) as (reader, thread):
        reader.sendall(CHALLENGE * 50)
        thread.join(20)
        assert not thread.is_alive()
    assert len(card.commands) < 50


def test_a_reader_that_takes_them_late_keeps_it() -> None:
    card = WireCard(lambda _: b"\x5a" * 60000)
    with reader_of(card) as (reader, _):
        reader.sendall(CHALLENGE * 50)
        a_while(0.1)
        assert received(reader, 50 * 60002) == (b"\xea\x60" + b"\x5a" * 60000) * 50
    assert len(card.commands) == 50


def test_any_bytes_are_only_ever_cut_into_messages() -> None:
    rounds = depth.count(40, 4000)
    for seed in range(rounds):
        chance = random.Random(seed)
        stream = b"".join(
            struct.pack(">H", chance.choice((0, 1, 2, 5, 300, chance.randrange(65536))))
            + chance.randbytes(chance.choice((0, 1, 5, 40)))
            for _ in range(chance.randrange(1, 12))
        )
        expected, rest = [], stream
        while len(rest) >= 2 and len(rest) >= 2 + int.from_bytes(rest[:2], "big"):
            size = int.from_bytes(rest[:2], "big")
            body, rest = rest[2 : 2 + size], rest[2 + size :]
            expected += [body] if size > 1 else []
        card = WireCard(lambda _: b"\x6f\x00")
        with reader_of(card) as (reader, _):
            while stream:
                part = chance.randrange(1, len(stream) + 1)
                reader.sendall(stream[:part])
                stream = stream[part:]
            reader.shutdown(socket.SHUT_WR)
            while reader.recv(65536):
                pass
        assert card.commands == expected, f"seed {seed}"
        assert (card.calls[0], card.calls[-1]) == ("power on", "power off")
    depth.proof("wire-garbage", streams=rounds)
