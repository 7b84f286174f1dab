"""Secrets as types: a value of these shows no material in text, logs, tracebacks, hashes, JSON or pickles.

The material leaves through `reveal()` and nowhere else. The rules for passwords follow the municipal PIN form
(a card itself checks lengths only).
"""

from typing import Any, ClassVar, Generic, NoReturn, Self, TypeVar

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.identity.errors import WeakPassword, WrongShape

Material = TypeVar("Material", str, bytes)


class Secret(Generic[Material]):
    """Base of redacting types: immutable, unhashable, compared in constant time with its own type only.

    A subclass says in `_admit` which material it takes, and returns it in its canonical form or returns the
    refusal. It returns instead of raising so that no frame of a traceback still holds the material.
    """

    __slots__ = ("__material",)
    __iter__: ClassVar[None] = None
    __material: Material

    LABEL: ClassVar[Bilingual] = Bilingual("秘密情報", "secret")
    MATERIAL: ClassVar[type[str] | type[bytes]] = str

    def __init__(self, material: Material) -> None:
        admitted = self._admit(material) if isinstance(material, self.MATERIAL) else self._wrong_type()
        del material  # A traceback that prints local variables must not find it.
        if isinstance(admitted, OpenMynaError):
            raise admitted
        object.__setattr__(self, "_Secret__material", admitted)
        self._note(admitted)

    @classmethod
    def _wrong_type(cls) -> WrongShape:
        text = cls.MATERIAL is str
        return WrongShape(cls.LABEL, Bilingual("文字列", "text") if text else Bilingual("バイト列", "bytes"))

    @classmethod
    def _admit(cls, material: Material) -> Material | OpenMynaError:
        """The material in canonical form, or the refusal."""
        return material or WrongShape(cls.LABEL, Bilingual("空でない値", "not empty"))

    def _note(self, material: Material) -> None:
        """Keep facts about the material that are no secret themselves; nothing by default."""

    def reveal(self) -> Material:
        """Hand out the material: the one way out, so that it can be searched for and guarded."""
        return self.__material

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret) or type(other) is not type(self):
            return NotImplemented
        from hmac import compare_digest  # On use: it loads OpenSSL, which printing a help text does not need.

        return compare_digest(_octets(self.__material), _octets(other.__material))

    __hash__ = None  # type: ignore[assignment]  # A hash would let a guess be tested, and a number become a key.

    def __repr__(self) -> str:
        return f"<{type(self).__name__} redacted>"

    def __str__(self) -> str:
        return repr(self)

    def __format__(self, specification: str) -> str:
        return repr(self)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is secret and cannot be pickled")

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is secret and cannot be pickled")

    def __getstate__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is secret and has no state to hand out")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed")


def _octets(material: str | bytes) -> bytes:
    return material if isinstance(material, bytes) else material.encode("utf-8")


def all_digits(text: str, *lengths: int) -> bool:
    """Whether the text is ASCII digits only and of one of these lengths."""
    return len(text) in lengths and text.isascii() and text.isdigit()


class KeyBytes(Secret[bytes]):
    """A symmetric key or an encoded private key."""

    __slots__ = ()
    LABEL = Bilingual("鍵", "key")
    MATERIAL = bytes


class PIN(Secret[str]):
    """Any reference data the card compares: 1 to 16 printable ASCII characters, as `reveal()` gives them."""

    __slots__ = ()
    LABEL = Bilingual("暗証番号", "PIN")

    @classmethod
    def _admit(cls, material: str) -> str | OpenMynaError:
        if 1 <= len(material) <= 16 and material.isascii() and material.isprintable():
            return material
        return WrongShape(cls.LABEL, Bilingual("1文字以上16文字以下のASCII文字", "1 to 16 printable ASCII characters"))


class FourDigitPIN(PIN):
    """A four-digit PIN: user authentication, text input support, resident register."""

    __slots__ = ()
    LABEL = Bilingual("4桁の暗証番号", "four-digit PIN", "4けたの 暗証番号")

    @classmethod
    def _admit(cls, material: str) -> str | OpenMynaError:
        return (
            material
            if all_digits(material, 4)
            else WrongShape(cls.LABEL, Bilingual("4桁の数字", "4 digits", "すうじ 4つ"))
        )


class Password(PIN):
    """The digital signature password: 6 to 16 letters and digits, both kinds present, kept in upper case."""

    __slots__ = ()
    LABEL = Bilingual("署名用パスワード", "digital signature password", "署名の パスワード")

    @classmethod
    def _admit(cls, material: str) -> str | OpenMynaError:
        if not (6 <= len(material) <= 16 and material.isascii() and material.isalnum()):
            return WrongShape(
                cls.LABEL,
                Bilingual(
                    "6文字以上16文字以下の英数字",
                    "6 to 16 letters and digits",
                    "アルファベットと すうじで、6から16もじ",
                ),
            )
        if material.isdigit() or material.isalpha():
            return WeakPassword(cls.LABEL)
        return material.upper()
