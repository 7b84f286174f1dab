"""A key of an authority that is lost: who may say so, about whom, and under which certificates it is believed no more."""

from datetime import datetime

from cryptography import x509

from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.validation.anchors import Anchor, TrustAnchors
from openmyna.pki.validation.decision import decide
from openmyna.pki.validation.evidence import Evidence
from openmyna.pki.validation.records import Verdict
from support import signed_again
from support import small_issuer as made
from support.decisions import AUTH, ELSEWHERE, FIRST, HOUR, SECOND, codes, decided
from support.small_issuer import AT, LISTED, SmallIssuer


def authority_list(signer: SmallIssuer, serial: int, since: datetime = LISTED) -> bytes:
    scope = made.distribution(x509.DirectoryName(signer.names), only_contains_ca_certs=True)
    return signer.revocation_list(
        (serial, since, x509.ReasonFlags.ca_compromise), changes={"IssuingDistributionPoint": (scope, True)}
    )


def test_another_generation_may_say_that_a_key_was_lost_but_not_one_that_was_lost_itself() -> None:
    second = 8
    told = [SECOND.revocation_list(), authority_list(FIRST, second)]
    for_second = decided(SECOND.leaf(), told, anchors=[FIRST, SECOND])
    assert codes(for_second)["issuer_validity"] == "issuer_compromised"
    # Both are believed to be lost from an instant after this one on, so neither is heard about the other.
    later = AT + HOUR
    spared = decided(SECOND.leaf(), told, anchors=[FIRST, SECOND], compromised_at=later)
    assert codes(spared)["issuer_validity"] == "issuer_valid"
    stranger = [SECOND.revocation_list(), authority_list(ELSEWHERE, second)]
    assert decided(SECOND.leaf(), stranger, anchors=[FIRST, SECOND, ELSEWHERE]).verdict is Verdict.GOOD


def test_a_key_that_is_lost_is_lost_under_every_certificate_of_it() -> None:
    again = SmallIssuer.begin(serial=77)
    lists = Evidence([IndexedList.from_der(FIRST.revocation_list())])

    def judged(*anchors: Anchor) -> Verdict:
        return decide(FIRST.leaf(), TrustAnchors(anchors), lists, AT, AUTH).verdict

    for other in (FIRST, again):
        assert judged(Anchor.from_der(FIRST.der, AT), Anchor.from_der(other.der)) is Verdict.UNTRUSTED
        assert judged(Anchor.from_der(FIRST.der, AT + HOUR), Anchor.from_der(other.der)) is Verdict.GOOD
    assert judged(Anchor.from_der(SECOND.der, AT), Anchor.from_der(FIRST.der)) is Verdict.GOOD


def test_a_list_about_authorities_names_only_those_that_its_own_issuer_certified() -> None:
    # Below another authority the same number is another certificate.
    below = SmallIssuer.begin(made.key("below"), units=("TEST below",), serial=7, issued_by=FIRST)
    everything = below.revocation_list((7, LISTED, None), municipality=None)
    told = decided(below.leaf(), [everything], anchors=[below, FIRST])
    assert told.verdict is Verdict.GOOD
    parents = authority_list(FIRST, 7)
    assert codes(decided(below.leaf(), [everything, parents], anchors=[below, FIRST]))["issuer_validity"] == (
        "issuer_compromised"
    )


def test_an_entry_that_cannot_be_read_still_names_its_authority() -> None:
    for serial, code in ((7, "issuer_compromised"), (8, "issuer_valid")):
        named = authority_list(FIRST, serial, LISTED - HOUR)
        unread = signed_again.list_with(named, FIRST.key, b"261121140000Z", b"261131140000Z")
        assert codes(decided(FIRST.leaf(), [FIRST.revocation_list(), unread]))["issuer_validity"] == code
