"""A recording holds what passed and no secret; a replay answers as recorded and refuses any other course."""

import json
import stat
from pathlib import Path

import pytest

from openmyna.card.chip import Chip
from openmyna.reader.errors import DepartedFromRecording, RecordingNotWritten, RecordingUnreadable, RedactedInRecording
from openmyna.reader.transports.recording import Recording
from openmyna.reader.transports.replay import Replay

SELECT_TEXT = bytes.fromhex("00A4040C0AD3921000310001010408")
SELECT_PIN = bytes.fromhex("00A4020C020011")
VERIFY = b"\x00\x20\x00\x80\x041234"
SELECT_NUMBER = bytes.fromhex("00A4020C020001")
READ_NUMBER = bytes.fromhex("00B0000011")
SESSION = (SELECT_TEXT, SELECT_PIN, VERIFY, SELECT_NUMBER, READ_NUMBER)


def record(card: Chip, path: Path, *commands: bytes, keep_personal: bool = False) -> list[bytes]:
    with Recording(card, path, keep_personal=keep_personal) as recording:
        recording.power_on()
        answers = [recording.transmit(command) for command in commands]
        recording.power_off()
    return answers


def test_a_recording_shows_neither_the_pin_nor_what_it_opened(hanako: Chip, tmp_path: Path) -> None:
    path = tmp_path / "recording.jsonl"
    answers = record(hanako, path, *SESSION)
    assert answers[-1] == b"\xff\x10\x0c987654321098\xff\xff\x90\x00"
    assert [json.loads(line) for line in path.read_text().splitlines()] == [
        {"recording": "openmyna", "version": 1},
        {"event": "power_on", "atr": "3BE000FF8131FE4514"},
        {"command": "00A4040C0AD3921000310001010408", "response": "9000"},
        {"command": "00A4020C020011", "response": "9000"},
        {"command": "0020008004********", "response": "9000"},
        {"command": "00A4020C020001", "response": "9000"},
        {"command": "00B0000011", "response": "**" * 17 + "9000"},
        {"event": "power_off"},
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_read_is_recorded_from_a_verified_secret_to_the_loss_of_power(hanako: Chip, tmp_path: Path) -> None:
    """Selecting the same application again keeps the status on the card, so it must keep the recorder careful."""
    path = tmp_path / "recording.jsonl"
    select_jpki = bytes.fromhex("00A4040C0AD392F000260100000001")
    free = (select_jpki, bytes.fromhex("00A4020C020008"), bytes.fromhex("00B0000003"))
    with Recording(hanako, path) as recording:
        recording.power_on()
        for commands in (free, SESSION, (SELECT_TEXT, *SESSION[3:]), free):
            for command in commands:
                assert recording.transmit(command)[-2:] == b"\x90\x00"
        recording.power_on()
        for command in free:
            recording.transmit(command)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["response"] for line in lines if line.get("command", "").startswith("00B0")] == [
        "8F8F009000",
        "**" * 17 + "9000",
        "**" * 17 + "9000",
        "**" * 3 + "9000",
        "8F8F009000",
    ]


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (b"\x00\x24\x01\x80\x045678", "0024018004********"),
        (bytes.fromhex("00D600000401020304"), "00D6000004********"),
        (bytes.fromhex("0820008013") + bytes(19), "0820008013" + "**" * 19),
        (bytes.fromhex("80AE0000000002ABCD"), "80AE0000000002****"),
        (bytes.fromhex("0020008004313233"), "00200080********"),
        (bytes.fromhex("802A008002ABCD00"), "802A008002ABCD00"),
        (bytes.fromhex("00200080"), "00200080"),
        (b"1234", "********"),
        (b"\x041234", "**********"),
        (b"\x00\xa4\x04\x0c\x0c987654321098", "00A4040C0C" + "**" * 12),
        (b"", ""),
    ],
    ids=[
        "change of a pin",
        "write",
        "secure messaging",
        "session key",
        "malformed",
        "digest",
        "status query",
        "a pin alone",
        "a pin after its length",
        "a number as a name",
        "nothing",
    ],
)
def test_command_data_is_recorded_only_where_it_is_known_to_be_harmless(
    hanako: Chip, tmp_path: Path, command: bytes, shown: str
) -> None:
    path = tmp_path / "recording.jsonl"
    record(hanako, path, command)
    assert json.loads(path.read_text().splitlines()[2])["command"] == shown


def test_a_recording_that_begins_while_something_is_verified_shows_nothing_that_is_read(
    hanako: Chip, tmp_path: Path
) -> None:
    """Another program may have verified it; only power that is seen to come on ends that for certain."""
    hanako.power_on()
    for command in SESSION[:3]:
        assert hanako.transmit(command) == b"\x90\x00"
    path = tmp_path / "recording.jsonl"
    with Recording(hanako, path) as recording:
        recording.reset()
        for command in SESSION[3:]:
            assert recording.transmit(command)[-2:] == b"\x90\x00"
    assert json.loads(path.read_text().splitlines()[-1])["response"] == "**" * 17 + "9000"


def test_a_recording_never_replaces_a_file(hanako: Chip, tmp_path: Path) -> None:
    path = tmp_path / "recording.jsonl"
    record(hanako, path)
    before = path.read_bytes()
    with pytest.raises(RecordingNotWritten) as refusal:
        Recording(hanako, path)
    assert refusal.value.facts == {"path": path, "reason": "File exists"}
    assert path.read_bytes() == before


def test_a_replay_answers_as_the_card_did_whatever_pin_is_given(hanako: Chip, tmp_path: Path) -> None:
    path = tmp_path / "recording.jsonl"
    answers = record(hanako, path, *SESSION, keep_personal=True)
    card = Replay(path)
    assert card.power_on().hex().upper() == "3BE000FF8131FE4514"
    other_pin = VERIFY[:5] + b"0000"
    assert [card.transmit(other_pin if command is VERIFY else command) for command in SESSION] == answers
    assert not card.finished
    card.power_off()
    assert card.finished


def test_a_replay_refuses_what_was_not_recorded_and_names_both_sides_without_data(hanako: Chip, tmp_path: Path) -> None:
    path = tmp_path / "recording.jsonl"
    record(hanako, path, *SESSION, keep_personal=True)
    card = Replay(path)
    card.power_on()
    card.transmit(SELECT_TEXT)
    with pytest.raises(DepartedFromRecording) as refusal:
        card.transmit(VERIFY)
    assert refusal.value.facts == {"line": 4, "expected": "00A4020C (7 bytes)", "got": "00200080 (9 bytes)"}
    assert card.transmit(SELECT_PIN) == b"\x90\x00"
    with pytest.raises(DepartedFromRecording) as refusal:
        card.transmit(VERIFY + b"5")
    assert "31323334" not in str(refusal.value)
    assert card.transmit(VERIFY) == b"\x90\x00"


def test_a_replay_ends_where_the_recording_ends(hanako: Chip, tmp_path: Path) -> None:
    path = tmp_path / "recording.jsonl"
    record(hanako, path)
    card = Replay(path)
    card.power_on()
    card.power_off()
    with pytest.raises(DepartedFromRecording) as refusal:
        card.power_on()
    assert refusal.value.facts == {"line": 3, "expected": "the end", "got": "power_on"}


def test_a_replay_does_not_invent_what_was_left_out(hanako: Chip, tmp_path: Path) -> None:
    path = tmp_path / "recording.jsonl"
    record(hanako, path, *SESSION)
    card = Replay(path)
    card.power_on()
    for command in SESSION[:-1]:
        card.transmit(command)
    with pytest.raises(RedactedInRecording) as refusal:
        card.transmit(READ_NUMBER)
    assert refusal.value.facts == {"line": 7}


HEADER = '{"recording": "openmyna", "version": 1}\n'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("no json\n", 1),
        ('{"command": "00200080", "response": "9000"}\n', 1),
        (HEADER + "[]\n", 2),
        (HEADER + '{"command": "00200080"}\n', 2),
        (HEADER + '{"command": "0020008", "response": "9000"}\n', 2),
        (HEADER + '{"command": "00200080", "response": "90xx"}\n', 2),
        (HEADER + '{"event": "teleport"}\n', 2),
        (HEADER + '{"event": "power_off"}\n' + '{"event": ["reset"]}\n', 3),
    ],
)
def test_a_file_that_is_no_recording_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "recording.jsonl"
    path.write_text(text)
    with pytest.raises(RecordingUnreadable) as refusal:
        Replay(path)
    assert refusal.value.facts == {"path": path, "line": line}


def test_the_smallest_recording_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "recording.jsonl"
    path.write_text(HEADER)
    assert Replay(path).finished
    with pytest.raises(RecordingUnreadable):
        Replay(tmp_path / "missing.jsonl")
