"""What the desk says of a card's certificates: as the authority's register has it, at the time of the sandbox clock."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from openmyna.bootstrap import World, make_card
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.sandbox.clock import MovableClock
from openmyna.services.desk.authority_record import AuthorityRecord
from openmyna.services.desk.records import Mark
from support.desk import SANDBOX, Desk, open_desk


def record(desk: Desk, name: str) -> AuthorityRecord:
    found = desk.table.detail(name).authority
    assert found is not None
    return found


def lines(desk: Desk, name: str) -> list[tuple[str, str, str]]:
    return [
        (line.number, line.state.en, " ".join(more.en for more in line.more))
        for line in record(desk, name).certificates
    ]


@pytest.mark.parametrize(
    ("name", "card", "told", "news"),
    [
        ("hanako", "active", [("S120000001", "Good", "until 2030-03-31"), ("R120000002", "Good", "until 2030-03-31")], False),
        ("moved", "active", [("S134189154", "Revoked", "since 2026-02-01: affiliation changed"),
                             ("R145720476", "Good", "until 2030-10-02")], True),
        ("suspended", "suspended", [("S110537360", "Held", "since 2026-01-12: certificate hold"),
                                    ("R113494164", "Held", "since 2026-01-12: certificate hold")], True),
        ("renewed", "active", [("S120000035", "Good", "until 2030-12-10"), ("R120000036", "Good", "until 2030-12-10")], False),
        ("expired-card", "expired", [("S194737934", "Expired", "on 2020-03-15"), ("R189231994", "Expired", "on 2020-03-15")], False),
        ("child", "active", [("R140505195", "Good", "until 2030-05-05")], False),
    ],
)  # fmt: skip
def test_a_card_is_told_alike_before_it_is_made_and_after(
    desk: Desk, name: str, card: str, told: list[tuple[str, str, str]], news: bool
) -> None:
    if name not in {"hanako", "child"}:
        assert record(desk, name).foreseen
        assert lines(desk, name) == told
        make_card(name, desk.table._holdings.path, SANDBOX)
    after = record(desk, name)
    assert (after.foreseen, after.card.en, after.news) == (False, card, news)
    assert lines(desk, name) == told
    assert (Mark.AUTHORITY_STATE in desk.table.card(name).marks) == news


def test_what_is_to_be_known_of_a_card_made_at_the_desk_is_published(desk_folder: Path) -> None:
    published = desk_folder / "cards" / "authority" / "published"
    with open_desk(desk_folder) as desk:
        desk.table.lay("moved", 0)
    (lists,) = published.glob("crl/sign/eaaf82a14ee8a794ef0d66f53c83ba1130934bb1/Kaku-ken/Kaku-shi.crl")
    assert x509.load_der_x509_crl(lists.read_bytes()).get_revoked_certificate_by_serial_number(134189154) is not None


def test_the_serial_numbers_before_a_renewal_are_told(desk: Desk) -> None:
    assert record(desk, "renewed").previous == ("S104000035", "R104000036")
    assert record(desk, "hanako").previous == ()


def test_what_is_revoked_at_the_authority_is_seen_at_the_next_look(desk_folder: Path) -> None:
    cards = desk_folder / "cards"
    with open_desk(desk_folder) as desk:
        assert lines(desk, "hanako")[0] == ("S120000001", "Good", "until 2030-03-31")
        with World(cards / "authority", SANDBOX) as world:
            authority = world.authority.authority(AuthorityKind.SIGN)
            authority.revoke(120000001, RevocationReason.KEY_COMPROMISE, datetime(2026, 3, 1, 3, 0, tzinfo=UTC))
        assert lines(desk, "hanako") == [
            ("S120000001", "Revoked", "since 2026-03-01: key compromise"),
            ("R120000002", "Good", "until 2030-03-31"),
        ]
        assert Mark.AUTHORITY_STATE in desk.table.card("hanako").marks


def test_a_card_of_an_unknown_authority_is_unknown_to_ours(desk: Desk) -> None:
    make_card("unknown-authority", desk.table._holdings.path, SANDBOX)
    assert [(line.state.en, line.kind.value) for line in record(desk, "unknown-authority").certificates] == [
        ("Unknown to this authority", "error"),
        ("Unknown to this authority", "error"),
    ]


def test_the_certificates_of_a_destroyed_card_are_known_all_the_same(desk: Desk) -> None:
    assert not record(desk, "tampered").foreseen
    assert [line.state.en for line in record(desk, "tampered").certificates] == ["Good", "Good"]


def test_a_face_without_a_chip_has_nothing_to_be_told(desk: Desk) -> None:
    assert desk.table.detail("specimen").authority is None


def test_the_pages_follow_the_sandbox_clock(desk_folder: Path) -> None:
    clock = MovableClock.in_folder(desk_folder / "cards" / "authority")
    with open_desk(desk_folder, sandbox_clock=True) as desk:
        assert lines(desk, "hanako")[0][1] == "Good"
        clock.set(datetime(2030, 3, 31, 15, 0, tzinfo=UTC))
        assert lines(desk, "hanako")[0] == ("S120000001", "Expired", "on 2030-03-31")
        assert record(desk, "hanako").at == "2030-04-01 00:00"
        clock.reset(datetime(2026, 2, 15, 3, 0, tzinfo=UTC))
        assert lines(desk, "hanako")[0] == ("S120000001", "Good", "until 2030-03-31")
        assert record(desk, "hanako").at == "2026-02-15 12:00"
