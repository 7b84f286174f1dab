"""Brings a card into a state of an access table and tries its cells there, one fresh card for each cell."""

from collections.abc import Callable, Mapping
from typing import Any

from openmyna.card.chip import Chip
from openmyna.card.contents import CardContents
from openmyna.iso7816.layout import Application
from support.access_table import FORMS, AccessTable, Cell, ObjectCell
from support.hanako_card import application, copied, exchange, powered_chip, status
from support.own_sessions import Terminal, open_issuer_session
from support.secure_channel import SecureChannel

SECURITY_DOMAIN = "A0000001510000"
JPKI = "D392F000260100000001"
DIGEST_INFO = "3031300D060960864801650304020105000420" + "5A" * 32


def verify_command(secret: str, short_identifier: int = 0) -> str:
    """VERIFY of the current file or, by its short identifier, of another."""
    return f"002000{0x80 | short_identifier:02X}{len(secret):02X}{secret.encode('ascii').hex()}"


class Stage:
    """One kind of card and the table it is judged by; `known` holds every application the steps may name."""

    def __init__(
        self,
        table: AccessTable,
        contents: CardContents,
        catalogue: Mapping[bytes, Application],
        terminal: Terminal,
        known: Mapping[str, Any] | None = None,
    ) -> None:
        self.table = table
        self.contents = terminal.trusted_by(copied(contents))
        self.catalogue = catalogue
        self.terminal = terminal
        self.known = {**(known or {}), **table.applications}

    def in_state(self, name: str, state: str) -> Chip:
        """A fresh card with the application selected and the state reached by its own means."""
        chip = powered_chip(copied(self.contents), self.catalogue)
        steps = [step.split() for step in self.table.states(name)[state].reach]
        for _, other, *step in (step for step in steps if step[0] == "in"):
            self.select(chip, other)
            self._take(chip, other, step)
        self.select(chip, name)
        for step in steps:
            if step[0] != "in":
                self._take(chip, name, step)
        return chip

    def select(self, chip: Chip, name: str) -> None:
        """SELECT of an application, which must succeed."""
        aid = self.known[name]["aid"]
        assert status(chip, f"00A4040C{len(aid) // 2:02X}{aid}") == "9000"

    def _take(self, chip: Chip, name: str, step: list[str]) -> None:
        verb, *files = step
        identifier = int(files[0], 16) if files else 0
        steps: dict[str, Callable[[], None]] = {
            "verify": lambda: self._verify(chip, name, identifier),
            "block": lambda: self._block(chip, name, identifier),
            "unlock": lambda: self._unlock(chip, identifier),
            "issuer": lambda: self._become_issuer(chip),
            "terminal": lambda: self.terminal.authenticate(chip),
            "secure": lambda: self._open_channel(chip),
            "again": lambda: self.select(chip, name),
            "leave": lambda: self._leave(chip, name),
            "warm": lambda: self._reset(chip, name, "warm"),
            "cold": lambda: self._reset(chip, name, "cold"),
        }
        steps[verb]()

    def secret(self, name: str, identifier: int) -> str:
        """The right value of a reference; where a file holds none, four digits, which the answer is then not about."""
        secret: str = self.known[name]["files"][f"{identifier:04X}"].get("secret", "1234")
        return secret

    def _verify(self, chip: Chip, name: str, identifier: int) -> None:
        assert status(chip, verify_command(self.secret(name, identifier), identifier)) == "9000"

    def _block(self, chip: Chip, name: str, identifier: int) -> None:
        wrong = verify_command("9" * len(self.secret(name, identifier)), identifier)
        left = int(status(chip, f"002000{0x80 | identifier:02X}"), 16) & 0x0F
        assert [status(chip, wrong) for _ in range(left)] == [f"63C{tries:X}" for tries in reversed(range(left))]

    def _unlock(self, chip: Chip, identifier: int) -> None:
        assert status(chip, f"805400{0x80 | identifier:02X}") == "9000"

    def _become_issuer(self, chip: Chip) -> None:
        assert open_issuer_session(chip, self.contents.issuer_key) == "9000"

    def _open_channel(self, chip: Chip) -> None:
        file = bytes.fromhex(exchange(chip, "00B08600000000")[:-4])
        assert exchange(chip, SecureChannel(bytes(range(32))).opening(file)) == "9000"

    def _leave(self, chip: Chip, name: str) -> None:
        other = JPKI if self.known[name]["aid"] == SECURITY_DOMAIN else SECURITY_DOMAIN
        assert status(chip, f"00A4040C{len(other) // 2:02X}{other}") == "9000"
        self.select(chip, name)

    def _reset(self, chip: Chip, name: str, how: str) -> None:
        assert exchange(chip, how) == "3BE000FF8131FE4514"
        self.select(chip, name)

    # Cells.

    def command_of(self, cell: Cell) -> str:
        """The APDU of a cell, for the file that is already selected unless the command names it."""
        short = int(cell.file, 16)
        stored = application(self.contents, self.known[cell.application]["aid"]).files[short]
        secret = self.secret(cell.application, short)
        same = f"{len(secret):02X}{secret.encode('ascii').hex()}"
        return {
            "select": f"00A4020C02{cell.file}",
            "read": "00B0000000",
            "read_record": "00B2010400",
            "verify": verify_command(secret),
            "verify_wrong": verify_command("9" * len(secret)),
            "query": "00200080",
            "sign": f"802A008033{DIGEST_INFO}00",
            "change_reference_data": f"00240180{same}",
            "change_key": f"80320080{same}",
            "internal_authenticate": f"008800{0x80 | short:02X}10{'5A' * 16}00",
            "update": f"00D6000001{stored.data[:1].hex() or '00'}",
            "unlock": "80540080",
            "generate_key_pair": "80460080000000",
        }[cell.operation]

    def fault(self, cell: Cell) -> str | None:
        """What is unlike the table in this cell, tried on a card of its own."""
        chip = self.in_state(cell.application, cell.state)
        assert status(chip, f"00A4020C02{cell.file}") == "9000"
        answer = exchange(chip, self.command_of(cell))
        if answer[-4:] != cell.expected:
            return f"{cell}: {answer[-4:]} instead of {cell.expected}"
        if cell.expected != "9000" and len(answer) != 4:
            return f"{cell}: refused and yet gave {len(answer) // 2 - 2} bytes"
        return None

    def object_fault(self, chip: Chip, cell: ObjectCell) -> str | None:
        """What is unlike the table in this cell; GET DATA changes nothing, so that one card serves a whole state."""
        answer = exchange(chip, f"00CA{cell.tag}{FORMS[cell.form]}")
        if answer[-4:] != cell.expected or (len(answer) > 4) != (cell.expected == "9000"):
            return f"{cell}: {answer[-4:]} instead of {cell.expected}"
        return None
