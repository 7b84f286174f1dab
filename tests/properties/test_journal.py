"""Any life of cards at rest, with deaths and damage: counters come back exactly, or not at all."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import depth
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.at_rest.journal import Journal
from openmyna.card.at_rest.open_card import OpenCard
from openmyna.card.at_rest.shelf import Finding
from openmyna.card.contents import ApplicationContents, CardContents, FileContents

NAMES = st.sampled_from(["a", "b", "c"])
PINS = st.sampled_from([0x18, 0x1B])
MOST = 6


def card(label: str) -> CardContents:
    files = {pin: FileContents(secret=b"1234", remaining=MOST, maximum=MOST) for pin in (0x18, 0x1B)}
    return CardContents(
        identifier=label.encode() * 16,
        label=label,
        generation="rsa-2048",
        atr=b"\x3b\x00",
        applications=[ApplicationContents(aid=b"\xd3", files=files)],
    )


def counters(contents: CardContents) -> dict[int, int]:
    return {pin: file.remaining for pin, file in contents.applications[0].files.items()}


class CardsAtRest(RuleBasedStateMachine):
    """Three cards of one folder beside a model that only counts."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.deaths = 0
        self.path = self.root / "life-0"

    @initialize(limit=st.sampled_from([128, 640, 32 << 20]))
    def begin(self, limit: int) -> None:
        self.limit = limit
        with CardFolder.create(self.path) as folder:
            for name in ("a", "b", "c"):
                folder.add(name, card(name))
        self.model = {name: {0x18: MOST, 0x1B: MOST} for name in ("a", "b", "c")}
        self.older: dict[str, bytes] = {}
        self.revive()

    def revive(self) -> None:
        self.folder = CardFolder(self.path)
        shelf = self.folder._shelf
        # Segments of a few records, so that turning to the next one happens often.
        shelf.journal = Journal(shelf.hidden, shelf.key.journal, shelf.disk, shelf.locks, limit=self.limit)
        self.open: dict[str, OpenCard] = {}

    def opened(self, name: str) -> OpenCard:
        if name not in self.open:
            self.open[name] = self.folder.open(name)
        return self.open[name]

    @rule(name=NAMES, pin=PINS)
    def wrong(self, name: str, pin: int) -> None:
        store = self.opened(name)
        file = store.contents.applications[0].files[pin]
        if file.remaining:
            file.remaining -= 1
            store.sync(store.lower(0, pin, file.remaining))
            self.model[name][pin] -= 1

    @rule(name=NAMES, pin=PINS)
    def right(self, name: str, pin: int) -> None:
        store = self.opened(name)
        file = store.contents.applications[0].files[pin]
        if file.remaining:
            store.sync(store.lower(0, pin, file.remaining - 1))
            file.remaining = file.maximum
            store.restore(0, pin, file.remaining)
            self.model[name][pin] = MOST

    @rule(names=st.lists(NAMES, unique=True, min_size=2), pin=PINS)
    def wrong_together(self, names: list[str], pin: int) -> None:
        tickets = []
        for name in names:
            store = self.opened(name)
            file = store.contents.applications[0].files[pin]
            if file.remaining:
                file.remaining -= 1
                tickets.append((store, store.lower(0, pin, file.remaining)))
                self.model[name][pin] -= 1
        for store, ticket in tickets:
            store.sync(ticket)

    @rule(name=NAMES, pin=PINS)
    def unblock(self, name: str, pin: int) -> None:
        store = self.opened(name)
        store.contents.applications[0].files[pin].remaining = MOST
        store.save()
        self.model[name][pin] = MOST

    @rule(name=NAMES)
    def close(self, name: str) -> None:
        if name in self.open:
            self.open.pop(name).close()

    @rule()
    def die(self) -> None:
        self.deaths += 1
        former, self.path = self.path, self.root / f"life-{self.deaths}"
        shutil.copytree(former, self.path)
        self.folder.close()
        self.revive()

    @rule(how=st.sampled_from(["flip", "cut", "wipe"]), where=st.integers(0, 1 << 20), bit=st.integers(0, 7))
    def die_with_a_damaged_journal(self, how: str, where: int, bit: int) -> None:
        self.die()
        for segment in (self.path / ".openmyna").glob("journal-*"):
            raw = bytearray(segment.read_bytes())
            used = min(len(raw), len(raw.rstrip(b"\0")) + 63 & ~63)
            if used:
                place = where % used
                start = place & ~63
                match how:
                    case "flip":
                        raw[place] ^= 1 << bit
                    case "cut":
                        del raw[place:]
                    case "wipe":
                        raw[start : start + 64] = bytes(64)
                segment.write_bytes(raw)
        for name in self.model:
            self.accept(name)

    @rule(name=NAMES)
    def copy_an_image(self, name: str) -> None:
        self.older[name] = (self.path / f"{name}.card").read_bytes()

    @rule(name=NAMES)
    def die_and_meet_an_older_image(self, name: str) -> None:
        self.die()
        if name in self.older:
            (self.path / f"{name}.card").write_bytes(self.older[name])
        for each in self.model:
            self.accept(each)

    def accept(self, name: str) -> None:
        """After damage: every try is gone, or none was given back; and opening says what looking said."""
        report, known = self.folder.inspect(name), self.model[name]
        found = counters(report.contents)
        if report.finding is Finding.JOURNAL_LOST:
            assert found == {0x18: 0, 0x1B: 0}
        else:
            assert all(found[pin] <= known[pin] for pin in known)
        assert counters(self.opened(name).contents) == found
        self.model[name] = found

    @invariant()
    def what_is_at_rest_is_what_was_answered(self) -> None:
        if hasattr(self, "model"):
            for name, known in self.model.items():
                assert counters(self.folder.peek(name)) == known

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.close()
        shutil.rmtree(self.root)


TestCardsAtRest = CardsAtRest.TestCase
TestCardsAtRest.settings = settings(
    max_examples=depth.count(15, 400),
    stateful_step_count=depth.count(25, 60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
