"""The Individual Number (個人番号): 12 digits, the last one a check digit (ordinance 85 of 2014, article 5).

Its digits leave through `reveal()` only, so that a later purpose gate has one place to stand.
"""

from openmyna.errors import Bilingual
from openmyna.identity.assigned_number import AssignedNumber, Namespace
from openmyna.identity.check_digits import INDIVIDUAL_NUMBER
from openmyna.identity.errors import WrongShape
from openmyna.identity.secret import all_digits

__all__ = ["IndividualNumber", "Namespace", "check_digit"]

_LABEL = Bilingual("個人番号", "Individual Number")


def check_digit(base: str) -> int:
    """The check digit of an 11-digit base."""
    if not all_digits(base, 11):
        del base
        raise WrongShape(_LABEL, Bilingual("検査用数字を除く11桁の数字", "11 digits before the check digit"))
    return INDIVIDUAL_NUMBER.digit(base)


class IndividualNumber(AssignedNumber):
    """A person's Individual Number; `namespace` says whether it can be a real person's."""

    __slots__ = ()
    LABEL = _LABEL
    RULE = INDIVIDUAL_NUMBER
    GROUPS = (4, 4, 4)
    SPECIMENS = frozenset({"123456789012"})

    def reveal_grouped(self) -> str:
        """The digits as printed on the back of the card: 4, 4 and 4, parted by spaces."""
        digits = self.reveal()
        return f"{digits[:4]} {digits[4:8]} {digits[8:]}"
