"""Text in a certificate: two Japanese character sets, substitutes where they end, a flag for each character."""

import pytest

from openmyna.identity.name import Name
from openmyna.issuance.certificate_text import certificate_text, in_repertoire
from openmyna.issuance.errors import CharacterNeedsSubstitute


@pytest.mark.parametrize("character", ["番", "　", "１", "○", "▽", "－", "−", "～", "丂", "A"])
def test_characters_of_the_two_sets_are_taken(character: str) -> None:
    assert in_repertoire(character)


@pytest.mark.parametrize("character", ["𠮷", "髙", "﨑", "\U000e0100", "한", "ｱ", "¥"])
def test_other_characters_are_not(character: str) -> None:
    assert not in_repertoire(character)


def test_plain_text_is_kept_with_a_zero_for_each_character() -> None:
    assert certificate_text("番号　花子", {}, Name.LABEL) == ("番号　花子", "00000")


def test_a_substitute_is_flagged() -> None:
    assert certificate_text("髙橋　花子", {"髙": "高"}, Name.LABEL) == ("高橋　花子", "10000")
    assert certificate_text("𠮷　花", {"𠮷": "ヨシ"}, Name.LABEL) == ("ヨシ　花", "1100")


def test_a_missing_substitute_is_refused_with_its_place() -> None:
    with pytest.raises(CharacterNeedsSubstitute) as refusal:
        certificate_text("高﨑　花子", {"髙": "高"}, Name.LABEL)
    assert (refusal.value.field.en, refusal.value.position) == ("name", 2)
    assert "﨑" not in str(refusal.value)
    with pytest.raises(CharacterNeedsSubstitute):
        certificate_text("髙橋", {"髙": "﨑"}, Name.LABEL)
    with pytest.raises(CharacterNeedsSubstitute):
        certificate_text("髙橋", {"髙": ""}, Name.LABEL)


def test_a_variant_form_is_a_character_of_its_own_with_one_place() -> None:
    variant = "葛\U000e0101"
    assert certificate_text(f"{variant}城　花子", {variant: "葛"}, Name.LABEL) == ("葛城　花子", "10000")
    with pytest.raises(CharacterNeedsSubstitute) as refusal:
        certificate_text(f"辻{variant}　花子", {"葛": "葛"}, Name.LABEL)
    assert refusal.value.position == 2
