"""The model's commands on applications, files, records and data objects (card-edge §0, §2.5, §3.1)."""

from typing import TYPE_CHECKING

from properties.model_apdu import Command
from support.card_rules import AIDS, FILES, ISSUER, File

if TYPE_CHECKING:
    from properties.card_model import CardModel


def select(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    application = next((name for name, aid in AIDS.items() if aid.startswith(c.data)), None)
    offences = _select_offences(model, c, application)
    if c.p2 not in (0x00, 0x0C):
        offences.add(0x6A86)
    if not model.granted(offences, sw):
        return
    model.demand(not data, sw, "SELECT returns no data")
    if c.p1 == 0x04 and application is not None:
        if application != model.application:
            model.enter(application)
        model.possible_files = {None}
    elif c.p1 == 0x02:
        model.possible_files = {int.from_bytes(c.data, "big")}


def _select_offences(model: "CardModel", c: Command, application: str | None) -> set[int]:
    """P1 04 by a name or its beginning, 02 by identifier, 00 the measured oddities of card-edge §2.5."""
    if c.p1 == 0x04:
        if not 1 <= len(c.data) <= 16:
            return {0x6700}
        return set() if application is not None else {0x6A82}
    if c.p1 == 0x02:
        if len(c.data) != 2:
            return {0x6700}
        return set() if int.from_bytes(c.data, "big") in FILES[model.application] else {0x6A82}
    if c.p1 != 0x00:
        return {0x6A86}
    if c.data:
        return {0x6A82}
    return {0x6A86} if model.application == "manager" else set()


def read_binary(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    offences: set[int] = set()
    if c.le is None or c.data:
        offences.add(0x6700)
    offset, named = place(model, c, offences)
    content = b""
    if named is not None:
        if named[1].kind != "transparent":
            offences.add(0x6981)
        else:
            content = model.known.data[model.application, named[0]]
            if not model.opened(named[1].read):
                offences.add(0x6982)
            elif offset >= len(content):
                offences.add(0x6B00)
    if model.granted(offences, sw) and named is not None and c.le is not None:
        model.possible_files = {named[0]}
        model.demand(data == content[offset : offset + c.le], sw, "READ BINARY returns the file's bytes")


def place(model: "CardModel", c: Command, offences: set[int]) -> tuple[int, tuple[int, File] | None]:
    """Offset and file of READ and UPDATE BINARY."""
    if not c.p1 & 0x80:
        return c.p1 << 8 | c.p2, model.current(offences)
    if c.p1 & 0x60 or c.p1 & 0x1F in (0, 31):
        offences.add(0x6A86)
        return c.p2, None
    return c.p2, model.short(c.p1 & 0x1F, offences)


def read_record(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    offences: set[int] = set()
    if c.le is None or c.data:
        offences.add(0x6700)
    short, mode = c.p2 >> 3, c.p2 & 7
    if mode == 5:
        offences.add(0x6A81)
    elif mode != 4 or short == 31:
        offences.add(0x6A86)
    named = None
    if mode == 4 and short != 31:
        named = model.short(short, offences) if short else model.current(offences)
    records: tuple[bytes, ...] = ()
    if named is not None:
        if named[1].kind != "record":
            offences.add(0x6981)
        else:
            records = model.known.records[model.application, named[0]]
            if not model.opened(named[1].read):
                offences.add(0x6982)
            elif not 1 <= c.p1 <= len(records):
                offences.add(0x6A83)
            elif c.le is not None and c.le < len(records[c.p1 - 1]):
                offences.add(0x6700)
    if model.granted(offences, sw) and named is not None:
        model.possible_files = {named[0]}
        model.demand(data == records[c.p1 - 1], sw, "READ RECORD returns the record")


def update(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    offences: set[int] = set()
    offset, named = place(model, c, offences)
    end = offset + len(c.data)
    content = b""
    if c.le is not None or not c.data:
        offences.add(0x6700)
    if named is not None:
        if named[1].kind != "transparent":
            offences.add(0x6981)
        else:
            content = model.known.data[model.application, named[0]]
            if offset > len(content) or end > 0x8000:
                offences.add(0x6B00)
        if ISSUER not in model.verified:
            offences.add(0x6982)
    if model.granted(offences, sw) and named is not None:
        model.possible_files = {named[0]}
        model.known.data[model.application, named[0]] = content[:offset] + c.data + content[end:]


def get_data(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    offences: set[int] = set()
    value = model.known.objects.get(c.p1 << 8 | c.p2) if model.application == "manager" else None
    if value is None:
        offences.add(0x6A88)
    if c.data or c.le is None or c.le < len(value or b""):
        offences.add(0x6700)
    if model.granted(offences, sw):
        model.demand(data == value, sw, "GET DATA returns the object")
