"""A revocation list one can ask: read once, checked, and then any number is found in microseconds.

Reading a list decides nothing: whether its signer is the right one and whether it is fresh is asked in `pki/validation`.
"""

import hashlib
from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from operator import le

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import CRLEntryExtensionOID

from openmyna.pki.der import sequence
from openmyna.pki.revocation.entry_scan import Scanned, scan, shape_at
from openmyna.pki.revocation.errors import ListFeature, ListMalformed, ListUnsupported
from openmyna.pki.revocation.list_head import LIBRARY_REFUSALS, Coverage, ListHead, refuse_unknown_critical
from openmyna.pki.revocation.list_outline import Outline, header
from openmyna.pki.revocation.reasons import RevocationReason

_ODD_AT_ONCE = 1_000
_KNOWN_IN_ENTRY = frozenset((CRLEntryExtensionOID.CRL_REASON,))
_REASON_CODES = {
    x509.ReasonFlags.unspecified: 0,
    x509.ReasonFlags.key_compromise: 1,
    x509.ReasonFlags.ca_compromise: 2,
    x509.ReasonFlags.affiliation_changed: 3,
    x509.ReasonFlags.superseded: 4,
    x509.ReasonFlags.cessation_of_operation: 5,
    x509.ReasonFlags.certificate_hold: 6,
    x509.ReasonFlags.privilege_withdrawn: 9,
    x509.ReasonFlags.aa_compromise: 10,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntry:
    """What a list says of one number."""

    serial_number: int
    revoked_at: datetime
    reason_code: int
    """The number of RFC 5280, 5.3.1; 0 where no reason is given."""

    @property
    def reason(self) -> RevocationReason | None:
        """None: a reason that this system never gives (9, 10)."""
        return RevocationReason(self.reason_code) if self.reason_code <= 6 else None


class RevocationIndex:
    """The entries of one list by number: eight bytes an entry for numbers of up to four octets, beside the list itself."""

    __slots__ = ("_der", "_numbers", "_offsets", "_stop")

    def __init__(self, der: bytes, parts: Outline) -> None:
        start, self._stop = parts.entries
        self._der = der
        found = scan(der, start, self._stop)
        for position in range(0, len(found.odd), _ODD_AT_ONCE):
            self._read([der[slice(*span)] for span in found.odd[position : position + _ODD_AT_ONCE]])
        self._numbers, self._offsets = _in_order(found)

    def __len__(self) -> int:
        return len(self._numbers)

    def find(self, serial_number: int) -> ListedEntry | None:
        """The entry of a number. Where it is listed more than once, the earliest; raises `ListMalformed`."""
        numbers = self._numbers
        place, earliest = bisect_left(numbers, serial_number), None
        while place < len(numbers) and numbers[place] == serial_number:
            entry = self._entry(self._offsets[place], serial_number)
            if earliest is None or entry.revoked_at < earliest.revoked_at:
                earliest = entry
            place += 1
        return earliest

    def numbers(self) -> "array[int] | list[int]":
        """Every number, rising; not to be changed."""
        return self._numbers

    def _entry(self, at: int, serial_number: int) -> ListedEntry:
        shape = shape_at(self._der, at, self._stop)
        if shape is None:
            return self._odd(at)
        digits = self._der[at + shape.time : at + shape.time_end - 1].decode("ascii")
        if len(digits) == 12:
            digits = ("20" if digits < "50" else "19") + digits
        # The places of the digits were checked when the list was read; whether they make a date is known only here.
        try:
            moment = datetime(*(int(digits[slice(*span)]) for span in _DATE), tzinfo=UTC)  # type: ignore[misc, arg-type]
        except ValueError:
            raise ListMalformed("the date of an entry does not exist", at) from None
        code = self._der[at + shape.size - 1 : at + shape.size][0] if shape.reasoned else 0
        return ListedEntry(serial_number=serial_number, revoked_at=moment, reason_code=code)

    def _odd(self, at: int) -> ListedEntry:
        # The shortest span that is a whole entry: the scan has seen that its frame is sound.
        return self._read([self._der[at : header(self._der, at, self._stop)[2]]])[0]

    @staticmethod
    def _read(entries: list[bytes]) -> list[ListedEntry]:
        """Entries of an unusual shape, read by the library within a small list made for the purpose."""
        try:
            read = [_listed(revoked) for revoked in x509.load_der_x509_crl(_frame(b"".join(entries)))]
        except LIBRARY_REFUSALS:
            raise ListMalformed("an entry is not as RFC 5280 has it", 0) from None
        if len(read) != len(entries):
            raise ListMalformed("an entry is not one entry", 0)
        return read


_DATE = ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))
_ALGORITHM = bytes.fromhex("300d06092a864886f70d01010b0500")
_FRAME = bytes.fromhex("020101") + _ALGORITHM + bytes.fromhex("3000170d3030303130313030303030305a")


def _frame(entries: bytes) -> bytes:
    """A list of nobody's, with these entries: never verified, never kept."""
    return sequence(sequence(_FRAME, sequence(entries)), _ALGORITHM, bytes.fromhex("030100"))


def _listed(revoked: x509.RevokedCertificate) -> ListedEntry:
    extensions = revoked.extensions
    if any(extension.oid == CRLEntryExtensionOID.CERTIFICATE_ISSUER for extension in extensions):
        raise ListUnsupported(ListFeature.INDIRECT, "certificateIssuer")
    refuse_unknown_critical(extensions, _KNOWN_IN_ENTRY)
    code = 0
    for extension in extensions:
        if isinstance(extension.value, x509.CRLReason):
            if extension.value.reason is x509.ReasonFlags.remove_from_crl:
                raise ListUnsupported(ListFeature.REMOVE_FROM_LIST, str(revoked.serial_number))
            code = _REASON_CODES[extension.value.reason]
    return ListedEntry(serial_number=revoked.serial_number, revoked_at=revoked.revocation_date_utc, reason_code=code)


def _in_order(found: Scanned) -> "tuple[array[int] | list[int], array[int]]":
    """Numbers and offsets by rising number; lists are sorted as a rule, and then stay as they are."""
    numbers, offsets = found.numbers, found.offsets
    if all(map(le, numbers, islice(numbers, 1, None))):
        return numbers, offsets
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    rising = [numbers[place] for place in order]
    return (
        array("I", rising) if isinstance(numbers, array) else rising,
        array("I", (offsets[place] for place in order)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedList:
    """A list of anybody's: its head as facts, its entries behind an index, its very bytes for the signature."""

    der: bytes = field(repr=False)
    head: ListHead
    index: RevocationIndex = field(repr=False)

    @classmethod
    def from_der(cls, der: bytes) -> "IndexedList":
        """Read a list; raises `ListMalformed` or `ListUnsupported`. The signature is not looked at."""
        head = ListHead.of(der)
        return cls(der=der, head=head, index=RevocationIndex(der, head.parts))

    @classmethod
    def from_file(cls, raw: bytes) -> "IndexedList":
        """Read a list in DER or PEM form."""
        if not raw.lstrip().startswith(b"-----BEGIN"):
            return cls.from_der(raw)
        try:
            der = x509.load_pem_x509_crl(raw).public_bytes(Encoding.DER)
        except LIBRARY_REFUSALS:
            raise ListMalformed("what PEM wraps is no list", 0) from None
        return cls.from_der(der)

    @property
    def issuer(self) -> x509.Name:
        """Name of who signed it."""
        return self.head.issuer

    @property
    def authority_key_identifier(self) -> bytes | None:
        """Which of the issuer's keys signed it."""
        return self.head.authority_key_identifier

    @property
    def distribution_point(self) -> tuple[x509.GeneralName, ...] | None:
        """Names of the part that it covers."""
        return self.head.distribution_point

    @property
    def coverage(self) -> Coverage:
        """Which kind of certificates it is about."""
        return self.head.coverage

    @property
    def number(self) -> int | None:
        """CRL number."""
        return self.head.number

    @property
    def this_update(self) -> datetime:
        """Since when it is true."""
        return self.head.this_update

    @property
    def next_update(self) -> datetime | None:
        """By when there is a newer one; None: it does not say, and nobody can tell whether it is fresh."""
        return self.head.next_update

    def __len__(self) -> int:
        return len(self.index)

    def find(self, serial_number: int) -> ListedEntry | None:
        """What it says of a number; None: it does not name it."""
        return self.index.find(serial_number)

    def verify(self, key: CertificatePublicKeyTypes) -> None:
        """Raise `SignatureInvalid` unless `key` signed it."""
        self.head.verify(self.der, key)

    def digest(self) -> bytes:
        """SHA-256 of the whole list, by which reports name it."""
        return hashlib.sha256(self.der).digest()
