"""The two sessions of our own design, spoken by the test as a stranger would: issuer and terminal (rulings 22 and 23)."""

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from openmyna.card.chip import Chip
from openmyna.card.contents import CardContents
from support.hanako_card import application, exchange

JPKI = "D392F000260100000001"
GET_CHALLENGE = "00 84 00 00 10"


def challenge(chip: Chip) -> bytes:
    """Sixteen random bytes of the card."""
    answer = exchange(chip, GET_CHALLENGE)
    assert answer.endswith("9000"), answer
    assert len(answer) == 36
    return bytes.fromhex(answer[:-4])


def issuer_proof(key: bytes, challenged: bytes) -> bytes:
    """EXTERNAL AUTHENTICATE of the issuer."""
    proof = hmac.new(key, b"openmyna issuer session" + challenged, hashlib.sha256).digest()
    return bytes.fromhex("0082000020") + proof


def open_issuer_session(chip: Chip, key: bytes) -> str:
    """Prove to be the issuer; returns the status word."""
    return exchange(chip, issuer_proof(key, challenge(chip)))


class Terminal:
    """A terminal with a key and a card-verifiable certificate of the authority whose key the card holds in 0016."""

    def __init__(self) -> None:
        self.authority_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.certificate = self.certify(self.authority_key)

    def certify(self, issuer: rsa.RSAPrivateKey) -> bytes:
        """`5F4E` the certified body and `5F37` its signature, 563 bytes: two key identifiers, then the public key."""
        modulus = self.key.public_key().public_numbers().n.to_bytes(256, "big")
        body = (
            b"9000090\x08\x05001\x00\x00\x00\x00"
            b"9000091\x08\x05001\x00\x00\x00\x00" + bytes.fromhex("9003010001 91820100") + modulus
        )
        signature = issuer.sign(body, padding.PKCS1v15(), SHA256())
        certificate = bytes.fromhex("5F4E820129") + body + bytes.fromhex("5F37820100") + signature
        assert len(certificate) == 563
        return certificate

    def trusted_by(self, contents: CardContents) -> CardContents:
        """The same contents with this terminal's authority in EF 0016."""
        application(contents, JPKI).files[0x16].data = self.authority_key.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        )
        return contents

    def certificate_command(self, certificate: bytes | None = None, parameters: str = "06C1") -> bytes:
        """VERIFY CERTIFICATE with an extended length."""
        shown = certificate if certificate is not None else self.certificate
        return bytes.fromhex("80A2" + parameters + "00") + len(shown).to_bytes(2, "big") + shown

    def proof_command(self, challenged: bytes) -> bytes:
        """EXTERNAL AUTHENTICATE of the terminal: its signature of the card's challenge."""
        signature = self.key.sign(challenged, padding.PKCS1v15(), SHA256())
        return bytes.fromhex("00820096000100") + signature

    def authenticate(self, chip: Chip) -> None:
        """Both steps, with the JPKI application selected."""
        assert exchange(chip, self.certificate_command()) == "9000"
        assert exchange(chip, self.proof_command(challenge(chip))) == "9000"
