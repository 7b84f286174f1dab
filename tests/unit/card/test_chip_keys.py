"""Keys the chip makes itself, keys it lacks, and the preview of the next card with P-384."""

import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.chip import Chip
from openmyna.card.state import VolatileState
from openmyna.iso7816.access import ISSUER
from support.synthetic_card import contents, private_key

SELECT_JPKI = "00A4040C0AD392F000260100000001"
SELECT_TEXT = "00A4040C0AD3921000310001010408"
SELECT_COMMON = "00A4040C0AD3921000310001010100"
VERIFY = "002000980431323334"
SIGN = "802A0397013000"
GENERATE = "80460097000109"


def powered(generation: str = "rsa2048", keys: dict[int, bytes] | None = None) -> Chip:
    held = contents()
    held.generation = generation
    for identifier, key in (keys or {}).items():
        held.applications[0].files[identifier].data = key
    chip = Chip(VolatileState(held), BUILT_IN)
    chip.power_on()
    assert status(chip, SELECT_JPKI) == "9000"
    return chip


def status(chip: Chip, command: str) -> str:
    return chip.transmit(bytes.fromhex(command))[-2:].hex().upper()


def test_a_key_made_in_the_chip_signs_and_only_its_public_half_leaves() -> None:
    chip = powered()
    assert status(chip, VERIFY) == "9000"
    former = chip.transmit(bytes.fromhex(SIGN))
    chip.card.verified.add(ISSUER)
    answer = chip.transmit(bytes.fromhex(GENERATE))
    assert answer[:9].hex().upper() == "900301000191820100"
    assert (len(answer), answer[-2:]) == (267, b"\x90\x00")
    made = RSAPublicNumbers(65537, int.from_bytes(answer[9:-2], "big")).public_key()
    signature = chip.transmit(bytes.fromhex(SIGN))
    made.verify(signature[:-2], b"0", padding.PKCS1v15(), SHA256())
    with pytest.raises(InvalidSignature):
        made.verify(former[:-2], b"0", padding.PKCS1v15(), SHA256())


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        ("8046009700", "6700"),
        ("80460097", "6700"),
        ("8046009701 0000", "6700"),
        ("80460197000109", "6A86"),
        ("80460000000109", "6A86"),
        ("80460098000109", "6981"),
        ("80460083000109", "6A82"),
    ],
)
def test_making_a_key_is_refused_in_every_other_form(command: str, refusal: str) -> None:
    chip = powered()
    chip.card.verified.add(ISSUER)
    assert status(chip, command) == refusal
    assert status(chip, GENERATE) == "9000"


def test_nobody_but_the_issuer_makes_a_key() -> None:
    chip = powered()
    assert status(chip, VERIFY) == "9000"
    assert status(chip, GENERATE) == "6982"
    chip.card.verified.add(ISSUER)
    assert status(chip, GENERATE) == "9000"


def test_the_cards_own_key_is_never_replaced() -> None:
    chip = powered()
    assert status(chip, SELECT_TEXT) == "9000"
    chip.card.verified.add(ISSUER)
    assert status(chip, "80460093000109") == "6985"


def test_a_card_without_a_signature_key_says_so_after_the_password() -> None:
    chip = powered(keys={0x1A: b""})
    assert status(chip, "802A039A013000") == "6982"
    assert status(chip, "0020009B06414243313233") == "9000"
    assert status(chip, "802A039A013000") == "6A88"
    assert status(chip, VERIFY) == "9000"
    assert status(chip, SIGN) == "9000"


def test_a_card_without_its_own_keys_answers_every_use_of_them() -> None:
    held = contents()
    held.applications[0].files[0x16].data = b""
    held.applications[2].files[0x10006].data = b""
    held.applications[4].files[0x19].data = b""
    chip = Chip(VolatileState(held), BUILT_IN)
    chip.power_on()
    assert status(chip, SELECT_COMMON) == "9000"
    assert status(chip, "0088009901AA00") == "6A88"
    assert status(chip, SELECT_TEXT) == "9000"
    assert status(chip, "002000910431323334") == "9000"
    assert status(chip, "80AE0000000100" + "00" * 256) == "6A88"
    assert status(chip, SELECT_JPKI) == "9000"
    certificate = "5F4E820129" + "39" * 32 + "9003010001" + "91820100" + "01" * 256 + "5F37820100" + "02" * 256
    assert status(chip, "80A206C1000233" + certificate) == "6985"


@pytest.mark.parametrize("cryptogram", ["00" * 256, "00" * 255 + "01", "00" * 128 + "FF" * 128])
def test_a_cryptogram_that_holds_no_session_key_is_refused(cryptogram: str) -> None:
    chip = powered()
    assert status(chip, SELECT_TEXT) == "9000"
    assert status(chip, "002000910431323334") == "9000"
    assert status(chip, "80AE0000000100" + cryptogram) == "6A80"
    assert status(chip, "08B00000000005960300001100 00") == "69FC"


def test_a_cryptogram_at_or_above_the_modulus_is_6f00_and_the_card_lives_on() -> None:
    chip = powered()
    assert status(chip, SELECT_TEXT) == "9000"
    assert status(chip, "002000910431323334") == "9000"
    modulus = private_key(("text", 0x10006)).public_key().public_numbers().n
    assert status(chip, f"80AE0000000100{modulus:0512X}") == "6F00"
    assert status(chip, f"80AE0000000100{modulus - 1:0512X}") == "6A80"
    assert status(chip, "00200091") == "63C3"


@pytest.fixture(scope="module")
def p384() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1())


def preview(key: ec.EllipticCurvePrivateKey) -> Chip:
    """The preview with P-384 keys in JPKI; the other applications keep RSA keys."""
    encoded = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return powered("p384-preview", {0x17: encoded, 0x1A: encoded})


def test_the_preview_signs_a_digest_and_a_message_with_p384(p384: ec.EllipticCurvePrivateKey) -> None:
    chip = preview(p384)
    assert status(chip, VERIFY) == "9000"
    digest = hashlib.sha384(b"0").digest()
    over_digest = chip.transmit(bytes.fromhex("802A029730") + digest + b"\0")
    over_message = chip.transmit(bytes.fromhex(SIGN))
    assert (over_digest[-2:], over_message[-2:]) == (b"\x90\x00", b"\x90\x00")
    p384.public_key().verify(over_digest[:-2], digest, ec.ECDSA(utils.Prehashed(SHA384())))
    p384.public_key().verify(over_message[:-2], b"0", ec.ECDSA(SHA384()))


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        ("802A0097013000", "6A86"),
        ("802A0197013000", "6A86"),
        ("802A0497013000", "6A86"),
        ("802A0597013000", "6A86"),
        ("802A029720" + "11" * 32 + "00", "6985"),
        ("802A039701304F", "6700"),
    ],
)
def test_the_preview_refuses_what_p384_has_no_scheme_for(
    p384: ec.EllipticCurvePrivateKey, command: str, refusal: str
) -> None:
    chip = preview(p384)
    assert status(chip, VERIFY) == "9000"
    assert status(chip, command) == refusal
    assert status(chip, SIGN) == "9000"


def test_the_preview_makes_p384_keys(p384: ec.EllipticCurvePrivateKey) -> None:
    chip = preview(p384)
    assert status(chip, VERIFY) == "9000"
    chip.card.verified.add(ISSUER)
    answer = chip.transmit(bytes.fromhex("8046009700"))
    assert answer[:3].hex().upper() == "866104"
    made = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP384R1(), answer[2:-2])
    made.verify(chip.transmit(bytes.fromhex(SIGN))[:-2], b"0", ec.ECDSA(SHA384()))
