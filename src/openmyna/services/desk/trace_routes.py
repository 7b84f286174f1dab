"""The addresses of the trace and of the two streams that keep pages fresh.

A stream says what happened after the number the page knows; a page that is told of a change looks for itself.
"""

from collections.abc import AsyncIterator

from litestar import Response, get
from litestar.params import FromQuery
from litestar.response import Stream

from openmyna.services.desk.exchanges import KEPT_ON_A_PAGE, Wanted, exchange, newest_first
from openmyna.services.desk.feed import Missed
from openmyna.services.desk.views import table_of
from openmyna.services.web.live import ServerEvent, last_event, stream
from openmyna.services.web.pages import AnyRequest, Pages, page
from openmyna.services.web.shell_routes import Query


@get("/trace", sync_to_thread=True)
def trace(request: AnyRequest, card: Query = "", application: Query = "", refused: Query = "") -> Response[str]:
    """The latest exchanges, newest first, as far as they are wanted."""
    table = table_of(request)
    wanted = Wanted(card=card, application=application, refused=bool(refused))
    events = table.feed.after(0)
    applications = {item.name: item for item in table.catalogue.values()}
    return page(
        request,
        "desk/trace.html",
        items=newest_first(events, wanted),
        wanted=wanted,
        cards=sorted(
            {numbered.item.card for numbered in events} | {one.name for one in table.cards() if one.reader is not None}
        ),
        applications=applications,
        events=f"/trace/events?after={events[-1].number if events else table.feed.last}",
        kept=KEPT_ON_A_PAGE,
    )


@get("/trace/export", sync_to_thread=True)
def export(request: AnyRequest) -> Response[str]:
    """Every exchange that is kept, in the trace file format."""
    text = "".join(f"{line}\n" for line in table_of(request).feed.json_lines())
    headers = {"Content-Disposition": 'attachment; filename="openmyna-trace.jsonl"'}
    return Response(text, media_type="application/x-ndjson; charset=utf-8", headers=headers)


@get("/trace/events")
async def trace_events(request: AnyRequest, after: FromQuery[int] = 0) -> Stream:
    """The live trace: each exchange as the row the page shows."""
    pages: Pages = request.app.state.pages
    known = last_event(request)
    seen = after if known is None else known

    async def rows() -> AsyncIterator[ServerEvent]:
        async for item in table_of(request).feed.follow(seen):
            if isinstance(item, Missed):
                yield ServerEvent(name="missed", data=str(item.count), number=item.last)
            else:
                row = pages.render(request, "desk/exchanges.html", {"items": [exchange(item)]})
                yield ServerEvent(name="exchange", data=row.strip(), number=item.number)

    return stream(request, rows())


@get("/events")
async def events(request: AnyRequest, after: FromQuery[int | None] = None) -> Stream:
    """Says that something on the desk has changed since what the page knows; a page then looks for itself."""
    known = last_event(request)
    seen = after if known is None else known

    async def changes() -> AsyncIterator[ServerEvent]:
        async for item in table_of(request).changes.follow(seen):
            number = item.last if isinstance(item, Missed) else item.number
            yield ServerEvent(name="desk", data="changed", number=number)

    return stream(request, changes())


TRACE_ROUTES = (trace, export, trace_events, events)
