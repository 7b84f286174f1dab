"""The journal: tickets, one sync for all who wait, and what happens when the disk fails."""

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from openmyna.card.at_rest import counter_record, journal
from openmyna.card.at_rest.durable import Disk
from openmyna.card.at_rest.journal import Chain, Journal
from openmyna.card.at_rest.locks import FolderLocks
from openmyna.card.errors import StateNotDurable

KEY = bytes(32)


class CountingDisk(Disk):
    """A disk that counts its syncs, can hold one back, and fails when told to."""

    def __init__(self) -> None:
        self.syncs = 0
        self.broken = False
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()

    def sync_data(self, descriptor: int) -> None:
        self.entered.set()
        self.gate.wait()
        self.syncs += 1
        if self.broken:
            raise OSError(errno.EIO, "input/output error")
        super().sync_data(descriptor)


class Desk:
    """A journal, and chains of cards whose images are plain files."""

    def __init__(self, path: Path, *, limit: int = 32 << 20) -> None:
        self.path, self.disk = path, CountingDisk()
        self.locks = FolderLocks(path / "locks")
        self.journal = Journal(path, KEY, self.disk, self.locks, limit=limit)

    def chain(self, number: int, epoch: int = 1) -> Chain:
        image = self.path / f"{number}.card"
        image.write_bytes(bytes(200))
        chain = self.journal.begin(bytes([number]) * 16, epoch)
        self.journal.attach(chain, os.open(image, os.O_WRONLY))
        return chain

    def records(self) -> list[counter_record.CounterRecord]:
        found = []
        for segment in sorted(self.path.glob("journal-*")):
            raw = segment.read_bytes()
            for start in range(0, len(raw), 64):
                if any(raw[start : start + 64]):
                    record = counter_record.read(KEY, raw[start : start + 64])
                    assert record is not None
                    found.append(record)
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.journal.abandon()
    desk.locks.close()


def test_a_record_has_the_layout_of_64_bytes() -> None:
    record = counter_record.write(KEY, bytes(range(16)), 0x0102_03040506, 7, 1, 0x001B, 1, 4, b"p" * 16)
    assert (
        record[:48].hex()
        == "000102030405060708090a0b0c0d0e0f" + "010203040506" + "00000007" + "01001b010400" + "70" * 16
    )
    read = counter_record.read(KEY, record)
    assert read is not None
    assert read[:7] == (bytes(range(16)), 0x0102_03040506, 7, 1, 0x001B, 1, 4)
    assert read.previous == b"p" * 16
    assert counter_record.read(KEY, record[:-1] + bytes([record[-1] ^ 1])) is None
    assert counter_record.read(b"1" * 32, record) is None


def test_a_lowered_counter_waits_in_memory_until_it_is_synced(desk: Desk) -> None:
    chain = desk.chain(1)
    ticket = desk.journal.lower(chain, 0, 0x18, 2)
    assert desk.records() == []
    desk.journal.sync(ticket)
    assert [(item.sequence, item.file, item.remaining) for item in desk.records()] == [(1, 0x18, 2)]
    assert desk.disk.syncs == 1


def test_each_record_names_the_one_before_it_of_the_same_card(desk: Desk) -> None:
    one, two = desk.chain(1), desk.chain(2)
    for chain in (one, two, one):
        ticket = desk.journal.lower(chain, 0, 0x18, 2)
    desk.journal.sync(ticket)
    first, other, second = desk.records()
    assert second.previous == first.code
    assert first.previous == counter_record.opening(KEY, bytes([1]) * 16, 1)[48:]
    assert other.previous == counter_record.opening(KEY, bytes([2]) * 16, 1)[48:]


def test_the_newest_ticket_covers_every_earlier_one_with_one_sync(desk: Desk) -> None:
    chains = [desk.chain(number) for number in range(32)]
    tickets = [desk.journal.lower(chain, 0, 0x18, 2) for chain in chains]
    desk.journal.sync(tickets[-1])
    for ticket in tickets:
        desk.journal.sync(ticket)
    assert desk.disk.syncs == 1
    assert len(desk.records()) == 32


def test_the_anchor_of_each_card_is_its_newest_record(desk: Desk) -> None:
    one, two = desk.chain(1), desk.chain(2)
    desk.journal.lower(one, 0, 0x18, 2)
    desk.journal.lower(two, 0, 0x18, 2)
    desk.journal.sync(desk.journal.lower(one, 0, 0x18, 1))
    _, other, newest = desk.records()
    assert (desk.path / "1.card").read_bytes()[112:128] == newest.code
    assert (desk.path / "2.card").read_bytes()[112:128] == other.code


def test_a_raised_counter_is_written_at_once_without_a_sync(desk: Desk) -> None:
    chain = desk.chain(1)
    desk.journal.sync(desk.journal.lower(chain, 0, 0x18, 2))
    desk.journal.restore(chain, 0, 0x18, 3)
    assert [item.remaining for item in desk.records()] == [2, 3]
    assert desk.disk.syncs == 1


def test_who_comes_while_a_sync_runs_shares_the_next_one(desk: Desk) -> None:
    chains = [desk.chain(number) for number in range(9)]
    desk.disk.gate.clear()
    first = threading.Thread(target=desk.journal.sync, args=(desk.journal.lower(chains[0], 0, 0x18, 2),))
    first.start()
    assert desk.disk.entered.wait(10)
    later = [desk.journal.lower(chain, 0, 0x18, 2) for chain in chains[1:]]
    others = [threading.Thread(target=desk.journal.sync, args=(ticket,)) for ticket in later]
    for thread in others:
        thread.start()
    desk.disk.gate.set()
    for thread in (first, *others):
        thread.join(10)
        assert not thread.is_alive()
    assert desk.disk.syncs == 2
    assert len(desk.records()) == 9


def test_a_counter_raised_while_a_sync_runs_is_written_when_it_ends(desk: Desk) -> None:
    one, two = desk.chain(1), desk.chain(2)
    desk.journal.sync(desk.journal.lower(two, 0, 0x18, 2))
    desk.disk.entered.clear()
    desk.disk.gate.clear()
    thread = threading.Thread(target=desk.journal.sync, args=(desk.journal.lower(one, 0, 0x18, 2),))
    thread.start()
    assert desk.disk.entered.wait(10)
    desk.journal.restore(two, 0, 0x18, 3)
    assert [item.remaining for item in desk.records()] == [2, 2]
    desk.disk.gate.set()
    thread.join(10)
    assert [item.remaining for item in desk.records()] == [2, 2, 3]


def test_many_threads_lose_no_record_and_wait_for_ever_for_none(desk: Desk) -> None:
    def live(chain: Chain) -> None:
        for step in range(20):
            desk.journal.sync(desk.journal.lower(chain, 0, 0x18, step))
            desk.journal.restore(chain, 0, 0x18, 99)

    threads = [threading.Thread(target=live, args=(desk.chain(number),)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    by_card: dict[bytes, list[int]] = {}
    for record in desk.records():
        by_card.setdefault(record.card, []).append(record.sequence)
    assert list(by_card.values()) == [list(range(1, 41))] * 16


def test_a_failed_sync_is_told_to_everybody_who_waits_for_it(desk: Desk) -> None:
    one, two = desk.chain(1), desk.chain(2)
    safe = desk.journal.lower(one, 0, 0x18, 2)
    desk.journal.sync(safe)
    desk.disk.broken = True
    first, second = desk.journal.lower(one, 0, 0x18, 1), desk.journal.lower(two, 0, 0x18, 2)
    for ticket in (first, second, first):
        with pytest.raises(StateNotDurable) as refused:
            desk.journal.sync(ticket)
        assert refused.value.code == "state-not-durable"
        assert refused.value.facts == {"reason": "input/output error"}
    desk.journal.sync(safe)


def test_a_segment_that_failed_is_never_used_again_but_a_new_one_is(desk: Desk) -> None:
    chain = desk.chain(1)
    desk.disk.broken = True
    lost = desk.journal.lower(chain, 0, 0x18, 2)
    with pytest.raises(StateNotDurable):
        desk.journal.sync(lost)
    desk.disk.broken = False
    assert desk.journal.lower(chain, 0, 0x18, 1) == 0
    fresh = desk.chain(2, epoch=2)
    desk.journal.sync(desk.journal.lower(fresh, 0, 0x18, 1))
    # The ticket that was lost stays lost, although later ones are safe.
    with pytest.raises(StateNotDurable):
        desk.journal.sync(lost)


def test_a_full_segment_takes_no_more_and_is_followed_by_another(tmp_path: Path) -> None:
    desk = Desk(tmp_path, limit=128)
    chain = desk.chain(1)
    desk.journal.sync(desk.journal.lower(chain, 0, 0x18, 2))
    unsynced = desk.journal.lower(chain, 0, 0x18, 1)
    # Full with what waits in memory, although only one record of two is on the disk.
    assert desk.journal.lower(chain, 0, 0x18, 0) == 0
    assert [item.remaining for item in desk.records()] == [2]
    other = desk.chain(2)
    assert (chain.first, other.first) == (True, True)
    assert desk.journal.lower(chain, 0, 0x18, 0) == 0
    desk.journal.sync(unsynced)
    desk.journal.sync(desk.journal.lower(other, 0, 0x18, 2))
    assert len(list(tmp_path.glob("journal-*"))) == 2
    assert sorted(item.remaining for item in desk.records()) == [1, 2, 2]
    desk.journal.abandon()
    desk.locks.close()


def test_a_long_chain_is_over_although_its_segment_is_not(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "CHAIN_LIMIT", 3)
    one, two = desk.chain(1), desk.chain(2)
    assert [bool(desk.journal.lower(one, 0, 0x18, value)) for value in (3, 2, 1, 0)] == [True, True, True, False]
    assert desk.journal.lower(two, 0, 0x18, 2)
    again = desk.chain(1, epoch=2)
    assert (again.segment, again.first) == (one.segment, False)
    desk.journal.sync(desk.journal.lower(again, 0, 0x18, 0))


def test_a_segment_stays_locked_while_a_chain_that_begins_in_it_has_no_image(tmp_path: Path) -> None:
    desk = Desk(tmp_path, limit=64)
    chain = desk.chain(1)
    begun = desk.journal.begin(bytes(16), 1)
    desk.journal.sync(desk.journal.lower(chain, 0, 0x18, 2))
    desk.chain(2)
    others = FolderLocks(tmp_path / "locks")
    assert others.holder(begun.segment) == os.getpid()
    desk.journal.end(begun)
    assert others.holder(begun.segment) == 0
    desk.journal.abandon()
    desk.locks.close()
    others.close()


def test_a_segment_is_for_its_owner_only(desk: Desk) -> None:
    desk.chain(1)
    (segment,) = desk.path.glob("journal-*")
    assert os.stat(segment).st_mode & 0o777 == 0o600
