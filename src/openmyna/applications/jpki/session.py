"""The terminal's side of the JPKI application: certificates are read, credentials verified, digests signed.

It decides nothing about what it reads: whether a certificate is genuine, valid or revoked is for whoever relies on it.
"""

from __future__ import annotations

from enum import Enum
from hashlib import sha256, sha384
from typing import TYPE_CHECKING

from openmyna.applications.jpki.errors import CertificateAbsent
from openmyna.applications.jpki.layout import AUTH_KEY, AUTH_PIN, LAYOUT, SIGN_KEY, SIGN_PASSWORD
from openmyna.applications.jpki.records import Availability, TokenInfo
from openmyna.errors import Bilingual, EncodingError
from openmyna.identity.secret import FourDigitPIN, Password
from openmyna.iso7816.apdu import SHORT_MAXIMUM, CommandAPDU
from openmyna.reader.session import expect_success

if TYPE_CHECKING:
    from openmyna.reader.session import CardSession

COMPUTE_SIGNATURE = 0x2A
DIGEST_INFO_SHA256 = bytes.fromhex("3031300D060960864801650304020105000420")
"""What stands before a SHA-256 digest in a DigestInfo (RFC 8017, 9.2, note 1)."""


class JPKICertificate(Enum):
    """The four certificates of the application, by the code name of their file."""

    AUTH = "auth_certificate"
    """Anybody may read it."""
    AUTH_CA = "auth_ca_certificate"
    SIGN = "sign_certificate"
    """It holds name, address, birth date and sex: the digital signature password opens it."""
    SIGN_CA = "sign_ca_certificate"

    @property
    def label(self) -> Bilingual:
        """Its name for people."""
        return {
            JPKICertificate.AUTH: Bilingual(
                "利用者証明用電子証明書", "user authentication certificate", "ログインの 証明書"
            ),
            JPKICertificate.AUTH_CA: Bilingual(
                "利用者証明用認証局の証明書", "certificate of the authentication authority"
            ),
            JPKICertificate.SIGN: Bilingual("署名用電子証明書", "digital signature certificate", "署名の 証明書"),
            JPKICertificate.SIGN_CA: Bilingual("署名用認証局の証明書", "certificate of the signature authority"),
        }[self]


class JPKIKey(Enum):
    """The two private keys; the value is the identifier of the key's file."""

    AUTH = AUTH_KEY
    """Opens with the user authentication PIN."""
    SIGN = SIGN_KEY
    """Opens with the digital signature password."""

    @property
    def credential(self) -> int:
        """The identifier of what opens it."""
        return AUTH_PIN if self is JPKIKey.AUTH else SIGN_PASSWORD


class SignatureAlgorithm(Enum):
    """How a signature is made; which one a card can do follows from the key in its certificate."""

    RSA_SHA256 = "sha256WithRSAEncryption"
    """PKCS#1 v1.5 over a DigestInfo of SHA-256: P1 00, as every client of today's card asks for it."""
    ECDSA_SHA384 = "ecdsa-with-SHA384"
    """The preview of the next card: P1 02 over a SHA-384 digest, a guess."""

    @property
    def digest_size(self) -> int:
        """Bytes of the digest it takes."""
        return 32 if self is SignatureAlgorithm.RSA_SHA256 else 48


class JPKISession:
    """The JPKI application of the card in `card`, selected here. Another application's session ends this one."""

    def __init__(self, card: CardSession) -> None:
        self._card = card
        card.select_application(LAYOUT.aid, LAYOUT.name)

    def token_info(self) -> TokenInfo:
        """EF 0006: label, serial number and limits, as PKCS#11 knows them."""
        return TokenInfo.from_bytes(self._card.read_bytes(LAYOUT.file("token_info").identifier)[:160])

    def availability(self) -> Availability:
        """EF 0008: which of the two certificates there are."""
        return Availability.from_bytes(self._card.read_bytes(LAYOUT.file("availability").identifier)[:3])

    def read_certificate(self, which: JPKICertificate) -> bytes:
        """One certificate in DER form. `SIGN` needs the password first (`SecurityStatusNotSatisfied` without).

        Raises `CertificateAbsent` where the card holds none and `EncodingError` where what it holds is cut short.
        """
        der = self._card.read_file(LAYOUT.file(which.value).identifier)
        if not der:
            raise CertificateAbsent(which.label)
        if der[0] != 0x30:
            raise EncodingError(which.label.en, "a DER sequence", f"tag {der[0]:02X}")
        return der

    def attempts_remaining(self, which: JPKIKey) -> int:
        """Attempts left of the PIN or password that opens a key; 0 is blocked. Asking costs none."""
        return self._card.attempts_remaining(which.credential)

    def verify(self, credential: FourDigitPIN | Password) -> None:
        """Present the user authentication PIN or the digital signature password, once.

        Which of the two follows from the type. Raises `WrongPIN` or `PINBlocked`; a wrong value costs an attempt.
        """
        key = JPKIKey.SIGN if isinstance(credential, Password) else JPKIKey.AUTH
        self._card.verify(key.credential, credential)

    def sign(self, which: JPKIKey, data: bytes, algorithm: SignatureAlgorithm = SignatureAlgorithm.RSA_SHA256) -> bytes:
        """A signature over `data`: 256 bytes with RSA, DER of two integers with ECDSA."""
        hashing = sha256 if algorithm is SignatureAlgorithm.RSA_SHA256 else sha384
        return self.sign_digest(which, hashing(data).digest(), algorithm)

    def sign_digest(
        self, which: JPKIKey, digest: bytes, algorithm: SignatureAlgorithm = SignatureAlgorithm.RSA_SHA256
    ) -> bytes:
        """A signature over a digest made elsewhere; the data itself never comes here."""
        if len(digest) != algorithm.digest_size:
            raise EncodingError("digest to sign", f"{algorithm.digest_size} bytes", f"{len(digest)} bytes")
        rsa = algorithm is SignatureAlgorithm.RSA_SHA256
        self._card.select_file(which.value)
        to_sign = DIGEST_INFO_SHA256 + digest if rsa else digest
        command = CommandAPDU(0x80, COMPUTE_SIGNATURE, 0x00 if rsa else 0x02, 0x80, to_sign, SHORT_MAXIMUM)
        return expect_success("COMPUTE DIGITAL SIGNATURE", self._card.transmit(command))
