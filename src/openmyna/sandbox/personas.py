"""The people of the sandbox: shipped ones by name, others from a TOML file of the same form.

Only fictional people: a number or municipality that could be real is refused with a code.
"""

import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from openmyna.sandbox.errors import PersonaNotFound, PersonaUnreadable

if TYPE_CHECKING:
    from openmyna.sandbox.persona import Persona


def _folder() -> Traversable:
    return files("openmyna.sandbox") / "personas"


def names() -> tuple[str, ...]:
    """The shipped personas."""
    return tuple(sorted(item.name.removesuffix(".toml") for item in _folder().iterdir() if item.name.endswith(".toml")))


def load(name_or_path: str) -> "Persona":
    """A shipped persona by its name, or the one in a file; the file's name is then the persona's."""
    if name_or_path in names():
        source: Traversable = _folder() / f"{name_or_path}.toml"
        return _parse(name_or_path, source, name_or_path)
    path = Path(name_or_path)
    if path.suffix != ".toml" and not path.is_file():
        raise PersonaNotFound(name_or_path, ", ".join(names()))
    return _parse(path.stem, path, name_or_path)


def _parse(name: str, source: Traversable, shown: str) -> "Persona":
    from openmyna.sandbox.persona_fields import parse_persona

    try:
        table = tomllib.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PersonaNotFound(shown, ", ".join(names())) from None
    except OSError as failure:
        raise PersonaUnreadable(shown, failure.strerror or "input/output error") from None
    except UnicodeDecodeError:
        raise PersonaUnreadable(shown, "not UTF-8") from None
    except tomllib.TOMLDecodeError as failure:
        raise PersonaUnreadable(shown, f"not TOML: {failure}") from None
    return parse_persona(name, table, shown)
