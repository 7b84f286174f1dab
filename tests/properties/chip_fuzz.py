"""One fuzz run: what it sends, which sessions it opens to reach what lies behind them; every answer is judged by the model."""

from collections import Counter
from random import Random

from properties.apdu_mutations import invented, mutated
from properties.model_apdu import protected_read
from properties.watched_card import WatchedCard
from support.apdu_streams import JPKI, PASSWORD, PIN, SIGNING, STREAMS, TEXT, A, commands

PLAIN = [commands(stream) for stream in STREAMS.values()]
COSTLY = [commands(stream) for stream in SIGNING.values()]
REFERENCES = ((JPKI, 0x18, PIN), (TEXT, 0x11, PIN), (TEXT, 0x14, A), (JPKI, 0x1B, PASSWORD), (JPKI, 0x10, PIN))
"""Where, under which short identifier, and with which value some references are verified."""
KEY_PAIRS = 3
"""How many key pairs the card may make in a run; each takes as long as ten thousand other commands."""


class Fuzz:
    """One run: a seed, a card, and the sessions it opens to reach what lies behind them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.card = WatchedCard(random=Random(seed).randbytes)
        self.answers: Counter[str] = Counter()
        self.key_pairs = 0
        self.mutations = 0

    def send(self, command: bytes) -> None:
        """One command, perhaps mutated first."""
        if self.random.random() < 0.35:
            command = mutated(self.random, command)
            self.mutations += 1
        self.exactly(command)

    def exactly(self, command: bytes) -> str:
        """One command as it is; making a key pair is bounded."""
        if command[1:2] == b"\x46" and "issuer" in self.card.model.verified:
            if self.key_pairs >= KEY_PAIRS:
                return ""
            self.key_pairs += 1
        answer = self.card.sw(command)
        self.answers[answer] += 1
        return answer

    def episode(self) -> None:
        """A handful of commands around one purpose."""
        chance = self.random.random()
        if chance < 0.60:
            for command in self.random.choice(PLAIN):
                self.send(command)
        elif chance < 0.90:
            for _ in range(self.random.randrange(1, 12)):
                self.exactly(invented(self.random))
        elif chance < 0.91:
            for command in self.random.choice(COSTLY):
                self.send(command)
        elif chance < 0.93:
            self.random.choice((self.card.power_on, self.card.power_off, self.card.warm_reset))()
        else:
            self.random.choice((self.as_issuer, self.as_terminal, self.protected, self.block, self.unlock))()

    def as_issuer(self) -> None:
        """Opens an issuer session, or almost, sometimes after a proof that is none, and goes on with anything."""
        if self.random.random() < 0.3:
            proof = self.card.issuer_proof()
            self.exactly(proof[:5] + self.random.randbytes(32))
            self.exactly(proof)
        self.send(self.card.issuer_proof())
        for _ in range(self.random.randrange(10)):
            self.exactly(invented(self.random))
        for command in self.random.choice(PLAIN):
            self.send(command)

    def as_terminal(self) -> None:
        """Shows a terminal certificate, or almost, proves its key, or almost, and goes on in the application."""
        self.exactly(bytes.fromhex(JPKI))
        self.send(self.card.certificate_command())
        self.send(self.card.terminal_proof())
        for command in COSTLY[self.random.randrange(2)][1:]:
            self.send(command)

    def block(self) -> None:
        """Presents wrong values to one key until it is blocked, or almost, then the right one."""
        application, key, right = self.random.choice(REFERENCES)
        self.exactly(bytes.fromhex(application))
        for value in ("0430303030",) * self.random.randrange(1, 12) + (right,):
            self.send(bytes((0x00, 0x20, 0x00, 0x80 | key)) + bytes.fromhex(value))

    def unlock(self) -> None:
        """Verifies a key, becomes the issuer, or almost, and unlocks what was just verified."""
        application, key, right = self.random.choice(REFERENCES)
        self.exactly(bytes.fromhex(application))
        self.send(bytes((0x00, 0x20, 0x00, 0x80 | key)) + bytes.fromhex(right))
        self.send(self.card.issuer_proof())
        self.send(bytes((0x80, 0x54, 0x00, 0x80 | key)) + self.random.choice((b"", bytes.fromhex(right))))

    def protected(self) -> None:
        """Opens a secure messaging session, or almost, and sends protected commands, right and wrong."""
        self.exactly(bytes.fromhex(TEXT))
        self.send(bytes.fromhex("00200091" + PIN))
        self.send(self.card.session_key_command(self.random.randbytes(16)))
        for _ in range(self.random.randrange(1, 8)):
            session = self.card.model.session
            offset = self.random.choice((0, 3, 500, 0x8100, 0x8600))
            wrapped = [protected_read(offset, self.random.choice((0, 1, 16, 300)))]
            if session is not None:
                wrapped += [
                    session.wrap(0xA4, 0x02, 0x0C, bytes((0, self.random.randrange(0x20)))),
                    session.wrap(0x20, 0, 0x80 | self.random.choice((0x11, 0x14, 0x15)), b"987654321098"),
                    session.wrap(0xB0, 0, 0, b"\x10"),
                ]
            self.send(self.random.choice(wrapped))

    def run(self, total: int) -> None:
        """Episodes until `total` commands were sent; now and then the issuer gives all attempts back."""
        due = 500
        while self.card.sent < total:
            self.episode()
            if self.card.sent > due:
                self.card.restore()
                due = self.card.sent + 500
