"""The model's commands on private keys: sign, authenticate the card, make a new pair (card-edge §3.1, §3.2)."""

from typing import TYPE_CHECKING

from properties.model_apdu import Command
from properties.model_signatures import signature_fits
from support.card_rules import DEFAULT_KEY, FILES, ISSUER, File

if TYPE_CHECKING:
    from properties.card_model import CardModel


INPUT_LENGTHS = {
    0: range(1, 246), 1: range(1, 256), 2: range(32, 33), 3: range(1, 256), 4: range(32, 33), 5: range(1, 256)
}  # fmt: skip
"""Lengths of input by signature scheme (card-edge §3.2)."""


def sign(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    offences: set[int] = set()
    named: tuple[int, File] | None
    if c.p1 not in INPUT_LENGTHS:
        offences.add(0x6A86)
    if c.p2:
        named = model.key(c.p2, offences)
    else:
        default = DEFAULT_KEY.get(model.application)
        named = None if default is None else (default, FILES[model.application][default])
        if named is None:
            offences.add(0x6A88)
    if named is not None and not model.opened(named[1].sign):
        offences.add(0x6982 if named[1].guarded else 0x6985)
    if not c.data or c.le is None or c.le < 256:
        offences.add(0x6700)
    if c.data and c.p1 in INPUT_LENGTHS and len(c.data) not in INPUT_LENGTHS[c.p1]:
        offences.add(0x6985)
    if model.granted(offences, sw) and named is not None:
        if c.p2:
            model.possible_files = {named[0]}
        public = model.known.publics[model.application, named[0]]
        model.demand(signature_fits(public, c.p1, c.data, data), sw, "the signature fits key, scheme and input")


def internal_authenticate(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    offences: set[int] = set()
    if c.p1:
        offences.add(0x6A86)
    named = model.key(c.p2, offences)
    if named is not None and not model.opened(named[1].authenticate):
        offences.add(0x6982 if named[1].guarded else 0x6985)
    if not 1 <= len(c.data) <= 255 or c.le is None or c.le < 256:
        offences.add(0x6700)
    if model.granted(offences, sw) and named is not None:
        model.possible_files = {named[0]}
        public = model.known.publics[model.application, named[0]]
        model.demand(signature_fits(public, 3, c.data, data), sw, "sha256WithRSA over the challenge")


def generate(model: "CardModel", c: Command, sw: int, data: bytes) -> None:
    offences: set[int] = set()
    if c.p1:
        offences.add(0x6A86)
    named = model.key(c.p2, offences)
    if named is not None and not named[1].guarded:
        offences.add(0x6985)
    if ISSUER not in model.verified:
        offences.add(0x6982)
    if c.data or c.le is None or c.le < 265:
        offences.add(0x6700)
    if model.granted(offences, sw) and named is not None:
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

        model.possible_files = {named[0]}
        model.demand(data[:9] == bytes.fromhex("900301000191820100") and len(data) == 265, sw, "a public key")
        modulus = int.from_bytes(data[9:], "big")
        model.known.publics[model.application, named[0]] = RSAPublicNumbers(65537, modulus).public_key()
