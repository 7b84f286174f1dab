"""A chip and its model side by side: every command goes to both, and after each one their states are compared.

It also speaks the honest parts of each protocol (issuer, terminal, secure messaging), with every byte going past the model.
"""

import hmac
import os
from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from openmyna.card.chip import Chip
from openmyna.card.state import CardStateStore
from openmyna.iso7816.access import ISSUER as CHIP_ISSUER
from openmyna.iso7816.access import TERMINAL as CHIP_TERMINAL
from properties.card_model import CardModel
from properties.model_knowledge import Disagreement, Knowledge
from support import synthetic_card as made
from support.card_rules import AIDS, FILES, ISSUER, OBJECTS, TERMINAL

_CONDITIONS = {CHIP_ISSUER: ISSUER, CHIP_TERMINAL: TERMINAL}


def knowledge() -> Knowledge:
    """What the test knows of the synthetic card."""
    session_public = made.private_key(("text", made.SESSION_KEY_FILE)).public_key()
    kinds = [(name, fid, file.kind) for name, files in FILES.items() for fid, file in files.items()]
    return Knowledge(
        data={(name, fid): made.content_of(name, fid) for name, fid, kind in kinds if kind == "transparent"},
        records={(name, fid): made.records_of(name, fid) for name, fid, kind in kinds if kind == "record"},
        objects={tag: made.object_of(tag) for tag in OBJECTS},
        secrets=made.SECRETS,
        publics={owner: made.private_key(owner).public_key() for owner in made.KEYS},
        issuer_key=made.ISSUER_KEY,
        certificate=made.terminal().certificate,
        terminal_proves=_terminal_proves,
        session_modulus=session_public.public_numbers().n,
    )


def _terminal_proves(challenge: bytes, proof: bytes) -> bool:
    try:
        made.terminal().key.public_key().verify(proof, challenge, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


class WatchedCard:
    """Sends commands to the chip and shows command and answer to the model."""

    def __init__(self, store: CardStateStore | None = None, random: Callable[[int], bytes] = os.urandom) -> None:
        self.chip: Chip = made.chip(store, random)
        self.model = CardModel(knowledge())
        self.sent = self.judged = 0
        references = [
            (name, fid) for name, files in FILES.items() for fid, file in files.items() if file.kind == "reference"
        ]
        applications = {item.aid: item for item in self.chip.store.contents.applications}
        self._counters = [(place, applications[AIDS[place[0]]].files[place[1]]) for place in references]
        self._names = {aid: name for name, aid in AIDS.items()}
        self.power_on()

    # Power.

    def power_on(self) -> None:
        """Cold reset."""
        assert self.chip.power_on() == bytes.fromhex("3BE000FF8131FE4514")
        self.model.lose_power()
        self._compare("power on")

    def power_off(self) -> None:
        """Power removed; what a careless wire still sends meets a chip that has forgotten already."""
        self.chip.power_off()
        self.model.lose_power()
        self._compare("power off")

    def warm_reset(self) -> None:
        """Vpcd 02: keeps the status (a setting, this is its default)."""
        self.chip.reset()
        self._compare("warm reset")

    def destroy(self) -> None:
        """The chip's tamper response."""
        self.chip.destroy()
        self.model.dead = True

    # Commands.

    def send(self, raw: bytes) -> bytes:
        """One command, judged; returns the answer."""
        self.sent += 1
        before = self._remaining()
        answer = self.chip.transmit(raw)
        try:
            self.model.observe(raw, answer)
            if not self.model.dead:
                file = self.chip.card.file
                self.model.settled_on(None if file is None else file.identifier, self.chip.card.challenge)
                self._ledger(raw, answer, before)
            self._compare("")
            self.judged += 1
        except Disagreement as fault:
            header = raw[:5].hex(" ").upper()
            raise Disagreement(f"command {self.sent}, {header} ({len(raw)} bytes): {fault}") from None
        return answer

    def sw(self, command: str | bytes) -> str:
        """The status word in hex."""
        raw = bytes.fromhex(command) if isinstance(command, str) else command
        return self.send(raw)[-2:].hex().upper()

    def _remaining(self) -> list[int]:
        return [held.remaining for _, held in self._counters]

    def _ledger(self, raw: bytes, answer: bytes, before: list[int]) -> None:
        """A second opinion that knows bytes only: who lowers a counter, and who raises one."""
        after = self._remaining()
        if after == before:
            return
        (change,) = [now - then for then, now in zip(before, after, strict=True) if now != then]
        if change > 0 and not (raw[1] in (0x20, 0x54) and answer == b"\x90\x00"):
            raise Disagreement("a counter rose without a success and without the issuer")
        if change < 0 and not (change == -1 and raw[1] == 0x20 and answer[:1] == b"\x63"):
            raise Disagreement("a counter fell by something else than one wrong try")

    def _compare(self, when: str) -> None:
        """The chip's own state against the model's."""
        chip, model = self.chip, self.model
        if model.dead:
            if not chip.destroyed or chip.card.verified:
                raise Disagreement("a destroyed card lives")
            return
        application = self._names[chip.card.application.declared.aid] if chip.card.application else "none"
        if application != model.application:
            raise Disagreement(f"{when}: application {application}, model {model.application}")
        verified = {_CONDITIONS.get(item, item) for item in chip.card.verified}
        if verified != model.verified:
            raise Disagreement(f"{when}: verified {verified}, model {model.verified}")
        for place, held in self._counters:
            if held.remaining != model.counters[place]:
                raise Disagreement(f"{when}: counter {place} {held.remaining}, model {model.counters[place]}")
        if (chip.card.secure is None) != (model.session is None):
            raise Disagreement(f"{when}: secure messaging session {chip.card.secure}, model {model.session}")
        if (
            chip.card.secure is not None
            and model.session is not None
            and chip.card.secure.number != model.session.counter
        ):
            raise Disagreement(f"{when}: secure messaging counters differ")
        if (chip.card.terminal_key is None) == model.terminal_certified:
            raise Disagreement(f"{when}: terminal certificate")
        if when:
            model.settled_on(None if chip.card.file is None else chip.card.file.identifier, chip.card.challenge)

    # The honest parts.

    def select(self, application: str) -> str:
        """SELECT an application."""
        return self.sw(b"\x00\xa4\x04\x0c" + bytes((len(AIDS[application]),)) + AIDS[application])

    def challenge(self) -> bytes:
        """GET CHALLENGE of 16 bytes."""
        return self.send(bytes.fromhex("0084000010"))[:-2]

    def issuer_proof(self) -> bytes:
        """GET CHALLENGE goes out; returns the EXTERNAL AUTHENTICATE that answers it."""
        proof = hmac.digest(made.ISSUER_KEY, b"openmyna issuer session" + self.challenge(), "sha256")
        return bytes.fromhex("0082000020") + proof

    def open_issuer_session(self) -> None:
        """Becomes the issuer in the selected application."""
        assert self.sw(self.issuer_proof()) == "9000"

    def certificate_command(self) -> bytes:
        """VERIFY CERTIFICATE with the terminal's certificate."""
        shown = made.terminal().certificate
        return bytes.fromhex("80A206C100") + len(shown).to_bytes(2, "big") + shown

    def terminal_proof(self) -> bytes:
        """GET CHALLENGE goes out; returns the terminal's EXTERNAL AUTHENTICATE."""
        return bytes.fromhex("00820096000100") + made.terminal().proof(self.challenge())

    def session_key_command(self, key: bytes) -> bytes:
        """SET SESSION KEY that delivers `key` (16 bytes); the model learns the cryptogram."""
        public = made.private_key(("text", made.SESSION_KEY_FILE)).public_key()
        plain = bytes.fromhex("A0228020") + key + bytes(16)
        cryptogram = public.encrypt(plain, OAEP(MGF1(SHA256()), SHA256(), None))
        self.model.known.session_keys[cryptogram] = key
        return bytes.fromhex("80AE0000000100") + cryptogram

    def restore(self) -> None:
        """Power cycle, then the issuer gives every key its first value and all attempts, in every application."""
        self.power_off()
        self.power_on()
        for application in {name for (name, _), _ in self._counters}:
            self.select(application)
            self.open_issuer_session()
            for (name, fid), _ in self._counters:
                if name == application and self.model.maximum[name, fid]:
                    secret = made.SECRETS[name, fid]
                    assert self.sw(bytes((0x80, 0x54, 0x00, 0x80 | fid, len(secret))) + secret) == "9000"
        self.power_off()
        self.power_on()
