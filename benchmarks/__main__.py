"""Run the benchmarks and write `benchmarks/results.json`; `--table` puts its figures into `benchmarks/README.md`."""

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.harness import tell

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
README = HERE / "README.md"
MODULES = (
    "in_process",
    "durability",
    "issuance",
    "revocation_lists",
    "status",
    "decisions",
    "wire",
    "pcsc",
    "start_up",
    "web",
    "desk",
)
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"


def versions() -> dict[str, object]:
    """What the figures depend on."""
    from cryptography import __version__ as cryptography
    from cryptography.hazmat.backends.openssl.backend import backend

    openssl = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=True).stdout.strip()
    return {
        "python": platform.python_version(),
        "cryptography": cryptography,
        "openssl in the wheel": backend.openssl_version_text(),
        "openssl of the system": openssl,
        "cores": os.cpu_count(),
        "architecture": platform.machine(),
        "at": datetime.now(UTC).date().isoformat(),
    }


def table(record: dict[str, object]) -> str:
    """The figures as a Markdown table."""
    lines = ["| job | ours | beside | | ratio | target | |", "|---|---:|---|---:|---:|---|---|"]
    figures = record["figures"]
    for row in figures if isinstance(figures, list) else []:
        mark = "met" if row["met"] else "**missed**"
        lines.append(
            f"| {row['name']} | {row['ours']:,.0f}{row['unit']} | {row['other_name']} | "
            f"{row['other']:,.0f}{row['unit']} | {row['ratio']:.2f} | {row['target']} | {'' if row['target'] == '–' else mark} |"
        )
    conditions = record["conditions"]
    told = ", ".join(f"{key} {value}" for key, value in conditions.items()) if isinstance(conditions, dict) else ""
    return "\n".join([*lines, "", f"Measured with {told}."])


def main() -> int:
    """Measure all or the named modules."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("modules", nargs="*", choices=[*MODULES, []], help="default: all")
    parser.add_argument("--table", action="store_true", help="only rewrite the README's table from results.json")
    chosen = parser.parse_args()
    if not chosen.table:
        modules = chosen.modules or MODULES
        figures: list[dict[str, object]] = []
        for name in modules:
            for figure in importlib.import_module(f"benchmarks.{name}").measure():
                figures.append({"module": name, **figure.as_record()})
                tell([figure])
        if chosen.modules:
            # What else was measured before stays beside what was measured now.
            before = json.loads(RESULTS.read_text())["figures"]
            figures = [row for row in before if row.get("module") not in modules] + figures
        RESULTS.write_text(
            json.dumps({"conditions": versions(), "figures": figures}, indent=2, ensure_ascii=False) + "\n"
        )
    text = README.read_text()
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    README.write_text(head + BEGIN + "\n" + table(json.loads(RESULTS.read_text())) + "\n" + END + tail)
    return 0


if __name__ == "__main__":
    sys.exit(main())
