"""What the register keeps, and what it answers about it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from openmyna.pki.authority.errors import (
    GenerationCompromised,
    GenerationOutOfOrder,
    GenerationUnknown,
    NotTheIntent,
    RequestIdTaken,
    SerialNumberTaken,
)
from openmyna.pki.authority.ports import Register
from openmyna.pki.authority.records import AuthorityKind, CertificateStatus, EntryState, Partition, PublishedList
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.storage.memory import MemoryRegister
from openmyna.storage.sqlite import SQLiteRegister
from support.issuing_world import NATTO, NOW, TAMAGO, add_generations, bare_certificate, bare_entry, generation

AUTH, SIGN = AuthorityKind.AUTH, AuthorityKind.SIGN
IN_TAMAGO, IN_NATTO = Partition.of(TAMAGO), Partition.of(NATTO)
HOLD, LOST = RevocationReason.CERTIFICATE_HOLD, RevocationReason.KEY_COMPROMISE


@pytest.fixture(params=["file", "memory"])
def register(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Register]:
    """Both kinds of register, which answer alike."""
    if request.param == "memory":
        kept = MemoryRegister()
        add_generations(kept)
        yield kept
        return
    with SQLiteRegister.open(tmp_path / "authority.sqlite3") as opened:
        add_generations(opened)
        yield opened


def issue(register: Register, *serial_numbers: int, **changes: object) -> None:
    entries = [bare_entry(number, **changes) for number in serial_numbers]
    register.record_prepared(entries)
    register.record_issued(AUTH, [(entry.serial_number, bare_certificate(entry)) for entry in entries], NOW)


def test_serial_numbers_are_taken_once_each_and_every_authority_counts_for_itself(register: Register) -> None:
    assert register.take_serials(AUTH, 3) == range(1, 4)
    assert register.take_serials(AUTH, 2) == range(4, 6)
    assert register.take_serials(SIGN, 1) == range(1, 2)


def test_the_counter_begins_where_it_is_told_to_and_never_goes_back(register: Register) -> None:
    assert register.take_serials(AUTH, 1, 200_000_001) == range(200_000_001, 200_000_002)
    assert register.take_serials(AUTH, 1) == range(200_000_002, 200_000_003)


def test_serial_numbers_go_on_after_closing(tmp_path: Path) -> None:
    for expected in (range(1, 3), range(3, 5)):
        with SQLiteRegister.open(tmp_path / "again.sqlite3") as opened:
            assert opened.take_serials(AUTH, 2) == expected


def test_a_prepared_entry_is_found_by_its_number_and_by_its_request(register: Register) -> None:
    entry = bare_entry(7, "seven")
    register.record_prepared([entry])
    assert register.entry(AUTH, 7) == entry
    assert register.entries_by_request(AUTH, ["seven", "eight"]) == {"seven": entry}
    assert register.entry(AUTH, 8) is None
    assert register.entry(SIGN, 7) is None


def test_entries_come_in_the_order_asked(register: Register) -> None:
    register.record_prepared([bare_entry(number) for number in (1, 2, 3)])
    assert list(register.entries(AUTH, (3, 9, 1))) == [3, 1]


def test_more_entries_than_one_question_takes_are_all_found(register: Register) -> None:
    register.record_prepared([bare_entry(number) for number in range(1, 1202)])
    assert list(register.entries(AUTH, range(1, 1202))) == list(range(1, 1202))


def test_a_prepared_certificate_has_no_status_and_an_issued_one_is_good(register: Register) -> None:
    entry = bare_entry(7)
    register.record_prepared([entry])
    assert register.status(AUTH, 7) is None
    register.record_issued(AUTH, [(7, bare_certificate(entry))], NOW)
    assert register.status(AUTH, 7) == CertificateStatus(
        generation=2, not_after=datetime(2030, 1, 1, 14, 59, 59, tzinfo=UTC), revoked_at=None, reason=None
    )


def test_an_issued_entry_holds_the_certificate_byte_for_byte(register: Register) -> None:
    entry = bare_entry(7)
    certificate = bare_certificate(entry, bytes(range(100)))
    register.record_prepared([entry])
    assert register.record_issued(AUTH, [(7, certificate)], NOW + timedelta(seconds=1)) == (certificate,)
    found = register.entry(AUTH, 7)
    assert found is not None
    assert (found.state, found.certificate, found.issued_at) == (
        EntryState.ISSUED,
        certificate,
        NOW + timedelta(seconds=1),
    )


def test_the_first_certificate_recorded_under_a_number_wins(register: Register) -> None:
    entry = bare_entry(7)
    first, second = bare_certificate(entry, b"\x04\x01\x01"), bare_certificate(entry, b"\x04\x01\x02")
    register.record_prepared([entry])
    register.record_issued(AUTH, [(7, first)], NOW)
    assert register.record_issued(AUTH, [(7, second)], NOW) == (first,)
    assert register.change_number() == 4


def test_a_certificate_around_something_else_is_refused_and_around_the_intent_is_kept(register: Register) -> None:
    entry = bare_entry(7)
    register.record_prepared([entry])
    other = bare_certificate(bare_entry(8))
    for wrong in (other, entry.to_be_signed, b"", bare_certificate(entry)[:-1], bare_certificate(entry) + b"\0"):
        with pytest.raises(NotTheIntent) as refused:
            register.record_issued(AUTH, [(7, wrong)], NOW)
        assert (refused.value.code, refused.value.serial_number) == ("not-the-intent", 7)
    register.record_issued(AUTH, [(7, bare_certificate(entry))], NOW)


def test_a_request_id_that_is_there_already_refuses_the_whole_batch(register: Register) -> None:
    register.record_prepared([bare_entry(1, "one")])
    with pytest.raises(RequestIdTaken) as refused:
        register.record_prepared([bare_entry(2, "two"), bare_entry(3, "one")])
    assert refused.value.request_id == "one"
    assert register.entry(AUTH, 2) is None
    register.record_prepared([bare_entry(2, "two"), bare_entry(3, "three")])


def test_a_serial_number_that_is_there_already_refuses_the_whole_batch(register: Register) -> None:
    register.record_prepared([bare_entry(1, "one")])
    with pytest.raises(SerialNumberTaken) as refused:
        register.record_prepared([bare_entry(2, "two"), bare_entry(1, "three")])
    assert refused.value.serial_number == 1
    assert register.entry(AUTH, 2) is None


def test_both_authorities_may_use_one_number_and_one_request_id(register: Register) -> None:
    add_generations(register, SIGN)
    register.record_prepared([bare_entry(1, "one"), bare_entry(1, "one", authority=SIGN)])
    assert register.entry(SIGN, 1) == bare_entry(1, "one", authority=SIGN)


def test_an_intent_under_no_generation_is_refused(register: Register) -> None:
    with pytest.raises(GenerationUnknown) as refused:
        register.record_prepared([bare_entry(1, generation=4)])
    assert (refused.value.authority, refused.value.number) == ("auth", 4)


def test_what_is_revoked_is_listed_in_its_partition_and_generation_alone(register: Register) -> None:
    issue(register, 3, 1, 2)
    issue(register, 4, partition=IN_NATTO)
    issue(register, 5, generation=1)
    register.record_revoked(AUTH, [(number, NOW, LOST) for number in (2, 1, 4, 5)])
    assert [each.serial_number for each in register.revoked(AUTH, 2, IN_TAMAGO)] == [1, 2]
    assert [each.serial_number for each in register.revoked(AUTH, 2, IN_NATTO)] == [4]
    assert [each.serial_number for each in register.revoked(AUTH, 1, IN_TAMAGO)] == [5]
    assert list(register.revoked(SIGN, 2, IN_TAMAGO)) == []
    assert [register.revoked_count(AUTH, 2, place) for place in (IN_TAMAGO, IN_NATTO)] == [2, 1]


def test_a_revocation_is_final_and_changes_no_more(register: Register) -> None:
    issue(register, 1)
    assert register.record_revoked(AUTH, [(1, NOW, LOST)]) == (1,)
    number = register.change_number()
    for reason in (HOLD, RevocationReason.SUPERSEDED, LOST):
        assert register.record_revoked(AUTH, [(1, NOW + timedelta(days=1), reason)]) == ()
    assert register.record_lifted(AUTH, [1]) == ()
    status = register.status(AUTH, 1)
    assert status is not None
    assert (status.revoked_at, status.reason) == (NOW, LOST)
    assert register.change_number() == number


def test_a_hold_may_become_a_revocation_and_keeps_the_earlier_instant(register: Register) -> None:
    issue(register, 1)
    assert register.record_revoked(AUTH, [(1, NOW, HOLD)]) == (1,)
    assert register.record_revoked(AUTH, [(1, NOW + timedelta(days=1), HOLD)]) == ()
    assert register.record_revoked(AUTH, [(1, NOW + timedelta(days=1), LOST)]) == (1,)
    (listed,) = register.revoked(AUTH, 2, IN_TAMAGO)
    assert (listed.revoked_at, listed.reason) == (NOW, LOST)
    assert register.revoked_count(AUTH, 2, IN_TAMAGO) == 1


def test_a_lifted_hold_leaves_the_list(register: Register) -> None:
    issue(register, 1, 2)
    register.record_revoked(AUTH, [(1, NOW, HOLD), (2, NOW, HOLD)])
    before = register.last_change_in(AUTH, 2, IN_TAMAGO)
    assert register.record_lifted(AUTH, [1, 9]) == (1,)
    assert [each.serial_number for each in register.revoked(AUTH, 2, IN_TAMAGO)] == [2]
    assert register.revoked_count(AUTH, 2, IN_TAMAGO) == 1
    assert register.last_change_in(AUTH, 2, IN_TAMAGO) == before + 1


def test_what_was_never_issued_cannot_be_revoked(register: Register) -> None:
    register.record_prepared([bare_entry(1)])
    assert register.record_revoked(AUTH, [(1, NOW, LOST), (2, NOW, LOST)]) == ()


def test_every_change_is_numbered_and_told_in_its_order(register: Register) -> None:
    assert register.changes_after(0) == ((1, AUTH, 0), (2, AUTH, 0), (3, AUTH, 0))
    issue(register, 5, 6)
    register.record_revoked(AUTH, [(6, NOW, HOLD)])
    register.record_lifted(AUTH, [6])
    register.mark_compromised(AUTH, 1, NOW)
    assert register.change_number() == 8
    assert register.changes_after(3) == ((4, AUTH, 5), (5, AUTH, 6), (6, AUTH, 6), (7, AUTH, 6), (8, AUTH, 0))
    assert register.changes_after(8) == ()
    assert register.last_change_in(AUTH, 2, IN_TAMAGO) == 7
    assert register.last_change_in(AUTH, 1, IN_TAMAGO) == 0
    # The lists of authorities of all generations say the same.
    assert [register.last_change_in(AUTH, number, None) for number in (1, 2, 3)] == [8, 8, 8]
    assert register.last_change_in(SIGN, 1, None) == 0
    assert register.revoked_count(AUTH, 1, IN_TAMAGO) == 0


def test_a_snapshot_stays_as_it_was(register: Register) -> None:
    issue(register, 1, 2)
    register.record_revoked(AUTH, [(1, NOW, LOST)])
    with register.snapshot() as then:
        register.record_revoked(AUTH, [(2, NOW, LOST)])
        for _ in range(2):
            assert [each.serial_number for each in then.revoked(AUTH, 2, IN_TAMAGO)] == [1]
        assert (then.revoked_count(AUTH, 2, IN_TAMAGO), then.change_number()) == (1, 6)
        assert register.revoked_count(AUTH, 2, IN_TAMAGO) == 2
        with then.snapshot() as same:
            assert same.change_number() == 6
    with register.snapshot() as now:
        assert now.revoked_count(AUTH, 2, IN_TAMAGO) == 2


def test_a_walk_through_a_list_sees_no_change_that_comes_meanwhile(register: Register) -> None:
    issue(register, *range(1, 51))
    register.record_revoked(AUTH, [(number, NOW, LOST) for number in range(1, 50)])
    walk = register.revoked(AUTH, 2, IN_TAMAGO)
    assert next(walk).serial_number == 1
    register.record_revoked(AUTH, [(50, NOW, LOST)])
    assert [each.serial_number for each in walk] == list(range(2, 50))


def test_generations_are_numbered_without_a_gap(register: Register) -> None:
    assert register.generations(AUTH) == tuple(generation(AUTH, number) for number in (1, 2, 3))
    assert register.generations(SIGN) == ()
    with pytest.raises(GenerationOutOfOrder) as refused:
        register.add_generation(generation(AUTH, 3))
    assert (refused.value.expected, refused.value.got) == (4, 3)
    with pytest.raises(GenerationOutOfOrder):
        register.add_generation(generation(SIGN, 2))
    register.add_generation(generation(SIGN, 1))


def test_a_compromise_is_kept_with_its_earliest_instant(register: Register) -> None:
    for at in (NOW, NOW - timedelta(days=1), NOW):
        register.mark_compromised(AUTH, 2, at)
    assert [each.compromised_at for each in register.generations(AUTH)] == [None, NOW - timedelta(days=1), None]
    with pytest.raises(GenerationUnknown):
        register.mark_compromised(AUTH, 4, NOW)


def test_what_a_compromised_generation_prepared_is_never_recorded_as_issued_but_what_it_issued_stays(
    register: Register,
) -> None:
    issue(register, 1)
    before, late, sound = bare_entry(1), bare_entry(2), bare_entry(3, generation=1)
    register.record_prepared([late, sound])
    register.mark_compromised(AUTH, 2, NOW)
    with pytest.raises(GenerationCompromised) as refused:
        register.record_issued(AUTH, [(3, bare_certificate(sound)), (2, bare_certificate(late))], NOW)
    assert (refused.value.code, refused.value.number) == ("generation-compromised", 2)
    assert [register.status(AUTH, number) for number in (2, 3)] == [None, None]
    assert register.record_issued(AUTH, [(1, bare_certificate(before)), (3, bare_certificate(sound))], NOW) == (
        bare_certificate(before),
        bare_certificate(sound),
    )
    assert register.status(AUTH, 3) is not None


def test_partitions_are_those_named_and_those_issued_in_sorted(register: Register) -> None:
    issue(register, 1)
    register.name_partitions(AUTH, [IN_NATTO, Partition(prefecture="A-ken", municipality="Z-shi"), IN_NATTO])
    assert [place.to_text() for place in register.partitions(AUTH)] == [
        "A-ken/Z-shi",
        "Mihon-ken/Tamago-shi",
        "Rei-ken/Natto-machi",
    ]
    assert register.partitions(SIGN) == ()


def test_list_numbers_rise_for_each_list_by_itself(register: Register) -> None:
    assert [register.take_list_number(AUTH, 2, IN_TAMAGO) for _ in range(3)] == [1, 2, 3]
    assert register.take_list_number(AUTH, 1, IN_TAMAGO) == 1
    assert register.take_list_number(AUTH, 2, IN_NATTO) == 1
    assert register.take_list_number(AUTH, 2, None) == 1
    assert register.take_list_number(SIGN, 2, IN_TAMAGO) == 1


def published(number: int, partition: Partition | None = IN_TAMAGO) -> PublishedList:
    return PublishedList(
        authority=AUTH,
        generation=2,
        partition=partition,
        number=number,
        this_update=NOW,
        next_update=NOW + timedelta(days=1),
        entries=number * 10,
        digest=bytes(32),
        changes_seen=5,
    )


def test_the_newest_list_is_kept_and_an_older_one_changes_nothing(register: Register) -> None:
    for number in (1, 3, 2):
        register.record_list(published(number))
    register.record_list(published(1, None))
    assert list(register.published_lists(AUTH)) == [published(1, None), published(3)]
    assert list(register.published_lists(SIGN)) == []


def test_whatever_of_a_generation_is_neither_revoked_nor_expired_is_found_by_rising_number(
    register: Register,
) -> None:
    issue(register, 1, 2, 3, 4, 6)
    issue(register, 5, generation=1)
    issue(register, 7, not_after=NOW - timedelta(seconds=1))
    register.record_revoked(AUTH, [(2, NOW, LOST), (3, NOW, HOLD)])
    assert register.unrevoked(AUTH, 2, 0, 3, NOW) == (1, 3, 4)
    assert register.unrevoked(AUTH, 2, 4, 3, NOW) == (6,)
    assert register.unrevoked(AUTH, 2, 6, 3, NOW) == ()


def test_instants_are_kept_to_the_whole_second_rounded_down(register: Register) -> None:
    issue(register, 1)
    register.record_revoked(AUTH, [(1, NOW + timedelta(microseconds=999_999), LOST)])
    status = register.status(AUTH, 1)
    assert status is not None
    assert status.revoked_at == NOW


@pytest.mark.parametrize("number", [0, -1, 1 << 63, 1 << 159])
def test_a_number_that_no_certificate_can_have_has_no_status(register: Register, number: int) -> None:
    assert register.status(AUTH, number) is None


def test_another_shard_of_the_same_file_knows_nothing_of_this_one(tmp_path: Path) -> None:
    with (
        SQLiteRegister.open(tmp_path / "both.sqlite3") as register,
        SQLiteRegister.open(tmp_path / "both.sqlite3", shard=1) as other,
    ):
        add_generations(register)
        issue(register, 1)
        assert (other.generations(AUTH), other.change_number(), other.status(AUTH, 1)) == ((), 0, None)
        add_generations(other)
        issue(other, 1)
        other.record_revoked(AUTH, [(1, NOW, LOST)])
        assert other.take_serials(AUTH, 1) == range(1, 2)
        assert register.change_number() == 4
        assert list(register.revoked(AUTH, 2, IN_TAMAGO)) == []
