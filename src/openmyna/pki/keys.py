"""Private and public keys as this house stores and makes them: RSA-2048, and P-384 for the announced next card.

Key files are our own and are read without the library's prime tests, which cost more than everything else a card needs.
"""

from enum import Enum

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from openmyna.pki.errors import KeyUnusable, SignatureInvalid

SigningKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
VerifyingKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


class KeyAlgorithm(Enum):
    """What a key is, and with it which hash its certificates are signed with."""

    RSA_2048 = "rsa2048"
    P_384 = "p384"

    @property
    def certificate_hash(self) -> hashes.SHA256 | hashes.SHA384:
        """The hash under a certificate signed by such a key (SHA-256 today, SHA-384 with the announced card)."""
        return hashes.SHA256() if self is KeyAlgorithm.RSA_2048 else hashes.SHA384()


def generate(algorithm: KeyAlgorithm) -> SigningKey:
    """A fresh key pair from the library's own source of randomness."""
    if algorithm is KeyAlgorithm.RSA_2048:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP384R1())


def algorithm_of(key: SigningKey | VerifyingKey) -> KeyAlgorithm:
    """Which of the two kinds a key is."""
    if isinstance(key, rsa.RSAPrivateKey | rsa.RSAPublicKey):
        return KeyAlgorithm.RSA_2048
    return KeyAlgorithm.P_384


def admitted(key: object, where: str) -> SigningKey:
    """The key, once it is known to be of one of the two kinds; `where` names it in an error."""
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size == 2048:
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP384R1):
        return key
    raise KeyUnusable(where, "an RSA-2048 or P-384 private key")


def from_pem(pem: bytes, where: str) -> SigningKey:
    """Parse an unencrypted PEM key; text before the first boundary is a comment. `where` names it in an error."""
    start = pem.find(b"-----BEGIN")
    try:
        key = serialization.load_pem_private_key(pem[max(start, 0) :], None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyUnusable(where, "an unencrypted PKCS#8 key in PEM form") from None
    return admitted(key, where)


def to_pem(key: SigningKey) -> bytes:
    """Unencrypted PKCS#8 in PEM form."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def from_der(der: bytes, where: str) -> SigningKey:
    """Parse a key as the card's files hold it."""
    try:
        key = serialization.load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyUnusable(where, "an unencrypted PKCS#8 key in DER form") from None
    return admitted(key, where)


def to_der(key: SigningKey) -> bytes:
    """Unencrypted PKCS#8 in DER form: what a private key file of a card holds."""
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_to_der(key: VerifyingKey) -> bytes:
    """SubjectPublicKeyInfo in DER form."""
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def public_from_pem(pem: bytes, where: str) -> VerifyingKey:
    """Parse a SubjectPublicKeyInfo in PEM form, RSA-2048 or P-384."""
    try:
        return _public(serialization.load_pem_public_key(pem), where)
    except (ValueError, UnsupportedAlgorithm):
        raise KeyUnusable(where, "a public key in PEM form") from None


def public_from_der(der: bytes, where: str) -> VerifyingKey:
    """Parse a SubjectPublicKeyInfo in DER form, RSA-2048 or P-384."""
    try:
        return _public(serialization.load_der_public_key(der), where)
    except (ValueError, UnsupportedAlgorithm):
        raise KeyUnusable(where, "a public key in DER form") from None


def public_from_certificate(certificate: bytes, where: str) -> VerifyingKey:
    """The key of an X.509 certificate in DER form, RSA-2048 or P-384."""
    from cryptography import x509

    try:
        return _public(x509.load_der_x509_certificate(certificate).public_key(), where)
    except (ValueError, UnsupportedAlgorithm):
        raise KeyUnusable(where, "a certificate in DER form") from None


def _public(key: object, where: str) -> VerifyingKey:
    if isinstance(key, rsa.RSAPublicKey) and key.key_size == 2048:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP384R1):
        return key
    raise KeyUnusable(where, "an RSA-2048 or P-384 public key")


def verify(key: VerifyingKey, signature: bytes, data: bytes, what: str) -> None:
    """Raise `SignatureInvalid` unless this key made the signature over `data`; `what` was signed, for the error."""
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            key.verify(signature, data, ec.ECDSA(hashes.SHA384()))
    except InvalidSignature:
        raise SignatureInvalid(what) from None


def rsa_only(key: SigningKey, where: str) -> rsa.RSAPrivateKey:
    """The same key, once it is known to be RSA; the card-face applications know nothing else."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key
    raise KeyUnusable(where, "an RSA-2048 private key")
