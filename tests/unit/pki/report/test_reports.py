"""A report in its three forms: the same answer, in words of either language, with the holder kept back."""

import json
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from openmyna.errors import OpenMynaError
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.fetchers.errors import SourceRefused
from openmyna.pki.fetchers.folder import PublishedFolder
from openmyna.pki.fetchers.gather import Sources
from openmyna.pki.report.as_html import page
from openmyna.pki.report.as_json import record
from openmyna.pki.report.as_text import text
from openmyna.pki.report.judged import Judged, Report
from openmyna.pki.report.particulars import Particulars
from openmyna.pki.validation.anchors import TrustAnchors
from openmyna.pki.verifier import Verifier
from openmyna.sandbox.authority import authority_certificates
from support.issuing_world import NOW
from support.small_issuer import SmallIssuer
from support.verify_world import usual_folder

ROWS = (
    ("good", "good", "信じられます", "To be believed", None),
    ("good-sign", "good", "信じられます", "To be believed", None),
    ("revoked-sign", "revoked", "信じられません", "Not to be believed", "certificate-revoked"),
    ("held", "held", "信じられません", "Not to be believed", "certificate-held"),
    ("expired", "expired", "信じられません", "Not to be believed", "certificate-expired"),
    ("damaged", "malformed", "信じられません", "Not to be believed", "certificate-malformed"),
)


def certificate(name: str) -> bytes:
    if name == "damaged":
        return (usual_folder() / "files" / "good.cer").read_bytes()[:-3]
    return (usual_folder() / "files" / f"{name}.cer").read_bytes()


def report_on(
    *names: str | bytes,
    lists: bool = True,
    show_holder: bool = False,
    problems: tuple[OpenMynaError, ...] = (),
    at: datetime = NOW,
    purpose: AuthorityKind | None = None,
    later_evidence: bool = False,
) -> Report:
    """On certificates by name, or as they are; asked at `NOW` about `at`."""
    anchors = TrustAnchors.from_der(der for kind in AuthorityKind for der in authority_certificates(kind))
    folder = PublishedFolder(usual_folder() / "published") if lists else None
    verifier = Verifier(anchors, Sources(folder=folder), purpose, later_evidence=later_evidence)
    judged = []
    for name in names:
        der = certificate(name) if isinstance(name, str) else name
        verified = verifier.verify(der, at)
        try:
            particulars = Particulars.from_der(der)
        except OpenMynaError:
            particulars = None
        judged.append(
            Judged(
                source=f"{name}.cer" if isinstance(name, str) else "-",
                decision=verified.decision,
                certificate=particulars,
                not_obtained=(*problems, *verified.not_obtained),
            )
        )
    return Report(judged=tuple(judged), at=at, now=NOW, show_holder=show_holder)


@pytest.mark.parametrize(("name", "verdict", "ja", "en", "code"), ROWS)
def test_every_form_gives_the_same_answer(name: str, verdict: str, ja: str, en: str, code: str | None) -> None:
    report = report_on(name)
    told = record(report)
    (one,) = told["certificates"]
    assert (one["verdict"], one["believed"], one["code"]) == (verdict, verdict == "good", code)
    assert told["believed"] is (verdict == "good")
    for language, answer in (("ja", ja), ("en", en)):
        lines = text(report, language).splitlines()
        assert lines[0] == f"{name}.cer"
        assert lines[1][4:] == f"{answer} ({verdict})" + (f" [{code}]" if code else "")
        assert f"<strong>{answer}</strong>" in page(report, language)
        assert f'data-verdict="{verdict}"' in page(report, language)


def test_the_instant_is_told_in_japanese_time_and_in_utc() -> None:
    report = report_on("good")
    assert "判定した時点: 2026年2月15日 12:04:05 (日本時間)" in text(report, "ja")
    assert "Decided for: 2026-02-15 12:04:05+09:00" in text(report, "en")
    assert record(report)["at"] == "2026-02-15T03:04:05Z"


def test_a_revocation_is_told_with_its_reason_its_list_and_its_rule() -> None:
    report = report_on("revoked-sign")
    told = text(report, "ja")
    assert "2026年2月14日 10:00:00 に失効しています（記載事項の変更）。" in told
    assert "規則: RFC 5280, 6.1.3 (a)(3)" in told
    (one,) = record(report)["certificates"]
    checks = {check["name"]: check for check in one["checks"]}
    assert list(checks) == [
        "form",
        "issuer",
        "issuer_authority",
        "issuer_validity",
        "signature",
        "algorithm",
        "extensions",
        "kind",
        "policy",
        "purpose",
        "validity",
        "revocation_list",
        "status_answer",
        "status",
    ]
    listed = checks["revocation_list"]
    assert (listed["outcome"], listed["finding"], listed["rule"]) == (
        "failed",
        "list_revokes",
        "RFC 5280, 5.2 and 6.3.3",
    )
    assert listed["evidence"]["number"] == 1
    assert listed["evidence"]["since"] == "2026-02-14T01:00:00Z"
    assert listed["evidence"]["reason"] == "affiliation_changed"
    assert checks["status"]["evidence"]["reason"] == "affiliation_changed"
    assert set(listed["words"]) == {"ja", "en"}


def test_the_record_is_json_with_the_particulars_of_the_certificate() -> None:
    told = json.loads(json.dumps(record(report_on("good"))))
    assert (told["report"], told["version"], told["official"]) == ("openmyna-certificate-report", 1, False)
    assert told["certificates"][0]["certificate"] == {
        "kind": "auth",
        "serial_number": 200000001,
        "number": "R200000001",
        "issuer": {"ja": "openmyna TEST 認証機構", "en": "openmyna TEST Authority"},
        "not_before": "2025-10-01T01:00:00Z",
        "not_after": "2030-01-01T14:59:59Z",
        "key": "RSA 2048",
        "sha256": told["certificates"][0]["certificate"]["sha256"],
        "holder": None,
    }
    assert re.fullmatch("[0-9a-f]{64}", told["certificates"][0]["certificate"]["sha256"])
    assert record(report_on("damaged"))["certificates"][0]["certificate"] is None


@pytest.mark.parametrize("name", ["good-sign", "revoked-sign"])
def test_the_holder_is_in_no_form_unless_asked_for(name: str) -> None:
    kept, given = report_on(name), report_on(name, show_holder=True)
    for form in (text(kept, "ja"), text(kept, "en"), page(kept, "ja"), json.dumps(record(kept), ensure_ascii=False)):
        assert "花子" not in form
        assert "たまご" not in form
    assert record(kept)["certificates"][0]["certificate"]["holder"] == {"shown": False}
    assert record(given)["certificates"][0]["certificate"]["holder"] == {
        "shown": True,
        "name": "番号　花子",
        "name_substitutes": [],
        "birth_date": {"ja": "平成4年1月3日", "en": "1992-01-03"},
        "sex": {"ja": "女", "en": "female"},
        "address": "見本県たまご市中央一丁目１番",
        "address_substitutes": [],
        "other": {},
    }
    for form in (text(given, "ja"), text(given, "en"), page(given, "ja")):
        assert "花子" in form


def test_what_could_not_be_obtained_is_told_with_its_remedy() -> None:
    problem = SourceRefused("http://127.0.0.1:1/x.crl", 404)
    report = report_on("good", lists=False, problems=(problem,))
    (one,) = record(report)["certificates"]
    assert (one["verdict"], one["code"]) == ("status_unknown", "revocation-unknown")
    assert [each["code"] for each in one["not_obtained"]] == ["source-refused"]
    for form in (text(report, "en"), page(report, "en")):
        assert "Not known whether to believe" in form
        assert "404" in form
        assert "source-refused" in form


def test_evidence_of_the_other_kind_that_is_not_needed_is_no_open_question() -> None:
    told = text(report_on("good"), "ja").splitlines()
    assert any(line.startswith("    - OCSP") for line in told)
    assert not any(line.startswith("    ? ") for line in told)
    unknown = text(report_on("good", lists=False), "ja").splitlines()
    assert len([line for line in unknown if line.startswith("    ? ")]) == 3


def unfolded(words: str) -> str:
    """Wherever the lines of a terminal break."""
    return "".join(words.split())


def authority() -> bytes:
    return authority_certificates(AuthorityKind.AUTH)[2]


@pytest.mark.parametrize(
    ("report", "verdict", "advice"),
    [
        ({}, "good", "Go on."),
        ({"lists": False}, "status_unknown", "your own authority's are made anew with `openmyna ca crl`"),
        ({"at": NOW + timedelta(days=3)}, "status_unknown", "Leave --at out to ask about now."),
        ({"at": NOW - timedelta(days=3)}, "status_unknown", "add --later-evidence."),
        ({"at": NOW - timedelta(days=3), "later_evidence": True}, "good", "Go on."),
        ({"purpose": AuthorityKind.SIGN}, "unsuitable", "This is a user authentication certificate."),
        ({"at": datetime(2031, 1, 1, tzinfo=UTC)}, "expired", "state the instant of signing with --at."),
    ],
)
def test_what_to_do_next_is_said_for_the_case_at_hand(report: dict[str, object], verdict: str, advice: str) -> None:
    asked = report_on("good", **report)
    (one,) = record(asked)["certificates"]
    assert one["verdict"] == verdict
    assert advice in one["remedy"]["en"]
    assert unfolded(one["remedy"]["ja"]) in unfolded(text(asked, "ja"))
    assert one["remedy"]["ja"] in page(asked, "ja")


def test_what_to_do_next_where_its_validity_was_over_when_the_list_was_made() -> None:
    asked = report_on("expired", at=NOW - timedelta(days=3), later_evidence=True)
    (one,) = record(asked)["certificates"]
    assert one["verdict"] == "status_unknown"
    assert one["remedy"]["en"].startswith("Certificates whose validity is over leave the lists.")


def test_an_authoritys_own_certificate_is_no_holders() -> None:
    (one,) = record(report_on(authority()))["certificates"]
    assert one["verdict"] == "untrusted"
    assert "name it with --anchor" in one["remedy"]["en"]


def test_a_certificate_that_says_it_never_ends_is_reported_like_any_other() -> None:
    never = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    report = report_on(SmallIssuer.begin().leaf(since=NOW, until=never))
    (one,) = record(report)["certificates"]
    assert one["certificate"]["not_after"] == "9999-12-31T23:59:59Z"
    assert "9999年12月31日23:59:59" in unfolded(text(report, "ja"))
    assert "9999-12-31" in page(report, "en")
    about_then = report_on("good", at=never)
    assert "判定した時点: 9999年12月31日 23:59:59 (協定世界時)" in text(about_then, "ja")


def test_what_nobody_trusted_has_signed_is_shown_as_what_it_says_itself() -> None:
    stranger, own = report_on(SmallIssuer.begin().leaf("sign")), report_on("good-sign")
    for language, words in (("ja", "書かれているままで、確かめられていません"), ("en", "signed by nobody we trust")):
        for form in (text, page):
            assert words in form(stranger, language)
            assert words not in form(own, language)
        drawings = [report.picture(report.judged[0]) for report in (stranger, own)]
        assert [words in (drawing.to_svg(language) if drawing else "") for drawing in drawings] == [True, False]
    vouched = [record(report)["certificates"][0]["vouched"] for report in (stranger, own)]
    assert vouched == [False, True]


def test_what_was_not_looked_at_is_told_in_one_line_and_the_standard_input_by_name() -> None:
    lines = text(report_on(b"no certificate"), "ja").splitlines()
    assert lines[0] == "標準入力"
    skipped = [line for line in lines if line.startswith("    - ")]
    assert len(skipped) == 1
    assert skipped[0].startswith("    - 発行者、発行者の権限、発行者の有効期間、署名、")


def test_every_form_says_that_it_is_not_official() -> None:
    report = report_on("good")
    assert (
        text(report, "ja")
        .splitlines()[-1]
        .startswith("これは本物のしくみを真似たもので、公式の証明書でも公式の判定でもありません")
    )
    assert "neither the certificate nor the judgement is official" in text(report, "en")
    for words in ("公式の証明書でも公式の判定でもありません", "neither the certificate nor the judgement is official"):
        assert words in page(report, "ja")


class Outline(HTMLParser):
    """Headings, languages, identities and everything a page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.languages: list[str] = []
        self.identities: list[str] = []
        self.fetched: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if tag in ("html", "section"):
            self.languages.append(given["lang"])
        self.identities += [given["id"]] if "id" in given else []
        self.fetched += [given[name] for name in ("src", "href") if name in given]


@pytest.mark.parametrize(("language", "languages"), [("ja", ["ja", "ja", "en"]), ("en", ["en", "en", "ja"])])
def test_the_page_needs_nothing_else_and_has_both_languages(language: str, languages: list[str]) -> None:
    outline = Outline()
    outline.feed(page(report_on("good", "revoked-sign"), language))
    assert outline.languages == languages
    assert sorted(outline.fetched) == ["#en", "#ja"]
    assert outline.tags.isdisjoint({"script", "link", "img", "iframe", "object", "form"})
    assert outline.headings == ["h1", "h2", "h3", "h3", "h2", "h3", "h3"]
    assert len(outline.identities) == len(set(outline.identities)) == 8


def test_a_name_of_a_file_becomes_no_markup_and_steers_no_terminal() -> None:
    plain = report_on("good")
    named = Report(
        judged=tuple(
            Judged(source="<script>\x1b[2J.cer", decision=one.decision, certificate=one.certificate)
            for one in plain.judged
        ),
        at=NOW,
        now=NOW,
    )
    assert "<script>" not in page(named, "ja")
    assert "\x1b" not in text(named, "ja") + page(named, "ja")
