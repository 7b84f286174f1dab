"""Secure messaging of the text application: AES-128-CBC without integrity, one data object, a counter as IV source.

Only SELECT of a file, READ BINARY and VERIFY travel in it. A wrong object or counter ends the session.
"""

from openmyna.errors import EncodingError
from openmyna.iso7816.apdu import EXTENDED_MAXIMUM, SHORT_MAXIMUM, CommandAPDU
from openmyna.iso7816.tlv import DataObject, decode, encode

SELECT, READ_BINARY, VERIFY = 0xA4, 0xB0, 0x20
PROTECTED = (SELECT, READ_BINARY, VERIFY)
"""The instructions that may travel protected."""
CRYPTOGRAM, EXPECTED_LENGTH = 0x86, 0x96
PADDING_INDICATOR = b"\x01"


class SecureMessaging:
    """One session: the key and the number of the last protected command."""

    __slots__ = ("_key", "number")

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.number = 0

    def __repr__(self) -> str:
        return f"SecureMessaging(number={self.number})"

    def _initial_vector(self) -> bytes:
        """IV(N): one block of the counter under AES-CBC with a zero IV."""
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        block = self.number.to_bytes(16, "big")
        return Cipher(algorithms.AES(self._key), modes.CBC(bytes(16))).encryptor().update(block)

    def encrypt(self, plain: bytes) -> bytes:
        """Pad with 80 00… (always) and encrypt under the present counter."""
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        padded = plain + b"\x80" + bytes(-(len(plain) + 1) % 16)
        return Cipher(algorithms.AES(self._key), modes.CBC(self._initial_vector())).encryptor().update(padded)

    def decrypt(self, cryptogram: bytes) -> bytes:
        """The plain text; `EncodingError` where length or padding is wrong, as after a wrong counter."""
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        if not cryptogram or len(cryptogram) % 16:
            raise EncodingError("cryptogram", "whole blocks of 16 bytes", f"{len(cryptogram)} bytes")
        padded = Cipher(algorithms.AES(self._key), modes.CBC(self._initial_vector())).decryptor().update(cryptogram)
        plain = padded.rstrip(b"\0")
        if not plain.endswith(b"\x80") or len(padded) - len(plain) > 15:
            raise EncodingError("cryptogram", "padding 80 00…", "other bytes")
        return plain[:-1]

    def unwrap(self, command: CommandAPDU) -> CommandAPDU:
        """The plain command inside exactly one data object; counts the command. `EncodingError` where it is not that."""
        self.number += 1
        item = decode(command.data)
        if len(item.encoded) != len(command.data):
            raise EncodingError("secure messaging", "one data object", "more")
        if command.ins == READ_BINARY:
            return _reading(command, item)
        if item.tag != CRYPTOGRAM or item.value[:1] != PADDING_INDICATOR:
            raise EncodingError("secure messaging", "one cryptogram (86 … 01)", f"tag {item.tag:X}")
        data = self.decrypt(item.value[1:])
        if not data:
            raise EncodingError("secure messaging", "command data", "none")
        return CommandAPDU(0x00, command.ins, command.p1, command.p2, data)

    def wrap(self, answer: bytes) -> bytes:
        """A response APDU with its data enciphered; one without data travels as it is."""
        if len(answer) == 2:
            return answer
        return encode(CRYPTOGRAM, PADDING_INDICATOR, self.encrypt(answer[:-2])) + answer[-2:]


def _reading(command: CommandAPDU, item: DataObject) -> CommandAPDU:
    """READ BINARY protected: the data object is the expected length, of one to three bytes."""
    if item.tag != EXPECTED_LENGTH or not 1 <= len(item.value) <= 3:
        raise EncodingError("secure messaging", "one expected length (96)", f"tag {item.tag:X}")
    length = int.from_bytes(item.value, "big")
    if length > EXTENDED_MAXIMUM:
        raise EncodingError("secure messaging", f"at most {EXTENDED_MAXIMUM} bytes", f"{length} bytes")
    extended = len(item.value) > 1
    expected = length or (EXTENDED_MAXIMUM if extended else SHORT_MAXIMUM)
    return CommandAPDU(0x00, command.ins, command.p1, command.p2, b"", expected, extended)
