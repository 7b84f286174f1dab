"""The shipped people: each is possible, fictional and different from the others, and is what its line says."""

from datetime import date

import pytest
import uharfbuzz

from openmyna.face.fonts import Fonts
from openmyna.identity.individual_number import Namespace
from openmyna.identity.matching_numbers import MatchingNumberB
from openmyna.identity.written_text import character_count, written_characters
from openmyna.issuance.certificate_text import certificate_text, in_repertoire
from openmyna.pki.authority.records import AuthorityKind
from openmyna.sandbox.new_persona.template import synthetic_number
from openmyna.sandbox.persona import LiveCard
from openmyna.sandbox.persona.marks import marks
from openmyna.sandbox.personas import check, load, names
from support.make_believe import AT

PEOPLE = (
    *("adult-ward", "alias", "altered-photo", "baby", "bad-data-signature", "bad-signature", "blocked-pins"),
    *("blocked-sign-password", "child", "expired-card", "expired-certificates", "former-surname", "hanako", "leap-day"),
    *("leaves", "longest", "moved", "next-generation", "no-sign-certificate", "old-characters", "old-man"),
    *("one-try-left", "overseas", "permanent-resident", "pinless", "renewed", "short-stay", "slow"),
    *("special-permanent-resident", "specimen", "suspended", "tampered", "truncated-certificate"),
    *("unknown-authority", "unknown-birth-date"),
)
PREFECTURES = (
    *(
        "北海道",
        "青森",
        "岩手",
        "宮城",
        "秋田",
        "山形",
        "福島",
        "茨城",
        "栃木",
        "群馬",
        "埼玉",
        "千葉",
        "東京",
        "神奈川",
    ),
    *("新潟", "富山", "石川", "福井", "山梨", "長野", "岐阜", "静岡", "愛知", "三重", "滋賀", "京都", "大阪", "兵庫"),
    *("奈良", "和歌山", "鳥取", "島根", "岡山", "広島", "山口", "徳島", "香川", "愛媛", "高知", "福岡", "佐賀", "長崎"),
    *("熊本", "大分", "宮崎", "鹿児島", "沖縄"),
)


def card_of(name: str) -> LiveCard:
    card = load(name).card
    assert card is not None
    return card


def cards() -> dict[str, LiveCard]:
    return {name: card_of(name) for name in PEOPLE if name != "specimen"}


def test_thirty_five_people_are_shipped() -> None:
    assert names() == PEOPLE
    assert len(PEOPLE) == 35


@pytest.mark.parametrize("name", PEOPLE)
def test_a_shipped_file_has_no_problem_and_only_hanakos_pins_are_guessed_early(name: str) -> None:
    found = [(problem.code, getattr(problem, "field", None)) for problem in check(name)]
    expected = [("persona-warning", f"credentials.{pin}") for pin in ("auth_pin", "text_pin", "resident_pin")]
    assert found == (expected if name == "hanako" else [])


@pytest.mark.parametrize("name", PEOPLE)
def test_each_says_why_it_exists_in_one_line_of_each_language(name: str) -> None:
    why = load(name).why
    assert why.ja.endswith(("。", "か。"))
    assert why.en.endswith((".", "?"))
    assert not why.ja.isascii()
    for words in (why.ja, why.en):
        assert "\n" not in words
        assert 20 <= len(words) <= 130


@pytest.mark.parametrize("name", PEOPLE)
def test_each_has_a_short_title_and_both_in_easy_japanese(name: str) -> None:
    """The rack's headings: without one, a card would be headed by its file's name."""
    persona = load(name)
    assert persona.title.ja != name
    assert not persona.title.ja.isascii()
    assert len(persona.title.ja) <= 16
    assert len(persona.title.en) <= 40
    assert persona.title.easy
    assert persona.why.easy.endswith("。")
    assert not persona.title.en.endswith(".")


def test_no_two_people_have_one_title() -> None:
    titles = [load(name).title for name in PEOPLE]
    for said in (lambda title: title.ja, lambda title: title.en, lambda title: title.easy):
        assert len({said(title) for title in titles}) == 35


def numbers_of(card: LiveCard, kind: AuthorityKind) -> int | str:
    """The serial number of the card's certificate; something of its own where there is none."""
    issue = card.history.present(kind)
    return card.numbers.chip_serial.digits if issue is None else issue.serial_number


def test_no_two_people_share_a_number_a_name_or_a_key_set() -> None:
    known = cards()
    for of in (
        lambda card: card.holder.individual_number.reveal(),
        lambda card: card.holder.resident_record_code.reveal(),
        lambda card: card.holder.name.text,
        lambda card: card.numbers.card_number.text,
        lambda card: card.numbers.chip_serial.digits,
        lambda card: numbers_of(card, AuthorityKind.SIGN),
        lambda card: numbers_of(card, AuthorityKind.AUTH),
    ):
        assert len({of(card) for card in known.values()}) == 34
    assert {card.keys for card in known.values()} == {"own"}


def test_every_number_is_synthetic_and_follows_from_the_name() -> None:
    for name, card in cards().items():
        assert card.holder.individual_number.namespace is Namespace.SYNTHETIC
        assert card.holder.resident_record_code.namespace is Namespace.SYNTHETIC
        assert name == "hanako" or card.holder.individual_number == synthetic_number(name)


def test_nobody_lives_in_a_real_prefecture() -> None:
    for name, card in cards().items():
        assert card.municipality.code.fictional, name
        assert [real for real in PREFECTURES if real in card.holder.address.text] == [], name


LAST_DAYS = {
    "hanako": (date(2035, 3, 31), date(2030, 3, 31)),
    "child": (date(2030, 5, 5), date(2030, 5, 5)),
    "baby": (date(2030, 7, 7), date(2030, 7, 7)),
    "short-stay": (date(2027, 5, 31), date(2027, 5, 31)),
    "permanent-resident": (date(2035, 1, 19), date(2030, 1, 19)),
    "special-permanent-resident": (date(2034, 12, 9), date(2029, 12, 9)),
    "unknown-birth-date": (date(2035, 9, 30), date(2030, 9, 30)),
    "adult-ward": (date(2035, 8, 11), date(2030, 8, 11)),
    "expired-card": (date(2025, 3, 15), date(2020, 3, 15)),
    "expired-certificates": (date(2030, 8, 20), date(2025, 8, 20)),
    "renewed": (date(2034, 12, 10), date(2030, 12, 10)),
    "old-man": (date(2035, 6, 1), date(2030, 6, 1)),
    "leap-day": (date(2035, 2, 28), date(2030, 2, 28)),
}


@pytest.mark.parametrize("name", LAST_DAYS)
def test_card_and_certificates_end_on_the_day_the_rules_give(name: str) -> None:
    validity = card_of(name).validity
    assert (validity.card_until, validity.certificates_until) == LAST_DAYS[name]


EVERY_PIN = (
    "digital signature password, user authentication PIN, PIN for reading attributes, residents' register PIN, "
    "common application PIN"
)
MARKS = {
    "hanako": [],
    "specimen": ["no chip"],
    "next-generation": ["preview of the next card"],
    "pinless": ["no PINs", "no digital signature certificate"],
    "baby": ["no photograph", "no digital signature certificate"],
    "child": ["no digital signature certificate"],
    "adult-ward": ["no digital signature certificate"],
    "no-sign-certificate": ["no digital signature certificate"],
    "blocked-sign-password": ["blocked: digital signature password"],
    "blocked-pins": [
        f"blocked: {EVERY_PIN}",
    ],
    "one-try-left": [
        f"one try left: {EVERY_PIN}",
    ],
    "suspended": [
        "card suspended",
        "digital signature certificate held (certificate hold)",
        "user authentication certificate held (certificate hold)",
    ],
    "moved": ["digital signature certificate revoked (affiliation changed)"],
    "expired-card": [
        "card expired",
        "digital signature certificate expired",
        "user authentication certificate expired",
    ],
    "expired-certificates": ["digital signature certificate expired", "user authentication certificate expired"],
    "renewed": ["renewed"],
    "bad-signature": ["wrong signature in the user authentication certificate"],
    "bad-data-signature": ["wrong signature over the text data"],
    "altered-photo": ["photograph altered"],
    "truncated-certificate": ["user authentication certificate ends early"],
    "unknown-authority": ["unknown authority"],
    "slow": ["every answer 150 ms late"],
    "leaves": ["leaves in command 12"],
    "tampered": ["destroyed itself after tampering"],
}


@pytest.mark.parametrize("name", PEOPLE)
def test_what_is_special_about_a_card_is_said_in_a_few_words(name: str) -> None:
    found = [mark.en for mark in marks(load(name), AT)]
    assert found == MARKS.get(name, [])


def test_the_longest_name_and_address_are_exactly_the_limits() -> None:
    holder = card_of("longest").holder
    assert character_count(holder.name.text) == len(holder.name.text) == 100
    assert character_count(holder.address.text) == len(holder.address.text) == 200
    assert holder.name.family == "凡例"


def test_the_old_characters_are_variants_that_the_reference_font_has_and_certificates_have_not() -> None:
    card = card_of("old-characters")
    text = card.holder.name.text + card.holder.address.text
    assert [character for character in written_characters(text) if not all(map(in_repertoire, character))] == [
        *("髙", "邉\U000e0110", "𠮷", "葛\U000e0102", "﨑", "𩸽"),
    ]
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(ipamj())))
    for base, selector in (("邉", 0xE0110), ("葛", 0xE0102)):
        variant = font.get_variation_glyph(ord(base), selector)
        assert variant not in {None, 0, font.get_nominal_glyph(ord(base))}
    for character in "髙𠮷﨑𩸽":
        assert font.get_nominal_glyph(ord(character))


def ipamj() -> str:
    """The file of IPAmj Mincho, which the Debian packages of this project bring."""
    return str(next(font.path for font in Fonts.installed().chain if "ipamj" in str(font.path).lower()))


def test_a_certificate_writes_the_substitutes_of_the_old_characters() -> None:
    card = card_of("old-characters")
    assert certificate_text(card.holder.name.text, card.substitutes, card.holder.name.LABEL) == ("高邉　吉乃", "11010")
    assert certificate_text(card.holder.address.text, card.substitutes, card.holder.address.LABEL) == (
        "試験県試験市葛崎町１丁目２番地３　ホッケ荘２０１",
        "000000110000000001110000",
    )


def test_the_names_have_the_forms_they_are_there_for() -> None:
    assert card_of("former-surname").holder.name.former_surname == "模擬"
    assert card_of("alias").holder.name.alias == "見本　林子"
    assert card_of("special-permanent-resident").holder.name.family == "例"
    assert card_of("permanent-resident").holder.name.family is None


@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("hanako", "01033120355678"),
        ("permanent-resident", "78011920352748"),
        ("unknown-birth-date", "20000020355273"),
        ("old-man", "14060120356257"),
    ],
)
def test_matching_number_b_is_written_in_the_calendar_of_the_face(name: str, digits: str) -> None:
    card = card_of(name)
    holder, until = card.holder, card.validity.card_until.year
    number = MatchingNumberB.from_parts(holder.birth_date, until, card.numbers.security_code, holder.calendar)
    assert number.reveal() == digits
