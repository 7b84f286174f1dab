"""What published clients send, command by command as the sheets print it, replayed in process."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import depth
from openmyna.card.chip import Chip
from support.hanako_card import Step, exchange, fits, powered_chip

STREAMS: list[tuple[str, dict[str, Any]]] = [
    (path.stem, stream)
    for path in sorted(Path(__file__).with_name("streams").glob("*.toml"))
    for stream in tomllib.loads(path.read_text(encoding="utf-8"))["stream"]
]
BLOCK = 256


def announced_length(header: bytes) -> int:
    """Length of the whole object whose first bytes these are: tag, length bytes and value."""
    tag_bytes = 2 if header[0] & 0x1F == 0x1F else 1
    first, rest = header[tag_bytes], header[tag_bytes + 1 :]
    if first < 0x80:
        return tag_bytes + 1 + first
    count = first & 0x7F
    assert 1 <= count <= 2, header.hex()
    return tag_bytes + 1 + count + int.from_bytes(rest[:count], "big")


def blocks(start: int, end: int) -> Iterator[tuple[str, int]]:
    """READ BINARY commands for the bytes from `start` to `end`, the last Le being the remainder."""
    for offset in range(start, end, BLOCK):
        size = min(BLOCK, end - offset)
        yield f"00B0{offset:04X}{size & 0xFF:02X}", size


def read_on(chip: Chip, header: bytes, start: int) -> tuple[bytes, int]:
    """Read from `start` to the end the header announces, every block whole; the data and how many commands it took."""
    data, commands = b"", 0
    for command, size in blocks(start, announced_length(header)):
        answer = exchange(chip, command)
        assert answer[-4:] == "9000", f"{command} -> {answer[-4:]}"
        assert len(answer) == 2 * size + 4, f"{command} gave {len(answer) // 2 - 2} bytes"
        data += bytes.fromhex(answer[:-4])
        commands += 1
    return data, commands


@pytest.fixture(scope="module")
def agreed() -> Iterator[list[int]]:
    """How many commands each replayed stream had; counted in a proof only when every stream was answered."""
    commands: list[int] = []
    yield commands
    if len(commands) == len(STREAMS):
        depth.proof("client-streams", streams=len(commands), commands=sum(commands))


@pytest.mark.parametrize(
    ("client", "stream"), STREAMS, ids=[f"{client}: {stream['name']}" for client, stream in STREAMS]
)
def test_a_client_stream_is_answered_as_the_sheets_say(client: str, stream: dict[str, Any], agreed: list[int]) -> None:
    chip = powered_chip()
    sent = 0
    done: list[Step] = []
    for step in stream["steps"]:
        last = bytes.fromhex(done[-1].answer[:-4]) if done else b""
        if step == ["rest"]:
            whole, commands = read_on(chip, last, 0)
            sent += commands
            assert whole.startswith(last)
        elif step == ["remainder"]:
            following, commands = read_on(chip, last, len(last))
            sent += commands
            assert len(last + following) == announced_length(last)
        else:
            command, expected = step
            answer = exchange(chip, command)
            sent += 1
            done.append(Step(command, expected, answer))
            assert fits(expected, answer), "\n".join(map(str, done))
    agreed.append(sent)


def test_the_streams_of_the_sheet_are_all_here() -> None:
    assert len({(client, stream["name"]) for client, stream in STREAMS}) == len(STREAMS)
    assert {client for client, _ in STREAMS} == {"opensc", "read_flows"}
    probes = next(stream for _, stream in STREAMS if "twenty-nine" in stream["name"])
    assert len(probes["steps"]) == 29 + 1


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("3082062B", 0x62B + 4),
        ("FF100C3938", 15),
        ("FF4082009F", 0x9F + 5),
        ("FF2065", 0x65 + 3),
    ],
)
def test_a_client_learns_the_length_from_the_header(header: str, expected: int) -> None:
    assert announced_length(bytes.fromhex(header)) == expected
