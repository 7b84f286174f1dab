"""One suite, two wires: the sessions and the desk do the same with a card in process and through a real pcscd."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from interop.virtual_readers import VirtualReaders, eventually, holds_card
from openmyna.applications.jpki.session import JPKICertificate, JPKIKey, JPKISession
from openmyna.applications.text.session import TextSession
from openmyna.bootstrap import make_card
from openmyna.card.chip import Chip
from openmyna.card.errors import CardLeft
from openmyna.card.wire.rack import Place
from openmyna.identity.matching_numbers import MatchingNumberA
from openmyna.identity.secret import FourDigitPIN, Password
from openmyna.iso7816.card_port import CardPort
from openmyna.pki.certificate_facts import CertificateFacts, verify_signature
from openmyna.reader.errors import CardRemoved, PINBlocked, SecurityStatusNotSatisfied, WrongPIN
from openmyna.reader.session import CardSession
from openmyna.reader.transports.in_process import InProcess
from openmyna.reader.transports.pcsc import PCSC
from openmyna.sandbox.card_data import TEXT_ROOT, published_issuers
from openmyna.services.desk.records import Use, Way
from openmyna.services.desk.results import Outcome
from openmyna.services.desk.wiring import PCSCReaders
from support.desk import SANDBOX, Desk, open_desk

WIRES = ("in process", "through pcscd")


@pytest.fixture(params=WIRES)
def port(request: pytest.FixtureRequest, hanako: Chip) -> Iterator[CardPort]:
    """Hanako's card at the end of either wire."""
    if request.param == "in process":
        yield InProcess(hanako, "1", CardLeft)
        return
    readers: VirtualReaders = request.getfixturevalue("readers")
    with readers.holding(hanako) as reader, PCSC(reader) as terminal:
        yield terminal


def test_certificates_are_read_whole(port: CardPort) -> None:
    with CardSession(port) as card:
        jpki = JPKISession(card)
        sizes = [len(jpki.read_certificate(which)) for which in (JPKICertificate.AUTH, JPKICertificate.AUTH_CA)]
        assert min(sizes) > 1_000
        with pytest.raises(SecurityStatusNotSatisfied):
            jpki.read_certificate(JPKICertificate.SIGN)
        jpki.verify(Password("ABC123"))
        facts = CertificateFacts.from_der(jpki.read_certificate(JPKICertificate.SIGN))
        assert facts.serial_number == 120000001


def test_a_signature_is_made_and_fits_its_certificate(port: CardPort) -> None:
    with CardSession(port) as card:
        jpki = JPKISession(card)
        jpki.verify(FourDigitPIN("1234"))
        signature = jpki.sign(JPKIKey.AUTH, b"openmyna")
        verify_signature(jpki.read_certificate(JPKICertificate.AUTH), b"openmyna", signature)


def test_attributes_and_number_are_read_and_verified(port: CardPort) -> None:
    root_key = dict(published_issuers().card_roots)[TEXT_ROOT]
    with CardSession(port) as card:
        text = TextSession(card)
        text.verify(FourDigitPIN("1234"))
        attributes = text.read_attributes()
        text.verify_attributes(attributes, TEXT_ROOT, root_key)
        assert attributes.name.text == "番号　花子"
    with CardSession(port) as card:
        text = TextSession(card)
        text.verify(MatchingNumberA("987654321098"))
        text.verify_individual_number(text.read_individual_number(), TEXT_ROOT, root_key)


def test_attempts_are_counted_down_to_blocked(port: CardPort) -> None:
    with CardSession(port) as card:
        text = TextSession(card)
        for left in (2, 1):
            with pytest.raises(WrongPIN) as refusal:
                text.verify(FourDigitPIN("9999"))
            assert refusal.value.attempts_remaining == left
        for value in ("9999", "1234"):
            with pytest.raises(PINBlocked):
                text.verify(FourDigitPIN(value))
        assert text.attempts_remaining(FourDigitPIN) == 0


def test_nothing_verified_outlives_a_session(port: CardPort) -> None:
    with CardSession(port) as card:
        JPKISession(card).verify(Password("ABC123"))
    with CardSession(port) as card, pytest.raises(SecurityStatusNotSatisfied):
        JPKISession(card).read_certificate(JPKICertificate.SIGN)


# The desk through pcscd: the test's own slots take the place of those a desk would open.


@pytest.fixture(scope="module")
def made_cards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "cards"
    for persona in ("hanako", "child", "leaves"):
        make_card(persona, folder, SANDBOX)
    return folder


@pytest.fixture
def desk(readers: VirtualReaders, made_cards: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose two readers pcscd shows."""
    shutil.copytree(made_cards, tmp_path / "cards")
    names = {number: readers.name(number) for number in range(2)}
    with open_desk(tmp_path, readers=0, shared=PCSCReaders(), pcsc_names=names) as opened:
        for slot in readers.listeners[:2]:
            opened.rack._add(Place(slot))
        yield opened
    for name in names.values():
        eventually(lambda name=name: not holds_card(name), f"{name} is empty")


def laid(desk: Desk, readers: VirtualReaders, card: str, reader: int = 0) -> None:
    desk.table.lay(card, reader)
    readers.wait_for_card(reader)


def without_times(outcome: Outcome) -> tuple[object, ...]:
    return type(outcome.result), [check.verdict for check in outcome.checks], type(outcome.error), outcome.card


@pytest.mark.parametrize(
    ("use", "credential"),
    [
        (Use.READ_CERTIFICATE, None),
        (Use.READ_ATTRIBUTES, "1234"),
        (Use.READ_ATTRIBUTES, "9999"),
        (Use.SIGN, "ABC123"),
        (Use.SIGN, "ZZZ999"),
    ],
)
def test_the_desk_does_the_same_on_both_wires(
    desk: Desk, readers: VirtualReaders, tmp_path: Path, made_cards: Path, use: Use, credential: str | None
) -> None:
    laid(desk, readers, "hanako")
    assert desk.table.reader(0).way is Way.VIRTUAL_READER
    through_pcscd = desk.table.try_out(0, use, credential)
    shutil.copytree(made_cards, tmp_path / "other" / "cards")
    with open_desk(tmp_path / "other") as other:
        other.table.lay("hanako", 0)
        directly = other.table.try_out(0, use, credential)
    assert without_times(through_pcscd) == without_times(directly)
    assert through_pcscd.attempts_remaining == directly.attempts_remaining


def test_a_use_right_after_laying_waits_until_pcscd_has_seen_the_card(desk: Desk) -> None:
    desk.table.lay("hanako", 0)
    assert desk.table.try_out(0, Use.READ_CERTIFICATE).done


def test_a_card_that_leaves_under_pcscd_is_removed_and_its_reader_empty(desk: Desk, readers: VirtualReaders) -> None:
    laid(desk, readers, "leaves")
    outcome = desk.table.try_out(0, Use.SIGN, "ISOGI1212")
    assert isinstance(outcome.error, CardRemoved)
    eventually(lambda: desk.table.reader(0).card is None, "the reader is empty")
    laid(desk, readers, "hanako")
    assert desk.table.try_out(0, Use.READ_CERTIFICATE).done


def test_cards_are_swapped_under_pcscd(desk: Desk, readers: VirtualReaders) -> None:
    laid(desk, readers, "hanako")
    assert desk.table.try_out(0, Use.READ_CERTIFICATE).card == "hanako"
    laid(desk, readers, "child")
    outcome = desk.table.try_out(0, Use.READ_CERTIFICATE)
    assert (outcome.card, outcome.done) == ("child", True)


def test_without_a_pcscd_the_desk_reads_the_card_itself(desk: Desk, readers: VirtualReaders) -> None:
    laid(desk, readers, "hanako")
    with readers.replaced_by(None):
        assert desk.table.try_out(0, Use.READ_CERTIFICATE).done
    readers.wait_for_card(0)
    assert desk.table.try_out(0, Use.READ_CERTIFICATE).done
