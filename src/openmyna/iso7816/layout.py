"""Words to declare what is on a card: applications, elementary files, reference data, keys, data objects.

A layout is the specification, not the state: it imports nothing of the card or the terminal, and both use it.
`source` names the sheet or observation a row rests on; `certainty` says how far to trust it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from openmyna.iso7816.access import ALWAYS, ISSUER_SESSION, NEVER, Rule


class Certainty(Enum):
    """How well a fact about the real card is known, strongest first."""

    MEASURED = "measured"
    AGREED = "agreed"
    SINGLE_SOURCE = "single source"
    GUESS = "guess"


class SignatureScheme(Enum):
    """What COMPUTE DIGITAL SIGNATURE does with its input; P1 chooses (a table of the card generation)."""

    RSA_PKCS1_VERBATIM = "PKCS#1 v1.5 type 1 padding over the input as it is"
    RSA_PKCS1_BARE_SHA256 = "PKCS#1 v1.5 over the bare SHA-256 of the input"
    RSA_PKCS1_SHA256_DIGEST = "PKCS#1 v1.5 over a SHA-256 digest, DigestInfo added by the card"
    RSA_PKCS1_SHA256 = "sha256WithRSAEncryption over the input"
    RSA_PSS_SHA256_DIGEST = "RSASSA-PSS over a SHA-256 digest"
    RSA_PSS_SHA256 = "RSASSA-PSS with SHA-256 over the input"
    ECDSA_SHA384_DIGEST = "ECDSA over a SHA-384 digest"
    ECDSA_SHA384 = "ECDSA with SHA-384 over the input"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transparent:
    """A transparent file: bytes with offsets."""

    read: Rule
    write: Rule = ISSUER_SESSION
    personal: bool = False
    """Its content is about the holder or leads to the Individual Number: traces show its length only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """A linear file of records, each returned as stored."""

    read: Rule
    write: Rule = ISSUER_SESSION
    personal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceData:
    """A PIN, password or matching number to compare with; lengths in bytes (ASCII)."""

    minimum: int
    maximum: int
    tries: int
    """Retry counter maximum; 0 means blocked from issue."""
    change: Rule = NEVER
    """Who may use CHANGE REFERENCE DATA (00 24 01)."""
    change_key: Rule = NEVER
    """Who may use the JICSAP command CHANGE KEY (80 32)."""
    unlock: Rule = ISSUER_SESSION


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateKey:
    """A private key: never readable, used by the commands its rules name."""

    sign: Rule = NEVER
    """COMPUTE DIGITAL SIGNATURE; refused with 6985 instead of 6982 where `sign` is NEVER and the key is unguarded."""
    authenticate: Rule = NEVER
    """INTERNAL AUTHENTICATE."""
    decipher: Rule = NEVER
    """SET SESSION KEY: the key that opens the session-key cryptogram."""
    guarded: bool = True
    """Guarded keys refuse a use they do not know with 6982, unguarded ones with 6985."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateAuthorityKey:
    """A public key against which a terminal's card-verifiable certificate is checked (80 A2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Internal:
    """A file that can be selected and nothing more; reading answers 6981."""


Body = Transparent | Records | ReferenceData | PrivateKey | CertificateAuthorityKey | Internal


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementaryFile:
    """One elementary file; `identifier` is its two-byte file id, whose low five bits are the short EF id.

    An identifier above FFFF names something the chip holds that no command can select.
    """

    identifier: int
    name: str
    """Code name, as in the glossary: lower case with underscores."""
    ja: str
    body: Body
    certainty: Certainty
    source: str

    @property
    def selectable(self) -> bool:
        """Whether a command can name this file."""
        return self.identifier <= 0xFFFF

    @property
    def short_identifier(self) -> int:
        """Short EF identifier, 1 to 30."""
        return self.identifier & 0x1F


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """A data object answered by GET DATA; `tag` is P1-P2."""

    tag: int
    name: str
    ja: str
    certainty: Certainty
    source: str
    read: Rule = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionKeyRule:
    """SET SESSION KEY in this application: the deciphering key and who may; or the status word of its refusal."""

    key: int | None = None
    access: Rule = NEVER
    refusal: int = 0x6982


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One application: its AID, its files by identifier, its data objects, and what its special commands use."""

    name: str
    ja: str
    aid: bytes
    files: tuple[ElementaryFile, ...] = ()
    objects: tuple[StoredObject, ...] = ()
    default_key: int | None = None
    """The key COMPUTE DIGITAL SIGNATURE uses with P2 = 00."""
    terminal_authority: int | None = None
    """The file whose key checks a terminal's certificate."""
    session_key: SessionKeyRule = field(default_factory=SessionKeyRule)
    manager: bool = False
    """The card manager: current at power-on, its own answers to SELECT by file id."""

    def file(self, name: str) -> ElementaryFile:
        """The file of this code name; KeyError where there is none."""
        for item in self.files:
            if item.name == name:
                return item
        raise KeyError(name)


Catalogue = Mapping[bytes, Application]
"""Applications by AID, in the order in which an ambiguous prefix is resolved."""
