"""From an error to an answer: a page in the reader's language, a notice for htmx, problem details for software.

A coded error shows its code, cause and remedy. A defect shows a number; the log has its place in the code, never its
text, which could quote a secret (problem details: RFC 9457).
"""

import logging
from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from openmyna.errors import OpenMynaError, place_of
from openmyna.services.web.errors import STATUS_ERRORS, InternalError, RequestInvalid, status_of
from openmyna.services.web.locale import language_of
from openmyna.services.web.pages import here, page, wants_fragment

log = logging.getLogger("openmyna.web")
PROBLEM = "application/problem+json"


def handlers(statuses: Mapping[type[OpenMynaError], int]) -> ExceptionHandlersMap:
    """The framework's three doors to errors, for one service's statuses."""

    def coded(request: Request[Any, Any, Any], error: OpenMynaError) -> Response[Any]:
        return answer(request, error, status_of(error, statuses))

    def refused(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
        status = error.status_code
        if status >= 500:
            return defect(request, error)
        response = answer(request, STATUS_ERRORS.get(status, RequestInvalid)(), status)
        response.headers.update(error.headers or {})
        return response

    def defect(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        number = token_hex(4)
        log.error("defect %s: %s at %s", number, type(error).__name__, place_of(error))
        return answer(request, InternalError(number), 500)

    return {OpenMynaError: coded, HTTPException: refused, Exception: defect}


def answer(request: Request[Any, Any, Any], error: OpenMynaError, status: int) -> Response[Any]:
    """One error as this client can use it."""
    if _wants_problem(request):
        return Response(problem(error, status), media_type=PROBLEM, status_code=status)
    language = language_of(request)
    said = {"code": error.code, "cause": language.of(error.text()), "remedy": language.of(error.advice())}
    if wants_fragment(request):
        response = page(request, "error_notice.html", status=status, **said)
        response.headers.update({"HX-Retarget": "#notices", "HX-Reswap": "innerHTML"})
        return response
    # What a form sent cannot be asked for again; the switches of its error page lead to the first page.
    way_back = here(request) if request.method == "GET" else "/"
    return page(request, "error.html", status=status, status_shown=status, here=way_back, **said)


def problem(error: OpenMynaError, status: int) -> dict[str, Any]:
    """Problem details in both languages; `type` is the code as a URN, for there is no page of ours to point to."""
    text, advice = error.text(), error.advice()
    return {
        "type": f"urn:openmyna:error:{error.code}",
        "title": text.en,
        "status": status,
        "code": error.code,
        "cause": {"ja": text.ja, "en": text.en},
        "remedy": {"ja": advice.ja, "en": advice.en},
    }


def _wants_problem(request: Request[Any, Any, Any]) -> bool:
    """Software names JSON and not HTML; a browser names HTML, and htmx says that it is htmx."""
    accept = request.headers.get("accept", "")
    return "json" in accept and "text/html" not in accept and request.headers.get("hx-request") != "true"
