"""Which lists are made when, and what is on them; the register is the real one, the certificates in it are bare entries."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from openmyna.pki import names
from openmyna.pki.authority.records import Partition
from openmyna.pki.key_store.memory import MemoryStore
from openmyna.pki.revocation.errors import GenerationEnded, ListNotPlaced, ListNumberBehind, PartitionUnusable
from openmyna.pki.revocation.list_head import Coverage
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.revocation.schedule import Due
from openmyna.pki.revocation.settings import ListSettings
from openmyna.storage.sqlite import SQLiteRegister
from support.issuing_world import generation
from support.list_world import (
    AUTH,
    MISO,
    MOVED,
    NATTO,
    PLACES,
    SIGN,
    TAMAGO,
    both_keys,
    days,
    list_world,
)

LISTS = 2 * 3 * (len(PLACES) + 1)
"""Two authorities, three generations, three municipalities and one list of authorities."""


def test_the_first_run_makes_every_list_also_where_nothing_is_revoked(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        summary = world.publisher.publish()
        assert (len(summary.made), summary.reasons, summary.untouched) == (LISTS, {Due.MISSING: 24}, 0)
        assert world.numbers().keys() == {
            f"{folder}/{kind.value}/{generation(kind, number).key_identifier.hex()}{rest}"
            for kind in (SIGN, AUTH)
            for number in (1, 2, 3)
            for folder, rest in (
                ("arl", ".crl"),
                ("crl", "/Mihon-ken/Tamago-shi.crl"),
                ("crl", "/Rei-ken/Natto-machi.crl"),
                ("crl", "/Rei-ken/Miso-shi-Kita-ku.crl"),
            )
        }
        assert set(world.numbers().values()) == {1}
        assert len(world.published()) == 0


def test_a_list_is_about_its_municipality_as_certificates_name_it_and_signed_by_its_generation(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.publisher.publish()
        for number in (1, 2, 3):
            read = world.published(TAMAGO, number)
            assert read.distribution_point == (names.AUTH.distribution_point(TAMAGO.locality),)
            assert read.issuer == names.AUTH.distinguished_name()
            assert read.authority_key_identifier == generation(AUTH, number).key_identifier
            assert (read.this_update, read.next_update) == (world.clock.at, world.clock.at + timedelta(hours=48))
        authorities = world.published(None)
        assert authorities.distribution_point == (x509.DirectoryName(names.AUTH.distinguished_name()),)
        assert authorities.coverage is Coverage.AUTHORITIES


def test_one_revocation_makes_one_list_and_leaves_every_other_alone(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.issue(200_000_001)
        world.issue(200_000_002, partition=NATTO)
        world.publisher.publish()
        before = {path: path.stat().st_mtime_ns for path in world.folder.rglob("*.crl")}
        world.revoke(200_000_001)
        summary = world.publisher.publish()
        assert (summary.reasons, summary.untouched) == ({Due.CHANGED: 1}, LISTS - 1)
        changed = [path for path, time in before.items() if path.stat().st_mtime_ns != time]
        assert changed == [world.path(TAMAGO)]
        entry = world.published().find(200_000_001)
        assert entry is not None
        assert (entry.revoked_at, entry.reason) == (world.clock.at, MOVED)
        assert world.publisher.publish().made == ()


def test_a_publisher_that_remembers_nothing_finds_the_same_lists_due(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.issue(200_000_001)
        world.publisher.publish()
        assert world.again().publisher.publish().made == ()
        world.revoke(200_000_001)
        assert world.again().publisher.publish().reasons == {Due.CHANGED: 1}
        assert world.published().number == 2


def test_held_certificates_are_listed_as_held_and_a_lifted_hold_leaves(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.issue(200_000_001, profile="phone_auth")
        world.revoke(200_000_001, reason=RevocationReason.CERTIFICATE_HOLD)
        world.publisher.publish()
        entry = world.published().find(200_000_001)
        assert entry is not None
        assert entry.reason is RevocationReason.CERTIFICATE_HOLD
        world.register.record_lifted(AUTH, (200_000_001,))
        assert world.publisher.publish().reasons == {Due.CHANGED: 1}
        assert world.published().find(200_000_001) is None


def test_a_hold_that_becomes_a_revocation_changes_its_list(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.issue(200_000_001)
        world.revoke(200_000_001, reason=RevocationReason.CERTIFICATE_HOLD)
        world.publisher.publish()
        world.revoke(200_000_001, reason=RevocationReason.KEY_COMPROMISE)
        world.publisher.publish()
        entry = world.published().find(200_000_001)
        assert entry is not None
        assert entry.reason is RevocationReason.KEY_COMPROMISE


def test_every_list_is_made_once_a_day_and_not_all_at_the_same_time(tmp_path: Path) -> None:
    places = [Partition(prefecture="Mihon-ken", municipality=f"M{number}-shi") for number in range(20)]
    with list_world(tmp_path, places=places) as world:
        world.publisher.publish()
        made: Counter[str] = Counter()
        most = 0
        for _ in range(24):
            world.clock.advance(hours=1)
            summary = world.publisher.publish()
            assert set(summary.reasons) <= {Due.SCHEDULED}
            most = max(most, len(summary.made))
            made.update(f"{each.authority}{each.generation}{each.partition}" for each in summary.made)
        assert len(made) == 2 * 3 * 21
        assert set(made.values()) == {1}
        # 126 lists over 24 hours are 5.25 an hour.
        assert most < 20


def test_lists_that_would_soon_run_out_are_made_after_a_publisher_was_down(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.publisher.publish()
        world.clock.advance(hours=40)
        assert world.publisher.publish().reasons == {Due.ENDING: 24}
        assert world.publisher.publish().made == ()


def test_a_clock_that_was_set_back_makes_lists_that_are_true_now(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.publisher.publish()
        world.clock.advance(hours=-2)
        assert world.publisher.publish().reasons == {Due.AHEAD: 24}
        assert (world.published().this_update, world.published().number) == (world.clock.at, 2)
        world.clock.advance(minutes=-4)
        assert world.publisher.publish().made == ()


def test_force_makes_every_list(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.publisher.publish()
        assert world.publisher.publish(force=True).reasons == {Due.FORCED: 24}
        assert set(world.numbers().values()) == {2}


def test_one_list_is_made_when_asked_for(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        made = world.publisher.publish_partition(AUTH, 2, NATTO)
        assert (made.number, made.partition, made.entries) == (1, NATTO, 0)
        assert list(world.numbers()) == [str(world.path(NATTO).relative_to(world.folder))]
        assert world.publisher.publish_partition(SIGN, 1, None).partition is None


ENDS = datetime(2026, 2, 20, 14, 59, 59, tzinfo=UTC)


def test_an_expired_certificate_leaves_after_it_was_on_a_regular_list_made_after_its_end(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.issue(200_000_001, not_after=ENDS)
        world.issue(200_000_002)
        world.revoke(200_000_001, 200_000_002)
        world.clock.at = ENDS - timedelta(hours=1)
        world.publisher.publish(force=True)
        assert world.published().find(200_000_001) is not None
        # The first list after the end names it, though it was made for another reason.
        world.clock.at = ENDS + timedelta(hours=1)
        world.publisher.publish(force=True)
        assert world.published().find(200_000_001) is not None
        # So do all of the first day, in which the regular list falls.
        world.clock.at = ENDS + timedelta(hours=23, minutes=59)
        world.publisher.publish(force=True)
        assert world.published().find(200_000_001) is not None
        world.clock.at = ENDS + timedelta(hours=24)
        world.publisher.publish(force=True)
        assert world.published().find(200_000_001) is None
        assert world.published().find(200_000_002) is not None


def test_an_expired_certificate_stays_while_no_list_was_made_after_its_end(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.issue(200_000_001, not_after=ENDS)
        world.revoke(200_000_001)
        world.publisher.publish()
        world.clock.at = ENDS + days(30)
        world.publisher.publish()
        assert world.published().find(200_000_001) is not None
        world.publisher.publish(force=True)
        assert world.published().find(200_000_001) is None


def test_expired_certificates_stay_for_good_where_the_setting_says_so(tmp_path: Path) -> None:
    with list_world(tmp_path, ListSettings(keep_expired=True)) as world:
        world.issue(200_000_001, not_after=ENDS)
        world.revoke(200_000_001)
        world.publisher.publish()
        world.clock.at = ENDS + days(30)
        for _ in range(2):
            world.publisher.publish(force=True)
        assert world.published().find(200_000_001) is not None


def test_a_revocation_waits_for_the_delay_and_comes_by_itself(tmp_path: Path) -> None:
    with list_world(tmp_path, ListSettings(status_delay=timedelta(minutes=15))) as world:
        world.issue(200_000_001)
        world.publisher.publish()
        world.revoke(200_000_001)
        world.clock.advance(minutes=14, seconds=59)
        for publisher in (world, world.again()):
            publisher.publisher.publish()
            assert world.published().find(200_000_001) is None
        world.clock.advance(seconds=1)
        assert world.publisher.publish().reasons == {Due.CHANGED: 1}
        # Such a list says of which instant it is true.
        assert world.published().this_update == world.clock.now() - timedelta(minutes=15)
        assert world.published().find(200_000_001) is not None
        assert world.publisher.publish().made == ()


def test_a_compromise_waits_for_no_delay(tmp_path: Path) -> None:
    with list_world(tmp_path, ListSettings(status_delay=timedelta(minutes=15))) as world:
        world.issue(200_000_001)
        world.issue(200_000_002)
        world.register.mark_compromised(AUTH, 2, world.clock.at)
        world.revoke(200_000_001, reason=RevocationReason.CA_COMPROMISE)
        world.revoke(200_000_002)
        world.publisher.publish()
        assert world.published(None).find(2) is not None
        assert world.published().find(200_000_001) is not None
        assert world.published().find(200_000_002) is None


def test_what_waits_holds_up_neither_a_compromise_nor_the_end_of_a_hold(tmp_path: Path) -> None:
    with list_world(tmp_path, ListSettings(status_delay=timedelta(minutes=15))) as world:
        for number in (200_000_001, 200_000_002, 200_000_003):
            world.issue(number)
        world.revoke(200_000_003, reason=RevocationReason.CERTIFICATE_HOLD, at=world.clock.at - days(1))
        world.publisher.publish()
        assert world.published().find(200_000_003) is not None
        world.revoke(200_000_001)
        world.publisher.publish()
        world.revoke(200_000_002, reason=RevocationReason.CA_COMPROMISE)
        assert world.publisher.publish().reasons == {Due.CHANGED: 1}
        assert world.published().find(200_000_002) is not None
        world.register.record_lifted(AUTH, (200_000_003,))
        assert world.publisher.publish().reasons == {Due.CHANGED: 1}
        assert list(world.published().index.numbers()) == [200_000_002]


def test_without_a_delay_a_revocation_is_told_even_where_a_clock_was_ahead(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.issue(200_000_001)
        world.revoke(200_000_001, at=world.clock.at + timedelta(seconds=30))
        world.publisher.publish()
        assert world.published().find(200_000_001) is not None


def test_while_something_waits_nothing_is_made_again_and_again(tmp_path: Path) -> None:
    with list_world(tmp_path, ListSettings(status_delay=timedelta(minutes=15))) as world:
        world.issue(200_000_001)
        world.revoke(200_000_001)
        world.publisher.publish()
        for _ in range(14):
            world.clock.advance(minutes=1)
            assert Due.CHANGED not in world.publisher.publish().reasons


def test_a_compromised_generation_is_on_the_list_of_every_generation_and_goes_on_telling(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.issue(200_000_001)
        world.publisher.publish()
        world.register.mark_compromised(AUTH, 2, world.clock.at)
        world.revoke(200_000_001, reason=RevocationReason.CA_COMPROMISE)
        world.clock.advance(seconds=1)
        assert world.publisher.publish().reasons == {Due.CHANGED: 4}
        for number in (1, 2, 3):
            entry = world.published(None, number).find(2)
            assert entry is not None
            assert entry.reason is RevocationReason.CA_COMPROMISE
            assert world.published(None, number).find(3) is None
        assert len(world.published(None, 3, SIGN)) == 0
        entry = world.published().find(200_000_001)
        assert entry is not None
        assert entry.reason is RevocationReason.CA_COMPROMISE
        assert world.publisher.publish().made == ()


@pytest.mark.parametrize("remembers", [True, False])
def test_a_compromise_is_told_at_once_also_where_an_ended_one_leaves_in_its_place(
    tmp_path: Path, remembers: bool
) -> None:
    with list_world(tmp_path) as world:
        world.register.mark_compromised(AUTH, 1, world.clock.at)
        # Generation 1 has ended more than a day ago: the next list names it no more.
        world.clock.at = datetime(2027, 2, 2, tzinfo=UTC)
        world.publisher.publish()
        assert list(world.published(None, 3).index.numbers()) == [1]
        world.register.mark_compromised(AUTH, 2, world.clock.at)
        (world if remembers else world.again()).publisher.publish()
        assert list(world.published(None, 3).index.numbers()) == [2]


def test_a_compromise_that_turns_out_to_be_older_is_told_at_once(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.register.mark_compromised(AUTH, 2, world.clock.at)
        world.publisher.publish()
        world.register.mark_compromised(AUTH, 2, world.clock.at - days(3))
        assert world.publisher.publish().reasons == {Due.CHANGED: 3}
        entry = world.published(None, 3).find(2)
        assert entry is not None
        assert entry.revoked_at == world.clock.at - days(3)


def test_nothing_is_signed_with_the_key_of_a_certificate_that_has_ended(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        # Generation 1 ends at 23:59:59 in Japan on 2027-01-31.
        world.clock.at = datetime(2027, 1, 31, 14, 59, 58, tzinfo=UTC)
        world.publisher.publish()
        last = world.path(TAMAGO, 1).read_bytes()
        world.clock.advance(seconds=1)
        summary = world.publisher.publish(force=True)
        assert {each.generation for each in summary.made} == {2, 3}
        assert world.path(TAMAGO, 1).read_bytes() == last
        with pytest.raises(GenerationEnded, match="Generation 1 of the authority auth signs no more lists"):
            world.publisher.publish_partition(AUTH, 1, TAMAGO)
        assert world.publisher.publish_partition(AUTH, 2, TAMAGO).number == 3


def test_a_compromised_generation_that_has_ended_does_not_keep_the_lists_of_authorities_due(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.register.mark_compromised(AUTH, 1, world.clock.at)
        world.clock.at = datetime(2027, 2, 10, tzinfo=UTC)
        for _ in range(2):
            world.publisher.publish(force=True)
        assert len(world.published(None)) == 0
        assert world.publisher.publish().made == ()
        assert world.again().publisher.publish().made == ()


def test_a_key_that_is_not_in_the_store_stops_no_other_generations_lists(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        keys = both_keys()
        keys.destroy("auth-ca-2")
        without = world.again(keys=keys).publisher
        summary = without.publish()
        assert (len(summary.made), summary.without_key) == (20, ((AUTH, 2),))
        assert not world.path(TAMAGO, 2).exists()
        assert world.path(TAMAGO, 1).exists()
        assert len(world.publisher.publish().made) == 4


@pytest.mark.parametrize("damage", ["removed", "altered", "an older one"])
def test_a_file_that_is_not_the_one_on_record_is_made_again(tmp_path: Path, damage: str) -> None:
    with list_world(tmp_path) as world:
        world.publisher.publish()
        older = world.path().read_bytes()
        world.publisher.publish(force=True)
        if damage == "removed":
            world.path().unlink()
        elif damage == "altered":
            world.path().write_bytes(world.path().read_bytes()[:-1] + b"\0")
        else:
            world.path().write_bytes(older)
        summary = world.again().publisher.publish()
        assert summary.reasons == {Due.MISSING: 1}
        assert world.published().number == 3


def test_what_a_crash_left_half_written_is_removed_and_nothing_else(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.publisher.publish()
        leftover = world.path().with_name(".Tamago-shi.crl.0123456789abcdef.new")
        leftover.write_bytes(b"half")
        (world.path().parent / "note.txt").write_bytes(b"somebody's")
        world.again().publisher.publish()
        assert sorted(each.name for each in world.path().parent.iterdir()) == ["Tamago-shi.crl", "note.txt"]


def test_a_register_that_was_put_back_never_lowers_a_number(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        for _ in range(5):
            world.publisher.publish_partition(AUTH, 2, TAMAGO)
        assert world.published().number == 5
        with SQLiteRegister.open(tmp_path / "older.sqlite3") as older:
            for number in (1, 2, 3):
                older.add_generation(generation(AUTH, number))
            older.name_partitions(AUTH, (TAMAGO,))
            world.register = older
            assert world.again().publisher.publish_partition(AUTH, 2, TAMAGO).number == 6
        assert world.published().number == 6


def test_a_number_that_cannot_be_caught_up_with_is_somebodys_to_look_at(tmp_path: Path) -> None:
    from support.foreign_lists import foreign_list

    with list_world(tmp_path) as world:
        world.publisher.publish()
        before = foreign_list(number=1_003)
        world.path().write_bytes(before)
        with pytest.raises(ListNumberBehind, match="has the number 1003, far above the register's 2"):
            world.again().publisher.publish()
        assert world.path().read_bytes() == before
        world.path().write_bytes(foreign_list(number=1_000))
        world.again().publisher.publish()
        assert world.published().number == 1_001


def test_a_run_that_failed_is_made_up_for_by_the_next(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.issue(200_000_001)
        world.publisher.publish()
        world.revoke(200_000_001)
        folder = world.path().parent
        moved = folder.rename(folder.with_name("aside"))
        folder.write_text("in the way")
        with pytest.raises(ListNotPlaced, match=r"Tamago-shi\.crl was not written: "):
            world.publisher.publish()
        folder.unlink()
        moved.rename(folder)
        assert world.publisher.publish().reasons == {Due.CHANGED: 1}
        assert world.published().find(200_000_001) is not None


@pytest.mark.parametrize(
    "municipality", ["../Tamago-shi", "Tamago/shi", ".Tamago", "", "たまご市", "Tamago\n", "T" * 59, "Tamago shi"]
)
def test_a_municipality_that_cannot_name_a_file_is_refused(tmp_path: Path, municipality: str) -> None:
    with list_world(tmp_path) as world:
        with pytest.raises(PartitionUnusable):
            world.publisher.publish_partition(AUTH, 2, Partition(prefecture="Mihon-ken", municipality=municipality))
        world.publisher.publish_partition(AUTH, 2, Partition(prefecture="Mihon-ken", municipality="Tamago-shi"))
        assert sorted(each.name for each in world.folder.rglob("*.crl")) == ["Tamago-shi.crl"]


def test_an_empty_key_store_makes_nothing_and_says_so(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        summary = world.again(keys=MemoryStore()).publisher.publish()
        assert summary.made == ()
        assert len(summary.without_key) == 6


@pytest.mark.parametrize(
    "wrong",
    [
        {"lifetime": timedelta(hours=24)},
        {"refresh": timedelta(0)},
        {"status_delay": timedelta(seconds=-1)},
        {"threads": 0},
    ],
)
def test_settings_that_would_leave_verifiers_without_a_list_are_refused(wrong: dict[str, timedelta]) -> None:
    with pytest.raises(ValueError, match=r"live longer|not negative"):
        ListSettings(**wrong)  # type: ignore[arg-type]
    assert ListSettings().lifetime == timedelta(hours=48)


def test_wards_have_lists_of_their_own(tmp_path: Path) -> None:
    with list_world(tmp_path) as world:
        world.issue(200_000_001, partition=MISO)
        world.revoke(200_000_001)
        world.publisher.publish()
        assert world.published(MISO).find(200_000_001) is not None
        assert len(world.published(NATTO)) == 0
