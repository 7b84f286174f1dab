"""What is printed, written down when a card is made and read back from the card."""

import dataclasses
import functools
from datetime import date

import pytest

from openmyna.card.contents import CardContents
from openmyna.errors import OpenMynaError
from openmyna.face.portrait import Portrait
from openmyna.identity.dates import BirthDate, Calendar
from openmyna.identity.sex import Sex
from openmyna.issuance.defects import destroy
from openmyna.issuance.errors import NothingPrinted
from openmyna.issuance.order import CardOrder, FaceWishes
from openmyna.issuance.printed import portrait, printed_card, printed_from_order, printed_texts
from openmyna.sandbox.cards import card_keys
from openmyna.sandbox.personas import load
from support.hanako_card import fresh_contents
from support.make_believe import made


@functools.cache
def _order() -> CardOrder:
    return load("hanako").order(card_keys("hanako", "rsa2048"))


def test_everything_printed_is_read_back_from_the_card() -> None:
    card = printed_card(fresh_contents())
    assert card.name.text == "番号　花子"
    assert card.address.text == "○○県□□市△△町１丁目２番地３号"
    assert card.birth_date == BirthDate.from_text("1989-03-31")
    assert (card.calendar, card.sex) == (Calendar.ERA, Sex.FEMALE)
    assert (card.card_until, card.certificates_until) == (date(2035, 3, 31), date(2030, 3, 31))
    assert card.security_code.reveal() == "5678"
    assert card.card_number.text == "0F1E2D3C4B5A6978"
    assert card.mayor == "□□市長"
    assert card.individual_number.reveal() == "987654321098"
    assert card.portrait == Portrait("hanako", 36, Sex.FEMALE)
    assert (card.additions, card.organ_donation) == ((), "")
    assert card == printed_from_order(_order())


def test_no_text_holds_a_number_that_opens_something() -> None:
    texts = printed_texts(_order())
    assert not {"individual_number", "security_code"} & texts.keys()
    assert not any("9876" in text or "5678" in text for text in texts.values())


def test_what_is_written_into_the_spaces_comes_back() -> None:
    wishes = FaceWishes(
        portrait=None, additions=("一行目", "二行目"), organ_donation="１", certificates_until_written=False
    )
    card = printed_from_order(dataclasses.replace(_order(), face=wishes))
    assert (card.additions, card.organ_donation) == (("一行目", "二行目"), "１")
    assert card.certificates_until is None
    assert card.portrait is None
    assert printed_texts(dataclasses.replace(_order(), face=wishes))["portrait"] == ""


def test_a_card_without_certificates_leaves_their_space_empty() -> None:
    order = _order()
    neither = dataclasses.replace(order, wanted=dataclasses.replace(order.wanted, sign=False, auth=False))
    only_auth = dataclasses.replace(order, wanted=dataclasses.replace(order.wanted, sign=False))
    assert printed_from_order(neither).certificates_until is None
    assert printed_from_order(only_auth).certificates_until == date(2030, 3, 31)


@pytest.mark.parametrize(
    ("birth", "calendar", "age"),
    [
        ("1989-10-02", Calendar.ERA, 35),
        ("1989-10-01", Calendar.GREGORIAN, 36),
        ("昭和55年月日不詳", Calendar.ERA, 45),
        ("年月日不詳", Calendar.ERA, 45),
        ("昭和年月日不詳", Calendar.ERA, 45),
    ],
)
def test_the_portrait_shows_the_age_on_the_day_of_issue_and_the_birth_date_comes_back(
    birth: str, calendar: Calendar, age: int
) -> None:
    holder = dataclasses.replace(_order().holder, birth_date=BirthDate.from_text(birth), calendar=calendar)
    order = dataclasses.replace(_order(), holder=holder)
    drawn = portrait(order)
    assert drawn is not None
    assert drawn.age == age
    if birth.startswith("1989"):
        printed = printed_from_order(order)
        assert (printed.birth_date, printed.calendar) == (holder.birth_date, calendar)


def test_the_specimen_has_its_numbers_among_its_texts() -> None:
    card = printed_card(made(load("specimen")))
    assert card.individual_number.reveal() == "123456789012"
    assert card.security_code.reveal() == "1234"
    assert card.certificates_until is None


def test_a_card_destroyed_when_made_is_still_to_be_read_and_one_destroyed_later_is_not() -> None:
    contents = fresh_contents()
    contents.face = dict(contents.face)
    before = printed_card(contents)
    destroy(contents)
    assert contents.applications == []
    assert printed_card(contents) == before
    contents.face.clear()
    with pytest.raises(NothingPrinted) as refusal:
        printed_card(contents)
    assert refusal.value.card == "hanako"


@pytest.mark.parametrize("missing", ["name", "portrait"])
def test_an_older_card_lacks_what_was_not_kept_then(missing: str) -> None:
    contents: CardContents = fresh_contents()
    contents.face = {name: text for name, text in contents.face.items() if name != missing}
    if missing == "name":
        with pytest.raises(OpenMynaError, match="hanako"):
            printed_card(contents)
    else:
        assert printed_card(contents).portrait is None


def test_what_is_printed_does_not_show_in_repr() -> None:
    assert repr(printed_card(fresh_contents())) == "PrintedCard()"
