"""The holder's attributes as a digital signature certificate writes them, each already in its own text form.

Whether the texts fit a profile is judged when a certificate is built; here only the flags must fit their texts.
"""

from dataclasses import dataclass, field

from openmyna.errors import EncodingError
from openmyna.pki import oids


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalAttributes:
    """Six texts: name, birth date, sex, address, and a flag for each character of name and address."""

    name: str = field(repr=False)
    name_substitutes: str = field(repr=False)
    birth_date: str = field(repr=False)
    sex: str = field(repr=False)
    address: str = field(repr=False)
    address_substitutes: str = field(repr=False)

    def __post_init__(self) -> None:
        for text, flags, what in (
            (self.name, self.name_substitutes, "name substitutes"),
            (self.address, self.address_substitutes, "address substitutes"),
        ):
            if len(flags) != len(text) or flags.strip("01"):
                raise EncodingError(what, f"one 0 or 1 for each of {len(text)} characters", f"{len(flags)} characters")


FIELD_OF = {
    oids.NAME: "name",
    oids.NAME_SUBSTITUTES: "name_substitutes",
    oids.SEX: "sex",
    oids.BIRTH_DATE: "birth_date",
    oids.ADDRESS: "address",
    oids.ADDRESS_SUBSTITUTES: "address_substitutes",
}
"""Which of the six texts stands under an object identifier."""
