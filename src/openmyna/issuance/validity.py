"""How long a card and its certificates are good for, and who gets which: in Japanese dates, the last day to 23:59:59.

Birthdays are counted strictly after the day of issue. Nothing here looks at a clock: every day is handed in.
"""

from calendar import monthrange
from datetime import date, timedelta
from enum import Enum

from openmyna.identity.birthdays import LeapBirthday, age_on, nth_birthday_after
from openmyna.identity.dates import BirthDate
from openmyna.issuance.errors import StayExtensionTooLate

ADULT = 18
ADULT_BEFORE = 20
ADULT_SINCE = date(2022, 4, 1)
"""Since this day somebody is of age at 18; before, at 20."""
SIGNS_FROM = 15
"""Nobody younger gets a digital signature certificate (as a rule)."""
CARD_BIRTHDAYS, YOUNG_CARD_BIRTHDAYS, CERTIFICATE_BIRTHDAYS, RENEWED_BIRTHDAYS = 10, 5, 5, 6
RENEWAL_MONTHS = 3
"""How long before the last day a renewal may be asked for."""
EXTENSION_MONTHS = 2
"""How long a card goes on at most while an application to stay longer is pending."""
TRANSITIONAL_STAY = timedelta(days=60)
"""How long somebody may stay after birth, or after losing Japanese nationality, without a status of residence."""


class Residence(Enum):
    """On which ground somebody is in a register; it decides whether the card ends with a period of stay."""

    NATIONAL = "national"
    SPECIAL_PERMANENT_RESIDENT = "special_permanent_resident"
    PERMANENT_RESIDENT = "permanent_resident"
    HIGHLY_SKILLED_2 = "highly_skilled_2"
    MID_TO_LONG_TERM = "mid_to_long_term"
    TEMPORARY_REFUGE = "temporary_refuge"
    """Permitted to land for temporary refuge (一時庇護許可者): until the end of the period of landing."""
    PROVISIONAL_STAY = "provisional_stay"
    """Permitted to stay provisionally (仮滞在許可者): until the end of that period."""
    TRANSITIONAL = "transitional"
    """After birth, or after losing Japanese nationality (経過滞在者): for 60 days."""
    OVERSEAS = "overseas"
    """A national who moved abroad (国外転出者)."""

    @property
    def ends_with_stay(self) -> bool:
        """Whether the card ends with the period of stay at the latest."""
        return self in _END_WITH_STAY


_END_WITH_STAY = frozenset(
    {Residence.MID_TO_LONG_TERM, Residence.TEMPORARY_REFUGE, Residence.PROVISIONAL_STAY, Residence.TRANSITIONAL}
)


class AgeDate(Enum):
    """On which day the age decides between ten and five birthdays; municipal pages say both."""

    RECEIPT = "receipt"
    """The day on which the application was received."""
    ISSUE = "issue"


def transitional_stay_until(event: date) -> date:
    """The last day of the 60 days after a birth or a loss of nationality."""
    return event + TRANSITIONAL_STAY


def card_last_day(
    birth: BirthDate,
    issued: date,
    received: date,
    leap_birthday: LeapBirthday = LeapBirthday.FEBRUARY_28,
    *,
    stay_until: date | None = None,
    age_date: AgeDate = AgeDate.RECEIPT,
) -> date:
    """The 10th birthday after issue; the 5th for those who are not of age on the day that counts.

    A card that ends with a period of stay ends on `stay_until` where that is earlier.
    """
    counts = received if age_date is AgeDate.RECEIPT else issued
    of_age = age_on(birth, counts, leap_birthday) >= (ADULT if counts >= ADULT_SINCE else ADULT_BEFORE)
    birthday = nth_birthday_after(birth, issued, CARD_BIRTHDAYS if of_age else YOUNG_CARD_BIRTHDAYS, leap_birthday)
    return birthday if stay_until is None else min(birthday, stay_until)


def specially_extended_last_day(card_until: date, applied: date, birthday_limit: date) -> date:
    """The card's new last day while an application to stay longer is pending: two months more, never past the birthday.

    `card_until` is the last day of the stay until now. The certificates keep theirs: new ones are needed afterwards.
    """
    if applied > card_until:
        raise StayExtensionTooLate(card_until)
    return min(_months_from(card_until, EXTENSION_MONTHS), max(birthday_limit, card_until))


def renewal_opens(last_day: date) -> date:
    """The first day on which a certificate or a card that ends on `last_day` may be renewed: three months before."""
    return _months_from(last_day, -RENEWAL_MONTHS)


def in_renewal_window(last_day: date, day: date) -> bool:
    """Whether a day lies between the opening of the window and the last day, both included."""
    return renewal_opens(last_day) <= day <= last_day


def auth_last_day(
    birth: BirthDate,
    issued: date,
    card_until: date,
    leap_birthday: LeapBirthday = LeapBirthday.FEBRUARY_28,
    *,
    renews: date | None = None,
) -> date:
    """Of a user authentication certificate: the 5th birthday after issue, never beyond the card.

    `renews` is the last day of the certificate it replaces; if that is in its window, the 6th birthday counts.
    """
    renewal = renews is not None and in_renewal_window(renews, issued)
    birthdays = RENEWED_BIRTHDAYS if renewal else CERTIFICATE_BIRTHDAYS
    return min(nth_birthday_after(birth, issued, birthdays, leap_birthday), card_until)


def sign_last_day(
    birth: BirthDate,
    issued: date,
    card_until: date,
    auth_until: date | None,
    leap_birthday: LeapBirthday = LeapBirthday.FEBRUARY_28,
    *,
    renews: date | None = None,
) -> date:
    """Of a digital signature certificate: the same, and never beyond the user authentication certificate, if one is held."""
    own = auth_last_day(birth, issued, card_until, leap_birthday, renews=renews)
    return own if auth_until is None else min(own, auth_until)


def may_have_sign_certificate(birth: BirthDate, day: date, *, adult_ward: bool) -> bool:
    """Whether a digital signature certificate may be issued, as a rule: to nobody under 15 and to no adult ward."""
    return not adult_ward and old_enough_to_sign(birth, day)


def old_enough_to_sign(birth: BirthDate, day: date) -> bool:
    """Whether somebody is 15; no, unless the known parts of the birth date prove it."""
    if birth.complete:
        return age_on(birth, day) >= SIGNS_FROM
    if birth.year:
        last_possible = birth.year + 1
    elif birth.era is not None:
        last_possible = birth.era.last_day.year + 1
    else:
        return False
    return day.year - last_possible >= SIGNS_FROM


def _months_from(day: date, months: int) -> date:
    """The same day of another month, or that month's last one where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
