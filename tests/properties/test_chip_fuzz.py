"""Random and mutated commands against one long-lived card: always an answer, never a state the model forbids."""

import os
from random import Random

import pytest

import depth
from properties.chip_fuzz import Fuzz
from properties.watched_card import WatchedCard

REACHED = (
    "9000 6300 63C0 63C1 63C2 63C3 63C4 66F1 6700 6881 6882 6884 6981 6982 6984 6985 "
    "6986 6988 69FC 6A81 6A82 6A83 6A86 6A88 6B00 6D00 6E00"
)
"""Answers without which a run did not look behind enough doors."""


def test_random_and_mutated_commands_always_get_an_answer_and_never_a_state_the_model_forbids() -> None:
    seed = int(os.environ.get("OPENMYNA_FUZZ_SEED", "20251130"))
    print(f"\nOPENMYNA_FUZZ_SEED={seed}")
    fuzz = Fuzz(seed)
    wanted = depth.count(20_000, 1_000_000)
    fuzz.run(wanted)
    print(fuzz.answers.most_common())
    assert fuzz.card.judged == fuzz.card.sent >= wanted
    assert fuzz.answers["9000"] > fuzz.card.sent // 10
    assert set(REACHED.split()) - set(fuzz.answers) == set(), "the fuzz did not reach these answers"
    depth.proof(
        "apdu-fuzz",
        seed=seed,
        commands=fuzz.card.sent,
        judged_right=fuzz.card.judged,
        mutated=fuzz.mutations,
        status_words=len(fuzz.answers),
    )


@pytest.mark.parametrize("length", [0, 1, 2, 3])
def test_every_command_too_short_for_a_header_is_answered_6700(length: int) -> None:
    card = WatchedCard()
    random = Random(length)
    assert {card.sw(random.randbytes(length)) for _ in range(64)} == {"6700"}


def test_every_class_and_instruction_is_answered_in_every_application() -> None:
    """The whole grid of 65,536 headers (every 17th in the small run), as four bytes, in each application."""
    card = WatchedCard()
    step = depth.count(17, 1)
    for application in ("manager", "jpki", "visual", "text", "resident", "common"):
        card.select(application)
        for header in range(0, 65536, step):
            card.send(bytes((header >> 8, header & 0xFF, 0x00, 0x80)))
