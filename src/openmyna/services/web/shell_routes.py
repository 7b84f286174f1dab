"""The shell's own addresses: assets, language and theme switches, health, readiness, and the page of components.

Everything else belongs to the service.
"""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.enums import MediaType, RequestEncodingType
from litestar.params import Body, FromPath, QueryParameter
from litestar.response import Redirect

from openmyna.services.web.assets import Assets
from openmyna.services.web.cookies import YEAR, CookieJar
from openmyna.services.web.errors import PageNotFound, RequestInvalid
from openmyna.services.web.locale import LANGUAGE_COOKIE, Language
from openmyna.services.web.pages import local_path, page, see_other
from openmyna.services.web.service import Service
from openmyna.services.web.theme import THEME_COOKIE, Theme

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
Query = Annotated[str, QueryParameter(max_length=200)]
FOR_EVER = "public, max-age=31536000, immutable"


@get("/assets/{served:path}", sync_to_thread=False, cache=False)
def asset(request: Request[Any, Any, Any], served: FromPath[str]) -> Response[bytes]:
    """One style sheet, script or picture; its name changes with its content."""
    assets: Assets = request.app.state.assets
    found = assets.find(served.removeprefix("/"))
    if found is None:
        raise PageNotFound
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    if found.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.compressed, media_type=found.media_type, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)


@post("/language", sync_to_thread=False)
def choose_language(request: Request[Any, Any, Any], data: Form) -> Redirect:
    """Remember the language and go back to the page."""
    if data.get("language") not in {language.value for language in Language}:
        raise RequestInvalid
    return _remember(request, LANGUAGE_COOKIE, data["language"], data)


@post("/theme", sync_to_thread=False)
def choose_theme(request: Request[Any, Any, Any], data: Form) -> Redirect:
    """Remember the colour scheme and go back to the page."""
    if data.get("theme") not in {theme.value for theme in Theme}:
        raise RequestInvalid
    return _remember(request, THEME_COOKIE, data["theme"], data)


@get("/healthz", media_type=MediaType.TEXT, sync_to_thread=False)
def healthy() -> str:
    """The process answers."""
    return "ok\n"


@get("/readyz", sync_to_thread=True)
def ready(request: Request[Any, Any, Any]) -> Response[dict[str, bool]]:
    """Whether everything the pages need answers, by name; a check that fails in any way is one that says no."""
    service: Service = request.app.state.service
    found = {}
    for name, check in service.checks.items():
        try:
            found[name] = bool(check())
        except Exception:  # noqa: BLE001 - a defect in a check means not ready, and readiness must still answer.
            found[name] = False
    return Response(found, status_code=200 if all(found.values()) else 503)


@get("/components", sync_to_thread=False)
def components(request: Request[Any, Any, Any]) -> Response[str]:
    """Every component in every state, on one page; in the sandbox only."""
    return page(request, "gallery.html")


def _remember(request: Request[Any, Any, Any], cookie: str, value: str, data: dict[str, str]) -> Redirect:
    jar: CookieJar = request.app.state.jar
    response = see_other(local_path(data.get("next", "/")))
    response.set_cookie(jar.cookie(cookie, value, YEAR))
    return response
