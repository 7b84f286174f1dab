"""What register and authority say of one card, as values a page shows."""

from dataclasses import dataclass
from enum import Enum

from openmyna.errors import Bilingual


class StateKind(Enum):
    """How a state is coloured; its words say the same without colour."""

    GOOD = "success"
    DOUBTFUL = "warning"
    BAD = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityLine:
    """One certificate: its number, its state, and since when and why, or until when."""

    label: Bilingual
    number: str = ""
    state: Bilingual
    kind: StateKind
    more: tuple[Bilingual, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityRecord:
    """What register and authority say of a card at one instant."""

    at: str
    """That instant, in Japan."""
    foreseen: bool
    """There is no card yet: it is what they will say once it is made."""
    card: Bilingual
    """The state of the card in its register."""
    certificates: tuple[AuthorityLine, ...]
    previous: tuple[str, ...] = ()
    """Numbers of the certificates that were replaced."""
    news: bool = False
    """Whether something other than time has happened to it."""
