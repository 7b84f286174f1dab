"""The model is no judge unless it condemns: each fault planted into the chip must end a fuzz run with a disagreement."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from openmyna.card import commands
from openmyna.card.chip import Chip
from openmyna.card.loaded_card import LoadedCard
from openmyna.iso7816.access import TERMINAL, Rule
from properties.chip_fuzz import Fuzz
from properties.model_knowledge import Disagreement

Plant = Callable[[pytest.MonkeyPatch], None]
VERIFY, READ_BINARY, SIGN, EXTERNAL_AUTHENTICATE, CHANGE, UNLOCK = 0x0020, 0x00B0, 0x802A, 0x0082, 0x0024, 0x8054


def _around(patch: pytest.MonkeyPatch, number: int, faulty: Callable[..., Any]) -> None:
    honest = commands.TABLE[number]
    patch.setitem(commands.TABLE, number, lambda card, command: faulty(honest, card, command))


def _file_of(card: LoadedCard, p2: int) -> Any:
    if p2 == 0x80:
        return card.file
    return card.application.by_short.get(p2 & 0x1F) if card.application else None


def another_application_keeps_what_was_verified(patch: pytest.MonkeyPatch) -> None:
    def enter(card: LoadedCard, application: Any) -> None:
        card.application, card.file = application, None

    patch.setattr(LoadedCard, "enter", enter)


def power_off_keeps_what_was_verified(patch: pytest.MonkeyPatch) -> None:
    def kept(chip: Chip) -> None:
        card = chip.card
        verified, application = card.verified, card.application
        card.forget()
        card.verified, card.application = verified, application

    patch.setattr(Chip, "power_off", kept)


def a_counter_is_restored_by_power_off(patch: pytest.MonkeyPatch) -> None:
    def restoring(chip: Chip) -> None:
        for application in chip.card.applications.values():
            for file in application.files.values():
                file.contents.remaining = file.contents.maximum
        chip.card.forget()

    patch.setattr(Chip, "power_off", restoring)


def a_wrong_try_is_free(patch: pytest.MonkeyPatch) -> None:
    def verify(honest: Any, card: LoadedCard, command: Any) -> Any:
        answer = honest(card, command)
        if not isinstance(answer, bytes) and (file := _file_of(card, command.p2)):
            file.contents.remaining += 1
        return answer

    _around(patch, VERIFY, verify)


def a_blocked_key_compares_once_more(patch: pytest.MonkeyPatch) -> None:
    def verify(honest: Any, card: LoadedCard, command: Any) -> Any:
        file = _file_of(card, command.p2)
        if command.data and file is not None and file.contents.maximum and not file.contents.remaining:
            file.contents.remaining = 1
        return honest(card, command)

    _around(patch, VERIFY, verify)


def the_query_says_9000_once_verified(patch: pytest.MonkeyPatch) -> None:
    def verify(honest: Any, card: LoadedCard, command: Any) -> Any:
        file = _file_of(card, command.p2)
        if not command.data and command.ne is None and not command.p1 and file and file.identifier in card.verified:
            card.file = file
            return b"\x90\x00"
        return honest(card, command)

    _around(patch, VERIFY, verify)


def the_beginning_of_a_value_opens(patch: pytest.MonkeyPatch) -> None:
    def verify(honest: Any, card: LoadedCard, command: Any) -> Any:
        file = _file_of(card, command.p2)
        if file is not None and command.data and file.contents.secret.startswith(command.data):
            command = command._replace(data=file.contents.secret)
        return honest(card, command)

    _around(patch, VERIFY, verify)


def every_rule_allows(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Rule, "allows", lambda *_: True)


def any_verified_key_opens_any_file(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Rule, "allows", lambda rule, status: bool(status) or frozenset() in rule.alternatives)


def a_terminal_opens_everything(patch: pytest.MonkeyPatch) -> None:
    honest = Rule.allows
    patch.setattr(Rule, "allows", lambda rule, status: TERMINAL in status or honest(rule, status))


def a_short_identifier_reads_past_the_rule(patch: pytest.MonkeyPatch) -> None:
    def read(honest: Any, card: LoadedCard, command: Any) -> Any:
        verified = card.verified
        if command.p1 & 0x80:
            card.verified = verified | set(range(0x20))
        try:
            return honest(card, command)
        finally:
            card.verified = verified

    _around(patch, READ_BINARY, read)


def a_signature_needs_no_key(patch: pytest.MonkeyPatch) -> None:
    def sign(honest: Any, card: LoadedCard, command: Any) -> Any:
        verified, card.verified = card.verified, set(range(0x20))
        try:
            return honest(card, command)
        finally:
            card.verified = verified

    _around(patch, SIGN, sign)


def any_proof_makes_an_issuer(patch: pytest.MonkeyPatch) -> None:
    module = import_module("openmyna.card.commands.external_authenticate")
    patch.setattr(module, "_issuer", lambda *_: True)


def a_challenge_serves_twice(patch: pytest.MonkeyPatch) -> None:
    def authenticate(honest: Any, card: LoadedCard, command: Any) -> Any:
        challenge = card.challenge
        try:
            return honest(card, command)
        finally:
            card.challenge = challenge

    _around(patch, EXTERNAL_AUTHENTICATE, authenticate)


def everyone_may_unlock(patch: pytest.MonkeyPatch) -> None:
    from openmyna.iso7816.access import ISSUER

    def unlock(honest: Any, card: LoadedCard, command: Any) -> Any:
        verified, card.verified = card.verified, card.verified | {ISSUER}
        try:
            return honest(card, command)
        finally:
            card.verified = verified

    _around(patch, UNLOCK, unlock)


def an_unlocked_reference_stays_verified(patch: pytest.MonkeyPatch) -> None:
    def unlock(honest: Any, card: LoadedCard, command: Any) -> Any:
        verified = set(card.verified)
        try:
            return honest(card, command)
        finally:
            card.verified |= verified

    _around(patch, UNLOCK, unlock)


def a_wrong_object_leaves_the_session_alive(patch: pytest.MonkeyPatch) -> None:
    honest = Chip._protected

    def protected(chip: Chip, command: Any) -> Any:
        session = chip.card.secure
        try:
            return honest(chip, command)
        finally:
            if chip.card.secure is None and session is not None:
                chip.card.secure = session

    patch.setattr(Chip, "_protected", protected)


def an_exception_leaves_the_chip(patch: pytest.MonkeyPatch) -> None:
    def read(honest: Any, card: LoadedCard, command: Any) -> Any:
        if len(command.data) > 15:
            raise IndexError("planted")
        return honest(card, command)

    _around(patch, READ_BINARY, read)


FAULTS: tuple[Plant, ...] = (
    another_application_keeps_what_was_verified,
    power_off_keeps_what_was_verified,
    a_counter_is_restored_by_power_off,
    a_wrong_try_is_free,
    a_blocked_key_compares_once_more,
    the_query_says_9000_once_verified,
    the_beginning_of_a_value_opens,
    every_rule_allows,
    any_verified_key_opens_any_file,
    a_terminal_opens_everything,
    a_short_identifier_reads_past_the_rule,
    a_signature_needs_no_key,
    any_proof_makes_an_issuer,
    a_challenge_serves_twice,
    everyone_may_unlock,
    an_unlocked_reference_stays_verified,
    a_wrong_object_leaves_the_session_alive,
    an_exception_leaves_the_chip,
)


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_ends_the_fuzz(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    fuzz = Fuzz(1)
    with pytest.raises((Disagreement, IndexError)):
        fuzz.run(20_000)


def test_the_same_run_passes_without_a_fault() -> None:
    Fuzz(1).run(3_000)
