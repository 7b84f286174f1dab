"""What the tables of a persona file say together: each rule is broken once, and once more with the offence removed."""

import copy
from datetime import UTC, date, datetime
from typing import Any

import pytest

from openmyna.errors import Bilingual
from openmyna.issuance.order import CertificatesWanted
from openmyna.issuance.standing import CertificateState
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.sandbox.errors import PersonaInvalid, PersonaPINUnsuitable
from openmyna.sandbox.persona import LiveCard
from openmyna.sandbox.persona.fields import judge_persona, parse_persona
from openmyna.sandbox.persona.places import PREFECTURES

ABSENT: Any = object()
Changes = dict[str, Any]

BASE: dict[str, Any] = {
    "why": {"ja": "試験。", "en": "A test."},
    "holder": {
        "name": "見本　一郎",
        "address": "○○県□□市△△町",
        "birth_date": "1980-02-17",
        "sex": "male",
        "individual_number": "999999000013",
    },
    "municipality": {
        "code": "90001",
        "mayor": "□□町長",
        "prefecture_romaji": "Mihon-ken",
        "municipality_romaji": "Tameshi-cho",
    },
    "card": {"issued": datetime(2025, 10, 27, 1, 0, tzinfo=UTC), "security_code": "2604"},
    "credentials": {"sign_password": "A12345", "auth_pin": "2580", "text_pin": "2580", "resident_pin": "2580"},
}


def _with(changes: Changes) -> dict[str, Any]:
    table = copy.deepcopy(BASE)
    for path, value in changes.items():
        *tables, name = path.split(".")
        at = table
        for step in tables:
            at = at.setdefault(step, {})
        if value is ABSENT:
            at.pop(name)
        else:
            at[name] = copy.deepcopy(value)
    return table


def _card(changes: Changes) -> LiveCard:
    card = parse_persona("someone", _with(changes), "someone.toml").card
    assert card is not None
    return card


def _problems(changes: Changes) -> list[PersonaInvalid]:
    return judge_persona("someone", _with(changes), "someone.toml")[1].problems


NO_PASSWORD = {"credentials.sign_password": ABSENT}
NO_PINS = {"credentials": {}}
STAY = {"holder.residence": "mid_to_long_term", "holder.stay_until": date(2027, 5, 31)}
LOST: Changes = {"event": "loss_reported", "at": datetime(2026, 2, 1, tzinfo=UTC)}
FOUND: Changes = {"event": "found", "at": datetime(2026, 2, 3, tzinfo=UTC)}
DEATH: Changes = {"event": "death", "at": datetime(2026, 2, 5, tzinfo=UTC)}
RENEWED: Changes = {"event": "renewal", "at": datetime(2026, 1, 15, 5, 0, tzinfo=UTC)}
RENEWED_AGAIN: Changes = {"event": "renewal", "at": datetime(2026, 1, 25, 5, 0, tzinfo=UTC)}
BEFORE: Changes = {"issued": datetime(2021, 2, 20, tzinfo=UTC)}

RULES: list[tuple[Changes, str, str, Changes]] = [
    # changes that break a rule, the field that is named, a part of what was expected, changes that are right
    ({"holder.residence": "mid_to_long_term"}, "holder.stay_until", "since a card of mid_to_long_term ends", STAY),
    ({"holder.stay_until": date(2027, 5, 31)}, "holder.stay_until", "no such field, since only a card of", STAY),
    ({"holder.residence": "tourist"}, "holder.residence", "one of national | special_permanent", STAY),
    ({"card.issued": datetime(2015, 12, 31, 14, 59, tzinfo=UTC)}, "card.issued", "since January 2016",
     {"card.issued": datetime(2015, 12, 31, 15, 0, tzinfo=UTC)}),
    ({"card.card_until": date(2050, 1, 1), "card.certificates_until": date(2034, 10, 1)}, "card.certificates_until",
     "no later than the TEST authority, 2034-09-30", {"card.certificates_until": date(2030, 1, 1)}),
    ({"holder.birth_date": "2030-01-01"} | NO_PASSWORD, "card.card_until", "Check the", {}),
    (NO_PASSWORD, "credentials.sign_password", "since there is a digital signature certificate",
     NO_PASSWORD | {"certificates.sign": False}),
    ({"certificates.sign": False}, "credentials.sign_password", "no such field, since there is no digital signature",
     NO_PASSWORD | {"certificates.sign": False}),
    ({"holder.birth_date": "2010-10-28"}, "credentials.sign_password", "no such field", {"holder.birth_date": "2010-10-27"}),
    ({"holder.adult_ward": True}, "credentials.sign_password", "no such field", {"holder.adult_ward": True} | NO_PASSWORD),
    ({"certificates.auth": False}, "credentials.auth_pin", "no such field, since there is no user authentication",
     {"certificates.auth": False, "credentials.auth_pin": ABSENT}),
    ({"card.pinless": True} | NO_PINS | {"credentials.text_pin": "2580"}, "credentials.text_pin", "the card is PIN-less",
     {"card.pinless": True} | NO_PINS),
    ({"card.pinless": True, "certificates.sign": True} | NO_PINS, "certificates.sign", "no such field, since a PIN-less",
     {"card.pinless": True, "certificates.sign": False} | NO_PINS),
    ({"card.pinless": True, "certificates.auth": False} | NO_PINS, "certificates.auth", "true, since every PIN-less",
     {"card.pinless": True, "certificates.auth": True} | NO_PINS),
    ({"certificates.sign": False, "certificates.sign_serial": 120000007} | NO_PASSWORD, "certificates.sign_serial",
     "there is no such certificate", {"certificates.sign_serial": 120000007}),
    ({"certificates.sign_serial": 0}, "certificates.sign_serial", "an integer from 100000000 to 199999999", {}),
    ({"certificates.sign_common_name": "1" * 27}, "certificates.sign_common_name", "28 digits",
     {"certificates.sign_common_name": "1" * 28}),
    ({"certificates.auth_common_name": "1" * 23}, "certificates.auth_common_name", "23 characters as in",
     {"certificates.auth_common_name": "990001TEST000199201003A"}),
    ({"attempts.auth_pin": 4}, "attempts.auth_pin", "an integer from 0 to 3", {"attempts.auth_pin": 3}),
    ({"attempts.birth_key": -1}, "attempts.birth_key", "an integer from 0 to 10", {"attempts.birth_key": 0}),
    ({"attempts.sign_password": 0, "certificates.sign": False} | NO_PASSWORD, "attempts.sign_password", "no such field",
     {"attempts.sign_password": 0}),
    ({"attempts.common_pin": 0, "card.pinless": True} | NO_PINS, "attempts.common_pin", "PIN-less",
     {"attempts.text_number_a": 0, "card.pinless": True} | NO_PINS),
    ({"attempts.pin": 1}, "attempts.pin", "one of auth_pin, birth_key", {}),
    ({"holder.name": "髙橋　一郎"}, "substitutes", "a substitute for character 1 of the name",
     {"holder.name": "髙橋　一郎", "substitutes": {"髙": "高"}}),
    ({"holder.name": "葛\U000e0101城　一郎"}, "substitutes", "a substitute for character 1 of the name",
     {"holder.name": "葛\U000e0101城　一郎", "substitutes": {"葛\U000e0101": "葛"}}),
    ({"substitutes": {"髙橋": "高橋"}}, "substitutes", "one character with its variation", {"substitutes": {"髙": "高"}}),
    ({"substitutes": {"髙": "髙"}}, "substitutes", "JIS X 0208 or JIS X 0212", {"substitutes": {"髙": "高"}}),
    ({"face.additions": ["1", "2", "3", "4", "5"]}, "face.additions", "at most 4 texts",
     {"face.additions": ["1", "2", "3", "4"]}),
    ({"face.additions": ["1\n2"]}, "face.additions", "texts of one line each", {"face.additions": ["1"]}),
    ({"authority": {"card": "suspended"}}, "authority", "as [[events]]", {"events": [LOST]}),
    ({"events": LOST}, "events", "an array", {"events": [LOST]}),
    ({"events": ["lost"]}, "events", "an array of tables", {"events": [LOST]}),
    ({"events": [LOST | {"event": "lost"}]}, "events.1.event", "one of attributes_changed | minor", {"events": [LOST]}),
    ({"events": [LOST | {"event": "card_expiry"}]}, "events.1.event", "one of attributes_changed | minor",
     {"events": [LOST]}),
    ({"events": [{"at": LOST["at"]}]}, "events.1.event", "a text", {"events": [LOST]}),
    ({"events": [{"event": "loss_reported"}]}, "events.1.at", "a date and time with its offset", {"events": [LOST]}),
    ({"events": [LOST | {"at": datetime(2025, 10, 27, 0, 59, tzinfo=UTC)}]}, "events.1.at", "after the issue",
     {"events": [LOST | {"at": datetime(2025, 10, 27, 1, 0, tzinfo=UTC)}]}),
    ({"events": [LOST, FOUND | {"at": datetime(2026, 1, 31, tzinfo=UTC)}]}, "events.2.at", "the event before",
     {"events": [LOST, FOUND]}),
    ({"events": [FOUND]}, "events.1.event", "a card that is suspended", {"events": [LOST, FOUND]}),
    ({"events": [DEATH, LOST | {"at": DEATH["at"]}]}, "events.2.event", "a card that is active",
     {"events": [LOST, DEATH]}),
    ({"events": [LOST | {"previous": {}}]}, "events.1.previous", "no new certificate is issued",
     {"events": [LOST, FOUND | {"previous": {}}]}),
    ({"events": [LOST | {"certificates": "sign"}]}, "events.1.certificates", "the event is not revocation_requested",
     {"events": [LOST | {"event": "revocation_requested", "certificates": "sign"}]}),
    ({"events": [LOST | {"event": "revocation_requested", "certificates": "all"}]}, "events.1.certificates",
     "one of both | sign | auth", {"events": [LOST | {"event": "revocation_requested", "certificates": "auth"}]}),
    ({"events": [LOST | {"colour": "red"}]}, "events.1.colour", "one of at, certificates, event, previous",
     {"events": [LOST]}),
    ({"events": [RENEWED], "card.issued": RENEWED["at"]}, "events.1.previous.issued", "before this event",
     {"events": [RENEWED | {"previous": BEFORE}], "card.issued": RENEWED["at"]}),
    ({"events": [RENEWED | {"previous": {"sign_serial": 120000007}}], "certificates.sign_serial": 120000007},
     "events.1.previous.sign_serial", "another number",
     {"events": [RENEWED | {"previous": {"sign_serial": 120000008}}], "certificates.sign_serial": 120000007}),
    ({"events": [RENEWED | {"previous": {"sign_serial": 104000001}}], "certificates.sign": False} | NO_PASSWORD,
     "events.1.previous.sign_serial", "there is no digital signature certificate",
     {"events": [RENEWED | {"previous": {"auth_serial": 104000001}}], "certificates.sign": False} | NO_PASSWORD),
    ({"events": [RENEWED, RENEWED_AGAIN | {"previous": BEFORE}]}, "events.2.previous.issued", "the event before says it",
     {"events": [RENEWED, RENEWED_AGAIN]}),
    ({"events": [RENEWED | {"previous": {"before": 1}}]}, "events.1.previous.before", "one of auth_serial, issued",
     {"events": [RENEWED | {"previous": {}}]}),
    ({"card.generation": "p384-preview", "card.issued": datetime(2024, 9, 30, 22, 59, tzinfo=UTC)}, "card.issued",
     "when its TEST authority had begun",
     {"card.generation": "p384-preview", "card.issued": datetime(2024, 9, 30, 23, 0, tzinfo=UTC)}),
    ({"card.issued": datetime(2019, 1, 1, tzinfo=UTC), "card.card_until": date(2029, 2, 17),
      "card.certificates_until": date(2025, 12, 15)}, "card.certificates_until", "no later than the TEST authority, 2025-12-14",
     {"card.issued": datetime(2019, 1, 1, tzinfo=UTC), "card.card_until": date(2029, 2, 17),
      "card.certificates_until": date(2025, 12, 14)}),
    ({"defects.certificate_signature": "sign", "certificates.sign": False} | NO_PASSWORD,
     "defects.certificate_signature", "there is no such certificate", {"defects.certificate_signature": "sign"}),
    ({"defects.slow": -1}, "defects.slow", "an integer from 0", {"defects.slow": 400}),
    ({"defects.leaves_after": 0}, "defects.leaves_after", "an integer from 1", {"defects.leaves_after": 1}),
    ({"defects.altered_photo": True, "face.portrait": "none"}, "defects.altered_photo", "there is no photograph",
     {"defects.altered_photo": True}),
    ({"defects.unknown_authority": True, "certificates": {"sign": False, "auth": False},
      "credentials": {"text_pin": "2580", "resident_pin": "2580"}}, "defects.unknown_authority", "no certificate",
     {"defects.unknown_authority": True}),
    ({"why": {"ja": "試験。"}}, "why.en", "a text", {}),
    ({"why": "A test."}, "why", "a table", {}),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "field", "expected", "right"), RULES, ids=[f"{row[1]}-{row[2]}" for row in RULES])
def test_a_broken_rule_is_the_one_problem_and_the_right_file_has_none(
    wrong: Changes, field: str, expected: str, right: Changes
) -> None:
    (problem,) = _problems(wrong)
    assert problem.field == field
    assert expected in problem.expected.en
    for text in (problem.text().ja, problem.text().en, problem.advice().ja, problem.advice().en):
        assert "someone.toml" in text
        assert field in text
    assert _problems(right) == []


UNSUITABLE = [
    ("1980", "2580"),
    ("9800", "2580"),
    ("0217", "2580"),
    ("8002", "2580"),
    # Era year: 昭和55年2月17日.
    ("5502", "2580"),
    ("2604", "2605"),
]


@pytest.mark.parametrize("name", ["auth_pin", "text_pin", "resident_pin"])
@pytest.mark.parametrize(("pin", "suitable"), UNSUITABLE)
def test_a_pin_that_can_be_read_off_the_card_is_refused_and_not_shown(name: str, pin: str, suitable: str) -> None:
    (problem,) = _problems({f"credentials.{name}": pin})
    assert type(problem) is PersonaPINUnsuitable
    assert (problem.code, problem.field) == ("persona-pin-unsuitable", f"credentials.{name}")
    assert pin not in problem.text().en + problem.advice().en + problem.text().ja
    assert _problems({f"credentials.{name}": suitable}) == []


def test_nothing_is_a_birthday_where_the_birth_date_is_not_known() -> None:
    stated = {"card.card_until": date(2035, 1, 1), "card.certificates_until": date(2030, 1, 1)}
    assert _problems({"holder.birth_date": "1980-00-00", "credentials.auth_pin": "0000"} | stated) == []
    (problem,) = _problems({"holder.birth_date": "1980-00-00", "credentials.auth_pin": "1980"} | stated)
    assert problem.field == "credentials.auth_pin"


@pytest.mark.parametrize(
    ("changes", "field", "what"),
    [
        ({"credentials.auth_pin": "1234"}, "credentials.auth_pin", "a run such as 1234"),
        ({"credentials.text_pin": "7777"}, "credentials.text_pin", "four equal digits"),
        ({"credentials.resident_pin": "0013"}, "credentials.resident_pin", "the end of the Individual Number"),
        ({"holder.birth_date": "2015-01-01", "certificates.sign": True}, "certificates.sign", "neither under 15"),
        ({"holder.adult_ward": True, "certificates.sign": True}, "certificates.sign", "an adult ward"),
        (STAY | {"card.card_until": date(2028, 1, 1)}, "card.card_until", "later than the end of the period of stay"),
    ],
)
def test_what_is_unusual_is_told_and_good_all_the_same(changes: Changes, field: str, what: str) -> None:
    (warning,) = parse_persona("someone", _with(changes), "someone.toml").warnings
    assert (warning.code, warning.field) == ("persona-warning", field)
    assert what in warning.text().en
    assert parse_persona("someone", _with({}), "someone.toml").warnings == ()


def test_all_problems_of_a_file_are_found_at_once() -> None:
    wrong = {
        "holder.sex": "unknown",
        "holder.individual_number": "999999000012",
        "holder.nick": "x",
        "municipality.code": "13101",
        "card.security_code": 2604,
        "credentials.auth_pin": "1980",
        "credentials.text_pin": ABSENT,
        "attempts.auth_pin": 9,
        "defects.slow": "1",
        "colour": "red",
    }
    assert sorted(problem.field for problem in _problems(wrong)) == [
        "attempts.auth_pin",
        "card.security_code",
        "colour",
        "credentials.auth_pin",
        "credentials.text_pin",
        "defects.slow",
        "holder.individual_number",
        "holder.nick",
        "holder.sex",
        "municipality.code",
    ]


def test_a_table_that_is_none_is_one_problem_and_not_one_for_each_of_its_fields() -> None:
    assert [problem.field for problem in _problems({"municipality": "Tameshi"})] == ["municipality"]
    fields = [problem.field for problem in _problems({"municipality": ABSENT})]
    assert fields == [f"municipality.{name}" for name in ("code", "mayor", "prefecture_romaji", "municipality_romaji")]


VALIDITY = [
    ({}, date(2035, 2, 17), date(2030, 2, 17)),
    (STAY, date(2027, 5, 31), date(2027, 5, 31)),
    (STAY | {"holder.stay_until": date(2040, 5, 31)}, date(2035, 2, 17), date(2030, 2, 17)),
    ({"holder.residence": "permanent_resident"}, date(2035, 2, 17), date(2030, 2, 17)),
    ({"holder.residence": "overseas"}, date(2035, 2, 17), date(2030, 2, 17)),
]


@pytest.mark.parametrize(("changes", "card_until", "certificates_until"), VALIDITY)
def test_a_card_ends_with_the_stay_only_where_the_residence_says_so(
    changes: Changes, card_until: date, certificates_until: date
) -> None:
    validity = _card(changes).validity
    assert (validity.card_until, validity.certificates_until) == (card_until, certificates_until)


WANTED = [
    ({}, True, True),
    ({"holder.birth_date": "2010-10-27"}, True, True),
    ({"holder.birth_date": "2010-10-28"} | NO_PASSWORD, False, True),
    ({"holder.adult_ward": True} | NO_PASSWORD, False, True),
    ({"card.pinless": True} | NO_PINS, False, True),
    ({"certificates.sign": False} | NO_PASSWORD, False, True),
    ({"certificates.auth": False, "credentials.auth_pin": ABSENT}, True, False),
]


@pytest.mark.parametrize(("changes", "sign", "auth"), WANTED)
def test_who_gets_which_certificate_follows_from_the_rules_and_the_wish(
    changes: Changes, sign: bool, auth: bool
) -> None:
    assert _card(changes).wanted == CertificatesWanted(sign=sign, auth=auth)


def test_the_face_follows_from_the_persona_where_the_file_is_silent() -> None:
    plain = _card({}).face
    assert (plain.portrait, plain.additions, plain.organ_donation) == ("someone", (), "")
    assert plain.certificates_until_written
    baby = _card({"holder.birth_date": "2025-09-01"} | NO_PASSWORD).face
    assert baby.portrait is None
    pinless = _card({"card.pinless": True, "face.additions": ["令和7年11月1日 転居"]} | NO_PINS).face
    assert pinless.additions == ("顔認証", "令和7年11月1日 転居")
    own = _card({"face": {"portrait": "hanako", "organ_donation": "1", "certificates_until_written": False}}).face
    assert (own.portrait, own.organ_donation, own.certificates_until_written) == ("hanako", "1", False)


def test_what_has_happened_becomes_the_history_of_the_card() -> None:
    changes = {
        "events": [
            RENEWED | {"previous": BEFORE | {"sign_serial": 104000001, "auth_serial": 104000002}},
            LOST | {"event": "revocation_requested", "certificates": "auth"},
        ],
        "card.issued": RENEWED["at"],
        "certificates": {"sign_serial": 120000001, "auth_serial": 120000002},
    }
    history = _card(changes).history
    assert [(one.event.value, one.at) for one in history.happenings] == [
        ("renewal", datetime(2026, 1, 15, 5, 0, tzinfo=UTC)),
        ("revocation_requested", datetime(2026, 2, 1, tzinfo=UTC)),
    ]
    sign, auth = (history.issues[kind] for kind in (AuthorityKind.SIGN, AuthorityKind.AUTH))
    assert [(issue.serial_number, issue.issued, issue.last_day) for issue in sign] == [
        (104000001, datetime(2021, 2, 20, tzinfo=UTC), date(2026, 2, 17)),
        (120000001, datetime(2026, 1, 15, 5, 0, tzinfo=UTC), date(2031, 2, 17)),
    ]
    assert [issue.serial_number for issue in auth] == [104000002, 120000002]
    assert sign[1].common_name.startswith("20260115140000")
    (now,) = [history.foreseen(AuthorityKind.AUTH, datetime(2026, 2, 1, 0, 0, 1, tzinfo=UTC))[1:]]
    assert [(one.state, one.reason) for one in now] == [
        (CertificateState.REVOKED, RevocationReason.CESSATION_OF_OPERATION)
    ]
    silent = _card({"certificates.sign": False} | NO_PASSWORD).history
    assert list(silent.issues) == [AuthorityKind.AUTH]
    assert silent.happenings == ()


def test_two_renewals_leave_three_certificates_of_each_kind() -> None:
    history = _card({"events": [RENEWED, RENEWED_AGAIN]}).history
    for kind in AuthorityKind:
        first, second, third = history.issues[kind]
        assert [issue.issued for issue in (first, second, third)] == [
            datetime(2025, 10, 27, 1, 0, tzinfo=UTC),
            datetime(2026, 1, 15, 5, 0, tzinfo=UTC),
            datetime(2026, 1, 25, 5, 0, tzinfo=UTC),
        ]
        assert len({first.serial_number, second.serial_number, third.serial_number}) == 3


def test_an_event_makes_another_card_only_if_it_brought_new_certificates() -> None:
    plain, lost, renewed = (
        parse_persona("someone", _with(changes), "someone.toml").digest
        for changes in ({}, {"events": [LOST]}, {"events": [RENEWED]})
    )
    assert plain == lost
    assert plain != renewed


@pytest.mark.parametrize(
    ("changes", "field", "cause", "remedy"),
    [
        (
            {"holder.sex": "F"},
            "holder.sex",
            Bilingual(
                "ペルソナ someone.toml の holder.sex: 性別に使えない言葉 (1文字) です。",
                "Persona someone.toml, field holder.sex: The sex is a word of length 1 that is not known here.",
            ),
            (
                "someone.toml の holder.sex: 次のどれかにしてください: male、female、not_known、not_applicable "
                '(男、女、不明、適用不能とも書けます)。例: sex = "male"'
            ),
        ),
        (
            {"holder.birth_date": "1980-02-30"},
            "holder.birth_date",
            Bilingual(
                "ペルソナ someone.toml の holder.birth_date: 生年月日は暦にない日付です。",
                "Persona someone.toml, field holder.birth_date: The birth date is not a date of the calendar.",
            ),
            'someone.toml の holder.birth_date: 生年月日の年・月・日を確認してください。例: birth_date = "1990-01-15"',
        ),
        (
            {"municipality.code": "13101"},
            "municipality.code",
            Bilingual(
                "ペルソナ someone.toml の municipality.code: 都道府県コード13は架空の県ではありません。",
                "Persona someone.toml, field municipality.code: Prefecture 13 is not a fictional prefecture.",
            ),
            (
                "実在の人物・番号・自治体を書かないでください。個人番号は検査用数字に5を加えた番号、"
                "市区町村コードは都道府県番号90から99のものを使ってください。"
            ),
        ),
        (
            {"municipality.mayor": ABSENT},
            "municipality.mayor",
            Bilingual(
                "ペルソナ someone.toml の municipality.mayor が正しくありません。必要なもの: 文字列。実際: 項目がありません。",
                "Persona someone.toml, field municipality.mayor: expected a text; got nothing.",
            ),
            'someone.toml の municipality.mayor を直してください。例: mayor = "見本市長"',
        ),
    ],
)
def test_a_refusal_is_whole_sentences_and_a_line_to_start_from(
    changes: Changes, field: str, cause: Bilingual, remedy: str
) -> None:
    (problem,) = _problems(changes)
    assert problem.field == field
    assert (problem.text().ja, problem.text().en) == (cause.ja, cause.en)
    assert problem.advice().ja == remedy


@pytest.mark.parametrize(
    ("changes", "field", "meant"),
    [
        ({"municipality.mayor": ABSENT, "municipality.mayr": "□□町長"}, "municipality.mayr", "mayor"),
        ({"municipality": ABSENT, "municipalty": BASE["municipality"]}, "municipalty", "municipality"),
        ({"credentials.auth_pin": ABSENT, "credentials.auth_pim": "2580"}, "credentials.auth_pim", "auth_pin"),
    ],
)
def test_a_misspelt_field_is_one_problem_that_says_what_is_meant(changes: Changes, field: str, meant: str) -> None:
    (problem,) = _problems(changes)
    assert (problem.code, problem.field) == ("persona-field-unknown", field)
    assert problem.advice().ja.startswith(f"{meant} のことですか。")
    assert problem.advice().en.startswith(f"Is {meant} meant? ")


def test_a_strange_field_beside_one_that_is_missing_forgives_nothing() -> None:
    missing = {"municipality.mayor": ABSENT, "municipality.telephone": "1"}
    assert sorted(problem.field for problem in _problems(missing)) == ["municipality.mayor", "municipality.telephone"]


def test_an_address_in_a_prefecture_that_exists_is_unusual() -> None:
    (warning,) = parse_persona("someone", _with({"holder.address": "東京都□□市△△町"}), "someone.toml").warnings
    assert (warning.code, warning.field) == ("persona-warning", "holder.address")
    assert "実在する都道府県" in warning.text().ja
    assert parse_persona("someone", _with({"holder.address": "東都県□□市"}), "someone.toml").warnings == ()
    assert len(set(PREFECTURES)) == 47
