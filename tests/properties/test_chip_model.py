"""A stateful model of the card: whatever a terminal does in whatever order, the chip and the rules stay together."""

import re
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import depth
from properties.model_apdu import protected_read
from properties.watched_card import WatchedCard
from support.card_rules import AIDS, FILES

REFERENCES = [(app, fid) for app, files in FILES.items() for fid, file in files.items() if file.kind == "reference"]
KEYS = [(app, fid) for app, files in FILES.items() for fid, file in files.items() if file.kind == "key"]
GUARDED = [
    (app, fid)
    for app, files in FILES.items()
    for fid, file in files.items()
    if file.kind == "transparent" and file.read is not None
]
NAMED_BY_P2 = st.one_of(st.just(0x80), st.integers(0x81, 0x9E), st.integers(0, 0xFF))
NEW_VALUES = st.sampled_from((b"1234", b"4321", b"ABC123", b"NEWPASSWORD12345", b"", b"123", b"12345"))


class Terminal(RuleBasedStateMachine):
    """Any terminal: honest, clumsy or hostile. `WatchedCard` judges every answer and compares every state."""

    card: WatchedCard
    commands = judged = lives = 0
    """How many went to all cards together, how many of their answers the model judged right, and how many cards."""

    @initialize()
    def insert(self) -> None:
        self.card = WatchedCard()

    def at(self, application: str) -> None:
        """Most rules go where they matter; the model has seen every way to get there."""
        if not self.card.model.dead and self.card.model.application != application:
            self.card.select(application)

    # Power.

    @rule(how=st.sampled_from(("power_off", "power_on", "warm_reset")))
    def lose_or_keep_power(self, how: str) -> None:
        if not self.card.model.dead:
            getattr(self.card, how)()

    # Selecting and reading.

    @rule(
        name=st.sampled_from(sorted(AIDS)),
        length=st.sampled_from((10, 10, 10, 8, 7, 5, 1, 0)),
        p2=st.sampled_from((0x0C, 0)),
    )
    def select_application(self, name: str, length: int, p2: int) -> None:
        part = AIDS[name][:length]
        self.card.send(bytes((0x00, 0xA4, 0x04, p2, len(part))) + part)

    @rule(identifier=st.integers(0, 0x1F) | st.sampled_from((0x2F10, 0x3F00, 0x0106)))
    def select_file(self, identifier: int) -> None:
        self.card.send(bytes.fromhex("00A4020C02") + identifier.to_bytes(2, "big"))

    @rule(short=st.none() | st.integers(0, 31), offset=st.sampled_from((0, 1, 7, 200, 255)), le=st.integers(0, 255))
    def read(self, short: int | None, offset: int, le: int) -> None:
        p1 = 0x00 if short is None else 0x80 | short
        self.card.send(bytes((0x00, 0xB0, p1, offset, le)))

    @rule(place=st.sampled_from(GUARDED))
    def read_what_is_guarded(self, place: tuple[str, int]) -> None:
        self.at(place[0])
        self.card.send(bytes((0x00, 0xB0, 0x80 | place[1], 0, 0)))

    @rule(record=st.integers(0, 3), short=st.sampled_from((0, 1, 2, 6, 31)), mode=st.sampled_from((4, 4, 4, 5, 0)))
    def read_record(self, record: int, short: int, mode: int) -> None:
        self.card.send(bytes((0x00, 0xB2, record, short << 3 | mode, 0)))

    # Reference data.

    @rule(
        place=st.sampled_from(REFERENCES),
        value=st.sampled_from(("right", "right", "wrong", "cut", "longer", "endless")),
    )
    def verify(self, place: tuple[str, int], value: str) -> None:
        self.at(place[0])
        right = self.card.model.known.secrets[place] or b"1234"
        presented = {
            "right": right,
            "wrong": right[:-1] + b"#",
            "cut": right[:-1],
            "longer": right[:15] + b"0",
            "endless": right.ljust(17, b"0"),
        }[value]
        self.card.send(bytes((0x00, 0x20, 0x00, 0x80 | place[1], len(presented))) + presented)

    @rule(p2=NAMED_BY_P2, with_le=st.booleans())
    def ask_for_attempts(self, p2: int, with_le: bool) -> None:
        self.card.send(bytes((0x00, 0x20, 0x00, p2)) + bytes(with_le))

    @rule(place=st.sampled_from(REFERENCES), value=NEW_VALUES, jicsap=st.booleans())
    def change(self, place: tuple[str, int], value: bytes, jicsap: bool) -> None:
        self.at(place[0])
        header = bytes((0x80, 0x32, 0x00)) if jicsap else bytes((0x00, 0x24, 0x01))
        body = bytes((len(value),)) + value if value else b""
        self.card.send(header + bytes((0x80 | place[1],)) + body)

    # Keys.

    @rule(
        place=st.sampled_from(KEYS), p1=st.integers(0, 6), default=st.booleans(), size=st.sampled_from((1, 32, 51, 246))
    )
    def sign(self, place: tuple[str, int], p1: int, default: bool, size: int) -> None:
        self.at(place[0])
        p2 = 0x00 if default else 0x80 | place[1]
        self.card.send(bytes((0x80, 0x2A, p1, p2, size)) + b"\x5a" * size + b"\0")

    @rule(p2=st.sampled_from((0x99, 0x97, 0x9A, 0x93)), size=st.sampled_from((1, 16, 255)))
    def prove_the_card(self, p2: int, size: int) -> None:
        self.card.send(bytes((0x00, 0x88, 0x00, p2, size)) + b"\x5a" * size + b"\0")

    @rule(le=st.integers(0, 255))
    def challenge(self, le: int) -> None:
        self.card.send(bytes((0x00, 0x84, 0x00, 0x00, le)))

    # The issuer.

    @rule(honest=st.booleans(), stale=st.booleans())
    def claim_to_be_the_issuer(self, honest: bool, stale: bool) -> None:
        proof = self.card.issuer_proof()
        self.card.send(proof if honest else proof[:-1] + bytes((proof[-1] ^ 1,)))
        if stale:
            self.card.send(proof)

    @rule(place=st.sampled_from(REFERENCES), value=NEW_VALUES)
    def unlock(self, place: tuple[str, int], value: bytes) -> None:
        self.at(place[0])
        body = bytes((len(value),)) + value if value else b""
        self.card.send(bytes((0x80, 0x54, 0x00, 0x80 | place[1])) + body)

    @rule(place=st.sampled_from(GUARDED), offset=st.integers(0, 255), data=st.binary(min_size=1, max_size=8))
    def write(self, place: tuple[str, int], offset: int, data: bytes) -> None:
        self.at(place[0])
        self.card.send(bytes((0x00, 0xD6, 0x80 | place[1], offset, len(data))) + data)

    @rule(p2=st.sampled_from((0x97, 0x9A)))
    def make_a_key_without_being_the_issuer(self, p2: int) -> None:
        if "issuer" not in self.card.model.verified:
            self.card.send(bytes((0x80, 0x46, 0x00, p2, 0x00, 0x01, 0x09)))

    # The terminal's certificate.

    @rule(honest=st.booleans())
    def show_a_certificate(self, honest: bool) -> None:
        self.at("jpki")
        command = self.card.certificate_command()
        self.card.send(command if honest else command[:200] + bytes((command[200] ^ 1,)) + command[201:])

    @rule(honest=st.booleans(), stale=st.booleans())
    def prove_the_terminal(self, honest: bool, stale: bool) -> None:
        self.at("jpki")
        proof = self.card.terminal_proof()
        self.card.send(proof if honest else proof[:-1] + bytes((proof[-1] ^ 1,)))
        if stale:
            self.card.send(proof)

    # Secure messaging.

    @rule(key=st.binary(min_size=16, max_size=16), verify=st.booleans())
    def deliver_a_session_key(self, key: bytes, verify: bool) -> None:
        self.at("text")
        if verify:
            self.verify(place=("text", 0x11), value="right")
        self.card.send(self.card.session_key_command(key))

    @precondition(lambda self: self.card.model.session is not None)
    @rule(
        what=st.sampled_from(("read", "select", "verify", "wrong verify", "wrong object", "class 0C", "replay")),
        fid=st.integers(0, 0x1F),
    )
    def send_protected(self, what: str, fid: int) -> None:
        session = self.card.model.session
        if session is None:
            return
        select = session.wrap(0xA4, 0x02, 0x0C, bytes((0, fid)))
        messages = {
            "read": [protected_read(0x8000 | fid << 8, 64)],
            "select": [select],
            "verify": [session.wrap(0x20, 0, 0x94, self.card.model.known.secrets["text", 0x14])],
            "wrong verify": [session.wrap(0x20, 0, 0x94, b"000000000000")],
            "wrong object": [b"\x08" + select[1:5] + b"\x87" + select[6:]],
            "class 0C": [b"\x0c" + select[1:]],
            "replay": [select, select],
        }
        for message in messages[what]:
            self.card.send(message)

    @rule(
        cla=st.integers(0, 255),
        ins=st.integers(0, 255),
        p1=st.integers(0, 255),
        p2=NAMED_BY_P2,
        rest=st.binary(max_size=20),
    )
    def send_anything(self, cla: int, ins: int, p1: int, p2: int, rest: bytes) -> None:
        if ins != 0x46:
            self.card.send(bytes((cla, ins, p1, p2)) + rest)

    def teardown(self) -> None:
        if hasattr(self, "card"):
            Terminal.commands += self.card.sent
            Terminal.judged += self.card.judged
            Terminal.lives += 1

    # The end.

    @precondition(lambda self: self.card.sent > 60)
    @rule()
    def destroy(self) -> None:
        self.card.destroy()

    @invariant()
    def a_card_without_power_or_life_holds_nothing_open(self) -> None:
        chip = self.card.chip if hasattr(self, "card") else None
        if chip is not None and chip.destroyed:
            assert (
                chip.card.verified,
                chip.card.challenge,
                chip.card.secure,
                chip.card.terminal_key,
                chip.card.file,
            ) == (
                set(),
                None,
                None,
                None,
                None,
            )

    @invariant()
    def a_counter_is_between_nothing_and_its_maximum(self) -> None:
        if hasattr(self, "card"):
            assert all(0 <= left <= self.card.model.maximum[place] for place, left in self.card.model.counters.items())


def test_chip_and_rules_stay_together_whatever_a_terminal_does() -> None:
    lives, steps = depth.count(100, 3_000), depth.count(40, 80)
    Terminal.commands = Terminal.judged = Terminal.lives = 0
    run_state_machine_as_test(
        Terminal,
        settings=settings(
            max_examples=lives,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not depth.PROVING,
            database=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
    assert Terminal.lives >= lives
    assert Terminal.judged == Terminal.commands > lives * steps // 2
    depth.proof("card-model", lives=Terminal.lives, commands=Terminal.commands, judged_right=Terminal.judged)


def test_the_table_of_the_model_lists_every_file_of_the_catalogue() -> None:
    from openmyna.applications.catalogue import BUILT_IN

    listed = {aid: set(FILES[name]) for name, aid in AIDS.items()}
    declared = {aid: {row.identifier for row in layout.files if row.selectable} for aid, layout in BUILT_IN.items()}
    assert listed == declared
    assert list(AIDS.values()) == list(BUILT_IN)


def test_the_model_imports_nothing_of_what_it_judges() -> None:
    here = Path(__file__).parent
    rules = here.parent / "support" / "card_rules.py"
    sources = [*sorted(here.glob("model_*.py")), here / "card_model.py", rules]
    assert len(sources) == 9
    assert [path.name for path in sources if "openmyna" in re.sub(r'b?"[^"]*"', "", path.read_text("utf-8"))] == []
