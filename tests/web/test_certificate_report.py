"""The report on certificates as a page of its own: accessible, narrow enough for a phone, asking nobody for anything."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from openmyna.cli.main import main
from support.verify_world import AT, usual_folder
from web.axe import examine, unjudged
from web.browser import DESKTOP, NARROW_PHONE, Look, Visit

NAMES = ("good", "good-sign", "revoked-sign", "held", "expired")
LOOKS = (
    Look(language="ja", scheme="light", size=DESKTOP),
    Look(language="ja", scheme="dark", size=NARROW_PHONE),
    Look(language="en", scheme="dark", size=DESKTOP),
    Look(language="en", scheme="light", size=NARROW_PHONE),
)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report in each language, on every kind of answer; one certificate has nothing that speaks of it."""
    folder = tmp_path_factory.mktemp("reports")
    files = [str(usual_folder() / "files" / f"{name}.cer") for name in NAMES]
    (folder / "damaged.cer").write_bytes(b"damaged")
    for language in ("ja", "en"):
        wanted = ["--report", "html", "--out", str(folder / f"{language}.html"), "--lang", language, "--show-holder"]
        missing = ["--crl", str(folder / "missing.crl"), "--ocsp", "http://127.0.0.1:1/"]
        given = [*files, str(folder / "damaged.cer"), *wanted, *missing, "--at", AT]
        assert main(["verify", "certificate", *given, "--folder", str(usual_folder())]) == 1
    return folder


@pytest.mark.parametrize("look", LOOKS, ids=map(str, LOOKS))
def test_the_report_is_accessible_and_needs_no_more_width_than_there_is(
    browser: Browser, reports: Path, look: Look
) -> None:
    with Visit(browser, "file://", look) as visit:
        page = visit.open(f"{reports}/{look.language}.html")
        report = examine(page, f"certificate report {look.language}")
        assert list(map(str, report.violations)) == []
        assert list(map(str, unjudged(report))) == []
        assert report.passes > 15
        assert page.evaluate("document.documentElement.scrollWidth") <= look.size[0]
        assert [url for url in visit.urls if not url.startswith("file://")] == []


def test_the_report_can_be_read_without_scripts_and_printed(browser: Browser, reports: Path, tmp_path: Path) -> None:
    with Visit(browser, "file://", Look(scripts=False)) as visit:
        page = visit.open(f"{reports}/ja.html")
        assert page.locator(".verdict").count() == 2 * (len(NAMES) + 1)
        page.emulate_media(media="print")
        assert not page.locator("nav").is_visible()
        assert page.locator(".verdict strong").first.is_visible()
        page.pdf(path=tmp_path / "report.pdf")
        assert (tmp_path / "report.pdf").stat().st_size > 10_000


def test_the_other_language_is_one_link_away(browser: Browser, reports: Path) -> None:
    with Visit(browser, "file://", Look()) as visit:
        page = visit.open(f"{reports}/ja.html")
        page.get_by_role("link", name="English").click()
        page.wait_for_function("Math.abs(document.querySelector('#en').getBoundingClientRect().top) < 5")
        assert page.locator("#en").get_attribute("lang") == "en"
