"""The pages of people of one's own: files that changed, broke or are misnamed, and what is said about their PINs."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from openmyna.bootstrap import make_card
from openmyna.services.desk.app import build
from support.desk import SANDBOX, Desk, copy_of, open_desk
from support.page_client import PageClient

JA, EN = {"Accept-Language": "ja"}, {"Accept-Language": "en"}
PUBLISHED = "公開された試験用の値です"
CHOSEN = "あなたが試験用に選んだ値です"
OLDER = "いまとは違う版のペルソナファイルから作られています"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "cards"
    make_card("hanako", folder, SANDBOX)
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(copy_of(made, tmp_path)) as opened:
        opened.table.add_persona({"name": "my-taro", "text_pin": "7531"})
        yield opened


@pytest.fixture
def client(desk: Desk) -> Iterator[PageClient]:
    with PageClient(build(desk.table)) as opened:
        yield opened


@pytest.fixture
def file(desk: Desk, tmp_path: Path) -> Path:
    return tmp_path / "personas" / "my-taro.toml"


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_only_the_pins_of_shipped_people_are_called_published(client: PageClient) -> None:
    own = client.get("/cards/my-taro", headers=JA).text
    assert (CHOSEN in own, PUBLISHED in own, "7531" in own) == (True, False, True)
    shipped = client.get("/cards/hanako", headers=JA).text
    assert (CHOSEN in shipped, PUBLISHED in shipped) == (False, True)


def test_about_and_the_form_say_that_chosen_pins_are_kept_and_shown(client: PageClient) -> None:
    about = client.get("/about", headers=JA).text
    assert "自分で作った人物のために選んだ暗証番号は、このパソコンにあるその人物のファイルに保存され" in about
    form = client.get("/personas/new", headers=JA).text
    assert "このパソコンにあるこの人物のファイルに保存され、カードの画面に表示されます。" in form
    refused = client.send_form("/personas/new", name="My Taro").text
    assert "保存していません" not in refused


def test_a_card_of_an_older_file_says_so_and_shows_no_pin_of_the_new_one(
    client: PageClient, desk: Desk, file: Path
) -> None:
    desk.table.lay("my-taro", 0)
    desk.table.take_off(0)
    assert OLDER not in client.get("/cards/my-taro", headers=JA).text
    rewrite(file, '"7531"', '"8642"')
    page = client.get("/cards/my-taro", headers=JA).text
    assert OLDER in page
    assert [pin for pin in ("7531", "8642") if pin in page] == []
    assert "/cards/my-taro/make-again" in page


def test_the_page_of_a_broken_file_says_what_is_wrong_and_how_to_correct_it(client: PageClient, file: Path) -> None:
    rewrite(file, "1990-01-15", "1990-02-30")
    answer = client.get("/cards/my-taro", headers=JA)
    assert answer.status_code == 200
    for told in (str(file), "holder.birth_date", "persona-value-refused", "暦にない日付です"):
        assert told in answer.text
    assert 'class="face"' not in answer.text
    rewrite(file, "1990-02-30", "1990-02-28")
    answer = client.get("/cards/my-taro", headers=JA)
    assert ("persona-value-refused" in answer.text, 'class="face"' in answer.text) == (False, True)


@pytest.mark.parametrize("name", ["花子", "a\r\nSet-Cookie: b=c"])
def test_a_misnamed_file_is_told_and_breaks_no_page_and_no_header(client: PageClient, file: Path, name: str) -> None:
    file.rename(file.with_name(f"{name}.toml"))
    shown = name.replace("\r", "�").replace("\n", "�")
    assert "persona-file-misnamed" in client.get("/", headers=JA).text
    page = client.get(f"/cards/{quote(shown)}", headers=JA)
    assert page.status_code == 200
    assert "小文字の英数字とハイフン" in page.text
    picture = client.get(f"/cards/{quote(shown)}/front.svg?download=1")
    assert picture.status_code == 400
    assert "b=c" not in picture.headers.get("set-cookie", "")
    assert client.get("/cards/hanako/front.svg?download=1").headers["content-disposition"] == (
        'attachment; filename="hanako-front.svg"'
    )
