"""The chip: a generic processor filled by one card's contents and the layouts of its applications.

A command goes through parsing, class and chaining, secure messaging, dispatch. The chip alone enforces access; a refusal
raised anywhere inside becomes a response here, and no byte string makes it raise.
"""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from openmyna.card import commands
from openmyna.card.contents import CardState
from openmyna.card.errors import CardNotServable, StateNotDurable
from openmyna.card.file_system import LoadedApplication, LoadedFile
from openmyna.card.generation import GENERATIONS
from openmyna.card.pending import Pending
from openmyna.card.refusal import Refusal
from openmyna.card.state import CardStateStore
from openmyna.errors import EncodingError
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.chaining import Assembler
from openmyna.iso7816.layout import Catalogue

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    from openmyna.card.secure_messaging import SecureMessaging
    from openmyna.card.signing import Signer
    from openmyna.iso7816.layout import SignatureScheme

_FAILURE = sw.FAILURE.to_bytes(2, "big")


class Chip:
    """A card that answers APDUs; satisfies `CardPort`. One thread at a time.

    `store` holds the contents and makes them durable; `catalogue` says what each application's files mean;
    `random` gives n random bytes. A card that is only displayed is refused with `card-not-servable`.
    """

    application: LoadedApplication | None
    """The selected application; the card manager at power-on."""
    file: LoadedFile | None
    """The current file."""
    verified: set[int]
    """Security status: identifiers of verified reference data of this application, `ISSUER`, `TERMINAL`."""
    challenge: bytes | None
    """The last challenge given out, until an authentication uses it."""
    secure: "SecureMessaging | None"
    terminal_key: "RSAPublicKey | None"

    def __init__(
        self, store: CardStateStore, catalogue: Catalogue, *, random: Callable[[int], bytes] = os.urandom
    ) -> None:
        contents = store.contents
        if contents.state is CardState.DISPLAY_ONLY:
            raise CardNotServable(label=contents.label)
        self.store = store
        self.random = random
        self.profile = contents.profile
        self.generation = GENERATIONS[contents.generation]
        self.destroyed = contents.state is CardState.DESTROYED
        held = {item.aid: (index, item) for index, item in enumerate(contents.applications)}
        self.applications: dict[bytes, LoadedApplication] = {}
        for aid, declared in catalogue.items():
            if aid in held:
                index, item = held[aid]
                self.applications[aid] = LoadedApplication(declared, item, index)
        self._manager = next((app for app in self.applications.values() if app.declared.manager), None)
        self._signers: dict[int, Signer] = {}
        self._chain = Assembler()
        self._forget()

    def __repr__(self) -> str:
        return f"Chip({self.store.contents.label}, {self.store.contents.state.value})"

    # The wire.

    def power_on(self) -> bytes:
        """Cold reset: nothing verified, the card manager current. Returns the answer to reset."""
        self._forget()
        return self.store.contents.atr

    def power_off(self) -> None:
        """Power removed: every security status is lost."""
        self._forget()

    def reset(self) -> bytes:
        """Warm reset: the status survives unless the profile says otherwise. Returns the answer to reset."""
        if self.profile.warm_reset_clears:
            self._forget()
        return self.store.contents.atr

    def transmit(self, command: bytes) -> bytes:
        """One command APDU in, one response APDU out, whatever the bytes are."""
        answer = self.begin(command)
        return answer if isinstance(answer, bytes) else self.finish(answer)

    # The two halves of a command that must wait for stable storage.

    def begin(self, raw: bytes) -> bytes | Pending:
        """Process up to the answer, or up to the point where a record must be durable first."""
        if self.destroyed:
            return _FAILURE
        try:
            command = CommandAPDU.from_bytes(raw)
            cla = command.cla
            if cla & 0x7F:
                return self._special_class(command)
            if self._chain.open:
                command = self._chain.add(command) or command
            handler = commands.TABLE.get(cla << 8 | command.ins)
            if handler is None:
                return commands.refusal_of(command.ins).to_bytes(2, "big")
            return handler(self, command)
        except Refusal as refusal:
            return refusal.sw.to_bytes(2, "big")
        except EncodingError:
            return b"\x67\x00"
        except StateNotDurable:
            return sw.MEMORY_FAILURE.to_bytes(2, "big")

    def finish(self, pending: Pending) -> bytes:
        """Wait until the record is durable, then answer."""
        try:
            self.store.sync(pending.ticket)
            return pending.conclude()
        except StateNotDurable:
            return sw.MEMORY_FAILURE.to_bytes(2, "big")

    def _special_class(self, command: CommandAPDU) -> bytes | Pending:
        """Everything but CLA 00 and 80: channels, chaining, secure messaging."""
        cla = command.cla
        if cla & 0x60:
            further_channel = cla & 0xC0 == 0x40
            raise Refusal(sw.CHANNEL_NOT_SUPPORTED if further_channel else sw.CLA_NOT_SUPPORTED)
        if cla & 0x03:
            raise Refusal(sw.CHANNEL_NOT_SUPPORTED)
        if cla & 0x10:
            if not self.profile.command_chaining:
                raise Refusal(sw.CHAINING_NOT_SUPPORTED)
            self._chain.add(command)
            return b"\x90\x00"
        if cla in (0x08, 0x0C):
            from openmyna.card import secure_messaging

            return secure_messaging.process(self, command)
        raise Refusal(sw.SECURE_MESSAGING_NOT_SUPPORTED)

    # What the commands ask of the chip.

    def current_application(self) -> LoadedApplication:
        """The selected application; a card without a card manager may have none (6985)."""
        if self.application is None:
            raise Refusal(sw.CONDITIONS)
        return self.application

    def enter(self, application: LoadedApplication) -> None:
        """Make `application` current; another one than before ends what was verified."""
        if application is not self.application:
            self._forget()
            self.application = application
        self.file = None

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

    def signer(self, p1: int) -> "tuple[SignatureScheme, Signer]":
        """Scheme and function of this P1; 6A86 where the generation has none."""
        scheme = self.generation.schemes.get(p1)
        if scheme is None:
            raise Refusal(sw.WRONG_PARAMETERS)
        found = self._signers.get(p1)
        if found is None:
            from openmyna.card.signing import signers

            table = signers(self.profile.pss_salt_length)
            self._signers = {number: table[item] for number, item in self.generation.schemes.items()}
            found = self._signers[p1]
        return scheme, found

    def destroy(self) -> None:
        """Tamper response: keys and files are gone, now and for ever; every command answers 6F00."""
        self.destroyed = True
        self._forget()
        self.applications.clear()
        self.application = self._manager = None
        self.store.destroy()

    def _forget(self) -> None:
        """What power keeps alive: current application and file, what was verified, challenge, sessions."""
        self.application = self._manager
        self.file = None
        self.verified = set()
        self.challenge = None
        self.secure = None
        self.terminal_key = None
        self._chain.clear()


def transmit_together(exchanges: Sequence[tuple[Chip, bytes]]) -> list[bytes]:
    """One command to each of many chips; all records of a folder become durable with one sync.

    Each chip may appear once. The answers come in the order of the exchanges.
    """
    begun = [(chip, chip.begin(command)) for chip, command in exchanges]
    return [answer if isinstance(answer, bytes) else chip.finish(answer) for chip, answer in begun]
