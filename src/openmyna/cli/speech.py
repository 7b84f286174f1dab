"""In which language the commands speak, and the one way they print: text for people or JSON for programs.

The language comes from `--lang`, OPENMYNA_LANG or the locale; nothing else is read from the environment here.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, TextIO

from openmyna.cli.errors import OutputFailed
from openmyna.errors import Bilingual

Language = Literal["ja", "en"]


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language asked for; it must be known before the parser exists, since help is bilingual too."""
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            return "ja" if arguments[place + 1] == "ja" else "en"
        if argument.startswith("--lang="):
            return "ja" if argument == "--lang=ja" else "en"
    for name in ("OPENMYNA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "ja" if value.startswith("ja") else "en"
    return "en"


class Speaker:
    """Prints results: `say` for people, `record` for programs, `show` for both."""

    def __init__(self, language: Language, as_json: bool = False, out: TextIO | None = None) -> None:
        self.language = language
        self.as_json = as_json
        self._out = out

    @property
    def out(self) -> TextIO | None:
        """Where results go: the standard output, if there is one, unless another stream was handed in."""
        return sys.stdout if self._out is None else self._out

    def words(self, words: Bilingual) -> str:
        """The sentence in the chosen language."""
        return words.ja if self.language == "ja" else words.en

    def line(self, text: str) -> None:
        """One line, seen at once also through a pipe; one write, so that lines of several threads stay whole.

        Raises `OutputFailed` where it cannot be written, and `BrokenPipeError` where nobody reads any more.
        """
        self._write(text + "\n")

    def flush(self) -> None:
        """Write what an earlier failure left behind; raises as `line` does."""
        self._write("")

    def _write(self, text: str) -> None:
        out = self.out
        if out is None:
            return
        try:
            if text:
                out.write(text)
            out.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputFailed(error.strerror or type(error).__name__) from error

    def say(self, ja: str, en: str) -> None:
        """A sentence for people; silent where a program reads."""
        if not self.as_json:
            self.line(ja if self.language == "ja" else en)

    def record(self, record: Mapping[str, object]) -> None:
        """One JSON line for programs; silent where people read."""
        if self.as_json:
            self.line(json.dumps(record, ensure_ascii=False))

    def show(self, record: Mapping[str, object], text: Callable[[], str]) -> None:
        """The same fact for whoever reads."""
        self.line(json.dumps(record, ensure_ascii=False) if self.as_json else text())
