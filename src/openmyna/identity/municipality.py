"""Municipality codes (全国地方公共団体コード): 5 digits, or 6 with the check digit.

Prefectures 01 to 47 are real and 90 to 99 are ours to invent; the sandbox takes only the invented ones.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

from openmyna.errors import Bilingual, EncodingError
from openmyna.identity.check_digits import MUNICIPALITY
from openmyna.identity.errors import RealMunicipalityRefused, WrongCheckDigit, WrongShape
from openmyna.identity.secret import all_digits

_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class MunicipalityCode:
    """A municipality, by the 5 digits of its code."""

    LABEL: ClassVar[Bilingual] = Bilingual("市区町村コード", "municipality code")

    digits: str

    def __post_init__(self) -> None:
        if not all_digits(self.digits, 5):
            raise WrongShape(self.LABEL, Bilingual("5桁の数字", "5 digits"))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Five digits, or six of which the last must be the check digit; full-width digits are taken too."""
        digits = text.strip().translate(_FULL_WIDTH)
        if not all_digits(digits, 5, 6):
            raise WrongShape(
                cls.LABEL, Bilingual("5桁の数字か、検査数字を加えた6桁の数字", "5 digits, or 6 with the check digit")
            )
        code = cls(digits[:5])
        if len(digits) == 6 and digits != code.to_six_digits():
            raise WrongCheckDigit(cls.LABEL)
        return code

    @classmethod
    def for_sandbox(cls, text: str) -> Self:
        """As `from_text`, for fictional municipalities only."""
        code = cls.from_text(text)
        if not code.fictional:
            raise RealMunicipalityRefused(cls.LABEL, code.prefecture)
        return code

    @classmethod
    def from_chip(cls, raw: bytes) -> Self:
        """The chip's form: 5 ASCII digits."""
        text = raw.decode("ascii", "replace")
        if not all_digits(text, 5):
            raise EncodingError("municipality code", "5 ASCII digits", f"{len(raw)} bytes")
        return cls(text)

    def to_chip(self) -> bytes:
        """The chip's form: 5 ASCII digits."""
        return self.digits.encode("ascii")

    def to_six_digits(self) -> str:
        """The code followed by its check digit."""
        return self.digits + str(MUNICIPALITY.digit(self.digits))

    @property
    def prefecture(self) -> str:
        """The two digits of the prefecture."""
        return self.digits[:2]

    @property
    def fictional(self) -> bool:
        """Whether the prefecture is one of ours, 90 to 99."""
        return self.digits.startswith("9")
