"""Deciding whether to believe a certificate, beside the bare signature checks, pyhanko-certvalidator and libcrypto.

Every decision is on another certificate of one authority, of one municipality, against one list of a thousand entries or
an answer of its own; the peers get the same.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from pyhanko_certvalidator import CertificateValidator, ValidationContext

from benchmarks import registers
from benchmarks.harness import Figure, compare, rate
from benchmarks.libcrypto_peer import LibcryptoPeer
from openmyna.pki import names
from openmyna.pki.authority.records import RevokedEntry
from openmyna.pki.oids import PolicyArc
from openmyna.pki.profiles.attributes import PersonalAttributes
from openmyna.pki.profiles.authority import authority_certificate
from openmyna.pki.profiles.catalogue import profile
from openmyna.pki.profiles.issuer import IssuerFacts
from openmyna.pki.profiles.services import ocsp_responder_certificate
from openmyna.pki.profiles.template import LeafContents, LeafTemplate, assemble
from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.revocation.list_writer import ListFrame, write_list
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.anchors import TrustAnchors
from openmyna.pki.validation.decision import decide
from openmyna.pki.validation.evidence import Evidence
from openmyna.pki.validation.ocsp_evidence import OCSPAnswer
from openmyna.pki.validation.records import Verdict
from openmyna.pki.validation.requirements import Requirements
from openmyna.sandbox.keys import published_key

AT = datetime.now(UTC).replace(microsecond=0)
PLACE = registers.partition(1).locality
CERTIFICATES, ENTRIES, MANY_ENTRIES = 128, 1_000, 1_000_000
ROUNDS = 30
FIRST_SERIAL = 200_000_001
HOUR = timedelta(hours=1)
ATTRIBUTES = PersonalAttributes(
    name="番号　花子",
    name_substitutes="00000",
    birth_date="420000101",
    sex="2",
    address="見本県たまご市番号町一丁目二番三号",
    address_substitutes="0" * 17,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """An authority, what it issued, and what is known of it."""

    authority: bytes
    key: RSAPublicKey
    certificates: list[bytes]
    requirements: Requirements
    anchors: TrustAnchors


def world(kind: str) -> World:
    """Certificates of one of the two kinds, signed by the TEST key of the authority."""
    signer = registers.key_store().signer(registers.LABEL)
    own = names.SIGN if kind == "sign" else names.AUTH
    authority = authority_certificate(own, signer, 1, registers.SINCE, registers.LAST_DAY)
    template = LeafTemplate(profile(f"card_{kind}"), IssuerFacts.from_der(authority), PolicyArc.OWN)
    holder = published_key(f"hanako/jpki-{kind}").public_key()
    certificates = []
    for number in range(CERTIFICATES):
        contents = LeafContents(
            serial_number=FIRST_SERIAL + 3 * number,
            common_name="2026010203040512345678901234" if kind == "sign" else "990001TEST000199201003A",
            locality=PLACE,
            public_key=holder,
            issued=AT - 24 * HOUR,
            last_day=date(2030, 1, 1),
            attributes=ATTRIBUTES if kind == "sign" else None,
        )
        to_be_signed = template.to_be_signed(contents)
        certificates.append(assemble(to_be_signed, signer.algorithm, signer.sign(to_be_signed)))
    key = signer.public_key()
    assert isinstance(key, RSAPublicKey)
    return World(
        authority=authority,
        key=key,
        certificates=certificates,
        requirements=Requirements.for_signing() if kind == "sign" else Requirements.for_authentication(),
        anchors=TrustAnchors.from_der([authority]),
    )


def revocation_list(of: World, entries: int) -> bytes:
    """A list of the municipality that names none of the certificates."""
    issuer = IssuerFacts.from_der(of.authority)
    frame = ListFrame(
        issuer=issuer.name,
        key_identifier=issuer.key_identifier,
        distribution_point=issuer.list_name(PLACE),
        number=7,
        this_update=AT - HOUR,
        next_update=AT + 23 * HOUR,
    )
    revoked = (
        RevokedEntry(
            serial_number=FIRST_SERIAL + 1 + 3 * place,
            revoked_at=AT - 2 * HOUR,
            reason=RevocationReason.SUPERSEDED,
            not_after=AT + HOUR,
        )
        for place in range(entries)
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.crl"
        write_list(path, frame, revoked, registers.key_store().signer(registers.LABEL))
        return path.read_bytes()


def answers(of: World) -> list[bytes]:
    """An answer of a delegated responder about each certificate."""
    key = published_key("ocsp-auth-1")
    signer = registers.key_store().signer(registers.LABEL)
    delegate = x509.load_der_x509_certificate(
        ocsp_responder_certificate(
            of.authority,
            signer,
            key.public_key(),
            number=1,
            serial_number=9,
            since=AT - 24 * HOUR,
            until=AT + 48 * HOUR,
        )
    )
    issuer = x509.load_der_x509_certificate(of.authority)
    made = []
    for certificate in of.certificates:
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=x509.load_der_x509_certificate(certificate),
            issuer=issuer,
            algorithm=hashes.SHA1(),
            cert_status=ocsp.OCSPCertStatus.GOOD,
            this_update=AT - HOUR,
            next_update=AT + HOUR,
            revocation_time=None,
            revocation_reason=None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, delegate).certificates([delegate])
        made.append(builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER))
    return made


def each(of: World, judge: Callable[[int, bytes], object], rounds: int = ROUNDS) -> float:
    """Judgements per second over all certificates, several times."""
    numbered = list(enumerate(of.certificates))

    def once() -> None:
        for number, certificate in numbered:
            judge(number, certificate)

    return CERTIFICATES * rate(once, rounds)


def bare(of: World) -> Callable[[], float]:
    """RSA verifications per second, and nothing else."""
    parsed = x509.load_der_x509_certificate(of.certificates[0])
    data, signature, scheme, digest = (
        parsed.tbs_certificate_bytes,
        parsed.signature,
        padding.PKCS1v15(),
        hashes.SHA256(),
    )
    return lambda: rate(lambda: of.key.verify(signature, data, scheme, digest), CERTIFICATES * ROUNDS)


def believed(verdict: Verdict) -> None:
    """A decision that is measured must be the right one."""
    if verdict is not Verdict.GOOD:
        raise AssertionError(verdict)


def certvalidator(of: World, lists: Sequence[bytes], responses: Sequence[bytes] = ()) -> float:
    """The library's decisions per second; roots, lists and answers are parsed before."""
    roots = [asn1_x509.Certificate.load(of.authority)]
    read = [asn1_crl.CertificateList.load(each) for each in lists]
    answered = [asn1_ocsp.OCSPResponse.load(each) for each in responses] or [None] * CERTIFICATES
    pairs = iter(
        [(asn1_x509.Certificate.load(der), answer) for der, answer in zip(of.certificates, answered, strict=True)]
    )

    def once() -> None:
        certificate, answer = next(pairs)
        context = ValidationContext(
            trust_roots=roots, crls=read, ocsps=[answer] if answer else [], moment=AT, revocation_mode="require"
        )
        asyncio.run(CertificateValidator(certificate, validation_context=context).async_validate_path())

    return rate(once, 24)


def measure() -> list[Figure]:
    """Decisions with lists and with answers, each with its report."""
    auth, sign = world("auth"), world("sign")
    listed = revocation_list(auth, ENTRIES)
    few = Evidence([IndexedList.from_der(listed)])
    of_signers = Evidence([IndexedList.from_der(revocation_list(sign, ENTRIES))])
    many = Evidence([IndexedList.from_der(revocation_list(auth, MANY_ENTRIES))])
    responses = answers(auth)

    def report(of: World, evidence: Evidence) -> Callable[[], float]:
        return lambda: each(of, lambda _, der: believed(decide(der, of.anchors, evidence, AT, of.requirements).verdict))

    def with_answer(number: int, der: bytes) -> None:
        evidence = Evidence(answers=[OCSPAnswer.from_der(responses[number])])
        believed(decide(der, auth.anchors, evidence, AT, auth.requirements).verdict)

    peer = LibcryptoPeer(auth.authority, listed, AT)
    limit = bare(auth)
    figures = [
        compare("decision with report, list", report(auth, few), "bare RSA verify", limit, at_least=0.4),
        compare("the same, digital signature", report(sign, of_signers), "bare RSA verify", limit, at_least=0.4),
        compare(
            "decision with report, answer",
            lambda: each(auth, with_answer),
            "two bare RSA verifies",
            lambda: limit() / 2,
            at_least=0.4,
        ),
        compare(
            "decision, list of 10^6 entries",
            report(auth, many),
            "list of 10^3 entries",
            report(auth, few),
            at_least=0.8,
        ),
        compare(
            "decision with report, list",
            report(auth, few),
            "libcrypto in process",
            lambda: each(auth, lambda _, der: peer.verify(der), rounds=3),
            at_least=2,
        ),
        compare(
            "decision with report, list",
            report(auth, few),
            "pyhanko-certvalidator",
            lambda: certvalidator(auth, [listed]),
            at_least=50,
            pairs=3,
        ),
        compare(
            "decision with report, answer",
            lambda: each(auth, with_answer),
            "pyhanko-certvalidator",
            lambda: certvalidator(auth, [], responses),
            at_least=50,
            pairs=3,
        ),
    ]
    peer.close()
    return figures
