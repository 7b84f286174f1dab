"""A card made for the model: every file has content of its own, every key is fresh, every secret is known to the test."""

import functools
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.chip import Chip
from openmyna.card.contents import ApplicationContents, CardContents, CardProfile, FileContents
from openmyna.card.state import CardStateStore, VolatileState
from support.card_rules import AIDS, FILES, OBJECTS

ISSUER_KEY = bytes(range(0x40, 0x60))
SESSION_KEY_FILE = 0x10006
"""Where the contents keep the private half of text EF 0006; no command can name it."""

SECRETS = MappingProxyType(
    {
        ("jpki", 0x0010): b"",
        ("jpki", 0x0018): b"1234",
        ("jpki", 0x001B): b"ABC123",
        ("visual", 0x0011): b"010331",
        ("visual", 0x0012): b"01033120355678",
        ("visual", 0x0013): b"987654321098",
        ("text", 0x0011): b"1234",
        ("text", 0x0012): b"",
        ("text", 0x0014): b"987654321098",
        ("text", 0x0015): b"01033120355678",
        ("resident", 0x001C): b"1234",
        ("common", 0x001C): b"1234",
    }
)

KEYS = (("jpki", 0x17), ("jpki", 0x1A), ("visual", 0x1A), ("text", 0x13), ("text", SESSION_KEY_FILE), ("common", 0x19))


@functools.cache
def private_key(owner: tuple[str, int]) -> RSAPrivateKey:
    """One key for each owner, made once a test run."""
    del owner
    return generate_private_key(public_exponent=65537, key_size=2048)


def modulus_bytes(key: RSAPublicKey) -> bytes:
    """The modulus in 256 bytes."""
    return key.public_numbers().n.to_bytes(256, "big")


def content_of(application: str, identifier: int) -> bytes:
    """Distinct bytes for a file: 40 to 640 of them, so that short and long reads meet an end."""
    seed = hashlib.sha256(f"{application} {identifier:04X}".encode()).digest()
    return (seed * 20)[: 40 + 40 * (identifier % 16)]


def records_of(application: str, identifier: int) -> tuple[bytes, ...]:
    """One or two records; the second file's is a key reference of 16 bytes."""
    body = content_of(application, identifier)
    return (b"\x01\x1c" + body[:28],) if identifier == 1 else (body[:16], body[16:32])


def object_of(tag: int) -> bytes:
    """Content of a data object; the certificates are longer than a short Le can ask for."""
    seed = hashlib.sha256(f"object {tag:04X}".encode()).digest()
    return (seed * 18)[: 563 if tag in (0x00F8, 0x7F21) else 8 + tag % 16]


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal certified by the authority whose public key the card holds in JPKI EF 0016."""

    key: RSAPrivateKey = field(repr=False)
    certificate: bytes = field(repr=False)

    def proof(self, challenge: bytes) -> bytes:
        """The terminal's signature of a challenge."""
        return self.key.sign(challenge, padding.PKCS1v15(), SHA256())


@functools.cache
def terminal() -> Terminal:
    """The one terminal whose certificate the card accepts."""
    key = private_key(("terminal", 0))
    public = bytes.fromhex("9003010001 91820100") + modulus_bytes(key.public_key())
    body = b"9000090\x08\x05001\0\0\0\0" + b"9000091\x08\x05001\0\0\0\0" + public
    signature = private_key(("authority", 0)).sign(body, padding.PKCS1v15(), SHA256())
    return Terminal(key, bytes.fromhex("5F4E820129") + body + bytes.fromhex("5F37820100") + signature)


def _file(application: str, identifier: int) -> FileContents:
    kind = FILES[application][identifier].kind
    if kind == "reference":
        tries = FILES[application][identifier].tries
        return FileContents(secret=SECRETS[application, identifier], remaining=tries, maximum=tries)
    if kind == "record":
        return FileContents(records=records_of(application, identifier))
    if kind == "key":
        return FileContents(data=pkcs8(private_key((application, identifier))))
    if kind == "authority":
        return FileContents(
            data=private_key(("authority", 0))
            .public_key()
            .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        )
    return FileContents(data=content_of(application, identifier) if kind == "transparent" else b"")


def pkcs8(key: RSAPrivateKey) -> bytes:
    """A key as the contents keep it."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def contents(profile: CardProfile | None = None) -> CardContents:
    """Fresh contents; the caller may change them."""
    applications = []
    for name, aid in AIDS.items():
        files = {identifier: _file(name, identifier) for identifier in FILES[name]}
        if name == "text":
            files[SESSION_KEY_FILE] = FileContents(data=pkcs8(private_key((name, SESSION_KEY_FILE))))
        objects = {tag: object_of(tag) for tag in OBJECTS} if name == "manager" else {}
        applications.append(ApplicationContents(aid=aid, files=files, objects=objects))
    return CardContents(
        identifier=bytes(16),
        label="model",
        generation="rsa2048",
        atr=bytes.fromhex("3BE000FF8131FE4514"),
        profile=profile or CardProfile(),
        applications=applications,
        issuer_key=ISSUER_KEY,
    )


def chip(store: CardStateStore | None = None, random: Callable[[int], bytes] = os.urandom) -> Chip:
    """A chip over fresh contents, or over the given store; `random` gives its challenges."""
    return Chip(store or VolatileState(contents()), BUILT_IN, random=random)
