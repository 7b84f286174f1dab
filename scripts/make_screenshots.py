"""Takes the pictures that the pages show: a real desk and real reports, a real browser, every time the same visit.

`make screenshots` writes docs/pictures/desk-*.png and report-*.png; look at them before they are committed. Everybody on
them is fictional.
"""

import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
HEAVIEST = 150_000
"""Bytes of one picture; more would make the pages slow to read."""

sys.path.insert(0, str(ROOT / "tests"))

from PIL import Image  # noqa: E402 - the tests' folder, where the browser lives, has to be named first

from openmyna.cli.main import main as openmyna  # noqa: E402
from support.verify_world import AT, usual_folder  # noqa: E402
from web.browser import PHONE, Look, Visit, chromium  # noqa: E402
from web.desk_process import DeskProcess  # noqa: E402
from web.hands import Hands  # noqa: E402


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture: who looks, and what they have done before."""

    name: str
    look: Look
    steps: Callable[[Hands], None]


def _read_attributes(hands: Hands) -> None:
    hands.lay("hanako")
    hands.reads_as("hanako")


def _card(hands: Hands) -> None:
    hands.open_card("old-characters")


def _trace(hands: Hands) -> None:
    hands.lay("hanako")
    hands.read_certificate()
    hands.open("/trace")


SHOTS = (
    Shot(name="desk", look=Look(), steps=lambda hands: hands.open("/")),
    Shot(name="desk-card", look=Look(), steps=_card),
    Shot(name="desk-try", look=Look(), steps=_read_attributes),
    Shot(name="desk-trace", look=Look(scheme="dark"), steps=_trace),
    Shot(name="desk-phone", look=Look(size=PHONE, language="en"), steps=lambda hands: hands.open("/")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportShot:
    """One picture of a report on a certificate."""

    name: str
    certificate: str
    look: Look


REPORTS = (
    ReportShot(name="report-good", certificate="good-sign", look=Look(size=(900, 1150))),
    ReportShot(name="report-revoked", certificate="revoked-sign", look=Look(language="en", scheme="dark", size=PHONE)),
)


def report_on(shot: ReportShot, folder: Path) -> Path:
    """The report as the command writes it."""
    certificate = usual_folder() / "files" / f"{shot.certificate}.cer"
    report = folder / f"{shot.name}.html"
    form = ["--report", "html", "--out", str(report), "--show-holder", "--lang", shot.look.language]
    openmyna(["verify", "certificate", str(certificate), "--folder", str(usual_folder()), "--at", AT, *form])
    # The name of the file is the title; where this machine keeps it is nobody's business.
    text = report.read_text(encoding="utf-8").replace(str(certificate), certificate.name)
    report.write_text(text, encoding="utf-8")
    return report


def kept(name: str, look: Look, png: bytes) -> bool:
    """Write one picture; whether it is light enough."""
    picture = squeezed(png)
    path = PICTURES / f"{name}.png"
    path.write_bytes(picture)
    print(f"{path.relative_to(ROOT)}: {len(picture):,} bytes, {look}")
    return len(picture) < HEAVIEST


def squeezed(png: bytes) -> bytes:
    """The same picture with a palette: flat colours lose nothing one could see."""
    with Image.open(io.BytesIO(png)) as picture:
        small = picture.convert("RGB").quantize(96, dither=Image.Dither.NONE)
        kept = io.BytesIO()
        small.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def main() -> int:
    """Take all pictures; fails when one is too heavy."""
    light = True
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        for shot in SHOTS:
            home = Path(folder) / shot.name
            home.mkdir()
            with DeskProcess(home, "--no-pcscd") as desk, Visit(browser, desk.address, shot.look) as visit:
                shot.steps(Hands(visit))
                visit.page.evaluate("scrollTo(0, 0)")
                light &= kept(shot.name, shot.look, visit.page.screenshot())
        for report in REPORTS:
            with Visit(browser, "file://", report.look) as visit:
                page = visit.open(str(report_on(report, Path(folder))))
                light &= kept(report.name, report.look, page.screenshot())
    return 0 if light else 1


if __name__ == "__main__":
    sys.exit(main())
