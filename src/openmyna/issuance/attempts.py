"""Attempts remaining when a card is made: which file each credential is, and a card some of whose tries are used up.

A card leaves an issuer with every attempt; this is for cards that are shown in the middle of their life.
"""

from collections.abc import Mapping

from openmyna.applications.common.layout import LAYOUT as COMMON
from openmyna.applications.jpki.layout import LAYOUT as JPKI
from openmyna.applications.resident.layout import LAYOUT as RESIDENT
from openmyna.applications.text.layout import LAYOUT as TEXT
from openmyna.applications.visual.layout import LAYOUT as VISUAL
from openmyna.card.contents import CardContents, FileContents
from openmyna.iso7816.layout import Application

CREDENTIALS: Mapping[str, tuple[Application, str]] = {
    "sign_password": (JPKI, "sign_password"),
    "auth_pin": (JPKI, "auth_pin"),
    "text_pin": (TEXT, "text_pin"),
    "resident_pin": (RESIDENT, "resident_pin"),
    "common_pin": (COMMON, "common_pin"),
    "text_number_a": (TEXT, "matching_number_a"),
    "text_number_b": (TEXT, "matching_number_b"),
    "visual_number_a": (VISUAL, "matching_number_a"),
    "visual_number_b": (VISUAL, "matching_number_b"),
    "birth_key": (VISUAL, "birth_key"),
}
"""Everything that counts attempts: its name in a persona file, its application and its file there."""


def reference_of(contents: CardContents, credential: str) -> FileContents:
    """The reference data of a credential on this card; KeyError where the card has no such application."""
    layout, name = CREDENTIALS[credential]
    for application in contents.applications:
        if application.aid == layout.aid:
            return application.files[layout.file(name).identifier]
    raise KeyError(credential)


def use_up(contents: CardContents, attempts: Mapping[str, int]) -> None:
    """Leave this many attempts of each credential named; 0 blocks it."""
    for credential, remaining in attempts.items():
        reference = reference_of(contents, credential)
        reference.remaining = min(remaining, reference.maximum)
