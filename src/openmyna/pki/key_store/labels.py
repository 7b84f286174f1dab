"""Names of keys in a store, and the secrets that open a store; the secrets show themselves to nobody."""

import re

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.identity.errors import WrongShape
from openmyna.identity.secret import Secret
from openmyna.pki.key_store.errors import KeyLabelInvalid

_LABEL = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def admitted(label: str) -> str:
    """The label, once it is known to be one: it becomes a file name."""
    if not _LABEL.fullmatch(label):
        raise KeyLabelInvalid(label)
    return label


class Passphrase(Secret[str]):
    """What opens keys in encrypted files; at least eight characters."""

    __slots__ = ()
    LABEL = Bilingual("パスフレーズ", "passphrase")

    @classmethod
    def _admit(cls, material: str) -> str | OpenMynaError:
        if 8 <= len(material) <= 1024 and material.isprintable():
            return material
        return WrongShape(cls.LABEL, Bilingual("8文字以上の印字できる文字", "at least 8 printable characters"))


class TokenPIN(Secret[str]):
    """What opens a PKCS#11 token."""

    __slots__ = ()
    LABEL = Bilingual("トークンの PIN", "token PIN")

    @classmethod
    def _admit(cls, material: str) -> str | OpenMynaError:
        if 1 <= len(material) <= 255 and material.isprintable():
            return material
        return WrongShape(cls.LABEL, Bilingual("1文字以上255文字以内の印字できる文字", "1 to 255 printable characters"))
