"""A persona file of one's own, written where it is to be: under a name that nothing else has, and never over another file."""

from datetime import datetime
from pathlib import Path

from openmyna.sandbox.errors import SandboxError
from openmyna.sandbox.new_persona.errors import PersonaNameTaken, PersonaNameUnusable, PersonaNotText
from openmyna.sandbox.new_persona.placing import place_new
from openmyna.sandbox.new_persona.template import persona_text
from openmyna.sandbox.new_persona.wishes import Wishes
from openmyna.sandbox.personas import NAME, names

_CARD = ".card"
"""How the image of a card is called that lies in a folder of cards."""


def write_persona(wishes: Wishes, path: Path, issued: datetime) -> Path:
    """Write the file, its folder too; refused where a file is there already. Returns the path."""
    check_name(wishes.name)
    try:
        content = persona_text(wishes, issued).encode("utf-8")
    except UnicodeEncodeError:
        raise PersonaNotText(wishes.name) from None
    place_new(path, content)
    return path


def judge(wishes: Wishes, issued: datetime, shown: str) -> tuple[SandboxError, ...]:
    """Everything wrong with the file these wishes would become, then what is only unusual; nothing is written.

    `shown` is what the findings call the file.
    """
    import tomllib

    from openmyna.sandbox.persona.fields import judge_persona

    _, findings = judge_persona(wishes.name, tomllib.loads(persona_text(wishes, issued)), shown)
    return (*findings.problems, *findings.warnings)


def check_name(name: str, cards: Path | None = None) -> None:
    """Refuse a name that could not be a file's, a card's and a page's, or that is taken.

    Shipped personas have theirs; and a card in the folder `cards` would become the card of somebody it was not made of.
    """
    if NAME.fullmatch(name) is None:
        raise PersonaNameUnusable(name)
    if name in names():
        raise PersonaNameTaken(name)
    if cards is not None and (image := cards / f"{name}{_CARD}").exists():
        raise PersonaNameTaken(name, str(image))
