"""Reads a built certificate again, with the library's parsers, and compares every field with its profile and its issuer.

It shares no writer with the template, so a fault of either is found before anything is signed.
"""

from datetime import time
from functools import lru_cache

from cryptography import x509

from openmyna.errors import EncodingError
from openmyna.identity.birthdays import JST
from openmyna.pki import oids
from openmyna.pki.errors import IssuanceRefused
from openmyna.pki.names import Locality
from openmyna.pki.profiles import rules
from openmyna.pki.profiles.attributes import FIELD_OF, PersonalAttributes
from openmyna.pki.profiles.expected import (
    expected_subject,
    expected_values,
    list_of,
    own_name,
    place_of,
    present,
)
from openmyna.pki.profiles.extension_values import Slot, slot_of
from openmyna.pki.profiles.findings import Finding
from openmyna.pki.profiles.issuer import IssuerFacts
from openmyna.pki.profiles.outline import (
    Outline,
    name_parts,
    other_names,
    outline,
    sequence_content,
    validity,
)
from openmyna.pki.profiles.public_keys import key_inside
from openmyna.pki.profiles.records import PersonalAlternativeNames, Profile
from openmyna.pki.profiles.template import SIGNATURE_ALGORITHMS

_VERSION_3 = 2
_LAST_SECOND = time(23, 59, 59)
_PLACES_KEPT = 10_000
"""More municipalities than there are."""


def _not_as_built(where: str) -> IssuanceRefused:
    return Finding.NOT_AS_BUILT.refusal(where=where)


def check(profile: Profile, to_be_signed: bytes, issuer: IssuerFacts) -> None:
    """Raise `IssuanceRefused` unless a TBSCertificate is what its profile says, under this issuer."""
    _checker(profile, issuer).check(to_be_signed)


class Checker:
    """Checks what is built for one profile and issuer; what is expected is worked out once. Safe between threads."""

    __slots__ = (
        "_expected",
        "_head",
        "_issuer",
        "_layout",
        "_list_at",
        "_order",
        "_own_name",
        "_personal",
        "_places",
        "_profile",
    )

    def __init__(self, profile: Profile, issuer: IssuerFacts) -> None:
        self._profile, self._issuer = profile, issuer
        wanted = present(profile)
        self._head = _content(SIGNATURE_ALGORITHMS[issuer.algorithm]), _content(issuer.parsed_name.public_bytes())
        self._own_name = own_name(issuer)
        self._layout = [(x509.ObjectIdentifier(extension.OID), extension.critical) for extension in wanted]
        self._expected = tuple(slot_of(item) or expected_values(item, issuer) for item in wanted)
        personal = profile.extension(PersonalAlternativeNames)
        self._personal = personal if isinstance(personal, PersonalAlternativeNames) else None
        self._order = [f"{oids.ATTRIBUTE_ARC}.{number}" for number in (self._personal.order if self._personal else ())]
        self._list_at = self._expected.index(Slot.LIST) if Slot.LIST in self._expected else None
        self._places: dict[bytes, Locality] = {}

    def check(self, to_be_signed: bytes) -> None:
        """Raise `IssuanceRefused` at the first field that is not as it must be."""
        try:
            self._check(to_be_signed)
        except ValueError:
            raise _not_as_built(f"DER, {self._profile.name}") from None

    def _check(self, to_be_signed: bytes) -> None:
        profile, issuer = self._profile, self._issuer
        fields = outline(to_be_signed)
        if fields.version != _VERSION_3:
            raise _not_as_built("version")
        rules.check_serial_number(profile, fields.serial_number)
        if (sequence_content(fields.algorithm), sequence_content(fields.issuer)) != self._head:
            raise _not_as_built("signature, issuer")
        begins, ends = validity(fields)
        rules.check_times(profile, begins, ends, issuer)
        if profile.whole_days and ends.astimezone(JST).time() != _LAST_SECOND:
            raise _not_as_built("notAfter")
        algorithm, identifier = key_inside(sequence_content(fields.key))
        rules.check_algorithm(profile, algorithm, issuer)
        subject = self._check_subject(fields)
        self._check_extensions(fields, identifier)
        self._check_place(fields, subject)

    def _check_subject(self, fields: Outline) -> list[str]:
        """Its texts."""
        parts = name_parts(fields.subject)
        texts = [text for _, _, text in parts]
        if not parts or parts != expected_subject(self._profile.subject, texts, self._own_name):
            raise _not_as_built("subject")
        rules.check_common_name(self._profile, texts[-1])
        return texts

    def _check_extensions(self, fields: Outline, identifier: bytes) -> None:
        if [(extension.oid, extension.critical) for extension in fields.extensions] != self._layout:
            raise _not_as_built("extensions")
        for expected, extension in zip(self._expected, fields.extensions, strict=True):
            if isinstance(expected, frozenset):
                if extension.value not in expected:
                    raise _not_as_built(extension.oid.dotted_string)
            elif expected is Slot.KEY_IDENTIFIER:
                if extension.value != b"\x04\x14" + identifier:
                    raise _not_as_built("key identifier")
            elif expected is Slot.ATTRIBUTES:
                self._check_attributes(extension.value)

    def _check_place(self, fields: Outline, subject: list[str]) -> None:
        """The municipality's entry under this authority; where the subject names a place, the same one."""
        if self._list_at is None:
            return
        value = fields.extensions[self._list_at].value
        place = self._places.get(value)
        if place is None:
            place = place_of(value)
            if value != list_of(self._issuer, place).public_bytes():
                raise _not_as_built("distribution point")
            rules.check_place(place)
            if len(self._places) < _PLACES_KEPT:
                self._places[value] = place
        if self._profile.subject.locality and subject[1:3] != [place.prefecture, place.municipality]:
            raise _not_as_built("locality")

    def _check_attributes(self, value: bytes) -> None:
        """The six other names in their order, and in them attributes that the profile allows."""
        names = other_names(value)
        if [oid for oid, _ in names] != self._order:
            raise _not_as_built("attributes")
        try:
            attributes = PersonalAttributes(**{FIELD_OF[oid]: text for oid, text in names})
        except EncodingError:
            raise _not_as_built("attributes") from None
        rules.check_attributes(self._personal, attributes)


@lru_cache(maxsize=64)
def _checker(profile: Profile, issuer: IssuerFacts) -> Checker:
    return Checker(profile, issuer)


def _content(element: bytes) -> bytes:
    """What is inside an element the library wrote."""
    return element[2 if element[1] < 0x80 else 2 + (element[1] & 0x7F) :]
