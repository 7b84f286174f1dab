"""Days, instants and numbers as reports write them: Japanese time first of all, since validity is counted in it."""

from datetime import datetime

from openmyna.errors import Bilingual
from openmyna.identity.dates import day_text
from openmyna.pki.instant_words import in_japan, instant_words

LOOKALIKE = Bilingual(
    "これは本物のしくみを真似たもので、公式の証明書でも公式の判定でもありません。",
    "This is a look-alike: neither the certificate nor the judgement is official.",
)


def instant(moment: datetime) -> Bilingual:
    """2026年2月15日 9:00:00 (日本時間), and 2026-02-15 09:00:00+09:00."""
    words, offset = instant_words(moment), in_japan(moment).utcoffset()
    return Bilingual(f"{words.ja} ({'日本時間' if offset else '協定世界時'})", words.en)


def day(moment: datetime) -> Bilingual:
    """The day in Japan."""
    there = in_japan(moment).date()
    return Bilingual(day_text(there), there.isoformat())
