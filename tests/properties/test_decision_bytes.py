"""One changed byte in a certificate, a list or an answer never makes anybody believe what was refused before.

Nor does a reader that remembers what it met before read any certificate otherwise than one that meets it first.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.x509 import ocsp

from depth import count, proof
from openmyna.pki.der import TRUE, explicit, object_identifier, octet_string, sequence
from openmyna.pki.errors import PKIError
from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.validation.anchors import TrustAnchors
from openmyna.pki.validation.decision import decide
from openmyna.pki.validation.evidence import Evidence
from openmyna.pki.validation.faults import Malformed
from openmyna.pki.validation.leaf import LeafReader
from openmyna.pki.validation.ocsp_evidence import OCSPAnswer
from openmyna.pki.validation.records import Decision, Verdict
from support.decisions import AUTH, ELSEWHERE, FIRST, SECOND, SIGN, delegated
from support.small_issuer import AT, LIST_ENDS, LISTED, SERIAL, policies

pytestmark = [
    pytest.mark.filterwarnings("ignore:Attribute's length must be"),
    pytest.mark.filterwarnings("ignore:Parsed a serial number which wasn't positive"),
]
"""What the library warns of when a changed byte makes it: a short name attribute, a responder numbered below zero."""

Scene = tuple[bytes, list[bytes], list[bytes]]

REVOKED = FIRST.revocation_list((SERIAL, LISTED, x509.ReasonFlags.key_compromise))
HELD = FIRST.revocation_list((SERIAL, LISTED, x509.ReasonFlags.certificate_hold))
OTHER_POLICY = FIRST.leaf(changes={"CertificatePolicies": (policies("2.999.8.5.1.3.31"), True)})
REFUSED: dict[str, Scene] = {
    "revoked": (FIRST.leaf(), [REVOKED], []),
    "held": (FIRST.leaf(), [HELD], []),
    "revoked by the answer": (FIRST.leaf(), [], [delegated(status=ocsp.OCSPCertStatus.REVOKED, since=LISTED)]),
    "unknown to the responder": (FIRST.leaf(), [], [delegated(status=ocsp.OCSPCertStatus.UNKNOWN)]),
    "another place's list": (FIRST.leaf(), [FIRST.revocation_list(municipality="Tamago-sha")], []),
    "another generation's list": (FIRST.leaf(), [SECOND.revocation_list()], []),
    "a list run out": (FIRST.leaf(), [FIRST.revocation_list(next_update=AT)], []),
    "an answer about another": (FIRST.leaf(), [], [FIRST.answer(FIRST.leaf(serial=SERIAL + 1))]),
    "nobody's": (ELSEWHERE.leaf(), [FIRST.revocation_list()], []),
    "another policy": (OTHER_POLICY, [FIRST.revocation_list()], []),
    "expired": (FIRST.leaf(until=AT - timedelta(days=1)), [FIRST.revocation_list()], []),
}
BELIEVED: Scene = (FIRST.leaf(), [FIRST.revocation_list()], [delegated()])
ANCHORS = TrustAnchors.from_der([FIRST.der, SECOND.der])


def decision_on(certificate: bytes, lists: Sequence[bytes], answers: Sequence[bytes]) -> Decision:
    """The decision with whatever of the evidence can be read; what cannot is refused by a coded error."""
    read_lists, read_answers = [], []
    for der in lists:
        try:
            read_lists.append(IndexedList.from_der(der))
        except PKIError:
            continue
    for der in answers:
        try:
            read_answers.append(OCSPAnswer.from_der(der))
        except PKIError:
            continue
    return decide(certificate, ANCHORS, Evidence(read_lists, read_answers), AT, AUTH)


def changed(der: bytes, choice: random.Random) -> bytes:
    at = choice.randrange(len(der))
    return der[:at] + bytes((der[at] ^ choice.randrange(1, 256),)) + der[at + 1 :]


def test_one_changed_byte_never_turns_a_refusal_into_belief() -> None:
    choice, times = random.Random(20261122), count(200, 20_000)
    verdicts: Counter[str] = Counter()
    for name, (certificate, lists, answers) in REFUSED.items():
        assert decision_on(certificate, lists, answers).verdict is not Verdict.GOOD, name
        for _ in range(times):
            for part, pieces in enumerate(([certificate], lists, answers)):
                if not pieces:
                    continue
                altered = [changed(pieces[0], choice)]
                scene = [[certificate], lists, answers]
                scene[part] = altered
                decision = decision_on(scene[0][0], scene[1], scene[2])
                assert decision.verdict is not Verdict.GOOD, (name, altered[0].hex())
                verdicts[decision.verdict.value] += 1
    assert {"malformed", "untrusted", "status_unknown", "expired"} <= set(verdicts)
    proof("decision_bytes", refusals=len(REFUSED), changed=sum(verdicts.values()), turned_good=0)


def test_a_believed_certificate_is_believed_no_more_once_any_byte_of_it_is_changed() -> None:
    certificate, lists, answers = BELIEVED
    assert decision_on(certificate, lists, answers).verdict is Verdict.GOOD
    for at in range(len(certificate)):
        for bit in (1, 0x80):
            altered = certificate[:at] + bytes((certificate[at] ^ bit,)) + certificate[at + 1 :]
            assert decision_on(altered, lists, answers).verdict is not Verdict.GOOD, at


@pytest.mark.parametrize("size", [0, 1, 2, 16, 500])
def test_any_bytes_are_decided_without_an_exception(size: int) -> None:
    choice = random.Random(size)
    for _ in range(count(50, 5_000)):
        noise = choice.randbytes(size)
        assert decide(noise, ANCHORS, Evidence(), AT, SIGN).verdict is Verdict.MALFORMED


def test_evidence_cut_off_anywhere_clears_nobody() -> None:
    certificate, lists, answers = BELIEVED
    for end in range(0, len(lists[0]), 7):
        assert decision_on(certificate, [lists[0][:end]], []).verdict is Verdict.STATUS_UNKNOWN
    for end in range(0, len(answers[0]), 7):
        assert decision_on(certificate, [], [answers[0][:end]]).verdict is Verdict.STATUS_UNKNOWN
    assert AT < LIST_ENDS


def extensions_of(der: bytes) -> list[bytes]:
    """Each extension of a certificate, as it is written."""
    return [extension.dump() for extension in asn1_x509.Certificate.load(der)["tbs_certificate"]["extensions"]]


def rebuilt(der: bytes, extensions: Sequence[bytes]) -> bytes:
    """A certificate with these extensions instead of its own; nobody signed it, and reading asks nobody."""
    certificate = asn1_x509.Certificate.load(der)
    contents = certificate["tbs_certificate"]
    before = [contents[name].dump() for name in list(contents)[:7]]
    contents = sequence(*before, explicit(3, sequence(*extensions)))
    return sequence(contents, certificate["signature_algorithm"].dump(), certificate["signature_value"].dump())


def oddly_written(names: bytes, identifier: bytes) -> list[bytes]:
    """Extensions that look like those which the reader tells apart, and are others."""

    def extension(oid: str, value: bytes, critical: bytes = b"") -> bytes:
        return sequence(object_identifier(oid), critical, octet_string(value))

    own_names = asn1_x509.Extension.load(names)["extn_value"].contents
    own_identifier = asn1_x509.Extension.load(identifier)["extn_value"].contents
    return [
        extension("2.5.29.17", own_names, TRUE),
        extension("2.5.29.17", own_names + b"\0"),
        extension("2.5.29.17", sequence()),
        extension("2.5.29.14", own_identifier, TRUE),
        extension("2.5.29.14", octet_string(b"short")),
        extension("2.999.1", b"\x05\0", TRUE),
        extension("2.999.2", identifier),
        extension("2.999.3", names + identifier),
        extension("2.5.29.19", sequence(TRUE), TRUE),
    ]


def read_by(reader: LeafReader, der: bytes) -> dict[str, object]:
    try:
        leaf = reader.read(der)
    except Malformed as malformed:
        return {"fault": malformed.fault}
    shape = {field.name: getattr(leaf.shape, field.name) for field in fields(leaf.shape) if field.name != "standings"}
    return {**shape, "number": leaf.serial_number, "issuer": leaf.issuer, "key": leaf.key}


def test_a_reader_that_has_met_many_reads_every_certificate_as_one_that_met_none() -> None:
    choice, remembering, met = random.Random(17), LeafReader(), Counter[bool]()
    usual = [FIRST.leaf(kind, municipality=place) for kind in ("sign", "auth") for place in ("Tamago-shi", "Mirai-shi")]
    known = [extensions_of(der) for der in usual]
    pool = [*dict.fromkeys(each for extensions in known for each in extensions)]
    names, identifier = known[0][1], known[0][-1]
    pool += oddly_written(names, identifier)
    for _ in range(count(1_500, 200_000)):
        der = choice.choice(usual)
        extensions = choice.sample(pool, choice.randrange(7)) + [identifier] * (choice.random() < 0.7)
        if choice.random() < 0.3:
            # A usual certificate that lacks one extension, or has it elsewhere.
            extensions = list(choice.choice(known))
            moved = extensions.pop(choice.randrange(len(extensions)))
            if choice.random() < 0.5:
                extensions.insert(choice.randrange(len(extensions)), moved)
        made = rebuilt(der, extensions)
        alone = read_by(LeafReader(), made)
        assert read_by(remembering, made) == alone, made.hex()
        met["fault" in alone] += 1
    assert min(met.values()) > 100
    proof("remembered_shapes", certificates=sum(met.values()), malformed=met[True], read_otherwise=0)
