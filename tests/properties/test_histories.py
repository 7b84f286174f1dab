"""Any history a persona file may tell: what is foreseen of its certificates is what the authority then says of them."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

import depth
from openmyna.bootstrap.world import memory_vouchers
from openmyna.issuance.card_status import CardStatus
from openmyna.issuance.events import effect_of
from openmyna.issuance.history import Happening, History
from openmyna.issuance.order import CertificateIssue
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.sandbox.clock import MovableClock
from openmyna.sandbox.persona.events import WRITABLE
from support.make_believe import order_of

ISSUED = datetime(2024, 12, 1, 1, 0, tzinfo=UTC)
COMMON_NAMES = {AuthorityKind.SIGN: "2024120110000000000000000001", AuthorityKind.AUTH: "990001TEST000199201003A"}
ASKED = st.sampled_from([frozenset(AuthorityKind), *(frozenset({kind}) for kind in AuthorityKind)])


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Events one after another, each of them possible for a card in its state."""
    happenings: list[Happening] = []
    status, at = CardStatus.ACTIVE, ISSUED
    for _ in range(draw(st.integers(0, 6))):
        possible = [event for event in WRITABLE if status in effect_of(event).allowed]
        if not possible:
            break
        at += timedelta(days=draw(st.integers(0, 200)), seconds=draw(st.integers(1, 86_399)))
        one = Happening(event=draw(st.sampled_from(possible)), at=at, asked=draw(ASKED))
        happenings.append(one)
        status = effect_of(one.event).card or status
    wanted = draw(st.sampled_from([tuple(AuthorityKind), *((kind,) for kind in AuthorityKind)]))
    issues = {}
    for kind in wanted:
        begun = [ISSUED, *(one.at for one in happenings if one.replaces(kind))]
        # Some are short, so that their own time is over when something happens to them.
        days = [draw(st.integers(1, 800)) for _ in begun]
        issues[kind] = tuple(
            CertificateIssue(
                serial_number=100_000_000 + place,
                common_name=COMMON_NAMES[kind],
                issued=instant,
                last_day=instant.date() + timedelta(days=span),
            )
            for place, (instant, span) in enumerate(zip(begun, days, strict=True))
        )
    return History(happenings=tuple(happenings), issues=issues)


@settings(max_examples=depth.count(25, 500), deadline=None)
@given(history=histories(), look=st.integers(0, 1600))
def test_what_is_foreseen_is_what_the_authority_says(history: History, look: int) -> None:
    clock = MovableClock.at(ISSUED + timedelta(days=look, hours=1))
    vouchers = memory_vouchers(clock)
    order = order_of("hanako")
    vouched = vouchers.vouch(order, history, "somebody")
    for kind in history.issues:
        foreseen = history.foreseen(kind, clock.now())
        assert [vouchers.standing(kind, one.serial_number) for one in foreseen] == list(foreseen)
        assert vouched.serial_numbers[kind] == foreseen[-1].serial_number
        for one in foreseen:
            held = one.reason is RevocationReason.CERTIFICATE_HOLD
            assert (one.state.value == "held") == held
    # A second time nothing is issued a second time, and nothing changes.
    assert vouchers.vouch(order, history, "somebody") == vouched


@settings(max_examples=depth.count(15, 300), deadline=None)
@given(history=histories(), look=st.integers(0, 1600), later=st.integers(0, 800))
def test_what_comes_due_later_happens_when_the_clock_gets_there(history: History, look: int, later: int) -> None:
    clock = MovableClock.at(ISSUED + timedelta(days=look, hours=1))
    vouchers = memory_vouchers(clock)
    vouched = vouchers.vouch(order_of("hanako"), history, "somebody")
    clock.advance(timedelta(days=later))
    vouchers.live_on(history, vouched.serial_numbers)
    replaced = any(
        one.replaces(kind)
        for kind in history.issues
        for one in history.happenings
        if one.at > clock.now() - timedelta(days=later)
    )
    for kind in history.issues:
        if not replaced:
            foreseen = history.foreseen(kind, clock.now())[-1]
            assert vouchers.standing(kind, vouched.serial_numbers[kind]) == foreseen
    assert vouchers.live_on(history, vouched.serial_numbers) == ()


def test_the_day_of_the_first_issue_lies_in_the_third_generation() -> None:
    assert date(2024, 9, 30) < ISSUED.date() < date(2034, 9, 30)
