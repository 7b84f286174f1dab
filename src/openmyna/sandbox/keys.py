"""The published TEST keys: read by name from the package's own data, where each file says what it is.

They were made once, because making one takes longer than everything else a card needs; they protect nothing.
"""

from importlib.resources import files
from typing import TYPE_CHECKING

from openmyna.pki.errors import KeyUnusable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from openmyna.pki.keys import SigningKey

MARK = "TEST KEY - openmyna sandbox - never use"
NAMED = "key: "
"""Begins the line before a key in a card's bundle; the rest of the line is the key's name."""
KEY_FOLDER = files("openmyna.sandbox") / "keys"
CARD_FOLDER = KEY_FOLDER / "cards"
"""One bundle a card: every key of a persona's card, for either generation, each behind a line that names it."""

FIRST = "hanako"
"""The bundle for a persona that has none of its own and is to have published keys all the same."""


def key_sets() -> tuple[str, ...]:
    """The cards whose keys are published."""
    return tuple(sorted(item.name.removesuffix(".pem") for item in CARD_FOLDER.iterdir() if item.name.endswith(".pem")))


def published_key(name: str) -> "SigningKey":
    """The shipped TEST key of this name; `CARD/KEY` is a key of a card, as in `hanako/jpki-sign`."""
    from openmyna.pki.keys import from_pem

    card, _, key = name.rpartition("/")
    if card:
        return from_pem(card_key_texts(card)[key], name)
    return from_pem(_marked(f"{name}.pem"), f"{name}.pem")


def published_rsa_key(name: str) -> "RSAPrivateKey":
    """The shipped TEST key of this name, which is RSA."""
    from openmyna.pki.keys import rsa_only

    return rsa_only(published_key(name), name)


def card_key_texts(card: str) -> dict[str, bytes]:
    """Every key of a card's bundle in PEM form, by its name."""
    mark, *keys = _marked(f"cards/{card}.pem").decode("ascii").split(f"\n{NAMED}")
    del mark
    named = (key.partition("\n") for key in keys)
    return {name: pem.encode("ascii") for name, _, pem in named}


def _marked(path: str) -> bytes:
    raw = KEY_FOLDER.joinpath(*path.split("/")).read_bytes()
    if not raw.startswith(MARK.encode()):
        raise KeyUnusable(path, "a file whose first line says that it is a TEST key")
    return raw
