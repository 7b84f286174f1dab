"""The chip: a generic processor filled by one card's contents and the layouts of its applications.

A command goes through parsing, class and chaining, secure messaging, dispatch. The chip alone enforces access; a refusal
raised anywhere inside becomes a response here, and no byte string makes it raise.
"""

import os
from collections.abc import Callable, Sequence

from openmyna.card import commands
from openmyna.card.contents import CardState
from openmyna.card.errors import CardNotServable, StateNotDurable
from openmyna.card.loaded_card import LoadedCard
from openmyna.card.pending import Pending
from openmyna.card.refusal import Refusal
from openmyna.card.secure_messaging import PROTECTED, SELECT
from openmyna.card.state import CardStateStore
from openmyna.errors import EncodingError
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.chaining import Assembler
from openmyna.iso7816.layout import Catalogue

_FAILURE = sw.FAILURE.to_bytes(2, "big")


class Chip:
    """A card that answers APDUs; satisfies `CardPort`. One thread at a time.

    `store` holds the contents and makes them durable; `catalogue` says what each application's files mean;
    `random` gives n random bytes. A card that is only displayed is refused with `card-not-servable`.
    """

    def __init__(
        self, store: CardStateStore, catalogue: Catalogue, *, random: Callable[[int], bytes] = os.urandom
    ) -> None:
        contents = store.contents
        if contents.state is CardState.DISPLAY_ONLY:
            raise CardNotServable(label=contents.label)
        self.store = store
        self.destroyed = contents.state is CardState.DESTROYED
        self.card = LoadedCard(store, catalogue, random)
        self._chain = Assembler()

    def __repr__(self) -> str:
        return f"Chip({self.store.contents.label}, {self.store.contents.state.value})"

    # The wire.

    def power_on(self) -> bytes:
        """Cold reset: nothing verified, the card manager current. Returns the answer to reset."""
        self.power_off()
        return self.store.contents.atr

    def power_off(self) -> None:
        """Power removed: every security status is lost. A wire that sends on meets the card as after a cold reset."""
        self._chain.clear()
        self.card.forget()

    def reset(self) -> bytes:
        """Warm reset: the status survives unless the profile says otherwise. Returns the answer to reset."""
        self._chain.clear()
        if self.card.profile.warm_reset_clears:
            self.card.forget()
        return self.store.contents.atr

    def transmit(self, command: bytes) -> bytes:
        """One command APDU in, one response APDU out, whatever the bytes are."""
        answer = self.begin(command)
        return answer if isinstance(answer, bytes) else self.finish(answer)

    def destroy(self) -> None:
        """Tamper response: keys and files are gone, now and for ever; every command answers 6F00."""
        self.destroyed = True
        self.card.erase()
        self.store.destroy()

    # The two halves of a command that must wait for stable storage.

    def begin(self, raw: bytes) -> bytes | Pending:
        """Process up to the answer, or up to the point where a record must be durable first."""
        if self.destroyed:
            return _FAILURE
        try:
            command = CommandAPDU.from_bytes(raw)
            if command.cla & 0x7F:
                return self._special_class(command)
            if self._chain.open:
                command = self._chain.add(command) or command
            handler = commands.TABLE.get(command.cla << 8 | command.ins)
            if handler is None:
                return commands.refusal_of(command.ins).to_bytes(2, "big")
            return handler(self.card, command)
        except Refusal as refusal:
            return refusal.sw.to_bytes(2, "big")
        except EncodingError:
            return b"\x67\x00"
        except StateNotDurable:
            return sw.MEMORY_FAILURE.to_bytes(2, "big")

    def finish(self, pending: Pending) -> bytes:
        """Wait until the record is durable, then answer."""
        if self.destroyed:
            return _FAILURE
        try:
            self.store.sync(pending.ticket)
            return pending.conclude()
        except StateNotDurable:
            return sw.MEMORY_FAILURE.to_bytes(2, "big")

    def _special_class(self, command: CommandAPDU) -> bytes | Pending:
        """Everything but CLA 00 and 80: channels, chaining, secure messaging."""
        cla = command.cla
        if cla & 0x73 != 0x10:
            self._chain.clear()  # Only a further part keeps a chain that was begun.
        if cla & 0x60:
            further_channel = cla & 0xC0 == 0x40
            raise Refusal(sw.CHANNEL_NOT_SUPPORTED if further_channel else sw.CLA_NOT_SUPPORTED)
        if cla & 0x03:
            raise Refusal(sw.CHANNEL_NOT_SUPPORTED)
        if cla & 0x10:
            if not self.card.profile.command_chaining:
                raise Refusal(sw.CHAINING_NOT_SUPPORTED)
            self._chain.add(command)
            return b"\x90\x00"
        if cla in (0x08, 0x0C):
            return self._protected(command)
        raise Refusal(sw.SECURE_MESSAGING_NOT_SUPPORTED)

    def _protected(self, command: CommandAPDU) -> bytes | Pending:
        """Secure messaging: unwrap, run as a plain command, wrap the response data."""
        ins, session = command.ins, self.card.secure
        if ins not in PROTECTED:
            unknown = commands.refusal_of(ins) == sw.INS_NOT_SUPPORTED
            raise Refusal(sw.INS_NOT_SUPPORTED if unknown else sw.SECURE_MESSAGING_NOT_SUPPORTED)
        if session is None:
            raise Refusal(sw.SECURE_MESSAGING_NOT_SUPPORTED if ins == SELECT else sw.NO_SESSION)
        if command.cla == 0x0C:
            self.card.secure = None
            raise Refusal(sw.SM_MISSING)
        try:
            plain = session.unwrap(command)
        except EncodingError:
            self.card.secure = None
            raise Refusal(sw.SM_INCORRECT) from None
        answer = commands.TABLE[ins](self.card, plain)
        return answer if isinstance(answer, Pending) else session.wrap(answer)


def transmit_together(exchanges: Sequence[tuple[Chip, bytes]]) -> list[bytes]:
    """One command to each of many chips; all records of a folder become durable with one sync.

    Each chip may appear once. The answers come in the order of the exchanges.
    """
    begun = [(chip, chip.begin(command)) for chip, command in exchanges]
    return [answer if isinstance(answer, bytes) else chip.finish(answer) for chip, answer in begun]
