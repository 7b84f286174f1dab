"""The model's commands on PINs, passwords and matching numbers: compare, query, change, unlock (card-edge §0, §3.1)."""

from typing import TYPE_CHECKING

from properties.model_apdu import Command
from support.card_rules import ISSUER

if TYPE_CHECKING:
    from properties.card_model import CardModel


def verify(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    offences: set[int] = set()
    if c.p1:
        offences.add(0x6A86)
    if c.le is not None or len(c.data) > 16:
        offences.add(0x6700)
    named = model.reference(c.p2, offences)
    if offences or named is None:
        model.granted(offences, sw)
        return
    place = named[0]
    model.possible_files = {place[1]}
    left = model.counters[place]
    if not c.data:
        model.demand(sw == 0x63C0 + left, sw, f"the query says {left} attempts, also after a right VERIFY")
    elif not left:
        model.demand(sw == 0x6984, sw, "a blocked key stays blocked")
    elif c.data == model.known.secrets[place]:
        model.demand(sw == 0x9000, sw, "the right value opens")
        model.counters[place] = model.maximum[place]
        model.verified.add(place[1])
    else:
        model.demand(sw == 0x63C0 + left - 1, sw, "a wrong value costs exactly one attempt")
        model.counters[place] = left - 1
        model.verified.discard(place[1])


def change(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    offences: set[int] = set()
    if c.p1 != (0x01 if c.ins == 0x24 else 0x00):
        offences.add(0x6A86)
    named = model.reference(c.p2, offences)
    if named is not None:
        (_, identifier), file = named
        if file.changed_by != c.ins or identifier not in model.verified:
            offences.add(0x6982)
        if c.le is not None or len(c.data) not in file.lengths:
            offences.add(0x6700)
    if model.granted(offences, sw) and named is not None:
        model.possible_files = {named[0][1]}
        model.known.secrets[named[0]] = c.data


def unlock(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    offences: set[int] = set()
    if c.p1:
        offences.add(0x6A86)
    named = model.reference(c.p2, offences)
    if named is not None:
        if ISSUER not in model.verified:
            offences.add(0x6982)
        if c.le is not None or (c.data and len(c.data) not in named[1].lengths):
            offences.add(0x6700)
        if not named[1].tries:
            offences.add(0x6985)
    if model.granted(offences, sw) and named is not None:
        model.possible_files = {named[0][1]}
        model.counters[named[0]] = model.maximum[named[0]]
        model.known.secrets[named[0]] = c.data or model.known.secrets[named[0]]
        model.verified.discard(named[0][1])
