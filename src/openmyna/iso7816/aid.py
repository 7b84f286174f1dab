"""Application identifiers (ISO/IEC 7816-4:2020, 12.2.3): which ones mean something here, and how a name matches.

The card's own applications are declared in their layouts; this table names the foreign ones which generic
software asks every card for, so that a trace can say what was looked for and not found.
"""

from collections.abc import Iterable

NAME_MAXIMUM = 16
"""A DF name has at most 16 bytes."""

FOREIGN: dict[bytes, str] = {
    bytes.fromhex("627601FF000000"): "CoolKey",
    bytes.fromhex("A00000000101"): "MUSCLE",
    bytes.fromhex("E82B0601040181C31F0201"): "SmartCard-HSM",
    bytes.fromhex("D23300000045737445494420763335"): "EstEID v3.5",
    bytes.fromhex("A00000030800001000"): "PIV",
    bytes.fromhex("A000000116DB00"): "CAC (card capability container)",
    bytes.fromhex("A0000000791000"): "CAC ACA",
    bytes.fromhex("A000000079"): "CAC PKI",
    bytes.fromhex("F276A288BCFBA69D34F31001"): "IsoApplet",
    bytes.fromhex("A00000039742544659"): "GIDS",
    bytes.fromhex("D27600012401"): "OpenPGP",
    bytes.fromhex("A000000063504B43532D3135"): "PKCS#15",
    bytes.fromhex("A0000002471001"): "eMRTD",
    bytes.fromhex("D2760000850101"): "NFC Forum Type 4 tag",
    bytes.fromhex("A0000006472F0001"): "FIDO",
    bytes.fromhex("A0000000031010"): "Visa",
    bytes.fromhex("315041592E5359532E4444463031"): "EMV payment system directory",
    bytes.fromhex("325041592E5359532E4444463031"): "EMV proximity payment directory",
    bytes.fromhex("A000000151"): "GlobalPlatform",
    bytes.fromhex("A000000018434D"): "GemPlus card manager",
}
"""Foreign applications by the beginning of their name."""


def foreign_name(name: bytes) -> str | None:
    """What a foreign name stands for: the longest entry which it equals or extends, else None."""
    found = [known for known in FOREIGN if name.startswith(known)]
    return FOREIGN[max(found, key=len)] if found else None


def resolve(name: bytes, candidates: Iterable[bytes]) -> bytes | None:
    """The first candidate that equals `name` or begins with it: a right-truncated name selects (card-edge 0.9)."""
    if not 1 <= len(name) <= NAME_MAXIMUM:
        return None
    return next((aid for aid in candidates if aid.startswith(name)), None)
