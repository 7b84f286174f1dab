"""A certificate spliced from a template: what one profile, issuer and policy arc have in common is written once.

The result is what the library's own builder would make of the same contents, byte for byte. A template signs nothing
(RFC 5280, 4.1).
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from openmyna.identity.birthdays import last_moment
from openmyna.pki import der
from openmyna.pki.keys import KeyAlgorithm, VerifyingKey, public_to_der
from openmyna.pki.names import Locality
from openmyna.pki.oids import PolicyArc
from openmyna.pki.profiles import rules
from openmyna.pki.profiles.attributes import PersonalAttributes
from openmyna.pki.profiles.extension_values import (
    Slot,
    attributes_value,
    extension_head,
    fixed_value,
    list_value,
    slot_of,
)
from openmyna.pki.profiles.issuer import COMMON_NAME, LOCALITY, IssuerFacts, country, named
from openmyna.pki.profiles.public_keys import key_of
from openmyna.pki.profiles.records import PersonalAlternativeNames, Profile, SubjectForm

SIGNATURE_ALGORITHMS = {
    KeyAlgorithm.RSA_2048: der.sequence(der.object_identifier("1.2.840.113549.1.1.11"), der.NULL),
    KeyAlgorithm.P_384: der.sequence(der.object_identifier("1.2.840.10045.4.3.3")),
}
"""AlgorithmIdentifier: sha256WithRSAEncryption with NULL, ecdsa-with-SHA384 with nothing (RFC 4055, 5; RFC 5758, 3.2)."""
_PLACES_KEPT = 10_000
"""More municipalities than there are."""
_VERSION_3 = der.explicit(0, der.integer(2))


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafContents:
    """What one certificate of a person has that another has not."""

    serial_number: int
    common_name: str
    locality: Locality
    public_key: VerifyingKey = field(repr=False)
    issued: datetime
    last_day: date
    """It is good until 23:59:59 in Japan on this day."""
    attributes: PersonalAttributes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What any certificate has that another of the same issuer has not."""

    serial_number: int
    subject: bytes = field(repr=False)
    """DER Name."""
    public_key: VerifyingKey = field(repr=False)
    begins: datetime
    ends: datetime
    locality: Locality | None = None
    attributes: PersonalAttributes | None = None


class Template:
    """The parts of every certificate of one profile and issuer, in order; safe to use from several threads at once."""

    __slots__ = ("_algorithm", "_lists", "_order", "_parts", "issuer", "profile")

    def __init__(self, profile: Profile, issuer: IssuerFacts, arc: PolicyArc) -> None:
        self.profile, self.issuer = profile, issuer
        self._algorithm = SIGNATURE_ALGORITHMS[issuer.algorithm] + issuer.name
        attributes = profile.extension(PersonalAlternativeNames)
        self._order = attributes.order if isinstance(attributes, PersonalAlternativeNames) else ()
        self._parts = _extension_parts(profile, issuer, arc)
        self._lists: dict[Locality, bytes] = {}

    def to_be_signed(self, contents: Contents) -> bytes:
        """TBSCertificate in DER form; raises `IssuanceRefused` where the contents do not fit."""
        profile, issuer = self.profile, self.issuer
        key = public_to_der(contents.public_key)
        algorithm, identifier = key_of(key)
        rules.check_algorithm(profile, algorithm, issuer)
        rules.check_serial_number(profile, contents.serial_number)
        rules.check_times(profile, contents.begins, contents.ends, issuer)
        return der.sequence(
            _VERSION_3,
            der.integer(contents.serial_number),
            self._algorithm,
            der.sequence(der.time(contents.begins), der.time(contents.ends)),
            contents.subject,
            key,
            self._extensions(contents, identifier),
        )

    def _extensions(self, contents: Contents, identifier: bytes) -> bytes:
        written = []
        for part in self._parts:
            if isinstance(part, bytes):
                written.append(part)
                continue
            slot, head = part
            if slot is Slot.KEY_IDENTIFIER:
                value = der.octet_string(identifier)
            elif slot is Slot.LIST:
                assert contents.locality is not None  # noqa: S101  (a profile with this slot takes a `LeafContents`)
                written.append(self._list(contents.locality, head))
                continue
            else:
                assert contents.attributes is not None  # noqa: S101  (checked against the profile before)
                value = attributes_value(contents.attributes, self._order)
            written.append(der.sequence(head, der.octet_string(value)))
        return der.explicit(3, der.tlv(der.SEQUENCE, b"".join(written)))

    def _list(self, place: Locality, head: bytes) -> bytes:
        """The whole extension that names a municipality's list; there are few municipalities and many certificates."""
        whole = self._lists.get(place)
        if whole is None:
            whole = der.sequence(head, der.octet_string(list_value(self.issuer.list_name(place))))
            if len(self._lists) < _PLACES_KEPT:
                self._lists[place] = whole
        return whole


class LeafTemplate:
    """The template of a person's certificates: in a card or in a phone."""

    __slots__ = ("_attributes", "_country", "_template", "issuer", "profile")

    def __init__(self, profile: Profile, issuer: IssuerFacts, arc: PolicyArc) -> None:
        if profile.subject.form is not SubjectForm.PERSON:
            raise ValueError(profile.name)
        self.profile, self.issuer = profile, issuer
        self._template = Template(profile, issuer, arc)
        self._country = country(profile.subject.country)
        attributes = profile.extension(PersonalAlternativeNames)
        self._attributes = attributes if isinstance(attributes, PersonalAlternativeNames) else None

    def to_be_signed(self, contents: LeafContents) -> bytes:
        """TBSCertificate in DER form; raises `IssuanceRefused` where the contents do not fit."""
        rules.check_common_name(self.profile, contents.common_name)
        rules.check_place(contents.locality)
        rules.check_attributes(self._attributes, contents.attributes)
        return self._template.to_be_signed(
            Contents(
                serial_number=contents.serial_number,
                subject=self._subject(contents),
                public_key=contents.public_key,
                begins=contents.issued,
                ends=last_moment(contents.last_day),
                locality=contents.locality,
                attributes=contents.attributes,
            )
        )

    def _subject(self, contents: LeafContents) -> bytes:
        """Two locality entries, prefecture before municipality, where the profile has them."""
        common_name = named(COMMON_NAME, contents.common_name)
        if not self.profile.subject.locality:
            return der.sequence(self._country, common_name)
        place = contents.locality
        prefecture, municipality = named(LOCALITY, place.prefecture), named(LOCALITY, place.municipality)
        return der.sequence(self._country, prefecture, municipality, common_name)


def _extension_parts(profile: Profile, issuer: IssuerFacts, arc: PolicyArc) -> "tuple[bytes | tuple[Slot, bytes], ...]":
    """Whole extensions joined where they stand together, and slots with the head of theirs."""
    parts: list[bytes | tuple[Slot, bytes]] = []
    for extension in profile.extensions:
        head, slot = extension_head(extension), slot_of(extension)
        if slot is not None:
            parts.append((slot, head))
            continue
        value = fixed_value(extension, issuer, arc)
        if value is None:
            continue
        whole = der.sequence(head, der.octet_string(value))
        if parts and isinstance(parts[-1], bytes):
            parts[-1] += whole
        else:
            parts.append(whole)
    return tuple(parts)


def assemble(to_be_signed: bytes, algorithm: KeyAlgorithm, signature: bytes) -> bytes:
    """The certificate in DER form, from what was signed and the signature over it."""
    return der.sequence(to_be_signed, SIGNATURE_ALGORITHMS[algorithm], der.bit_string(signature))
