"""The published TEST keys: read by name from the package's own data, where each file says what it is.

They were made once, because making one takes longer than everything else a card needs; they protect nothing.
"""

from importlib.resources import files
from typing import TYPE_CHECKING

from openmyna.pki.errors import KeyUnusable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from openmyna.pki.keys import SigningKey

KEY_SETS = ("hanako",)
"""Published sets of the six keys of one card."""
MARK = "TEST KEY - openmyna sandbox - never use"
KEY_FOLDER = files("openmyna.sandbox") / "keys"


def published_key(name: str) -> "SigningKey":
    """The shipped TEST key of this name."""
    from openmyna.pki.keys import from_pem

    pem = (KEY_FOLDER / f"{name}.pem").read_bytes()
    if not pem.startswith(MARK.encode()):
        raise KeyUnusable(f"{name}.pem", "a file whose first line says that it is a TEST key")
    return from_pem(pem, f"{name}.pem")


def published_rsa_key(name: str) -> "RSAPrivateKey":
    """The shipped TEST key of this name, which is RSA."""
    from openmyna.pki.keys import rsa_only

    return rsa_only(published_key(name), f"{name}.pem")
