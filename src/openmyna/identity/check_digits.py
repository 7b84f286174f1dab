"""Check digits modulo 11: one record for each rule, named, so that a rule can be replaced where it is a guess.

The Individual Number follows Ministry of Internal Affairs ordinance 85 of 2014, article 5; the resident record
code's rule is a guess in the same form; the municipality code's last digit is that of the national code list.
"""

from collections.abc import Callable
from dataclasses import dataclass


def _zero_or_complement(remainder: int) -> int:
    return 0 if remainder <= 1 else 11 - remainder


def _last_digit_of_complement(remainder: int) -> int:
    return (11 - remainder) % 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDigitRule:
    """Weights from left to right, and how the remainder modulo 11 becomes a digit."""

    name: str
    weights: tuple[int, ...]
    finish: Callable[[int], int]

    def digit(self, base: str) -> int:
        """The check digit of a base that is known to be ASCII digits, one for each weight."""
        total = sum(int(digit) * weight for digit, weight in zip(base, self.weights, strict=True))
        return self.finish(total % 11)

    def synthetic_digit(self, base: str) -> int:
        """The last digit of a number that can never be assigned: five away from the true one."""
        return (self.digit(base) + 5) % 10


INDIVIDUAL_NUMBER = CheckDigitRule(
    name="individual_number", weights=(6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), finish=_zero_or_complement
)
JUMINHYO_CD_V0 = CheckDigitRule(
    name="juminhyo_cd_v0", weights=(5, 4, 3, 2, 7, 6, 5, 4, 3, 2), finish=_zero_or_complement
)
MUNICIPALITY = CheckDigitRule(name="municipality", weights=(6, 5, 4, 3, 2), finish=_last_digit_of_complement)
