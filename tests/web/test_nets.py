"""The nets themselves hold: a page that is wrong on purpose is caught, and its twin without the offence passes."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from web.axe import examine
from web.browser import Visit
from web.wire_tap import WireTap

POLICY = "default-src 'none'; img-src data:"
SOUND = """<!doctype html><html lang="en"><head><title>sound</title><link rel="icon" href="data:,"></head>
<body><main><h1>Sound</h1><p>Nothing is wrong here.</p></main></body></html>"""


@contextmanager
def page_served(text: str) -> Iterator[str]:
    """One page at every address of a small server."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def faults_of(browser: Browser, text: str) -> list[str]:
    with page_served(text) as address, Visit(browser, address) as visit:
        visit.open()
        visit.page.wait_for_load_state("networkidle")
        found, visit.faults = visit.faults, []
        found += visit.page.evaluate("window.__violations.splice(0)")
    return found


def violations_of(browser: Browser, text: str) -> list[str]:
    with page_served(text) as address, Visit(browser, address) as visit:
        visit.open()
        return [finding.rule for finding in examine(visit.page, "/").violations]


def test_a_sound_page_has_neither_faults_nor_violations(browser: Browser) -> None:
    assert faults_of(browser, SOUND) == []
    assert violations_of(browser, SOUND) == []


@pytest.mark.parametrize(
    ("offence", "word"),
    [
        ("<script>document.title = 'x'</script>", "script-src-elem inline"),
        ('<p style="color: red">x</p>', "style-src-attr inline"),
        ('<img alt="x" src="http://stranger.invalid/x.png">', "img-src http://stranger.invalid/x.png"),
    ],
)
def test_what_the_policy_forbids_is_a_fault_of_the_visit(browser: Browser, offence: str, word: str) -> None:
    found = faults_of(browser, SOUND.replace("<p>", offence + "<p>"))
    assert any(word in fault for fault in found), found


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ('<html lang="en">', "<html>", "html-has-lang"),
        ("<title>sound</title>", "", "document-title"),
        ("<p>", '<img src="data:,"><p>', "image-alt"),
        ("<main>", "<div>", "landmark-one-main"),
        ("<p>", "<h3>Too deep</h3><p>", "heading-order"),
    ],
)
def test_axe_speaks_up(browser: Browser, before: str, after: str, rule: str) -> None:
    assert rule in violations_of(browser, SOUND.replace(before, after))


def test_the_tap_keeps_both_directions(browser: Browser) -> None:
    with page_served(SOUND) as address, WireTap(int(address.rpartition(":")[2])) as tap:
        with Visit(browser, tap.address) as visit:
            visit.open("/somewhere")
            assert visit.page.title() == "sound"
        assert b"GET /somewhere HTTP/1.1" in tap.sent
        assert b"Nothing is wrong here." in tap.answered
