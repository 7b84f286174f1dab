"""Issuer session and terminal authentication, both of our own design (rulings 22 and 23), against a stranger's half."""

import pytest

from openmyna.card.chip import Chip
from openmyna.sandbox.card_data import terminal_certificate
from openmyna.sandbox.personas import load
from support.hanako_card import exchange, fresh_contents, powered_chip, status
from support.make_believe import made
from support.own_sessions import JPKI, Terminal, challenge, issuer_proof, open_issuer_session

SELECT_JPKI = f"00A4040C0A{JPKI}"
SELECT_TEXT = "00A4040C0AD3921000310001010408"
SELECT_DOMAIN = "00A4040C07A0000001510000"
WRITE = "00D68A00 01 30"
SIGN_AUTH = "802A0297 20 {32 x 5A} 00"
SIGN_DIGITAL = "802A029A 20 {32 x 5A} 00"


@pytest.fixture(scope="module")
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture
def chip(terminal: Terminal) -> Chip:
    """A card that trusts the terminal's authority, with the JPKI application selected."""
    powered = powered_chip(terminal.trusted_by(fresh_contents()))
    assert exchange(powered, SELECT_JPKI) == "9000"
    return powered


def issuer_key(chip: Chip) -> bytes:
    key: bytes = chip.store.contents.issuer_key
    assert len(key) == 32
    return key


def test_an_issuer_session_writes_and_nobody_else_does(chip: Chip) -> None:
    assert exchange(chip, WRITE) == "6982"
    assert open_issuer_session(chip, issuer_key(chip)) == "9000"
    assert exchange(chip, WRITE) == "9000"


def test_a_wrong_proof_opens_nothing_and_uses_up_the_challenge(chip: Chip) -> None:
    assert open_issuer_session(chip, bytes(32)) == "6300"
    assert exchange(chip, WRITE) == "6982"
    proof = issuer_proof(issuer_key(chip), challenge(chip))
    assert exchange(chip, proof[:-1] + bytes([proof[-1] ^ 1])) == "6300"
    assert exchange(chip, proof) == "6985"
    assert exchange(chip, WRITE) == "6982"


def test_a_proof_is_good_for_one_challenge(chip: Chip) -> None:
    proof = issuer_proof(issuer_key(chip), challenge(chip))
    assert exchange(chip, proof) == "9000"
    assert exchange(chip, "cold") != ""
    assert exchange(chip, proof) == "6985"
    challenge(chip)
    assert exchange(chip, proof) == "6300"


def test_a_short_challenge_does_not_serve(chip: Chip) -> None:
    answer = exchange(chip, "0084000008")
    assert exchange(chip, issuer_proof(issuer_key(chip), bytes.fromhex(answer[:-4]))) == "6985"
    assert open_issuer_session(chip, issuer_key(chip)) == "9000"


@pytest.mark.parametrize(
    ("ending", "still"),
    [
        ([SELECT_JPKI], "9000"),
        ([SELECT_TEXT, SELECT_JPKI], "6982"),
        (["cold", SELECT_JPKI], "6982"),
        (["warm"], "9000"),
    ],
    ids=["the same application", "another application", "power off", "a warm reset"],
)
def test_an_issuer_session_ends_like_a_verified_pin(chip: Chip, ending: list[str], still: str) -> None:
    assert open_issuer_session(chip, issuer_key(chip)) == "9000"
    for command in ending:
        exchange(chip, command)
    assert exchange(chip, WRITE) == still


def test_unlocking_restores_the_tries_and_may_set_a_new_value(chip: Chip) -> None:
    for left in ("63C2", "63C1", "63C0"):
        assert exchange(chip, "002000980439393939") == left
    assert exchange(chip, "80540098") == "6982"
    assert open_issuer_session(chip, issuer_key(chip)) == "9000"
    assert exchange(chip, "80540098") == "9000"
    assert exchange(chip, "00200098") == "63C3"
    assert exchange(chip, "002000980431323334") == "9000"
    assert exchange(chip, "8054009803313233") == "6700"
    assert exchange(chip, "805400980438383838") == "9000"
    assert exchange(chip, "002000980431323334") == "63C2"
    assert exchange(chip, "002000980438383838") == "9000"


def test_unlocking_a_reference_blocked_from_issue_leaves_it_blocked(chip: Chip) -> None:
    assert open_issuer_session(chip, issuer_key(chip)) == "9000"
    assert exchange(chip, "80540090") == "6985"
    assert exchange(chip, "00200090") == "63C0"


def test_an_authenticated_terminal_signs_with_the_authentication_key_and_opens_nothing_else(
    chip: Chip, terminal: Terminal
) -> None:
    assert exchange(chip, SIGN_AUTH) == "6982"
    terminal.authenticate(chip)
    assert status(chip, SIGN_AUTH) == "9000"
    assert exchange(chip, SIGN_DIGITAL) == "6982"
    assert exchange(chip, "00B0810004") == "6982"
    assert exchange(chip, WRITE) == "6982"
    assert exchange(chip, "00200098") == "63C3"


def test_both_known_parameters_take_a_terminal_certificate(chip: Chip, terminal: Terminal) -> None:
    assert exchange(chip, terminal.certificate_command(parameters="00C1")) == "9000"
    assert exchange(chip, terminal.proof_command(challenge(chip))) == "9000"
    assert status(chip, SIGN_AUTH) == "9000"


def test_a_certificate_of_another_authority_or_an_altered_one_is_refused(chip: Chip, terminal: Terminal) -> None:
    assert exchange(chip, terminal.certificate_command(terminal.certify(terminal.key))) == "6300"
    altered = bytearray(terminal.certificate)
    altered[100] ^= 1
    assert exchange(chip, terminal.certificate_command(bytes(altered))) == "6300"
    assert exchange(chip, terminal.proof_command(challenge(chip))) == "6985"
    assert exchange(chip, SIGN_AUTH) == "6982"


@pytest.mark.parametrize("cut", [slice(0, -1), slice(1, None), slice(0, 300)], ids=["end", "start", "no signature"])
def test_a_certificate_of_another_structure_is_refused(chip: Chip, terminal: Terminal, cut: slice) -> None:
    assert exchange(chip, terminal.certificate_command(terminal.certificate[cut])) == "6A80"
    assert exchange(chip, terminal.certificate_command()) == "9000"


def test_a_certificate_alone_opens_nothing(chip: Chip, terminal: Terminal) -> None:
    assert exchange(chip, terminal.certificate_command()) == "9000"
    assert exchange(chip, SIGN_AUTH) == "6982"


def test_a_terminal_must_prove_its_key_over_this_challenge(chip: Chip, terminal: Terminal) -> None:
    assert exchange(chip, terminal.certificate_command()) == "9000"
    assert exchange(chip, terminal.proof_command(bytes(16))) == "6985"
    challenge(chip)
    assert exchange(chip, terminal.proof_command(bytes(16))) == "6300"
    assert exchange(chip, SIGN_AUTH) == "6982"
    assert exchange(chip, terminal.proof_command(challenge(chip))) == "9000"
    assert status(chip, SIGN_AUTH) == "9000"


@pytest.mark.parametrize(
    ("ending", "still"),
    [
        ([SELECT_JPKI], "9000"),
        ([SELECT_DOMAIN, SELECT_JPKI], "6982"),
        (["cold", SELECT_JPKI], "6982"),
        (["warm"], "9000"),
    ],
    ids=["the same application", "another application", "power off", "a warm reset"],
)
def test_a_terminal_is_forgotten_like_a_verified_pin(
    chip: Chip, terminal: Terminal, ending: list[str], still: str
) -> None:
    terminal.authenticate(chip)
    for command in ending:
        exchange(chip, command)
    assert status(chip, SIGN_AUTH) == still


def test_terminal_authentication_is_a_setting_of_the_card(terminal: Terminal) -> None:
    contents = terminal.trusted_by(fresh_contents())
    contents.profile.terminal_authentication = False
    chip = powered_chip(contents)
    assert exchange(chip, SELECT_JPKI) == "9000"
    assert exchange(chip, terminal.certificate_command()) == "6985"
    assert exchange(chip, SIGN_AUTH) == "6982"


def test_terminals_are_known_to_the_jpki_application_alone(chip: Chip, terminal: Terminal) -> None:
    assert exchange(chip, SELECT_TEXT) == "9000"
    assert exchange(chip, terminal.certificate_command()) == "6985"


def test_the_terminal_of_the_sandbox_is_trusted_by_the_card_of_the_sandbox(terminal: Terminal) -> None:
    shown = terminal_certificate().contents()
    own = powered_chip()
    assert exchange(own, SELECT_JPKI) == "9000"
    assert exchange(own, terminal.certificate_command(shown)) == "9000"
    foreign = powered_chip(terminal.trusted_by(fresh_contents()))
    assert exchange(foreign, SELECT_JPKI) == "9000"
    assert exchange(foreign, terminal.certificate_command(shown)) == "6300"


def test_a_card_without_pins_signs_for_a_terminal_and_compares_nothing(terminal: Terminal) -> None:
    chip = powered_chip(terminal.trusted_by(made(load("pinless"))))
    assert exchange(chip, SELECT_JPKI) == "9000"
    for reference in ("98", "9B"):
        assert exchange(chip, f"002000{reference}") == "63C0"
    assert exchange(chip, "0020009804 31323334") == "6984"
    assert exchange(chip, SIGN_AUTH) == "6982"
    terminal.authenticate(chip)
    assert status(chip, SIGN_AUTH) == "9000"
    assert exchange(chip, SIGN_DIGITAL) == "6982"
    assert exchange(chip, SELECT_TEXT) == "9000"
    assert exchange(chip, "00200091") == "63C0"
