"""The card as it runs: its applications, what is selected, what was verified, and the sessions that power keeps alive.

Commands see this and nothing else of the chip; they ask it and the access rules, and never decide by themselves.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from openmyna.card.contents import FileContents
from openmyna.card.errors import StateNotDurable
from openmyna.card.file_system import LoadedApplication, LoadedFile
from openmyna.card.generation import GENERATIONS
from openmyna.card.refusal import Refusal
from openmyna.card.secure_messaging import SecureMessaging
from openmyna.card.signing import Signer, signers
from openmyna.card.state import CardStateStore
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.layout import Catalogue, SignatureScheme

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey


class LoadedCard:
    """One card in use, filled from its store; `random` gives n random bytes."""

    application: LoadedApplication | None
    """The selected application; the card manager at power-on."""
    file: LoadedFile | None
    """The current file."""
    verified: set[int]
    """Security status: identifiers of verified reference data of this application, `ISSUER`, `TERMINAL`."""
    challenge: bytes | None
    """The last challenge given out, until an authentication uses it."""
    secure: SecureMessaging | None
    terminal_key: "RSAPublicKey | None"

    def __init__(self, store: CardStateStore, catalogue: Catalogue, random: Callable[[int], bytes]) -> None:
        contents = store.contents
        self.store = store
        self.random = random
        self.profile = contents.profile
        self.generation = GENERATIONS[contents.generation]
        held = {item.aid: (index, item) for index, item in enumerate(contents.applications)}
        self.applications: dict[bytes, LoadedApplication] = {}
        for aid, declared in catalogue.items():
            if aid in held:
                index, item = held[aid]
                self.applications[aid] = LoadedApplication(declared, item, index)
        self._manager = next((app for app in self.applications.values() if app.declared.manager), None)
        self._signers: Mapping[SignatureScheme, Signer] | None = None
        self.forget()

    def __repr__(self) -> str:
        return f"LoadedCard({self.store.contents.label})"

    def forget(self) -> None:
        """Nothing selected but the card manager, nothing verified, no challenge and no session."""
        self.application = self._manager
        self.file = None
        self.verified = set()
        self.challenge = None
        self.secure = None
        self.terminal_key = None

    def enter(self, application: LoadedApplication) -> None:
        """Make `application` current; another one than before ends what was verified."""
        if application is not self.application:
            self.forget()
            self.application = application
        self.file = None

    def current_application(self) -> LoadedApplication:
        """The selected application; a card without a card manager may have none (6985)."""
        if self.application is None:
            raise Refusal(sw.CONDITIONS)
        return self.application

    def named_file(self, p2: int) -> LoadedFile:
        """The file P2 names: 80 the current one, 80|short identifier another, which becomes current."""
        if p2 == 0x80:
            if self.file is None:
                raise Refusal(sw.NO_CURRENT_EF)
            return self.file
        if p2 & 0xE0 != 0x80 or p2 == 0x9F:
            raise Refusal(sw.WRONG_PARAMETERS)
        return self.short_file(p2 & 0x1F)

    def short_file(self, short_identifier: int) -> LoadedFile:
        """The file of this short identifier, which becomes current; 6A82 where there is none."""
        found = self.application.by_short.get(short_identifier) if self.application else None
        if found is None:
            raise Refusal(sw.NOT_FOUND)
        self.file = found
        return found

    def file_at(self, p1: int, p2: int) -> tuple[LoadedFile, int]:
        """File and offset a binary command names: P1 80|short identifier, or a 15-bit offset in the current file."""
        if p1 & 0x80:
            if p1 & 0x60 or not 1 <= p1 & 0x1F <= 30:
                raise Refusal(sw.WRONG_PARAMETERS)
            return self.short_file(p1 & 0x1F), p2
        if self.file is None:
            raise Refusal(sw.NO_CURRENT_EF)
        return self.file, p1 << 8 | p2

    def scheme(self, p1: int) -> SignatureScheme:
        """The signature scheme of this P1; 6A86 where the generation has none."""
        found = self.generation.schemes.get(p1)
        if found is None:
            raise Refusal(sw.WRONG_PARAMETERS)
        return found

    def signer(self, scheme: SignatureScheme) -> Signer:
        """The function of this scheme; the table of them is made once a card."""
        if self._signers is None:
            self._signers = signers(self.profile.pss_salt_length)
        return self._signers[scheme]

    @contextmanager
    def saved(self, contents: FileContents) -> Iterator[FileContents]:
        """Change the contents of one file inside this; durable at its end, or the change is taken back (and raised)."""
        former = replace(contents)
        try:
            yield contents
            self.store.save()
        except StateNotDurable:
            for item in fields(FileContents):
                setattr(contents, item.name, getattr(former, item.name))
            raise

    def erase(self) -> None:
        """Nothing is left to select, read or sign with."""
        self.applications.clear()
        self._manager = None
        self.forget()
