"""The desk's rules: which cards there are, laying them on readers and taking them off, alone and against each other."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from openmyna.card.at_rest.errors import ImageInUse
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.errors import CardNotServable
from openmyna.errors import OpenMynaError
from openmyna.face.faces import Side
from openmyna.issuance.errors import NothingPrinted
from openmyna.reader.errors import CardRemoved, ReaderBusy
from openmyna.sandbox.errors import PersonaInvalid
from openmyna.services.desk.errors import (
    CardInChange,
    CardLaidAlready,
    CardUnknown,
    ReaderChanged,
    ReaderInChange,
    ReaderUnknown,
)
from openmyna.services.desk.records import Condition, Mark, Origin, Use, Way
from openmyna.services.desk.results import Outcome
from openmyna.services.desk.table import Table
from support.desk import Desk, Gate, open_desk, until

READ_BINARY = 0xB0


def on_readers(table: Table) -> list[str | None]:
    return [reader.card for reader in table.readers()]


# What there is.


def test_every_shipped_persona_is_in_the_rack_with_hanako_first(desk: Desk) -> None:
    cards = desk.table.cards()
    assert cards[0].name == "hanako"
    assert [card.name for card in cards[1:]] == sorted(card.name for card in cards[1:])
    assert len(cards) >= 30
    assert {card.origin for card in cards} == {Origin.SHIPPED}
    assert all(card.why.ja and card.why.en and card.holder_name for card in cards)
    assert [card.name for card in cards if card.condition is Condition.UNREADABLE] == []


def test_what_a_card_is_like_is_told_with_it(desk: Desk) -> None:
    table = desk.table
    assert (table.card("hanako").condition, table.card("hanako").marks) == (Condition.READY, ())
    assert table.card("baby").condition is Condition.NOT_MADE
    assert table.card("specimen").condition is Condition.DISPLAY_ONLY
    assert not table.card("specimen").can_be_laid
    assert table.card("tampered").condition is Condition.DESTROYED
    marks = {name: set(table.card(name).marks) for name in ("tampered", "one-try-left", "child", "pinless")}
    assert marks["tampered"] == {Mark.DEFECT, Mark.DESTROYED}
    assert marks["one-try-left"] == {Mark.ONE_TRY_LEFT}
    assert Mark.NO_SIGN_CERTIFICATE in marks["child"]
    assert Mark.PINLESS in marks["pinless"]
    assert Mark.EXPIRED in table.card("expired-card").marks
    assert Mark.CERTIFICATES_EXPIRED in table.card("expired-certificates").marks
    assert Mark.AUTHORITY_STATE in table.card("moved").marks


def test_attempts_are_told_before_a_card_is_made_and_are_the_same_afterwards(desk: Desk) -> None:
    for name in ("blocked-pins", "pinless", "blocked-sign-password", "child"):
        before = dict(desk.table.attempts(name))
        if desk.table.card(name).condition is Condition.NOT_MADE:
            desk.table.lay(name, 0)
            desk.table.take_off(0)
        after = desk.table.attempts(name)
        assert {one: (item.remaining, item.is_set) for one, item in before.items()} == {
            one: (item.remaining, item.is_set) for one, item in after.items()
        }, name
    assert desk.table.attempts("blocked-pins")["auth_pin"].blocked


def test_a_page_of_a_card_has_its_dates_its_states_and_its_test_values(desk: Desk) -> None:
    detail = desk.table.detail("moved")
    told = {line.code: line.value.en for line in detail.particulars}
    assert told == {"issued": "2025-10-17", "card-until": "2035-10-02", "certificates-until": "2030-10-02"}
    values = {one.name: one.value for one in desk.table.detail("hanako").credentials}
    assert values == {"sign_password": "ABC123", "auth_pin": "1234", "text_pin": "1234", "resident_pin": "1234"}
    assert "ABC123" not in repr(desk.table.detail("hanako"))
    assert desk.table.detail("specimen").credentials == ()


def test_a_card_without_a_persona_is_in_the_rack_too(desk_folder: Path) -> None:
    with CardFolder(desk_folder / "cards") as folder:
        folder.add("borrowed", folder.peek("hanako"))
    with open_desk(desk_folder) as desk:
        card = desk.table.cards()[-1]
        assert (card.name, card.origin, card.condition) == ("borrowed", Origin.FOLDER, Condition.READY)
        desk.table.lay("borrowed", 0)
        assert desk.table.try_out(0, Use.READ_CERTIFICATE).done
        desk.table.face("borrowed", Side.FRONT)
        assert desk.faces.asked == [("番号　花子", Side.FRONT)]
        assert desk.table.detail("borrowed").credentials == ()


def test_a_persona_file_that_cannot_be_used_hides_no_other(desk_folder: Path) -> None:
    (desk_folder / "personas").mkdir()
    (desk_folder / "personas" / "broken.toml").write_text('why.ja = "見本"\nwhy.en = "x"\n', encoding="utf-8")
    with open_desk(desk_folder) as desk:
        card = desk.table.card("broken")
        assert (card.origin, card.condition) == (Origin.OWN, Condition.UNREADABLE)
        assert isinstance(card.trouble, PersonaInvalid)
        with pytest.raises(PersonaInvalid):
            desk.table.lay("broken", 0)
        assert len(desk.table.cards()) >= 31


def test_both_sides_are_drawn_of_made_cards_and_of_cards_still_to_be_made(desk: Desk) -> None:
    for name in ("hanako", "baby", "specimen", "tampered"):
        assert desk.table.face(name, Side.BACK).side is Side.BACK
    assert [name for name, _ in desk.faces.asked][:1] == ["番号　花子"]
    assert desk.table.card("baby").condition is Condition.NOT_MADE
    with pytest.raises(CardUnknown):
        desk.table.face("nobody", Side.FRONT)


def test_a_destroyed_card_without_a_persona_has_no_print_left(desk_folder: Path) -> None:
    with CardFolder(desk_folder / "cards") as folder:
        folder.add("borrowed", folder.peek("hanako"))
        folder.destroy("borrowed")
    with open_desk(desk_folder) as desk, pytest.raises(NothingPrinted):
        desk.table.face("borrowed", Side.FRONT)


# Laying and taking off.


def test_a_card_is_made_when_it_is_first_laid_and_keeps_its_state_afterwards(desk: Desk) -> None:
    table = desk.table
    assert table.card("baby").condition is Condition.NOT_MADE
    table.lay("baby", 1)
    assert (table.card("baby").condition, table.card("baby").reader) == (Condition.IN_READER, 1)
    assert on_readers(table) == [None, "baby"]
    table.take_off(1)
    assert table.card("baby").condition is Condition.READY
    table.lay("hanako", 0)
    table.try_out(0, Use.SIGN, "WRONG1")
    table.take_off(0)
    table.lay("hanako", 1)
    assert table.attempts("hanako")["sign_password"].remaining == 4


def test_another_card_takes_the_place_of_the_one_that_lies_there(desk: Desk) -> None:
    desk.table.lay("hanako", 0)
    desk.table.lay("child", 0)
    assert on_readers(desk.table) == ["child", None]
    assert desk.table.card("hanako").condition is Condition.READY
    assert desk.table.try_out(0, Use.READ_CERTIFICATE).card == "child"


@pytest.mark.parametrize(
    ("card", "reader", "error"),
    [
        ("specimen", 0, CardNotServable),
        ("nobody", 0, CardUnknown),
        ("../hanako", 0, CardUnknown),
        ("hanako.card", 0, CardUnknown),
        ("hanako", 2, ReaderUnknown),
        ("hanako", -1, ReaderUnknown),
    ],
)
def test_what_cannot_be_laid_is_refused_and_changes_nothing(
    desk: Desk, card: str, reader: int, error: type[OpenMynaError]
) -> None:
    desk.table.lay("child", 0)
    with pytest.raises(error):
        desk.table.lay(card, reader)
    assert on_readers(desk.table) == ["child", None]
    desk.table.lay("hanako", 1)
    assert on_readers(desk.table) == ["child", "hanako"]


def test_a_card_that_lies_on_a_reader_is_not_laid_a_second_time(desk: Desk) -> None:
    desk.table.lay("hanako", 0)
    for reader in (0, 1):
        with pytest.raises(CardLaidAlready) as refusal:
            desk.table.lay("hanako", reader)
        assert refusal.value.reader == 0
    desk.table.take_off(0)
    desk.table.lay("hanako", 1)


def test_a_page_that_saw_another_card_on_the_reader_is_told(desk: Desk) -> None:
    desk.table.lay("child", 0)
    with pytest.raises(ReaderChanged):
        desk.table.lay("hanako", 0, seen=None)
    with pytest.raises(ReaderChanged):
        desk.table.take_off(0, seen="hanako")
    assert on_readers(desk.table) == ["child", None]
    desk.table.lay("hanako", 0, seen="child")
    desk.table.take_off(0, seen="hanako")
    assert on_readers(desk.table) == [None, None]


def test_taking_a_card_off_twice_is_nothing(desk: Desk) -> None:
    desk.table.lay("hanako", 0)
    desk.table.take_off(0)
    desk.table.take_off(0)
    desk.table.take_off(0, seen="hanako")
    assert on_readers(desk.table) == [None, None]


def test_every_coming_and_going_is_told(desk: Desk) -> None:
    desk.table.lay("hanako", 1)
    desk.table.take_off(1)
    assert [(one.item.kind.value, one.item.reader) for one in desk.table.changes.after(0)] == [
        ("reader", 1),
        ("reader", 1),
    ]


def test_a_card_of_another_process_is_shown_as_such_and_refused(desk_folder: Path) -> None:
    program = (
        "import sys; from openmyna.card.at_rest.folder import CardFolder\n"
        "with CardFolder(sys.argv[1]) as folder, folder.open('hanako'): print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(desk_folder / "cards")]
    with open_desk(desk_folder) as desk:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == b"open\n"
            card = desk.table.card("hanako")
            assert (card.condition, card.can_be_laid) == (Condition.IN_USE_ELSEWHERE, False)
            with pytest.raises(ImageInUse) as refusal:
                desk.table.lay("hanako", 0)
            assert refusal.value.pid == other.pid
            other.communicate()
        assert desk.table.card("hanako").condition is Condition.READY
        desk.table.lay("hanako", 0)
        assert desk.table.try_out(0, Use.READ_CERTIFICATE).done


def test_only_the_contents_of_cards_on_readers_are_kept(desk: Desk) -> None:
    import gc

    from openmyna.card.contents import CardContents

    desk.table.lay("hanako", 0)
    for card in desk.table.cards():
        desk.table.detail(card.name)
    gc.collect()
    held = [one for one in gc.get_objects() if isinstance(one, CardContents)]
    ours = {id(one) for one in held if one.label == "hanako" and one.applications}
    open_here = {id(store.contents) for store in desk.cards._stores.values()}
    assert len(open_here) == 1
    assert open_here <= ours


# Two at once.


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as threads:
        yield threads


def refused(calls: list[Future[None]]) -> list[str]:
    errors = [call.exception(20) for call in calls]
    assert all(error is None or isinstance(error, OpenMynaError) for error in errors)
    return sorted(error.code for error in errors if isinstance(error, OpenMynaError))


def at_once(pool: ThreadPoolExecutor, *steps: Callable[[], None]) -> list[str]:
    """Take the steps from as many threads at one moment; the codes of what was refused."""
    start = threading.Barrier(len(steps))

    def step(one: Callable[[], None]) -> None:
        start.wait(20)
        one()

    return refused([pool.submit(step, one) for one in steps])


def test_of_two_windows_that_lay_one_card_one_wins(desk: Desk, pool: ThreadPoolExecutor) -> None:
    for _ in range(5):
        codes = at_once(pool, *[lambda: desk.table.lay("hanako", 0)] * 4)
        assert len(codes) == 3
        assert set(codes) <= {CardInChange.code, CardLaidAlready.code}
        assert on_readers(desk.table) == ["hanako", None]
        desk.table.take_off(0)


def test_of_two_windows_that_lay_one_card_on_two_readers_one_wins(desk: Desk, pool: ThreadPoolExecutor) -> None:
    for _ in range(5):
        codes = at_once(pool, lambda: desk.table.lay("hanako", 0), lambda: desk.table.lay("hanako", 1))
        assert len(codes) == 1
        assert set(codes) <= {CardInChange.code, CardLaidAlready.code}
        assert sorted(map(str, on_readers(desk.table))) == ["None", "hanako"]
        desk.table.take_off(0)
        desk.table.take_off(1)


def test_of_two_windows_that_saw_an_empty_reader_one_wins(desk: Desk, pool: ThreadPoolExecutor) -> None:
    for _ in range(5):
        codes = at_once(
            pool,
            lambda: desk.table.lay("hanako", 0, seen=None),
            lambda: desk.table.lay("child", 0, seen=None),
        )
        assert len(codes) == 1
        assert set(codes) <= {ReaderInChange.code, ReaderChanged.code}
        assert on_readers(desk.table)[0] in ("hanako", "child")
        desk.table.take_off(0)


def waiting(desk: Desk, pool: ThreadPoolExecutor, gate: Gate, reader: int = 0) -> Future[Outcome]:
    """Somebody reads the certificate and waits in the middle of it."""
    outcome = pool.submit(desk.table.try_out, reader, Use.READ_CERTIFICATE)
    assert gate.reached.wait(20)
    return outcome


def test_a_card_taken_off_in_mid_command_is_removed_for_whoever_used_it(
    desk_folder: Path, pool: ThreadPoolExecutor
) -> None:
    gate = Gate(READ_BINARY)
    with open_desk(desk_folder, gates={"hanako": gate}) as desk:
        desk.table.lay("hanako", 0)
        outcome = waiting(desk, pool, gate)
        assert desk.table.reader(0).trying
        off = pool.submit(desk.table.take_off, 0)
        until(lambda: desk.rack.places[0].card is not None and desk.rack.places[0].card.withdrawn, "it is taken")
        gate.open.set()
        error = outcome.result(20).error
        assert isinstance(error, CardRemoved)
        assert off.result(20) is None
        assert on_readers(desk.table) == [None, None]
        desk.table.lay("hanako", 0)
        assert desk.table.try_out(0, Use.READ_CERTIFICATE).done


def test_a_card_swapped_in_mid_command_is_removed_and_the_other_one_lies_there(
    desk_folder: Path, pool: ThreadPoolExecutor
) -> None:
    gate = Gate(READ_BINARY)
    with open_desk(desk_folder, gates={"hanako": gate}) as desk:
        desk.table.lay("hanako", 0)
        outcome = waiting(desk, pool, gate)
        swapped = pool.submit(desk.table.lay, "child", 0)
        until(lambda: desk.rack.places[0].card is not None and desk.rack.places[0].card.withdrawn, "it is taken")
        gate.open.set()
        assert isinstance(outcome.result(20).error, CardRemoved)
        swapped.result(20)
        assert on_readers(desk.table) == ["child", None]
        assert desk.table.try_out(0, Use.READ_CERTIFICATE).done


def test_a_card_at_a_long_command_keeps_nobody_else_waiting(desk_folder: Path, pool: ThreadPoolExecutor) -> None:
    gate = Gate(READ_BINARY)
    with open_desk(desk_folder, gates={"hanako": gate}) as desk:
        table = desk.table
        table.lay("hanako", 0)
        outcome = waiting(desk, pool, gate)
        table.lay("child", 1)
        assert table.try_out(1, Use.READ_CERTIFICATE).done
        assert len(table.cards()) >= 30
        assert table.attempts("hanako")["auth_pin"].remaining == 3
        assert table.readers()[0].trying
        table.face("hanako", Side.FRONT)
        second = table.try_out(0, Use.READ_CERTIFICATE)
        assert isinstance(second.error, ReaderBusy)
        table.take_off(1)
        assert not outcome.done()
        gate.open.set()
        assert outcome.result(20).done
        assert table.try_out(0, Use.READ_CERTIFICATE).done


def test_every_reader_is_tried_at_once(desk_folder: Path, pool: ThreadPoolExecutor) -> None:
    with open_desk(desk_folder, readers=3) as desk:
        for number, card in enumerate(("hanako", "child", "one-try-left")):
            desk.table.lay(card, number)
        calls = [pool.submit(desk.table.try_out, number, Use.READ_CERTIFICATE) for number in range(3)]
        outcomes = [call.result(20) for call in calls]
        assert all(outcome.done for outcome in outcomes)
        for outcome in outcomes:
            caused = desk.table.feed.of_card(str(outcome.card), 0)
            assert (outcome.first_event, outcome.last_event) == (caused[0].number, caused[-1].number)


def test_in_process_readers_say_that_nobody_else_sees_the_card(desk: Desk) -> None:
    assert [(reader.way, reader.connected) for reader in desk.table.readers()] == [(Way.IN_PROCESS, False)] * 2
