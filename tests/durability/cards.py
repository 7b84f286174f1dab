"""A small card whose secrets and keys are made in the test, and the commands of its life as bytes."""

import functools
import hmac
import os

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from openmyna.card.contents import ApplicationContents, CardContents, FileContents
from openmyna.card.generation import GENERATIONS

JPKI = bytes.fromhex("D392F000260100000001")
ATR = bytes.fromhex("3BE000FF8131FE4514")
AUTH_PIN, SIGN_PASSWORD, AUTH_KEY, SIGN_KEY, TOKEN = 0x18, 0x1B, 0x17, 0x1A, 0x06
ISSUER_KEY = bytes(range(32))


@functools.cache
def private_key(which: int) -> bytes:
    """A key made once a run."""
    del which
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def small_card(label: str = "small") -> CardContents:
    """Two keys, two PINs with 3 and 5 tries, one file the issuer may write."""
    files = {
        TOKEN: FileContents(data=b"JPKIAPICCTOKEN2".ljust(32)),
        AUTH_KEY: FileContents(data=private_key(0)),
        AUTH_PIN: FileContents(secret=b"1234", remaining=3, maximum=3),
        SIGN_KEY: FileContents(data=private_key(1)),
        SIGN_PASSWORD: FileContents(secret=b"ABC123", remaining=5, maximum=5),
    }
    return CardContents(
        identifier=os.urandom(16),
        label=label,
        generation=next(iter(GENERATIONS)),
        atr=ATR,
        applications=[ApplicationContents(aid=JPKI, files=files)],
        issuer_key=ISSUER_KEY,
    )


def counters(contents: CardContents) -> tuple[int, int]:
    """Attempts remaining of the PIN and of the password."""
    files = contents.applications[0].files
    return files[AUTH_PIN].remaining, files[SIGN_PASSWORD].remaining


SELECT_JPKI = bytes.fromhex("00A4040C0A") + JPKI
SIGN = bytes.fromhex("802A008033") + bytes.fromhex("3031300D060960864801650304020105000420" + "11" * 32 + "00")


def select_file(identifier: int) -> bytes:
    """SELECT an elementary file."""
    return bytes.fromhex("00A4020C02") + identifier.to_bytes(2, "big")


def verify(value: bytes) -> bytes:
    """VERIFY against the current file."""
    return bytes([0x00, 0x20, 0x00, 0x80, len(value)]) + value


def change(value: bytes) -> bytes:
    """CHANGE REFERENCE DATA of the current file."""
    return bytes([0x00, 0x24, 0x01, 0x80, len(value)]) + value


def update(data: bytes) -> bytes:
    """UPDATE BINARY of the current file at offset 0."""
    return bytes([0x00, 0xD6, 0x00, 0x00, len(data)]) + data


def unlock(value: bytes) -> bytes:
    """UNLOCK KEY of the current file, with a new value."""
    return bytes([0x80, 0x54, 0x00, 0x80, len(value)]) + value


GENERATE = bytes.fromhex("80460080000109")
"""GENERATE ASYMMETRIC KEY PAIR of the current file: 265 bytes of answer."""


def issuer_proof(challenge: bytes) -> bytes:
    """EXTERNAL AUTHENTICATE of the issuer."""
    return bytes.fromhex("0082000020") + hmac.digest(ISSUER_KEY, b"openmyna issuer session" + challenge, "sha256")
