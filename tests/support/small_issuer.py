"""An authority of the tests' own: certificates, lists and answers by the library's builders, every part to be changed.

It shares nothing with the templates of the house, so that a decision is judged by what somebody else made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Extension = tuple[x509.ExtensionType, bool]

SINCE = datetime(2024, 1, 1, tzinfo=UTC)
UNTIL = datetime(2034, 1, 1, tzinfo=UTC)
LONG_AFTER = datetime(2049, 12, 31, tzinfo=UTC)
"""For responders: the library dates an answer by the machine's own clock."""
ISSUED = datetime(2026, 4, 1, 0, 0, 0, tzinfo=UTC)
ENDS = datetime(2030, 5, 5, 14, 59, 59, tzinfo=UTC)
AT = datetime(2026, 11, 22, 3, 0, 0, tzinfo=UTC)
LISTED = datetime(2026, 11, 21, 15, 0, 0, tzinfo=UTC)
LIST_ENDS = datetime(2026, 11, 22, 15, 0, 0, tzinfo=UTC)
SERIAL = 123_456_789
ATTRIBUTES = ("1", "4", "3", "5", "2", "6")


@cache
def key(name: str, size: int = 2048) -> rsa.RSAPrivateKey:
    """One RSA key for each name, made when it is first asked for."""
    return rsa.generate_private_key(65537, size)


@cache
def curve_key(name: str, curve: type[ec.EllipticCurve] = ec.SECP384R1) -> ec.EllipticCurvePrivateKey:
    """One elliptic key for each name."""
    return ec.generate_private_key(curve())


def name(*units: str) -> x509.Name:
    """A distinguished name that says TEST."""
    fixed = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "small TEST"),
    ]
    return x509.Name([*fixed, *(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit) for unit in units)])


def usage(*bits: str) -> x509.KeyUsage:
    """Key usage with these bits, in the library's words."""
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign"
    )
    return x509.KeyUsage(**{bit: bit in bits for bit in every.split()}, encipher_only=False, decipher_only=False)


def point_of(municipality: str) -> x509.DirectoryName:
    """The directory entry of a municipality's list."""
    return x509.DirectoryName(name("CRL Distribution Points", "Mihon-ken", f"{municipality} CRLDP"))


def changed(usual: Iterable[Extension], changes: dict[str, Extension | None]) -> list[Extension]:
    """Extensions with some replaced, removed (None) or added, by class name; `also` is added as it is."""
    left = dict(changes)
    result = []
    for value, critical in usual:
        replacement = left.pop(type(value).__name__, (value, critical))
        if replacement is not None:
            result.append(replacement)
    return result + [extra for extra in left.values() if extra is not None]


def extended(builder, extensions: Iterable[Extension]):
    for value, critical in extensions:
        builder = builder.add_extension(value, critical)
    return builder


def digest_for(signing_key: Key) -> hashes.HashAlgorithm:
    return hashes.SHA256() if isinstance(signing_key, rsa.RSAPrivateKey) else hashes.SHA384()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallIssuer:
    """One generation of an authority: a name and a key."""

    key: Key
    names: x509.Name
    certificate: x509.Certificate

    @classmethod
    def begin(
        cls,
        signing_key: Key | None = None,
        *,
        units: Sequence[str] = ("TEST for decisions",),
        serial: int = 7,
        since: datetime = SINCE,
        until: datetime = UNTIL,
        changes: dict[str, Extension | None] | None = None,
        issued_by: "SmallIssuer | None" = None,
    ) -> "SmallIssuer":
        """An authority with its own certificate, signed by itself unless another one is named."""
        signing_key = signing_key or key("first generation")
        names = name(*units)
        usual: list[Extension] = [
            (usage("key_cert_sign", "crl_sign"), True),
            (x509.BasicConstraints(ca=True, path_length=None), True),
            (x509.SubjectKeyIdentifier.from_public_key(signing_key.public_key()), False),
        ]
        if issued_by is not None:
            usual.append((issued_by.identifier, False))
        builder = (
            x509.CertificateBuilder()
            .issuer_name(issued_by.names if issued_by else names)
            .subject_name(names)
            .serial_number(serial)
            .public_key(signing_key.public_key())
            .not_valid_before(since)
            .not_valid_after(until)
        )
        above = issued_by.key if issued_by else signing_key
        certificate = extended(builder, changed(usual, changes or {})).sign(above, digest_for(above))
        return cls(key=signing_key, names=names, certificate=certificate)

    @property
    def der(self) -> bytes:
        """Its own certificate."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def identifier(self) -> x509.AuthorityKeyIdentifier:
        """How what it signs names its key."""
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())

    def usual(self, kind: str, municipality: str) -> list[Extension]:
        """The extensions of a holder's certificate of one of the two kinds."""
        point = x509.DistributionPoint([point_of(municipality)], None, None, None)
        shared: list[Extension] = [(x509.CRLDistributionPoints([point]), False), (self.identifier, False)]
        if kind == "auth":
            return [
                (usage("digital_signature"), True),
                (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False),
                (policies("2.999.8.5.1.3.30"), True),
                *shared,
            ]
        others = [
            x509.OtherName(ObjectIdentifier(f"1.2.392.200149.8.5.5.{tail}"), b"\x0c\x06" + "見本".encode())
            for tail in ATTRIBUTES
        ]
        return [
            (usage("digital_signature", "content_commitment"), True),
            (x509.SubjectAlternativeName(others), False),
            (policies("2.999.8.5.1.1.20"), True),
            *shared,
        ]

    def leaf(
        self,
        kind: str = "auth",
        *,
        serial: int = SERIAL,
        municipality: str = "Tamago-shi",
        since: datetime = ISSUED,
        until: datetime = ENDS,
        holder: object = None,
        issuer: x509.Name | None = None,
        digest: hashes.HashAlgorithm | None = None,
        changes: dict[str, Extension | None] | None = None,
    ) -> bytes:
        """A holder's certificate in DER form, any part of it changed."""
        public = holder or key("holder").public_key()
        usual = [*self.usual(kind, municipality), (x509.SubjectKeyIdentifier.from_public_key(public), False)]
        builder = (
            x509.CertificateBuilder()
            .issuer_name(issuer or self.names)
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"MIHON{serial}")]))
            .serial_number(serial)
            .public_key(public)
            .not_valid_before(since)
            .not_valid_after(until)
        )
        signed = extended(builder, changed(usual, changes or {})).sign(self.key, digest or digest_for(self.key))
        return signed.public_bytes(Encoding.DER)

    def revocation_list(
        self,
        *revoked: tuple[int, datetime, x509.ReasonFlags | None],
        municipality: str | None = "Tamago-shi",
        this_update: datetime = LISTED,
        next_update: datetime = LIST_ENDS,
        number: int = 5,
        issuer: x509.Name | None = None,
        changes: dict[str, Extension | None] | None = None,
    ) -> bytes:
        """A list in DER form; without a municipality, one of everything."""
        usual: list[Extension] = [(self.identifier, False), (x509.CRLNumber(number), False)]
        if municipality is not None:
            usual.append((distribution(point_of(municipality)), True))
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer or self.names)
            .last_update(this_update)
            .next_update(next_update)
        )
        for serial, since, reason in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since)
            if reason is not None:
                entry = entry.add_extension(x509.CRLReason(reason), False)
            builder = builder.add_revoked_certificate(entry.build())
        return (
            extended(builder, changed(usual, changes or {}))
            .sign(self.key, digest_for(self.key))
            .public_bytes(Encoding.DER)
        )

    def responder(
        self,
        responder_key: Key,
        *,
        since: datetime = SINCE,
        until: datetime = LONG_AFTER,
        issuer: x509.Name | None = None,
        changes: dict[str, Extension | None] | None = None,
    ) -> x509.Certificate:
        """The certificate of a delegated responder."""
        usual: list[Extension] = [
            (usage("digital_signature"), True),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), False),
            (x509.OCSPNoCheck(), False),
            (self.identifier, False),
        ]
        builder = (
            x509.CertificateBuilder()
            .issuer_name(issuer or self.names)
            .subject_name(name("TEST responder"))
            .serial_number(99)
            .public_key(responder_key.public_key())
            .not_valid_before(since)
            .not_valid_after(until)
        )
        return extended(builder, changed(usual, changes or {})).sign(self.key, digest_for(self.key))

    def answer(
        self,
        certificate: bytes,
        status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
        *,
        since: datetime | None = None,
        reason: x509.ReasonFlags | None = None,
        this_update: datetime = AT - timedelta(minutes=1),
        next_update: datetime | None = AT + timedelta(minutes=14),
        algorithm: hashes.HashAlgorithm | None = None,
        delegate: tuple[x509.Certificate, Key] | None = None,
        issuer: x509.Certificate | None = None,
        nonce: bytes | None = None,
        more: Extension | None = None,
    ) -> bytes:
        """An OCSP response in DER form, by a delegate or by the authority itself."""
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=x509.load_der_x509_certificate(certificate),
            issuer=issuer or self.certificate,
            algorithm=algorithm or hashes.SHA1(),
            cert_status=status,
            this_update=this_update,
            next_update=next_update,
            revocation_time=since,
            revocation_reason=reason,
        )
        signer, signing_key = delegate or (self.certificate, self.key)
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer)
        if delegate is not None:
            builder = builder.certificates([signer])
        if nonce is not None:
            builder = builder.add_extension(x509.OCSPNonce(nonce), False)
        if more is not None:
            builder = builder.add_extension(*more)
        return builder.sign(signing_key, digest_for(signing_key)).public_bytes(Encoding.DER)


def policies(*oids: str) -> x509.CertificatePolicies:
    """Certificate policies, each with an address of its statement."""
    cps = ["http://test.openmyna.invalid/cps.html"]
    return x509.CertificatePolicies([x509.PolicyInformation(ObjectIdentifier(oid), cps) for oid in oids])


def distribution(*names: x509.GeneralName, **changes: object) -> x509.IssuingDistributionPoint:
    """What a list covers."""
    settings: dict[str, object] = {
        "full_name": list(names) or None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**(settings | changes))
