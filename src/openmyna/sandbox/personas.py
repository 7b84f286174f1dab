"""The people of the sandbox: shipped ones by name, others from a TOML file of the same form.

Only fictional people: a number or municipality that could be real is refused with a code.
"""

import re
import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openmyna.errors import OpenMynaError
from openmyna.sandbox.errors import PersonaFileMisnamed, PersonaFileMissing, PersonaNotFound, PersonaUnreadable

if TYPE_CHECKING:
    from openmyna.sandbox.persona import Persona

SUFFIX = ".toml"
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", re.ASCII)
"""Names of files, cards and addresses of pages: nothing in them needs quoting anywhere."""
_NEAREST = 3
"""How many names are offered to somebody who mistyped one."""


def _folder() -> Traversable:
    return files("openmyna.sandbox") / "personas"


def names() -> tuple[str, ...]:
    """The shipped personas."""
    return tuple(sorted(item.name.removesuffix(SUFFIX) for item in _folder().iterdir() if item.name.endswith(SUFFIX)))


def own_names(own: Path | None) -> tuple[str, ...]:
    """The personas in a folder of one's own that have a usable name, except where a shipped one has it."""
    shipped = names()
    return tuple(name for name in _stems(own) if NAME.fullmatch(name) and name not in shipped)


def misnamed(own: Path | None) -> tuple[PersonaFileMisnamed, ...]:
    """The files in a folder of one's own whose names could not be those of a card and a page."""
    return tuple(PersonaFileMisnamed(_printable(name)) for name in _stems(own) if not NAME.fullmatch(name))


def _stems(own: Path | None) -> list[str]:
    if own is None or not own.is_dir():
        return []
    # What begins with a dot is somebody's hidden file, such as one that is being written at this moment.
    return sorted(path.name.removesuffix(SUFFIX) for path in own.glob(f"*{SUFFIX}") if not path.name.startswith("."))


def _printable(name: str) -> str:
    """A file may be called by line breaks and bytes that are no text; a page and a terminal are shown a mark instead."""
    return "".join(character if character.isprintable() else "\ufffd" for character in name)


def load(name_or_path: str, own: Path | None = None) -> "Persona":
    """A shipped persona by its name, one in a folder of one's own, or the one in a file, whose name is then the persona's."""
    from openmyna.sandbox.persona.fields import parse_persona

    name, source = _find(name_or_path, own)
    # Whoever is to correct a file of their own is told where it is; a shipped one is known by its name.
    shown = str(source) if own is not None and source == own / f"{name}{SUFFIX}" else name_or_path
    return parse_persona(name, _table(source, shown), shown)


def check(name_or_path: str | Path, own: Path | None = None) -> tuple[OpenMynaError, ...]:
    """Everything wrong with a persona file, then every `PersonaWarning`; nothing where it is as it should be."""
    from openmyna.sandbox.persona.fields import judge_persona

    shown = str(name_or_path)
    try:
        name, source = _find(shown, own)
        _, findings = judge_persona(name, _table(source, shown), shown)
    except OpenMynaError as refusal:
        return (refusal,)
    return (*findings.problems, *findings.warnings)


def _find(name_or_path: str, own: Path | None) -> tuple[str, Traversable]:
    if name_or_path in names():
        return name_or_path, _folder() / f"{name_or_path}{SUFFIX}"
    if own is not None and name_or_path in own_names(own):
        return name_or_path, own / f"{name_or_path}{SUFFIX}"
    path = Path(name_or_path)
    if path.suffix == SUFFIX or path.is_file():
        return path.stem, path
    if path.name != name_or_path:
        raise PersonaFileMissing(name_or_path)
    from difflib import get_close_matches

    raise PersonaNotFound(name_or_path, get_close_matches(name_or_path, (*names(), *own_names(own)), n=_NEAREST))


def _table(source: Traversable, shown: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PersonaFileMissing(shown) from None
    except OSError as failure:
        raise PersonaUnreadable(shown, failure.strerror or "input/output error") from None
    except UnicodeDecodeError:
        raise PersonaUnreadable(shown, "not UTF-8") from None
    except tomllib.TOMLDecodeError as failure:
        raise PersonaUnreadable(shown, f"not TOML: {failure}") from None
