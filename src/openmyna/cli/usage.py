"""What argparse says about arguments, in Japanese too: it speaks English only and hands over nothing but its sentence.

A sentence that is not known here is kept as it is, so that nothing is lost where a later Python words one differently.
"""

import re

from openmyna.errors import Bilingual

_SENTENCES = (
    (r"the following arguments are required: (?P<what>.+)", "必要な引数がありません: {what}"),
    (r"unrecognized arguments: (?P<what>.+)", "知らない引数です: {what}"),
    (r"ambiguous option: (?P<option>\S+) could match (?P<what>.+)", "{option} はどれのことか決まりません: {what}"),
    (r"one of the arguments (?P<what>.+) is required", "次のどれかが必要です: {what}"),
)
_OF_AN_ARGUMENT = (
    (r"invalid choice: (?P<given>.+?) \(choose from (?P<what>.+)\)", "{given} は選べません。選べるのは {what}"),
    (r"invalid int value: (?P<given>.+)", "{given} は整数ではありません"),
    (r"invalid fromisoformat value: (?P<given>.+)", "{given} は日付ではありません (例: 2029-05-31)"),
    (r"invalid \S+ value: (?P<given>.+)", "{given} は使えません"),
    (r"expected one argument", "値が1つ必要です"),
    (r"expected at least one argument", "値が1つ以上必要です"),
    (r"expected (?P<what>\d+) arguments", "値が{what}つ必要です"),
    (r"not allowed with argument (?P<what>.+)", "{what} と一緒には使えません"),
    (r"ignored explicit argument (?P<given>.+)", "値を付けられません: {given}"),
)


def problem(sentence: str) -> Bilingual:
    """The sentence, and what it says in Japanese."""
    if match := re.fullmatch(r"argument (?P<name>[^:]+): (?P<rest>.+)", sentence, re.DOTALL):
        said = _said(match["rest"], _OF_AN_ARGUMENT)
        return Bilingual(f"{match['name']}: {said or match['rest']}", sentence)
    return Bilingual(_said(sentence, _SENTENCES) or sentence, sentence)


def _said(sentence: str, known: tuple[tuple[str, str], ...]) -> str:
    for pattern, japanese in known:
        if match := re.fullmatch(pattern, sentence, re.DOTALL):
            return japanese.format_map(match.groupdict())
    return ""
