"""Trying a card out: what is read, what is checked, what a refusal costs, and what stays secret."""

from pathlib import Path

import pytest

from openmyna.applications.jpki.errors import CertificateAbsent
from openmyna.bootstrap import make_card
from openmyna.identity.errors import WeakPassword, WrongShape
from openmyna.reader.errors import CardNotWorking, CardRemoved, NoCard, PINBlocked, WrongPIN
from openmyna.services.desk.errors import CardWithoutPIN, CredentialMissing, ReaderUnknown
from openmyna.services.desk.records import Use, Way
from openmyna.services.desk.results import AttributesRead, CertificateRead, Outcome, SignatureMade, Verdict
from openmyna.services.desk.table import Table
from support.desk import SANDBOX, Desk, open_desk, until

CREDENTIALS = {Use.READ_CERTIFICATE: None, Use.READ_ATTRIBUTES: "1234", Use.SIGN: "ABC123"}


def tried(desk: Desk, card: str, use: Use, credential: str | None = None) -> Outcome:
    """Lay the card on the first reader unless it lies there, and try it."""
    if desk.table.reader(0).card != card:
        desk.table.lay(card, 0)
    return desk.table.try_out(0, use, credential)


def left(table: Table, card: str, credential: str) -> int:
    return table.attempts(card)[credential].remaining


def verdicts(outcome: Outcome) -> list[str]:
    return [check.verdict.value for check in outcome.checks]


def test_the_certificate_is_read_without_a_pin_and_checked(desk: Desk) -> None:
    outcome = tried(desk, "hanako", Use.READ_CERTIFICATE)
    assert outcome.done
    assert outcome.error is None
    assert isinstance(outcome.result, CertificateRead)
    certificate = outcome.result.certificate
    assert (certificate.serial_number, certificate.key, certificate.valid_now) == (120000002, "RSA 2048", True)
    assert "TEST" in certificate.issuer
    assert verdicts(outcome) == ["good", "good", "good"]
    assert outcome.way is Way.IN_PROCESS


def test_the_attributes_are_read_with_the_pin_and_never_the_number(desk: Desk) -> None:
    outcome = tried(desk, "hanako", Use.READ_ATTRIBUTES, "1234")
    assert isinstance(outcome.result, AttributesRead)
    assert (outcome.result.name, outcome.result.sex.en) == ("番号　花子", "female")
    assert verdicts(outcome) == ["good"]
    assert outcome.attempts_remaining == 3
    number = "987654321098"
    assert number not in f"{outcome} {outcome.result}"
    assert all(number not in line for line in desk.table.feed.json_lines())
    assert not any(one.item.file == "individual_number" for one in desk.table.feed.after(0))


def test_a_text_is_signed_with_the_password_and_the_signature_checked(desk: Desk) -> None:
    outcome = tried(desk, "hanako", Use.SIGN, "ABC123")
    assert isinstance(outcome.result, SignatureMade)
    assert outcome.result.text == "openmyna 署名の試し (見本) 2026-11-22T12:00:00+09:00"
    assert (len(outcome.result.signature), outcome.result.algorithm) == (256, "sha256WithRSAEncryption")
    assert verdicts(outcome) == ["good", "good", "good", "good"]
    assert outcome.attempts_remaining == 5


@pytest.mark.parametrize("use", list(Use))
def test_the_events_it_caused_are_numbered_from_power_on_to_power_off(desk: Desk, use: Use) -> None:
    desk.table.lay("child", 1)
    desk.table.try_out(1, Use.READ_CERTIFICATE)
    outcome = tried(desk, "hanako", use, CREDENTIALS[use])
    assert outcome.first_event is not None
    assert outcome.last_event is not None
    caused = desk.table.feed.after(outcome.first_event - 1, outcome.last_event - outcome.first_event + 1)
    assert {one.item.card for one in caused} == {"hanako"}
    assert [one.item.kind for one in caused][-1] == "power-off"
    assert sum(one.item.kind == "power-on" for one in caused) == 1
    assert desk.table.feed.last == outcome.last_event


@pytest.mark.parametrize(
    ("use", "wrong", "credential", "maximum"),
    [(Use.READ_ATTRIBUTES, "9999", "text_pin", 3), (Use.SIGN, "ZZZ999", "sign_password", 5)],
)
def test_a_wrong_credential_costs_one_attempt_until_it_is_blocked(
    desk: Desk, use: Use, wrong: str, credential: str, maximum: int
) -> None:
    for remaining in range(maximum - 1, 0, -1):
        outcome = tried(desk, "hanako", use, wrong)
        assert isinstance(outcome.error, WrongPIN)
        assert (outcome.error.attempts_remaining, outcome.attempts_remaining) == (remaining, remaining)
        assert left(desk.table, "hanako", credential) == remaining
    for value in (wrong, CREDENTIALS[use]):
        outcome = tried(desk, "hanako", use, value)
        assert isinstance(outcome.error, PINBlocked)
        assert outcome.attempts_remaining == 0
    assert desk.table.attempts("hanako")[credential].blocked
    assert wrong not in "".join(desk.table.feed.json_lines())


def test_the_right_credential_gives_the_attempts_back(desk: Desk) -> None:
    tried(desk, "one-try-left", Use.READ_ATTRIBUTES, "5208")
    assert left(desk.table, "one-try-left", "text_pin") == 3
    assert left(desk.table, "one-try-left", "sign_password") == 1


@pytest.mark.parametrize(
    ("use", "credential", "error"),
    [
        (Use.READ_ATTRIBUTES, None, CredentialMissing),
        (Use.SIGN, "", CredentialMissing),
        (Use.READ_ATTRIBUTES, "12a4", WrongShape),
        (Use.SIGN, "123456", WeakPassword),
    ],
)
def test_what_can_be_no_credential_never_reaches_the_card(
    desk: Desk, use: Use, credential: str | None, error: type[Exception]
) -> None:
    desk.table.lay("hanako", 0)
    with pytest.raises(error):
        desk.table.try_out(0, use, credential)
    assert desk.table.feed.last == 0
    assert desk.table.try_out(0, use, CREDENTIALS[use]).done


def test_no_certificate_to_sign_with_is_found_out_before_the_password(desk: Desk) -> None:
    outcome = tried(desk, "child", Use.SIGN, "ABC123")
    assert isinstance(outcome.error, CertificateAbsent)
    commands = [one.item.header for one in desk.table.feed.after(0) if isinstance(one.item.header, bytes)]
    assert not any(header[1:2] == b"\x20" for header in commands)
    assert tried(desk, "child", Use.READ_CERTIFICATE).done


def test_a_card_without_pins_is_asked_for_none_and_is_not_called_blocked(tmp_path: Path) -> None:
    make_card("pinless", tmp_path / "cards", SANDBOX)
    with open_desk(tmp_path) as desk:
        outcome = tried(desk, "pinless", Use.READ_ATTRIBUTES, "1234")
        assert isinstance(outcome.error, CardWithoutPIN)
        assert outcome.attempts_remaining is None
        assert isinstance(tried(desk, "pinless", Use.SIGN, "ABC123").error, CertificateAbsent)
        headers = [one.item.header for one in desk.table.feed.after(0) if isinstance(one.item.header, bytes)]
        assert not any(header[1:2] == b"\x20" for header in headers)


def test_a_card_with_a_pin_is_asked_for_it(desk: Desk) -> None:
    assert tried(desk, "hanako", Use.READ_ATTRIBUTES, "1234").done
    headers = [one.item.header for one in desk.table.feed.after(0) if isinstance(one.item.header, bytes)]
    assert any(header[1:2] == b"\x20" for header in headers)


@pytest.mark.parametrize(("use", "typed"), [(Use.READ_ATTRIBUTES, "１２３４"), (Use.SIGN, "ａｂｃ１２３")])
def test_full_width_characters_are_the_same_credential(desk: Desk, use: Use, typed: str) -> None:
    assert tried(desk, "hanako", use, typed).done


def test_power_is_told_once_each_way(desk: Desk) -> None:
    for _ in range(2):
        tried(desk, "hanako", Use.READ_CERTIFICATE)
    kinds = [one.item.kind for one in desk.table.feed.after(0) if one.item.kind.startswith("power")]
    assert kinds == ["power-on", "power-off", "power-on", "power-off"]


def test_an_empty_reader_is_an_outcome_and_an_unknown_one_is_refused(desk: Desk) -> None:
    outcome = desk.table.try_out(1, Use.READ_CERTIFICATE)
    assert isinstance(outcome.error, NoCard)
    assert (outcome.card, outcome.first_event) == (None, None)
    with pytest.raises(ReaderUnknown):
        desk.table.try_out(2, Use.READ_CERTIFICATE)


def test_a_chip_that_destroyed_itself_says_so(desk: Desk) -> None:
    outcome = tried(desk, "tampered", Use.READ_CERTIFICATE)
    assert isinstance(outcome.error, CardNotWorking)
    assert outcome.error.status_word == 0x6F00


def test_a_card_that_leaves_in_mid_command_is_removed_and_its_reader_empty(desk: Desk) -> None:
    outcome = tried(desk, "leaves", Use.SIGN, "ISOGI1212")
    assert isinstance(outcome.error, CardRemoved)
    assert not outcome.done
    until(lambda: desk.table.reader(0).card is None, "the reader is empty")
    assert isinstance(desk.table.try_out(0, Use.READ_CERTIFICATE).error, NoCard)
    assert desk.table.card("leaves").can_be_laid


@pytest.mark.parametrize(
    ("persona", "use", "credential", "expected"),
    [
        ("bad-signature", Use.READ_CERTIFICATE, None, ["bad", "bad", "good"]),
        ("unknown-authority", Use.READ_CERTIFICATE, None, ["good", "bad", "good"]),
        ("expired-certificates", Use.READ_CERTIFICATE, None, ["good", "good", "bad"]),
        ("next-generation", Use.SIGN, "MIRAI384", ["good", "good", "good", "good"]),
    ],
)
def test_checks_tell_good_cards_from_bad_ones(
    tmp_path: Path, persona: str, use: Use, credential: str | None, expected: list[str]
) -> None:
    make_card(persona, tmp_path / "cards", SANDBOX)
    with open_desk(tmp_path) as desk:
        outcome = tried(desk, persona, use, credential)
        assert outcome.done
        assert verdicts(outcome) == expected
        assert all(check.verdict is not Verdict.BAD or check.what.ja for check in outcome.checks)
