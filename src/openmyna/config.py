"""Settings of one installation, read from the environment where a command starts; nothing is read at import.

Virtual cards, shipped keys and fictional people belong to the sandbox. Production mode refuses them with a code.
"""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from openmyna.errors import Bilingual, OpenMynaError


class Mode(Enum):
    """What an installation is for; anything make-believe exists in the sandbox alone."""

    SANDBOX = "sandbox"
    PRODUCTION = "production"


class ConfigurationError(OpenMynaError):
    """Root of the errors about settings."""

    code = "configuration"


class ModeUnknown(ConfigurationError):
    """OPENMYNA_MODE holds a word that is no mode; guessing one could turn production into a sandbox."""

    code = "mode-unknown"
    cause = Bilingual("OPENMYNA_MODE の値「{value}」は使えません。", "OPENMYNA_MODE cannot be {value!r}.")
    remedy = Bilingual("sandbox または production にしてください。", "Set it to sandbox or production.")

    def __init__(self, value: str) -> None:
        self.value = value
        super().__init__(value=value)


class RefusedInProduction(ConfigurationError):
    """Something make-believe was asked of a production installation."""

    code = "refused-in-production"
    cause = Bilingual("本番モードでは {what} を使えません。", "{what} cannot be used in production mode.")
    remedy = Bilingual(
        "試験であれば OPENMYNA_MODE=sandbox を指定してください。", "For tests, set OPENMYNA_MODE=sandbox."
    )

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what=what)


def mode(environment: Mapping[str, str]) -> Mode:
    """The mode of this installation; the sandbox where nothing is said."""
    value = environment.get("OPENMYNA_MODE") or Mode.SANDBOX.value
    try:
        return Mode(value)
    except ValueError:
        raise ModeUnknown(value) from None


def require_sandbox(environment: Mapping[str, str], what: str) -> None:
    """Refuse `what` outside the sandbox."""
    if mode(environment) is not Mode.SANDBOX:
        raise RefusedInProduction(what)


def cards_folder(environment: Mapping[str, str]) -> Path:
    """Where `openmyna up` keeps its cards: OPENMYNA_CARDS, or a folder in the user's data directory."""
    if given := environment.get("OPENMYNA_CARDS"):
        return Path(given)
    data = environment.get("XDG_DATA_HOME")
    base = Path(data) if data and Path(data).is_absolute() else Path.home() / ".local" / "share"
    return base / "openmyna" / "cards"


def personas_folder(environment: Mapping[str, str], cards: Path | None = None) -> Path:
    """Where the user's own personas are: OPENMYNA_PERSONAS, or the folder `personas` in the folder of cards in use."""
    if given := environment.get("OPENMYNA_PERSONAS"):
        return Path(given)
    return (cards or cards_folder(environment)) / "personas"


def authority_folder(environment: Mapping[str, str], cards: Path | None = None) -> Path:
    """Where the authority is that vouches for the cards: OPENMYNA_CA, or `authority` in the folder of cards in use."""
    if given := environment.get("OPENMYNA_CA"):
        return Path(given)
    return (cards or cards_folder(environment)) / "authority"
