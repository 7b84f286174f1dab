"""Numbers a persona file leaves out, derived from the persona's name: the same each time, and about nobody.

Nothing here is random or secret; it only keeps persona files short.
"""

from datetime import datetime
from hashlib import sha256

from openmyna.identity.birthdays import JST
from openmyna.identity.resident_record_code import ResidentRecordCode

HEXADECIMAL = "0123456789ABCDEF"
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def derived_text(persona: str, purpose: str, length: int, alphabet: str = DIGITS) -> str:
    """Characters of an alphabet, one from each byte of a hash over persona, purpose and place."""
    blocks = (length + 31) // 32
    stream = b"".join(sha256(f"{persona}\0{purpose}\0{block}".encode()).digest() for block in range(blocks))
    return "".join(alphabet[byte % len(alphabet)] for byte in stream[:length])


def resident_record_code(persona: str) -> ResidentRecordCode:
    """A synthetic resident record code."""
    return ResidentRecordCode.synthetic(derived_text(persona, "resident record code", 10))


def serial_number(persona: str, purpose: str) -> int:
    """A serial number of four octets in the range real ones are in."""
    return 100_000_000 + int(derived_text(persona, purpose, 8))


def sign_common_name(persona: str, purpose: str, issued: datetime) -> str:
    """The 28 digits of a digital signature certificate's common name: when it was issued in Japan, and 14 more."""
    return issued.astimezone(JST).strftime("%Y%m%d%H%M%S") + derived_text(persona, purpose, 14)


def auth_common_name(persona: str, municipality: str) -> str:
    """The 23 characters of a user authentication certificate's common name."""
    first = derived_text(persona, "common name", 6) + "T"
    middle = derived_text(persona, "common name, middle", 7, DIGITS + LETTERS)
    return f"{first}{middle}{municipality}003A"
