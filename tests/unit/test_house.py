"""The repository keeps its own rules: what every file, every package and the two commands promise."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from support.house_files import ROOT, SOURCE, files, texts

HEAVY = (
    "cryptography",
    "_cffi_backend",
    "smartcard",
    "hypothesis",
    "pytest",
    "asyncio",
    "ssl",
    "socket",
    "sqlite3",
    "http",
    "urllib.request",
    "xml",
    "ctypes",
    "multiprocessing",
    "concurrent",
    "logging",
    "tomllib",
)

# Written in pieces, so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(r"(?<![\w.~/-])/(?:wo" r"rk/|ro" r"ot/|home/(?!user\b)\w+/|tmp/pl" r"an|opt/py" r"pi)")
INDEX_HOSTS = re.compile(r"py" r"pi\.org|python" r"hosted\.org|deb" r"\.debian\.org|registry\.np" r"mjs|pkg\.de" r"v")
PROCESS_WORDS = re.compile(
    r"\bC" r"EO\b|\bwork" r"place\b|\bAI ag" r"ent\b|\bsub" r"agent|\bcoding age" r"nt|\bchat " r"session"
)

WITHOUT_INDEX_HOSTS = {"uv.lock"}
"""The lock names where each file comes from: the public default; nothing else needs to."""


def packages() -> list[Path]:
    return [path for path in files() if SOURCE in path.parents and path.name == "__init__.py"]


def test_every_package_says_what_it_is() -> None:
    mute = [path for path in packages() if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert SOURCE / "__init__.py" in packages()
    assert [path.relative_to(SOURCE).as_posix() for path in mute] == []


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in files() if SOURCE in path.parents and path.suffix == ".py"}
    assert {folder for folder in folders if not (folder / "__init__.py").exists()} == set()


def test_the_package_says_that_it_is_typed() -> None:
    assert (SOURCE / "py.typed").exists()


def modules_after(statement: str) -> set[str]:
    """Names of all modules loaded by a fresh interpreter after the statement, beyond those of a bare one."""
    listing = "import sys; before = set(sys.modules)\n{}\nprint('\\n' + ' '.join(set(sys.modules) - before))"
    answer = subprocess.run(
        [sys.executable, "-I", "-c", listing.format(statement)], capture_output=True, text=True, check=True
    )
    return set(answer.stdout.splitlines()[-1].split())


def heavy_in(modules: set[str]) -> set[str]:
    return {heavy for heavy in HEAVY if any(name == heavy or name.startswith(heavy + ".") for name in modules)}


def test_help_imports_nothing_heavy() -> None:
    call = "from openmyna.cli.main import main\ntry:\n    main(['--help'])\nexcept SystemExit as end:\n    assert not end.code"
    modules = modules_after(call)
    assert "openmyna.cli.main" in modules
    assert heavy_in(modules) == set()


def test_a_heavy_import_would_be_seen() -> None:
    assert heavy_in(modules_after("import sqlite3")) == {"sqlite3"}


def found(pattern: re.Pattern[str], content: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in content.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_path_of_one_machine() -> None:
    assert found(MACHINE_PATHS, texts()) == []


def test_no_file_but_the_lock_names_a_package_index() -> None:
    assert found(INDEX_HOSTS, {name: text for name, text in texts().items() if name not in WITHOUT_INDEX_HOSTS}) == []


def test_no_file_speaks_of_how_it_was_written() -> None:
    assert found(PROCESS_WORDS, texts()) == []


@pytest.mark.parametrize(
    ("pattern", "offence", "twin"),
    [
        (MACHINE_PATHS, "see /wo" + "rk/main for it", "see src/wo" + "rk/main for it"),
        (MACHINE_PATHS, "/ro" + "ot/.cache", "~/.cache"),
        (INDEX_HOSTS, "https://py" + "pi.org/simple", "https://example.org/simple"),
        (PROCESS_WORDS, "the C" + "EO said", "the holder said"),
    ],
)
def test_the_searches_find_what_they_look_for(pattern: re.Pattern[str], offence: str, twin: str) -> None:
    assert found(pattern, {"planted": offence}) == [f"planted:1: {offence}"]
    assert found(pattern, {"planted": twin}) == []


def test_no_file_outside_the_vectors_is_larger_than_a_megabyte() -> None:
    large = [path for path in files() if path.stat().st_size > 1_000_000]
    assert [path.relative_to(ROOT).as_posix() for path in large if path.parts[len(ROOT.parts)] != "vectors"] == []


def test_the_two_commands_of_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    commands = set(re.findall(r"^make (\w+)", readme, re.MULTILINE))
    assert commands == {"up", "test"}
    assert commands <= targets


def test_ci_runs_the_test_command_of_the_readme_and_nothing_else() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    lines = [line for line in script.splitlines() if line and not line.startswith("#")]
    assert lines == ['cd "$(dirname "$0")/.." || exit 1', "exec make test </dev/null"]


def test_the_readme_has_one_block_for_opensc_and_it_is_shell() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"<!-- run: opensc -->\n```(\w+)\n(.*?)\n```", readme, re.DOTALL)
    assert [language for language, _ in blocks] == ["sh"]
    assert blocks[0][1].splitlines()[0] == "opensc-tool --name"


def test_the_base_install_needs_what_signs_and_what_draws_and_nothing_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [re.split(r"[^\w-]", name)[0] for name in project["dependencies"]]
    assert needed == ["cryptography", "fonttools", "fpdf2", "pillow", "resvg-py", "segno", "uharfbuzz"]


def test_the_licence_and_its_notice_are_there() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "not official" in (ROOT / "NOTICE").read_text(encoding="utf-8")


def test_changelog_fragments_have_a_kind_towncrier_knows() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["towncrier"]
    kinds = {kind["directory"] for kind in settings["type"]}
    fragments = [path.name for path in (ROOT / "changelog.d").iterdir() if path.name not in {"README.md", ".gitignore"}]
    assert fragments
    assert {name for name in fragments if not re.fullmatch(rf"\+[a-z0-9-]+\.({'|'.join(kinds)})\.md", name)} == set()
