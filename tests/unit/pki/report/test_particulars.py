"""What is read out of a certificate, and what of it is drawn: the holder only for whoever asked, steering characters never."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ObjectIdentifier

from openmyna.errors import EncodingError
from openmyna.pki.report.certificate_picture import CertificatePicture
from openmyna.pki.report.particulars import CertificateKind, Particulars
from openmyna.pki.report.shown_text import columns, folded, markup, shown
from support.small_issuer import SmallIssuer
from support.verify_world import usual_folder

SVG = "{http://www.w3.org/2000/svg}"


def read(name: str) -> Particulars:
    return Particulars.from_der((usual_folder() / "files" / f"{name}.cer").read_bytes())


def with_names(**texts: str) -> Particulars:
    """A digital signature certificate of the small issuer with these attributes, by the last digit of their identifiers."""
    others = [
        x509.OtherName(ObjectIdentifier(f"1.2.392.200149.8.5.5.{tail[1:]}"), utf8(text)) for tail, text in texts.items()
    ]
    changed = (x509.SubjectAlternativeName(others), False)
    return Particulars.from_der(SmallIssuer.begin().leaf("sign", changes={"SubjectAlternativeName": changed}))


def utf8(text: str) -> bytes:
    raw = text.encode()
    return bytes((0x0C, len(raw))) + raw


def drawn(certificate: Particulars, *, show: bool, language: str = "ja") -> list[tuple[str, str]]:
    rows = CertificatePicture.of(certificate, show_holder=show).rows
    return [(row.label.ja, row.value.ja) if language == "ja" else (row.label.en, row.value.en) for row in rows]


def test_a_signature_certificate_is_drawn_with_its_nine_fields_in_order() -> None:
    certificate = read("good-sign")
    assert certificate.kind is CertificateKind.SIGN
    assert certificate.kind.label.ja == "署名用電子証明書"
    assert drawn(certificate, show=True) == [
        ("氏名", "番号　花子"),
        ("生年月日", "平成4年1月3日"),
        ("性別", "女"),
        ("住所", "見本県たまご市中央一丁目１番"),
        ("発行者", "openmyna TEST 認証機構"),
        ("有効期間", "2025年10月1日 から 2030年1月1日 まで"),
        ("発行年月日", "2025年10月1日"),
        ("発行番号", "S200000001"),
        ("署名用公開鍵", "RSA 2048 (DF 57 14 6D 25 14 4E FD)"),
    ]


def test_an_authentication_certificate_is_drawn_without_attributes() -> None:
    certificate = read("good")
    assert certificate.kind is CertificateKind.AUTH
    assert drawn(certificate, show=True) == [
        ("発行者", "openmyna TEST 認証機構"),
        ("有効期間", "2025年10月1日 から 2030年1月1日 まで"),
        ("発行年月日", "2025年10月1日"),
        ("発行番号", "R200000001"),
        ("利用者証明用公開鍵", "RSA 2048 (DF 57 14 6D 25 14 4E FD)"),
    ]


def test_the_same_in_english() -> None:
    assert drawn(read("good-sign"), show=True, language="en")[:7] == [
        ("Name", "番号　花子"),
        ("Birth date", "1992-01-03"),
        ("Sex", "female"),
        ("Address", "見本県たまご市中央一丁目１番"),
        ("Issuer", "openmyna TEST Authority"),
        ("Valid", "2025-10-01 to 2030-01-01"),
        ("Issued", "2025-10-01"),
    ]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_holder_is_kept_back_unless_asked_for(language: str) -> None:
    certificate = read("good-sign")
    picture = CertificatePicture.of(certificate, show_holder=False)
    assert [row.hidden for row in picture.rows] == [True] * 4 + [False] * 5
    for form in (picture.to_svg(language), picture.to_html(language), repr(picture), repr(certificate)):
        assert "花子" not in form
        assert "たまご" not in form
    shown_too = CertificatePicture.of(certificate, show_holder=True)
    assert "花子" in shown_too.to_svg(language)
    assert "花子" in shown_too.to_html(language)
    assert "花子" not in repr(shown_too)


def test_substitutes_and_unknown_parts_are_told() -> None:
    certificate = with_names(_1="吉田　花子", _2="10000", _3="9", _4="419920000", _5="見本県", _6="001", _7="ヨシダ")
    assert drawn(certificate, show=True)[:5] == [
        ("氏名", "吉田　花子（代替文字: 1文字目）"),
        ("生年月日", "平成4年月日不詳"),
        ("性別", "適用不能"),
        ("住所", "見本県（代替文字: 3文字目）"),
        ("その他 (1.2.392.200149.8.5.5.7)", "ヨシダ"),
    ]
    assert drawn(certificate, show=True, language="en")[1] == ("Birth date", "1992-??-??")


def test_attributes_that_are_not_as_expected_are_shown_as_they_stand() -> None:
    rows = dict(drawn(with_names(_1="花子", _3="x", _4="yesterday"), show=True))
    assert (rows["性別"], rows["生年月日"], rows["住所"]) == ("x", "yesterday", "")


def test_characters_that_steer_are_replaced_and_markup_is_escaped() -> None:
    certificate = with_names(_1="<b>花\x1b[2J子</b>", _5="a\u202eb\u0000c&\"'")
    rows = dict(drawn(certificate, show=True))
    assert rows["氏名"] == "<b>花\ufffd[2J子</b>"
    assert rows["住所"] == "a\ufffdb\ufffdc&\"'"
    for language in ("ja", "en"):
        picture = CertificatePicture.of(certificate, show_holder=True)
        tree = ET.fromstring(picture.to_svg(language))
        assert "<b>花\ufffd[2J子</b>" in [element.text for element in tree.iter(f"{SVG}text")]
        assert "<b>" not in picture.to_html(language)


def test_the_drawing_says_the_same_to_whoever_cannot_see_it() -> None:
    tree = ET.fromstring(CertificatePicture.of(read("good"), show_holder=True).to_svg("ja"))
    told = {tag: tree.findtext(f"{SVG}{tag}") or "" for tag in ("title", "desc")}
    assert told["title"] == "利用者証明用電子証明書"
    assert "発行番号: R200000001" in told["desc"]
    assert "公式ではありません" in told["desc"]
    assert (tree.get("role"), tree.get("lang")) == ("img", "ja")


def test_other_certificates_have_their_own_kind() -> None:
    published = usual_folder() / "published" / "ca" / "sign"
    authority = Particulars.from_der(next(Path(published).glob("*.cer")).read_bytes())
    assert (authority.kind, authority.holder, authority.number.isdecimal()) == (CertificateKind.AUTHORITY, None, True)
    no_policy = SmallIssuer.begin().leaf("auth", changes={"CertificatePolicies": None})
    assert Particulars.from_der(no_policy).kind is CertificateKind.OTHER


@pytest.mark.parametrize("raw", [b"", b"0\x00", b"no certificate", b"\x30\x82\xff\xff"])
def test_bytes_that_are_no_certificate_are_refused(raw: bytes) -> None:
    with pytest.raises(EncodingError):
        Particulars.from_der(raw)


def test_text_is_folded_by_its_width() -> None:
    assert folded("見本県たまご市", 8) == ["見本県た", "まご市"]
    assert folded("one two three", 8) == ["one two", "three"]
    assert folded("あいう、え", 6) == ["あい", "う、え"]
    assert folded("あい「うえ」", 6) == ["あい", "「う", "え」"]
    assert folded("", 8) == [""]
    assert columns("見a") == 3
    assert columns("葛\U000e0100") == 2


def test_shown_text_keeps_variation_selectors_and_nothing_that_steers() -> None:
    assert shown("葛\U000e0100　a") == "葛\U000e0100　a"
    assert shown("a\u200bb\u2066c\n") == "a\ufffdb\ufffdc\ufffd"
    assert markup("<&\">'") == "&lt;&amp;&quot;&gt;&#x27;"
