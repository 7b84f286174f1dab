"""Applications and files as the running chip holds them: a layout's row beside the contents of one card."""

from typing import TYPE_CHECKING

from openmyna.card.contents import ApplicationContents, FileContents
from openmyna.card.refusal import Refusal
from openmyna.card.signing import load
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.layout import Application, ElementaryFile

if TYPE_CHECKING:
    from openmyna.card.signing import PrivateKeyObject


class LoadedFile:
    """One file: what may be done with it, what is in it, and its key object once a command needed it."""

    __slots__ = ("_key", "body", "contents", "declared", "identifier")

    def __init__(self, declared: ElementaryFile, contents: FileContents) -> None:
        self.declared = declared
        self.identifier = declared.identifier
        self.body = declared.body
        self.contents = contents
        self._key: PrivateKeyObject | None = None

    def __repr__(self) -> str:
        return f"LoadedFile({self.identifier:04X} {self.declared.name})"

    def private_key(self) -> "PrivateKeyObject":
        """The key object of a private key file, made once; 6A88 where the file holds no key."""
        if self._key is None:
            if not self.contents.data:
                raise Refusal(sw.REFERENCE_NOT_FOUND)
            self._key = load(self.contents.data)
        return self._key

    def replace_key(self, key: "PrivateKeyObject") -> None:
        """A new key was made and is durable in the contents."""
        self._key = key


class LoadedApplication:
    """One application with its files by identifier and by short identifier; `index` is its place in the image."""

    __slots__ = ("by_short", "declared", "files", "index", "objects")

    def __init__(self, declared: Application, contents: ApplicationContents, index: int) -> None:
        self.declared = declared
        self.index = index
        self.objects = contents.objects
        self.files: dict[int, LoadedFile] = {}
        self.by_short: dict[int, LoadedFile] = {}
        for row in declared.files:
            held = contents.files.get(row.identifier)
            if held is None:
                continue
            loaded = LoadedFile(row, held)
            self.files[row.identifier] = loaded
            if row.selectable:
                self.by_short[row.short_identifier] = loaded

    def __repr__(self) -> str:
        return f"LoadedApplication({self.declared.name})"
