"""Through the real pcscd: single APDUs by pyscard and a whole `pkcs11-tool` signature, beside a trivial card.

The trivial card repeats the answers hanako's card gave to the very same commands; it is the limit for any emulator there.
"""

import os
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.cards import READ_MIX, Listening, LookupCard, chip
from benchmarks.harness import Figure, compare
from openmyna.card.wire.pcscd import OwnPcscd
from openmyna.card.wire.vpcd import VpcdSlot

PORT = 25990
ROUNDS = 300
MODULE = str(next(Path("/usr/lib").glob("*/opensc-pkcs11.so"), "opensc-pkcs11.so"))


def _wait_for_card(reader: str) -> None:
    from smartcard.Exceptions import CardConnectionException, NoCardException
    from smartcard.System import readers

    for _ in range(100):
        found = [item for item in readers() if str(item) == reader]
        try:
            connection = found[0].createConnection()
            connection.connect()
        except (IndexError, NoCardException, CardConnectionException):
            time.sleep(0.1)
        else:
            connection.disconnect()
            return
    raise TimeoutError(reader)


def _apdus(reader: str) -> float:
    from smartcard.System import readers

    connection = next(item for item in readers() if str(item) == reader).createConnection()
    connection.connect()
    commands = [list(command) for command in READ_MIX]
    begun = time.perf_counter()
    for _ in range(ROUNDS):
        for command in commands:
            connection.transmit(command)
    elapsed = time.perf_counter() - begun
    connection.disconnect()
    return ROUNDS * len(commands) / elapsed


def _pkcs11(number: int, folder: Path) -> float:
    message = folder / "message"
    message.write_bytes(b"message")
    slot = str(number * 4)
    begun = time.perf_counter()
    subprocess.run(
        ["pkcs11-tool", "--module", MODULE, "--slot", slot, "--login", "--pin", "1234", "--sign", "--id", "01",
         "--mechanism", "SHA256-RSA-PKCS", "-i", str(message), "-o", str(folder / "signature")],
        check=True, capture_output=True,
    )  # fmt: skip
    return (time.perf_counter() - begun) * 1000


def measure() -> list[Figure]:
    """Two readers of one pcscd: our chip in the first, the trivial card in the second slot."""
    full = chip()
    heard = Listening(full)
    with (
        tempfile.TemporaryDirectory() as name,
        VpcdSlot("127.0.0.1", PORT, listen=True) as first,
        VpcdSlot("127.0.0.1", PORT + 1, listen=True) as second,
        OwnPcscd([PORT]) as pcscd,
    ):
        folder = Path(name)
        one, two = pcscd.readers
        first.insert(heard)
        _wait_for_card(one)
        _pkcs11(0, folder)
        _apdus(one)
        trivial = LookupCard(dict(heard.answers), full.power_on())
        first.insert(chip())
        second.insert(trivial)
        _wait_for_card(one)
        _wait_for_card(two)
        os.sync()
        return [
            compare(
                "SELECT/READ/status mix through pcscd",
                lambda: _apdus(one),
                "trivial card",
                lambda: _apdus(two),
                at_least=0.9,
                pairs=9,
            ),
            compare(
                "pkcs11-tool --login --sign, whole process",
                lambda: _pkcs11(0, folder),
                "trivial card",
                lambda: _pkcs11(1, folder),
                unit=" ms",
                at_most=1.11,
                pairs=7,
            ),
        ]
