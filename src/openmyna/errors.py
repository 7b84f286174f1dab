"""The one root error: a code, a cause and a remedy, each in Japanese and English, and in easy Japanese where pages show it.

Facts are attributes; the sentences are made from them. No secret is ever a fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One sentence in Japanese and in English; `{fact}` fields are filled from an error's facts."""

    ja: str
    en: str
    easy: str = ""
    """The same in easy Japanese (やさしい日本語), where somebody wrote it; how it is written: docs/explanation/web.md."""

    @property
    def easily(self) -> str:
        """Easy Japanese, or ordinary Japanese where there is none."""
        return self.easy or self.ja

    def filled(self, facts: Mapping[str, object]) -> "Bilingual":
        """The sentence with its facts filled in."""
        return Bilingual(self.ja.format_map(facts), self.en.format_map(facts), self.easy.format_map(_EasyFacts(facts)))


class _EasyFacts(dict[str, object]):
    """Facts for a sentence in easy Japanese: one that has no easy words of its own is told in ordinary Japanese."""

    def __missing__(self, name: str) -> object:
        return self["ja" if name == "easy" else f"{name.removesuffix('_easy')}_ja"]


class OpenMynaError(Exception):
    """Root of every error that crosses a public entry point.

    A subclass sets `code` (kebab-case, stable, part of the public interface), `cause` and `remedy`;
    the facts given as keywords are kept in `facts` and fill both sentences.
    """

    code: ClassVar[str] = "internal"
    cause: ClassVar[Bilingual] = Bilingual("内部エラーが発生しました。", "An internal error occurred.")
    remedy: ClassVar[Bilingual] = Bilingual(
        "この番号とともに不具合として報告してください。", "Please report this as a defect together with its code."
    )

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.text().en)

    def text(self) -> Bilingual:
        """The cause with its facts filled in."""
        return self.cause.filled(self.facts)

    def advice(self) -> Bilingual:
        """The remedy with its facts filled in."""
        return self.remedy.filled(self.facts)


class EncodingError(OpenMynaError):
    """Bytes or text that are not what they claim to be: where, what was expected, what was met."""

    code = "encoding"
    cause = Bilingual("{where}: {expected} が必要ですが、{got} でした。", "{where}: expected {expected}, got {got}.")
    remedy = Bilingual("元のデータを確認してください。", "Check where the data came from.")

    def __init__(self, where: str, expected: str, got: str) -> None:
        self.where, self.expected, self.got = where, expected, got
        super().__init__(where=where, expected=expected, got=got)


def place_of(defect: BaseException) -> str:
    """File and line of this package where a defect was raised; never its text, which could quote a secret."""
    import traceback

    frames = traceback.extract_tb(defect.__traceback__)
    ours = [frame for frame in frames if "openmyna" in frame.filename] or frames
    return "?" if not ours else f"{ours[-1].filename.rpartition('openmyna/')[2]}:{ours[-1].lineno}"
