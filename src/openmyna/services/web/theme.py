"""Light, dark, or as the device says: chosen by a form, remembered in a cookie.

Without a choice the style sheet follows the device, so that no script is needed.
"""

from enum import Enum
from typing import Any

from litestar.connection import ASGIConnection

from openmyna.services.web.cookies import remembered
from openmyna.services.web.locale import Phrase

THEME_COOKIE = "openmyna-theme"


class Theme(Enum):
    """A colour scheme; the value stands in the page's `data-theme`."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"

    @property
    def label(self) -> Phrase:
        """Its name on the switch."""
        return {"system": Phrase("As the device"), "light": Phrase("Light"), "dark": Phrase("Dark")}[self.value]


def theme_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Theme:
    """What the reader chose, else as the device says."""
    chosen = remembered(connection, THEME_COOKIE)
    return Theme(chosen) if chosen in {theme.value for theme in Theme} else Theme.SYSTEM
