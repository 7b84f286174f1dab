"""Personas: the two that are shipped, and what a persona file may not say."""

import re
from datetime import date
from pathlib import Path

import pytest

from openmyna.card.contents import CardState
from openmyna.identity.secret import FourDigitPIN, Password
from openmyna.issuance.defects import Certificate, Defects, SignedData
from openmyna.issuance.order import Credentials
from openmyna.pki.authority.records import AuthorityKind
from openmyna.sandbox.errors import (
    PersonaDisplayOnly,
    PersonaFileMissing,
    PersonaInvalid,
    PersonaNotFictional,
    PersonaNotFound,
    PersonaUnreadable,
    PersonaWarning,
)
from openmyna.sandbox.personas import check, load, names, own_names
from support.make_believe import made

HANAKO = Path(__file__).resolve().parents[3] / "src" / "openmyna" / "sandbox" / "personas" / "hanako.toml"


def test_every_shipped_persona_says_why_in_both_languages_and_has_no_problem() -> None:
    assert {"hanako", "specimen"} <= set(names())
    for name in names():
        assert [str(problem) for problem in check(name) if not isinstance(problem, PersonaWarning)] == []
        why = load(name).why
        assert why.ja.endswith(("。", "？")), name
        assert why.en.endswith((".", "?")), name


def test_hanako_has_the_published_values() -> None:
    card = load("hanako").card
    assert card is not None
    assert card.holder.name.text == "番号　花子"
    assert card.holder.individual_number.reveal() == "987654321098"
    assert card.numbers.security_code.reveal() == "5678"
    assert card.credentials == Credentials(
        sign_password=Password("ABC123"),
        auth=FourDigitPIN("1234"),
        text=FourDigitPIN("1234"),
        resident=FourDigitPIN("1234"),
    )
    assert (card.validity.card_until, card.validity.certificates_until) == (date(2035, 3, 31), date(2030, 3, 31))
    assert card.municipality.code.fictional


def test_the_specimen_is_the_official_face_and_nothing_else() -> None:
    persona = load("specimen")
    assert persona.display_only
    contents = made(persona)
    assert contents.state is CardState.DISPLAY_ONLY
    assert contents.applications == []
    assert contents.issuer_key == b""
    assert contents.face == {
        "name": "番号　花子",
        "address": "○○県□□市△△町◇丁目○番地▽▽号",
        "birth_date": "平成元年3月31日生",
        "sex": "女",
        "card_until": "2025年3月31日まで有効",
        "security_code": "1234",
        "card_number": "0123456789ABCDEF",
        "mayor": "□□市長",
        "individual_number": "1234 5678 9012",
        "additions": "",
        "organ_donation": "",
        "portrait": "specimen/26/female",
    }


def test_the_specimen_has_no_chip_to_order() -> None:
    from openmyna.sandbox.cards import card_keys

    with pytest.raises(PersonaDisplayOnly) as refusal:
        load("specimen").order(card_keys("hanako", "rsa2048"))
    assert refusal.value.code == "persona-display-only"


def _changed(folder: Path, old: str, new: str) -> str:
    text = HANAKO.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path = folder / "someone.toml"
    path.write_text(text.replace(old, new).replace('keys = "own"', 'keys = "fresh"'), encoding="utf-8")
    return str(path)


def test_a_persona_file_of_ones_own_is_loaded_by_its_path(tmp_path: Path) -> None:
    path = _changed(tmp_path, 'name = "番号　花子"', 'name = "架空　太郎"')
    persona = load(path)
    assert persona.name == "someone"
    assert persona.card is not None
    assert persona.card.holder.name.text == "架空　太郎"
    assert made(persona, keys="shipped").label == "someone"


REAL = [
    ('individual_number = "987654321098"', 'individual_number = "987654321093"', "holder.individual_number"),
    ('resident_record_code = "73019468528"', 'resident_record_code = "73019468523"', "holder.resident_record_code"),
    ('code = "99201"', 'code = "13101"', "municipality.code"),
]


@pytest.mark.parametrize(("old", "new", "field"), REAL)
def test_what_could_be_real_is_refused(tmp_path: Path, old: str, new: str, field: str) -> None:
    with pytest.raises(PersonaNotFictional) as refusal:
        load(_changed(tmp_path, old, new))
    assert refusal.value.code == "persona-not-fictional"
    assert refusal.value.field == field
    for text in (refusal.value.text(), refusal.value.advice()):
        assert "987654321093" not in text.ja + text.en
    load(_changed(tmp_path, old, old))


INVALID = [
    (
        'individual_number = "987654321098"',
        'individual_number = "987654321097"',
        "holder.individual_number",
        "persona-value-refused",
    ),
    (
        'individual_number = "987654321098"',
        'individual_number = "123456789012"',
        "holder.individual_number",
        "persona-value-refused",
    ),
    ('birth_date = "1989-03-31"', 'birth_date = "1989-02-30"', "holder.birth_date", "persona-value-refused"),
    ('sex = "female"', 'sex = "unknown"', "holder.sex", "persona-value-refused"),
    ('security_code = "5678"', "security_code = 5678", "card.security_code", "persona-invalid"),
    ('sign_password = "ABC123"', 'sign_password = "ABCDEF"', "credentials.sign_password", "persona-value-refused"),
    ('auth_pin = "1234"', 'auth_pin = "12345"', "credentials.auth_pin", "persona-value-refused"),
    ("issued = 2025-10-01T10:00:00+09:00", "issued = 2025-10-01T10:00:00", "card.issued", "persona-invalid"),
    ("issued = 2025-10-01T10:00:00+09:00", "issued = 2025-10-01", "card.issued", "persona-invalid"),
    ("issued = 2025-10-01T10:00:00+09:00", "", "card.issued", "persona-invalid"),
    ('generation = "rsa2048"', 'generation = "rsa4096"', "card.generation", "persona-invalid"),
    ('keys = "own"', 'keys = "mine"', "keys", "persona-invalid"),
    ('mayor = "□□市長"', 'mayor = "□□市長"\nmayer = "x"', "municipality.mayer", "persona-field-unknown"),
    ("sign_serial = 120000001", "sign_serial = true", "certificates.sign_serial", "persona-invalid"),
    ('chip_serial = "999000000000001"', 'chip_serial = "999"', "card.chip_serial", "persona-value-refused"),
    (
        'security_code = "5678"',
        'security_code = "5678"\ncard_until = 2020-01-01',
        "card.certificates_until",
        "persona-invalid",
    ),
]


@pytest.mark.parametrize(("old", "new", "field", "code"), INVALID)
def test_a_wrong_field_is_named_with_what_was_expected_and_met(
    tmp_path: Path, old: str, new: str, field: str, code: str
) -> None:
    with pytest.raises(PersonaInvalid) as refusal:
        load(_changed(tmp_path, old, new))
    error = refusal.value
    assert (error.code, error.field) == (code, field)
    for text in (error.text(), error.advice()):
        assert field in text.ja
        assert field in text.en
        assert "someone.toml" in text.en
        assert "12345" not in text.en
        assert "ABCDEF" not in text.en
    load(_changed(tmp_path, old, old))


def test_what_was_met_is_described_and_not_shown(tmp_path: Path) -> None:
    with pytest.raises(PersonaInvalid) as refusal:
        load(_changed(tmp_path, 'security_code = "5678"', "security_code = 5678"))
    assert refusal.value.expected.en == "a text"
    assert refusal.value.got.en == "an integer"
    with pytest.raises(PersonaInvalid) as refusal:
        load(_changed(tmp_path, 'generation = "rsa2048"', 'generation = "rsa4096"'))
    assert refusal.value.expected.en == "one of rsa2048 | p384-preview"
    assert refusal.value.got.en == "rsa4096"


def test_numbers_a_file_leaves_out_are_derived_and_synthetic(tmp_path: Path) -> None:
    path = _changed(tmp_path, 'resident_record_code = "73019468528"  # synthetic in the same way\n', "")
    first, second = load(path).card, load(path).card
    assert first is not None
    assert second is not None
    code = first.holder.resident_record_code
    assert code.namespace.value == "synthetic"
    assert code == second.holder.resident_record_code


def test_a_minimal_persona_gets_a_whole_card(tmp_path: Path) -> None:
    path = tmp_path / "minimal.toml"
    path.write_text(
        """
why = { ja = "試験。", en = "A test." }
[holder]
name = "見本　一郎"
address = "○○県□□市△△町"
birth_date = "平成22年6月1日"
sex = "男"
individual_number = "999999000013"
[municipality]
code = "90001"
mayor = "□□町長"
prefecture_romaji = "Mihon-ken"
municipality_romaji = "Tameshi-cho"
[card]
issued = 2025-10-01T10:00:00+09:00
security_code = "0004"
[credentials]
sign_password = "A12345"
auth_pin = "0001"
text_pin = "0002"
resident_pin = "0003"
""",
        encoding="utf-8",
    )
    card = load(str(path)).card
    assert card is not None
    assert (card.validity.card_until, card.validity.certificates_until) == (date(2030, 6, 1), date(2030, 6, 1))
    assert len(card.history.issues[AuthorityKind.SIGN][0].common_name) == 28
    assert len(card.history.issues[AuthorityKind.AUTH][0].common_name) == 23
    contents = made(load(str(path)), keys="shipped")
    assert contents.applications[1].files[0x0012].secret == b"22060120300004"


def test_a_partly_unknown_birth_date_needs_a_stated_expiry(tmp_path: Path) -> None:
    path = _changed(tmp_path, 'birth_date = "1989-03-31"', 'birth_date = "1989-03-00"')
    with pytest.raises(PersonaInvalid) as refusal:
        load(path)
    assert refusal.value.field == "card.card_until"
    text = Path(path).read_text(encoding="utf-8")
    stated = text.replace("[card]\n", "[card]\ncard_until = 2035-03-31\ncertificates_until = 2030-03-31\n")
    Path(path).write_text(stated, encoding="utf-8")
    contents = made(load(path), keys="shipped")
    assert contents.applications[1].files[0x0011].secret == b"010300"


def test_a_mistyped_name_is_answered_with_the_nearest_ones_and_not_with_all() -> None:
    with pytest.raises(PersonaNotFound) as refusal:
        load("blocked-pin")
    assert refusal.value.nearest == ("blocked-pins", "blocked-sign-password")
    assert refusal.value.advice().ja == (
        "近い名前: blocked-pins、blocked-sign-password。すべての名前は「openmyna persona list」で見られます。"
    )
    with pytest.raises(PersonaNotFound) as refusal:
        load("zzz")
    assert refusal.value.advice().en == "All names: `openmyna persona list`."


def test_a_file_that_is_not_there_is_said_to_be_none(tmp_path: Path) -> None:
    for missing in (tmp_path / "nobody.toml", tmp_path / "nobody"):
        with pytest.raises(PersonaFileMissing) as refusal:
            load(str(missing))
        assert refusal.value.text().ja == f"ファイル {missing} がありません。"
    (tmp_path / "nobody.toml").write_bytes(HANAKO.read_bytes().replace(b'keys = "own"', b'keys = "fresh"'))
    assert load(str(tmp_path / "nobody.toml")).name == "nobody"


def test_a_file_that_is_no_toml_is_unreadable(tmp_path: Path) -> None:
    for number, raw in enumerate((b"why = ", b"\xff\xfe", b"=")):
        path = tmp_path / f"{number}.toml"
        path.write_bytes(raw)
        with pytest.raises(PersonaUnreadable):
            load(str(path))
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(PersonaUnreadable):
        load(str(tmp_path / "folder.toml"))


def test_shipped_keys_are_given_also_to_a_persona_that_would_have_fresh_ones(tmp_path: Path) -> None:
    path = _changed(tmp_path, "[holder]", "[holder]")
    shipped = made(load(path), keys="shipped")
    assert shipped.applications[0].files[0x0017].data == made(load("hanako")).applications[0].files[0x0017].data


def test_own_keys_are_those_published_under_the_name(tmp_path: Path) -> None:
    text = HANAKO.read_text(encoding="utf-8")
    (tmp_path / "child.toml").write_text(text, encoding="utf-8")
    (tmp_path / "somebody.toml").write_text(text, encoding="utf-8")
    keys = [made(persona).applications[0].files[0x0017].data for persona in (load("hanako"), load("child"))]
    assert keys[0] != keys[1]
    assert made(load(str(tmp_path / "child.toml"))).applications[0].files[0x0017].data == keys[1]
    with pytest.raises(PersonaInvalid) as refusal:
        load(str(tmp_path / "somebody.toml"))
    assert (refusal.value.field, refusal.value.got.en) == ("keys", "own")


def test_a_folder_of_ones_own_is_searched_after_the_shipped_ones(tmp_path: Path) -> None:
    text = HANAKO.read_text(encoding="utf-8").replace('keys = "own"', 'keys = "fresh"')
    for name in ("taro", "hanako"):
        (tmp_path / f"{name}.toml").write_text(text.replace("番号　花子", "見本　太郎"), encoding="utf-8")
    assert own_names(tmp_path) == ("taro",)
    assert own_names(tmp_path / "none") == own_names(None) == ()
    for name, shown in (("taro", "見本　太郎"), ("hanako", "番号　花子")):
        card = load(name, tmp_path).card
        assert card is not None
        assert card.holder.name.text == shown
    with pytest.raises(PersonaNotFound):
        load("taro")
    with pytest.raises(PersonaNotFound) as refusal:
        load("tarou", tmp_path)
    assert refusal.value.nearest == ("taro",)


def test_the_documented_example_has_every_field_and_is_a_persona(tmp_path: Path) -> None:
    page = (HANAKO.parents[4] / "docs" / "reference" / "persona-file.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    path = tmp_path / "example.toml"
    path.write_text(example, encoding="utf-8")
    assert check(path) == ()
    card = load(str(path)).card
    assert card is not None
    assert card.defects == Defects(
        certificate_signature=Certificate.AUTH,
        truncated_certificate=Certificate.SIGN,
        unknown_authority=True,
        card_data_signature=SignedData.TEXT,
        altered_photo=True,
        slow=400,
        leaves_after=12,
    )
    assert len(card.attempts) == 10
    # A misspelt field is answered with all the known ones of its table; the example uses each of them.
    for name in (
        "",
        "holder.",
        "municipality.",
        "card.",
        "face.",
        "attempts.",
        "certificates.",
        "defects.",
    ):
        path.write_text(_misspelt(example, name), encoding="utf-8")
        (problem,) = check(path)
        assert isinstance(problem, PersonaInvalid)
        assert problem.field == f"{name}misspelt"
        for known in problem.expected.en.removeprefix("one of ").split(", "):
            assert re.search(rf"^(\[\[?{known}\]|{known} =)", example, re.MULTILINE), name + known


def _misspelt(example: str, table: str) -> str:
    if not table:
        return "misspelt = 1\n" + example
    heading = f"[{table.rstrip('.')}]\n"
    assert example.count(heading) == 1
    return example.replace(heading, heading + "misspelt = 1\n")


def test_check_tells_problems_first_and_then_what_is_unusual(tmp_path: Path) -> None:
    path = _changed(tmp_path, 'sex = "female"', 'sex = "unknown"')
    found = check(path)
    assert [problem.code for problem in found] == ["persona-value-refused", *["persona-warning"] * 3]
    assert [problem.code for problem in check(_changed(tmp_path, "[holder]", "[holder]"))] == ["persona-warning"] * 3
    (tmp_path / "broken.toml").write_text("why = ", encoding="utf-8")
    assert [problem.code for problem in check(tmp_path / "broken.toml")] == ["persona-unreadable"]
    assert [problem.code for problem in check("nobody")] == ["persona-not-found"]
