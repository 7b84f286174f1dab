"""Instants as sentences tell them: to the second, in Japan's time, in which validity is counted.

The Japanese words say no zone: whoever shows them alone adds it. The last hours of the year 9999, with which certificates
say that they never end, have no name in Japan's time and are told in UTC.
"""

from datetime import UTC, datetime

from openmyna.errors import Bilingual
from openmyna.identity.birthdays import JST
from openmyna.identity.dates import day_text


def in_japan(moment: datetime) -> datetime:
    """The same instant by the clocks of Japan, where a calendar has it."""
    try:
        return moment.astimezone(JST)
    except OverflowError:
        return moment.astimezone(UTC)


def instant_words(moment: datetime) -> Bilingual:
    """2026年2月15日 9:00:00, and 2026-02-15 09:00:00+09:00."""
    there = in_japan(moment)
    clock = f"{there.hour}:{there.minute:02}:{there.second:02}"
    return Bilingual(f"{day_text(there.date())} {clock}", there.isoformat(sep=" ", timespec="seconds"))
