"""Every sentence of the shell exists in every language, and none stands in a template untranslated."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from openmyna.services import web
from openmyna.services.web.locale import Language, Words, accepted
from support.phrases import catalogue, of_python, of_templates, untranslated

SERVICES = Path(web.__file__).parent.parent
FOLDERS = sorted(path.parent for path in SERVICES.glob("*/templates"))
TRANSLATED = ("ja", "ja_easy")


def lacking(wanted: set[str], catalogues: list[Catalog]) -> set[str]:
    """Msgids that no catalogue translates."""
    said = {
        form
        for each in catalogues
        for message in each
        if message.id and (all(message.string) if isinstance(message.string, tuple) else message.string)
        for form in ([message.id] if isinstance(message.id, str) else message.id)
    }
    return wanted - said


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_phrase_of_a_service_is_translated(folder: Path, language: str) -> None:
    wanted = of_templates(folder / "templates") | of_python(folder)
    assert wanted
    known = [catalogue(folder / "locale", language), catalogue(SERVICES / "web" / "locale", language)]
    assert sorted(lacking(wanted, known)) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_no_language_translates_a_phrase_that_nobody_says(folder: Path) -> None:
    said = of_templates(folder / "templates") | of_python(folder)
    for language in Language:
        listed = {
            form
            for message in catalogue(folder / "locale", language.value)
            if message.id
            for form in ([message.id] if isinstance(message.id, str) else message.id)
        }
        assert sorted(listed - said) == []


@pytest.mark.parametrize(
    "path",
    [path for folder in FOLDERS for path in sorted((folder / "templates").rglob("*.html"))],
    ids=lambda p: p.name,
)
def test_no_template_says_anything_outside_translation(path: Path) -> None:
    assert list(untranslated(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p>{{ _("Hello") }}</p>', []),
        ('<img alt="A card">', ["alt=A card"]),
        ('<img alt="{{ _("A card") }}">', []),
        ('<{{ heading }} class="a">{{ _("Hello") }}</{{ heading }}>', []),
        ("<p>{% if a %}カード{% endif %}</p>", ["カード"]),
    ],
)
def test_the_search_for_untranslated_text_finds_it(template: str, found: list[str]) -> None:
    assert list(untranslated(template)) == found


def test_a_phrase_without_translation_is_named(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('{{ _("One") }}{{ ngettext("%(num)s try", "%(num)s tries", 2) }}')
    (tmp_path / "locale" / "ja").mkdir(parents=True)
    words = tmp_path / "locale" / "ja" / "web.po"
    words.write_text('msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\n"\n\nmsgid "One"\nmsgstr ""\n')
    wanted = of_templates(tmp_path / "templates")
    assert lacking(wanted, [catalogue(tmp_path / "locale", "ja")]) == {"One", "%(num)s try", "%(num)s tries"}
    words.write_text(
        'msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\n"\n\nmsgid "One"\nmsgstr "1"\n\n'
        'msgid "%(num)s try"\nmsgid_plural "%(num)s tries"\nmsgstr[0] "%(num)s回"\n'
    )
    assert lacking(wanted, [catalogue(tmp_path / "locale", "ja")]) == set()


def test_a_service_may_say_a_phrase_of_the_shell_in_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "ja").mkdir()
    (tmp_path / "ja" / "own.po").write_text('msgid ""\nmsgstr ""\n\nmsgid "Send"\nmsgstr "出す"\n', encoding="utf-8")
    catalogues = Words.read((SERVICES / "web" / "locale", tmp_path)).catalogues
    assert catalogues[Language.JA].gettext("Send") == "出す"
    assert catalogues[Language.JA].gettext("Code") == "コード"
    assert catalogues[Language.JA_EASY].gettext("Send") == "おくる"
    assert catalogues[Language.EN].gettext("Send") == "Send"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", Language.JA),
        ("en-GB,en;q=0.9,ja;q=0.5", Language.EN),
        ("ja;q=0.4, en;q=0.8", Language.EN),
        ("fr, de;q=0.9", Language.EN),
        ("fr, ja;q=0.1", Language.JA),
        ("fr;q=0", Language.JA),
        ("*", Language.JA),
        ("fr, en;q=0.1", Language.EN),
        ("en;q=0", Language.JA),
        ("en;q=much", Language.JA),
    ],
)
def test_the_browser_s_first_known_language_is_taken(header: str, language: Language) -> None:
    assert accepted(header) is language


def test_easy_japanese_is_japanese_to_a_screen_reader() -> None:
    assert [language.tag for language in Language] == ["ja", "ja", "en"]
