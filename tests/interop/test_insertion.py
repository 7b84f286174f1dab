"""Cards come and go while pcscd runs, and pcscd itself may go: pyscard sees it all."""

from pathlib import Path

import pytest

from interop.programs import Programs
from interop.virtual_readers import VirtualReaders
from openmyna.card.chip import Chip
from openmyna.reader.errors import CardRemoved, NoCard, NoReader
from openmyna.reader.transports.pcsc import PCSC, reader_names

SELECT_JPKI = bytes.fromhex("00A4040C0AD392F000260100000001")
COMMON_RECORD = (bytes.fromhex("00A4040C0AD3921000310001010100"), bytes.fromhex("00B2010C00"))


def chip_serial(card: PCSC) -> str:
    """The serial in the record of the common application, which every card has of its own."""
    select, read = COMMON_RECORD
    assert card.transmit(select) == b"\x90\x00"
    answer = card.transmit(read)
    assert answer[-2:] == b"\x90\x00"
    return answer[2:17].decode()


def test_an_empty_reader_is_refused_as_empty_and_answers_once_a_card_is_inserted(
    readers: VirtualReaders, hanako: Chip
) -> None:
    with PCSC(readers.name(0)) as terminal:
        with pytest.raises(NoCard) as refusal:
            terminal.power_on()
        assert refusal.value.facts == {"reader": readers.name(0)}
        with readers.holding(hanako):
            assert terminal.power_on().hex().upper() == "3BE000FF8131FE4514"
            assert terminal.transmit(SELECT_JPKI) == b"\x90\x00"


def test_an_unknown_reader_is_refused_with_the_names_of_those_present(readers: VirtualReaders) -> None:
    with pytest.raises(NoReader) as refusal:
        PCSC("no such reader")
    assert refusal.value.facts["wanted"] == "no such reader"
    assert str(refusal.value.facts["present"]).split(", ") == list(reader_names()) == list(readers.pcscd.readers)


def test_a_card_removed_in_the_middle_ends_the_session(readers: VirtualReaders, hanako: Chip) -> None:
    with PCSC(readers.name(0)) as terminal:
        readers.insert(hanako)
        terminal.power_on()
        assert terminal.transmit(SELECT_JPKI) == b"\x90\x00"
        readers.remove()
        with pytest.raises(CardRemoved):
            terminal.transmit(SELECT_JPKI)
        with readers.holding(hanako):
            terminal.power_on()
            assert terminal.transmit(SELECT_JPKI) == b"\x90\x00"


def test_a_swapped_card_is_another_card(readers: VirtualReaders, hanako: Chip, taro: Chip) -> None:
    seen = []
    for card in (hanako, taro, hanako):
        with readers.holding(card), PCSC(readers.name(0)) as terminal:
            terminal.power_on()
            seen.append(chip_serial(terminal))
    assert seen[0] == seen[2]
    assert seen[0] != seen[1]


@pytest.mark.parametrize("second", [1, 2], ids=["slots of one driver", "slots of two drivers"])
def test_two_cards_at_once_keep_their_own_state(readers: VirtualReaders, hanako: Chip, taro: Chip, second: int) -> None:
    wrong = (SELECT_JPKI, bytes.fromhex("00A4020C020018"), b"\x00\x20\x00\x80\x049999")
    with (
        readers.holding(hanako, 0) as first,
        readers.holding(taro, second) as other,
        PCSC(first) as one,
        PCSC(other) as two,
    ):
        one.power_on()
        two.power_on()
        assert [one.transmit(command).hex() for command in wrong] == ["9000", "9000", "63c2"]
        assert [two.transmit(command).hex() for command in wrong] == ["9000", "9000", "63c2"]
        assert [one.transmit(wrong[2]).hex(), one.transmit(wrong[2]).hex()] == ["63c1", "63c0"]
        assert two.transmit(bytes.fromhex("00200080")).hex() == "63c2"
        assert chip_serial(one) != chip_serial(two)


def test_a_restarted_pcscd_finds_the_card_again(readers: VirtualReaders, hanako: Chip, tmp_path: Path) -> None:
    with readers.holding(hanako) as reader:
        before = readers.pcscd.pid
        readers.restart()
        assert readers.pcscd.pid != before
        readers.wait_for_card()
        assert Programs(tmp_path, reader).opensc_tool("--name").succeeded().said.strip() == "jpki"
