"""An address (住所) as the residents' record writes it: prefecture first, no postcode, text kept unchanged."""

from dataclasses import dataclass, field
from typing import ClassVar, Self

from openmyna.errors import Bilingual
from openmyna.identity.written_text import check_text, search_key, utf8_text


@dataclass(frozen=True, slots=True)
class Address:
    """One address; the text is hidden in `repr`, as a name is."""

    LABEL: ClassVar[Bilingual] = Bilingual("住所", "address")
    LIMIT: ClassVar[int] = 200

    text: str = field(repr=False)

    def __post_init__(self) -> None:
        check_text(self.LABEL, self.text, self.LIMIT)

    @classmethod
    def from_chip(cls, raw: bytes) -> Self:
        """The chip's form: UTF-8."""
        return cls(utf8_text(raw, "address"))

    def to_chip(self) -> bytes:
        """The chip's form: UTF-8."""
        return self.text.encode("utf-8")

    def search_key(self) -> str:
        """A folded key to find the address by: widths and hyphens of block numbers do not matter."""
        return search_key(self.text)
