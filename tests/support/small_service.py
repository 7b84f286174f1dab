"""A service small enough to see whole: one page, some that fail, a form, a stream and a check."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Stream

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.services.web.live import ServerEvent, last_event, stream
from openmyna.services.web.locale import Phrase
from openmyna.services.web.pages import page, see_other
from openmyna.services.web.service import Link, Service
from openmyna.services.web.shell_routes import Form


class CardBusy(OpenMynaError):
    """An error with a listed status."""

    code = "test-card-busy"
    cause = Bilingual("カード {card} は使用中です。", "Card {card} is in use.")
    remedy = Bilingual("待ってください。", "Wait.")


class CardBusyHere(CardBusy):
    """Its nearest listed class is its base."""


class Unlisted(OpenMynaError):
    """An error no status is listed for."""

    code = "test-unlisted"


@get("/", sync_to_thread=False)
def home(request: Request[Any, Any, Any]) -> Response[str]:
    """The page of components serves as any page."""
    return page(request, "small/home.html", name=request.query_params.get("name", "<花子>"))


@get("/busy", sync_to_thread=False)
def busy() -> None:
    """Refuses with a coded error."""
    raise CardBusyHere(card="hanako")


@get("/unlisted", sync_to_thread=False)
def unlisted() -> None:
    """Refuses with an error without a status."""
    raise Unlisted


@get("/defect", sync_to_thread=False)
def defect() -> None:
    """Fails with words that must not be shown."""
    msg = "pin 4321"
    raise ValueError(msg)


@post("/echo", sync_to_thread=False)
def echo(request: Request[Any, Any, Any], data: Form) -> Redirect:
    """Takes a form."""
    request.app.state.taken.append({name: value for name, value in data.items() if name != "csrf_token"})
    return see_other("/")


@get("/count/{to:int}")
async def count(request: Request[Any, Any, Any], to: FromPath[int]) -> Stream:
    """Events with numbers, after the last the browser saw; without an end where `to` is 0."""

    async def numbers() -> AsyncIterator[ServerEvent]:
        for number in range((last_event(request) or 0) + 1, to + 1):
            yield ServerEvent(name="count", number=number, data=f"<p>{number}</p>\nof {to}")
        if not to:
            await asyncio.Event().wait()

    return stream(request, numbers())


def small_service(folder: Path, **named: Any) -> Service:
    """The service, with its one template in a folder of the test."""
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    (folder / "static").mkdir(exist_ok=True)
    (folder / "static" / "small.css").write_text("p { margin: 0 }\n", encoding="utf-8")
    (folder / "templates" / "home.html").write_text(
        '{% extends "shell.html" %}{% block main %}<h1>{{ _("Cards") }}</h1><p id="name">{{ name }}</p>'
        '<p id="here">{{ here }}</p><link rel="stylesheet" href="{{ asset("small/small.css") }}">{% endblock %}',
        encoding="utf-8",
    )
    options: dict[str, Any] = {
        "name": "small",
        "title": Phrase("Components"),
        "folder": folder,
        "routes": (home, busy, unlisted, defect, echo, count),
        "navigation": (Link(path="/", label=Phrase("Pages")),),
        "statuses": {CardBusy: 409},
        "state": {"taken": []},
    }
    return Service(**{**options, **named})
