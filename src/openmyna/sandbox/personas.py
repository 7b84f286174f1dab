"""The people of the sandbox: shipped ones by name, others from a TOML file of the same form.

Only fictional people: a number or municipality that could be real is refused with a code.
"""

import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openmyna.errors import OpenMynaError
from openmyna.sandbox.errors import PersonaNotFound, PersonaUnreadable

if TYPE_CHECKING:
    from openmyna.sandbox.persona import Persona

SUFFIX = ".toml"


def _folder() -> Traversable:
    return files("openmyna.sandbox") / "personas"


def names() -> tuple[str, ...]:
    """The shipped personas."""
    return tuple(sorted(item.name.removesuffix(SUFFIX) for item in _folder().iterdir() if item.name.endswith(SUFFIX)))


def own_names(own: Path | None) -> tuple[str, ...]:
    """The personas in a folder of one's own, except where a shipped one has the name."""
    if own is None or not own.is_dir():
        return ()
    shipped = names()
    return tuple(sorted(path.stem for path in own.glob(f"*{SUFFIX}") if path.stem not in shipped))


def load(name_or_path: str, own: Path | None = None) -> "Persona":
    """A shipped persona by its name, one in a folder of one's own, or the one in a file, whose name is then the persona's."""
    from openmyna.sandbox.persona_fields import parse_persona

    name, source = _find(name_or_path, own)
    return parse_persona(name, _table(source, name_or_path, own), name_or_path)


def check(name_or_path: str | Path, own: Path | None = None) -> tuple[OpenMynaError, ...]:
    """Everything wrong with a persona file, then every `PersonaWarning`; nothing where it is as it should be."""
    from openmyna.sandbox.persona_fields import judge_persona

    shown = str(name_or_path)
    try:
        name, source = _find(shown, own)
        _, findings = judge_persona(name, _table(source, shown, own), shown)
    except OpenMynaError as refusal:
        return (refusal,)
    return (*findings.problems, *findings.warnings)


def _find(name_or_path: str, own: Path | None) -> tuple[str, Traversable]:
    if name_or_path in names():
        return name_or_path, _folder() / f"{name_or_path}{SUFFIX}"
    if own is not None and name_or_path in own_names(own):
        return name_or_path, own / f"{name_or_path}{SUFFIX}"
    path = Path(name_or_path)
    if path.suffix != SUFFIX and not path.is_file():
        raise _not_found(name_or_path, own)
    return path.stem, path


def _not_found(shown: str, own: Path | None) -> PersonaNotFound:
    return PersonaNotFound(shown, ", ".join((*names(), *own_names(own))))


def _table(source: Traversable, shown: str, own: Path | None) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _not_found(shown, own) from None
    except OSError as failure:
        raise PersonaUnreadable(shown, failure.strerror or "input/output error") from None
    except UnicodeDecodeError:
        raise PersonaUnreadable(shown, "not UTF-8") from None
    except tomllib.TOMLDecodeError as failure:
        raise PersonaUnreadable(shown, f"not TOML: {failure}") from None
