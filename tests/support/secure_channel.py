"""The terminal's half of the text application's secure messaging, written from card-edge §3.4 alone."""

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256

CIPHERTEXT_SIZE = 256


def initial_vector(key: bytes, number: int) -> bytes:
    """IV(N): the counter as one big-endian block, encrypted under a zero IV."""
    return Cipher(algorithms.AES128(key), modes.CBC(bytes(16))).encryptor().update(number.to_bytes(16, "big"))


def cryptogram(key: bytes, number: int, plain: bytes) -> bytes:
    """The padded plain text (80, then zeros to the block) under the counter's IV."""
    padded = plain + b"\x80"
    padded += bytes(-len(padded) % 16)
    return Cipher(algorithms.AES128(key), modes.CBC(initial_vector(key, number))).encryptor().update(padded)


def plain_text(key: bytes, number: int, data: bytes) -> bytes:
    """What a cryptogram holds; padding is 80 and zeros, always there."""
    padded = Cipher(algorithms.AES128(key), modes.CBC(initial_vector(key, number))).decryptor().update(data)
    plain, mark, zeros = padded.rpartition(b"\x80")
    assert mark == b"\x80"
    assert zeros == bytes(len(zeros))
    assert len(zeros) < 16
    return plain


def public_key_of(file: bytes) -> tuple[int, int]:
    """Modulus and exponent of EF 0006: `A1 82 0109 { 90 03 010001, 91 82 0100 … }`."""
    assert file[:13].hex().upper() == "A1820109900301000191820100"[:26]
    modulus = file[13:269]
    assert len(modulus) == 256
    return int.from_bytes(modulus, "big"), 65537


def session_key_command(file: bytes, plain: bytes) -> bytes:
    """SET SESSION KEY with this plain text under the card's public key."""
    modulus, exponent = public_key_of(file)
    key = RSAPublicNumbers(exponent, modulus).public_key()
    encrypted = key.encrypt(plain, OAEP(MGF1(SHA256()), SHA256(), None))
    assert len(encrypted) == CIPHERTEXT_SIZE
    return bytes.fromhex("80AE0000000100") + encrypted


class SecureChannel:
    """A session: the key is the first half of the seed, and every protected command takes the next number."""

    def __init__(self, seed: bytes) -> None:
        assert len(seed) == 32
        self.seed = seed
        self.key = seed[:16]
        self.number = 0

    def opening(self, file: bytes) -> bytes:
        """The command that opens this session."""
        return session_key_command(file, bytes.fromhex("A0228020") + self.seed)

    def select(self, identifier: str) -> bytes:
        """SELECT of a file."""
        return self._with_data("08A4020C", bytes.fromhex(identifier))

    def verify(self, short_identifier: int, secret: str) -> bytes:
        """VERIFY of the current file (0) or of a named one."""
        return self._with_data(f"082000{0x80 | short_identifier:02X}", secret.encode("ascii"))

    def read(self, length: int, offset: int = 0) -> bytes:
        """READ BINARY of the current file."""
        self.number += 1
        return bytes.fromhex(f"08B0{offset:04X} 000005 960300{length:04X} 0000")

    def opened(self, answer: str) -> bytes:
        """The data of a protected response: `86 len 01 cryptogram 9000`."""
        assert answer.endswith("9000"), answer
        response = bytes.fromhex(answer[:-4])
        assert response[0] == 0x86
        size, start = response[1], 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(response[2:start], "big")
        assert len(response) == start + size
        assert response[start] == 0x01
        return plain_text(self.key, self.number, response[start + 1 :])

    def _with_data(self, header: str, plain: bytes) -> bytes:
        self.number += 1
        data = cryptogram(self.key, self.number, plain)
        return bytes.fromhex(header) + bytes([len(data) + 3, 0x86, len(data) + 1, 0x01]) + data
