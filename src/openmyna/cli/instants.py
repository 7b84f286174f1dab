"""Instants and spans of time as somebody types them: `2026-02-15T09:00`, `2026-02-15`, `15m`, `90d`.

An instant without an offset is meant in Japan; a day alone is its first second.
"""

import re
from datetime import UTC, datetime, timedelta

from openmyna.cli.errors import CommandError
from openmyna.errors import Bilingual
from openmyna.identity.birthdays import JST

_SPAN = re.compile(r"(\d{1,9})([smhdw])", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class TimeNotUnderstood(CommandError):
    """A word that is no instant, or no span of time."""

    code = "time-not-understood"
    cause = Bilingual("「{word}」は{what_ja}ではありません。", "{word!r} is not {what_en}.")
    remedy = Bilingual("たとえば {example} のように書いてください。", "Write it as in {example}.")

    def __init__(self, word: str, what: Bilingual, example: str) -> None:
        self.word, self.what = word, what
        super().__init__(word=word, what_ja=what.ja, what_en=what.en, example=example)


def instant(word: str) -> datetime:
    """The instant a word of ISO 8601 names, in UTC."""
    try:
        found = datetime.fromisoformat(word)
        return (found if found.tzinfo is not None else found.replace(tzinfo=JST)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise TimeNotUnderstood(word, Bilingual("日時", "an instant"), "2026-02-15T09:00:00+09:00") from None


def span(word: str) -> timedelta:
    """A span of seconds, minutes, hours, days or weeks, or several after one another: `1d12h`."""
    parts = _SPAN.findall(word)
    if not parts or "".join(number + unit for number, unit in parts) != word:
        raise TimeNotUnderstood(word, Bilingual("時間の長さ", "a span of time"), "90s, 15m, 12h, 30d, 2w")
    try:
        return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta(0))
    except OverflowError:
        raise TimeNotUnderstood(word, Bilingual("時間の長さ", "a span of time"), "90s, 15m, 12h, 30d, 2w") from None
