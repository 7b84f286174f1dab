"""A certificate out of a cell, however somebody wrote it there: DER bytes, PEM, base64 or hexadecimal digits."""

import base64
import binascii
import re
from datetime import UTC, datetime

from openmyna.identity.birthdays import JST
from openmyna.pki.bulk.records import Cell

LARGEST = 64 * 1024
"""Bytes of a certificate; none of this system has two thousand."""
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----")
_HEXADECIMAL = re.compile(r"30[0-9A-Fa-f]*")
"""DER of a certificate begins with 30; base64 of it never does, since that begins with M."""


def certificate_of(cell: Cell) -> bytes | None:
    """The bytes in a cell; None where it holds none that could be a certificate."""
    if isinstance(cell, bytes):
        if not cell.lstrip().startswith(b"-----BEGIN"):
            return cell if 0 < len(cell) <= LARGEST else None
        cell = cell.decode("ascii", "replace")
    if not isinstance(cell, str) or len(cell) > 4 * LARGEST:
        return None
    text = cell
    if "-----BEGIN" in text:
        match = _PEM.search(text)
        if match is None:
            return None
        text = match[1]
    text = "".join(text.split()).replace(":", "")
    try:
        if _HEXADECIMAL.fullmatch(text):
            found = bytes.fromhex(text)
        else:
            found = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (ValueError, binascii.Error):
        return None
    return found if 0 < len(found) <= LARGEST else None


def instant_of(cell: Cell, otherwise: datetime) -> datetime | None:
    """The instant in a cell, in UTC; `otherwise` where it is empty, None where it holds something else.

    A day or a time without an offset is meant in Japan.
    """
    if cell is None or cell == "":
        return otherwise
    try:
        found = cell if isinstance(cell, datetime) else datetime.fromisoformat(str(cell).strip())
        return (found if found.tzinfo is not None else found.replace(tzinfo=JST)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
