"""The answer to reset (ISO/IEC 7816-3:2006, 8.2): its bytes taken apart and its check byte tested.

The table names the answers reported of real My Number Cards; none of them is authoritative, a card may show another.
"""

from dataclasses import dataclass
from functools import reduce
from operator import xor

from openmyna.errors import Bilingual, EncodingError

CONTACT_ATR = bytes.fromhex("3BE000FF8131FE4514")
"""The contact interface of today's card: T=1 only, no historical bytes, IFSC 254."""

KNOWN: dict[bytes, Bilingual] = {
    CONTACT_ATR: Bilingual(
        "接触式 T=1（OpenSCのJPKIドライバが知るATR）", "contact, T=1; the one OpenSC's driver lists"
    ),
    bytes.fromhex("3BDA13FF8131FB468012392F31C173C601C03B"): Bilingual(
        "接触式 T=1、国コード392の管理情報バイトつき", "contact, T=1, historical bytes with country 392"
    ),
    bytes.fromhex("3BC5FF8131FB458073C6010000"): Bilingual("接触式 T=1", "contact, T=1"),
    bytes.fromhex("3BF59100FF918171FE400042000100D1D6"): Bilingual(
        "接触式 T=1（固有モード）", "contact, T=1, specific mode"
    ),
    bytes.fromhex("3BF59100FF918171FE4000420001B3A115"): Bilingual(
        "接触式 T=1（固有モード）", "contact, T=1, specific mode"
    ),
    bytes.fromhex("3B888001000005E0B381A1007F"): Bilingual("非接触 Type B（PC/SC第3部）", "contactless type B"),
    bytes.fromhex("3B888001000041E0B381A1003B"): Bilingual("非接触 Type B（PC/SC第3部）", "contactless type B"),
    bytes.fromhex("3B888001004B51FF0081D100BC"): Bilingual("非接触 Type B（PC/SC第3部）", "contactless type B"),
    bytes.fromhex("3B888001004B51FFB381D1000F"): Bilingual("非接触 Type B（PC/SC第3部）", "contactless type B"),
    bytes.fromhex("3B888001000014E0B38191005E"): Bilingual(
        "旧・住民基本台帳カード（マイナンバーカードではない）", "the former resident card, not a My Number Card"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfaceBytes:
    """One group TAi, TBi, TCi, TDi; None where the byte is absent. The field names are the standard's."""

    ta: int | None
    tb: int | None
    tc: int | None
    td: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerToReset:
    """An answer to reset; `protocols` in the order offered, `check` is TCK or None where only T=0 is offered."""

    convention: int
    groups: tuple[InterfaceBytes, ...]
    protocols: tuple[int, ...]
    historical: bytes
    check: int | None
    encoded: bytes

    @classmethod
    def from_bytes(cls, raw: bytes) -> "AnswerToReset":
        """Take the bytes apart; raises `EncodingError` where one is missing, left over, or the check byte is wrong."""
        if len(raw) < 2 or raw[0] not in (0x3B, 0x3F):
            raise EncodingError("answer to reset", "3B or 3F and a format byte", raw[:2].hex().upper() or "nothing")
        if len(raw) > 33:
            raise EncodingError("answer to reset", "at most 33 bytes", f"{len(raw)} bytes")
        groups: list[InterfaceBytes] = []
        protocols: list[int] = []
        present, at = raw[1] >> 4, 2
        while present:
            count = present.bit_count()
            if at + count > len(raw):
                raise EncodingError("answer to reset", f"{count} interface bytes", f"{len(raw) - at} bytes")
            values = iter(raw[at : at + count])
            ta, tb, tc, td = (next(values) if present & bit else None for bit in (1, 2, 4, 8))
            groups.append(InterfaceBytes(ta=ta, tb=tb, tc=tc, td=td))
            at += count
            present = 0 if td is None else td >> 4
            if td is not None and td & 0xF not in protocols:
                protocols.append(td & 0xF)
        history = raw[1] & 0xF
        # T=15 announces global interface bytes only; it is no protocol, yet it makes TCK mandatory like T=1 does.
        checked = any(protocol != 0 for protocol in protocols)
        end = at + history + checked
        if end != len(raw):
            raise EncodingError("answer to reset", f"{end} bytes", f"{len(raw)} bytes")
        if checked and reduce(xor, raw[1:]):
            raise EncodingError("answer to reset", f"check byte {reduce(xor, raw[1:-1]):02X}", f"{raw[-1]:02X}")
        return cls(
            convention=raw[0],
            groups=tuple(groups),
            protocols=tuple(protocol for protocol in protocols if protocol != 15) or (0,),
            historical=raw[at : at + history],
            check=raw[-1] if checked else None,
            encoded=raw,
        )

    def to_bytes(self) -> bytes:
        """The bytes it was taken from."""
        return self.encoded

    def meaning(self) -> Bilingual:
        """What card shows this answer, or the protocols it offers where it is not in the table."""
        known = KNOWN.get(self.encoded)
        if known is not None:
            return known
        names = ", ".join(f"T={protocol}" for protocol in self.protocols)
        return Bilingual(f"未知のATR（{names}）", f"unknown answer to reset ({names})")


def with_check(body: bytes) -> bytes:
    """Append TCK to TS, T0, interface and historical bytes."""
    return body + bytes((reduce(xor, body[1:], 0),))
