"""Names of applications: right-truncated ones select, foreign ones are recognised for what they are."""

import pytest

from openmyna.iso7816.aid import foreign_name, resolve

JPKI = bytes.fromhex("D392F000260100000001")
VISUAL = bytes.fromhex("D3921000310001010402")
TEXT = bytes.fromhex("D3921000310001010408")


def test_a_whole_name_and_its_beginning_select_while_a_longer_or_different_one_does_not() -> None:
    assert resolve(JPKI, (JPKI, VISUAL)) == JPKI
    assert resolve(JPKI[:4], (JPKI, VISUAL)) == JPKI
    assert resolve(JPKI + b"\0", (JPKI, VISUAL)) is None
    assert resolve(JPKI[:-1] + b"\2", (JPKI, VISUAL)) is None


def test_the_first_in_order_wins_an_ambiguous_beginning() -> None:
    assert resolve(bytes.fromhex("D392100031000101"), (JPKI, VISUAL, TEXT)) == VISUAL
    assert resolve(bytes.fromhex("D392100031000101"), (JPKI, TEXT, VISUAL)) == TEXT


@pytest.mark.parametrize("name", [b"", bytes(17)])
def test_a_name_is_1_to_16_bytes_long(name: bytes) -> None:
    assert resolve(name, (bytes(17),)) is None


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("627601FF000000", "CoolKey"),
        ("A00000000101", "MUSCLE"),
        ("E82B0601040181C31F0201", "SmartCard-HSM"),
        ("D23300000045737445494420763335", "EstEID v3.5"),
        ("A00000030800001000", "PIV"),
        ("A000000116DB00", "CAC (card capability container)"),
        ("A0000000791000", "CAC ACA"),
        ("A0000000790107", "CAC PKI"),
        ("F276A288BCFBA69D34F31001", "IsoApplet"),
        ("A00000039742544659", "GIDS"),
        ("D27600012401", "OpenPGP"),
    ],
)
def test_every_name_opensc_asks_for_is_recognised(name: str, meaning: str) -> None:
    assert foreign_name(bytes.fromhex(name)) == meaning


def test_our_own_names_are_not_foreign() -> None:
    assert foreign_name(JPKI) is None
