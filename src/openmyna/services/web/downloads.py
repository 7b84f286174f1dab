"""What a file is called that a browser saves: any name fits into the header, and none can end it (RFC 6266).

Old browsers read the plain form, in which what is no safe ASCII is an underscore; every other reads the second one.
"""

import re
from urllib.parse import quote

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


def saved_as(name: str) -> str:
    """The value of `Content-Disposition` for a download of this name."""
    plain = _UNSAFE.sub("_", name)
    if plain == name:
        return f'attachment; filename="{plain}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name.encode('utf-8', 'replace'), safe='')}"
