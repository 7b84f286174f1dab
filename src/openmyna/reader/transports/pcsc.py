"""A card in a PC/SC reader, through pyscard (extra `reader`, imported on use); a physical card or a virtual one.

It holds one shared connection and keeps nothing of what passes. Power, reset and removal follow PC/SC part 5:
`power_off` disconnects with UNPOWER, `reset` reconnects with RESET.
"""

from types import ModuleType
from typing import Self

from openmyna.reader.errors import CardRemoved, NoCard, NoReader, PCSCUnavailable, ReaderBusy, TransportError

SUCCESS = 0


def reader_names() -> tuple[str, ...]:
    """The names of the readers present, in the order PC/SC lists them."""
    scard = _scard()
    context = _context(scard)
    try:
        return _list(scard, context)
    finally:
        scard.SCardReleaseContext(context)


class PCSC:
    """A `CardPort` on the reader of this exact name, or on the only one whose name contains it."""

    def __init__(self, reader: str) -> None:
        self._scard = _scard()
        self._card: int | None = None
        self._protocol = 0
        self._context: int | None = _context(self._scard)
        try:
            self.reader = self._find(reader)
        except NoReader:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the card as it is (a verified PIN may live on until it is reset) and let PC/SC go."""
        if self._card is not None:
            self._scard.SCardDisconnect(self._card, self._scard.SCARD_LEAVE_CARD)
            self._card = None
        if self._context is not None:
            self._scard.SCardReleaseContext(self._context)
            self._context = None

    def power_on(self) -> bytes:
        """Connect, then take the power away and give it back, so that every session starts alike."""
        scard = self._scard
        if self._card is None:
            code, card, protocol = scard.SCardConnect(
                self._context, self.reader, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
            )
            self._check(code)
            self._card, self._protocol = card, protocol
        return self._reconnect(scard.SCARD_UNPOWER_CARD)

    def power_off(self) -> None:
        """Disconnect and take the power away: every security status is lost."""
        if self._card is not None:
            card, self._card = self._card, None
            self._check(self._scard.SCardDisconnect(card, self._scard.SCARD_UNPOWER_CARD))

    def reset(self) -> bytes:
        """A warm reset."""
        return self._reconnect(self._scard.SCARD_RESET_CARD)

    def transmit(self, command: bytes) -> bytes:
        """One command APDU through SCardTransmit."""
        if self._card is None:
            raise NoCard(reader=self.reader)
        header = (
            self._scard.SCARD_PCI_T1 if self._protocol == self._scard.SCARD_PROTOCOL_T1 else self._scard.SCARD_PCI_T0
        )
        code, response = self._scard.SCardTransmit(self._card, header, list(command))
        self._check(code)
        if not response:
            # A virtual reader's driver calls it a success when its card leaves instead of answering. The handle is let go
            # as it is: pcscd overlooks the next card where it was told to take the power from one that has left.
            self._scard.SCardDisconnect(self._card, self._scard.SCARD_LEAVE_CARD)
            self._card = None
            raise CardRemoved(reader=self.reader)
        return bytes(response)

    def _reconnect(self, initialisation: int) -> bytes:
        scard = self._scard
        if self._card is None:
            raise NoCard(reader=self.reader)
        code, self._protocol = scard.SCardReconnect(
            self._card,
            scard.SCARD_SHARE_SHARED,
            scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
            initialisation,
        )
        self._check(code)
        code, _, _, _, atr = scard.SCardStatus(self._card)
        self._check(code)
        return bytes(atr)

    def _find(self, wanted: str) -> str:
        present = _list(self._scard, self._context)
        if wanted in present:
            return wanted
        alike = [name for name in present if wanted in name]
        if len(alike) != 1:
            raise NoReader(wanted=wanted, present=", ".join(present) or "-")
        return alike[0]

    def _check(self, code: int) -> None:
        """Raise the error that fits; the handle is let go where it leads nowhere any more."""
        scard = self._scard
        if code == SUCCESS:
            return
        gone = {scard.SCARD_W_REMOVED_CARD, scard.SCARD_W_RESET_CARD, scard.SCARD_E_INVALID_HANDLE}
        absent = {scard.SCARD_E_NO_SMARTCARD, scard.SCARD_W_UNPOWERED_CARD, scard.SCARD_W_UNRESPONSIVE_CARD}
        lost = {scard.SCARD_E_READER_UNAVAILABLE, scard.SCARD_E_UNKNOWN_READER}
        had_card = self._card is not None
        if code in gone | lost and had_card:
            scard.SCardDisconnect(self._card, scard.SCARD_LEAVE_CARD)
            self._card = None
        if code in gone or (code in absent and had_card):
            raise CardRemoved(reader=self.reader)
        if code in absent:
            raise NoCard(reader=self.reader)
        if code == scard.SCARD_E_SHARING_VIOLATION:
            raise ReaderBusy(reader=self.reader)
        if code in lost:
            raise NoReader(wanted=self.reader, present=", ".join(_list(scard, self._context)) or "-")
        raise TransportError(reason=scard.SCardGetErrorMessage(code))


def _scard() -> ModuleType:
    try:
        from smartcard import scard
    except ImportError as error:
        raise PCSCUnavailable(reason="pyscard is not installed") from error
    module: ModuleType = scard
    return module


def _context(scard: ModuleType) -> int:
    code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    if code != SUCCESS:
        raise PCSCUnavailable(reason=scard.SCardGetErrorMessage(code))
    return int(context)


def _list(scard: ModuleType, context: int | None) -> tuple[str, ...]:
    code, names = scard.SCardListReaders(context, [])
    return tuple(names) if code == SUCCESS else ()
