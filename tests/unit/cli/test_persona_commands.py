"""`openmyna persona`: list, show, new and check, for people and for programs."""

import json
import tomllib
from pathlib import Path

import pytest

from openmyna.card.at_rest.folder import CardFolder
from openmyna.cli.main import main
from openmyna.sandbox.personas import load, names

HANAKOS_NUMBER = "9876 5432 1098"


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of one's own personas, and no other one of this machine."""
    folder = tmp_path / "own"
    monkeypatch.setenv("OPENMYNA_PERSONAS", str(folder))
    monkeypatch.setenv("OPENMYNA_LANG", "en")
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(["persona", *arguments]) == status
    return capsys.readouterr().out


def test_everybody_is_listed_with_title_holder_marks_and_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "list", "--lang", "ja").splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == list(names())
    at = lines.index(f"{'expired-card':<26}  {load('expired-card').title.ja}  模擬　古都")
    assert lines[at + 1] == "    [カードが期限切れ]  [証明書が2つとも期限切れ]"
    assert lines[at + 2] == f"    {load('expired-card').why.ja}"
    hanako = next(at for at, line in enumerate(lines) if line.startswith("hanako "))
    assert lines[hanako].endswith("  番号　花子")
    assert lines[hanako + 1] == f"    {load('hanako').why.ja}"


def test_a_line_of_the_list_fits_a_terminal_whatever_the_card_has(capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("ja", "en"):
        lines = run(capsys, "list", "--lang", language).splitlines()
        heads = [line for line in lines if not line.startswith("    ") or line.startswith("    [")]
        assert len(heads) > len(names())
        assert [line for line in heads if len(line) > 90] == []
    assert "    [ロック: 5つ]" in run(capsys, "list", "--lang", "ja").splitlines()


def test_the_list_for_programs_has_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    listed = {item["name"]: item for item in json.loads(run(capsys, "list", "--json"))["personas"]}
    assert set(listed) == set(names())
    assert listed["specimen"]["marks"] == [{"ja": "ICチップなし", "en": "no chip"}]
    assert listed["child"]["holder"] == "例示　小春"
    assert listed["child"]["title"]["ja"]
    assert listed["child"]["why"]["ja"].startswith("15歳未満なので")


def test_ones_own_personas_are_listed_after_the_shipped_ones_and_a_broken_one_with_its_code(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "new", "my-taro")
    (own / "nonsense.toml").write_text("= nothing", encoding="utf-8")
    listed = json.loads(run(capsys, "list", "--json", status=1))["personas"]
    assert [item["name"] for item in listed[-2:]] == ["my-taro", "nonsense"]
    assert listed[-2]["file"] == str(own / "my-taro.toml")
    assert listed[-1] == {"name": "nonsense", "file": str(own / "nonsense.toml"), "finding": "persona-unreadable"}
    assert "persona-unreadable: " in run(capsys, "list", status=1)
    (own / "nonsense.toml").unlink()
    assert "my-taro" in run(capsys, "list")


def test_a_person_is_shown_with_card_certificates_and_published_pins(capsys: pytest.CaptureFixture[str]) -> None:
    shown = run(capsys, "show", "moved")
    for line in (
        "  name        架空　越美",
        "  birth date  昭和63年10月2日",
        "  card valid until  2035-10-02",
        "  sign panel        令和8年2月1日　住所変更",
        "  digital signature certificate    S134189154  until 2030-10-02  revoked (affiliation changed) 2026-02-01 10:00",
        "  digital signature password  ETSUMI46",
    ):
        assert f"{line}\n" in shown, line
    japanese = run(capsys, "show", "moved", "--lang", "ja")
    assert "  署名用パスワード            ETSUMI46\n" in japanese
    assert "  追記欄                令和8年2月1日　住所変更\n" in japanese


def test_the_individual_number_is_shown_only_where_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for form in ((), ("--json",)):
        without = run(capsys, "show", "hanako", *form)
        assert HANAKOS_NUMBER not in without
        assert HANAKOS_NUMBER.replace(" ", "") not in without
        assert HANAKOS_NUMBER in run(capsys, "show", "hanako", "--number", *form)
    assert "1234 5678 9012" not in run(capsys, "show", "specimen")
    assert "  Individual Number  1234 5678 9012\n" in run(capsys, "show", "specimen", "--number")


@pytest.mark.parametrize("name", names())
def test_everybody_can_be_shown_in_both_languages_and_to_programs(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "show", name, "--lang", "ja").splitlines()[0] == f"{name}  {load(name).title.ja}"
    assert run(capsys, "show", name, "--lang", "en").splitlines()[0] == f"{name}  {load(name).title.en}"
    record = json.loads(run(capsys, "show", name, "--json"))
    assert record["name"] == name
    rows = [row for table in record["tables"].values() for row in table]
    assert [row for row in rows if not row["label"] or not row["value"]] == []


def test_a_new_persona_goes_into_ones_own_folder_and_becomes_a_card(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run(capsys, "new", "my-taro", "--name", "架空　太郎", "--birth-date", "2001-04-22", "--sex", "male")
    path = own / "my-taro.toml"
    assert said.splitlines()[0] == f"written: {path}"
    assert "openmyna card make my-taro" in said
    assert tomllib.loads(path.read_text(encoding="utf-8"))["holder"]["name"] == "架空　太郎"
    assert "  birth date  平成13年4月22日\n" in run(capsys, "show", "my-taro")
    assert run(capsys, "check", str(path)) == f"{path}: good.\n"
    assert main(["card", "make", str(path), "--keys", "shipped", "--into", str(tmp_path / "cards")]) == 0
    with CardFolder(tmp_path / "cards") as folder:
        assert [name for name, _ in folder.survey()] == ["my-taro"]


def test_a_new_persona_goes_where_it_is_told(tmp_path: Path, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "elsewhere.toml"
    assert json.loads(run(capsys, "new", "my-taro", "--out", str(path), "--json").splitlines()[0]) == {
        "written": str(path),
        "name": "my-taro",
    }
    assert path.is_file()
    assert not own.exists()


def test_a_foreign_residents_birth_date_is_gregorian_and_the_card_ends_with_the_stay(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("--residence", "mid_to_long_term", "--stay-until", "2030-01-31", "--name", "SAMPLE ANNA")
    run(capsys, "new", "anna", *given)
    shown = run(capsys, "show", "anna")
    assert "  birth date   1990年1月15日\n" in shown
    assert "  card valid until  2030-01-31\n" in shown


def test_what_cannot_be_is_told_in_full_and_nothing_is_written(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ("--birth-date", "1990-02-30", "--residence", "mid_to_long_term")
    said = run(capsys, "new", "wrong", *given, status=1)
    assert "field holder.birth_date" in said
    assert "field holder.stay_until" in said
    assert said.splitlines()[-1] == "nothing was written."
    assert "Next:" not in said
    assert not own.exists()
    record = json.loads(run(capsys, "new", "wrong", *given, "--json", status=1))["checked"][0]
    assert [problem["field"] for problem in record["errors"]] == ["holder.birth_date", "holder.stay_until"]
    run(
        capsys,
        "new",
        "wrong",
        "--birth-date",
        "1990-02-28",
        "--residence",
        "mid_to_long_term",
        "--stay-until",
        "2030-01-31",
    )
    assert (own / "wrong.toml").is_file()


def test_an_address_in_a_real_prefecture_is_written_and_told(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "new", "my-taro", "--address", "東京都見本区１番")
    assert "field holder.address: it begins with a prefecture that exists." in said
    assert (own / "my-taro.toml").is_file()
    assert "persona-warning" not in run(capsys, "new", "other", "--address", "見本都見本区１番")


def test_a_chosen_folder_of_cards_has_its_own_people(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OPENMYNA_PERSONAS")
    monkeypatch.setenv("OPENMYNA_CARDS", str(tmp_path / "usual"))
    run(capsys, "new", "my-taro", "--cards", str(tmp_path / "chosen"))
    run(capsys, "new", "my-jiro")
    assert (tmp_path / "chosen" / "personas" / "my-taro.toml").is_file()
    assert (tmp_path / "usual" / "personas" / "my-jiro.toml").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chosen", "usual"]
    assert "my-taro" in run(capsys, "list", "--cards", str(tmp_path / "chosen"))
    assert "my-taro" not in run(capsys, "list")
    assert main(["card", "make", "my-jiro", "--keys", "shipped"]) == 0
    capsys.readouterr()
    assert main(["card", "list"]) == 0
    assert capsys.readouterr().out.split()[0] == "my-jiro"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "nobody"), "persona-not-found"),
        (("new", "No Name"), "persona-name-unusable"),
        (("new", "hanako"), "persona-name-taken"),
    ],
)
def test_each_refusal_has_its_code(arguments: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["persona", *arguments]) == 1
    assert capsys.readouterr().err.splitlines()[0] == f"openmyna: error: {code}"


def test_a_persona_is_never_written_over(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "new", "my-taro")
    before = (own / "my-taro.toml").read_bytes()
    assert main(["persona", "new", "my-taro", "--name", "別　人"]) == 1
    assert capsys.readouterr().err.splitlines()[0] == "openmyna: error: persona-exists"
    assert (own / "my-taro.toml").read_bytes() == before


def test_production_writes_no_fictional_people(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENMYNA_MODE", "production")
    assert main(["persona", "new", "my-taro"]) == 1
    assert capsys.readouterr().err.splitlines()[0] == "openmyna: error: refused-in-production"
    assert not own.exists()


def test_check_tells_every_mistake_of_every_file_with_field_expected_got_and_remedy(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "new", "good")
    good = (own / "good.toml").read_text(encoding="utf-8")
    wrong = good.replace('sex = "male"', 'sex = "unclear"').replace("[municipality]", "[municipality]\ntown = 1")
    (own / "wrong.toml").write_text(wrong, encoding="utf-8")
    lines = run(capsys, "check", str(own / "good.toml"), str(own / "wrong.toml"), status=1).splitlines()
    assert lines[0] == f"{own / 'good.toml'}: good."
    assert [line.split(":")[0] for line in lines if line.startswith("persona-")] == [
        "persona-value-refused",
        "persona-field-unknown",
    ]
    assert sum(line.startswith("  Remedy: ") for line in lines) == 2

    record = json.loads(run(capsys, "check", str(own / "wrong.toml"), "--json", status=1))["checked"][0]
    assert [problem["field"] for problem in record["errors"]] == ["holder.sex", "municipality.town"]
    assert record["warnings"] == []
    run(capsys, "check", str(own / "good.toml"))


def test_a_warning_alone_is_told_and_is_no_mistake(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "new", "my-taro")
    path = own / "my-taro.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('auth_pin = "2468"', 'auth_pin = "1111"'), encoding="utf-8"
    )
    said = run(capsys, "check", str(path))
    assert said.splitlines()[0] == f"{path}: good."
    assert "persona-warning: " in said
    record = json.loads(run(capsys, "check", str(path), "--json"))["checked"][0]
    assert [problem["field"] for problem in record["warnings"]] == ["credentials.auth_pin"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "check", str(tmp_path / "nobody.toml"), "--lang", "ja", status=1)
    assert said.splitlines()[0] == f"persona-file-missing: ファイル {tmp_path / 'nobody.toml'} がありません。"
    assert "hanako" not in said


def test_what_was_typed_never_comes_back_in_a_message(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "new", "my-taro", "--name", "ひみつ　太郎")
    path = own / "my-taro.toml"
    text = path.read_text(encoding="utf-8")
    number = tomllib.loads(text)["holder"]["individual_number"]
    path.write_text(text.replace(number, number[:-1] + str((int(number[-1]) + 5) % 10)), encoding="utf-8")
    said = run(capsys, "check", str(path), status=1)
    assert "persona-not-fictional: " in said
    assert number[:-1] not in said
    assert "ひみつ" not in said


def test_up_says_where_ones_own_people_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OPENMYNA_PERSONAS")
    chosen = tmp_path / "chosen"
    assert main(["up", "--once", "--cards", str(chosen), "--lang", "ja"]) == 0
    assert f"# 自分のペルソナのフォルダ: {chosen / 'personas'}" in capsys.readouterr().out.splitlines()
