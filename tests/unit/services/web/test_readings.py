"""Easy Japanese: readings over Chinese characters, once a page, and no word of it that has no reading."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import openmyna
from openmyna.errors import Bilingual
from openmyna.services.web.locale import Language
from openmyna.services.web.readings import READINGS, WORD, with_readings
from support.page_client import PageClient
from support.phrases import catalogue

SOURCES = Path(openmyna.__file__).parent
ANNOTATED = "<ruby>証明書<rp>（</rp><rt>しょうめいしょ</rt><rp>）</rp></ruby>"


def easy_sentences() -> Iterator[tuple[str, str]]:
    """Everything that is said in easy Japanese: of the pages, of the personas, of errors and labels."""
    for folder in sorted(SOURCES.glob("services/*/locale")):
        for message in catalogue(folder, "ja_easy"):
            yield f"{folder.parent.name}: {message.id}", str(message.string)
    for path in sorted(SOURCES.glob("sandbox/personas/*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        yield from ((path.name, table[words]["easy"]) for words in ("title", "why"))
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Bilingual":
                for piece in ast.walk(node.args[2]) if len(node.args) > 2 else ():
                    if isinstance(piece, ast.Constant) and isinstance(piece.value, str):
                        yield f"{path.name}:{node.lineno}", piece.value


def test_every_word_in_characters_of_easy_japanese_has_a_reading() -> None:
    said = list(easy_sentences())
    assert len(said) > 300
    facts = re.compile(r"%\(\w+\)s|\{\w*\}")
    unread = {(where, word) for where, words in said for word in WORD.findall(facts.sub("", words))}
    assert sorted((where, word) for where, word in unread if word not in READINGS) == []


def test_no_reading_is_listed_that_nobody_needs() -> None:
    needed = {word for _, words in easy_sentences() for word in WORD.findall(words)}
    assert sorted(READINGS.keys() - needed) == []


@pytest.mark.parametrize(
    ("page", "read"),
    [
        ("<p>証明書を よむ</p>", f"<p>{ANNOTATED}を よむ</p>"),
        ("<p>証明書</p><p>証明書</p>", f"<p>{ANNOTATED}</p><p>証明書</p>"),
        ('<a title="証明書">証明書</a>', f'<a title="証明書">{ANNOTATED}</a>'),
        ("<title>証明書</title><h1>証明書</h1>", f"<title>証明書</title><h1>{ANNOTATED}</h1>"),
        (
            "<select><option>証明書</option></select><b>証明書</b>",
            f"<select><option>証明書</option></select><b>{ANNOTATED}</b>",
        ),
        (
            '<span lang="ja"><span>証明書</span>証明書</span>証明書',
            f'<span lang="ja"><span>証明書</span>証明書</span>{ANNOTATED}',
        ),
        ('<i translate="no">証明書</i>', '<i translate="no">証明書</i>'),
        ('<html lang="ja"><p>証明書</p></html>', f'<html lang="ja"><p>{ANNOTATED}</p></html>'),
        ("<!-- <p> --><p data-a='>'>証明書</p>", f"<!-- <p> --><p data-a='>'>{ANNOTATED}</p>"),
        ("<p>証明書類と3日</p>", "<p>証明書類と3日</p>"),
    ],
)
def test_a_reading_stands_over_the_first_of_each_word_and_nowhere_else(page: str, read: str) -> None:
    assert with_readings(page) == read


@pytest.mark.parametrize(("language", "rubies"), [("ja_easy", True), ("ja", False), ("en", False)])
def test_only_easy_japanese_carries_readings(client: PageClient, language: str, rubies: bool) -> None:
    client.send_form("/language", language=language)
    assert ("<rt>" in client.get("/components").text) is rubies


def test_a_sentence_is_said_easily_where_somebody_wrote_it_so() -> None:
    written, unwritten = Bilingual("発行者", "issuer", "だした 人"), Bilingual("発行者", "issuer")
    assert [language.of(written) for language in Language] == ["発行者", "だした 人", "issuer"]
    assert [language.of(unwritten) for language in Language] == ["発行者", "発行者", "issuer"]


def test_facts_without_easy_words_are_told_in_ordinary_japanese() -> None:
    sentence = Bilingual("{label_ja}: {count}", "{label_en}: {count}", "{label_easy}は {count}")
    assert (
        sentence.filled({"label_ja": "署名用パスワード", "label_en": "password", "count": 2}).easy
        == "署名用パスワードは 2"
    )
    with pytest.raises(KeyError):
        sentence.filled({"label_en": "password", "count": 2})
