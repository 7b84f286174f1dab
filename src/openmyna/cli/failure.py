"""How an error is shown: its code, cause and remedy in both languages, never a traceback and never a secret."""

import json
from typing import TextIO

from openmyna.cli.speech import Language
from openmyna.errors import Bilingual, OpenMynaError, place_of

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: done, a coded error, arguments that no command takes, told to end while busy."""


def show_error(error: OpenMynaError, language: Language, as_json: bool, stream: TextIO) -> None:
    """Print a coded error; the chosen language comes first, the other one follows."""
    cause, remedy = error.text(), error.advice()
    if as_json:
        record = {
            "error": {
                "code": error.code,
                "cause": {"ja": cause.ja, "en": cause.en},
                "remedy": {"ja": remedy.ja, "en": remedy.en},
            }
        }
        print(json.dumps(record, ensure_ascii=False), file=stream, flush=True)
        return
    japanese = f"  原因: {cause.ja}\n  対処: {remedy.ja}"
    english = f"  Cause: {cause.en}\n  Remedy: {remedy.en}"
    head = "エラー" if language == "ja" else "error"
    both = (japanese, english) if language == "ja" else (english, japanese)
    print(f"openmyna: {head}: {error.code}", *both, sep="\n", file=stream, flush=True)


class InternalError(OpenMynaError):
    """A defect of this program. Only its kind and its place are told, since its text could quote a secret."""

    code = "internal-defect"
    cause = Bilingual("内部エラーが発生しました ({kind}、{place})。", "An internal error occurred ({kind}, {place}).")
    remedy = Bilingual(
        "この2つを書いて不具合として報告してください。暗証番号、個人番号、鍵は決して書かないでください。",
        "Please report it as a defect, quoting both. Never quote a PIN, an Individual Number or a key.",
    )

    def __init__(self, defect: BaseException) -> None:
        self.kind, self.place = type(defect).__name__, place_of(defect)
        super().__init__(kind=self.kind, place=self.place)
