"""Reading a certificate once: the very bytes that were signed, the few values that are its own, and its shape.

The library takes the DER apart. An extension block that was met before, but for the holder's own names and key
identifier, is not read a second time: that is most of what reading costs.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat import asn1

from openmyna.pki.validation.encoded import (
    ALTERNATIVE_NAME,
    SUBJECT_KEY_IDENTIFIER,
    VERSION_3,
    EncodedCertificate,
    content_start,
    element_end,
    form_fault,
    shared_parts,
    signed_span,
    usual_names,
)
from openmyna.pki.validation.faults import Fault, Malformed
from openmyna.pki.validation.shape import Shape, shape_of
from openmyna.pki.validation.signatures import COMMON_EXPONENT, SignatureScheme, key_text, scheme_of, strong

LONGEST_SERIAL = 1 << 159
"""Serial numbers have at most 20 octets, and the highest bit is a sign (RFC 5280, 4.1.2.2)."""
KEY_IDENTIFIER = bytes.fromhex("301d0603551d0e04160414")
"""How an extension with a subject key identifier of 20 bytes begins; with its value it is 31 bytes long."""
KEY_IDENTIFIER_SIZE = 31
USUAL_KEY = bytes.fromhex("300d06092a864886f70d01010105000382010f003082010a0282010100")
"""How an RSA key of 2048 bits begins (without the outer header), up to its modulus."""
USUAL_KEY_SIZE = 290
FEW = 7
"""How many runs of bytes before alternative names are tried, besides the newest."""
REMEMBERED = 16_384
"""More shapes than 1,741 municipalities of three generations have; when they are exceeded, all are forgotten."""


@dataclass(slots=True)
class Leaf:
    """One certificate, read. Never changed after; not frozen, because freezing costs as much as reading."""

    serial_number: int
    issuer: bytes = field(repr=False)
    """The issuer's name, encoded."""
    not_before: datetime
    not_after: datetime
    scheme: SignatureScheme | None
    """How it is signed; None: not in a way that is believed."""
    key: str
    """The holder's key, such as `RSA 2048`; empty where it is too weak to be believed."""
    to_be_signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    shape: Shape = field(repr=False)


class LeafReader:
    """Reads certificates and remembers the shapes it met; safe to use from several threads."""

    __slots__ = ("_befores", "_heads", "_parts", "_surroundings")

    def __init__(self) -> None:
        self._heads: dict[bytes, Shape] = {}
        self._parts: dict[tuple[object, ...], Shape] = {}
        self._surroundings: dict[tuple[bytes, bytes], Shape] = {}
        self._befores: tuple[bytes, ...] = ()

    def read(self, der: bytes) -> Leaf:
        """Read one; raises `Malformed`."""
        try:
            outer = asn1.decode_der(EncodedCertificate, der)
        except ValueError:
            raise Malformed(form_fault(der)) from None
        inner = outer.to_be_signed
        # The library warns of such numbers when it parses them, so they are refused before.
        if not 0 < inner.serial_number < LONGEST_SERIAL:
            raise Malformed(Fault.SERIAL_NUMBER)
        if inner.version != VERSION_3:
            raise Malformed(Fault.VERSION)
        start, end = signed_span(der)
        # Version and serial number come first; the algorithm stands after them and, once more, after what is signed.
        at = element_end(der, element_end(der, content_start(der, start)))
        algorithm_end = element_end(der, at)
        algorithm = der[at:algorithm_end]
        if not der.startswith(algorithm, end):
            raise Malformed(Fault.ALGORITHMS_DIFFER)
        signature = outer.signature
        if signature.padding_bits():
            raise Malformed(Fault.SIGNATURE_BITS)
        try:
            certificate = x509.load_der_x509_certificate(der)
        except (ValueError, x509.InvalidVersion):
            raise Malformed(None) from None
        shape = self._shape(bytes(inner.extensions.data), certificate)
        if not shape.subject_may_be_empty and not len(inner.subject.data):
            raise Malformed(Fault.NO_SUBJECT)
        return Leaf(
            inner.serial_number,
            der[algorithm_end : element_end(der, algorithm_end)],
            inner.validity.since.as_datetime(),
            inner.validity.until.as_datetime(),
            scheme_of(algorithm[2:]),
            _key(bytes(inner.key.data), certificate),
            der[start:end],
            signature.as_bytes(),
            shape,
        )

    def _shape(self, block: bytes, certificate: x509.Certificate) -> Shape:
        """The shape of an extension block, out of memory where the block differs from an earlier one in nothing shared.

        Runs of bytes are remembered from where an extension begins to where one ends, so what follows an equal run
        begins an extension here too.
        """
        head = block[:-KEY_IDENTIFIER_SIZE]
        ends_usually = block.startswith(KEY_IDENTIFIER, len(head))
        if ends_usually:
            shape = self._heads.get(head) or self._around_names(head)
            if shape is not None:
                return shape
        parts = shared_parts(block)
        shape = self._parts.get(parts) if parts else None
        if shape is None:
            shape = shape_of(certificate)
            if parts:
                _remember(self._parts, parts, shape)
        if parts and ends_usually and parts[-1] == SUBJECT_KEY_IDENTIFIER:
            self._remember_runs(head, parts, shape)
        return shape

    def _around_names(self, head: bytes) -> Shape | None:
        """By what stands before and after alternative names of the usual form."""
        for before in self._befores:
            start = len(before)
            if len(head) > start and head.startswith(before):
                end = element_end(head, start)
                shape = self._surroundings.get((before, head[end:]))
                if shape is not None and usual_names(head[start:end]):
                    return shape
        return None

    def _remember_runs(self, head: bytes, parts: tuple[object, ...], shape: Shape) -> None:
        if ALTERNATIVE_NAME not in parts:
            _remember(self._heads, head, shape)
            return
        start = 0
        for _ in range(parts.index(ALTERNATIVE_NAME)):
            start = element_end(head, start)
        before, after = head[:start], head[element_end(head, start) :]
        if before not in self._befores:
            self._befores = (*self._befores[-FEW:], before)
        _remember(self._surroundings, (before, after), shape)


_Key = TypeVar("_Key")


def _remember(shapes: dict[_Key, Shape], by: _Key, shape: Shape) -> None:
    if len(shapes) >= REMEMBERED:
        shapes.clear()
    shapes[by] = shape


def _key(written: bytes, certificate: x509.Certificate) -> str:
    """The holder's key by description; empty where it is not to be believed."""
    if len(written) == USUAL_KEY_SIZE and written.startswith(USUAL_KEY) and written.endswith(COMMON_EXPONENT):
        # Every byte but those of the modulus is fixed; its first bit is set, or a shorter number would be ill-encoded.
        if written[len(USUAL_KEY)] & 0x80:
            return "RSA 2048"
        raise Malformed(Fault.KEY_UNREADABLE)
    try:
        key = certificate.public_key()
    except UnsupportedAlgorithm:
        return ""
    except ValueError:
        raise Malformed(Fault.KEY_UNREADABLE) from None
    return key_text(key) if strong(key) else ""
