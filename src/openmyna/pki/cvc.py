"""Card-verifiable certificates: "this key identifier has this key", signed; no dates, no usage.

There is no published specification: the layout is what cards were seen to hold, five fields of fixed size.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openmyna.errors import EncodingError
from openmyna.iso7816 import tlv
from openmyna.pki import card_signature
from openmyna.pki.card_key import CardPublicKey, KeyIdentifier
from openmyna.pki.errors import IssuerMismatch, SignatureInvalid

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

SIGNATURE_SIZE = 256
BODY_SIZE = 297

CERTIFICATE = 0x7F21
BODY = 0x5F4E
SIGNATURE = 0x5F37


@dataclass(frozen=True, slots=True, kw_only=True)
class CardVerifiableCertificate:
    """Issuer's and subject's key identifiers, the subject's key, and the issuer's signature over the three."""

    issuer: KeyIdentifier
    subject: KeyIdentifier
    public_key: CardPublicKey
    signature: bytes = field(repr=False)

    @classmethod
    def from_contents(cls, raw: bytes) -> "CardVerifiableCertificate":
        """Parse the two objects without the `7F21` around them, as data object 00F8 holds them."""
        body = tlv.expect(raw, BODY)
        signature = tlv.expect(raw, SIGNATURE, len(body.encoded))
        if len(body.value) != BODY_SIZE or len(signature.value) != SIGNATURE_SIZE:
            sizes = f"{len(body.value)} and {len(signature.value)} bytes"
            raise EncodingError("card-verifiable certificate", "a body of 297 and a signature of 256 bytes", sizes)
        return cls(
            issuer=KeyIdentifier.from_bytes(body.value[:16]),
            subject=KeyIdentifier.from_bytes(body.value[16:32]),
            public_key=CardPublicKey.from_bytes(body.value[32:]),
            signature=signature.value,
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> "CardVerifiableCertificate":
        """Parse the whole file; filler behind it is ignored."""
        return cls.from_contents(tlv.expect(raw, CERTIFICATE).value)

    def body(self) -> bytes:
        """The 297 bytes that are signed."""
        return self.issuer.to_bytes() + self.subject.to_bytes() + self.public_key.to_bytes()

    def contents(self) -> bytes:
        """Body and signature without the `7F21` around them."""
        return tlv.encode(BODY, self.body()) + tlv.encode(SIGNATURE, self.signature)

    def to_bytes(self) -> bytes:
        """The whole file, 568 bytes."""
        return tlv.encode(CERTIFICATE, self.contents())

    def verify(self, issuer: KeyIdentifier, key: CardPublicKey) -> None:
        """Raise unless `issuer` is the one named here and `key` made the signature."""
        if issuer != self.issuer:
            raise IssuerMismatch(str(self.issuer), str(issuer))
        try:
            card_signature.verify(key, self.body(), self.signature)
        except SignatureInvalid:
            raise SignatureInvalid(f"certificate of {self.subject}") from None


def certify(
    issuer: KeyIdentifier, issuer_key: "RSAPrivateKey", subject: KeyIdentifier, public_key: CardPublicKey
) -> CardVerifiableCertificate:
    """Issue a certificate: `subject` has `public_key`, says `issuer`."""
    body = issuer.to_bytes() + subject.to_bytes() + public_key.to_bytes()
    signature = card_signature.sign(issuer_key, body)
    return CardVerifiableCertificate(issuer=issuer, subject=subject, public_key=public_key, signature=signature)
