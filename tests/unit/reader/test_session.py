"""A session with a card: what is sent, how whole files are read, and which error each status word becomes."""

import pytest

from openmyna.card.chip import Chip
from openmyna.errors import EncodingError
from openmyna.identity.secret import FourDigitPIN
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.reader.errors import (
    ApplicationNotFound,
    CardNotWorking,
    CardRemoved,
    CardStatusError,
    FileNotFound,
    PINBlocked,
    SecurityStatusNotSatisfied,
    WrongPIN,
)
from openmyna.reader.session import CardSession

JPKI = bytes.fromhex("D392F000260100000001")
PIN = FourDigitPIN("1234")


class Script:
    """A card that answers what it is told to, and keeps what it was asked; `power` notes on, off and reset."""

    def __init__(self, *answers: str) -> None:
        self.answers = [bytes.fromhex(answer) for answer in answers]
        self.asked: list[str] = []
        self.power: list[str] = []

    def power_on(self) -> bytes:
        self.power.append("on")
        return b"\x3b"

    def power_off(self) -> None:
        self.power.append("off")

    def reset(self) -> bytes:
        self.power.append("reset")
        return b"\x3b"

    def transmit(self, command: bytes) -> bytes:
        self.asked.append(command.hex().upper())
        return self.answers.pop(0)


def test_power_is_taken_away_at_the_end_also_after_an_error() -> None:
    card = Script("6A82")
    with pytest.raises(ApplicationNotFound), CardSession(card) as session:
        session.select_application(JPKI)
    assert card.power == ["on", "off"]


def test_no_verified_pin_is_left_behind(hanako: Chip) -> None:
    sign = bytes.fromhex("802A008033") + b"0" * 51 + b"\0"
    with CardSession(hanako) as session:
        session.select_application(JPKI)
        session.verify(0x0018, PIN)
        session.select_file(0x0017)
        assert len(hanako.transmit(sign)) == 258
    for command in ("00A4040C0AD392F000260100000001", "00A4020C020017"):
        assert hanako.transmit(bytes.fromhex(command)) == b"\x90\x00"
    assert hanako.transmit(sign) == b"\x69\x82"


def test_a_card_that_left_is_not_told_a_second_time_when_power_goes() -> None:
    class Gone(Script):
        def power_off(self) -> None:
            raise CardRemoved(reader="1")

        def transmit(self, command: bytes) -> bytes:
            self.asked.append(command.hex())
            raise CardRemoved(reader="the first")

    with pytest.raises(CardRemoved) as told, CardSession(Gone()) as session:
        session.select_file(0x0001)
    assert told.value.facts == {"reader": "the first"}


def test_a_card_that_left_unnoticed_is_told_when_power_goes() -> None:
    class Gone(Script):
        def power_off(self) -> None:
            raise CardRemoved(reader="1")

    with pytest.raises(CardRemoved), CardSession(Gone()):
        pass


def test_selection_is_what_every_client_sends() -> None:
    card = Script("9000", "9000")
    with CardSession(card) as session:
        session.select_application(JPKI)
        session.select_file(0x000A)
    assert card.asked == ["00A4040C0AD392F000260100000001", "00A4020C02000A"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [("6A82", ApplicationNotFound), ("6F00", CardNotWorking), ("6E00", CardStatusError)],
)
def test_an_application_that_cannot_be_selected_says_why(answer: str, error: type[CardStatusError]) -> None:
    with CardSession(Script(answer)) as session, pytest.raises(error) as refusal:
        session.select_application(JPKI, "jpki")
    assert type(refusal.value) is error
    assert refusal.value.status_word == int(answer, 16)
    assert refusal.value.command == "SELECT jpki"


def test_a_file_that_is_not_there_is_named(hanako: Chip) -> None:
    with CardSession(hanako) as session:
        session.select_application(JPKI)
        session.select_file(0x000A)
        with pytest.raises(FileNotFound) as refusal:
            session.select_file(0x0099)
    assert refusal.value.identifier == 0x0099


def test_a_file_is_read_as_far_as_its_head_says_in_pieces() -> None:
    content = bytes.fromhex("30820200") + b"A" * 512
    physical = content + b"\xff" * 44
    pieces = ["9000", physical[:256].hex() + "9000", physical[256:512].hex() + "9000", physical[512:516].hex() + "9000"]
    card = Script(*pieces)
    with CardSession(card) as session:
        assert session.read_file(0x000A) == content
    assert card.asked == ["00A4020C02000A", "00B0000000", "00B0010000", "00B0020004"]


def test_a_file_whose_head_promises_more_than_it_holds_is_refused() -> None:
    card = Script("9000", "30820200" + "41" * 252 + "9000", "41" * 10 + "9000", "6B00")
    with CardSession(card) as session, pytest.raises(EncodingError) as refusal:
        session.read_file(0x000A)
    assert (refusal.value.expected, refusal.value.got) == ("516 bytes, as its head says", "266 bytes")


def test_an_offset_beyond_fifteen_bits_is_refused_before_the_card_is_asked() -> None:
    # 83 and three bytes of length: an object of 65541 bytes, more than READ BINARY can reach.
    card = Script("9000", *["308301000041" + "41" * 250 + "9000"], *["41" * 256 + "9000"] * 127)
    with CardSession(card) as session, pytest.raises(EncodingError) as refusal:
        session.read_file(0x000A)
    assert refusal.value.got == "offset 32768"
    assert card.asked[-1] == "00B07F0000"


@pytest.mark.parametrize("answers", [["6B00"], ["FFFFFFFF9000"], ["000000009000"], ["9000"]])
def test_a_file_that_holds_nothing_gives_no_bytes(answers: list[str]) -> None:
    with CardSession(Script("9000", *answers)) as session:
        assert session.read_file(0x000A) == b""


def test_a_guarded_file_asks_for_a_proof_and_opens_after_it(hanako: Chip) -> None:
    text = bytes.fromhex("D3921000310001010408")
    with CardSession(hanako) as session:
        session.select_application(text)
        with pytest.raises(SecurityStatusNotSatisfied) as refusal:
            session.read_file(0x0002)
        assert refusal.value.status_word == 0x6982
        session.verify(0x0011, PIN)
        assert session.read_file(0x0002)[:2] == b"\xff\x20"


def test_every_byte_of_a_file_without_a_head_is_read(hanako: Chip) -> None:
    with CardSession(hanako) as session:
        session.select_application(JPKI)
        assert len(session.read_bytes(0x0006)) == 160
        assert session.read_bytes(0x0008) == b"\x8f\x8f\x00"


def test_asking_for_attempts_sends_four_bytes_and_costs_none(hanako: Chip) -> None:
    card = Script("9000", "63C3")
    with CardSession(card) as session:
        assert session.attempts_remaining(0x0018) == 3
    assert card.asked == ["00A4020C020018", "00200080"]
    with CardSession(hanako) as session:
        session.select_application(JPKI)
        assert [session.attempts_remaining(0x0018) for _ in range(5)] == [3, 3, 3, 3, 3]


def test_a_wrong_pin_costs_one_attempt_and_says_how_many_are_left(hanako: Chip) -> None:
    with CardSession(hanako) as session:
        session.select_application(JPKI)
        left = []
        for _ in range(2):
            with pytest.raises(WrongPIN) as refusal:
                session.verify(0x0018, FourDigitPIN("9999"))
            left.append(refusal.value.attempts_remaining)
        assert left == [2, 1]
        session.verify(0x0018, PIN)
        assert session.attempts_remaining(0x0018) == 3


def test_the_last_wrong_pin_blocks_and_the_right_one_is_then_refused_too(hanako: Chip) -> None:
    with CardSession(hanako) as session:
        session.select_application(JPKI)
        for _ in range(2):
            with pytest.raises(WrongPIN):
                session.verify(0x0018, FourDigitPIN("9999"))
        with pytest.raises(PINBlocked) as blocked:
            session.verify(0x0018, FourDigitPIN("9999"))
        assert blocked.value.status_word == 0x63C0
        with pytest.raises(PINBlocked) as blocked:
            session.verify(0x0018, PIN)
        assert blocked.value.status_word == 0x6984
        assert session.attempts_remaining(0x0018) == 0


@pytest.mark.parametrize("answer", ["63C0", "6983", "6984"])
def test_each_word_for_blocked_is_taken_as_blocked(answer: str) -> None:
    with CardSession(Script("9000", answer, "9000", answer)) as session:
        with pytest.raises(PINBlocked):
            session.verify(0x0018, PIN)
        assert session.attempts_remaining(0x0018) == 0


def test_a_refusal_of_another_kind_keeps_its_status_word() -> None:
    with CardSession(Script("9000", "6A86")) as session, pytest.raises(CardStatusError) as refusal:
        session.attempts_remaining(0x0018)
    assert type(refusal.value) is CardStatusError
    assert refusal.value.status_word == 0x6A86
    assert "6A86" in refusal.value.text().ja


def test_no_error_quotes_the_pin(hanako: Chip) -> None:
    with CardSession(hanako) as session:
        session.select_application(JPKI)
        with pytest.raises(WrongPIN) as refusal:
            session.verify(0x0018, FourDigitPIN("8642"))
    assert "8642" not in f"{refusal.value} {refusal.value.facts} {refusal.value.text()} {refusal.value.advice()}"


def test_what_t0_leaves_behind_is_fetched_and_a_wrong_le_is_mended() -> None:
    card = Script("6C04", "01026102", "03049000")
    with CardSession(card) as session:
        answer = session.transmit(CommandAPDU(0x00, 0xB0, 0x00, 0x00, b"", 256))
    assert (answer.data.hex(), f"{answer.sw:04X}") == ("01020304", "9000")
    assert card.asked == ["00B0000000", "00B0000004", "00C0000002"]
