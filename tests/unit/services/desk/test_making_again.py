"""A card is made again: its tries come back, wherever it lies, and only where somebody knows how to make it."""

from pathlib import Path

import pytest

from openmyna.card.at_rest.errors import ImageInUse
from openmyna.card.at_rest.folder import CardFolder
from openmyna.reader.errors import PINBlocked
from openmyna.services.desk.errors import CardInChange, CardNotReplaceable, CardUnknown
from openmyna.services.desk.records import Condition, Use
from support.desk import Desk, open_desk


def block(desk: Desk, reader: int) -> None:
    while not isinstance(desk.table.try_out(reader, Use.READ_ATTRIBUTES, "9999").error, PINBlocked):
        pass


def test_a_card_on_a_reader_is_made_again_and_lies_there_with_every_try(desk: Desk) -> None:
    desk.table.lay("hanako", 1)
    block(desk, 1)
    desk.table.make_again("hanako")
    assert [reader.card for reader in desk.table.readers()] == [None, "hanako"]
    assert desk.table.attempts("hanako")["text_pin"].remaining == 3
    assert desk.table.try_out(1, Use.READ_ATTRIBUTES, "1234").done


def test_a_card_at_rest_is_made_again_where_it_is(desk: Desk) -> None:
    assert desk.table.attempts("one-try-left")["text_pin"].remaining == 1
    desk.table.lay("one-try-left", 0)
    block(desk, 0)
    desk.table.take_off(0)
    desk.table.make_again("one-try-left")
    # As the persona says, which is not every try there could be.
    assert desk.table.attempts("one-try-left")["text_pin"].remaining == 1
    assert desk.table.card("one-try-left").condition is Condition.READY


def test_a_destroyed_card_of_a_person_who_is_whole_comes_back(desk: Desk) -> None:
    desk.table.lay("hanako", 0)
    desk.table.take_off(0)
    with CardFolder(desk.table._holdings.path) as folder:
        folder.destroy("hanako")
    assert desk.table.card("hanako").condition is Condition.DESTROYED
    desk.table.make_again("hanako")
    desk.table.lay("hanako", 0)
    assert desk.table.try_out(0, Use.READ_ATTRIBUTES, "1234").done


@pytest.mark.parametrize("name", ["specimen", "tampered", "baby"])
def test_a_card_that_would_be_the_same_or_is_not_there_is_not_made_again(desk: Desk, name: str) -> None:
    assert not desk.table.card(name).can_be_made_again
    with pytest.raises(CardNotReplaceable):
        desk.table.make_again(name)
    assert desk.table.card("hanako").can_be_made_again


def test_a_strangers_card_and_one_that_is_not_there_are_refused(desk_folder: Path) -> None:
    with CardFolder(desk_folder / "cards") as folder:
        folder.add("borrowed", folder.peek("hanako"))
    with open_desk(desk_folder) as desk:
        with pytest.raises(CardNotReplaceable):
            desk.table.make_again("borrowed")
        with pytest.raises(CardUnknown):
            desk.table.make_again("nobody")
        desk.table.make_again("hanako")


def test_a_card_another_program_uses_stays_as_it_is(desk: Desk, desk_folder: Path) -> None:
    with CardFolder(desk_folder / "cards") as other, other.open("hanako"), pytest.raises(ImageInUse):
        desk.table.make_again("hanako")
    desk.table.make_again("hanako")


def test_a_card_that_another_window_is_making_is_not_made_twice(desk: Desk) -> None:
    with desk.table._alone_with_card("hanako"), pytest.raises(CardInChange):
        desk.table.make_again("hanako")
    desk.table.make_again("hanako")
