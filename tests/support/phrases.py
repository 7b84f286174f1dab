"""What the pages say, found in their sources: every msgid of templates and Python, and text that escaped translation."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description"}
"""Attributes that people read or hear."""
SAME_IN_ALL = {"openmyna", "–", "日本語", "やさしい日本語", "English", "PIN", "APDU", "SVG", "PDF", "PNG", "("}
"""Names and signs that need no translation."""


def of_templates(folder: Path) -> set[str]:
    """Every msgid of the templates below a folder; both forms of a plural."""
    found: set[str] = set()
    for path in sorted(folder.rglob("*.html")):
        with path.open("rb") as file:
            options = {"trimmed": "false", "silent": "false", "newstyle_gettext": "true", "extensions": "jinja2.ext.do"}
            for _, message, *_rest in extract(babel_extract, file, KEYWORDS, options=options):  # type: ignore[arg-type]
                found.update([message] if isinstance(message, str) else message)
    return found


def of_python(folder: Path) -> set[str]:
    """Every `Phrase("...")` below a folder."""
    found = set()
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Phrase":
                argument = node.args[0]
                assert isinstance(argument, ast.Constant), f"{path}:{node.lineno}: a Phrase takes its words literally"
                found.add(str(argument.value))
    return found


def catalogue(folder: Path, language: str) -> Catalog:
    """All `.po` files of one language as one catalogue."""
    whole = Catalog()
    for path in sorted((folder / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, abort_invalid=True):
                if message.id:
                    whole[message.id] = message
    return whole


def without_markup(template: str) -> str:
    """A template with its Jinja parts removed: what stands there for every reader, whatever the language."""
    template = re.sub(r"(</?)\{\{.*?\}\}", r"\1div", template)  # An element whose name depends on where it stands.
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template, flags=re.DOTALL)


class _Untranslated(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style", "code"}:
            self._silent += 1
        for name, value in attrs:
            if name in SPOKEN and value and words(value):
                self.found.append(f"{name}={value.strip()}")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "code"}:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent and words(data):
            self.found.append(" ".join(data.split()))


def words(text: str) -> bool:
    """Whether a text holds words that a translator should have seen."""
    return any(re.search(r"[^\W\d_]", word) for word in text.split() if word.strip("():,.") not in SAME_IN_ALL)


def untranslated(template: str) -> Iterator[str]:
    """Texts and spoken attributes of a template that stand outside `_()`."""
    parser = _Untranslated()
    parser.feed(without_markup(template))
    parser.close()
    yield from parser.found
