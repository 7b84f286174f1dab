"""A person's name (氏名) as the residents' record writes it: family name, U+3000, given name.

The forms of a former surname and of an alias are guesses at the face of real cards; the text is kept unchanged and
its parts are read from it, so that a text of another form is kept just as well.
"""

import re
from dataclasses import dataclass, field
from typing import ClassVar, Self

from openmyna.errors import Bilingual
from openmyna.identity.errors import WrongShape
from openmyna.identity.written_text import check_text, search_key, utf8_text

_ALIAS = re.compile(r"(?P<own>.+)（(?P<alias>[^（）]+)）", re.DOTALL)
_PARTS = re.compile(r"(?P<family>[^\u3000［］]+)(?:［(?P<former>[^\u3000［］]+)］)?\u3000(?P<given>.+)", re.DOTALL)
_SEPARATORS = frozenset("\u3000［］（）")


@dataclass(frozen=True, slots=True)
class Name:
    """One name; the text is hidden in `repr` because records are logged and names must not be."""

    LABEL: ClassVar[Bilingual] = Bilingual("氏名", "name")
    LIMIT: ClassVar[int] = 100

    text: str = field(repr=False)

    def __post_init__(self) -> None:
        check_text(self.LABEL, self.text, self.LIMIT)

    @classmethod
    def from_parts(
        cls, *, family: str, given: str, former_surname: str | None = None, alias: str | None = None
    ) -> Self:
        """`氏　名`, `氏［旧氏］　名`; with an alias (通称) in full-width brackets behind it."""
        for part in (family, given, former_surname):
            if part is not None and (not part.strip() or set(part) & _SEPARATORS):
                raise WrongShape(
                    cls.LABEL,
                    Bilingual("区切り文字を含まない氏と名", "made of parts without the separators 　［］（）"),
                )
        former = "" if former_surname is None else f"［{former_surname}］"
        name = cls(f"{family}{former}\u3000{given}")
        return name if alias is None else name.with_alias(alias)

    def with_alias(self, alias: str) -> Self:
        """`本名（通称）`."""
        if not alias.strip() or set(alias) & frozenset("（）"):
            raise WrongShape(self.LABEL, Bilingual("括弧を含まない通称", "followed by an alias without brackets"))
        return type(self)(f"{self.own}（{alias}）")

    @classmethod
    def from_chip(cls, raw: bytes) -> Self:
        """The chip's form: UTF-8."""
        return cls(utf8_text(raw, "name"))

    def to_chip(self) -> bytes:
        """The chip's form: UTF-8."""
        return self.text.encode("utf-8")

    @property
    def own(self) -> str:
        """The name without the alias."""
        match = _ALIAS.fullmatch(self.text)
        return match["own"] if match else self.text

    @property
    def alias(self) -> str | None:
        """The alias (通称), where the text ends in one."""
        match = _ALIAS.fullmatch(self.text)
        return match["alias"] if match else None

    @property
    def family(self) -> str | None:
        """The family name; None where the text does not part family and given name by U+3000."""
        match = _PARTS.fullmatch(self.own)
        return match["family"] if match else None

    @property
    def given(self) -> str | None:
        """The given name; None where the text does not part family and given name by U+3000."""
        match = _PARTS.fullmatch(self.own)
        return match["given"] if match else None

    @property
    def former_surname(self) -> str | None:
        """The former surname (旧氏), where one stands behind the family name."""
        match = _PARTS.fullmatch(self.own)
        return match["former"] if match else None

    def search_key(self) -> str:
        """A folded key to find the name by."""
        return search_key(self.text)
