"""The desk's addresses: HTTP in, one call of the table, a page out. Rules live in the table, words in the templates.

A form that htmx sends is answered without a page, for the page renews itself; a plain one by going back to it.
"""

from typing import Any
from urllib.parse import urlsplit

from litestar import Response, get, post
from litestar.params import FromPath

from openmyna.errors import OpenMynaError
from openmyna.face.faces import Side
from openmyna.identity.errors import ValueRefused
from openmyna.services.desk import words
from openmyna.services.desk.errors import CredentialMissing, PersonaFieldsRefused
from openmyna.services.desk.outcomes import Outcomes
from openmyna.services.desk.persona_form import FIELDS, GROUPS, shown_again, wishes
from openmyna.services.desk.pictures import PictureKind, Pictures
from openmyna.services.desk.records import Use
from openmyna.services.desk.statuses import STATUSES
from openmyna.services.desk.trace_routes import TRACE_ROUTES
from openmyna.services.desk.views import (
    again,
    card_page,
    desk_page,
    outcome_shown,
    reader_page,
    table_of,
    way_back,
)
from openmyna.services.web.downloads import saved_as
from openmyna.services.web.errors import PageNotFound, RequestInvalid, status_of
from openmyna.services.web.locale import language_of
from openmyna.services.web.pages import AnyRequest, page, see_other, wants_fragment
from openmyna.services.web.shell_routes import Form, Query


@get("/", sync_to_thread=True)
def desk(request: AnyRequest, q: Query = "", kind: Query = "") -> Response[str]:
    """Readers and the rack of cards."""
    return desk_page(request, query=q, kind=kind)


@get("/cards/{name:str}", sync_to_thread=True)
def card(request: AnyRequest, name: FromPath[str], side: Query = "front", made: Query = "") -> Response[str]:
    """One card; the back is shown only when it is asked for. `made` says what a form has just done."""
    return card_page(request, name, side=Side.BACK if side == "back" else Side.FRONT, **_just(made, f"/cards/{name}"))


@post("/cards/{name:str}/make-again", sync_to_thread=True)
def make_again(request: AnyRequest, name: FromPath[str], data: Form) -> Response[Any]:
    """Put a new card in the place of this one: its tries come back."""
    back = way_back(data.get("back", ""))
    path = urlsplit(back).path if back != "/" else f"/cards/{name}"
    try:
        table_of(request).make_again(name)
    except OpenMynaError as error:
        return _refused(request, path, error)
    return see_other(f"{path}?made=again")


@get("/cards/{name:str}/{file:str}", sync_to_thread=True)
def face(request: AnyRequest, name: FromPath[str], file: FromPath[str], download: Query = "") -> Response[bytes]:
    """One side of a card as a picture or a document."""
    stem, _, end = file.partition(".")
    try:
        side, kind = Side(stem), PictureKind(end)
    except ValueError:
        raise PageNotFound from None
    pictures: Pictures = request.app.state.pictures
    picture = pictures.picture(name, side, kind)
    tag = f'"{picture.tag}"'
    # Kept by the browser but asked about each time: the card may be made anew.
    headers = {"Cache-Control": "private, no-cache", "ETag": tag}
    if download:
        headers["Content-Disposition"] = saved_as(f"{name}-{file}")
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers, media_type=picture.media_type)
    return Response(picture.content, headers=headers, media_type=picture.media_type)


@post("/readers/{number:int}/lay", sync_to_thread=True)
def lay(request: AnyRequest, number: FromPath[int], data: Form) -> Response[Any]:
    """Lay a card on a reader; one that lies there is taken off first."""
    back = data.get("back", "/")
    try:
        table_of(request).lay(data.get("card", ""), number, seen=data.get("seen") or None)
    except OpenMynaError as error:
        return _refused(request, back, error)
    return _changed(request, back, number)


@post("/readers/{number:int}/take-off", sync_to_thread=True)
def take_off(request: AnyRequest, number: FromPath[int], data: Form) -> Response[Any]:
    """Take the card off a reader."""
    back = data.get("back", "/")
    try:
        table_of(request).take_off(number, seen=data.get("seen") or None)
    except OpenMynaError as error:
        return _refused(request, back, error)
    return _changed(request, back, number)


@get("/readers/{number:int}", sync_to_thread=True)
def reader(request: AnyRequest, number: FromPath[int], outcome: Query = "", made: Query = "") -> Response[str]:
    """One reader, what can be tried on it, and what came of it."""
    outcomes: Outcomes = request.app.state.outcomes
    return reader_page(request, number, outcome=outcomes.find(outcome, number), **_just(made, f"/readers/{number}"))


@post("/readers/{number:int}/try", sync_to_thread=True)
def try_out(request: AnyRequest, number: FromPath[int], data: Form) -> Response[Any]:
    """Use the card; what came of it is told, also when it is a refusal."""
    table = table_of(request)
    table.reader(number)
    try:
        use = Use(data.get("use", ""))
    except ValueError:
        raise RequestInvalid from None
    try:
        outcome = table.try_out(number, use, data.get("credential") or None, seen=data.get("seen") or None)
    except (CredentialMissing, ValueRefused) as error:
        return _credential_refused(request, number, use, error)
    except OpenMynaError as error:
        return _refused(request, f"/readers/{number}", error)
    if wants_fragment(request):
        return page(request, "desk/outcome.html", **outcome_shown(table, outcome, language_of(request)))
    outcomes: Outcomes = request.app.state.outcomes
    return see_other(f"/readers/{number}?outcome={outcomes.keep(outcome)}#outcome")


@get("/personas/new", sync_to_thread=False)
def persona_form(request: AnyRequest) -> Response[str]:
    """The form for a person of one's own."""
    return page(request, "desk/persona_new.html", groups=GROUPS, labels=FIELDS, values={}, problems={}, error=None)


@post("/personas/new", sync_to_thread=True)
def add_persona(request: AnyRequest, data: Form) -> Response[Any]:
    """Write the persona, or show the form again with what is wrong beside each field."""
    try:
        name = table_of(request).add_persona(wishes(data))
    except OpenMynaError as error:
        problems = error.refusals if isinstance(error, PersonaFieldsRefused) else {}
        return page(
            request,
            "desk/persona_new.html",
            status=status_of(error, STATUSES),
            groups=GROUPS,
            labels=FIELDS,
            values=shown_again(data),
            problems=problems,
            error=None if problems else error,
        )
    return see_other(f"/cards/{name}?made=new")


@get("/about", sync_to_thread=False)
def about(request: AnyRequest) -> Response[str]:
    """What this is, what it is not, and how sure we are."""
    return page(request, "desk/about.html", certainties=words.CERTAINTIES)


def _just(made: str, path: str) -> dict[str, str]:
    """What a page says of the form that led to it; the page itself is the one without that word."""
    return {"made": made, "here": path} if made else {}


def _changed(request: AnyRequest, back: str, number: int) -> Response[Any]:
    if wants_fragment(request):
        return Response(None, status_code=204)
    path = way_back(back)
    return see_other(f"{path}#reader-{number}" if urlsplit(path).path == "/" else path)


def _credential_refused(request: AnyRequest, number: int, use: Use, error: OpenMynaError) -> Response[Any]:
    """What could be no PIN is told at its field; what the card said before no longer stands beside it."""
    status = status_of(error, STATUSES)
    if not wants_fragment(request):
        return reader_page(request, number, wrong={use: error}, status=status, here=f"/readers/{number}")
    response = page(request, "desk/field_error.html", status=status, use=use, told=error)
    response.headers.update({"HX-Retarget": f"#{use.value}-error", "HX-Reswap": "outerHTML"})
    return response


def _refused(request: AnyRequest, back: str, error: OpenMynaError) -> Response[Any]:
    """htmx gets the refusal as a notice from the shell; a browser gets its page again with it."""
    if wants_fragment(request):
        raise error
    return again(request, way_back(back), error, status_of(error, STATUSES))


ROUTES = (
    desk,
    card,
    make_again,
    face,
    lay,
    take_off,
    reader,
    try_out,
    persona_form,
    add_persona,
    about,
    *TRACE_ROUTES,
)
