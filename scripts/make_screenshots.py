"""Takes the pictures of the card desk that the pages show: a real desk, a real browser, every time the same visit.

`make screenshots` writes docs/pictures/desk-*.png; look at them before they are committed. Everybody on them is
fictional.
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


def squeezed(png: bytes) -> bytes:
    """The same picture with a palette: flat colours lose nothing one could see."""
    with Image.open(io.BytesIO(png)) as picture:
        small = picture.convert("RGB").quantize(96, dither=Image.Dither.NONE)
        kept = io.BytesIO()
        small.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def main() -> int:
    """Take all pictures; fails when one is too heavy."""
    heavy = 0
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        for shot in SHOTS:
            home = Path(folder) / shot.name
            home.mkdir()
            with DeskProcess(home, "--no-pcscd") as desk, Visit(browser, desk.address, shot.look) as visit:
                shot.steps(Hands(visit))
                visit.page.evaluate("scrollTo(0, 0)")
                picture = squeezed(visit.page.screenshot())
            path = PICTURES / f"{shot.name}.png"
            path.write_bytes(picture)
            heavy += len(picture) >= HEAVIEST
            print(f"{path.relative_to(ROOT)}: {len(picture):,} bytes, {shot.look}")
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
