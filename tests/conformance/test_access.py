"""The chip alone guards its files: every file, security state and operation against the table typed from the sheets."""

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest

import depth
from openmyna.applications.catalogue import BUILT_IN
from support.access_stage import Stage
from support.access_table import AccessTable, Cell, IncompleteTableError, ObjectCell
from support.hanako_card import application, exchange, fresh_contents, status
from support.own_sessions import Terminal

TABLE = AccessTable.read(Path(__file__).with_name("access.toml"))
CELLS = tuple(TABLE.cells())
OBJECT_CELLS = tuple(TABLE.object_cells())
PLACES = TABLE.places()
in_every_state = pytest.mark.parametrize(("name", "state"), PLACES, ids=[f"{name}: {state}" for name, state in PLACES])


@pytest.fixture(scope="module")
def stage() -> Stage:
    """Hanako's cards, which trust a terminal with keys of its own."""
    return Stage(TABLE, fresh_contents(), BUILT_IN, Terminal())


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
            file_cells=sum(isinstance(cell, Cell) for cell in cells),
            object_cells=sum(isinstance(cell, ObjectCell) for cell in cells),
            files=len({(cell.application, cell.file) for cell in cells if isinstance(cell, Cell)}),
            states=len({(cell.application, cell.state) for cell in cells}),
            allowed=allowed,
            refused=len(cells) - allowed,
        )


@in_every_state
def test_every_file_answers_every_operation_as_the_table_says(
    name: str, state: str, stage: Stage, agreed: set[Cell | ObjectCell]
) -> None:
    here = [cell for cell in CELLS if (cell.application, cell.state) == (name, state)]
    faults = {cell: stage.fault(cell) for cell in here}
    agreed.update(cell for cell, fault in faults.items() if fault is None)
    assert [fault for fault in faults.values() if fault is not None] == []


@in_every_state
def test_what_may_be_read_is_what_the_file_holds(name: str, state: str, stage: Stage) -> None:
    for cell in CELLS:
        if (cell.application, cell.state, cell.operation, cell.expected) == (name, state, "read", "9000"):
            held = application(stage.contents, TABLE.applications[name]["aid"]).files[int(cell.file, 16)].data
            assert held
            answer = exchange(stage.in_state(name, state), f"00B0{0x80 | int(cell.file, 16):02X}00000000")
            assert answer == held.hex().upper() + "9000", str(cell)


@in_every_state
def test_what_may_not_be_read_is_refused_in_every_form_of_the_command(name: str, state: str, stage: Stage) -> None:
    for cell in CELLS:
        if (cell.application, cell.state, cell.operation) == (name, state, "read") and cell.expected != "9000":
            chip = stage.in_state(name, state)
            short = int(cell.file, 16)
            forms = [f"00B0{0x80 | short:02X}0000", f"00B0{0x80 | short:02X}00000000", "00B00000000000", "00B0000001"]
            assert [exchange(chip, form) for form in forms] == [cell.expected] * len(forms), str(cell)


@in_every_state
def test_a_file_that_is_not_in_the_table_is_not_on_the_card(name: str, state: str, stage: Stage) -> None:
    absent = [f"{fid:04X}" for fid in range(0x40) if f"{fid:04X}" not in TABLE.applications[name]["files"]]
    absent += ["2F00", "2F10", "2F11", "3F00", "FFFF"]
    chip = stage.in_state(name, state)
    assert {status(chip, f"00A4020C02{fid}") for fid in absent} == {"6A82"}


@in_every_state
def test_data_objects_are_answered_by_the_security_domain_alone(
    name: str, state: str, stage: Stage, agreed: set[Cell | ObjectCell]
) -> None:
    chip = stage.in_state(name, state)
    here = [cell for cell in OBJECT_CELLS if (cell.application, cell.state) == (name, state)]
    faults = {cell: stage.object_fault(chip, cell) for cell in here}
    agreed.update(cell for cell, fault in faults.items() if fault is None)
    assert [fault for fault in faults.values() if fault is not None] == []


def test_every_selectable_file_of_the_catalogue_is_in_the_table() -> None:
    declared = {
        (layout.name, f"{file.identifier:04X}")
        for layout in BUILT_IN.values()
        for file in layout.files
        if file.selectable
    }
    typed = {(name, identifier) for name, entry in TABLE.applications.items() for identifier in entry["files"]}
    assert declared == typed


def test_every_application_and_data_object_of_the_catalogue_is_in_the_table() -> None:
    assert {(layout.name, layout.aid.hex().upper()) for layout in BUILT_IN.values()} == {
        (name, entry["aid"]) for name, entry in TABLE.applications.items()
    }
    declared = {(layout.name, f"{item.tag:04X}") for layout in BUILT_IN.values() for item in layout.objects}
    objects = TABLE.applications["security_domain"]["objects"]
    present = {tag for tag, row in objects.items() if row["extended"] == "9000"}
    assert declared == {("security_domain", tag) for tag in present}


def test_every_proof_and_every_reference_has_states_of_its_own() -> None:
    """Each reference alone, used up, and beside every other proof of its application; and what ends a state or keeps it."""
    for name, entry in TABLE.applications.items():
        states = TABLE.states(name).values()
        references = {fid for fid, row in entry["files"].items() if row["kind"] == "reference_data"}
        proofs = {proof for state in states for proof in state.holds}
        held = [set(state.holds) for state in states]
        assert len(proofs) == len(references) + 1 + (name == "jpki")
        assert [proof for proof in proofs if {proof} not in held] == []
        assert [pair for one in proofs for other in proofs if (pair := {one, other}) not in held] == []
        assert {fid for state in states for fid in state.exhausted} == references
        steps = {step.split()[0] for state in states for step in state.reach}
        assert steps >= {"issuer", "again", "leave", "warm", "cold"}


def _without(change: str) -> AccessTable:
    table = copy.deepcopy(dict(TABLE.source))
    row = table["applications"]["jpki"]["files"]["0001"]
    if change == "no row":
        del row["read"]
    elif change == "no word for the rest":
        del row["read"]["else"]
    elif change == "no such proof":
        row["read"]["birth_key"] = "9000"
    elif change == "two words":
        row["read"]["auth_pin"] = "6982"
    elif change == "no attempts":
        table["applications"]["jpki"]["states"]["auth_pin blocked"]["exhausted"] = ["0001"]
    return AccessTable(table)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("no row", "jpki 0001 read in state none is 'depends', no status word"),
        ("no word for the rest", "jpki 0001 read in state none is '', no status word"),
        ("no such proof", r"jpki 0001 read names unknown states \['birth_key'\]"),
        ("two words", r"jpki 0001 read in state auth_pin\+sign_password is both 6982 and 9000"),
        ("no attempts", "jpki 0001 select in state auth_pin blocked: a transparent has no attempts to use up"),
    ],
)
def test_a_cell_left_open_or_said_twice_fails(change: str, message: str) -> None:
    assert len(list(_without("nothing").cells())) == len(CELLS)
    with pytest.raises(IncompleteTableError, match=message):
        list(_without(change).cells())


def test_the_table_has_a_cell_for_every_file_state_and_operation() -> None:
    rows = sum(len(entry["files"]) * len(entry["states"]) for entry in TABLE.applications.values())
    assert rows == 17 * 26 + 14 * 25 + 16 * 31 + 3 * 13 + 5 * 13
    assert len(CELLS) == rows * len(TABLE.operations) == 1392 * 13
    assert len({(cell.application, cell.file, cell.state, cell.operation) for cell in CELLS}) == len(CELLS)
    assert len(OBJECT_CELLS) == 12 * 2 * (26 + 25 + 31 + 13 + 13 + 7)
