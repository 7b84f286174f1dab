"""A card that is slow or leaves: what is late, what never comes, and what the chip inside did meanwhile."""

import pytest

from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.at_rest import contents_codec
from openmyna.card.chip import Chip
from openmyna.card.contents import CardProfile
from openmyna.card.errors import CardLeft
from openmyna.card.faults import FaultyCard, with_faults
from openmyna.card.state import VolatileState
from support.hanako_card import fresh_contents

SELECT_JPKI = bytes.fromhex("00A4040C0AD392F000260100000001")
ASK = bytes.fromhex("00200098")
WRONG_PIN = bytes.fromhex("002000980439393939")


def _chip() -> Chip:
    return Chip(VolatileState(fresh_contents()), BUILT_IN)


def test_a_card_without_faults_is_the_card_itself() -> None:
    chip = _chip()
    assert with_faults(chip, "hanako", CardProfile()) is chip
    assert isinstance(with_faults(chip, "hanako", CardProfile(slow=1)), FaultyCard)
    assert isinstance(with_faults(chip, "hanako", CardProfile(leaves_after=1)), FaultyCard)


def test_a_slow_card_waits_before_every_answer_and_answers_the_same() -> None:
    waited: list[float] = []
    slow = FaultyCard(_chip(), "slow", slow=400, sleep=waited.append)
    assert slow.power_on() == _chip().power_on()
    assert waited == []
    assert [slow.transmit(command).hex() for command in (SELECT_JPKI, ASK)] == ["9000", "63c3"]
    assert waited == [0.4, 0.4]
    assert slow.reset() == _chip().power_on()


def test_a_card_leaves_in_the_middle_of_the_command_it_was_to() -> None:
    card = FaultyCard(_chip(), "leaves", leaves_after=3)
    card.power_on()
    assert card.transmit(SELECT_JPKI).hex() == "9000"
    assert card.transmit(ASK).hex() == "63c3"
    with pytest.raises(CardLeft) as left:
        card.transmit(WRONG_PIN)
    assert (left.value.code, left.value.label) == ("card-left", "leaves")
    # The try was counted before the card was gone, and the count begins anew with power.
    card.power_on()
    assert card.transmit(SELECT_JPKI).hex() == "9000"
    assert card.transmit(ASK).hex() == "63c2"
    with pytest.raises(CardLeft):
        card.transmit(ASK)


def test_a_warm_reset_does_not_begin_the_count_anew() -> None:
    card = FaultyCard(_chip(), "leaves", leaves_after=2)
    card.power_on()
    card.transmit(SELECT_JPKI)
    card.reset()
    with pytest.raises(CardLeft):
        card.transmit(ASK)


def test_faults_stay_with_the_card_at_rest() -> None:
    contents = fresh_contents()
    contents.profile.slow, contents.profile.leaves_after = 400, 12
    kept, _ = contents_codec.from_bytes(contents_codec.to_bytes(contents, journal_lost=False))
    assert kept.profile == contents.profile
    assert (kept.profile.slow, kept.profile.leaves_after) == (400, 12)
