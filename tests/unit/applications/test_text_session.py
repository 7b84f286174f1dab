"""The terminal's side of the text application: what each credential opens, and what vouches for what was read."""

from dataclasses import replace

import pytest

from openmyna.applications.text.session import TextSession
from openmyna.card.chip import Chip
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.matching_numbers import MatchingNumberA, MatchingNumberB
from openmyna.identity.secret import FourDigitPIN
from openmyna.identity.sex import Sex
from openmyna.pki.errors import IssuerMismatch, SignatureInvalid
from openmyna.reader.errors import SecurityStatusNotSatisfied, WrongPIN
from openmyna.reader.session import CardSession
from openmyna.sandbox.card_data import TEXT_ROOT, VISUAL_ROOT, published_issuers

PIN = FourDigitPIN("1234")
NUMBER = "987654321098"
ROOT_KEY = dict(published_issuers().card_roots)[TEXT_ROOT]


def number_b(chip: Chip) -> MatchingNumberB:
    """The matching number B this chip compares."""
    reference = chip.card.applications[bytes.fromhex("D3921000310001010408")].files[0x0015]
    return MatchingNumberB(reference.contents.secret.decode("ascii"))


def test_the_pin_opens_attributes_and_number(hanako: Chip) -> None:
    with CardSession(hanako) as card:
        text = TextSession(card)
        text.verify(PIN)
        attributes, number = text.read_attributes(), text.read_individual_number()
        text.verify_attributes(attributes, TEXT_ROOT, ROOT_KEY)
        text.verify_individual_number(number, TEXT_ROOT, ROOT_KEY)
    assert (attributes.name.text, attributes.sex) == ("番号　花子", Sex.FEMALE)
    assert isinstance(number, IndividualNumber)
    assert number.reveal() == NUMBER
    assert NUMBER not in repr(number)


def test_matching_number_a_opens_the_number_and_not_the_attributes(hanako: Chip) -> None:
    with CardSession(hanako) as card:
        text = TextSession(card)
        text.verify(MatchingNumberA(NUMBER))
        assert text.read_individual_number().reveal() == NUMBER
        with pytest.raises(SecurityStatusNotSatisfied):
            text.read_attributes()


def test_matching_number_b_opens_the_attributes_and_not_the_number(hanako: Chip) -> None:
    with CardSession(hanako) as card:
        text = TextSession(card)
        text.verify(number_b(hanako))
        assert text.read_attributes().name.text == "番号　花子"
        with pytest.raises(SecurityStatusNotSatisfied):
            text.read_individual_number()


def test_each_credential_counts_its_own_attempts(hanako: Chip) -> None:
    kinds: tuple[type[FourDigitPIN | MatchingNumberA | MatchingNumberB], ...]
    kinds = (FourDigitPIN, MatchingNumberA, MatchingNumberB)
    with CardSession(hanako) as card:
        text = TextSession(card)
        assert [text.attempts_remaining(kind) for kind in kinds] == [3, 10, 10]
        with pytest.raises(WrongPIN):
            text.verify(MatchingNumberA("123456789013"))
        assert [text.attempts_remaining(kind) for kind in kinds] == [3, 9, 10]


def test_attributes_that_were_altered_are_refused(hanako: Chip) -> None:
    with CardSession(hanako) as card:
        text = TextSession(card)
        text.verify(PIN)
        read = text.read_attributes()
        text.verify_attributes(read, TEXT_ROOT, ROOT_KEY)
        with pytest.raises(SignatureInvalid):
            text.verify_attributes(replace(read, sex=Sex.MALE), TEXT_ROOT, ROOT_KEY)


def test_another_number_than_the_signed_one_is_refused(hanako: Chip) -> None:
    with CardSession(hanako) as card:
        text = TextSession(card)
        text.verify(PIN)
        with pytest.raises(SignatureInvalid):
            text.verify_individual_number(IndividualNumber("123456789013"), TEXT_ROOT, ROOT_KEY)
        text.verify_individual_number(IndividualNumber(NUMBER), TEXT_ROOT, ROOT_KEY)


def test_another_root_than_the_one_that_certified_is_refused(hanako: Chip) -> None:
    with CardSession(hanako) as card:
        text = TextSession(card)
        text.verify(PIN)
        read = text.read_attributes()
        with pytest.raises(IssuerMismatch):
            text.verify_attributes(read, VISUAL_ROOT, ROOT_KEY)
        with pytest.raises(SignatureInvalid):
            text.verify_attributes(read, TEXT_ROOT, dict(published_issuers().card_roots)[VISUAL_ROOT])
