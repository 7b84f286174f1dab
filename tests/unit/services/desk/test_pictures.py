"""Pictures of cards that change: a new card, a new persona file or none is never shown with the picture of before."""

from collections.abc import Callable
from pathlib import Path

import pytest

from openmyna.card.at_rest.folder import CardFolder
from openmyna.face.faces import Face, Side
from openmyna.services.desk.errors import CardUnknown
from openmyna.services.desk.pictures import KEPT, PictureKind, Pictures
from support.desk import Desk, open_desk


class Drawn:
    """Draws a text that says how often it has drawn; versions are what the test says."""

    def __init__(self) -> None:
        self.versions: dict[str, int] = {}
        self.count = 0
        self.meanwhile: Callable[[], object] = dict

    def version(self, card: str) -> object:
        return self.versions.get(card)

    def face(self, card: str, side: Side) -> Face:
        self.count += 1
        self.meanwhile()
        return Face(side=side, svg=f"<svg>{card} {self.count}</svg>", elements="", fields=(), lines=())


def shown(pictures: Pictures, card: str = "hanako") -> bytes:
    return pictures.picture(card, Side.FRONT, PictureKind.SVG).content


def test_a_picture_is_drawn_once_for_each_version_of_its_card() -> None:
    drawn = Drawn()
    pictures = Pictures(drawn)
    assert [shown(pictures) for _ in range(3)] == [b"<svg>hanako 1</svg>"] * 3
    drawn.versions["hanako"] = 1
    assert [shown(pictures) for _ in range(3)] == [b"<svg>hanako 2</svg>"] * 3
    assert shown(pictures, "child") == b"<svg>child 3</svg>"
    assert shown(pictures) == b"<svg>hanako 2</svg>"


def test_a_card_that_changes_while_it_is_drawn_is_drawn_anew() -> None:
    drawn = Drawn()
    pictures = Pictures(drawn)
    drawn.meanwhile = lambda: drawn.versions.update(hanako=1)
    shown(pictures)
    assert shown(pictures) == b"<svg>hanako 2</svg>"
    assert shown(pictures) == b"<svg>hanako 2</svg>"


def test_only_the_last_pictures_are_kept() -> None:
    drawn = Drawn()
    pictures = Pictures(drawn)
    for number in range(KEPT + 1):
        shown(pictures, f"card-{number}")
    shown(pictures, f"card-{KEPT}")
    assert drawn.count == KEPT + 1
    shown(pictures, "card-0")
    assert drawn.count == KEPT + 2


def test_a_persona_file_that_was_edited_and_one_that_was_deleted_are_seen(desk_folder: Path) -> None:
    with open_desk(desk_folder) as desk:
        desk.table.add_persona({"name": "my-taro", "full_name": "見本　一郎"})
        pictures = Pictures(desk.table)
        shown(pictures, "my-taro")
        file = desk_folder / "personas" / "my-taro.toml"
        file.write_text(file.read_text("utf-8").replace("見本　一郎", "見本　二郎三郎"), "utf-8")
        shown(pictures, "my-taro")
        shown(pictures, "my-taro")
        assert desk.faces.asked == [("見本　一郎", Side.FRONT), ("見本　二郎三郎", Side.FRONT)]
        file.unlink()
        with pytest.raises(CardUnknown):
            shown(pictures, "my-taro")


def test_a_new_card_of_another_person_under_the_same_name_is_seen(desk_folder: Path) -> None:
    with CardFolder(desk_folder / "cards") as folder:
        folder.add("borrowed", folder.peek("hanako"))
        with open_desk(desk_folder) as desk:
            pictures = Pictures(desk.table)
            shown(pictures, "borrowed")
            folder.remove("borrowed")
            folder.add("borrowed", folder.peek("child"))
            shown(pictures, "borrowed")
            shown(pictures, "borrowed")
            assert desk.faces.asked == [("番号　花子", Side.FRONT), ("例示　小春", Side.FRONT)]
            folder.remove("borrowed")
            with pytest.raises(CardUnknown):
                shown(pictures, "borrowed")


def test_what_was_seen_of_those_who_are_gone_is_forgotten(desk: Desk, desk_folder: Path) -> None:
    desk.table.add_persona({"name": "my-taro"})
    desk.table.lay("my-taro", 0)
    desk.table.take_off(0)
    desk.table.cards()
    people, holdings = desk.table._people, desk.table._holdings
    assert "my-taro" in people._known
    assert "my-taro" in holdings._seen
    (desk_folder / "personas" / "my-taro.toml").unlink()
    with CardFolder(desk_folder / "cards") as folder:
        folder.remove("my-taro")
    desk.table.cards()
    assert "my-taro" not in people._known
    assert "my-taro" not in holdings._seen
    assert "hanako" in people._known
    assert "hanako" in holdings._seen
