"""Access rules as values, and the words a layout is declared with."""

from hypothesis import given
from hypothesis import strategies as st

from openmyna.iso7816.access import ALWAYS, ISSUER_SESSION, NEVER, TERMINAL_AUTHENTICATED, Rule, after
from openmyna.iso7816.layout import Application, Certainty, ElementaryFile, Internal

PIN, OTHER = 0x18, 0x1B


def test_always_is_open_and_never_is_shut_whatever_was_verified() -> None:
    assert ALWAYS.allows(set())
    assert not NEVER.allows({PIN, OTHER, 0x10000, 0x10001})


def test_after_several_references_any_one_of_them_opens() -> None:
    rule = after(PIN, OTHER)
    assert rule.allows({PIN})
    assert rule.allows({OTHER})
    assert not rule.allows({0x11})
    assert not rule.allows(set())


def test_and_demands_both_while_or_is_content_with_one() -> None:
    both, either = after(PIN) & ISSUER_SESSION, after(PIN) | TERMINAL_AUTHENTICATED
    assert not both.allows({PIN})
    assert both.allows({PIN, 0x10000})
    assert either.allows({0x10001})
    assert not either.allows({0x10000})


RULES = st.recursive(
    st.sampled_from([ALWAYS, NEVER, after(PIN), after(OTHER), after(0x11), ISSUER_SESSION]),
    lambda inner: (
        st.tuples(inner, inner).map(lambda pair: pair[0] | pair[1])
        | st.tuples(inner, inner).map(lambda pair: pair[0] & pair[1])
    ),
    max_leaves=4,
)
STATUS = st.sets(st.sampled_from([PIN, OTHER, 0x11, 0x10000]))


@given(RULES, RULES, STATUS)
def test_or_and_and_mean_what_the_words_mean(one: Rule, two: Rule, status: set[int]) -> None:
    assert (one | two).allows(status) == (one.allows(status) or two.allows(status))
    assert (one & two).allows(status) == (one.allows(status) and two.allows(status))


@given(RULES, STATUS)
def test_proving_more_never_shuts_what_was_open(rule: Rule, status: set[int]) -> None:
    assert not rule.allows(status) or rule.allows(status | {0x99})


def test_a_file_is_found_by_its_name_and_knows_its_short_identifier() -> None:
    file = ElementaryFile(
        identifier=0x001B, name="x", ja="試", body=Internal(), certainty=Certainty.GUESS, source="openmyna"
    )
    application = Application(name="a", ja="試", aid=b"\xa0", files=(file,))
    assert application.file("x").short_identifier == 0x1B
