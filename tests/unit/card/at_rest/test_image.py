"""The image of a card at rest, byte by byte, and what it says when a byte is not as written."""

import os
from dataclasses import fields

import pytest

from openmyna.card.at_rest import contents_codec, image
from openmyna.card.at_rest.folder_key import FolderKey
from openmyna.card.at_rest.image import Condition, ImageAltered, ImageHeader
from openmyna.card.contents import ApplicationContents, CardContents, CardProfile, CardState, FileContents

CARD = bytes(range(16))


@pytest.fixture
def key() -> FolderKey:
    return FolderKey(wrap=os.urandom(32), journal=os.urandom(32), registry=os.urandom(32))


def full_card() -> CardContents:
    """A card in which every field differs from its default."""
    return CardContents(
        identifier=bytes(range(16, 32)),
        label="番号　花子",
        generation="rsa-2048",
        atr=bytes.fromhex("3BE000FF8131FE4514"),
        state=CardState.DISPLAY_ONLY,
        profile=CardProfile(
            pss_salt_length=20, warm_reset_clears=True, terminal_authentication=False, command_chaining=True
        ),
        applications=[
            ApplicationContents(
                aid=bytes.fromhex("D392F000260100000001"),
                files={
                    0x0006: FileContents(data=bytes(300)),
                    0x001B: FileContents(secret=b"ABC123", remaining=4, maximum=5),
                    0x10006: FileContents(records=(b"\x01\x1c1", b"", b"second")),
                },
                objects={0x00F8: b"certificate", 0x7F21: b""},
            ),
            ApplicationContents(aid=b"\xa0"),
        ],
        issuer_key=bytes(range(32)),
        face={"name": "番号　花子", "note": ""},
    )


def closed() -> ImageHeader:
    return ImageHeader(condition=Condition.CLOSED, epoch=7, card=CARD)


def test_contents_come_back_as_they_were() -> None:
    assert contents_codec.from_bytes(contents_codec.to_bytes(full_card(), journal_lost=True)) == (full_card(), True)


def test_every_field_of_the_contents_is_kept() -> None:
    assert {item.name for item in fields(CardContents)} == {
        "identifier", "label", "generation", "atr", "state", "profile", "applications", "issuer_key", "face",
    }  # fmt: skip
    assert {item.name for item in fields(ApplicationContents)} == {"aid", "files", "objects"}
    assert {item.name for item in fields(FileContents)} == {"data", "records", "secret", "remaining", "maximum"}


def test_settings_of_a_later_version_are_left_out() -> None:
    raw = contents_codec.to_bytes(full_card(), journal_lost=False)
    later = raw.replace(b'"command_chaining":true', b'"command_blessing":true')
    contents, _ = contents_codec.from_bytes(later)
    assert contents.profile.command_chaining is False
    assert contents.profile.pss_salt_length == 20


def test_an_image_has_the_layout_its_module_states(key: FolderKey) -> None:
    raw = image.seal(key, closed(), full_card(), image.NO_ANCHOR, journal_lost=False)
    assert raw[:10] == b"OPENMYNA\x01\x00"
    assert raw[10:16] == bytes([0, 0, 0, 0, 0, 7])
    assert raw[16:32] == CARD
    assert raw[32:40] == bytes(8)
    assert raw[64:128] == bytes(64)
    assert len(raw) == 192 + int.from_bytes(raw[52:56], "big")


def test_an_image_opens_with_its_key(key: FolderKey) -> None:
    header = ImageHeader(condition=Condition.OPEN, epoch=1 << 40, card=CARD, segment=b"8 bytes!")
    raw = image.seal(key, header, full_card(), b"a" * 64, journal_lost=True)
    found = image.unseal(key, CARD, raw)
    assert (found.header, found.anchor, found.contents, found.journal_lost) == (header, b"a" * 64, full_card(), True)


def test_nothing_of_a_card_is_readable_in_its_image(key: FolderKey) -> None:
    raw = image.seal(key, closed(), full_card(), image.NO_ANCHOR, journal_lost=False)
    for secret in (b"ABC123", full_card().issuer_key, "番号".encode(), full_card().identifier):
        assert secret not in raw


def test_two_images_of_one_card_share_neither_key_nor_nonce(key: FolderKey) -> None:
    first, second = (image.seal(key, closed(), full_card(), image.NO_ANCHOR, journal_lost=False) for _ in range(2))
    assert first[40:52] != second[40:52]
    assert first[128:188] != second[128:188]
    assert first[192:] != second[192:]


@pytest.mark.parametrize("place", [0, 8, 9, 15, 16, 32, 40, 52, 55, 63, 64, 127, 128, 140, 187, 188, 191, 192, -1])
def test_a_changed_byte_of_a_closed_image_is_noticed(key: FolderKey, place: int) -> None:
    raw = bytearray(image.seal(key, closed(), full_card(), image.NO_ANCHOR, journal_lost=False))
    assert image.unseal(key, CARD, bytes(raw)).contents == full_card()
    raw[place] ^= 1
    with pytest.raises(ImageAltered):
        image.unseal(key, CARD, bytes(raw))


def test_an_image_does_not_open_as_another_card_or_with_another_key(key: FolderKey) -> None:
    raw = image.seal(key, closed(), full_card(), image.NO_ANCHOR, journal_lost=False)
    other = FolderKey(wrap=os.urandom(32), journal=key.journal, registry=key.registry)
    assert image.unseal(key, CARD, raw).contents.label == "番号　花子"
    with pytest.raises(ImageAltered):
        image.unseal(key, bytes(16), raw)
    with pytest.raises(ImageAltered):
        image.unseal(other, CARD, raw)


def test_a_tombstone_holds_the_card_and_nothing_else(key: FolderKey) -> None:
    raw = image.tombstone(CARD)
    assert raw == b"OPENMYNA\x01\x02" + bytes(6) + CARD + bytes(160)
    with pytest.raises(ImageAltered):
        image.unseal(key, CARD, raw)


def test_no_key_is_shown_by_repr(key: FolderKey) -> None:
    assert repr(key) == "FolderKey()"
