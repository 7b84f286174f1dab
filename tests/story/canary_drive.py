"""Everything a terminal can do with the canary's card, right and wrong, as bytes to any `CardPort`."""

import hmac
import secrets

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from openmyna.iso7816.card_port import CardPort
from openmyna.sandbox.card_data import terminal_certificate
from openmyna.sandbox.keys import published_rsa_key
from story.canary_person import CanaryPerson
from story.leak_search import Canary
from support.apdu_streams import COMMON, JPKI, MANAGER, RESIDENT, STREAMS, TEXT, VISUAL, commands
from support.secure_channel import SecureChannel


class Drive:
    """One card in one terminal's hands; `send` counts what was answered with 9000."""

    def __init__(self, card: CardPort, person: CanaryPerson, issuer_key: bytes) -> None:
        self.card = card
        self.person = person
        self.issuer_key = issuer_key
        self.sent = self.succeeded = 0
        self.session_seed = secrets.token_bytes(32)

    def canaries(self) -> list[Canary]:
        """Secrets this drive made itself."""
        return [Canary("session key", self.session_seed[:16])]

    def send(self, command: str | bytes) -> bytes:
        """One command; returns the data of the answer."""
        answer = self.card.transmit(bytes.fromhex(command) if isinstance(command, str) else command)
        self.sent += 1
        self.succeeded += answer[-2:] == b"\x90\x00"
        return answer[:-2]

    def good(self, command: str | bytes) -> bytes:
        """A command that must succeed, or the drive did not reach what it is about."""
        before = self.succeeded
        data = self.send(command)
        assert self.succeeded == before + 1
        return data

    def verify(self, short: int, value: str, *, right: bool = True) -> None:
        """VERIFY by short identifier."""
        (self.good if right else self.send)(bytes((0x00, 0x20, 0x00, 0x80 | short, len(value))) + value.encode())

    def everything(self) -> None:
        """The whole drive; the card is left with its first PINs."""
        self.card.power_on()
        for stream in STREAMS.values():
            for command in commands(stream):
                if command[1] not in (0x20, 0x24, 0x32) or len(command) < 6:
                    self.send(command)
        self.use()
        self.protected()
        self.mistakes()
        self.manage()
        self.card.reset()
        self.card.power_off()

    def use(self) -> None:
        """Verify, read all, sign with all, change every PIN and change it back."""
        person = self.person
        auth, text, resident, _, *new = person.pins
        self.good(JPKI)
        self.verify(0x18, auth)
        self.verify(0x1B, person.password)
        self.read_all()
        for key in (0x97, 0x9A):
            for scheme, data in (
                (0, "33" + "5A" * 51),
                (2, "20" + "5A" * 32),
                (3, "0548656C6C6F"),
                (5, "0548656C6C6F"),
            ):
                self.good(f"802A{scheme:02X}{key:02X}{data}00")
        self.change("002401", 0x18, auth, new[0])
        self.change("002401", 0x1B, person.password, person.new_password)
        self.good(TEXT)
        for short, value in ((0x14, person.number), (0x15, person.number_b), (0x11, text)):
            self.verify(short, value)
            self.read_all()
        self.change("002401", 0x11, text, new[1])
        self.good(VISUAL)
        for short, value in ((0x11, person.number_b[:6]), (0x12, person.number_b), (0x13, person.number)):
            self.verify(short, value)
            self.read_all()
        for application in (RESIDENT, COMMON):
            self.good(application)
            self.verify(0x1C, resident)
            self.read_all()
            self.change("803200", 0x1C, resident, new[2])

    def change(self, header: str, short: int, former: str, value: str) -> None:
        """CHANGE REFERENCE DATA or CHANGE KEY there and back, after VERIFY."""
        for new in (value, former):
            self.good(bytes.fromhex(header) + bytes((0x80 | short, len(new))) + new.encode())
            self.verify(short, new)

    def read_all(self) -> None:
        """Every file and record of the current application, short and extended."""
        for short in range(1, 31):
            self.send(bytes((0x00, 0xB0, 0x80 | short, 0x00, 0x00)))
            self.send(bytes((0x00, 0xB0, 0x80 | short, 0x00, 0x00, 0x00, 0x00)))
            self.send(bytes((0x00, 0xB2, 0x01, short << 3 | 4, 0x00)))

    def protected(self) -> None:
        """Read the number, and present it, inside secure messaging."""
        self.card.power_on()
        self.good(TEXT)
        self.verify(0x11, self.person.pins[1])
        session = SecureChannel(self.session_seed)
        self.good(session.opening(self.good("00B08600000000")))
        self.good(session.select("0001"))
        self.good(session.read(17))
        self.good(session.verify(0x14, self.person.number))
        self.good(session.verify(0x11, self.person.pins[1]))
        self.good(session.select("0002"))
        self.good(session.read(300))
        self.send(bytes.fromhex("0CB0000000"))

    def mistakes(self) -> None:
        """Secrets where they do not belong: wrong keys, wrong instructions, wrong lengths, no command at all."""
        self.card.power_on()
        person = self.person
        for value in (person.password, person.number, person.number_b, person.record_code, person.pins[0]):
            raw = value.encode()
            framed = bytes((len(raw),)) + raw
            self.send(raw)
            self.send(framed)
            self.send(bytes.fromhex("00A4040C") + framed)
            self.good(JPKI)
            for header in (
                "00200090",
                "00200018",
                "10200098",
                "00210098",
                "002000FF",
                "00240098",
                "08200098",
                "0020009B00",
            ):
                self.send(bytes.fromhex(header) + framed)
            for header in (
                "00B00000",
                "00CA0045",
                "00D68A00",
                "00840000",
                "FF200098",
                "80320098",
                "80540098",
                "00A4020C",
            ):
                self.send(bytes.fromhex(header) + framed)
            self.send(bytes.fromhex("0020009B") + framed[:-1])
            self.send(bytes.fromhex("0020009B") + framed + raw)
            self.send(bytes.fromhex("0020009B0000") + framed)

    def become_issuer(self) -> None:
        """An issuer session in the selected application."""
        challenge = self.good("0084000010")
        proof = hmac.digest(self.issuer_key, b"openmyna issuer session" + challenge, "sha256")
        self.good(bytes.fromhex("0082000020") + proof)

    def unlock_all(self) -> None:
        """The issuer gives every reference its first value and all attempts, whatever a crash has left."""
        person = self.person
        self.card.power_on()
        for application, values in (
            (JPKI, {0x18: person.pins[0], 0x1B: person.password}),
            (TEXT, {0x11: person.pins[1], 0x14: person.number, 0x15: person.number_b}),
            (VISUAL, {0x11: person.number_b[:6], 0x12: person.number_b, 0x13: person.number}),
            (RESIDENT, {0x1C: person.pins[2]}),
            (COMMON, {0x1C: person.pins[2]}),
        ):
            self.good(application)
            self.become_issuer()
            for short, value in values.items():
                self.good(bytes((0x80, 0x54, 0x00, 0x80 | short, len(value))) + value.encode())

    def manage(self) -> None:
        """The issuer unlocks, writes and makes a key; a terminal proves itself."""
        self.card.power_on()
        person = self.person
        self.good(JPKI)
        self.verify(0x1B, person.new_password, right=False)
        self.become_issuer()
        for value in (person.new_password, person.password):
            self.good(bytes((0x80, 0x54, 0x00, 0x9B, len(value))) + value.encode())
        for short, value in ((0x98, person.pins[4]), (0x98, person.pins[0])):
            self.good(bytes((0x80, 0x54, 0x00, short, len(value))) + value.encode())
        self.good(bytes.fromhex("00D6850004") + b"note")
        self.good("80460097000109")
        shown = terminal_certificate().contents()
        self.good(bytes.fromhex("80A206C100") + len(shown).to_bytes(2, "big") + shown)
        challenge = self.good("0084000010")
        signature = published_rsa_key("terminal").sign(challenge, PKCS1v15(), SHA256())
        self.good(bytes.fromhex("00820096000100") + signature)
        self.good("802A0397054869212121" + "00")
        self.good(MANAGER)
