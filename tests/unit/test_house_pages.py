"""The pages lead somewhere: links resolve, and the glossary's words are the code's words."""

import ast
import re
import tokenize
from pathlib import Path
from urllib.parse import unquote

from openmyna.applications.catalogue import BUILT_IN
from openmyna.iso7816.layout import ReferenceData
from support.house_files import ROOT, SOURCE, files

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
GLOSSARY = ROOT / "docs" / "glossary.md"


def pages() -> list[Path]:
    return [path for path in files() if path.suffix == ".md"]


def anchors(page: Path) -> set[str]:
    """The names a page's headings can be linked by, as the usual renderers make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def dead_links(page: Path, text: str) -> list[str]:
    dead = []
    for target in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = unquote(target).partition("#")
        place = (page.parent / name).resolve() if name else page
        if not place.exists() or (anchor and place.suffix == ".md" and anchor not in anchors(place)):
            dead.append(target)
    return dead


def test_every_link_of_every_page_resolves() -> None:
    dead = {page.relative_to(ROOT).as_posix(): dead_links(page, page.read_text(encoding="utf-8")) for page in pages()}
    assert "README.md" in dead
    assert {page: links for page, links in dead.items() if links} == {}


def test_a_dead_link_would_be_seen() -> None:
    page = ROOT / "README.md"
    text = "[a](docs/nowhere.md) [b](#nowhere) [c](docs/glossary.md#nowhere) [d](docs/glossary.md) [e](#english)"
    assert dead_links(page, text) == ["docs/nowhere.md", "#nowhere", "docs/glossary.md#nowhere"]


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        targets = LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
        names = [unquote(target).partition("#")[0] for target in targets if not re.match(r"[a-z]+:|#", target)]
        waiting += [(page.parent / name).resolve() for name in names]
    unreached = {page for page in pages() if ROOT / "docs" in page.parents} - seen
    assert {page.relative_to(ROOT).as_posix() for page in unreached} == set()


def glossary() -> list[tuple[str, ...]]:
    """The rows of the glossary: Japanese, English, code, source, words not used."""
    rows = []
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
        if line.startswith("| ") and cells[0] != "日本語":
            rows.append(cells)
    return rows


def test_every_row_of_the_glossary_is_whole_and_no_term_is_there_twice() -> None:
    rows = glossary()
    assert [row for row in rows if len(row) != 5 or not (row[0] and row[1] and row[3])] == []
    terms = [term for row in rows for term in re.split(r"[、·]", row[0])]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def code_names() -> set[str]:
    return {name for row in glossary() for name in re.findall(r"`([^`]+)`", row[2])}


def test_every_built_in_application_is_in_the_glossary() -> None:
    assert {application.name for application in BUILT_IN.values()} - code_names() == set()


def test_every_pin_and_matching_number_is_in_the_glossary() -> None:
    secrets = {
        item.name
        for application in BUILT_IN.values()
        for item in application.files
        if isinstance(item.body, ReferenceData) and not re.search(r"_[0-9a-f]{4}$", item.name)
    }
    assert secrets
    assert secrets - code_names() == set()


def identifiers(path: Path) -> set[str]:
    """Every name a module uses, and the words of its short strings that look like one."""
    names: set[str] = set()
    with path.open("rb") as stream:
        for token in tokenize.tokenize(stream.readline):
            if token.type == tokenize.NAME:
                names.add(token.string)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.fullmatch(r"[a-z0-9_]{3,40}", node.value)
        ):
            names.add(node.value)
    return names


def test_no_word_the_glossary_refuses_is_in_the_code() -> None:
    refused = {name for row in glossary() for name in re.findall(r"`([^`]+)`", row[4])}
    assert "kenhojo" in refused
    assert not refused & code_names()
    used = {name: path for path in SOURCE.rglob("*.py") for name in identifiers(path)}
    assert {name: used[name].relative_to(ROOT).as_posix() for name in refused & set(used)} == {}
