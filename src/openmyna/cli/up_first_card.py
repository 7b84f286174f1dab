"""The first cards of `openmyna up`: made where they are missing, read once in process, one laid on the first reader.

The desk answers before all this is done, so a visitor may be quicker: what they made or laid stays as it is. A card that
another process serves is an error all the same.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from openmyna.card.wire.rack import Rack
    from openmyna.cli.speech import Speaker

CARD = "hanako"
PERSONAS = (CARD, "specimen")


def prepare(folder: Path) -> None:
    """Make the cards that are not there yet, and publish what is due; cards that are there keep their state."""
    from openmyna.bootstrap import make_card, publish
    from openmyna.card.at_rest.errors import CardExists
    from openmyna.card.at_rest.folder import CardFolder
    from openmyna.config import authority_folder
    from openmyna.pki.authority.folder import AuthorityFolder, KeyPlace

    with CardFolder.create(folder) as opened:
        present = opened.names()
    for persona in PERSONAS:
        if persona not in present:
            # Somebody at the desk may have laid, and so made, the same card a moment ago.
            with suppress(CardExists):
                make_card(persona, folder, os.environ)
    authority = AuthorityFolder(authority_folder(os.environ, folder))
    # Whoever keeps keys of their own publishes by themselves, and may not be here to open them.
    if authority.exists() and authority.settings().keys is KeyPlace.PUBLISHED:
        publish(folder, os.environ)


def read_in_process(rack: Rack, speaker: Speaker) -> None:
    """Read the card here, watched, and give it back; a card that lies on a reader already is left to whoever laid it."""
    from openmyna.card.at_rest.errors import ImageInUse
    from openmyna.cli.first_reading import read_once
    from openmyna.cli.up_words import tell_not_read

    try:
        with rack.held(CARD) as card:
            read_once(card)
    except ImageInUse as refusal:
        if refusal.pid != os.getpid():
            raise
        tell_not_read(speaker)


def lay_first(rack: Rack, speaker: Speaker) -> None:
    """Lay the card on the first reader, unless the reader or the card is taken already."""
    from openmyna.card.at_rest.errors import ImageInUse
    from openmyna.cli.up_words import tell_not_laid

    place = rack.place(0)
    # Nobody else lays a card there between the look and the laying.
    with place.changing:
        if place.image is not None:
            tell_not_laid(speaker)
            return
        try:
            rack.insert(CARD, 0)
        except ImageInUse as refusal:
            if refusal.pid != os.getpid():
                raise
            tell_not_laid(speaker)
