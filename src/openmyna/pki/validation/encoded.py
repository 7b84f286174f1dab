"""Taking certificates apart with the library's declarative DER decoder: whole, by extension, or only as far as needed.

These are the forms of RFC 5280, 4.1; what they mean is decided elsewhere.
"""

from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.x509.oid import ExtensionOID

from openmyna.pki.der import sequence, tlv
from openmyna.pki.validation.faults import Fault

ALTERNATIVE_NAME = ExtensionOID.SUBJECT_ALTERNATIVE_NAME
SUBJECT_KEY_IDENTIFIER = ExtensionOID.SUBJECT_KEY_IDENTIFIER
VERSION_3 = 2


@asn1.sequence
class _Extension:
    identifier: x509.ObjectIdentifier
    critical: Annotated[bool, asn1.Default(False)]
    value: bytes


@asn1.sequence
class _Validity:
    since: asn1.UTCTime | asn1.GeneralizedTime
    until: asn1.UTCTime | asn1.GeneralizedTime


@asn1.sequence
class EncodedContents:
    """What is signed."""

    version: Annotated[int, asn1.Explicit(0), asn1.Default(0)]
    serial_number: int
    algorithm: asn1.TLV
    issuer: asn1.TLV
    validity: _Validity
    subject: asn1.TLV
    key: asn1.TLV
    issuer_unique: Annotated[asn1.BitString | None, asn1.Implicit(1)]
    subject_unique: Annotated[asn1.BitString | None, asn1.Implicit(2)]
    extensions: Annotated[asn1.TLV, asn1.Explicit(3)]


@asn1.sequence
class EncodedCertificate:
    """A certificate of version 3; what is not needed taken apart stays whole."""

    to_be_signed: EncodedContents
    algorithm: asn1.TLV
    signature: asn1.BitString


@asn1.sequence
class _OlderToBeSigned:
    version: Annotated[int, asn1.Explicit(0), asn1.Default(0)]
    serial_number: int
    algorithm: asn1.TLV
    issuer: asn1.TLV
    validity: asn1.TLV
    subject: asn1.TLV
    key: asn1.TLV
    issuer_unique: Annotated[asn1.BitString | None, asn1.Implicit(1)]
    subject_unique: Annotated[asn1.BitString | None, asn1.Implicit(2)]
    extensions: Annotated[list[asn1.TLV] | None, asn1.Explicit(3)]


@asn1.sequence
class _OlderCertificate:
    """Also of versions 1 and 2, which are only told apart."""

    to_be_signed: _OlderToBeSigned
    algorithm: asn1.TLV
    signature: asn1.BitString


@asn1.sequence
class _Block:
    """The extensions, put where the library can count them."""

    extensions: Annotated[list[_Extension], asn1.Implicit(0)]


@asn1.sequence
class _OtherName:
    kind: x509.ObjectIdentifier
    value: Annotated[str, asn1.Explicit(0)]


@asn1.sequence
class _NamesExtension:
    """Not critical, or it would have one more part."""

    identifier: x509.ObjectIdentifier
    value: bytes


@asn1.sequence
class _SixNames:
    """The alternative names of a digital signature certificate, all of one form."""

    first: Annotated[_OtherName, asn1.Implicit(0)]
    second: Annotated[_OtherName, asn1.Implicit(0)]
    third: Annotated[_OtherName, asn1.Implicit(0)]
    fourth: Annotated[_OtherName, asn1.Implicit(0)]
    fifth: Annotated[_OtherName, asn1.Implicit(0)]
    sixth: Annotated[_OtherName, asn1.Implicit(0)]


_OWN: dict[x509.ObjectIdentifier, type] = {ALTERNATIVE_NAME: _SixNames, SUBJECT_KEY_IDENTIFIER: bytes}
"""The extensions that are the holder's own, and their usual forms."""


def shared_parts(block: bytes) -> tuple[object, ...]:
    """The extensions that say the same in many certificates; of the holder's own, only that they are of the usual form.

    Empty where one of the holder's own is of another form: such a certificate is read in full each time.
    """
    try:
        parts: list[object] = []
        for extension in asn1.decode_der(_Block, sequence(tlv(0xA0, block))).extensions:
            own = _OWN.get(extension.identifier)
            if own is None:
                parts.append((extension.identifier, extension.critical, extension.value))
            elif extension.critical:
                return ()
            else:
                asn1.decode_der(own, extension.value)
                parts.append(extension.identifier)
    except ValueError:
        return ()
    return tuple(parts)


def usual_names(extension: bytes) -> bool:
    """Whether an extension is alternative names of the usual form."""
    try:
        names = asn1.decode_der(_NamesExtension, extension)
        if names.identifier != ALTERNATIVE_NAME:
            return False
        asn1.decode_der(_SixNames, names.value)
    except ValueError:
        return False
    return True


def encoded_subject(der: bytes) -> bytes:
    """The subject as a certificate of any version writes it, without the outer header; raises `ValueError`."""
    return bytes(asn1.decode_der(_OlderCertificate, der).to_be_signed.subject.data)


def serial_number_of(der: bytes) -> int | None:
    """The serial number of a certificate of any version; None where the bytes are none."""
    try:
        return asn1.decode_der(_OlderCertificate, der).to_be_signed.serial_number
    except ValueError:
        return None


def form_fault(der: bytes) -> Fault | None:
    """Why a certificate does not have the form of those that are issued today; None where it is none at all."""
    try:
        inner = asn1.decode_der(_OlderCertificate, der).to_be_signed
    except ValueError:
        return None
    if inner.version != VERSION_3:
        return Fault.VERSION
    return Fault.NO_EXTENSIONS if inner.extensions is None else Fault.EXTENSION_UNREADABLE


def element_end(der: bytes, at: int) -> int:
    """Where the element at `at` ends, of bytes whose lengths the library has seen to be definite and minimal."""
    size = der[at + 1]
    if size <= 0x7F:
        return at + 2 + size
    content = at + 2 + (size & 0x7F)
    return content + int.from_bytes(der[at + 2 : content], "big")


def signed_span(der: bytes) -> tuple[int, int]:
    """Where the signed bytes lie, with their header."""
    start = content_start(der, 0)
    return start, element_end(der, start)


def content_start(der: bytes, at: int) -> int:
    """Where the content of the element at `at` begins."""
    size = der[at + 1]
    return at + 2 + (size & 0x7F if size > 0x7F else 0)
