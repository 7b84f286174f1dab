"""What every page has: its language, its theme, its assets, and values that stay text."""

import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from openmyna.services.web.app import build
from openmyna.services.web.pages import local_path
from openmyna.services.web.service import ShellSettings
from support.page_client import PageClient
from support.small_service import small_service


def test_pages_are_japanese_where_nothing_is_said(client: PageClient) -> None:
    answer = client.get("/")
    assert '<html lang="ja" data-language="ja" data-theme="system">' in answer.text
    assert "見本" in answer.text
    assert answer.headers["vary"] == "Accept-Language, Cookie, HX-Request"


def test_the_browser_s_language_is_taken_first_and_the_choice_after_that(client: PageClient) -> None:
    english = {"Accept-Language": "en-US,en;q=0.9"}
    assert '<html lang="en" data-language="en"' in client.get("/", headers=english).text
    chosen = client.send_form("/language", language="ja_easy", next="/components?x=1")
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/components?x=1")
    assert "Max-Age=31536000" in chosen.headers["set-cookie"]
    page = client.get("/", headers=english).text
    assert '<html lang="ja" data-language="ja_easy"' in page
    assert "みほん" in page


def test_the_chosen_language_is_shown_as_pressed(client: PageClient) -> None:
    pressed = re.findall(r'name="language" value="(\w+)" lang="\w+" aria-pressed="true"', client.get("/").text)
    assert pressed == ["ja"]


def test_the_theme_is_remembered(client: PageClient) -> None:
    assert client.send_form("/theme", theme="dark", next="/").status_code == 303
    assert 'data-theme="dark"' in client.get("/").text


@pytest.mark.parametrize(("path", "name"), [("/language", "language"), ("/theme", "theme")])
def test_a_choice_that_does_not_exist_is_refused(client: PageClient, path: str, name: str) -> None:
    assert client.send_form(path, **{name: "none"}).status_code == 400
    assert client.send_form(path).status_code == 400


def test_cookies_that_say_nonsense_count_as_no_choice(client: PageClient) -> None:
    client.cookies.update({"openmyna-language": "xx", "openmyna-theme": "pink"})
    assert '<html lang="ja" data-language="ja" data-theme="system">' in client.get("/").text


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("/cards/hanako?side=back", "/cards/hanako?side=back"),
        ("//other.example", "/"),
        ("/\\other.example", "/"),
        ("https://other.example/", "/"),
        ("", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
    ],
)
def test_a_way_back_stays_on_this_site(path: str, taken: str) -> None:
    assert local_path(path) == taken


def test_values_are_text_and_never_markup(client: PageClient) -> None:
    assert "&lt;花子&gt;" in client.get("/").text
    assert "<script>x" not in client.get("/", params={"name": "<script>x</script>"}).text


def test_a_part_of_a_page_knows_the_page_it_belongs_to(client: PageClient) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1:8765/cards/hanako?a=1"}
    assert '<p id="here">/cards/hanako?a=1</p>' in client.get("/?name=x", headers=headers).text
    assert '<p id="here">/?name=x</p>' in client.get("/?name=x").text


def test_a_name_that_a_template_does_not_know_is_a_defect(tmp_path: Path) -> None:
    app = build(small_service(tmp_path))
    (tmp_path / "templates" / "home.html").write_text("{{ no_such_name }}", encoding="utf-8")
    environment = next(iter(app.state.pages.environments.values()))
    with pytest.raises(UndefinedError, match="no_such_name"):
        environment.get_template("small/home.html").render()


def test_every_component_is_shown_in_the_sandbox_only(tmp_path: Path, client: PageClient) -> None:
    shown = client.get("/components")
    assert shown.status_code == 200
    for part in (
        "button",
        "notice",
        "field",
        "table",
        "facts",
        "details",
        "tag",
        "tile",
        "tabs",
        "breadcrumbs",
        "progress",
    ):
        assert re.search(rf'class="{part}"', shown.text), part
    with PageClient(build(small_service(tmp_path), ShellSettings(sandbox=False))) as production:
        assert production.get("/components").status_code == 404
        assert 'class="sandbox"' not in production.get("/").text
    assert 'class="sandbox"' in shown.text


def test_a_password_never_comes_back(client: PageClient) -> None:
    environment = next(iter(client.app.state.pages.environments.values()))
    template = environment.from_string(
        '{% import "components.html" as ui with context %}{{ ui.field("pin", "PIN", value="4321", type=kind) }}'
    )
    assert "4321" not in template.render(kind="password")
    assert "4321" in template.render(kind="text")


def test_the_process_is_healthy(client: PageClient) -> None:
    assert client.get("/healthz").text == "ok\n"


def test_readiness_asks_every_check_by_name(tmp_path: Path) -> None:
    def broken() -> bool:
        msg = "4321"
        raise OSError(msg)

    for checks, status, found in (
        ({"table": lambda: True}, 200, {"table": True}),
        ({"table": lambda: True, "cards": lambda: False}, 503, {"table": True, "cards": False}),
        ({"table": broken}, 503, {"table": False}),
    ):
        with PageClient(build(small_service(tmp_path, checks=checks))) as client:
            answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (status, found)
