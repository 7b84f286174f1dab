"""Cards are made through the authority of their folder: what it issues, what it takes back, and what time does to it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from openmyna.bootstrap import Standings, World, live_on, make_card, publish, standings_on_card
from openmyna.card.at_rest.errors import CardExists
from openmyna.card.at_rest.folder import CardFolder
from openmyna.config import RefusedInProduction
from openmyna.pki.authority.folder import AuthorityFolder, KeyPlace
from openmyna.pki.authority.records import AuthorityKind, CertificateEntry
from openmyna.pki.fetchers.folder import PublishedFolder
from openmyna.pki.fetchers.gather import Sources
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.anchors import TrustAnchors
from openmyna.pki.validation.records import Verdict
from openmyna.pki.verifier import Verifier
from openmyna.sandbox.authority import authority_certificates
from openmyna.sandbox.cards import serial_numbers
from openmyna.sandbox.clock import MovableClock
from openmyna.sandbox.personas import load

SANDBOX = {"OPENMYNA_MODE": "sandbox"}
SIGN, AUTH = AuthorityKind.SIGN, AuthorityKind.AUTH
OWN = """\
why = { ja = "試験", en = "A test" }
keys = "KEYS"

[holder]
name = "見本　太郎"
address = "見本県見本市見本町１丁目２番３号"
birth_date = "1990-01-15"
sex = "male"
individual_number = "999999000013"

[municipality]
code = "99202"
mayor = "見本市長"
prefecture_romaji = "Mihon-ken"
municipality_romaji = "Mihon-shi"

[card]
issued = 2025-10-27T10:00:00+09:00
security_code = "2604"

[credentials]
sign_password = "SAMPLE24"
auth_pin = "2468"
text_pin = "2468"
resident_pin = "2468"
"""


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    """A folder of cards whose authority lives on 15 February 2026."""
    folder = tmp_path / "cards"
    MovableClock.in_folder(folder / "authority").reset(datetime(2026, 2, 15, tzinfo=UTC))
    return folder


def numbers(cards: Path, name: str) -> dict[AuthorityKind, int]:
    with CardFolder(cards) as folder:
        return serial_numbers(folder.peek(name).face)


def entry(cards: Path, kind: AuthorityKind, number: int) -> CertificateEntry:
    with World(cards / "authority", SANDBOX) as world:
        found = world.authority.register.entry(kind, number)
    assert found is not None
    return found


def own(cards: Path, more: str = "", keys: str = "fresh", **changes: str) -> str:
    """The user's own persona `taro`, as its file says now."""
    text = OWN.replace("KEYS", keys)
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    (cards / "personas").mkdir(parents=True, exist_ok=True)
    (cards / "personas" / "taro.toml").write_text(text + more, encoding="utf-8")
    return "taro"


def test_the_first_card_begins_the_authority_with_published_keys_and_has_its_own_numbers(cards: Path) -> None:
    make_card("hanako", cards, SANDBOX)
    folder = AuthorityFolder(cards / "authority")
    assert folder.settings().keys is KeyPlace.PUBLISHED
    assert numbers(cards, "hanako") == {SIGN: 120000001, AUTH: 120000002}
    kept = entry(cards, AUTH, 120000002)
    with CardFolder(cards) as opened:
        assert opened.peek("hanako").applications[0].files[0x000A].data == kept.certificate
    assert (kept.generation, kept.profile, kept.partition.to_text()) == (3, "card_auth", "Mihon-ken/Tameshi-shi")
    assert kept.not_before == datetime(2025, 10, 1, 1, 0, tzinfo=UTC)


def test_whoever_asks_about_a_card_finds_what_was_published_of_it_until_time_has_passed(cards: Path) -> None:
    make_card("moved", cards, SANDBOX)
    make_card("hanako", cards, SANDBOX)
    publish(cards, SANDBOX)
    assert verdicts(cards, "hanako") == {SIGN: Verdict.GOOD, AUTH: Verdict.GOOD}
    assert verdicts(cards, "moved") == {SIGN: Verdict.REVOKED, AUTH: Verdict.GOOD}
    clock = MovableClock.in_folder(cards / "authority")
    now = clock.advance(timedelta(days=100))
    assert verdicts(cards, "hanako") == {SIGN: Verdict.STATUS_UNKNOWN, AUTH: Verdict.STATUS_UNKNOWN}
    publish(cards, SANDBOX)
    assert verdicts(cards, "hanako") == {SIGN: Verdict.GOOD, AUTH: Verdict.GOOD}
    responders = list((cards / "authority" / "published" / "ocsp").glob("*/*.cer"))
    assert len(responders) == 6
    for certificate in responders:
        assert x509.load_der_x509_certificate(certificate.read_bytes()).not_valid_after_utc > now


def verdicts(cards: Path, name: str) -> dict[AuthorityKind, Verdict]:
    """What a verifier decides now of the certificates on a card, by what their authority has published."""
    anchors = TrustAnchors.from_der(der for kind in AuthorityKind for der in authority_certificates(kind))
    verifier = Verifier(anchors, Sources(folder=PublishedFolder(cards / "authority" / "published")))
    now = MovableClock.in_folder(cards / "authority").now()
    issued = {kind: entry(cards, kind, number).certificate for kind, number in numbers(cards, name).items()}
    return {kind: verifier.verify(der, now).decision.verdict for kind, der in issued.items() if der is not None}


def test_a_card_made_again_has_the_same_certificates(cards: Path) -> None:
    make_card("hanako", cards, SANDBOX)
    before = entry(cards, SIGN, 120000001)
    make_card("hanako", cards, SANDBOX, again=True)
    assert numbers(cards, "hanako") == {SIGN: 120000001, AUTH: 120000002}
    assert entry(cards, SIGN, 120000001) == before


def test_a_card_that_is_there_costs_no_certificates(cards: Path) -> None:
    make_card(own(cards), cards, SANDBOX)
    with World(cards / "authority", SANDBOX) as world:
        before = world.authority.register.change_number()
    with pytest.raises(CardExists):
        make_card("taro", cards, SANDBOX)
    with World(cards / "authority", SANDBOX) as world:
        assert world.authority.register.change_number() == before


def test_new_keys_mean_new_certificates_counted_by_the_authority_and_the_old_ones_are_superseded(cards: Path) -> None:
    make_card(own(cards), cards, SANDBOX)
    first = numbers(cards, "taro")
    assert all(100_000_000 <= number < 200_000_000 for number in first.values())
    make_card("taro", cards, SANDBOX, again=True)
    assert numbers(cards, "taro") == {SIGN: 200_000_001, AUTH: 200_000_001}
    for kind, number in first.items():
        before = entry(cards, kind, number)
        assert before.reason is RevocationReason.SUPERSEDED
        assert before.revoked_at is not None
        assert before.revoked_at.date().isoformat() == "2026-02-15"
        assert entry(cards, kind, 200_000_001).reason is None


def test_another_file_is_another_card(cards: Path) -> None:
    make_card(own(cards), cards, SANDBOX, keys="shipped")
    first = numbers(cards, "taro")
    own(cards, **{"１丁目２番３号": "９丁目９番９号"})
    make_card("taro", cards, SANDBOX, keys="shipped", again=True)
    assert numbers(cards, "taro") == {SIGN: 200_000_001, AUTH: 200_000_001}
    assert entry(cards, SIGN, first[SIGN]).reason is RevocationReason.SUPERSEDED
    # As it was before: its first certificates are revoked by now, which its history does not tell, so there are new ones.
    own(cards)
    make_card("taro", cards, SANDBOX, keys="shipped", again=True)
    assert numbers(cards, "taro") == {SIGN: 200_000_002, AUTH: 200_000_002}


def test_who_was_revoked_at_the_counter_gets_good_certificates_with_the_next_card(cards: Path) -> None:
    make_card("hanako", cards, SANDBOX)
    with World(cards / "authority", SANDBOX) as world:
        world.authority.authority(SIGN).revoke(120000001, RevocationReason.KEY_COMPROMISE)
    make_card("hanako", cards, SANDBOX, again=True)
    assert numbers(cards, "hanako") == {SIGN: 200_000_001, AUTH: 120000002}
    assert entry(cards, SIGN, 120000001).reason is RevocationReason.KEY_COMPROMISE
    assert entry(cards, AUTH, 120000002).reason is None


def test_two_who_claim_one_number_get_two(cards: Path) -> None:
    make_card("hanako", cards, SANDBOX)
    make_card(own(cards, "\n[certificates]\nsign_serial = 120000001\n"), cards, SANDBOX, keys="shipped")
    assert numbers(cards, "taro")[SIGN] == 200_000_001
    assert entry(cards, SIGN, 120000001).request_id.startswith("hanako:")


def told(cards: Path, name: str) -> list[tuple[int, str, str | None]] | None:
    standings = standings_on_card(name, cards, SANDBOX)
    if standings is None:
        return None
    return [(one.serial_number, one.state.value, one.reason.code if one.reason else None) for one in standings]


def test_what_happened_to_people_stands_in_the_register_when_their_cards_are_made(cards: Path) -> None:
    assert told(cards, "suspended") is None
    for name in ("suspended", "moved", "renewed", "expired-certificates"):
        make_card(name, cards, SANDBOX)
    assert told(cards, "suspended") == [
        (110537360, "held", "certificate_hold"),
        (113494164, "held", "certificate_hold"),
    ]
    assert told(cards, "moved") == [(134189154, "revoked", "affiliation_changed"), (145720476, "valid", None)]
    assert told(cards, "renewed") == [(120000035, "valid", None), (120000036, "valid", None)]
    assert told(cards, "expired-certificates") == [(112755575, "expired", None), (176024268, "expired", None)]
    old = entry(cards, SIGN, 104000035)
    assert (old.generation, old.reason, old.revoked_at) == (
        2,
        RevocationReason.SUPERSEDED,
        datetime(2025, 10, 15, 5, 0, tzinfo=UTC),
    )
    assert old.not_after == datetime(2025, 12, 10, 14, 59, 59, tzinfo=UTC)
    assert entry(cards, SIGN, 120000035).not_after == datetime(2030, 12, 10, 14, 59, 59, tzinfo=UTC)
    assert entry(cards, SIGN, 112755575).generation == 2


LATER = """
[[events]]
event = "loss_reported"
at = 2026-03-01T10:00:00+09:00

[[events]]
event = "lost_for_good"
at = 2026-03-20T10:00:00+09:00
"""


def test_what_is_to_come_happens_when_the_clock_gets_there(cards: Path) -> None:
    make_card(own(cards, LATER), cards, SANDBOX, keys="shipped")
    assert [state for _, state, _ in told(cards, "taro") or ()] == ["valid", "valid"]
    clock = MovableClock.in_folder(cards / "authority")
    clock.set(datetime(2026, 3, 10, tzinfo=UTC))
    assert [(name, event.value) for name, event in live_on(cards, SANDBOX)] == [("taro", "loss_reported")]
    assert [state for _, state, _ in told(cards, "taro") or ()] == ["held", "held"]
    assert list(live_on(cards, SANDBOX)) == []
    clock.advance(timedelta(days=30))
    assert [(name, event.value) for name, event in live_on(cards, SANDBOX)] == [("taro", "lost_for_good")]
    kept = entry(cards, AUTH, numbers(cards, "taro")[AUTH])
    assert kept.reason is RevocationReason.CESSATION_OF_OPERATION
    assert kept.revoked_at == datetime(2026, 3, 1, 1, 0, tzinfo=UTC)


def test_a_renewal_that_is_to_come_waits_for_the_next_card(cards: Path) -> None:
    own(cards, '\n[[events]]\nevent = "renewal"\nat = 2026-03-01T10:00:00+09:00\n')
    make_card("taro", cards, SANDBOX, keys="shipped")
    first = numbers(cards, "taro")
    MovableClock.in_folder(cards / "authority").set(datetime(2026, 3, 10, tzinfo=UTC))
    assert list(live_on(cards, SANDBOX)) == []
    assert [state for _, state, _ in told(cards, "taro") or ()] == ["valid", "valid"]
    make_card("taro", cards, SANDBOX, keys="shipped", again=True)
    assert numbers(cards, "taro").keys() == first.keys()
    assert all(number != first[kind] for kind, number in numbers(cards, "taro").items())
    assert {entry(cards, kind, number).reason for kind, number in first.items()} == {RevocationReason.SUPERSEDED}


def counted(cards: Path, kind: AuthorityKind) -> list[tuple[int, str | None, datetime | None]]:
    """Certificates that were issued under numbers the authority counted, with the reason and instant of their end."""
    with World(cards / "authority", SANDBOX) as world:
        every = [world.authority.register.entry(kind, number) for number in range(200_000_001, 200_000_020)]
    return [
        (one.serial_number, one.reason.code if one.reason else None, one.revoked_at) for one in every if one is not None
    ]


def test_a_renewal_ends_the_certificates_that_were_on_the_card_and_no_others(cards: Path) -> None:
    own(cards, '\n[[events]]\nevent = "renewal"\nat = 2026-03-01T10:00:00+09:00\n')
    make_card("taro", cards, SANDBOX, keys="shipped")
    first = numbers(cards, "taro")
    MovableClock.in_folder(cards / "authority").set(datetime(2026, 3, 10, tzinfo=UTC))
    make_card("taro", cards, SANDBOX, keys="shipped", again=True)
    for kind, number in first.items():
        assert entry(cards, kind, number).revoked_at == datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
        assert counted(cards, kind) == []


def test_a_fraction_of_a_second_in_a_file_keeps_nothing_from_happening(cards: Path) -> None:
    renewal = '\n[[events]]\nevent = "renewal"\nat = 2026-01-10T10:00:00.5+09:00\n'
    make_card(own(cards, renewal + LATER), cards, SANDBOX, keys="shipped")
    MovableClock.in_folder(cards / "authority").set(datetime(2026, 3, 10, tzinfo=UTC))
    assert [(name, event.value) for name, event in live_on(cards, SANDBOX)] == [("taro", "loss_reported")]


UNKNOWN = "\n[defects]\nunknown_authority = true\n"


def test_a_card_of_an_unknown_authority_takes_nobody_s_certificate_back(cards: Path) -> None:
    make_card("hanako", cards, SANDBOX)
    make_card(own(cards, "\n[certificates]\nsign_serial = 120000001\n" + UNKNOWN), cards, SANDBOX, keys="shipped")
    assert told(cards, "taro") == []
    own(cards, UNKNOWN)
    make_card("taro", cards, SANDBOX, keys="shipped", again=True)
    assert entry(cards, SIGN, 120000001).reason is None


def test_a_card_that_goes_over_to_an_unknown_authority_gives_its_certificates_back(cards: Path) -> None:
    make_card(own(cards), cards, SANDBOX, keys="shipped")
    first = numbers(cards, "taro")
    own(cards, UNKNOWN)
    make_card("taro", cards, SANDBOX, keys="shipped", again=True)
    assert numbers(cards, "taro") == {}
    assert {entry(cards, kind, number).reason for kind, number in first.items()} == {RevocationReason.SUPERSEDED}


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b"no card"), lambda path: path.unlink()])
def test_a_card_that_cannot_be_read_keeps_nobody_from_living_on(cards: Path, damage: Callable[[Path], object]) -> None:
    make_card("hanako", cards, SANDBOX)
    make_card(own(cards, LATER), cards, SANDBOX, keys="shipped")
    damage(cards / "hanako.card")
    MovableClock.in_folder(cards / "authority").set(datetime(2026, 3, 10, tzinfo=UTC))
    assert [name for name, _ in live_on(cards, SANDBOX)] == ["taro"]


def test_without_an_authority_nothing_is_known_and_nothing_is_made(tmp_path: Path) -> None:
    standings = Standings(tmp_path / "cards", SANDBOX)
    assert standings.of({SIGN: 120000001}, datetime(2026, 2, 15, tzinfo=UTC)) == ()
    assert list(live_on(tmp_path / "cards", SANDBOX)) == []
    assert list(tmp_path.iterdir()) == []


def test_an_authority_that_is_begun_anew_is_asked_anew(cards: Path) -> None:
    make_card("hanako", cards, SANDBOX)
    now = datetime(2026, 2, 15, tzinfo=UTC)
    standings = Standings(cards, SANDBOX)
    assert [one.state.value for one in standings.of({SIGN: 120000001}, now)] == ["valid"]
    for file in (cards / "authority").glob("authority.sqlite3*"):
        file.unlink()
    assert standings.of({SIGN: 120000001}, now) == ()
    make_card("moved", cards, SANDBOX)
    assert [one.state.value for one in standings.of({SIGN: 120000001, AUTH: 145720476}, now)] == ["valid"]
    standings.close()


def test_a_destroyed_card_s_certificates_are_asked_about_by_the_numbers_of_its_history(cards: Path) -> None:
    make_card("tampered", cards, SANDBOX)
    assert standings_on_card("tampered", cards, SANDBOX) == ()
    history = load("tampered").card
    assert history is not None
    known = {kind: issues[-1].serial_number for kind, issues in history.history.issues.items()}
    found = standings_on_card("tampered", cards, SANDBOX, known)
    assert found is not None
    assert [(one.serial_number, one.state.value) for one in found] == [(number, "valid") for number in known.values()]


def test_production_has_no_such_world(tmp_path: Path) -> None:
    with pytest.raises(RefusedInProduction):
        World(tmp_path / "authority", {"OPENMYNA_MODE": "production"})
    assert not (tmp_path / "authority").exists()
    World(tmp_path / "authority", SANDBOX).close()


def test_the_display_card_asks_nobody(cards: Path) -> None:
    make_card("specimen", cards, SANDBOX)
    assert numbers(cards, "specimen") == {}
    assert load("specimen").card is None
