"""Settings of one card's profile: warm reset, command chaining; and cards that never or no longer work."""

import pytest

from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.chip import Chip
from openmyna.card.contents import CardProfile, CardState
from openmyna.card.errors import CardNotServable
from openmyna.card.state import VolatileState
from support.synthetic_card import chip as made_chip
from support.synthetic_card import contents

SELECT_JPKI = "00A4040C0AD392F000260100000001"
SELECT_TEXT = "00A4040C0AD3921000310001010408"
VERIFY_AUTH_PIN = "002000980431323334"
SIGN = "802A0397013000"


def powered(profile: CardProfile | None = None) -> Chip:
    chip = Chip(VolatileState(contents(profile)), BUILT_IN)
    chip.power_on()
    return chip


def status(chip: Chip, command: str) -> str:
    return chip.transmit(bytes.fromhex(command))[-2:].hex().upper()


@pytest.mark.parametrize(("clears", "afterwards"), [(False, "9000"), (True, "6986")])
def test_a_warm_reset_keeps_the_status_unless_the_card_is_set_otherwise(clears: bool, afterwards: str) -> None:
    chip = powered(CardProfile(warm_reset_clears=clears))
    assert status(chip, SELECT_JPKI) == "9000"
    assert status(chip, VERIFY_AUTH_PIN) == "9000"
    assert status(chip, "00A4020C020017") == "9000"
    assert chip.reset().hex().upper() == "3BE000FF8131FE4514"
    assert status(chip, "802A0380013000") == afterwards


def test_a_chained_command_is_refused_unless_the_card_is_set_to_take_it() -> None:
    chip = powered()
    assert status(chip, "10A4040C05D392F00026") == "6884"
    assert status(chip, "00A4040C050100000001") == "6A82"


def test_a_chained_command_is_put_together_where_the_card_takes_it() -> None:
    chip = powered(CardProfile(command_chaining=True))
    assert status(chip, "10A4040C05D392F00026") == "9000"
    assert status(chip, "00A4040C050100000001") == "9000"
    assert status(chip, "1020009802 3132") == "9000"
    assert status(chip, "0020009802 3334") == "9000"
    assert status(chip, SIGN) == "9000"


def test_a_part_of_another_command_ends_a_chain_without_doing_either() -> None:
    chip = powered(CardProfile(command_chaining=True))
    assert status(chip, SELECT_JPKI) == "9000"
    assert status(chip, "1020009802 3132") == "9000"
    assert status(chip, "00A4020C020018") == "6700"
    assert status(chip, "0020009802 3334") == "63C2"
    assert status(chip, VERIFY_AUTH_PIN) == "9000"


def test_power_off_forgets_the_beginning_of_a_chain() -> None:
    chip = powered(CardProfile(command_chaining=True))
    assert status(chip, "10A4040C05D392F00026") == "9000"
    chip.power_off()
    chip.power_on()
    assert status(chip, "00A4040C050100000001") == "6A82"


def test_a_chain_longer_than_a_command_can_be_is_refused_and_forgotten() -> None:
    chip = powered(CardProfile(command_chaining=True))
    part = "10200098FF" + "30" * 255
    answers = [status(chip, part) for _ in range(258)]
    assert answers[:257] == ["9000"] * 257
    assert answers[257] == "6700"
    assert status(chip, SELECT_JPKI) == "9000"


def test_a_card_that_is_only_displayed_is_refused_with_a_code() -> None:
    shown = contents()
    shown.state = CardState.DISPLAY_ONLY
    with pytest.raises(CardNotServable) as refused:
        Chip(VolatileState(shown), BUILT_IN)
    assert refused.value.code == "card-not-servable"
    shown.state = CardState.ACTIVE
    Chip(VolatileState(shown), BUILT_IN)


def test_a_destroyed_chip_gives_its_answer_to_reset_and_6f00_for_ever() -> None:
    chip = made_chip()
    chip.power_on()
    assert status(chip, SELECT_JPKI) == "9000"
    assert status(chip, VERIFY_AUTH_PIN) == "9000"
    assert status(chip, SIGN) == "9000"
    chip.destroy()
    for _ in range(2):
        assert chip.power_on().hex().upper() == "3BE000FF8131FE4514"
        for command in (SELECT_JPKI, SIGN, "00200098", "0084000008", "", "FF"):
            assert chip.transmit(bytes.fromhex(command)) == b"\x6f\x00"
        chip.power_off()
    assert (chip.card.applications, chip.card.verified, chip.card.application, chip.card.file) == (
        {},
        set(),
        None,
        None,
    )


def test_contents_of_a_destroyed_card_make_a_chip_that_is_dead_already() -> None:
    dead = contents()
    dead.state = CardState.DESTROYED
    dead.applications.clear()
    chip = Chip(VolatileState(dead), BUILT_IN)
    assert chip.power_on().hex().upper() == "3BE000FF8131FE4514"
    assert chip.transmit(bytes.fromhex(SELECT_JPKI)) == b"\x6f\x00"


def test_a_card_without_a_card_manager_has_no_application_until_one_is_selected() -> None:
    without = contents()
    del without.applications[-1]
    chip = Chip(VolatileState(without), BUILT_IN)
    chip.power_on()
    assert status(chip, "00A4020C020001") == "6A82"
    assert status(chip, "00B0000000") == "6986"
    assert status(chip, "00CA004500") == "6A88"
    assert status(chip, "802A0000013000") == "6985"
    assert status(chip, "80AE0000") == "6985"
    assert status(chip, "0082000020" + "00" * 32) == "6985"
    assert status(chip, SELECT_TEXT) == "9000"
    assert status(chip, "802A0000013000") == "9000"


def test_repr_of_a_chip_names_the_card_and_nothing_it_holds() -> None:
    assert repr(powered()) == "Chip(model, active)"
