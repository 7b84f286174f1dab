"""One notion of sex (the values of JIS X 0303) and one codec for each wire that writes it differently.

A code with no known meaning is kept as it came and goes back to the same wire unchanged; it is never guessed at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from openmyna.errors import Bilingual, EncodingError
from openmyna.identity.errors import SexCodeUntranslatable, SexUnknown
from openmyna.identity.secret import all_digits

LABEL = Bilingual("性別", "sex")


class Sex(Enum):
    """Sex as recorded."""

    MALE = "male"
    FEMALE = "female"
    NOT_KNOWN = "not_known"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> Bilingual:
        """The word printed for it."""
        return _LABELS[self]

    @classmethod
    def from_text(cls, text: str) -> "Sex":
        """From the name in code (`female`) or the printed word (女)."""
        for sex in cls:
            if text in {sex.value, sex.label.ja}:
                return sex
        raise SexUnknown(LABEL, len(text))


_LABELS: dict[Sex, Bilingual] = {
    Sex.MALE: Bilingual("男", "male"),
    Sex.FEMALE: Bilingual("女", "female"),
    Sex.NOT_KNOWN: Bilingual("不明", "not known"),
    Sex.NOT_APPLICABLE: Bilingual("適用不能", "not applicable"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownSexCode:
    """A digit met on a wire that gives it no known meaning."""

    wire: str
    digit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SexCodec:
    """The digits of one wire: what is written for each sex, and what more is read."""

    wire: str
    written: Mapping[Sex, str]
    also_read: Mapping[str, Sex]

    def encode(self, sex: Sex | UnknownSexCode) -> str:
        """The digit; a code kept from another wire is refused."""
        if isinstance(sex, Sex):
            return self.written[sex]
        if sex.wire != self.wire:
            raise SexCodeUntranslatable(LABEL, source=sex.wire, unknown=sex.digit, target=self.wire)
        return sex.digit

    def decode(self, digit: str) -> Sex | UnknownSexCode:
        """The sex a digit stands for, or the digit kept."""
        if not all_digits(digit, 1):
            raise EncodingError(f"sex ({self.wire})", "one digit", f"{len(digit)} characters")
        # The first of two sexes written alike is the one read back: 3 in Sex1 is "not known".
        for sex, written in self.written.items():
            if written == digit:
                return sex
        return self.also_read.get(digit) or UnknownSexCode(wire=self.wire, digit=digit)

    def to_chip(self, sex: Sex | UnknownSexCode) -> bytes:
        """The digit as a byte of a file."""
        return self.encode(sex).encode("ascii")

    def from_chip(self, raw: bytes) -> Sex | UnknownSexCode:
        """The sex from a byte of a file."""
        return self.decode(raw.decode("ascii", "replace"))

    def to_number(self, sex: Sex | UnknownSexCode) -> int:
        """The digit as an unsigned integer, as an mdoc holds it."""
        return int(self.encode(sex))

    def from_number(self, number: int) -> Sex | UnknownSexCode:
        """The sex from an unsigned integer."""
        return self.decode(str(number))


def _codec(wire: str, digits: str, also_read: Mapping[str, Sex] | None = None) -> SexCodec:
    return SexCodec(wire=wire, written=dict(zip(Sex, digits, strict=True)), also_read=also_read or {})


CHIP = _codec("chip", "1209")
MDOC = _codec("mdoc", "1209")
CERTIFICATE = _codec("certificate", "1239", {"0": Sex.NOT_KNOWN})
"""Which of 3 and 9 a real certificate writes was never seen; `certificate_codec` sets another choice."""
SEX1 = _codec("sex1", "1233")
"""Eligibility checks have no word for "not applicable"; it is written as "not known"."""


def certificate_codec(*, not_known: str = "3", not_applicable: str = "9") -> SexCodec:
    """The certificate's codec with other digits for the two that were never seen on a real certificate."""
    also_read = {"0": Sex.NOT_KNOWN, "3": Sex.NOT_KNOWN, "9": Sex.NOT_APPLICABLE}
    return _codec("certificate", f"12{not_known}{not_applicable}", also_read)
