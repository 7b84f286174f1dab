"""The reader file that makes a pcscd connect to our ports: vpcd's driver in reversed mode (`DEVICENAME host:port`).

One entry is one driver with two slots, at its port and at the next one; it says nothing about which card sits there.
Facts as measured with pcscd 1.9.9 and vpcd 3.3 of Debian 12; `docs/how-to/pcscd.md` shows the file in use.
"""

from collections.abc import Sequence
from pathlib import Path

DEFAULT_PORT = 35999
"""First port of the pair that a pcscd in reversed mode connects to; the second slot is at the next one."""
STOCK_PORT = 35963
"""Where the driver of an unchanged Debian listens itself (0x8C7B)."""
SLOTS = 2
"""Slots of one driver, at consecutive ports."""
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
HOST = "127.0.0.1"


def reader_file(
    ports: Sequence[int] = (DEFAULT_PORT,),
    names: Sequence[str] = ("openmyna",),
    drivers: Sequence[Path] | None = None,
) -> str:
    """The text of a reader file with one entry per port pair.

    The driver keeps its two slots in process-wide variables, so that two entries with one driver file take each other's
    cards. More than one pair therefore needs a copy of the driver for each, named in `drivers`.
    """
    files = (DRIVER,) * len(ports) if drivers is None else drivers
    if len(set(files)) != len(files):
        raise ValueError("each pair of slots needs a driver file of its own")
    return "\n".join(
        reader_entry(name, f"{HOST}:{port}", port, driver)
        for port, name, driver in zip(ports, names, files, strict=True)
    )


def reader_entry(name: str, device: str, channel: int, driver: Path) -> str:
    """One entry. pcscd shows its two slots as `NAME 00 00` and `NAME 00 01`."""
    return f'FRIENDLYNAME "{name}"\nDEVICENAME   {device}\nLIBPATH      {driver}\nCHANNELID    0x{channel:X}\n'


def stock_reader_file(port: int, name: str = "openmyna", driver: Path = DRIVER) -> str:
    """The other direction: the driver itself listens at `port` and the next, on every interface and for anyone."""
    return reader_entry(name, f"/dev/null:0x{port:X}", port, driver)
