"""What each page of the desk shows, gathered from the table; one function a page, none changes anything.

A page is shown again with an error when its form was refused, so that whoever has no script stays where they were.
"""

import re
from collections.abc import Callable
from typing import Any

from litestar import Response

from openmyna.errors import Bilingual, OpenMynaError
from openmyna.face.faces import Side
from openmyna.reader.errors import PINBlocked
from openmyna.sandbox.persona.marks import CREDENTIALS
from openmyna.services.desk import words
from openmyna.services.desk.errors import CardUnknown, CardWithoutPIN
from openmyna.services.desk.exchanges import exchange
from openmyna.services.desk.outcomes import facts, headline, signature
from openmyna.services.desk.pictures import PictureKind, Pictures
from openmyna.services.desk.results import Outcome
from openmyna.services.desk.table import Table
from openmyna.services.desk.uses import offers, without_pin
from openmyna.services.web.locale import Language, language_of
from openmyna.services.web.pages import AnyRequest, page

_BACK = re.compile(r"/(?:(?P<room>cards|readers)/(?P<which>[\w.%-]{1,200}))?(?:\?[^\s\\#]*)?", re.ASCII)


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


def title_of(table: Table) -> Callable[[str], Bilingual]:
    """What a card is called by its name; the name itself once the card is gone."""

    def title(name: str) -> Bilingual:
        try:
            return table.card(name).title
        except CardUnknown:
            return Bilingual(name, name)

    return title


def changes_from(table: Table) -> str:
    """Where a page hears of every change from now on; asked before the page looks, so that none falls between."""
    return f"/events?after={table.changes.last}"


def desk_page(request: AnyRequest, *, query: str = "", kind: str = "", **shown: Any) -> Response[str]:
    """The desk: readers and rack."""
    table = table_of(request)
    events = changes_from(table)
    cards = [card for card in table.cards() if words.of_kind(card, kind) and words.found_by(card, query)]
    return page(
        request,
        "desk/desk.html",
        **{
            "error": None,
            "events": events,
            "readers": table.readers(),
            "cards": cards,
            "query": query,
            "kind": kind,
            "kinds": words.KINDS,
            "way_of": words.way_of,
            "title_of": title_of(table),
            "mark_kinds": words.MARK_KINDS,
            **shown,
        },
    )


def card_page(request: AnyRequest, name: str, *, side: Side = Side.FRONT, **shown: Any) -> Response[str]:
    """One card."""
    table = table_of(request)
    events = changes_from(table)
    detail = table.detail(name)
    pictures: Pictures = request.app.state.pictures
    try:
        missing, drawn = pictures.picture(name, side, PictureKind.SVG).missing, True
    except OpenMynaError as trouble:
        # What is wrong with the card or its persona's file is what this page is there to say.
        if trouble.code not in {one.code for one in (detail.card.trouble, detail.file_trouble) if one is not None}:
            raise
        missing, drawn = (), False
    return page(
        request,
        "desk/card.html",
        **{
            "error": None,
            "events": events,
            "card": detail.card,
            "detail": detail,
            "readers": table.readers(),
            "side": side.value,
            "missing": missing,
            "drawn": drawn,
            "conditions": words.CONDITIONS,
            "without_pin": CardWithoutPIN() if without_pin(detail.card) else None,
            "made": "",
            "mark_kinds": words.MARK_KINDS,
            **shown,
        },
    )


def reader_page(request: AnyRequest, number: int, *, outcome: Outcome | None = None, **shown: Any) -> Response[str]:
    """One reader, its card, and what can be tried."""
    table = table_of(request)
    events = changes_from(table)
    reader = table.reader(number)
    detail = table.detail(reader.card) if reader.card else None
    return page(
        request,
        "desk/reader.html",
        **{
            "error": None,
            "events": events,
            "reader": reader,
            "attempts": tuple(detail.card.attempts.values()) if detail else (),
            "without_pin": CardWithoutPIN() if detail and without_pin(detail.card) else None,
            "uses": words.USES,
            "offers": offers(detail),
            "hindrances": words.HINDRANCES,
            "wrong": {},
            "made": "",
            "way_of": words.way_of,
            "title_of": title_of(table),
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
        "signature": signature(outcome),
        "credential": CREDENTIALS[outcome.use.credential] if outcome.use.credential else None,
        "can_be_made_again": isinstance(outcome.error, PINBlocked) and _can_be_made_again(table, outcome.card),
        "verdicts": words.VERDICTS,
        # Another reader may have spoken at the same time.
        "exchanges": [exchange(one) for one in caused if one.item.card == outcome.card and one.number <= (last or 0)],
    }


def _can_be_made_again(table: Table, card: str | None) -> bool:
    try:
        return card is not None and table.card(card).can_be_made_again
    except CardUnknown:
        # Its persona file was taken away since.
        return False
