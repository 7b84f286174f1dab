"""Names and addresses: kept as written, bounded in characters, folded only in search keys."""

import pytest

from openmyna.errors import EncodingError
from openmyna.identity.address import Address
from openmyna.identity.errors import CharacterRefused, TextTooLong, WrongShape
from openmyna.identity.name import Name
from openmyna.identity.written_text import character_count, search_key


def test_family_and_given_name_are_parted_by_an_ideographic_space() -> None:
    name = Name.from_parts(family="番号", given="花子")
    assert name.text == "番号　花子"
    assert (name.family, name.given, name.former_surname, name.alias) == ("番号", "花子", None, None)


def test_a_former_surname_stands_in_brackets_behind_the_family_name() -> None:
    name = Name.from_parts(family="番号", given="花子", former_surname="見本")
    assert name.text == "番号［見本］　花子"
    assert (name.family, name.former_surname, name.given) == ("番号", "見本", "花子")


def test_an_alias_stands_in_brackets_behind_the_name() -> None:
    name = Name("SAMPLE ALICE").with_alias("見本　愛")
    assert name.text == "SAMPLE ALICE（見本　愛）"
    assert (name.own, name.alias) == ("SAMPLE ALICE", "見本　愛")
    assert (name.family, name.given) == (None, None)
    assert Name.from_parts(family="番号", given="花子", former_surname="見本", alias="例示　花") == Name(
        "番号［見本］　花子（例示　花）"
    )


def test_a_second_alias_takes_the_place_of_the_first() -> None:
    assert Name("SAMPLE ALICE（見本　愛）").with_alias("例示　愛").text == "SAMPLE ALICE（例示　愛）"


@pytest.mark.parametrize(
    "parts",
    [
        {"family": "番　号", "given": "花子"},
        {"family": "", "given": "花子"},
        {"family": "番号", "given": " "},
        {"family": "番号", "given": "花子", "former_surname": "見］本"},
        {"family": "番号", "given": "花子", "alias": "例（示"},
        {"family": "番号", "given": "花子", "alias": ""},
    ],
)
def test_parts_that_hold_a_separator_or_nothing_are_refused(parts: dict[str, str]) -> None:
    with pytest.raises(WrongShape):
        Name.from_parts(**parts)


@pytest.mark.parametrize(
    "text",
    [
        "髙橋　樹",
        "﨑　花子",
        "葛\U000e0100城　花子",
        "𠮷田　花子",
        "邉　花子",
        "か\u3099　花子",
        "番号  花子",
        "\ue000　花子",
        "神　花子",
        "ﾊﾅｺ",
    ],
)
def test_a_name_is_kept_unchanged(text: str) -> None:
    assert Name(text).text == text
    assert Name.from_chip(text.encode("utf-8")).to_chip() == text.encode("utf-8")


def test_the_name_and_address_of_the_test_card() -> None:
    assert Name.from_chip(bytes.fromhex("E9BB92E6A190E38080E5B9B9E4B99F")).text == "黒桐　幹也"
    address = Address("東京都清瀬市観布子南１２－７－２０２")
    assert len(address.to_chip()) == 0x36
    assert Address.from_chip(address.to_chip()) == address


def test_a_variation_selector_is_part_of_its_character() -> None:
    assert character_count("葛\U000e0100") == 1
    assert character_count("か\u3099") == 1
    assert character_count("𠮷") == 1
    assert character_count("番号　花子") == 5


def test_a_name_holds_100_characters_and_an_address_200() -> None:
    assert Name("花" * 100).text == "花" * 100
    assert Name("葛\U000e0100" * 100).text == "葛\U000e0100" * 100
    with pytest.raises(TextTooLong) as refusal:
        Name("花" * 101)
    assert refusal.value.text().en == "The name has 101 characters; 100 fit."
    assert refusal.value.text().ja == "氏名は100文字までですが、101文字あります。"
    assert Address("町" * 200).text == "町" * 200
    with pytest.raises(TextTooLong) as refusal:
        Address("町" * 201)
    assert (refusal.value.limit, refusal.value.length) == (200, 201)


def test_marks_without_end_on_few_characters_are_refused() -> None:
    with pytest.raises(TextTooLong):
        Name("花" + "\u3099" * 400)
    assert len(Name("花" + "\u3099" * 399).text) == 400


@pytest.mark.parametrize(
    ("text", "position", "point"),
    [
        ("番号\n花子", 3, 0x0A),
        ("番号\0", 3, 0),
        ("番号\u202e花子", 3, 0x202E),
        ("番\ud800", 2, 0xD800),
        ("a\u2028b", 2, 0x2028),
    ],
)
def test_a_character_that_is_no_writing_is_refused_and_named(text: str, position: int, point: int) -> None:
    for kind in (Name, Address):
        with pytest.raises(CharacterRefused) as refusal:
            kind(text)
        assert (refusal.value.position, refusal.value.point) == (position, point)
        assert kind(text.replace(chr(point), "")).text


@pytest.mark.parametrize("text", ["", " ", "　", "\u3099花"])
def test_a_text_of_blanks_or_a_lone_mark_is_refused(text: str) -> None:
    for kind in (Name, Address):
        with pytest.raises(WrongShape):
            kind(text)
        assert kind("花").text == "花"


def test_bytes_that_are_not_utf8_are_refused_without_being_shown() -> None:
    with pytest.raises(EncodingError) as refusal:
        Name.from_chip("番号".encode("shift_jis"))
    assert refusal.value.__context__ is None
    assert Name.from_chip("番号".encode()).text == "番号"


def test_names_and_addresses_are_not_shown_by_repr() -> None:
    assert repr(Name("番号　花子")) == "Name()"
    assert f"{Address('○○県□□市△△町◇丁目○番地▽▽号')}" == "Address()"


def test_search_keys_fold_what_people_write_differently() -> None:
    assert Address("○○県１２－７－２０２").search_key() == Address("○○県12−7‐202").search_key() == "○○県12-7-202"
    assert Address("２ー３").search_key() == "2-3"
    assert Address("コーポ霞").search_key() == "コーポ霞"
    assert Name("葛\U000e0100城　花子").search_key() == "葛城花子"
    assert search_key("花\ufe00花\ufe0f花\U000e0100花\U000e01ef") == "花花花花"
    assert Name("Ｓａｍｐｌｅ　Alice").search_key() == "samplealice"
    assert search_key("ﾊﾅｺ") == "ハナコ"


def test_search_keys_do_not_fold_one_character_into_another() -> None:
    assert Name("髙橋").search_key() != Name("高橋").search_key()
