"""A card's contents as bytes and back: a short table of contents in JSON, then every byte string in its order.

It knows nothing of encryption; `image.py` seals what this writes. Fields of a later version that are unknown here are
left out, which is why an image's format number is raised when a field matters.
"""

import json
from dataclasses import asdict, fields
from typing import Any

from openmyna.card.contents import ApplicationContents, CardContents, CardProfile, CardState, FileContents

_PROFILE = {item.name for item in fields(CardProfile)}


def to_bytes(contents: CardContents, *, journal_lost: bool) -> bytearray:
    """All of a card in one buffer, which the caller wipes after use."""
    parts: list[bytes] = [contents.issuer_key]
    applications = []
    for application in contents.applications:
        files = []
        for identifier, file in application.files.items():
            parts += (file.data, *file.records, file.secret)
            lengths = [len(record) for record in file.records]
            files.append([identifier, len(file.data), lengths, len(file.secret), file.remaining, file.maximum])
        objects = [[tag, len(value)] for tag, value in application.objects.items()]
        parts += application.objects.values()
        applications.append([application.aid.hex(), files, objects])
    table = {
        "identifier": contents.identifier.hex(),
        "label": contents.label,
        "generation": contents.generation,
        "atr": contents.atr.hex(),
        "state": contents.state.value,
        "profile": asdict(contents.profile),
        "issuer_key": len(contents.issuer_key),
        "applications": applications,
        "face": contents.face,
        "journal_lost": journal_lost,
    }
    encoded = json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()
    result = bytearray(len(encoded).to_bytes(4, "big"))
    for part in (encoded, *parts):
        result += part
    return result


def from_bytes(raw: bytearray) -> tuple[CardContents, bool]:
    """The contents, and whether the card once lost its journal."""
    end = 4 + int.from_bytes(raw[:4], "big")
    table: dict[str, Any] = json.loads(raw[4:end])
    position = end

    def take(length: int) -> bytes:
        nonlocal position
        position += length
        return bytes(raw[position - length : position])

    issuer_key = take(table["issuer_key"])
    applications = []
    for aid, files, objects in table["applications"]:
        held = {
            identifier: FileContents(
                data=take(data),
                records=tuple([take(length) for length in records]),
                secret=take(secret),
                remaining=remaining,
                maximum=maximum,
            )
            for identifier, data, records, secret, remaining, maximum in files
        }
        applications.append(
            ApplicationContents(
                aid=bytes.fromhex(aid), files=held, objects={tag: take(length) for tag, length in objects}
            )
        )
    contents = CardContents(
        identifier=bytes.fromhex(table["identifier"]),
        label=table["label"],
        generation=table["generation"],
        atr=bytes.fromhex(table["atr"]),
        state=CardState(table["state"]),
        profile=CardProfile(**{name: value for name, value in table["profile"].items() if name in _PROFILE}),
        applications=applications,
        issuer_key=issuer_key,
        face=table["face"],
    )
    return contents, table["journal_lost"]
