"""The desk as a web application: its pages in the shell, over a table that somebody else lays and puts away.

Only loopback names are served, so no other site's page can reach it through a browser of this machine.
"""

from pathlib import Path

from litestar import Litestar

from openmyna.services.desk.outcomes import Outcomes
from openmyna.services.desk.pictures import Pictures
from openmyna.services.desk.routes import ROUTES
from openmyna.services.desk.statuses import STATUSES
from openmyna.services.desk.table import Table
from openmyna.services.web import app as shell
from openmyna.services.web.locale import Phrase
from openmyna.services.web.service import Link, Service, ShellSettings

DEFAULT_PORT = 8765


def service(table: Table) -> Service:
    """What the shell needs to know of the desk."""
    return Service(
        name="desk",
        title=Phrase("Card desk"),
        folder=Path(__file__).parent,
        routes=ROUTES,
        navigation=(
            Link(path="/", label=Phrase("Card desk")),
            Link(path="/trace", label=Phrase("Trace")),
            Link(path="/personas/new", label=Phrase("Make a person")),
            Link(path="/about", label=Phrase("About")),
        ),
        state={"table": table, "pictures": Pictures(table), "outcomes": Outcomes()},
        statuses=STATUSES,
        checks={"readers": lambda: bool(table.readers())},
    )


def build(table: Table, settings: ShellSettings | None = None) -> Litestar:
    """The application over this table."""
    return shell.build(service(table), settings)
