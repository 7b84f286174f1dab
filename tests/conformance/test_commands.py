"""Literal commands and their exact answers, typed from the sheets: one case a sentence, each on a fresh card."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import depth
from support.hanako_card import Step, exchange, fits, fresh_contents, powered_chip

TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("commands.toml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = TABLE["case"]


@pytest.fixture(scope="module")
def agreed() -> Iterator[list[int]]:
    """How many steps each passed case had; counted in a proof only when every case passed."""
    steps: list[int] = []
    yield steps
    if len(steps) == len(CASES):
        depth.proof("literal-commands", cases=len(steps), steps=sum(steps))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_literal_commands_get_their_exact_answers(case: dict[str, Any], agreed: list[int]) -> None:
    contents = fresh_contents()
    contents.profile.warm_reset_clears = case.get("warm_reset_clears", False)
    chip = powered_chip(contents)
    done = []
    for command, expected in case["steps"]:
        answer = exchange(chip, command)
        done.append(Step(command, expected, answer))
        assert fits(expected, answer), "\n".join(map(str, done))
    agreed.append(len(done))


def test_every_status_word_of_the_sheet_is_expected_by_a_literal_step() -> None:
    reached = {expected[-4:] for case in CASES for _, expected in case["steps"]}
    assert set(TABLE["status_words"]) - reached == set()


def test_a_case_is_told_by_its_name() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES)
