"""The desk through a real pcscd: `openmyna up` brings its own, and a card used at the desk is used through PC/SC."""

import http.cookiejar
import re
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path

from interop.virtual_readers import VirtualReaders, eventually
from web.desk_process import DeskProcess


class PlainVisitor:
    """Somebody with a browser that knows forms and cookies and nothing else."""

    def __init__(self, desk: DeskProcess) -> None:
        self.desk = desk
        kept = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), kept)
        self.opener.addheaders = [("Accept-Language", "en"), ("Accept", "text/html")]

    def open(self, path: str, form: dict[str, str] | None = None) -> str:
        body = None if form is None else urllib.parse.urlencode(form).encode()
        with self.opener.open(self.desk.address + path, body, timeout=30) as answer:
            return answer.read().decode()

    def send(self, page: str, path: str, **form: str) -> str:
        """Send a form of this page, with the token the page gave."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token is not None
        return self.open(path, {"csrf_token": token[1], **form})


def stranger_sees_the_card() -> bool:
    done = subprocess.run(["opensc-tool", "--name"], capture_output=True, text=True, timeout=30)
    return done.stdout.strip() == "jpki"


def test_a_card_on_the_desk_is_used_through_pcscd_and_seen_by_others(readers: VirtualReaders, tmp_path: Path) -> None:
    with readers.replaced_by(None), DeskProcess(tmp_path) as desk:
        visitor = PlainVisitor(desk)
        page = visitor.send(visitor.open("/readers/0"), "/readers/0/try", seen="hanako", use="read-certificate")
        assert 'id="outcome"' in page
        assert 'id="outcome-problem"' not in page
        assert "TEST" in page
        assert "pcscd" in desk.said()
        eventually(stranger_sees_the_card, "opensc-tool names the card")
        # The desk gives the reader back: a second use follows the stranger's.
        page = visitor.send(page, "/readers/0/try", seen="hanako", use="read-attributes", credential="1234")
        assert "番号　花子" in page
    assert desk.returned == 0
