"""What crosses the socket as JSON: requests for certificates and entries of the register, there and back."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TypeVar

from openmyna.errors import EncodingError
from openmyna.pki import keys
from openmyna.pki.authority.records import AuthorityKind, CertificateEntry, EntryState, Partition
from openmyna.pki.authority.requests import CertificateRequest
from openmyna.pki.errors import KeyUnusable
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.names import Locality
from openmyna.pki.profiles.attributes import PersonalAttributes
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.services.ca.errors import MessageRefused

_ATTRIBUTES = ("name", "name_substitutes", "birth_date", "sex", "address", "address_substitutes")
Value = TypeVar("Value")


class Fields:
    """One JSON object read strictly: what is missing or of another kind refuses the message, by the name of the field."""

    def __init__(self, record: object, where: str) -> None:
        if not isinstance(record, dict):
            raise MessageRefused(where)
        self._record: Mapping[str, object] = record
        self._where = where

    def __contains__(self, name: str) -> bool:
        return self._record.get(name) is not None

    def text(self, name: str) -> str:
        """A string of whole characters, which JSON can also have in halves."""
        value = self._of(name, str)
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise self._refusal(name) from None
        return value

    def number(self, name: str) -> int:
        """An integer that a register can hold, not negative."""
        value = self._of(name, int)
        if isinstance(value, bool) or not 0 <= value < 1 << 63:
            raise self._refusal(name)
        return value

    def items(self, name: str) -> list[object]:
        """A list."""
        return self._of(name, list)

    def read(self, name: str, how: Callable[[str], Value]) -> Value:
        """A string that means something."""
        try:
            return how(self.text(name))
        except (ValueError, KeyUnusable, EncodingError):
            raise self._refusal(name) from None

    def maybe(self, name: str, how: Callable[[str], Value]) -> Value | None:
        """The same where there is one."""
        return self.read(name, how) if name in self else None

    def value(self, name: str) -> object:
        """Whatever is there."""
        return self._record.get(name)

    def within(self, name: str) -> Fields:
        """An object in the object."""
        return Fields(self._record.get(name), f"{self._where}.{name}")

    def _of(self, name: str, kind: type[Value]) -> Value:
        value = self._record.get(name)
        if not isinstance(value, kind):
            raise self._refusal(name)
        return value

    def _refusal(self, name: str) -> MessageRefused:
        return MessageRefused(f"{self._where}.{name}")


def octets(text: str) -> bytes:
    """Bytes out of base64."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError(text) from None


def text_of(raw: bytes) -> str:
    """Bytes as base64."""
    return base64.b64encode(raw).decode("ascii")


def instant(text: str) -> datetime:
    """An aware instant, in UTC."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found.astimezone(UTC)


def request_record(request: CertificateRequest) -> dict[str, object]:
    """A request as JSON."""
    attributes = request.attributes
    return {
        "request_id": request.request_id,
        "profile": request.profile,
        "public_key": text_of(keys.public_to_der(request.public_key)),
        "common_name": request.common_name,
        "prefecture": request.locality.prefecture,
        "municipality": request.locality.municipality,
        "last_day": request.last_day.isoformat(),
        "attributes": None if attributes is None else {name: getattr(attributes, name) for name in _ATTRIBUTES},
        "issued": None if request.issued is None else request.issued.isoformat(),
        "serial_number": request.serial_number,
        "algorithm": None if request.algorithm is None else request.algorithm.value,
    }


def request_of(record: object) -> CertificateRequest:
    """A request out of JSON."""
    fields = Fields(record, "request")
    attributes = None
    if "attributes" in fields:
        given = fields.within("attributes")
        try:
            attributes = PersonalAttributes(**{name: given.text(name) for name in _ATTRIBUTES})
        except EncodingError:
            raise MessageRefused("request.attributes") from None
    return CertificateRequest(
        request_id=fields.text("request_id"),
        profile=fields.text("profile"),
        public_key=fields.read("public_key", lambda text: keys.public_from_der(octets(text), "public_key")),
        common_name=fields.text("common_name"),
        locality=Locality(prefecture=fields.text("prefecture"), municipality=fields.text("municipality")),
        last_day=fields.read("last_day", date.fromisoformat),
        attributes=attributes,
        issued=fields.maybe("issued", instant),
        serial_number=fields.number("serial_number") if "serial_number" in fields else None,
        algorithm=fields.maybe("algorithm", KeyAlgorithm),
    )


def entry_record(entry: CertificateEntry) -> dict[str, object]:
    """An entry as JSON."""
    return {
        "authority": entry.authority.value,
        "serial_number": entry.serial_number,
        "generation": entry.generation,
        "partition": entry.partition.to_text(),
        "profile": entry.profile,
        "request_id": entry.request_id,
        "request_digest": text_of(entry.request_digest),
        "state": entry.state.value,
        "not_before": entry.not_before.isoformat(),
        "not_after": entry.not_after.isoformat(),
        "to_be_signed": text_of(entry.to_be_signed),
        "certificate": None if entry.certificate is None else text_of(entry.certificate),
        "prepared_at": entry.prepared_at.isoformat(),
        "issued_at": None if entry.issued_at is None else entry.issued_at.isoformat(),
        "revoked_at": None if entry.revoked_at is None else entry.revoked_at.isoformat(),
        "reason": None if entry.reason is None else entry.reason.code,
    }


def entry_of(record: object) -> CertificateEntry:
    """An entry out of JSON."""
    fields = Fields(record, "entry")
    return CertificateEntry(
        authority=fields.read("authority", AuthorityKind),
        serial_number=fields.number("serial_number"),
        generation=fields.number("generation"),
        partition=fields.read("partition", Partition.from_text),
        profile=fields.text("profile"),
        request_id=fields.text("request_id"),
        request_digest=fields.read("request_digest", octets),
        state=fields.read("state", EntryState),
        not_before=fields.read("not_before", instant),
        not_after=fields.read("not_after", instant),
        to_be_signed=fields.read("to_be_signed", octets),
        certificate=fields.maybe("certificate", octets),
        prepared_at=fields.read("prepared_at", instant),
        issued_at=fields.maybe("issued_at", instant),
        revoked_at=fields.maybe("revoked_at", instant),
        reason=fields.maybe("reason", reason_of),
    )


def reason_of(code: str) -> RevocationReason:
    """A reason by its code, such as `affiliation_changed`."""
    for reason in RevocationReason:
        if reason.code == code:
            return reason
    raise ValueError(code)
