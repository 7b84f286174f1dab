"""An order for one card: everything that is decided before the chip is personalised.

Values are the identity room's own types, so that nothing secret is shown by printing an order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from openmyna.applications.text.personalise import Tries as TextTries
from openmyna.applications.visual.personalise import Tries as VisualTries
from openmyna.card.contents import CardProfile
from openmyna.identity.address import Address
from openmyna.identity.card_numbers import CardNumber, ChipSerial, SecurityCode
from openmyna.identity.dates import BirthDate, Calendar, day_text
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.matching_numbers import MatchingNumberA, MatchingNumberB
from openmyna.identity.municipality import MunicipalityCode
from openmyna.identity.name import Name
from openmyna.identity.resident_record_code import ResidentRecordCode
from openmyna.identity.secret import FourDigitPIN, KeyBytes, Password
from openmyna.identity.sex import Sex
from openmyna.issuance.defects import Defects
from openmyna.issuance.validity import Residence

CONTACT_ATR = bytes.fromhex("3BE000FF8131FE4514")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The person."""

    name: Name
    address: Address
    birth_date: BirthDate
    calendar: Calendar = Calendar.ERA
    """How the card prints the birth date, which decides matching number B."""
    sex: Sex = field(repr=False)
    individual_number: IndividualNumber
    resident_record_code: ResidentRecordCode
    residence: Residence = Residence.NATIONAL
    stay_until: date | None = None
    """Last day of the period of stay; only of those whose card ends with it."""
    adult_ward: bool = False
    """成年被後見人."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """Where the holder lives: its code, its mayor, and prefecture and municipality in Latin letters."""

    code: MunicipalityCode
    mayor: str
    prefecture_romaji: str
    municipality_romaji: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardNumbers:
    """Numbers of the card itself."""

    card_number: CardNumber
    chip_serial: ChipSerial
    security_code: SecurityCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The password and the PINs; `resident` also opens the common application. None: not set, which a chip keeps blocked."""

    sign_password: Password | None = None
    auth: FourDigitPIN | None = None
    text: FourDigitPIN | None = None
    resident: FourDigitPIN | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryMaxima:
    """Attempts of every credential; the matching numbers' real maxima are not known, so each is a setting."""

    sign_password: int = 5
    auth_pin: int = 3
    resident_pin: int = 3
    common_pin: int = 3
    text: TextTries = field(default_factory=TextTries)
    visual: VisualTries = field(default_factory=VisualTries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """When the card was issued and the last days of card and certificates."""

    issued: datetime
    card_until: date
    certificates_until: date
    """Of the certificates that are on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateIssue:
    """One certificate to be issued: its number, the number that stands for a name in it, and its time."""

    serial_number: int
    common_name: str
    issued: datetime
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatesWanted:
    """Which of the two certificates the card gets; the young, wards and PIN-less cards have no `sign`."""

    sign: bool = True
    auth: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceWishes:
    """What the faces show beyond the facts: the portrait and what is written in the spaces left for it."""

    portrait: str | None = None
    """Seed of the drawn portrait; None: no photograph, as on a baby's card."""
    additions: tuple[str, ...] = field(default=(), repr=False)
    """The lines of the sign panel (追記欄), in order."""
    organ_donation: str = field(default="", repr=False)
    """What is filled in for organ donation; empty: left blank."""
    certificates_until_written: bool = True
    """Whether the last day of the certificates is written into its space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardKeys:
    """Private keys, PKCS#8 DER: JPKI's are of the generation's algorithm, the others RSA-2048."""

    sign: KeyBytes
    auth: KeyBytes
    visual: KeyBytes
    text: KeyBytes
    session: KeyBytes
    common: KeyBytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CardOrder:
    """One card."""

    label: str
    generation: str = "rsa2048"
    """`p384-preview` for the announced next card; its certificates and keys are then P-384."""
    holder: Holder
    municipality: Municipality
    numbers: CardNumbers
    credentials: Credentials
    validity: Validity
    wanted: CertificatesWanted = field(default_factory=CertificatesWanted)
    keys: CardKeys
    tries: RetryMaxima = field(default_factory=RetryMaxima)
    attempts: Mapping[str, int] = field(default_factory=dict)
    """Attempts remaining when the card is made, by credential (`issuance/attempts.py`); full where nothing is said."""
    face: FaceWishes = field(default_factory=FaceWishes)
    substitutes: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Characters no certificate can hold, and what it writes in their place."""
    defects: Defects = field(default_factory=Defects)
    """What is wrong with the card on purpose."""
    profile: CardProfile = field(default_factory=CardProfile)
    atr: bytes = CONTACT_ATR

    def matching_number_a(self) -> MatchingNumberA:
        """The Individual Number as the card compares it."""
        return MatchingNumberA.from_individual_number(self.holder.individual_number)

    def matching_number_b(self) -> MatchingNumberB:
        """Birth date, year of expiry and security code as the card compares them."""
        holder = self.holder
        return MatchingNumberB.from_parts(
            holder.birth_date, self.validity.card_until.year, self.numbers.security_code, holder.calendar
        )


def expiry_text(day: date) -> str:
    """As the face prints it: 2025年3月31日まで有効."""
    return f"{day_text(day)}まで有効"
