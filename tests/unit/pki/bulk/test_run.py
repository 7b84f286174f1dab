"""A run over a table: every row gets its result, a bad row too, and a run that was cut off goes on."""

import csv
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.bulk.errors import (
    ColumnMissing,
    OtherRunUnfinished,
    ParquetNotInstalled,
    ResultExists,
    ResultUnwritable,
    RunInProgress,
    TableFormatUnknown,
    TableUnreadable,
)
from openmyna.pki.bulk.parts import Parts
from openmyna.pki.bulk.records import Columns
from support.bulk_tables import (
    der,
    expected_verdicts,
    in_base64,
    many_rows,
    performed,
    results_of,
    run_over,
    write_csv,
)
from support.issuing_world import NOW
from support.small_issuer import SmallIssuer
from support.verify_world import usual_folder

LISTED = "2026-02-15T03:04:05Z"


def test_every_row_has_its_result_in_order(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(7))
    summary = performed(run_over(table, tmp_path / "out.csv", rows_in_a_chunk=2))
    assert (summary.rows, summary.believed, summary.continued) == (7, 4, 0)
    assert summary.verdicts == {"expired": 1, "good": 4, "held": 1, "revoked": 1}
    results = results_of(tmp_path / "out.csv")
    assert [(row["id"], row["verdict"]) for row in results] == expected_verdicts(7)
    assert [row["row"] for row in results] == ["1", "2", "3", "4", "5", "6", "7"]
    assert results[2] == {
        "row": "3",
        "id": "n2",
        "verdict": "revoked",
        "believed": "false",
        "code": "certificate-revoked",
        "finding": "status_revoked",
        "reason": "affiliation_changed",
        "since": "2026-02-14T01:00:00Z",
        "serial_number": "200000002",
        "authority_key": "eaaf82a14ee8a794ef0d66f53c83ba1130934bb1",
        "at": LISTED,
        "status_as_of": LISTED,
    }
    assert results[0]["code"] == results[0]["since"] == ""
    assert results[4]["since"] == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_two_processes_give_the_same_result(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(11))
    for processes in (1, 2):
        performed(run_over(table, tmp_path / f"{processes}.csv", rows_in_a_chunk=2, processes=processes))
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()


def test_bad_rows_are_malformed_and_end_nothing(tmp_path: Path) -> None:
    good = in_base64("good")
    raw = b"id,certificate,at\n"
    raw += b"nothing,,\n"
    raw += b"short\n"
    raw += b"text,hello there,\n"
    raw += b"bytes,\xff\xfe\x00,\n"
    raw += f"instant,{good},tomorrow\n".encode()
    raw += b"long," + b"A" * 600_000 + b",\n"
    raw += f"good,{good},\n".encode()
    raw += b"\n"
    raw += f"last,{good},\n".encode()
    (tmp_path / "in.csv").write_bytes(raw)
    performed(run_over(tmp_path / "in.csv", tmp_path / "out.csv"))
    results = results_of(tmp_path / "out.csv")
    assert [(row["row"], row["id"], row["verdict"], row["finding"]) for row in results] == [
        ("1", "nothing", "malformed", "no_certificate"),
        ("2", "short", "malformed", "no_certificate"),
        ("3", "text", "malformed", "no_certificate"),
        ("4", "bytes", "malformed", "no_certificate"),
        ("5", "instant", "malformed", "no_instant"),
        ("6", "", "malformed", "no_certificate"),
        ("7", "good", "good", ""),
        ("8", "last", "good", ""),
    ]
    assert {row["code"] for row in results[:6]} == {"row-malformed"}


def test_a_quotation_mark_that_is_never_closed_spoils_no_more_than_it_takes_in(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text(f'id,certificate\na,{in_base64("good")}\nb,"open\nc,{in_base64("good")}\n', encoding="utf-8")
    performed(run_over(table, tmp_path / "out.csv"))
    assert [row["verdict"] for row in results_of(tmp_path / "out.csv")] == ["good", "malformed"]


def test_a_row_may_have_an_instant_of_its_own(tmp_path: Path) -> None:
    rows = [
        {"certificate": in_base64("revoked-sign"), "at": at}
        for at in ("", "2026-02-15T12:04:05", "2026-02-13", "2025-09-30", "2030-01-02")
    ]
    table = write_csv(tmp_path / "in.csv", rows)
    performed(run_over(table, tmp_path / "strict.csv"))
    performed(run_over(table, tmp_path / "later.csv", settings={"later_evidence": True}))
    strict, later = (results_of(tmp_path / f"{name}.csv") for name in ("strict", "later"))
    assert [row["verdict"] for row in strict] == ["revoked", "revoked", "status_unknown", "not_yet_valid", "revoked"]
    assert [row["verdict"] for row in later] == ["revoked", "revoked", "good", "not_yet_valid", "revoked"]
    assert [row["at"] for row in strict][2:] == ["2026-02-12T15:00:00Z", "2025-09-29T15:00:00Z", "2030-01-01T15:00:00Z"]


def test_other_columns_may_be_named(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", [{"who": "x", "cert": in_base64("good"), "when": "2025-01-01", "at": "?"}])
    columns = Columns(certificate="cert", identifier="who", at="when")
    performed(run_over(table, tmp_path / "out.csv", columns=columns))
    assert [(row["id"], row["verdict"]) for row in results_of(tmp_path / "out.csv")] == [("x", "not_yet_valid")]


def test_a_column_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", [{"id": "x", "cert": in_base64("good")}])
    for columns, missing in ((Columns(), "certificate"), (Columns(certificate="cert", at="when"), "when")):
        with pytest.raises(ColumnMissing) as refusal:
            performed(run_over(table, tmp_path / "out.csv", columns=columns))
        assert (refusal.value.column, refusal.value.columns) == (missing, ("id", "cert"))
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_purpose_is_asked_of_every_row(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(2))
    performed(run_over(table, tmp_path / "out.csv", settings={"purpose": AuthorityKind.SIGN}))
    assert [row["verdict"] for row in results_of(tmp_path / "out.csv")] == ["unsuitable", "good"]


def test_lists_out_of_files_count_and_an_unknown_authority_does_not(tmp_path: Path) -> None:
    key = "134488a65bdf7ea1225ca7eae8c5f632142fa9a6"
    listed = (usual_folder() / "published" / "crl" / "auth" / key / "Mihon-ken" / "Tamago-shi.crl").read_bytes()
    rows = [{"certificate": in_base64(name)} for name in ("good", "held", "good-sign")]
    rows.append({"certificate": SmallIssuer.begin().leaf().hex()})
    table = write_csv(tmp_path / "in.csv", rows)
    performed(run_over(table, tmp_path / "out.csv", settings={"folder": None, "lists": (("x.crl", listed),)}))
    verdicts = [row["verdict"] for row in results_of(tmp_path / "out.csv")]
    assert verdicts == ["good", "held", "status_unknown", "untrusted"]


@pytest.mark.parametrize("identifier", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_an_identifier_becomes_no_formula_in_csv_and_stays_as_it_is_in_parquet(tmp_path: Path, identifier: str) -> None:
    table = write_csv(tmp_path / "in.csv", [{"id": identifier, "certificate": in_base64("good")}])
    performed(run_over(table, tmp_path / "out.csv"))
    performed(run_over(table, tmp_path / "out.parquet"))
    assert results_of(tmp_path / "out.csv")[0]["id"] == f"'{identifier}"
    assert parquet(tmp_path / "out.parquet")[0]["id"] == identifier


def parquet(path: Path) -> list[dict[str, object]]:
    from pyarrow import parquet as library

    return library.read_table(path).to_pylist()


def test_parquet_comes_in_and_goes_out(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet as library

    names = ["good", "revoked-sign", "held"]
    content = {
        "certificate": pa.array([*map(der, names), None]),
        "id": [1, 2, 3, None],
        "at": pa.array([None, NOW, NOW - timedelta(days=400), None], pa.timestamp("us", tz="UTC")),
    }
    library.write_table(pa.table(content), tmp_path / "in.parquet")
    summary = performed(run_over(tmp_path / "in.parquet", tmp_path / "out.parquet", rows_in_a_chunk=3))
    assert summary.rows == 4
    results = parquet(tmp_path / "out.parquet")
    assert [(row["row"], row["id"], row["verdict"], row["believed"]) for row in results] == [
        (1, "1", "good", True),
        (2, "2", "revoked", False),
        (3, "3", "not_yet_valid", False),
        (4, "", "malformed", False),
    ]
    assert results[1]["since"] == datetime(2026, 2, 14, 1, tzinfo=UTC)
    assert results[1]["reason"] == "affiliation_changed"
    performed(run_over(tmp_path / "in.parquet", tmp_path / "out.csv"))
    assert [row["verdict"] for row in results_of(tmp_path / "out.csv")] == [row["verdict"] for row in results]


def test_text_and_other_kinds_of_column_in_parquet_are_read_or_malformed(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet as library

    library.write_table(pa.table({"certificate": [in_base64("good"), "?"], "when": [1, 2]}), tmp_path / "text.parquet")
    performed(run_over(tmp_path / "text.parquet", tmp_path / "text.csv"))
    assert [row["verdict"] for row in results_of(tmp_path / "text.csv")] == ["good", "malformed"]
    performed(run_over(tmp_path / "text.parquet", tmp_path / "when.csv", columns=Columns(certificate="when")))
    assert [row["verdict"] for row in results_of(tmp_path / "when.csv")] == ["malformed", "malformed"]
    with pytest.raises(ColumnMissing):
        performed(run_over(tmp_path / "text.parquet", tmp_path / "out.csv", columns=Columns(identifier="nobody")))


def test_without_the_library_parquet_is_refused_and_csv_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(1))
    (tmp_path / "in.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ParquetNotInstalled):
        performed(run_over(tmp_path / "in.parquet", tmp_path / "out.csv"))
    with pytest.raises(ParquetNotInstalled):
        performed(run_over(table, tmp_path / "out.parquet"))
    assert performed(run_over(table, tmp_path / "out.csv")).rows == 1


@pytest.mark.parametrize("name", ["missing.csv", "missing.parquet", "broken.parquet", "folder.csv"])
def test_a_table_that_cannot_be_read_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and no more")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(TableUnreadable):
        performed(run_over(tmp_path / name, tmp_path / "out.csv"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.parquet", "folder.csv"]


def test_a_table_of_another_kind_is_refused(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(1))
    for one, other in ((tmp_path / "in.xlsx", tmp_path / "out.csv"), (table, tmp_path / "out")):
        with pytest.raises(TableFormatUnknown):
            performed(run_over(one, other))


def test_an_empty_table_has_an_empty_result(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,certificate\n")
    assert performed(run_over(tmp_path / "in.csv", tmp_path / "out.csv")).rows == 0
    assert results_of(tmp_path / "out.csv") == []


def test_a_result_that_is_there_is_replaced_only_when_asked(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(2))
    (tmp_path / "out.csv").write_text("precious\n")
    with pytest.raises(ResultExists):
        performed(run_over(table, tmp_path / "out.csv"))
    assert (tmp_path / "out.csv").read_text() == "precious\n"
    performed(run_over(table, tmp_path / "out.csv", again=True))
    assert len(results_of(tmp_path / "out.csv")) == 2


class Cut(Exception):
    """Ends a run from inside."""


def cut_after(run, chunks: int) -> None:
    """Perform a run and end it once so many chunks are done."""
    from openmyna.pki.bulk.run import perform

    seen = -1

    def progress(done: int, total: int) -> None:
        nonlocal seen
        seen += 1
        if seen == chunks:
            raise Cut

    with pytest.raises(Cut):
        perform(run, progress)


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(7))
    run = run_over(table, tmp_path / "out.csv", rows_in_a_chunk=2)
    cut_after(run, 2)
    assert not (tmp_path / "out.csv").exists()
    told: list[tuple[int, int]] = []
    from openmyna.pki.bulk.run import perform

    summary = perform(run, lambda done, total: told.append((done, total)))
    assert summary.continued == 4
    assert told == [(4, 7), (6, 7), (7, 7)]
    assert [(row["id"], row["verdict"]) for row in results_of(tmp_path / "out.csv")] == expected_verdicts(7)


def test_a_run_for_the_present_goes_on_with_the_instant_of_its_beginning(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(4))
    first = run_over(table, tmp_path / "out.csv", rows_in_a_chunk=2, at_is_stated=False)
    cut_after(first, 1)
    later = {"at": NOW + timedelta(hours=1)}
    with pytest.raises(OtherRunUnfinished) as refusal:
        performed(run_over(table, tmp_path / "out.csv", rows_in_a_chunk=2, settings=later))
    assert refusal.value.what == ("at",)
    summary = performed(run_over(table, tmp_path / "out.csv", rows_in_a_chunk=2, at_is_stated=False, settings=later))
    assert summary.at == NOW
    assert {row["at"] for row in results_of(tmp_path / "out.csv")} == {LISTED}


@pytest.mark.parametrize(
    ("what", "changes"),
    [
        ("purpose", {"settings": {"purpose": AuthorityKind.AUTH}}),
        ("authorities", {"settings": {"anchors": ((b"other", None),)}}),
        ("folder", {"settings": {"folder": None}}),
        ("lists", {"settings": {"lists": (("x", b"x"),)}}),
        ("later_evidence", {"settings": {"later_evidence": True}}),
        ("rows_in_a_chunk", {"rows_in_a_chunk": 3}),
        ("columns", {"columns": Columns(identifier="id")}),
    ],
)
def test_a_run_that_differs_does_not_go_on_with_another_ones_rows(
    tmp_path: Path, what: str, changes: dict[str, object]
) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(4))
    usual = {"rows_in_a_chunk": 2}
    cut_after(run_over(table, tmp_path / "out.csv", **usual), 1)
    with pytest.raises(OtherRunUnfinished) as refusal:
        performed(run_over(table, tmp_path / "out.csv", **usual | changes))
    assert refusal.value.what == (what,)
    assert performed(run_over(table, tmp_path / "out.csv", **usual)).continued == 2


def test_a_table_that_changed_is_another_run_and_again_begins_anew(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(4))
    cut_after(run_over(table, tmp_path / "out.csv", rows_in_a_chunk=2), 1)
    write_csv(table, many_rows(5))
    with pytest.raises(OtherRunUnfinished) as refusal:
        performed(run_over(table, tmp_path / "out.csv", rows_in_a_chunk=2))
    assert refusal.value.what == ("table", "rows")
    assert performed(run_over(table, tmp_path / "out.csv", rows_in_a_chunk=2, again=True)).continued == 0
    assert len(results_of(tmp_path / "out.csv")) == 5


def test_a_description_that_cannot_be_read_is_no_run_to_go_on_with(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(1))
    (tmp_path / "out.csv.parts").mkdir()
    (tmp_path / "out.csv.parts" / "run.json").write_text("{")
    with pytest.raises(OtherRunUnfinished):
        performed(run_over(table, tmp_path / "out.csv"))
    assert performed(run_over(table, tmp_path / "out.csv", again=True)).rows == 1


def test_two_runs_do_not_make_one_result(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(1))
    run = run_over(table, tmp_path / "out.csv")
    with Parts(run).held(), pytest.raises(RunInProgress):
        performed(run)
    assert performed(run).rows == 1


def test_a_result_that_cannot_be_written_is_a_coded_error(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(1))
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultUnwritable):
        performed(run_over(table, tmp_path / "file" / "out.csv"))


def test_a_result_that_was_placed_before_the_end_is_completed(tmp_path: Path) -> None:
    """The last moment: the result is in place, and the parts are not all gone yet."""
    table = write_csv(tmp_path / "in.csv", many_rows(5))
    run = run_over(table, tmp_path / "out.csv", rows_in_a_chunk=2)
    parts = Parts(run)
    performed(run)
    placed = (tmp_path / "out.csv").read_bytes()
    cut_after(run_over(table, tmp_path / "other.csv", rows_in_a_chunk=2), 2)
    (tmp_path / "other.csv.parts").rename(parts.folder)
    assert json.loads((parts.folder / "run.json").read_text())["rows"] == 5
    assert performed(run).continued == 4
    assert (tmp_path / "out.csv").read_bytes() == placed
    assert not parts.folder.exists()


def test_a_part_that_was_never_finished_goes_with_the_others(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(3))
    run = run_over(table, tmp_path / "out.csv", rows_in_a_chunk=1)
    cut_after(run, 2)
    for name in (".00000002.part.0123456789abcdef.new", "result.new"):
        (tmp_path / "out.csv.parts" / name).write_bytes(b"half of")
    assert performed(run).continued == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]
    assert len(results_of(tmp_path / "out.csv")) == 3


def test_what_somebody_else_left_among_the_parts_stays(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", many_rows(1))
    (tmp_path / "out.csv.parts").mkdir()
    (tmp_path / "out.csv.parts" / "notes.txt").write_text("mine")
    performed(run_over(table, tmp_path / "out.csv"))
    assert [path.name for path in (tmp_path / "out.csv.parts").iterdir()] == ["notes.txt"]


def test_a_cell_larger_than_the_usual_limit_is_still_a_cell(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "in.csv", [{"certificate": " " * 200_000 + in_base64("good")}])
    performed(run_over(table, tmp_path / "out.csv"))
    assert csv.field_size_limit() > 200_000
    assert [row["verdict"] for row in results_of(tmp_path / "out.csv")] == ["good"]
