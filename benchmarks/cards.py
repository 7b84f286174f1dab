"""The cards the benchmarks drive: hanako in memory and in a folder, and a trivial card that only looks answers up."""

from pathlib import Path

from openmyna import bootstrap
from openmyna.bootstrap.world import memory_vouchers
from openmyna.card.chip import Chip
from openmyna.card.contents import CardContents
from openmyna.card.state import VolatileState
from openmyna.pki.clock import SystemClock
from openmyna.sandbox.cards import make_card
from openmyna.sandbox.personas import load

JPKI = bytes.fromhex("00A4040C0AD392F000260100000001")
READ_MIX = [
    bytes.fromhex(text)
    for text in (
        "00A4040C0AD392F000260100000001",
        "00A4020C02000A",
        "00B0000004",
        "00B0000000",
        "00A4020C020006",
        "00B00000A0",
        "00A4020C020018",
        "00200080",
    )
]
VERIFY_AUTH = bytes.fromhex("002000980431323334")
WRONG_PIN = bytes.fromhex("002000980439393939")
SIGN_AUTH = bytes.fromhex("802A009733" + "3031300D060960864801650304020105000420" + "11" * 32 + "00")


def contents() -> CardContents:
    """hanako's contents, made anew."""
    return make_card(load("hanako"), memory_vouchers(SystemClock()))


def chip() -> Chip:
    """hanako in memory, powered on."""
    made = Chip(VolatileState(contents()), bootstrap.catalogue())
    made.power_on()
    return made


class LookupCard:
    """A trivial card: every command it knows has a ready answer. The limit for any emulator on the same wire."""

    def __init__(self, answers: dict[bytes, bytes], atr: bytes) -> None:
        self._answers, self._atr = answers, atr

    def power_on(self) -> bytes:
        return self._atr

    def power_off(self) -> None:
        return None

    def reset(self) -> bytes:
        return self._atr

    def transmit(self, command: bytes) -> bytes:
        return self._answers.get(command, b"\x6a\x82")


class Listening:
    """A card behind another that remembers every exchange, so that a trivial card can repeat it."""

    def __init__(self, card: Chip) -> None:
        self._card = card
        self.answers: dict[bytes, bytes] = {}

    def power_on(self) -> bytes:
        return self._card.power_on()

    def power_off(self) -> None:
        self._card.power_off()

    def reset(self) -> bytes:
        return self._card.reset()

    def transmit(self, command: bytes) -> bytes:
        answer = self.answers[command] = self._card.transmit(command)
        return answer


def folder_of(path: Path, count: int) -> list[str]:
    """A folder of `count` copies of hanako under their own identifiers; returns their names."""
    import os

    from openmyna.card.at_rest.folder import CardFolder

    folder = CardFolder.create(path)
    names = []
    made = contents()
    for number in range(count):
        made.identifier = os.urandom(16)
        name = f"card{number:04}"
        folder.add(name, made)
        names.append(name)
    folder.close()
    return names
