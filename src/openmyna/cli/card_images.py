"""Which image a command means: a path, or only a card's name, which is then looked for in the folder of cards in use."""

import os
from pathlib import Path

from openmyna.cli.errors import CardNotMade


def image_of(given: Path) -> Path:
    """The image that is meant; of a persona without a card it says how to make one, of anything else the path stays."""
    from openmyna.card.at_rest.shelf import SUFFIX
    from openmyna.config import cards_folder, personas_folder
    from openmyna.sandbox.personas import names, own_names

    if given.suffix or os.path.exists(given) or given.name != str(given):
        return given
    folder = cards_folder(os.environ)
    image = folder / f"{given}{SUFFIX}"
    if not os.path.exists(image) and given.name in (*names(), *own_names(personas_folder(os.environ))):
        raise CardNotMade(given.name, folder)
    return image
