"""axe-core in the page: WCAG 2.2 AA and best practices, every rule on, and a list that judges what axe cannot decide."""

import json
import re
import subprocess
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

HERE = Path(__file__).parent
SCRIPT = HERE / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@cache
def axe() -> str:
    """axe-core's own script, exactly the locked version; npm brings it at the first use."""
    locked = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]["node_modules/axe-core"]
    description = SCRIPT.parent / "package.json"
    if not description.exists() or json.loads(description.read_text(encoding="utf-8"))["version"] != locked["version"]:
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
        assert done.returncode == 0, f"npm could not bring axe-core: {done.stderr}"
    return SCRIPT.read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One element one rule speaks about, on one page."""

    rule: str
    page: str
    target: str
    html: str
    says: str

    def __str__(self) -> str:
        return f"{self.rule} on {self.page}: {self.target}\n    {self.html}\n    {self.says}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What axe found wrong, what it could not decide, and how many rules it tried with a result."""

    violations: tuple[Finding, ...]
    undecided: tuple[Finding, ...]
    passes: int


def _findings(rules: list[dict[str, Any]], name: str) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            rule=rule["id"],
            page=name,
            target=" ".join(str(part) for part in node["target"]),
            html=node["html"][:200],
            says="; ".join(check["message"] for check in [*node["any"], *node["all"], *node["none"]]),
        )
        for rule in rules
        for node in rule["nodes"]
    )


STILL = """() => new Promise(done => {
  let timer = setTimeout(done, 300);
  const seen = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(done, 300); });
  seen.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  setTimeout(done, 5000);
})"""
"""Until nothing on the page has changed for a moment: what axe looks at must not be replaced under its eyes."""


def examine(page: Page, name: str) -> Report:
    """Ask axe about the page once it has come to rest."""
    page.evaluate(STILL)
    if page.evaluate("typeof axe") == "undefined":
        # Evaluated by the debugger, so the page's policy, which forbids scripts of others, stays as it is.
        page.evaluate(axe())
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations', 'incomplete']})",
        list(TAGS),
    )
    return Report(
        violations=_findings(found["violations"], name),
        undecided=_findings(found["incomplete"], name),
        passes=len(found["passes"]),
    )


@cache
def judgements() -> tuple[dict[str, str], ...]:
    """What people decided where axe could not: rule, page and target are patterns, `why` is the judgement."""
    with (HERE / "incomplete.toml").open("rb") as file:
        listed = tomllib.load(file).get("judged", [])
    for entry in listed:
        assert set(entry) == {"rule", "page", "target", "judgement", "why"}, entry
        assert entry["judgement"] == "passes", "what does not pass is repaired, not listed"
    return tuple(listed)


def unjudged(report: Report) -> list[Finding]:
    """What axe could not decide and nobody has decided yet."""
    return [
        finding
        for finding in report.undecided
        if not any(
            entry["rule"] == finding.rule
            and re.fullmatch(entry["page"], finding.page)
            and re.fullmatch(entry["target"], finding.target)
            for entry in judgements()
        )
    ]
