"""The notation of examples and vectors: hexadecimal, `XX*n` for a byte repeated, `<…>` for text in UTF-8."""

import re

_TOKEN = re.compile(r"<(?P<text>[^>]*)>|(?P<byte>[0-9A-Fa-f]{2})\*(?P<times>\d+)|(?P<hex>(?:[0-9A-Fa-f]{2})+)|\s+")


def parse_bytes(notation: str) -> bytes:
    """The bytes; a mistake in the notation is an AssertionError of the test that reads it."""
    found, at = b"", 0
    while at < len(notation):
        match = _TOKEN.match(notation, at)
        assert match, f"not in the notation: {notation[at : at + 20]!r}"
        if match["text"] is not None:
            found += match["text"].encode("utf-8")
        elif match["byte"]:
            found += bytes.fromhex(match["byte"]) * int(match["times"])
        elif match["hex"]:
            found += bytes.fromhex(match["hex"])
        at = match.end()
    return found
