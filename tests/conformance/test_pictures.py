"""The pictures on hanako's card: what the municipality signed, and that one pixel more or less is noticed."""

import dataclasses
import functools
import io
from collections.abc import Callable

import pytest
from PIL import Image

from openmyna.applications.visual.records import CardFace, NumberImage
from openmyna.face import raster
from openmyna.face.chip_images import draw
from openmyna.face.fonts import Fonts
from openmyna.issuance.printed import printed_card
from openmyna.pki.card_key import CardPublicKey
from openmyna.pki.errors import SignatureInvalid
from openmyna.sandbox.keys import published_rsa_key
from openmyna.sandbox.personas import load
from support.hanako_card import application, fresh_contents
from support.make_believe import made

VISUAL = "D3921000310001010402"


@functools.cache
def _issuer() -> CardPublicKey:
    return CardPublicKey.of(published_rsa_key("municipality-visual").public_key())


def _face() -> CardFace:
    return CardFace.from_bytes(application(fresh_contents(), VISUAL).files[0x0002].data)


def _number() -> NumberImage:
    return NumberImage.from_bytes(application(fresh_contents(), VISUAL).files[0x0005].data)


def _same_pixels(picture: bytes) -> bytes:
    """Another file with exactly these pixels: the signature covers bytes, not the look."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as opened:
        opened.save(out, "PNG", compress_level=0)
    return out.getvalue()


@pytest.mark.parametrize("picture", ["photo", "name_image", "address_image"])
@pytest.mark.parametrize("change", [raster.with_another_pixel, _same_pixels], ids=["pixel", "file"])
def test_a_picture_of_the_front_that_is_not_the_signed_one_is_refused(
    picture: str, change: Callable[[bytes], bytes]
) -> None:
    face = _face()
    altered = dataclasses.replace(face.fields, **{picture: change(getattr(face.fields, picture))})
    with pytest.raises(SignatureInvalid) as refusal:
        dataclasses.replace(face, fields=altered).verify(_issuer())
    assert refusal.value.what == "card face"
    dataclasses.replace(face, fields=dataclasses.replace(altered, **{picture: getattr(face.fields, picture)})).verify(
        _issuer()
    )


def test_a_pixel_of_the_number_is_noticed() -> None:
    record = _number()
    altered = dataclasses.replace(record, image=raster.with_another_pixel(record.image))
    with pytest.raises(SignatureInvalid) as refusal:
        altered.verify(_issuer())
    assert refusal.value.what == "card data"
    dataclasses.replace(altered, image=record.image).verify(_issuer())


def test_the_pictures_show_what_is_printed() -> None:
    drawn = draw(printed_card(fresh_contents()), Fonts.installed())
    face = _face()
    assert (face.fields.name_image, face.fields.address_image) == (drawn.name, drawn.address)
    assert (face.fields.photo, face.security_code_image) == (drawn.photo, drawn.security_code)
    assert _number().image == drawn.number


def test_the_card_made_again_has_the_same_pictures() -> None:
    files = application(made(load("hanako")), VISUAL).files
    assert files[0x0002].data == application(fresh_contents(), VISUAL).files[0x0002].data
    assert files[0x0005].data == application(fresh_contents(), VISUAL).files[0x0005].data


def test_the_whole_front_fits_the_offsets_of_read_binary() -> None:
    assert len(application(fresh_contents(), VISUAL).files[0x0002].data) < 0x8000
    altered = application(made(load("altered-photo")), VISUAL).files[0x0002].data
    assert len(altered) < 0x8000


def test_a_babys_card_has_no_photo_and_is_signed_all_the_same() -> None:
    baby = CardFace.from_bytes(application(made(load("baby")), VISUAL).files[0x0002].data)
    assert baby.fields.photo == b""
    baby.verify(_issuer())
