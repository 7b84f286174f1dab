"""An application that another package brings lives by the rules of every other: isolated, selected by its AID, its own PIN."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import depth
from openmyna.applications.catalogue import BUILT_IN
from openmyna.applications.declare import OURS, Certainty, digits, file, records, transparent
from openmyna.bootstrap import catalogue
from openmyna.card.chip import Chip
from openmyna.card.contents import ApplicationContents, CardContents, FileContents
from openmyna.iso7816.access import ALWAYS, after
from openmyna.iso7816.layout import Application
from support.access_stage import Stage, verify_command
from support.access_table import AccessTable, Cell
from support.hanako_card import application, exchange, fresh_contents, powered_chip, status
from support.own_sessions import Terminal

CITIZENS = AccessTable.read(Path(__file__).with_name("access.toml"))
TABLE = AccessTable.read(Path(__file__).with_name("free_area.toml"))
CELLS = tuple(TABLE.cells())
PIN, VALUE = 0x0011, "246810"
AFTERWARDS = "library opened before"

LAYOUT = Application(
    name="library",
    ja="図書館利用AP",
    aid=bytes.fromhex("D392FF99201000000001"),
    files=(
        file(0x0001, "loans", "貸出中の資料", transparent(after(PIN), personal=True), Certainty.GUESS, OURS),
        file(0x0002, "library_information", "図書館の案内", transparent(ALWAYS), Certainty.GUESS, OURS),
        file(0x0003, "reservations", "予約", records(after(PIN)), Certainty.GUESS, OURS),
        file(PIN, "library_pin", "図書館の暗証番号", digits(6, 4, change=after(PIN)), Certainty.GUESS, OURS),
    ),
)
SELECT_LIBRARY = "00A4040C0A D392FF99201000000001"
SELECT_TEXT = "00A4040C0A D3921000310001010408"


class Package:
    """What an installed package says of itself: an entry point, without the installation."""

    name, value = "library", "library_card.layout:LAYOUT"

    def load(self) -> Application:
        return LAYOUT


KNOWN: Mapping[bytes, Application] = catalogue([Package()])


def with_library() -> CardContents:
    """Hanako's card with the library's application in its free area."""
    contents = fresh_contents()
    files = {
        0x0001: FileContents(data="借りている本: 2 冊".encode()),
        0x0002: FileContents(data="みほん市立図書館 9:00-19:00".encode()),
        0x0003: FileContents(records=(b"\x01\x04book", b"\x01\x04disc")),
        PIN: FileContents(secret=VALUE.encode(), remaining=4, maximum=4),
    }
    contents.applications.append(ApplicationContents(aid=LAYOUT.aid, files=files))
    return contents


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage(TABLE, with_library(), KNOWN, Terminal(), CITIZENS.applications)


@pytest.fixture(scope="module")
def citizens() -> Stage:
    """The same card, judged by the table of the built-in applications, each with one more state."""
    more = {
        name: entry | {"states": entry["states"] | {AFTERWARDS: {"reach": ["in library verify 0011"]}}}
        for name, entry in CITIZENS.applications.items()
    }
    table = AccessTable({**CITIZENS.source, "applications": more})
    return Stage(table, with_library(), KNOWN, Terminal(), TABLE.applications)


@pytest.fixture
def chip() -> Chip:
    return powered_chip(with_library(), KNOWN)


@pytest.fixture(scope="module")
def agreed() -> Iterator[set[Cell]]:
    """The cells in which card and table agree; counted in a proof only when they are all there."""
    cells: set[Cell] = set()
    yield cells
    if cells == set(CELLS):
        allowed = sum(cell.expected == "9000" for cell in cells)
        states = {cell.state for cell in cells}
        depth.proof("free-area", cells=len(cells), states=len(states), allowed=allowed, refused=len(cells) - allowed)


@pytest.mark.parametrize("state", TABLE.states("library"))
def test_its_files_answer_as_its_own_table_says(state: str, stage: Stage, agreed: set[Cell]) -> None:
    here = [cell for cell in CELLS if cell.state == state]
    faults = {cell: stage.fault(cell) for cell in here}
    agreed.update(cell for cell, fault in faults.items() if fault is None)
    assert [fault for fault in faults.values() if fault is not None] == []


@pytest.mark.parametrize("name", CITIZENS.applications)
def test_its_pin_opens_nothing_in_another_application(name: str, citizens: Stage) -> None:
    """Its identifier 0011 is also that of the text PIN and of the birth key: every cell is as if nothing were verified."""
    cells = [cell for cell in citizens.table.cells() if (cell.application, cell.state) == (name, AFTERWARDS)]
    assert len(cells) == len(CITIZENS.applications[name]["files"]) * 13
    assert [cell.expected for cell in cells] == [
        cell.expected for cell in CITIZENS.cells() if (cell.application, cell.state) == (name, "none")
    ]
    assert [fault for cell in cells if (fault := citizens.fault(cell)) is not None] == []


def test_the_table_names_every_file_and_has_every_cell() -> None:
    assert {f"{row.identifier:04X}" for row in LAYOUT.files} == set(TABLE.applications["library"]["files"])
    assert len(CELLS) == len(set(CELLS)) == 4 * 17 * 13


def test_what_its_pin_opens_is_what_it_holds(stage: Stage) -> None:
    chip = stage.in_state("library", "pin")
    held = application(stage.contents, LAYOUT.aid.hex())
    assert exchange(chip, "00B0810000") == held.files[1].data.hex().upper() + "9000"
    assert exchange(chip, "00B2021C00") == held.files[3].records[1].hex().upper() + "9000"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("D392FF99201000000001", "9000"),
        ("D392FF", "9000"),
        ("D392FF9920100000000100", "6A82"),
        ("D392FF99201000000002", "6A82"),
    ],
    ids=["whole", "left part", "longer", "another"],
)
def test_it_is_selected_by_its_name(chip: Chip, name: str, expected: str) -> None:
    assert exchange(chip, f"00A4040C{len(name) // 2:02X}{name}") == expected
    assert exchange(chip, "00A4020C020003") == ("9000" if expected == "9000" else "6A82")


def test_a_left_part_it_shares_with_the_jpki_application_still_means_that_one(chip: Chip) -> None:
    assert exchange(chip, "00A4040C02D392") == "9000"
    assert exchange(chip, "00A4020C020018") == "9000"


def test_a_card_without_it_and_a_machine_without_it_do_not_know_it() -> None:
    assert exchange(powered_chip(fresh_contents(), KNOWN), SELECT_LIBRARY) == "6A82"
    assert exchange(powered_chip(with_library(), BUILT_IN), SELECT_LIBRARY) == "6A82"
    assert exchange(powered_chip(with_library(), KNOWN), SELECT_LIBRARY) == "9000"


@pytest.mark.parametrize("secret", ["1234", "987654321098", "01033120355678", "010331"])
def test_a_foreign_pin_is_a_wrong_try_there(chip: Chip, secret: str) -> None:
    assert exchange(chip, SELECT_LIBRARY) == "9000"
    assert status(chip, verify_command(secret, PIN)) == "63C3"
    assert status(chip, "00B0810000") == "6982"
    assert status(chip, verify_command(VALUE, PIN)) == "9000"
    assert status(chip, "00B0810000") == "9000"


def test_its_tries_are_its_own(chip: Chip) -> None:
    assert exchange(chip, SELECT_LIBRARY) == "9000"
    wrong = verify_command("000000", PIN)
    assert [status(chip, wrong) for _ in range(5)] == ["63C3", "63C2", "63C1", "63C0", "6984"]
    assert exchange(chip, SELECT_TEXT) == "9000"
    assert exchange(chip, "00200091") == "63C3"
    assert [status(chip, verify_command("0000", PIN)) for _ in range(3)] == ["63C2", "63C1", "63C0"]
    assert exchange(chip, SELECT_LIBRARY) == "9000"
    assert exchange(chip, "00200091") == "63C0"
    assert exchange(chip, "cold") == "3BE000FF8131FE4514"
    assert exchange(chip, SELECT_LIBRARY) == "9000"
    assert exchange(chip, "00200091") == "63C0"
