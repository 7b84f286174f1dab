"""What a status may outlive: a VERIFY cut in two, an unlocked reference, a chain that was begun, a card without power."""

from collections.abc import Callable

import pytest

from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.chip import Chip
from openmyna.card.contents import CardProfile
from openmyna.card.pending import Pending
from openmyna.card.state import VolatileState
from openmyna.iso7816.access import ISSUER
from support.synthetic_card import contents

SELECT_JPKI = "00A4040C0AD392F000260100000001"
SELECT_VISUAL = "00A4040C0AD3921000310001010402"
SELECT_TEXT = "00A4040C0AD3921000310001010408"
VERIFY_AUTH_PIN = "002000980431323334"
VERIFY_PASSWORD = "0020009B06414243313233"
VERIFY_TEXT_PIN = "002000910431323334"
READ_NUMBER = "00B0810000"
"""Text EF 0001, the number; in the card-face application the same command reads the birth date."""
SIGN = "802A0397013000"


def powered(profile: CardProfile | None = None) -> Chip:
    chip = Chip(VolatileState(contents(profile)), BUILT_IN)
    chip.power_on()
    return chip


def status(chip: Chip, command: str) -> str:
    return chip.transmit(bytes.fromhex(command))[-2:].hex().upper()


def begun(chip: Chip, command: str) -> Pending:
    """The first half of a VERIFY; the second waits for stable storage."""
    pending = chip.begin(bytes.fromhex(command))
    assert isinstance(pending, Pending)
    return pending


# A VERIFY that is concluded late.


def power_cycle(chip: Chip) -> None:
    chip.power_off()
    chip.power_on()


def another_application(chip: Chip) -> None:
    assert status(chip, SELECT_VISUAL) == "9000"


def another_application_and_back(chip: Chip) -> None:
    another_application(chip)
    assert status(chip, SELECT_TEXT) == "9000"


@pytest.mark.parametrize(
    "meanwhile",
    [power_cycle, Chip.power_off, Chip.power_on, Chip.reset, another_application, another_application_and_back],
)
@pytest.mark.parametrize(("select", "closed"), [(SELECT_TEXT, READ_NUMBER), (SELECT_VISUAL, READ_NUMBER)])
def test_a_verify_concluded_in_a_later_session_opens_nothing_there(
    meanwhile: Callable[[Chip], object], select: str, closed: str
) -> None:
    """Text 0011 and card-face 0011 share an identifier: a late 9000 must open neither."""
    chip = powered(CardProfile(warm_reset_clears=True))
    assert status(chip, SELECT_TEXT) == "9000"
    pending = begun(chip, VERIFY_TEXT_PIN)
    meanwhile(chip)
    assert status(chip, select) == "9000"
    assert chip.finish(pending) == b"\x90\x00"
    assert chip.card.verified == set()
    assert status(chip, closed) == "6982"


def test_a_verify_concluded_in_its_own_session_opens() -> None:
    chip = powered(CardProfile(warm_reset_clears=True))
    assert status(chip, SELECT_TEXT) == "9000"
    pending = begun(chip, VERIFY_TEXT_PIN)
    assert status(chip, SELECT_TEXT) == "9000"
    assert chip.finish(pending) == b"\x90\x00"
    assert chip.card.verified == {0x11}
    assert status(chip, READ_NUMBER) == "9000"


def test_a_late_wrong_verify_takes_nothing_from_the_later_session() -> None:
    chip = powered()
    assert status(chip, SELECT_TEXT) == "9000"
    pending = begun(chip, "002000910439393939")
    power_cycle(chip)
    assert status(chip, SELECT_VISUAL) == "9000"
    assert status(chip, "0020009106303130333331") == "9000"
    assert chip.finish(pending) == b"\x63\xc2"
    assert chip.card.verified == {0x11}
    assert status(chip, READ_NUMBER) == "9000"


def test_a_verify_is_not_concluded_on_a_card_that_was_destroyed_meanwhile() -> None:
    chip = powered()
    assert status(chip, SELECT_TEXT) == "9000"
    pending = begun(chip, VERIFY_TEXT_PIN)
    chip.destroy()
    assert chip.finish(pending) == b"\x6f\x00"
    assert chip.card.verified == set()


# Unlocking.


@pytest.mark.parametrize("value", ["", "0438383838", "0431323334"], ids=["no value", "a new value", "the same value"])
def test_an_unlocked_reference_must_be_verified_anew_and_the_others_stay(value: str) -> None:
    chip = powered()
    assert status(chip, SELECT_JPKI) == "9000"
    assert [status(chip, command) for command in (VERIFY_AUTH_PIN, VERIFY_PASSWORD, SIGN)] == ["9000"] * 3
    chip.card.verified.add(ISSUER)
    assert status(chip, "80540098" + value) == "9000"
    assert chip.card.verified == {0x1B, ISSUER}
    assert status(chip, SIGN) == "6982"
    assert status(chip, "802A039A013000") == "9000"
    assert status(chip, "00200098" + (value or "0431323334")) == "9000"
    assert status(chip, SIGN) == "9000"


def test_an_unlocking_that_is_refused_takes_no_status() -> None:
    chip = powered()
    assert status(chip, SELECT_JPKI) == "9000"
    assert status(chip, VERIFY_AUTH_PIN) == "9000"
    assert status(chip, "80540098") == "6982"
    chip.card.verified.add(ISSUER)
    assert status(chip, "8054009803313233") == "6700"
    assert status(chip, SIGN) == "9000"


# Chains.

INTERRUPTIONS = {
    "secure messaging": "08B0000000",
    "secure messaging with a header": "0CB0000000",
    "other secure messaging": "04B0000000",
    "a further channel": "01B0000000",
    "a further channel of the second kind": "40B0000000",
    "a reserved class": "60B0000000",
    "a reserved class in a chain": "30B0000000",
    "a channel in a chain": "1120009802 3334",
}


@pytest.mark.parametrize("interruption", INTERRUPTIONS)
def test_a_command_of_another_class_ends_a_chain(interruption: str) -> None:
    chip = powered(CardProfile(command_chaining=True))
    assert status(chip, SELECT_JPKI) == "9000"
    assert status(chip, "1020009802 3132") == "9000"
    assert status(chip, INTERRUPTIONS[interruption]) != "9000"
    assert status(chip, "0020009802 3334") == "63C2"


@pytest.mark.parametrize("clears", [False, True])
def test_a_warm_reset_ends_a_chain_whatever_it_does_to_the_status(clears: bool) -> None:
    chip = powered(CardProfile(command_chaining=True, warm_reset_clears=clears))
    assert status(chip, SELECT_JPKI) == "9000"
    assert status(chip, "1020009802 3132") == "9000"
    chip.reset()
    assert status(chip, SELECT_JPKI) == "9000"
    assert status(chip, "0020009802 3334") == "63C2"


def test_a_chain_that_nothing_interrupts_is_carried_out() -> None:
    chip = powered(CardProfile(command_chaining=True))
    assert status(chip, SELECT_JPKI) == "9000"
    assert status(chip, "1020009802 3132") == "9000"
    assert status(chip, "0020009802 3334") == "9000"


# Power.


def test_a_card_without_power_holds_nothing_and_meets_a_careless_wire_as_after_a_cold_reset() -> None:
    chip = powered()
    assert status(chip, SELECT_TEXT) == "9000"
    assert status(chip, VERIFY_TEXT_PIN) == "9000"
    chip.power_off()
    assert (chip.card.verified, chip.card.challenge, chip.card.secure, chip.card.terminal_key, chip.card.file) == (
        set(),
        None,
        None,
        None,
        None,
    )
    assert status(chip, READ_NUMBER) == "6A82"
    assert status(chip, "00CA5F5100") == "9000"
    assert status(chip, SELECT_TEXT) == "9000"
    assert status(chip, READ_NUMBER) == "6982"


def test_what_was_verified_without_power_does_not_outlive_the_power_on() -> None:
    chip = powered()
    chip.power_off()
    assert status(chip, SELECT_TEXT) == "9000"
    assert status(chip, VERIFY_TEXT_PIN) == "9000"
    chip.power_on()
    assert chip.card.verified == set()
    assert status(chip, SELECT_TEXT) == "9000"
    assert status(chip, READ_NUMBER) == "6982"
