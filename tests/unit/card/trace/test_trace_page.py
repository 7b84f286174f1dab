"""The page of the trace file says what is written: every field, and a line as it is."""

import json
import re
from datetime import UTC, datetime

from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.trace.explainer import POWER_ON, Explainer
from openmyna.card.trace.lines import text, to_json
from openmyna.iso7816.atr import CONTACT_ATR
from support.house_files import ROOT

PAGE = (ROOT / "docs" / "reference" / "trace-file.md").read_text(encoding="utf-8")
TUTORIAL = (ROOT / "docs" / "tutorials" / "first-card.md").read_text(encoding="utf-8")


def written() -> list[str]:
    """A card is powered, JPKI and its PIN are selected, and a wrong PIN is presented."""
    explainer, at = Explainer(BUILT_IN, "hanako"), datetime(2026, 1, 1, 0, 0, 0, 123456, UTC)
    commands = ("00A4040C0AD392F000260100000001", "00A4020C020018", "002000800439393939")
    answers = ("9000", "9000", "63C2")
    events = [explainer.power(POWER_ON, CONTACT_ATR, at)]
    for command, answer in zip(commands, answers, strict=True):
        events.append(explainer.exchange(bytes.fromhex(command), bytes.fromhex(answer), at))
    assert text(events[-1], "en").partition("  ")[2] in TUTORIAL
    return [to_json(event) for event in events]


def test_the_page_names_every_field_that_is_written_and_no_other() -> None:
    table = PAGE.split("## 欄 / Fields")[1].split("## ")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert named == {name for line in written() for name in json.loads(line)}
    assert len(named) == 16


def test_the_line_on_the_page_is_the_line_that_is_written() -> None:
    (line,) = re.findall(r"^\{.*\}$", PAGE, re.MULTILINE)
    assert line == written()[-1]
