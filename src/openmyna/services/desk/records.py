"""What the desk tells: cards in the rack, readers, tries left, and what can be tried (`results.py`: what came of it).

Records are values of one instant; none holds a PIN, a key or an Individual Number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from openmyna.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openmyna.errors import OpenMynaError
    from openmyna.services.desk.authority_record import AuthorityRecord


class Use(Enum):
    """What can be tried out with a card on a reader."""

    READ_CERTIFICATE = "read-certificate"
    """The user authentication certificate; anybody may read it, so it takes no credential."""
    READ_ATTRIBUTES = "read-attributes"
    """Name, address, birth date and sex; takes the text PIN."""
    SIGN = "sign"
    """A signature with the digital signature key; takes the digital signature password."""

    @property
    def credential(self) -> str | None:
        """The credential it takes, by the name `Attempts.name` has; None where it takes none."""
        return {Use.READ_ATTRIBUTES: "text_pin", Use.SIGN: "sign_password"}.get(self)

    @property
    def label(self) -> Bilingual:
        """What a button says."""
        return {
            Use.READ_CERTIFICATE: Bilingual("証明書を読む", "Read the certificate", "証明書を よむ"),
            Use.READ_ATTRIBUTES: Bilingual("基本4情報を読む", "Read the four attributes", "なまえや 住所を よむ"),
            Use.SIGN: Bilingual("署名する", "Sign", "署名を する"),
        }[self]


class Origin(Enum):
    """Where a card of the rack comes from."""

    SHIPPED = "shipped"
    """A persona that comes with openmyna."""
    OWN = "own"
    """A persona of the user's own, from the folder of personas."""
    FOLDER = "folder"
    """A card that lies in the folder of cards and has no persona here."""


class Condition(Enum):
    """What a card of the rack is like now. `IN_READER` cards say which reader in `RackCard.reader`."""

    NOT_MADE = "not-made"
    """Only the persona is there; the card is made when it is first laid on a reader."""
    READY = "ready"
    IN_READER = "in-reader"
    IN_USE_ELSEWHERE = "in-use-elsewhere"
    """Another process serves it."""
    DESTROYED = "destroyed"
    """The chip has destroyed itself; it answers 6F00 to everything."""
    DISPLAY_ONLY = "display-only"
    """A specimen: a face without a chip."""
    UNREADABLE = "unreadable"
    """Persona file or image cannot be used; `RackCard.trouble` says why."""


class Mark(Enum):
    """Why a card is out of the ordinary; the value is a stable code, the label a word or two."""

    DISPLAY_ONLY = "display-only"
    DESTROYED = "destroyed"
    PINLESS = "pinless"
    NO_SIGN_CERTIFICATE = "no-sign-certificate"
    NO_AUTH_CERTIFICATE = "no-auth-certificate"
    BLOCKED = "blocked"
    ONE_TRY_LEFT = "one-try-left"
    EXPIRED = "expired"
    CERTIFICATES_EXPIRED = "certificates-expired"
    AUTHORITY_STATE = "authority-state"
    DEFECT = "defect"
    OLDER_FILE = "older-file"
    """The card was made from another version of its persona's file."""
    NEXT_GENERATION = "next-generation"

    @property
    def label(self) -> Bilingual:
        """What a small badge says."""
        return _MARK_LABELS[self]


_MARK_LABELS: dict[Mark, Bilingual] = {
    Mark.DISPLAY_ONLY: Bilingual("表示専用", "display only", "みるだけ"),
    Mark.DESTROYED: Bilingual("破壊済み", "destroyed", "こわれて いる"),
    Mark.PINLESS: Bilingual("暗証番号なし", "no PINs", "暗証番号が ない"),
    Mark.NO_SIGN_CERTIFICATE: Bilingual("署名用証明書なし", "no signature certificate", "署名の 証明書が ない"),
    Mark.NO_AUTH_CERTIFICATE: Bilingual(
        "利用者証明用証明書なし", "no authentication certificate", "ログインの 証明書が ない"
    ),
    Mark.BLOCKED: Bilingual("ロック中", "blocked", "ロック（つかえない）"),
    Mark.ONE_TRY_LEFT: Bilingual("残り1回", "one try left", "あと 1かい"),
    Mark.EXPIRED: Bilingual("カードの期限切れ", "card expired", "カードの 期限が おわった"),
    Mark.CERTIFICATES_EXPIRED: Bilingual("証明書の期限切れ", "certificates expired", "証明書の 期限が おわった"),
    Mark.AUTHORITY_STATE: Bilingual("失効など", "revoked or suspended", "とめて ある・おわった"),
    Mark.DEFECT: Bilingual("わざと壊してある", "wrong on purpose", "わざと こわした"),
    Mark.OLDER_FILE: Bilingual("前のファイルから作成", "made from an older file", "まえの ファイルの カード"),
    Mark.NEXT_GENERATION: Bilingual("次期カード", "next generation", "つぎの カード"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Attempts remaining of one credential; `remaining` 0 is blocked."""

    name: str
    """`sign_password`, `auth_pin`, `text_pin`, `resident_pin`, `common_pin`, `text_number_a`, `text_number_b`,
    `visual_number_a`, `visual_number_b` or `birth_key`."""
    label: Bilingual
    remaining: int
    maximum: int
    is_set: bool = True
    """False where the card has no such credential: it counts as blocked and always was."""

    @property
    def blocked(self) -> bool:
        """No attempts remain."""
        return self.remaining == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RackCard:
    """One card of the rack."""

    name: str
    """Its name in the folder of cards, in addresses and in traces."""
    holder_name: str = field(repr=False)
    """The fictional holder's name as printed; empty where it is not known."""
    title: Bilingual
    """A few words the card is known by; its name where nobody wrote any."""
    why: Bilingual
    origin: Origin
    condition: Condition
    reader: int | None = None
    marks: tuple[Mark, ...] = ()
    attempts: Mapping[str, Attempts] = field(default_factory=dict)
    """As `Table.attempts`; empty for a card that is not made yet or has no chip."""
    trouble: OpenMynaError | None = None
    """Why a card is `UNREADABLE`."""
    outdated: bool = False
    """Made from another version of the persona's file: what the file says is not true of this card."""
    can_be_made_again: bool = False
    """Whether a new card of the same person can take its place; nobody here knows a stranger's card well enough."""

    @property
    def can_be_laid(self) -> bool:
        """Whether laying it on a reader can succeed; a specimen's and an unreadable card's refusal is known before."""
        return self.condition in (Condition.NOT_MADE, Condition.READY, Condition.DESTROYED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Particular:
    """One line of what is special about a card, such as a date or a defect: a label and what it says."""

    code: str
    label: Bilingual
    value: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCredential:
    """A published test value that opens a fictional person's card; never one that a person chose for a real card."""

    name: str
    """As `Attempts.name`."""
    label: Bilingual
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDetail:
    """One card with what its own page shows besides the faces."""

    card: RackCard
    particulars: tuple[Particular, ...] = ()
    """Card and certificate dates, and defects."""
    authority: AuthorityRecord | None = None
    """What the authority says of it; None where its persona is not known."""
    file_trouble: OpenMynaError | None = None
    """Why the persona's file cannot be used, also where the card was made when it could."""
    credentials: tuple[PublishedCredential, ...] = field(default=(), repr=False)


class Way(Enum):
    """How a reader reaches the card on it."""

    VIRTUAL_READER = "virtual-reader"
    """A slot of the virtual PC/SC reader: other software sees the card too once a pcscd is connected."""
    IN_PROCESS = "in-process"
    """Only this desk sees the card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderView:
    """One reader of the desk."""

    number: int
    way: Way
    card: str | None
    """The name of the card that lies on it."""
    connected: bool = False
    """Whether a pcscd holds the card at this moment; always false in process."""
    trying: bool = False
    """Whether the desk itself is at the card."""
    pcsc_name: str | None = None
    """The reader's name in PC/SC, where one is known."""
