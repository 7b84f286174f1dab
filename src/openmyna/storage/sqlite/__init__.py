"""The register of an authority in one SQLite file: durable before it answers, and open to several processes at once."""

from openmyna.storage.sqlite.register import SQLiteRegister
from openmyna.storage.sqlite.status_source import SQLiteStatusSource

__all__ = ["SQLiteRegister", "SQLiteStatusSource"]
