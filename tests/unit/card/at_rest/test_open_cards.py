"""Cards of several folders opened for use: closing them all, whatever one of them meets."""

import errno
import os
from pathlib import Path

import pytest

from durability import cards
from openmyna.bootstrap import OpenCards
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.at_rest.shelf import Finding
from openmyna.card.chip import Chip
from openmyna.card.errors import StateNotDurable


def use(chip: Chip) -> None:
    """A wrong PIN, so that there is something to fold."""
    for command in (cards.SELECT_JPKI, cards.select_file(cards.AUTH_PIN), cards.verify(b"0000")):
        chip.transmit(command)


def test_a_card_that_cannot_be_closed_keeps_no_card_of_any_folder_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = []
    for folder in ("one", "two"):
        with CardFolder.create(tmp_path / folder) as made:
            images += [made.add(name, cards.small_card(name)) for name in ("a", "b")]
    opened = OpenCards({})
    for image in images:
        use(opened.take(image))
    really_rename = os.rename

    def rename(source: Path, target: Path) -> None:
        if target == images[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        really_rename(source, target)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(StateNotDurable) as refused:
        opened.close()
    assert refused.value.facts["reason"] == "No space left on device"
    found = []
    for image in images:
        with CardFolder.of(image) as folder:
            name = CardFolder.name_of(image)
            found.append((folder.inspect(name).finding, cards.counters(folder.peek(name))[0], folder.holder(name)))
    assert found == [
        (Finding.OPEN, 2, 0), (Finding.CLOSED, 2, 0), (Finding.CLOSED, 2, 0), (Finding.CLOSED, 2, 0),
    ]  # fmt: skip
    opened.close()
