"""How what opens an authority's keys reaches the process: from the environment, from a file, or typed at a terminal.

Never from the command line, where every user of the machine could read it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openmyna.errors import Bilingual
    from openmyna.identity.secret import Secret

Kind = TypeVar("Kind", bound="Secret[str]")


def secret_of(
    kind: type[Kind], environment: Mapping[str, str], variable: str, ask: Callable[[Bilingual], str] | None
) -> Kind:
    """The secret out of VARIABLE_FILE, VARIABLE or `ask`, in this order; raises `PassphraseMissing` where nobody says it."""
    from openmyna.pki.key_store.errors import PassphraseMissing

    if named := environment.get(f"{variable}_FILE"):
        return kind(_first_line(Path(named)))
    if given := environment.get(variable):
        return kind(given)
    if ask is None:
        raise PassphraseMissing(kind.LABEL, variable)
    return kind(ask(kind.LABEL))


def _first_line(path: Path) -> str:
    from openmyna.pki.key_store.errors import KeyFileExposed, KeyStoreUnusable

    try:
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            raise KeyFileExposed(path, mode)
        return path.read_text(encoding="utf-8").partition("\n")[0]
    except UnicodeDecodeError:
        raise KeyStoreUnusable(path, "no UTF-8") from None
    except OSError as error:
        raise KeyStoreUnusable(path, error.strerror or type(error).__name__) from error
