"""Builds a service's web application: its routes and templates inside the shell.

Nothing runs until the application is served; two of them can live in one process.
"""

from litestar import Litestar
from litestar.datastructures import State

from openmyna.services.web import shell_routes
from openmyna.services.web.assets import Assets
from openmyna.services.web.cookies import CookieJar
from openmyna.services.web.csrf import CSRFMiddleware, TokenCookie
from openmyna.services.web.failures import handlers
from openmyna.services.web.guard import Guard
from openmyna.services.web.head import HeadAsGet
from openmyna.services.web.live import Ending
from openmyna.services.web.locale import Words
from openmyna.services.web.pages import HERE, Pages
from openmyna.services.web.service import Service, ShellSettings


def build(service: Service, settings: ShellSettings | None = None) -> Litestar:
    """The application of one service.

    Raises `AssetsMissing` where the styles and scripts were never built.
    """
    settings = settings or ShellSettings()
    assets = Assets(service.name, service.folder / "static")
    words = Words.read((HERE / "locale", service.folder / "locale"))
    jar = CookieJar(settings.https)
    own = [
        shell_routes.asset,
        shell_routes.choose_language,
        shell_routes.choose_theme,
        shell_routes.healthy,
        shell_routes.ready,
    ]
    if settings.sandbox:
        own.append(shell_routes.components)
    shell = {
        "assets": assets,
        "jar": jar,
        "pages": Pages.of(service, settings, assets, words),
        "service": service,
        "ending": Ending(),
    }
    app = Litestar(
        route_handlers=[*own, *service.routes],
        state=State({**service.state, **shell}),
        middleware=[CSRFMiddleware],
        exception_handlers=handlers(service.statuses),
        openapi_config=None,
        logging_config=None,
        # The guard counts the bytes of every body, also of those the framework reads before it knows the route.
        request_max_body_size=None,
    )
    app.asgi_handler = Guard(HeadAsGet(TokenCookie(app.asgi_handler, jar)), settings)
    return app
