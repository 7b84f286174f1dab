"""`openmyna card certificates`: the certificates of a card as files, and what becomes of a card that has none."""

import json
from pathlib import Path

import pytest
from cryptography import x509

from openmyna.cli.main import main


@pytest.fixture
def cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of cards in use, without a card."""
    for name in ("OPENMYNA_CA", "OPENMYNA_MODE", "OPENMYNA_LANG", "OPENMYNA_PERSONAS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENMYNA_CARDS", str(tmp_path / "cards"))
    return tmp_path / "cards"


def test_a_card_made_a_moment_ago_gives_its_certificates_and_they_are_believed(
    cards: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["card", "make", "hanako"]) == 0
    out = tmp_path / "new" / "certificates"
    assert main(["card", "certificates", "hanako", "--out", str(out)]) == 0
    sign, auth = out / "hanako-sign.cer", out / "hanako-auth.cer"
    said = capsys.readouterr().out
    assert f"{auth}\n{sign}\n" in said
    assert f"`openmyna verify certificate {auth}` tells whether to believe it." in said
    assert x509.load_der_x509_certificate(sign.read_bytes()).serial_number == 120000001
    assert x509.load_der_x509_certificate(auth.read_bytes()).serial_number == 120000002
    assert main(["verify", "certificate", str(sign), str(auth), "--json"]) == 0
    assert [one["not_obtained"] for one in json.loads(capsys.readouterr().out)["certificates"]] == [[], []]


def test_cards_made_before_a_refusal_are_published_all_the_same(
    cards: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["card", "make", "hanako", "nobody"]) == 1
    assert "persona-not-found" in capsys.readouterr().err
    assert main(["card", "certificates", "hanako", "--out", str(tmp_path)]) == 0
    assert main(["verify", "certificate", str(tmp_path / "hanako-auth.cer")]) == 0


def test_a_damaged_certificate_comes_out_as_it_lies_there(
    cards: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["card", "make", "truncated-certificate"]) == 0
    capsys.readouterr()
    image = str(cards / "truncated-certificate.card")
    assert main(["card", "certificates", image, "--out", str(tmp_path), "--json"]) == 0
    files = [Path(path) for path in json.loads(capsys.readouterr().out)["files"]]
    assert [path.name for path in files] == ["truncated-certificate-auth.cer", "truncated-certificate-sign.cer"]
    with pytest.raises(ValueError, match="parsing asn1"):
        x509.load_der_x509_certificate(files[0].read_bytes())


@pytest.mark.parametrize(
    ("made", "arguments", "code"),
    [
        ("specimen", ["specimen"], "no-certificate-on-card"),
        ("specimen", ["hanako"], "card-not-made"),
        ("hanako", ["hanako", "--out", "/dev/null/x"], "certificate-unwritable"),
    ],
)
def test_what_cannot_be_done_is_told_with_a_code(
    cards: Path, made: str, arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["card", "make", made]) == 0
    assert main(["card", "certificates", *arguments]) == 1
    assert f"openmyna: error: {code}" in capsys.readouterr().err


def test_a_card_given_instead_of_a_certificate_is_told_how_to_get_at_it(
    cards: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["card", "make", "hanako"]) == 0
    assert main(["verify", "certificate", str(cards / "hanako.card")]) == 1
    said = capsys.readouterr().err
    assert "openmyna: error: card-is-no-certificate" in said
    assert f"openmyna card certificates {cards / 'hanako.card'}" in said


def test_production_takes_nothing_out_of_a_card(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENMYNA_MODE", "production")
    assert main(["card", "certificates", "hanako"]) == 1
    assert "refused-in-production" in capsys.readouterr().err
