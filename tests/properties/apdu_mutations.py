"""Commands a card should never trust: mutations of what clients send, and headers and lengths out of thin air.

Everything comes from the `random.Random` that is handed in, so that a seed repeats a run to the byte.
"""

from random import Random

from support.card_rules import AIDS, COMMANDS

_CLASSES = (0x00, 0x80, 0x08, 0x0C, 0x04, 0x01, 0x10, 0x40, 0x60, 0x88, 0x90, 0xA0, 0xC0, 0xFF)
_INSTRUCTIONS = (*sorted(COMMANDS[0x00] | COMMANDS[0x80]), 0x00, 0x0E, 0x22, 0x44, 0x70, 0xCB, 0xDA, 0xE0, 0xFF)
_PARAMETERS = (
    0x00,
    0x01,
    0x02,
    0x04,
    0x05,
    0x06,
    0x0C,
    0x22,
    0x7F,
    0x80,
    0x81,
    0x86,
    0x91,
    0x98,
    0x9B,
    0x9C,
    0x9F,
    0xC1,
    0xFF,
)
_LENGTHS = (0, 1, 2, 4, 6, 7, 8, 10, 12, 14, 15, 16, 17, 20, 32, 48, 51, 245, 246, 254, 255)


def mutated(random: Random, command: bytes) -> bytes:
    """The command with one to three changes."""
    raw = bytearray(command)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        _CHANGES[random.randrange(len(_CHANGES))](random, raw)
    return bytes(raw)


def _flip(random: Random, raw: bytearray) -> None:
    if raw:
        raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)


def _replace(random: Random, raw: bytearray) -> None:
    if raw:
        raw[random.randrange(len(raw))] = random.randrange(256)


def _truncate(random: Random, raw: bytearray) -> None:
    del raw[random.randrange(len(raw) + 1) :]


def _extend(random: Random, raw: bytearray) -> None:
    raw += random.randbytes(random.choice((1, 1, 2, 3, 16)))


def _class(random: Random, raw: bytearray) -> None:
    if raw:
        raw[0] = random.choice(_CLASSES)


def _instruction(random: Random, raw: bytearray) -> None:
    if len(raw) > 1:
        raw[1] = random.choice(_INSTRUCTIONS)


def _parameter(random: Random, raw: bytearray) -> None:
    if len(raw) > 3:
        raw[random.choice((2, 3))] = random.choice(_PARAMETERS)


def _length(random: Random, raw: bytearray) -> None:
    if len(raw) > 4:
        raw[4] = random.choice((0, 1, raw[4] ^ 1, raw[4] + 1 & 0xFF, 0xFF))


def _body(random: Random, raw: bytearray) -> None:
    """Another body of a length that counts, correctly framed."""
    raw[4:] = _framed(random, random.choice(_LENGTHS))


def _cut(random: Random, raw: bytearray) -> None:
    """The same data without its last bytes, correctly framed."""
    if len(raw) > 6 and len(raw) == 5 + raw[4]:
        del raw[-random.choice((1, 1, 2, len(raw) - 6)) :]
        raw[4] = len(raw) - 5


def _long(random: Random, raw: bytearray) -> None:
    """The same command in the extended form."""
    if len(raw) > 5 and raw[4] and len(raw) in (5 + raw[4], 6 + raw[4]):
        expects = len(raw) == 6 + raw[4]
        if expects:
            raw.insert(-1, 0)
        raw[4:5] = b"\0\0" + raw[4:5]
    elif len(raw) == 5:
        raw[4:] = b"\0\0" + raw[4:]


_CHANGES = (
    _flip,
    _replace,
    _truncate,
    _extend,
    _class,
    _instruction,
    _parameter,
    _parameter,
    _length,
    _body,
    _cut,
    _long,
)


def _framed(random: Random, length: int) -> bytes:
    data = random.randbytes(length) if random.random() < 0.5 else random.choice((b"0", b"1", b"\xff")) * length
    body = (bytes((length,)) + data) if length else b""
    return body + random.choice((b"", b"", b"\0", b"\x10"))


def invented(random: Random) -> bytes:
    """A command from nothing: mostly a known instruction with parameters that matter, sometimes noise or a monster."""
    kind = random.random()
    if kind < 0.05:
        return random.randbytes(random.choice((0, 1, 2, 3, 4, 5, 6, 7, 8, 40, 300)))
    if kind < 0.053:
        size = random.choice((256, 300, 4096, 0x8000, 65535))
        header = bytes((random.choice(_CLASSES), random.choice(_INSTRUCTIONS), 0, random.choice(_PARAMETERS), 0))
        return header + size.to_bytes(2, "big") + bytes(size) + random.choice((b"", b"\0\0"))
    if kind < 0.15:
        name = random.choice(tuple(AIDS.values()))
        name = name[: random.randrange(len(name) + 1)] if random.random() < 0.3 else name
        return b"\0\xa4\x04" + random.choice((b"\x0c", b"\x0c", b"\0")) + bytes((len(name),)) + name
    known = kind < 0.8
    cla = random.choice((0x00, 0x80)) if known else random.randrange(256)
    ins = random.choice(tuple(COMMANDS[cla])) if known else random.randrange(256)
    p1 = random.choice(_PARAMETERS) if random.random() < 0.6 else random.choice((0, random.randrange(256)))
    p2 = 0x80 | random.randrange(32) if random.random() < 0.5 else random.choice((0x80, random.randrange(256)))
    if ins == 0xA4 and random.random() < 0.7:
        return bytes((cla, 0xA4, 0x02, 0x0C, 0x02, 0x00, random.randrange(32)))
    return bytes((cla, ins, p1, p2)) + _framed(random, random.choice(_LENGTHS))
