"""The card's security rules in plain Python: told a command and its answer, the model says whether that may be.

It does not decide in which order a card looks for faults: it gathers every offence of a command, and the answer must name
one of them, or be 9000 where there is none. Its tables are `card_rules`; nothing of `src` is imported.
"""

from collections.abc import Callable

from properties import model_files, model_keys, model_references, model_sessions
from properties.model_apdu import Command, Session, parse
from properties.model_knowledge import Disagreement, Knowledge
from support.card_rules import COMMANDS, FILES, STATUS_WORDS, File, Opens


class CardModel:
    """State of one card as the rules have it. `observe` takes each command with its answer and raises `Disagreement`."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.known = knowledge
        self.dead = False
        self.counters = {
            (application, identifier): file.tries
            for application, files in FILES.items()
            for identifier, file in files.items()
            if file.kind == "reference"
        }
        self.maximum = dict(self.counters)
        self.lose_power()

    def lose_power(self) -> None:
        """What does not survive power-off, vpcd 00 and 01, or removal: everything but counters and contents."""
        self.enter("manager")

    def enter(self, application: str) -> None:
        """Another application than before is current: all that was proved in the former one is gone."""
        self.application = application
        self.file: int | None = None
        self.possible_files: set[int | None] = {None}
        self.verified: set[int | str] = set()
        self.challenge: bytes | None = None
        self.possible_challenges: set[bytes | None] = {None}
        self.terminal_certified = False
        self.session: Session | None = None

    def __repr__(self) -> str:
        file = "none" if self.file is None else f"{self.file:04X}"
        opened = sorted(item if isinstance(item, str) else f"{item:04X}" for item in self.verified)
        return f"{self.application}, file {file}, opened by {opened}"

    # Judging one exchange.

    def observe(self, raw: bytes, answer: bytes) -> None:
        """Judge the answer and follow what it changes."""
        if not 2 <= len(answer) <= 65538:
            raise Disagreement(f"an answer of {len(answer)} bytes")
        sw, data = int.from_bytes(answer[-2:], "big"), answer[:-2]
        self.demand(sw in STATUS_WORDS, sw, "not a status word of this card")
        self.demand(not data or sw == 0x9000, sw, "data beside a refusal")
        self.possible_files, self.possible_challenges = {self.file}, {self.challenge}
        if self.dead:
            self.demand(sw == 0x6F00, sw, "a destroyed card answers 6F00 and nothing else")
            return
        command = parse(raw)
        if command is None:
            self.demand(sw == 0x6700, sw, "lengths that do not add up are 6700")
            return
        offences = class_offences(command)
        if offences:
            self.granted(offences, sw)
        elif command.cla in _PLAIN:
            self._run(command, sw, data)
        else:
            self._protected(command, sw, data)

    def demand(self, holds: bool, sw: int, rule: str) -> None:
        """Raise `Disagreement` with the rule unless it holds."""
        if not holds:
            raise Disagreement(f"answered {sw:04X}: {rule} ({self})")

    def granted(self, offences: set[int], sw: int) -> bool:
        """Whether the command must have succeeded; a refusal must name one of its offences."""
        if offences:
            self.demand(sw in offences, sw, f"expected {'/'.join(f'{word:04X}' for word in sorted(offences))}")
            return False
        self.demand(sw == 0x9000, sw, "nothing is wrong with this command")
        return True

    def settled_on(self, file: int | None, challenge: bytes | None) -> None:
        """Where the sheets leave two outcomes open, the one the chip shows; anything else is a disagreement."""
        if file not in self.possible_files:
            raise Disagreement(f"current file {file}, possible {self.possible_files}")
        if challenge not in self.possible_challenges:
            raise Disagreement("a challenge outlived its use, or changed")
        self.file, self.challenge = file, challenge

    # What the commands ask.

    def opened(self, rule: Opens) -> bool:
        """Whether what was proved so far opens this rule."""
        return rule is None or not self.verified.isdisjoint(rule)

    def named(self, p2: int, offences: set[int]) -> tuple[int, File] | None:
        """The file of P2: 80 the current one, 80|short identifier another; offences are added."""
        if p2 == 0x80:
            return self.current(offences)
        if p2 >> 5 != 0b100 or p2 & 0x1F == 0x1F:
            offences.add(0x6A86)
            return None
        return self.short(p2 & 0x1F, offences)

    def current(self, offences: set[int]) -> tuple[int, File] | None:
        """The current file, or 6986."""
        if self.file is None:
            offences.add(0x6986)
            return None
        return self.file, FILES[self.application][self.file]

    def short(self, number: int, offences: set[int]) -> tuple[int, File] | None:
        """The file of a short identifier becomes current; a refused command may leave the former one current."""
        found = FILES[self.application].get(number)
        if found is None:
            offences.add(0x6A82)
            return None
        self.possible_files.add(number)
        return number, found

    def reference(self, p2: int, offences: set[int]) -> tuple[tuple[str, int], File] | None:
        """The reference data of P2, or 6981."""
        named = self.named(p2, offences)
        if named is None:
            return None
        if named[1].kind != "reference":
            offences.add(0x6981)
            return None
        return (self.application, named[0]), named[1]

    def key(self, p2: int, offences: set[int]) -> tuple[int, File] | None:
        """The private key of P2, or 6981."""
        named = self.named(p2, offences)
        if named is not None and named[1].kind != "key":
            offences.add(0x6981)
            return None
        return named

    # Plain and protected commands.

    def _run(self, command: Command, sw: int, data: bytes) -> None:
        _RULES[command.cla << 8 | command.ins](self, command, sw, data)

    def _protected(self, c: Command, sw: int, data: bytes) -> None:
        """Secure messaging (card-edge §3.4): the counter advances on every command of class 08, also a refused one."""
        session = self.session
        if session is None:
            self.granted({0x6882 if c.ins == 0xA4 else 0x69FC}, sw)
            return
        if c.cla == 0x0C:
            self.session = None
            self.granted({0x6987}, sw)
            return
        session.counter += 1
        plain = session.unwrap(c)
        if plain is None:
            self.session = None
            self.granted({0x6988}, sw)
            return
        if data:
            opened = session.decrypt(_cryptogram(data))
            self.demand(opened is not None, sw, "protected data comes as one cryptogram")
            data = opened or b""
        self._run(plain, sw, data)


def _cryptogram(data: bytes) -> bytes:
    """The blocks inside `86 LL 01 …`, the length below 80 or `82 hh ll`; nothing where the form is another."""
    if data[:2] == b"\x86\x82":
        size, value = int.from_bytes(data[2:4], "big"), data[4:]
    else:
        size, value = data[1], data[2:]
    return value[1:] if data[:1] == b"\x86" and len(value) == size and value[:1] == b"\x01" else b""


_PLAIN = (0x00, 0x80)
_EVERY = COMMANDS[0x00] | COMMANDS[0x80]


def class_offences(c: Command) -> set[int]:
    """What class and instruction alone make impossible (ISO/IEC 7816-4, 5.4.1; card-edge §4)."""
    cla = c.cla
    if cla in _PLAIN and c.ins in COMMANDS[cla]:
        return set()
    unknown = {0x6D00} if c.ins not in _EVERY else set()
    if cla in _PLAIN:
        return unknown or {0x6E00}
    if cla in (0x08, 0x0C):
        return set() if c.ins in (0xA4, 0xB0, 0x20) else unknown or {0x6882}
    if cla >> 6 == 1:
        return {0x6881}
    if cla & 0x60:
        return {0x6E00}
    offences = {0x6881} if cla & 0x03 else set()
    if cla & 0x10:
        offences.add(0x6884)
    if cla & 0x0C:
        offences.add(0x6882)
    return offences


_RULES: dict[int, Callable[[CardModel, Command, int, bytes], None]] = {
    0x00A4: model_files.select,
    0x00B0: model_files.read_binary,
    0x00B2: model_files.read_record,
    0x00CA: model_files.get_data,
    0x00D6: model_files.update,
    0x0020: model_references.verify,
    0x0024: model_references.change,
    0x8032: model_references.change,
    0x8054: model_references.unlock,
    0x802A: model_keys.sign,
    0x0088: model_keys.internal_authenticate,
    0x8046: model_keys.generate,
    0x0084: model_sessions.get_challenge,
    0x0082: model_sessions.external_authenticate,
    0x80A2: model_sessions.verify_certificate,
    0x80AE: model_sessions.set_session_key,
    0x00C0: model_sessions.get_response,
    0x808A: model_sessions.issuer_command,
    0x8006: model_sessions.issuer_command,
    0x8050: model_sessions.issuer_command,
    0x8052: model_sessions.issuer_command,
    0x80FC: model_sessions.last_command,
}
