"""What an address means: a question about a certificate, a published file, or the state of this process.

RFC 5019, 5: the question of a GET is the DER in base64, escaped for an address; RFC 6960, appendix A, has the POST.
"""

import binascii
import re
from base64 import b64decode
from urllib.parse import unquote_to_bytes

from openmyna.pki.names import PLACE

QUESTIONS = (b"/ocsp/sign", b"/ocsp/auth", b"/ocsp", b"")
"""Where questions are asked. All answer for both authorities, since a question names its issuer itself."""
HEALTH = b"/healthz"
LONGEST_QUESTION = 8_192
_QUESTION = re.compile(rb"(?:/ocsp/sign|/ocsp/auth|/ocsp)?/+(M[A-Za-z0-9+/=%]+)")
"""A SEQUENCE of this size begins with 0x30, whose base64 begins with M; so no other address looks like a question."""
_KEY = r"[0-9a-f]{40}"
_FILE = re.compile(
    rf"(?:crl/(?:sign|auth)/{_KEY}/{PLACE}/{PLACE}\.crl|arl/(?:sign|auth)/{_KEY}\.crl|ca/(?:sign|auth)/{_KEY}\.cer)"
)


def question_in(path: bytes) -> bytes | None:
    """The DER of a question by GET; empty where it looks like one and cannot be read, None where it is none."""
    matched = _QUESTION.fullmatch(path)
    if matched is None:
        return None
    if len(path) > LONGEST_QUESTION:
        return b""
    try:
        return b64decode(unquote_to_bytes(matched[1]), validate=True)
    except binascii.Error:
        return b""


def asks_by_post(path: bytes) -> bool:
    """Whether questions may be sent here."""
    return path.rstrip(b"/") in QUESTIONS


def published_path(path: bytes) -> str | None:
    """The published file that is meant, relative to the folder; only names that an authority gives are files at all."""
    try:
        asked = unquote_to_bytes(path).decode("ascii").removeprefix("/")
    except UnicodeDecodeError:
        return None
    return asked if _FILE.fullmatch(asked) else None
