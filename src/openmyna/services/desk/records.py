"""What the desk tells: cards in the rack, readers, tries left, and what came of trying a card out.

Records are values of one instant; none holds a PIN, a key or an Individual Number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from openmyna.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from openmyna.errors import OpenMynaError


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
            Use.READ_CERTIFICATE: Bilingual("証明書を読む", "Read the certificate"),
            Use.READ_ATTRIBUTES: Bilingual("基本4情報を読む", "Read the four attributes"),
            Use.SIGN: Bilingual("署名する", "Sign"),
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
    NEXT_GENERATION = "next-generation"

    @property
    def label(self) -> Bilingual:
        """What a small badge says."""
        return _MARK_LABELS[self]


_MARK_LABELS: dict[Mark, Bilingual] = {
    Mark.DISPLAY_ONLY: Bilingual("表示専用", "display only"),
    Mark.DESTROYED: Bilingual("破壊済み", "destroyed"),
    Mark.PINLESS: Bilingual("暗証番号なし", "no PINs"),
    Mark.NO_SIGN_CERTIFICATE: Bilingual("署名用証明書なし", "no signature certificate"),
    Mark.NO_AUTH_CERTIFICATE: Bilingual("利用者証明用証明書なし", "no authentication certificate"),
    Mark.BLOCKED: Bilingual("ロック中", "blocked"),
    Mark.ONE_TRY_LEFT: Bilingual("残り1回", "one try left"),
    Mark.EXPIRED: Bilingual("カードの期限切れ", "card expired"),
    Mark.CERTIFICATES_EXPIRED: Bilingual("証明書の期限切れ", "certificates expired"),
    Mark.AUTHORITY_STATE: Bilingual("失効など", "revoked or suspended"),
    Mark.DEFECT: Bilingual("わざと壊してある", "wrong on purpose"),
    Mark.NEXT_GENERATION: Bilingual("次期カード", "next generation"),
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
    why: Bilingual
    origin: Origin
    condition: Condition
    reader: int | None = None
    marks: tuple[Mark, ...] = ()
    attempts: Mapping[str, Attempts] = field(default_factory=dict)
    """As `Table.attempts`; empty for a card that is not made yet or has no chip."""
    trouble: OpenMynaError | None = None
    """Why a card is `UNREADABLE`."""

    @property
    def can_be_laid(self) -> bool:
        """Whether laying it on a reader can succeed; a specimen's and an unreadable card's refusal is known before."""
        return self.condition in (Condition.NOT_MADE, Condition.READY, Condition.DESTROYED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Particular:
    """One line of what is special about a card, such as an authority's state or a defect: a label and what it says."""

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
    """Card and certificate dates, authority states, defects: data, since no authority exists yet."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSummary:
    """What a certificate says of itself, as text; nothing here was checked against a revocation list."""

    subject: str = field(repr=False)
    issuer: str
    serial_number: int
    not_before: datetime
    not_after: datetime
    key: str
    """Such as `RSA 2048` or `EC P-384`."""
    signature: str
    """Such as `sha256WithRSAEncryption`."""
    valid_now: bool
    """Whether the present instant lies between the two dates."""


class Verdict(Enum):
    """What came of a check."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"
    """It could not be found out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of what was read, and what it says."""

    what: Bilingual
    verdict: Verdict
    reason: OpenMynaError | None = None
    """Why it is not good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRead:
    """`Use.READ_CERTIFICATE`."""

    certificate: CertificateSummary
    size: int
    """Bytes of the certificate in DER form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributesRead:
    """`Use.READ_ATTRIBUTES`: the four attributes as the chip holds them; never the Individual Number."""

    name: str = field(repr=False)
    address: str = field(repr=False)
    birth_date: str = field(repr=False)
    """With the era, such as `平成2年3月31日`."""
    birth_date_iso: str = field(repr=False)
    """Such as `1990-03-31`; unknown parts are zeros."""
    sex: Bilingual = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureMade:
    """`Use.SIGN`: a signature over a text of the desk's, and the certificate it is checked with."""

    text: str
    signature: bytes
    algorithm: str
    certificate: CertificateSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of trying a card out: a result or a coded error, and the events it caused in the trace."""

    use: Use
    reader: int
    card: str | None
    way: Way
    result: CertificateRead | AttributesRead | SignatureMade | None = field(default=None, repr=False)
    checks: tuple[Check, ...] = ()
    error: OpenMynaError | None = None
    """Why there is no result: `WrongPIN`, `PINBlocked`, `CardRemoved`, `NoCard`, `ReaderBusy`, ..."""
    attempts_remaining: int | None = None
    """Of the credential it took, afterwards; None where it took none or nobody could ask."""
    first_event: int | None = None
    """Number of the first trace event it caused; None where it caused none."""
    last_event: int | None = None

    @property
    def done(self) -> bool:
        """There is a result. Its checks may be bad all the same."""
        return self.result is not None
