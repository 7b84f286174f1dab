"""The chip alone guards its files: every file, security state and operation against the table typed from the sheets."""

import copy
from collections.abc import Iterator

import pytest

import depth
from conformance.support.access_table import (
    CELLS,
    FORMS,
    OBJECT_CELLS,
    OPERATIONS,
    STATES,
    TABLE,
    Cell,
    IncompleteTableError,
    ObjectCell,
    expanded,
)
from conformance.support.cards import application, exchange, fresh_contents, powered_chip, status
from conformance.support.sessions import Terminal, open_issuer_session
from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.chip import Chip
from openmyna.card.contents import CardContents

APPLICATIONS = TABLE["applications"]
DIGEST_INFO = "3031300D060960864801650304020105000420" + "5A" * 32


@pytest.fixture(scope="module")
def terminal() -> Terminal:
    """A terminal with keys of its own."""
    return Terminal()


@pytest.fixture(scope="module")
def agreed() -> Iterator[set[Cell | ObjectCell]]:
    """The cells in which card and table agree; counted in a proof only when they are all there."""
    cells: set[Cell | ObjectCell] = set()
    yield cells
    if len(cells) == len(CELLS) + len(OBJECT_CELLS):
        allowed = sum(cell.expected == "9000" for cell in cells)
        depth.proof(
            "access-table",
            cells=len(cells),
            file_cells=len(CELLS),
            object_cells=len(OBJECT_CELLS),
            files=sum(len(entry["files"]) for entry in APPLICATIONS.values()),
            allowed=allowed,
            refused=len(cells) - allowed,
        )


def in_state(contents: CardContents, terminal: Terminal, name: str, state: str) -> Chip:
    """A powered chip with the application selected and the state reached by its own means."""
    entry = APPLICATIONS[name]
    chip = powered_chip(contents)
    assert status(chip, f"00A4040C{len(entry['aid']) // 2:02X}{entry['aid']}") == "9000"
    if state == "issuer":
        assert open_issuer_session(chip, contents.issuer_key) == "9000"
    elif state == "terminal":
        terminal.authenticate(chip)
    elif state != "none":
        reference = entry["opened_by"][state]
        assert status(chip, verify_command(entry["files"][reference]["secret"], int(reference, 16))) == "9000"
    return chip


def verify_command(secret: str, short_identifier: int = 0) -> str:
    """VERIFY of the current file or, by its short identifier, of another."""
    return f"002000{0x80 | short_identifier:02X}{len(secret):02X}{secret.encode('ascii').hex()}"


def command_of(cell: Cell, contents: CardContents) -> str:
    """The APDU of a cell, for the file that is already selected unless the command names it."""
    short = int(cell.file, 16)
    entry = APPLICATIONS[cell.application]
    stored = application(contents, entry["aid"]).files[short]
    # Where a file holds no secret the command offers four digits; the answer is then about the file, not the digits.
    secret = entry["files"][cell.file].get("secret", "1234")
    wrong = "9" * len(secret)
    same = f"{len(secret):02X}{secret.encode('ascii').hex()}"
    return {
        "select": f"00A4020C02{cell.file}",
        "read": "00B0000000",
        "read_record": "00B2010400",
        "verify": verify_command(secret),
        "verify_wrong": verify_command(wrong),
        "query": "00200080",
        "sign": f"802A008033{DIGEST_INFO}00",
        "change_reference_data": f"00240180{same}",
        "change_key": f"80320080{same}",
        "internal_authenticate": f"008800{0x80 | short:02X}10{'5A' * 16}00",
        "update": f"00D6000001{stored.data[:1].hex() or '00'}",
        "unlock": "80540080",
        "generate_key_pair": "80460080000000",
    }[cell.operation]


@pytest.mark.parametrize(("name", "state"), STATES, ids=[f"{name}-{state}" for name, state in STATES])
def test_every_file_answers_every_operation_as_the_table_says(
    name: str, state: str, terminal: Terminal, agreed: set[Cell | ObjectCell]
) -> None:
    unlike = []
    for cell in (cell for cell in CELLS if (cell.application, cell.state) == (name, state)):
        contents = terminal.trusted_by(fresh_contents())
        chip = in_state(contents, terminal, name, state)
        assert status(chip, f"00A4020C02{cell.file}") == "9000"
        answer = exchange(chip, command_of(cell, contents))
        if answer[-4:] != cell.expected:
            unlike.append(f"{cell}: {answer[-4:]} instead of {cell.expected}")
        elif cell.expected != "9000" and len(answer) != 4:
            unlike.append(f"{cell}: refused and yet gave {len(answer) // 2 - 2} bytes")
        else:
            agreed.add(cell)
    assert unlike == []


READABLE = [cell for cell in CELLS if cell.operation == "read" and cell.expected == "9000"]


@pytest.mark.parametrize("cell", READABLE, ids=str)
def test_what_may_be_read_is_what_the_file_holds(cell: Cell, terminal: Terminal) -> None:
    contents = terminal.trusted_by(fresh_contents())
    chip = in_state(contents, terminal, cell.application, cell.state)
    held = application(contents, APPLICATIONS[cell.application]["aid"]).files[int(cell.file, 16)].data
    assert held
    assert exchange(chip, f"00B0{0x80 | int(cell.file, 16):02X}00000000") == held.hex().upper() + "9000"


REFUSED = [cell for cell in CELLS if cell.operation == "read" and cell.expected != "9000"]


@pytest.mark.parametrize(("name", "state"), STATES, ids=[f"{name}-{state}" for name, state in STATES])
def test_what_may_not_be_read_is_refused_in_every_form_of_the_command(
    name: str, state: str, terminal: Terminal
) -> None:
    for cell in (cell for cell in REFUSED if (cell.application, cell.state) == (name, state)):
        contents = terminal.trusted_by(fresh_contents())
        chip = in_state(contents, terminal, name, state)
        short = int(cell.file, 16)
        forms = [f"00B0{0x80 | short:02X}0000", f"00B0{0x80 | short:02X}00000000", "00B00000000000", "00B0000001"]
        assert [exchange(chip, form) for form in forms] == [cell.expected] * len(forms), str(cell)


@pytest.mark.parametrize(("name", "state"), STATES, ids=[f"{name}-{state}" for name, state in STATES])
def test_a_file_that_is_not_in_the_table_is_not_on_the_card(name: str, state: str, terminal: Terminal) -> None:
    absent = [f"{fid:04X}" for fid in range(0x40) if f"{fid:04X}" not in APPLICATIONS[name]["files"]]
    absent += ["2F00", "2F10", "2F11", "3F00", "FFFF"]
    chip = in_state(terminal.trusted_by(fresh_contents()), terminal, name, state)
    assert {status(chip, f"00A4020C02{fid}") for fid in absent} == {"6A82"}


@pytest.mark.parametrize(("name", "state"), STATES, ids=[f"{name}-{state}" for name, state in STATES])
def test_data_objects_are_answered_by_the_security_domain_alone(
    name: str, state: str, terminal: Terminal, agreed: set[Cell | ObjectCell]
) -> None:
    chip = in_state(terminal.trusted_by(fresh_contents()), terminal, name, state)
    unlike = []
    for cell in (cell for cell in OBJECT_CELLS if (cell.application, cell.state) == (name, state)):
        answer = exchange(chip, f"00CA{cell.tag}{FORMS[cell.form]}")
        if answer[-4:] != cell.expected or (len(answer) > 4) != (cell.expected == "9000"):
            unlike.append(f"{cell}: {answer[-4:]} instead of {cell.expected}")
        else:
            agreed.add(cell)
    assert unlike == []


def test_every_selectable_file_of_the_catalogue_is_in_the_table() -> None:
    declared = {
        (layout.name, f"{file.identifier:04X}")
        for layout in BUILT_IN.values()
        for file in layout.files
        if file.selectable
    }
    typed = {(name, identifier) for name, entry in APPLICATIONS.items() for identifier in entry["files"]}
    assert declared == typed


def test_every_application_and_data_object_of_the_catalogue_is_in_the_table() -> None:
    assert {(layout.name, layout.aid.hex().upper()) for layout in BUILT_IN.values()} == {
        (name, entry["aid"]) for name, entry in APPLICATIONS.items()
    }
    declared = {(layout.name, f"{item.tag:04X}") for layout in BUILT_IN.values() for item in layout.objects}
    present = {tag for tag, row in APPLICATIONS["security_domain"]["objects"].items() if row["extended"] == "9000"}
    assert declared == {("security_domain", tag) for tag in present}


def test_a_cell_left_open_fails() -> None:
    table = copy.deepcopy(TABLE)
    assert len(list(expanded(table))) == len(CELLS)
    del table["applications"]["jpki"]["files"]["0001"]["read"]
    with pytest.raises(IncompleteTableError, match="jpki 0001 read in state none is 'depends', no status word"):
        list(expanded(table))


def test_the_table_has_a_cell_for_every_file_state_and_operation() -> None:
    rows = sum(len(entry["files"]) * len(entry["states"]) for entry in APPLICATIONS.values())
    assert rows == 17 * 5 + 14 * 5 + 16 * 5 + 3 * 3 + 5 * 3
    assert len(CELLS) == rows * len(OPERATIONS) == 259 * 13
    assert len({(cell.application, cell.file, cell.state, cell.operation) for cell in CELLS}) == len(CELLS)
    assert len(OBJECT_CELLS) == 12 * 2 * (5 + 5 + 5 + 3 + 3 + 2)
