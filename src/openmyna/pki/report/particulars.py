"""What a certificate says that a person would want to see: of whom, by whom, from when to when, under which number.

It reads any X.509 certificate; the holder's attributes are there only in a digital signature certificate of this system.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from openmyna.errors import Bilingual, EncodingError, OpenMynaError
from openmyna.identity.dates import BirthDate
from openmyna.identity.sex import CERTIFICATE, Sex
from openmyna.iso7816 import tlv
from openmyna.pki import oids
from openmyna.pki.profiles.attributes import FIELD_OF

_CURVES = {"secp384r1": "P-384", "secp256r1": "P-256"}
_UTF8_STRING = 0x0C


class CertificateKind(Enum):
    """What a certificate is for, as far as it says so itself."""

    SIGN = "sign"
    AUTH = "auth"
    AUTHORITY = "authority"
    OTHER = "other"

    @property
    def label(self) -> Bilingual:
        """Its name."""
        return _LABELS[self]

    @property
    def letter(self) -> str:
        """What stands before the number on its picture: S, R, or nothing."""
        return {CertificateKind.SIGN: "S", CertificateKind.AUTH: "R"}.get(self, "")


_LABELS = {
    CertificateKind.SIGN: Bilingual("署名用電子証明書", "Digital signature certificate"),
    CertificateKind.AUTH: Bilingual("利用者証明用電子証明書", "User authentication certificate"),
    CertificateKind.AUTHORITY: Bilingual("認証局の証明書", "Certificate of an authority"),
    CertificateKind.OTHER: Bilingual("その他の証明書", "Other certificate"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderAttributes:
    """The holder as the certificate names them: its own text forms made readable; "" for what it does not say."""

    name: str = field(default="", repr=False)
    name_substitutes: tuple[int, ...] = field(default=(), repr=False)
    """Which characters of the name, counted from 1, stand in for one that the certificate cannot write."""
    birth_date: Bilingual = field(default=Bilingual("", ""), repr=False)
    sex: Bilingual = field(default=Bilingual("", ""), repr=False)
    address: str = field(default="", repr=False)
    address_substitutes: tuple[int, ...] = field(default=(), repr=False)
    unknown: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Attributes under the same arc whose meaning is not known here: identifier and text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """One certificate in words. Names of the holder's place are left out: they are in `holder` or nowhere."""

    kind: CertificateKind
    serial_number: int
    issuer: Bilingual
    not_before: datetime
    not_after: datetime
    key: str
    """`RSA 2048` or `EC P-384`."""
    key_fingerprint: str
    """First eight bytes of the SHA-256 of the public key, for comparing two pictures."""
    fingerprint: str
    """SHA-256 of the whole certificate, in hexadecimal digits."""
    holder: HolderAttributes | None

    @property
    def number(self) -> str:
        """As it is printed: S or R and the serial number."""
        return f"{self.kind.letter}{self.serial_number}"

    @classmethod
    def from_der(cls, der: bytes) -> "Particulars":
        """Read a certificate; raises `EncodingError` where it is none that can be read."""
        try:
            certificate = x509.load_der_x509_certificate(der)
            extensions = certificate.extensions
            key = certificate.public_key()
            spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            fingerprint = hashlib.sha256(spki).digest()[:8].hex(" ").upper()
            attributes = _holder(extensions)
            return cls(
                kind=_kind(extensions, attributes),
                serial_number=certificate.serial_number,
                issuer=_issuer(certificate, extensions),
                not_before=certificate.not_valid_before_utc,
                not_after=certificate.not_valid_after_utc,
                key=_key_words(key),
                key_fingerprint=fingerprint,
                fingerprint=hashlib.sha256(der).hexdigest(),
                holder=attributes,
            )
        except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, UnsupportedAlgorithm):
            expected = "an X.509 certificate in DER form"
            raise EncodingError("certificate", expected, f"{len(der)} bytes that are none") from None


def _kind(extensions: x509.Extensions, attributes: HolderAttributes | None) -> CertificateKind:
    try:
        constraints = extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        pass
    else:
        return CertificateKind.AUTHORITY if constraints.ca else CertificateKind.OTHER
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
        extensions.get_extension_for_class(x509.CertificatePolicies)
    except x509.ExtensionNotFound:
        return CertificateKind.OTHER
    if usage.content_commitment:
        return CertificateKind.SIGN if attributes is not None else CertificateKind.OTHER
    return CertificateKind.AUTH if usage.digital_signature and attributes is None else CertificateKind.OTHER


def _issuer(certificate: x509.Certificate, extensions: x509.Extensions) -> Bilingual:
    """The operator: the last unit of the issuer's name; in Japanese that of its alternative name where there is one."""
    english = _last_unit(certificate.issuer) or certificate.issuer.rfc4514_string()
    try:
        alternative = extensions.get_extension_for_class(x509.IssuerAlternativeName).value
    except x509.ExtensionNotFound:
        return Bilingual(english, english)
    japanese = [_last_unit(name) for name in alternative.get_values_for_type(x509.DirectoryName)]
    return Bilingual(next(filter(None, japanese), english), english)


def _last_unit(name: x509.Name) -> str:
    units = name.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return str(units[-1].value) if units else ""


def _key_words(key: object) -> str:
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {_CURVES.get(key.curve.name, key.curve.name)}"
    return type(key).__name__.removesuffix("PublicKey")


def _holder(extensions: x509.Extensions) -> HolderAttributes | None:
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None
    arc = oids.ATTRIBUTE_ARC + "."
    texts = {
        name.type_id.dotted_string: _utf8(name.value)
        for name in names
        if isinstance(name, x509.OtherName) and name.type_id.dotted_string.startswith(arc)
    }
    if not texts:
        return None
    return HolderAttributes(
        name=texts.get(oids.NAME, ""),
        name_substitutes=_flagged(texts.get(oids.NAME_SUBSTITUTES, "")),
        birth_date=_birth_date(texts.get(oids.BIRTH_DATE, "")),
        sex=_sex(texts.get(oids.SEX, "")),
        address=texts.get(oids.ADDRESS, ""),
        address_substitutes=_flagged(texts.get(oids.ADDRESS_SUBSTITUTES, "")),
        unknown=tuple(sorted((oid, text) for oid, text in texts.items() if oid not in FIELD_OF)),
    )


def _utf8(value: bytes) -> str:
    """The text of a UTF8String; what is none is shown as the bytes it is."""
    try:
        found = tlv.decode(value)
        if found.tag == _UTF8_STRING:
            return found.value.decode("utf-8")
    except (OpenMynaError, UnicodeDecodeError):
        pass
    return value.hex(" ").upper()


def _flagged(flags: str) -> tuple[int, ...]:
    return tuple(place for place, flag in enumerate(flags, 1) if flag == "1")


def _birth_date(text: str) -> Bilingual:
    """In its era, as cards write it; unknown parts stay unknown, and what is no date is shown as it stands."""
    try:
        date = BirthDate.from_certificate(text)
    except OpenMynaError:
        return Bilingual(text, text)
    parts = (
        f"{date.year:04}" if date.year else "????",
        *(f"{part:02}" if part else "??" for part in (date.month, date.day)),
    )
    return Bilingual(date.to_text(), "-".join(parts))


def _sex(text: str) -> Bilingual:
    try:
        sex = CERTIFICATE.decode(text)
    except OpenMynaError:
        return Bilingual(text, text)
    return sex.label if isinstance(sex, Sex) else Bilingual(text, text)
