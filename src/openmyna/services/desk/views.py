"""What each page of the desk shows, gathered from the table; one function a page, none changes anything.

A page is shown again with an error when its form was refused, so that whoever has no script stays where they were.
"""

import re
from typing import Any

from litestar import Response

from openmyna.errors import OpenMynaError
from openmyna.face.faces import Side
from openmyna.services.desk import words
from openmyna.services.desk.exchanges import exchange
from openmyna.services.desk.outcomes import facts, headline
from openmyna.services.desk.pictures import PictureKind, Pictures
from openmyna.services.desk.records import Outcome
from openmyna.services.desk.table import Table
from openmyna.services.web.locale import Language, language_of
from openmyna.services.web.pages import AnyRequest, page

_BACK = re.compile(r"/(?:(?P<room>cards|readers)/(?P<which>[\w.%-]+))?(?:\?[^\s\\#]*)?", re.ASCII)


def table_of(request: AnyRequest) -> Table:
    """The desk's table."""
    table: Table = request.app.state.table
    return table


def way_back(path: str) -> str:
    """Where a form came from, if that is one of our pages with cards on it; else the desk."""
    return path if _BACK.fullmatch(path) else "/"


def again(request: AnyRequest, path: str, error: OpenMynaError, status: int) -> Response[str]:
    """The page a refused form came from, with the refusal on it."""
    match = _BACK.fullmatch(path)
    room, which = (match["room"], match["which"] or "") if match else (None, "")
    shown: dict[str, Any] = {"error": error, "status": status, "here": way_back(path)}
    table = table_of(request)
    if room == "cards" and which in {card.name for card in table.cards()}:
        return card_page(request, which, **shown)
    if room == "readers" and which.isdigit() and int(which) < len(table.readers()):
        return reader_page(request, int(which), **shown)
    return desk_page(request, **shown)


def desk_page(request: AnyRequest, *, query: str = "", kind: str = "", **shown: Any) -> Response[str]:
    """The desk: readers and rack."""
    table = table_of(request)
    cards = [card for card in table.cards() if words.of_kind(card, kind) and words.found_by(card, query)]
    return page(
        request,
        "desk/desk.html",
        **{
            "error": None,
            "readers": table.readers(),
            "cards": cards,
            "query": query,
            "kind": kind,
            "kinds": words.KINDS,
            "way_of": words.way_of,
            "mark_kinds": words.MARK_KINDS,
            **shown,
        },
    )


def card_page(request: AnyRequest, name: str, *, side: Side = Side.FRONT, **shown: Any) -> Response[str]:
    """One card."""
    table = table_of(request)
    detail = table.detail(name)
    pictures: Pictures = request.app.state.pictures
    return page(
        request,
        "desk/card.html",
        **{
            "error": None,
            "card": detail.card,
            "detail": detail,
            "readers": table.readers(),
            "side": side.value,
            "missing": pictures.picture(name, side, PictureKind.SVG).missing,
            "conditions": words.CONDITIONS,
            "mark_kinds": words.MARK_KINDS,
            **shown,
        },
    )


def reader_page(request: AnyRequest, number: int, *, outcome: Outcome | None = None, **shown: Any) -> Response[str]:
    """One reader, its card, and what can be tried."""
    table = table_of(request)
    reader = table.reader(number)
    return page(
        request,
        "desk/reader.html",
        **{
            "error": None,
            "reader": reader,
            "attempts": tuple(table.attempts(reader.card).values()) if reader.card else (),
            "published": bool(reader.card and table.detail(reader.card).credentials),
            "uses": words.USES,
            "way_of": words.way_of,
            **outcome_shown(table, outcome, language_of(request)),
            **shown,
        },
    )


def outcome_shown(table: Table, outcome: Outcome | None, language: Language) -> dict[str, Any]:
    """What a page needs to show an outcome, with the exchanges it caused as far as the trace still has them."""
    if outcome is None:
        return {"outcome": None}
    first, last = outcome.first_event, outcome.last_event
    caused = () if first is None or last is None else table.feed.after(first - 1, last - first + 1)
    return {
        "outcome": outcome,
        "headline": headline(outcome),
        "facts": facts(outcome, language),
        "verdicts": words.VERDICTS,
        # Another reader may have spoken at the same time.
        "exchanges": [exchange(one) for one in caused if one.item.card == outcome.card and one.number <= (last or 0)],
    }
