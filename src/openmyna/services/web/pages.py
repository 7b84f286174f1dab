"""Pages from templates: one Jinja environment for each language, strict about names and escaping everything.

`page` is what a handler returns; the template finds `_`, `asset`, `csrf_field`, `language` and the rest of the shell.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from markupsafe import Markup

from openmyna.services.web.assets import Assets
from openmyna.services.web.csrf import FIELD, token_of
from openmyna.services.web.locale import Language, Words, language_of
from openmyna.services.web.readings import with_readings
from openmyna.services.web.service import Service, ShellSettings
from openmyna.services.web.theme import Theme, theme_of

HERE = Path(__file__).parent
AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Pages:
    """Templates of the shell and of one service, in every language."""

    environments: dict[Language, Environment]
    words: Words

    @classmethod
    def of(cls, service: Service, settings: ShellSettings, assets: Assets, words: Words) -> "Pages":
        """Prepare one environment for each language; a template is compiled when it is first shown."""
        loader = ChoiceLoader(
            [
                FileSystemLoader(HERE / "templates"),
                PrefixLoader({service.name: FileSystemLoader(service.folder / "templates")}),
            ]
        )
        made = {}
        for language in Language:
            environment = Environment(
                loader=loader,
                autoescape=True,
                undefined=StrictUndefined,
                trim_blocks=True,
                lstrip_blocks=True,
                auto_reload=False,
                extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
            )
            environment.install_gettext_translations(words.catalogues[language], newstyle=True)  # type: ignore[attr-defined]
            environment.globals.update(
                asset=assets.address,
                language=language,
                languages=tuple(Language),
                themes=tuple(Theme),
                service=service,
                sandbox=settings.sandbox,
            )
            made[language] = environment
        return cls(made, words)

    def render(self, request: AnyRequest, template: str, context: dict[str, Any]) -> str:
        """One template as text, in the reader's language."""
        token = token_of(request)
        shell = {
            "path": request.url.path,
            "here": here(request),
            "theme": theme_of(request),
            "csrf_token": token,
            "csrf_field": Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token),
        }
        language = language_of(request)
        text = self.environments[language].get_template(template).render({**shell, **context})
        return with_readings(text) if language is Language.JA_EASY else text


def page(request: AnyRequest, template: str, *, status: int = 200, **context: Any) -> Response[str]:
    """A page or a fragment of one from a template, in the reader's language."""
    pages: Pages = request.app.state.pages
    text = pages.render(request, template, context)
    # The same address answers htmx with a fragment, and each reader in a language of their own.
    headers = {"Vary": "Accept-Language, Cookie, HX-Request"}
    return Response(text, media_type=MediaType.HTML, status_code=status, headers=headers)


def wants_fragment(request: AnyRequest) -> bool:
    """Whether htmx asks for a part of the page rather than a browser for the whole."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-history-restore-request") != "true"


def here(request: AnyRequest) -> str:
    """Path and query of the page the reader sees: of the page that asked, where htmx asks for a part of it."""
    try:
        seen = urlsplit(request.headers.get("hx-current-url", "") if wants_fragment(request) else str(request.url))
    except ValueError:
        # Such as a bracket without its pair. Error pages ask here too, so nothing a client sends may fail.
        return "/"
    return local_path(seen.path + (f"?{seen.query}" if seen.query else ""))


def local_path(path: str) -> str:
    """An address of this site, for a way back that came with a request; any other becomes the first page."""
    ours = path.startswith("/") and not path.startswith("//") and path.isprintable() and "\\" not in path
    return path if ours else "/"


def see_other(path: str) -> Redirect:
    """After a form: go and look there (Post/Redirect/Get)."""
    return Redirect(path, status_code=HTTP_303_SEE_OTHER)
