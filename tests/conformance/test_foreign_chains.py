"""PKITS through `decide_foreign`: whole chains with every authority and list at hand, judged as NIST publishes."""

from collections import Counter

import pytest

from depth import PROVING, proof
from openmyna.pki.validation.foreign import decide_foreign
from openmyna.pki.validation.records import Decision
from openmyna.pki.validation.requirements import Requirements
from support import pkits

ANY_LEAF = Requirements()
UNSIGNED_HERE = {"ValidDSASignaturesTest4", "ValidDSAParameterInheritanceTest5"}
"""Signed with DSA, which is not believed here."""


def decision_on(name: str) -> Decision:
    """The decision under PKITS' own root, with everything else of PKITS as what happened to be gathered."""
    known = pkits.authorities()
    others = [der for authority, der in known.items() if authority != pkits.ROOT]
    return decide_foreign(
        pkits.leaf(name),
        [known[pkits.ROOT]],
        pkits.AT,
        ANY_LEAF,
        intermediates=others,
        lists=list(pkits.lists().values()),
    )


NAMED_BY_RESULT = sorted(name for name in pkits.APPLICABLE + pkits.OTHERS if name.startswith(("Valid", "Invalid")))
SAMPLE = NAMED_BY_RESULT if PROVING else NAMED_BY_RESULT[::12]
WITH_LISTS_OF_OTHERS = ["InvalidBadCRLSignatureTest4", "InvalidSeparateCertificateandCRLKeysTest21"]
"""The library alone takes these two once it is given the lists of authorities that have nothing to do with them."""


@pytest.mark.parametrize("name", WITH_LISTS_OF_OTHERS)
def test_lists_of_unrelated_authorities_clear_nobody(name: str) -> None:
    assert not decision_on(name).believed


def test_chains_are_judged_as_published() -> None:
    verdicts: Counter[str] = Counter()
    for name in SAMPLE:
        decision = decision_on(name)
        wanted = name.startswith("Valid") and name not in UNSIGNED_HERE
        assert decision.believed is wanted, (name, [check.words.en for check in decision.checks])
        verdicts[decision.verdict.value] += 1
    assert verdicts["good"] >= 5
    proof("foreign_chains", cases=len(SAMPLE), wrongly_accepted=0, **verdicts)
