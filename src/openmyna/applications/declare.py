"""Short forms for layouts: one line a file, so that a layout reads as the table it is."""

from openmyna.iso7816.access import NEVER, Rule
from openmyna.iso7816.layout import (
    Body,
    Certainty,
    CertificateAuthorityKey,
    ElementaryFile,
    Internal,
    PrivateKey,
    Records,
    ReferenceData,
    Transparent,
)

MYNA_CARD = "soltia48/myna-card"
MYNA = "jpki/myna"
OPENSC = "OpenSC/OpenSC"
JSAPDU = "AokiApp/jsapdu"
OURS = "openmyna"


def file(identifier: int, name: str, ja: str, body: Body, certainty: Certainty, source: str) -> ElementaryFile:
    """One row of a layout."""
    return ElementaryFile(identifier=identifier, name=name, ja=ja, body=body, certainty=certainty, source=source)


def transparent(read: Rule, *, personal: bool = False) -> Transparent:
    """Bytes, read under `read`; written in an issuer session only."""
    return Transparent(read=read, personal=personal)


def records(read: Rule) -> Records:
    """Records, read under `read`."""
    return Records(read=read)


def digits(length: int, tries: int, *, change: Rule = NEVER, change_key: Rule = NEVER) -> ReferenceData:
    """Reference data of exactly `length` digits."""
    return ReferenceData(minimum=length, maximum=length, tries=tries, change=change, change_key=change_key)


def key(*, sign: Rule = NEVER, authenticate: Rule = NEVER, decipher: Rule = NEVER, guarded: bool = True) -> PrivateKey:
    """A private key and the uses it knows."""
    return PrivateKey(sign=sign, authenticate=authenticate, decipher=decipher, guarded=guarded)


def unknown(identifier: int, source: str = JSAPDU) -> ElementaryFile:
    """A file seen to exist whose purpose nobody reports: it can be selected and nothing more."""
    name = f"internal_{identifier:04x}"
    return file(identifier, name, f"用途不明 {identifier:04X}", Internal(), Certainty.GUESS, source)


__all__ = [
    "JSAPDU",
    "MYNA",
    "MYNA_CARD",
    "OPENSC",
    "OURS",
    "Certainty",
    "CertificateAuthorityKey",
    "digits",
    "file",
    "key",
    "records",
    "transparent",
    "unknown",
]
