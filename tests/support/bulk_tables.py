"""Tables of certificates out of the usual folder, and the run that judges them."""

import base64
import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.bulk.judge import JudgeSettings
from openmyna.pki.bulk.parts import BulkRun
from openmyna.pki.bulk.records import Columns
from openmyna.pki.bulk.run import Summary, perform
from openmyna.sandbox.authority import authority_certificates
from support.issuing_world import NOW
from support.verify_world import usual_folder

NAMES = ("good", "good-sign", "revoked-sign", "held", "expired")
VERDICTS = {"good": "good", "good-sign": "good", "revoked-sign": "revoked", "held": "held", "expired": "expired"}


def der(name: str) -> bytes:
    return (usual_folder() / "files" / f"{name}.cer").read_bytes()


def in_base64(name: str) -> str:
    return base64.b64encode(der(name)).decode()


def write_csv(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def many_rows(count: int) -> list[dict[str, str]]:
    """Rows that go round the five certificates, each with a number of its own."""
    return [{"id": f"n{place}", "certificate": in_base64(NAMES[place % len(NAMES)])} for place in range(count)]


def expected_verdicts(count: int) -> list[tuple[str, str]]:
    return [(f"n{place}", VERDICTS[NAMES[place % len(NAMES)]]) for place in range(count)]


def run_over(table: Path, result: Path, **changes: object) -> BulkRun:
    settings = {
        "anchors": tuple((der, None) for kind in AuthorityKind for der in authority_certificates(kind)),
        "folder": usual_folder() / "published",
        "at": NOW,
    }
    wanted = {"columns": Columns(), "processes": 1} | changes
    settings |= wanted.pop("settings", {})
    return BulkRun(table=table, result=result, settings=JudgeSettings(**settings), **wanted)  # type: ignore[arg-type]


def performed(run: BulkRun) -> Summary:
    return perform(run, lambda done, total: None)  # noqa: ARG005


def results_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
