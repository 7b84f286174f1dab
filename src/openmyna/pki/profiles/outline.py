"""The fields of a TBSCertificate as they stand, parsed by the library without a look into names, keys and extensions.

The library marks this declarative parser as unstable, so it is used here only.
"""

from datetime import datetime
from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1

from openmyna.pki.der import LAST_UTC_TIME_YEAR


@asn1.sequence
class Extension:
    """One extension with the octets of its value."""

    oid: x509.ObjectIdentifier
    critical: Annotated[bool, asn1.Default(False)]
    value: bytes


@asn1.sequence
class Attribute:
    """One attribute of a name, whose text keeps its tag."""

    oid: x509.ObjectIdentifier
    text: asn1.TLV


@asn1.sequence
class Validity:
    """Both ends, each in either form of time."""

    begins: asn1.UTCTime | asn1.GeneralizedTime
    ends: asn1.UTCTime | asn1.GeneralizedTime


@asn1.sequence
class Outline:
    """TBSCertificate without unique identifiers (RFC 5280, 4.1)."""

    version: Annotated[int, asn1.Explicit(0)]
    serial_number: int
    algorithm: asn1.TLV
    issuer: asn1.TLV
    validity: Validity
    subject: list[asn1.SetOf[Attribute]]
    key: asn1.TLV
    extensions: Annotated[list[Extension], asn1.Explicit(3)]


@asn1.sequence
class OtherName:
    """One other name: a UTF8String under an identifier."""

    oid: x509.ObjectIdentifier
    text: Annotated[str, asn1.Explicit(0)]


@asn1.sequence
class SixNames:
    """GeneralNames of exactly six other names."""

    first: Annotated[OtherName, asn1.Implicit(0)]
    second: Annotated[OtherName, asn1.Implicit(0)]
    third: Annotated[OtherName, asn1.Implicit(0)]
    fourth: Annotated[OtherName, asn1.Implicit(0)]
    fifth: Annotated[OtherName, asn1.Implicit(0)]
    sixth: Annotated[OtherName, asn1.Implicit(0)]


@asn1.sequence
class _OneName:
    directory: Annotated[list[asn1.SetOf[Attribute]], asn1.Explicit(4)]


@asn1.sequence
class _FullName:
    names: Annotated[_OneName, asn1.Implicit(0)]


@asn1.sequence
class _Point:
    name: Annotated[_FullName, asn1.Implicit(0)]


@asn1.sequence
class _OnePoint:
    point: _Point


Part = tuple[str, bytes, str]
"""Of a name: identifier, tag, text."""


def outline(to_be_signed: bytes) -> Outline:
    """The fields; raises `ValueError` where the bytes are no TBSCertificate in DER form."""
    return asn1.decode_der(Outline, to_be_signed)


def validity(fields: Outline) -> tuple[datetime, datetime]:
    """Both ends of the validity, in UTC; raises `ValueError` where one is not in the form of RFC 5280, 4.1.2.5."""
    begins, ends = fields.validity.begins, fields.validity.ends
    first, last = begins.as_datetime(), ends.as_datetime()
    for moment, written in ((first, begins), (last, ends)):
        if isinstance(written, asn1.GeneralizedTime) is not (moment.year > LAST_UTC_TIME_YEAR):
            raise ValueError(moment)
    return first, last


def sequence_content(element: asn1.TLV) -> bytes:
    """What is inside a SEQUENCE; raises `ValueError` where it is none."""
    if element.tag_bytes != b"\x30":
        raise ValueError(element.tag_bytes)
    return bytes(element.data)


def name_parts(name: "list[asn1.SetOf[Attribute]]") -> list[Part]:
    """A name of parts with one attribute each; raises `ValueError` where a part has several."""
    parts = []
    for part in name:
        (attribute,) = part.as_list()
        text = attribute.text
        parts.append((attribute.oid.dotted_string, bytes(text.tag_bytes), bytes(text.data).decode("utf-8")))
    return parts


def other_names(value: bytes) -> list[tuple[str, str]]:
    """Identifier and text of six other names; raises `ValueError` where it is anything else."""
    six = asn1.decode_der(SixNames, value)
    names = (six.first, six.second, six.third, six.fourth, six.fifth, six.sixth)
    return [(name.oid.dotted_string, name.text) for name in names]


def list_parts(value: bytes) -> list[Part]:
    """The directory entry that is the only one of the only distribution point; raises `ValueError` where it is not so."""
    return name_parts(asn1.decode_der(_OnePoint, value).point.name.names.directory)
