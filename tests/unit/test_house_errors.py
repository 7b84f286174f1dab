"""Every coded error can be told to a person: one code each, cause and remedy in Japanese and English."""

import importlib
import pkgutil
import re
import string

import openmyna
from openmyna.errors import Bilingual, OpenMynaError

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def all_errors() -> list[type[OpenMynaError]]:
    """Every subclass that importing every module brings."""
    for module in pkgutil.walk_packages(openmyna.__path__, "openmyna."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: list[type[OpenMynaError]] = []
    waiting: list[type[OpenMynaError]] = [OpenMynaError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += [child for child in kind.__subclasses__() if child.__module__.startswith("openmyna.")]
    return sorted(found, key=lambda kind: (kind.__module__, kind.__qualname__))


def coded_errors() -> list[type[OpenMynaError]]:
    return [kind for kind in all_errors() if "code" in vars(kind)]


def fields(sentence: str) -> set[str]:
    """The facts a sentence tells; `reason_ja` and `reason_en`, or `ja` and `en`, are one fact in two languages."""
    return {re.sub("(^|_)(ja|en|easy)$", "", name) for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_error_has_a_code_of_its_own_or_only_gathers_others() -> None:
    without = [kind for kind in all_errors() if "code" not in vars(kind)]
    assert [kind.__qualname__ for kind in without if not kind.__subclasses__()] == []


def test_no_two_errors_share_a_code() -> None:
    codes = [kind.code for kind in coded_errors()]
    assert sorted({code for code in codes if codes.count(code) > 1}) == []
    assert [code for code in codes if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", code)] == []


def wording_faults(kind: type[OpenMynaError]) -> list[str]:
    """What is wrong with the words of one error."""
    faults = []
    for part, words in (("cause", kind.cause), ("remedy", kind.remedy)):
        if not isinstance(words, Bilingual):
            faults.append(f"{kind.code}: {part} is not bilingual")
            continue
        if not JAPANESE.search(words.ja):
            faults.append(f"{kind.code}: {part} has no Japanese")
        if JAPANESE.search(words.en) or not words.en.strip():
            faults.append(f"{kind.code}: {part} has no English, or Japanese in it")
        if fields(words.ja) != fields(words.en):
            faults.append(f"{kind.code}: {part} tells other facts in Japanese than in English")
        # Easy Japanese may leave a fact out, and must not need one that the others do not have.
        if not fields(words.easy) <= fields(words.ja):
            faults.append(f"{kind.code}: {part} tells a fact in easy Japanese only")
    if kind is not OpenMynaError and not kind.__subclasses__():  # One that gathers others is never raised itself.
        faults += [
            f"{kind.code}: {part} is only the root's"
            for part in ("cause", "remedy")
            if getattr(kind, part) == getattr(OpenMynaError, part)
        ]
    return faults


def test_cause_and_remedy_are_said_in_both_languages_with_the_same_facts() -> None:
    kinds = coded_errors()
    assert OpenMynaError in kinds
    assert [fault for kind in kinds for fault in wording_faults(kind)] == []


def test_faulty_words_would_be_seen() -> None:
    class Faulty(OpenMynaError):
        code = "faulty"
        cause = Bilingual("{file} が壊れています。", "{name} is broken.", "{other}が こわれて います。")

    assert wording_faults(Faulty) == [
        "faulty: cause tells other facts in Japanese than in English",
        "faulty: cause tells a fact in easy Japanese only",
        "faulty: remedy is only the root's",
    ]
