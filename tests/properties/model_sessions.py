"""The model's commands that open sessions: challenge, issuer, terminal, session key; and those known by name only."""

import hmac
from typing import TYPE_CHECKING

from properties.model_apdu import Command, Session
from support.card_rules import ISSUER, NO_SESSION_KEY, TERMINAL

if TYPE_CHECKING:
    from properties.card_model import CardModel


def get_challenge(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    offences: set[int] = set()
    if c.p1 or c.p2:
        offences.add(0x6A86)
    if c.data or c.le is None:
        offences.add(0x6700)
    if c.extended:
        offences.add(0x6985)
    if model.granted(offences, sw):
        model.demand(len(data) == c.le, sw, "a challenge of exactly the length asked for")
        model.possible_challenges = {data}


def external_authenticate(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    offences: set[int] = set()
    terminal = c.p2 == 0x96
    if c.p1 or (c.p2 and not (terminal and model.application == "jpki")):
        offences.add(0x6A86)
    challenge = model.challenge or b""
    if len(challenge) < 16 or (terminal and not model.terminal_certified):
        offences.add(0x6985)
    if len(c.data) != (256 if terminal else 32) or c.le is not None:
        offences.add(0x6700)
    elif terminal:
        if not (challenge and model.known.terminal_proves(challenge, c.data)):
            offences.add(0x6300)
    elif hmac.digest(model.known.issuer_key, b"openmyna issuer session" + challenge, "sha256") != c.data:
        offences.add(0x6300)
    model.possible_challenges.add(None)
    granted = model.granted(offences, sw)
    if granted:
        model.verified.add(TERMINAL if terminal else ISSUER)
    if granted or sw == 0x6300:
        model.possible_challenges = {None}


def verify_certificate(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    offences: set[int] = set()
    if (c.p1, c.p2) not in ((0x06, 0xC1), (0x00, 0xC1)):
        offences.add(0x6A86)
    if model.application != "jpki":
        offences.add(0x6985)
    if c.le is not None or not c.data:
        offences.add(0x6700)
    if c.data != model.known.certificate:
        offences |= {0x6A80, 0x6300}
    if model.granted(offences, sw):
        model.terminal_certified = True


def set_session_key(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    offences: set[int] = set()
    if c.p1 or c.p2:
        offences.add(0x6A86)
    if model.application != "text":
        offences.add(NO_SESSION_KEY[model.application])
    elif 0x11 not in model.verified:
        offences.add(0x6982)
    if len(c.data) != 256 or c.le is not None:
        offences.add(0x6700)
    elif int.from_bytes(c.data, "big") >= model.known.session_modulus:
        offences.add(0x6F00)
    elif c.data not in model.known.session_keys:
        offences.add(0x6A80)
    if model.granted(offences, sw):
        model.session = Session(model.known.session_keys[c.data])


def get_response(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    model.demand(sw == 0x6985, sw, "nothing waits to be fetched")


def issuer_command(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    """Known by name only: refused to everyone, and not provided to the issuer either."""
    offences = {0x6A81} if ISSUER in model.verified else {0x6982}
    if c.ins == 0x8A and c.p1 not in (0x22, 0x24):
        offences = {0x6A86}
    model.granted(offences, sw)


def last_command(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    model.demand(sw == 0x6700, sw, "80 FC is a phone's")
