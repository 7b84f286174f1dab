"""Command APDUs and the text application's secure messaging as the model understands them, written without `src`.

Parsing follows ISO/IEC 7816-4, 5.1; secure messaging follows card-edge §3.4: AES-128-CBC, IV(N) the encrypted counter.
"""

from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


class Command(NamedTuple):
    """One parsed command; `le` is the number of bytes wanted, None without Le field."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes
    le: int | None
    extended: bool


def parse(raw: bytes) -> Command | None:
    """The command, or None where the lengths do not add up."""
    if len(raw) < 4:
        return None
    body, long = raw[4:], len(raw) > 6 and raw[4] == 0
    width = 2 if long else 1
    body = body[1:] if long else body
    most = 65536 if long else 256
    if not body:
        return Command(*raw[:4], b"", None, False)
    if len(body) == width:
        return Command(*raw[:4], b"", int.from_bytes(body, "big") or most, long)
    lc = int.from_bytes(body[:width], "big")
    data, rest = body[width : width + lc], body[width + lc :]
    if not lc or len(data) != lc or len(rest) not in (0, width):
        return None
    return Command(*raw[:4], data, (int.from_bytes(rest, "big") or most) if rest else None, long)


class Session:
    """One secure messaging session: encrypts for the terminal, decrypts for the model, never counts by itself."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.counter = 0

    def _cipher(self) -> Cipher[modes.CBC]:
        block = Cipher(algorithms.AES(self._key), modes.ECB()).encryptor().update(self.counter.to_bytes(16, "big"))
        return Cipher(algorithms.AES(self._key), modes.CBC(block))

    def encrypt(self, plain: bytes) -> bytes:
        """Cryptogram under the present counter."""
        blocks = plain + b"\x80"
        return self._cipher().encryptor().update(blocks.ljust(-(-len(blocks) // 16) * 16, b"\0"))

    def decrypt(self, cryptogram: bytes) -> bytes | None:
        """Plain text under the present counter; None where blocks or padding are wrong."""
        if not cryptogram or len(cryptogram) % 16:
            return None
        blocks = self._cipher().decryptor().update(cryptogram)
        for filler in range(1, 17):
            last = blocks[-filler]
            if last == 0x80:
                return blocks[:-filler]
            if last:
                return None
        return None

    def wrap(self, ins: int, p1: int, p2: int, plain: bytes) -> bytes:
        """The next protected VERIFY or SELECT; the counter the chip will use is one more than the present."""
        self.counter += 1
        value = b"\x01" + self.encrypt(plain)
        self.counter -= 1
        body = b"\x86" + bytes((len(value),)) + value
        return bytes((0x08, ins, p1, p2, len(body))) + body

    def unwrap(self, command: Command) -> Command | None:
        """The plain command under the present counter; None where the one data object is not right."""
        data = command.data
        if len(data) < 2:
            return None
        size, at = data[1], 2
        if size & 0x80:
            count = size & 0x7F
            if not 1 <= count <= 3:
                return None
            size, at = int.from_bytes(data[2 : 2 + count], "big"), 2 + count
        value = data[at:]
        if at > len(data) or len(value) != size:
            return None
        if command.ins == 0xB0:
            if data[0] != 0x96 or not 1 <= size <= 3 or int.from_bytes(value, "big") > 65536:
                return None
            wanted = int.from_bytes(value, "big") or (65536 if size > 1 else 256)
            return Command(0, 0xB0, command.p1, command.p2, b"", wanted, size > 1)
        plain = self.decrypt(value[1:]) if data[0] == 0x86 and value[:1] == b"\x01" else None
        return Command(0, command.ins, command.p1, command.p2, plain, None, False) if plain else None


def protected_read(offset: int, length: int) -> bytes:
    """READ BINARY in secure messaging."""
    return bytes((0x08, 0xB0, offset >> 8, offset & 0xFF, 0, 0, 5, 0x96, 3, 0)) + length.to_bytes(2, "big") + b"\0\0"
