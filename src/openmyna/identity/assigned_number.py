"""What the Individual Number and the resident record code share: a check digit and a namespace.

The namespace says whose number it can be: a real person's, a fictional person's, or the specimen's. A number in
none of them is refused.
"""

from enum import Enum
from typing import ClassVar, Self

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.identity.check_digits import CheckDigitRule
from openmyna.identity.errors import (
    RealNumberRefused,
    SpecimenNumberRefused,
    SyntheticNumberRefused,
    WrongCheckDigit,
    WrongShape,
)
from openmyna.identity.secret import Secret, all_digits

_PLAIN = str.maketrans(
    "０１２３４５６７８９　－‐‑‒–—−",
    "0123456789 -------",
)


class Namespace(Enum):
    """Whose number it can be."""

    PRODUCTION = "production"
    """True check digit: it may be a real person's."""
    SYNTHETIC = "synthetic"
    """Check digit plus 5, modulo 10: it can never be assigned."""
    SPECIMEN = "specimen"
    """The one number of the specimen card."""


_REFUSALS: dict[Namespace, type[RealNumberRefused | SyntheticNumberRefused | SpecimenNumberRefused]] = {
    Namespace.PRODUCTION: RealNumberRefused,
    Namespace.SYNTHETIC: SyntheticNumberRefused,
    Namespace.SPECIMEN: SpecimenNumberRefused,
}


class AssignedNumber(Secret[str]):
    """Digits of which the last is a check digit; takes full-width digits, and a space or hyphen between groups."""

    __slots__ = ("_namespace",)

    RULE: ClassVar[CheckDigitRule]
    GROUPS: ClassVar[tuple[int, ...]]
    SPECIMENS: ClassVar[frozenset[str]] = frozenset()

    _namespace: Namespace

    @classmethod
    def for_sandbox(cls, text: str, *, specimen: bool = False) -> Self:
        """The number of a fictional person; `specimen` says that the caller speaks of the specimen, and only of it."""
        try:
            number = cls(text)
        finally:
            del text
        number.validate(Namespace.SPECIMEN if specimen else Namespace.SYNTHETIC)
        return number

    @classmethod
    def synthetic(cls, base: str) -> Self:
        """The synthetic number on this base (the digits without the check digit)."""
        length = len(cls.RULE.weights)
        if not all_digits(base, length):
            del base
            raise WrongShape(cls.LABEL, Bilingual(f"{length}桁の数字", f"{length} digits"))
        return cls(base + str(cls.RULE.synthetic_digit(base)))

    @property
    def namespace(self) -> Namespace:
        """Whose number it can be."""
        return self._namespace

    def validate(self, namespace: Namespace) -> None:
        """Refuse a number of another namespace, saying which it is in."""
        if self._namespace is not namespace:
            raise _REFUSALS[self._namespace](self.LABEL)

    @classmethod
    def _admit(cls, material: str) -> str | OpenMynaError:
        length = sum(cls.GROUPS)
        digits = _ungrouped(material.strip().translate(_PLAIN), cls.GROUPS)
        if not all_digits(digits, length):
            return WrongShape(cls.LABEL, Bilingual(f"{length}桁の数字", f"{length} digits"))
        return digits if cls._namespace_of(digits) else WrongCheckDigit(cls.LABEL)

    @classmethod
    def _namespace_of(cls, digits: str) -> Namespace | None:
        base, last = digits[:-1], int(digits[-1])
        if digits in cls.SPECIMENS:
            return Namespace.SPECIMEN
        if last == cls.RULE.digit(base):
            return Namespace.PRODUCTION
        return Namespace.SYNTHETIC if last == cls.RULE.synthetic_digit(base) else None

    def _note(self, material: str) -> None:
        object.__setattr__(self, "_namespace", self._namespace_of(material))


def _ungrouped(text: str, groups: tuple[int, ...]) -> str:
    """The text without the one space or hyphen allowed between two groups; elsewhere they stay and are refused."""
    digits, position = "", 0
    for size in groups:
        if digits and text[position : position + 1] in {" ", "-"}:
            position += 1
        digits += text[position : position + size]
        position += size
    return digits + text[position:]
