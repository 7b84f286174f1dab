"""Every shipped persona, drawn: all its fields where they belong, every character in a font, nothing lost."""

import functools
from itertools import combinations

import pytest

from openmyna.face.drawing import CARD
from openmyna.face.faces import Face, Side, back, front
from openmyna.face.fonts import Fonts
from openmyna.issuance.printed import printed_card, printed_from_order
from openmyna.sandbox import personas
from openmyna.sandbox.cards import card_keys
from support.face_ink import fields_without_their_ink, ink_outside
from support.make_believe import made


@functools.cache
def drawn(name: str) -> tuple[Face, Face]:
    """Both faces; which keys the card has is not to be seen on them."""
    persona = personas.load(name)
    if persona.card is None:
        card = printed_card(made(persona))
    else:
        card = printed_from_order(persona.order(card_keys("hanako", "rsa2048"), "rsa2048"))
    fonts = Fonts.installed()
    return front(card, fonts), back(card, fonts)


@pytest.mark.parametrize("name", personas.names())
def test_every_field_of_a_persona_is_inked_in_its_box_and_nowhere_else(name: str) -> None:
    for face in drawn(name):
        assert fields_without_their_ink(face) == []
        assert ink_outside(face) is None
        assert [one.name for one, other in combinations(face.fields, 2) if one.box.overlaps(other.box)] == []
        assert all(CARD.holds(field.box) for field in face.fields)


@pytest.mark.parametrize("name", personas.names())
def test_every_character_of_a_persona_is_in_a_font_and_every_text_complete(name: str) -> None:
    for face in drawn(name):
        assert [glyph.code_points for glyph in face.missing] == []
        assert [field.name for field in face.fields if not field.complete] == []


def test_every_front_has_a_portrait_but_the_babys() -> None:
    without = {name for name in personas.names() if '<g data-layer="portrait">\n</g>' in drawn(name)[0].svg}
    assert without == {"baby"}


def test_no_two_personas_look_alike() -> None:
    faces = {drawn(name)[0].svg for name in personas.names()}
    assert len(faces) == len(personas.names())
    assert {face.side for name in personas.names() for face in drawn(name)} == {Side.FRONT, Side.BACK}
