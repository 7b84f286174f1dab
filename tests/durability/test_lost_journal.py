"""A journal that is missing, older or altered never gives back a try; the same journal untouched keeps the exact count."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import depth
from durability import cards
from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.at_rest.shelf import Finding
from openmyna.card.chip import Chip


class Life:
    """A card in use whose folder can be copied at any moment, which is what a killed process leaves."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = CardFolder.create(path / "cards")
        self.folder.add("small", cards.small_card())
        self.folder.add("other", cards.small_card("other"))
        self.chip = Chip(self.folder.open("small"), BUILT_IN)
        self.other = Chip(self.folder.open("other"), BUILT_IN)

    def wrong(self, chip: Chip, file: int = cards.AUTH_PIN) -> str:
        """A wrong PIN, answered."""
        chip.transmit(cards.SELECT_JPKI)
        chip.transmit(cards.select_file(file))
        return chip.transmit(cards.verify(b"000000" if file == cards.SIGN_PASSWORD else b"0000")).hex()

    def right(self, chip: Chip) -> str:
        """The right PIN, answered."""
        chip.transmit(cards.SELECT_JPKI)
        chip.transmit(cards.select_file(cards.AUTH_PIN))
        return chip.transmit(cards.verify(b"1234")).hex()

    def killed(self, name: str) -> Path:
        """What would be at rest if the process were killed now."""
        return Path(shutil.copytree(self.path / "cards", self.path / name))


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """Two wrong passwords and one wrong PIN, with another card's records between them."""
    life = Life(tmp_path)
    assert life.right(life.chip) == "9000"
    assert life.wrong(life.chip, cards.SIGN_PASSWORD) == "63c4"
    assert life.wrong(life.other) == "63c2"
    assert life.wrong(life.chip, cards.SIGN_PASSWORD) == "63c3"
    assert life.wrong(life.chip) == "63c2"
    yield life
    life.folder.close()


def journal_of(folder: Path) -> Path:
    """The one segment of a folder."""
    (segment,) = (folder / ".openmyna").glob("journal-*")
    return segment


def found_in(folder: Path, name: str = "small") -> tuple[Finding, tuple[int, int]]:
    """What a look at the card says, without writing."""
    with CardFolder(folder) as opened:
        report = opened.inspect(name)
        return report.finding, cards.counters(report.contents)


def test_an_untouched_journal_keeps_the_exact_count(life: Life) -> None:
    dead = life.killed("dead")
    assert found_in(dead) == (Finding.OPEN, (2, 3))
    assert found_in(dead, "other") == (Finding.OPEN, (2, 5))
    with CardFolder(dead) as folder, folder.open("small") as card:
        assert cards.counters(card.contents) == (2, 3)
        assert card.journal_lost is False


def cut_last_record(journal: Path) -> None:
    raw = journal.read_bytes()
    end = len(raw.rstrip(b"\0")) + 63 & ~63
    journal.write_bytes(raw[: end - 64])


def zero_last_record(journal: Path) -> None:
    raw = bytearray(journal.read_bytes())
    end = len(raw.rstrip(b"\0")) + 63 & ~63
    raw[end - 64 : end] = bytes(64)
    journal.write_bytes(raw)


def swap_last_records(journal: Path) -> None:
    raw = bytearray(journal.read_bytes())
    end = len(raw.rstrip(b"\0")) + 63 & ~63
    raw[end - 128 : end] = raw[end - 64 : end] + raw[end - 128 : end - 64]
    journal.write_bytes(raw)


def repeat_first_record(journal: Path) -> None:
    raw = bytearray(journal.read_bytes())
    end = len(raw.rstrip(b"\0")) + 63 & ~63
    raw[end : end + 64] = raw[:64]
    journal.write_bytes(raw)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda journal: journal.unlink(), id="missing"),
        pytest.param(lambda journal: journal.write_bytes(b""), id="empty"),
        pytest.param(lambda journal: journal.write_bytes(bytes(journal.stat().st_size)), id="zeros"),
        pytest.param(lambda journal: journal.write_bytes(os.urandom(journal.stat().st_size)), id="noise"),
        pytest.param(cut_last_record, id="shorter by one record"),
        pytest.param(zero_last_record, id="last record wiped"),
        pytest.param(swap_last_records, id="two records swapped"),
    ],
)
def test_a_damaged_journal_leaves_no_try_at_all(life: Life, damage: Callable[[Path], None]) -> None:
    dead = life.killed("dead")
    damage(journal_of(dead))
    assert found_in(dead) == (Finding.JOURNAL_LOST, (0, 0))
    with CardFolder(dead) as folder:
        with folder.open("small") as card:
            assert card.journal_lost is True
            assert life.wrong(Chip(card, BUILT_IN)) == "6984"
        again = folder.inspect("small")
        assert (again.finding, again.journal_lost, cards.counters(again.contents)) == (Finding.CLOSED, True, (0, 0))


def test_a_repeated_record_takes_tries_at_most(life: Life) -> None:
    dead = life.killed("dead")
    repeat_first_record(journal_of(dead))
    _, (auth, sign) = found_in(dead)
    assert auth <= 2
    assert sign <= 3


def test_an_older_copy_of_the_journal_leaves_no_try_at_all(life: Life) -> None:
    earlier = life.killed("earlier")
    assert life.wrong(life.chip) == "63c1"
    dead = life.killed("dead")
    assert found_in(dead) == (Finding.OPEN, (1, 3))
    shutil.copy(journal_of(earlier), journal_of(dead))
    assert found_in(dead) == (Finding.JOURNAL_LOST, (0, 0))


def test_a_journal_from_before_a_pin_change_does_not_speak_for_the_card_after_it(life: Life) -> None:
    earlier = life.killed("earlier")
    life.right(life.chip)
    assert life.chip.transmit(cards.change(b"5555")).hex() == "9000"
    assert life.wrong(life.chip) == "63c2"
    assert life.wrong(life.chip) == "63c1"
    dead = life.killed("dead")
    assert found_in(dead) == (Finding.OPEN, (1, 3))
    shutil.copy(journal_of(earlier), journal_of(dead))
    assert found_in(dead) == (Finding.JOURNAL_LOST, (0, 0))


def test_every_altered_bit_of_a_cards_records_leaves_it_no_try_and_costs_no_other_card_one(life: Life) -> None:
    dead = life.killed("dead")
    journal = journal_of(dead)
    raw = journal.read_bytes()
    end = len(raw.rstrip(b"\0")) + 63 & ~63
    first = end - 64 * depth.count(1, 5)
    intact = {name: found_in(dead, name) for name in ("small", "other")}
    assert intact == {"small": (Finding.OPEN, (2, 3)), "other": (Finding.OPEN, (2, 5))}
    subject = (dead / "small.card").read_bytes()[16:32]
    flips, outcomes = 0, []
    for bit in range(first * 8, end * 8):
        start = bit // 8 & ~63
        hurt, other = ("small", "other") if raw[start : start + 16] == subject else ("other", "small")
        altered = bytearray(raw)
        altered[bit // 8] ^= 1 << bit % 8
        journal.write_bytes(altered)
        flips += 1
        if found_in(dead, hurt) != (Finding.JOURNAL_LOST, (0, 0)):
            outcomes.append(f"bit {bit}: {hurt} keeps tries")
        if found_in(dead, other) != intact[other]:
            outcomes.append(f"bit {bit}: {other} suffers")
    journal.write_bytes(raw)
    assert {name: found_in(dead, name) for name in intact} == intact
    assert outcomes == []
    depth.proof("journal-bit-flips", flips=flips, wrong_outcomes=len(outcomes))


def test_every_altered_bit_of_the_anchor_leaves_no_try_at_all(life: Life) -> None:
    dead = life.killed("dead")
    raw = (dead / "small.card").read_bytes()
    for bit in range(64 * 8, 128 * 8):
        altered = bytearray(raw)
        altered[bit // 8] ^= 1 << bit % 8
        (dead / "small.card").write_bytes(altered)
        assert found_in(dead) == (Finding.JOURNAL_LOST, (0, 0)), f"bit {bit}"
    (dead / "small.card").write_bytes(raw)
    assert found_in(dead) == (Finding.OPEN, (2, 3))


def test_a_wiped_anchor_beside_a_shortened_journal_leaves_no_try_at_all(life: Life) -> None:
    dead = life.killed("dead")
    cut_last_record(journal_of(dead))
    raw = bytearray((dead / "small.card").read_bytes())
    raw[64:128] = bytes(64)
    (dead / "small.card").write_bytes(raw)
    assert found_in(dead) == (Finding.JOURNAL_LOST, (0, 0))


def test_a_lost_journal_is_forgiven_when_the_issuer_unblocks_the_card(life: Life) -> None:
    dead = life.killed("dead")
    journal_of(dead).unlink()
    with CardFolder(dead) as folder:
        with folder.open("small") as card:
            card.contents.applications[0].files[cards.AUTH_PIN].remaining = 3
            card.save()
        report = folder.inspect("small")
        assert (report.journal_lost, cards.counters(report.contents)) == (False, (3, 0))


# An older image, put back alone.


def test_an_older_closed_image_put_back_alone_leaves_no_try_at_all(tmp_path: Path) -> None:
    with CardFolder.create(tmp_path / "cards") as folder:
        folder.add("small", cards.small_card())
    image = tmp_path / "cards" / "small.card"
    older = image.read_bytes()
    with CardFolder(tmp_path / "cards") as folder, folder.open("small") as card:
        card.contents.applications[0].files[cards.AUTH_PIN].remaining = 1
        card.sync(card.lower(0, cards.AUTH_PIN, 1))
    newer = image.read_bytes()
    image.write_bytes(older)
    assert found_in(tmp_path / "cards") == (Finding.JOURNAL_LOST, (0, 0))
    image.write_bytes(newer)
    assert found_in(tmp_path / "cards") == (Finding.CLOSED, (1, 5))
    image.write_bytes(older)
    with CardFolder(tmp_path / "cards") as folder:
        with folder.open("small") as card:
            assert cards.counters(card.contents) == (0, 0)
        # The image that was taken away for it is the older one now.
        image.write_bytes(newer)
        assert folder.inspect("small").finding is Finding.JOURNAL_LOST


def test_an_older_open_image_beside_an_untouched_journal_leaves_no_try_at_all(life: Life) -> None:
    older = life.killed("older")
    life.chip.store.save()
    assert life.wrong(life.chip) == "63c1"
    dead = life.killed("dead")
    assert found_in(dead) == (Finding.OPEN, (1, 3))
    shutil.copy(older / "small.card", dead / "small.card")
    assert found_in(dead) == (Finding.JOURNAL_LOST, (0, 0))


def test_an_older_open_image_with_its_registry_entry_is_given_away_by_the_journal(life: Life) -> None:
    older = life.killed("older")
    life.chip.store.save()
    dead = life.killed("saved")
    entry = Path(".openmyna", "registry", "small")
    shutil.copy(older / "small.card", dead / "small.card")
    shutil.copy(older / entry, dead / entry)
    # Nothing was answered since: the older image says the same.
    assert found_in(dead) == (Finding.OPEN, (2, 3))
    assert life.wrong(life.chip) == "63c1"
    shutil.copy(journal_of(life.path / "cards"), journal_of(dead))
    assert found_in(dead) == (Finding.JOURNAL_LOST, (0, 0))


def test_a_crash_between_image_and_note_costs_nothing(life: Life) -> None:
    older = life.killed("older")
    life.chip.store.save()
    dead = life.killed("dead")
    entry = Path(".openmyna", "registry", "small")
    shutil.copy(older / entry, dead / entry)
    assert found_in(dead) == (Finding.OPEN, (2, 3))
