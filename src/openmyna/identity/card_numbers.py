"""Numbers of one card: the printed card number (製造番号), the serial of its chip, the printed security code.

Card number and chip serial are unrelated fields. The security code is part of matching number B and so a secret.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

from openmyna.errors import Bilingual, EncodingError, OpenMynaError
from openmyna.identity.errors import WrongShape
from openmyna.identity.secret import Secret, all_digits

_HEXADECIMAL = frozenset("0123456789ABCDEF")


@dataclass(frozen=True, slots=True)
class CardNumber:
    """The 16 characters printed under the photograph; a reissued card has a new one."""

    LABEL: ClassVar[Bilingual] = Bilingual("製造番号", "card number")

    text: str

    def __post_init__(self) -> None:
        if len(self.text) != 16 or not set(self.text) <= _HEXADECIMAL:
            raise WrongShape(self.LABEL, Bilingual("0から9とAからFの16文字", "16 characters, 0 to 9 and A to F"))


@dataclass(frozen=True, slots=True)
class ChipSerial:
    """The 15 digits of the chip's serial, as the common application's record gives them."""

    LABEL: ClassVar[Bilingual] = Bilingual("チップの製造番号", "chip serial")

    digits: str

    def __post_init__(self) -> None:
        if not all_digits(self.digits, 15):
            raise WrongShape(self.LABEL, Bilingual("15桁の数字", "15 digits"))

    @classmethod
    def from_chip(cls, raw: bytes) -> Self:
        """The chip's form: 15 ASCII digits."""
        text = raw.decode("ascii", "replace")
        if not all_digits(text, 15):
            raise EncodingError("chip serial", "15 ASCII digits", f"{len(raw)} bytes")
        return cls(text)

    def to_chip(self) -> bytes:
        """The chip's form: 15 ASCII digits."""
        return self.digits.encode("ascii")


class SecurityCode(Secret[str]):
    """The 4 digits printed on the front."""

    __slots__ = ()
    LABEL = Bilingual("セキュリティコード", "security code")

    @classmethod
    def _admit(cls, material: str) -> str | OpenMynaError:
        return material if all_digits(material, 4) else WrongShape(cls.LABEL, Bilingual("4桁の数字", "4 digits"))
