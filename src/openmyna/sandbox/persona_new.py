"""A persona file of one's own, written where it is to be: under a name that nothing else has, and never over another file."""

import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from openmyna.sandbox.persona_new_errors import (
    PersonaExists,
    PersonaNameTaken,
    PersonaNameUnusable,
    PersonaUnwritable,
)
from openmyna.sandbox.persona_template import persona_text
from openmyna.sandbox.persona_wishes import FIELDS, Wishes
from openmyna.sandbox.personas import names

__all__ = ["FIELDS", "NAME", "Wishes", "check_name", "write_persona"]

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", re.ASCII)
"""Names of files, cards and addresses of pages: nothing in them needs quoting anywhere."""


def write_persona(wishes: Wishes, path: Path, issued: datetime) -> Path:
    """Write the file, its folder too; refused where a file is there already. Returns the path."""
    check_name(wishes.name)
    text = persona_text(wishes, issued)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        raise PersonaUnwritable(str(path), failure.strerror or type(failure).__name__) from None
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise PersonaExists(str(path)) from None
    except OSError as failure:
        # Half a file would be in the way of the next attempt; one that could not be made is not there.
        with suppress(OSError):
            path.unlink()
        raise PersonaUnwritable(str(path), failure.strerror or type(failure).__name__) from None
    return path


def check_name(name: str) -> None:
    """Refuse a name that could not be a file's, a card's and a page's, or that a shipped persona has."""
    if NAME.fullmatch(name) is None:
        raise PersonaNameUnusable(name)
    if name in names():
        raise PersonaNameTaken(name)
