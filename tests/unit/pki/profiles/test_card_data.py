"""The key identifiers of those who sign card data, typed by hand, and what a file of them may not say."""

from importlib.resources import files

import pytest

from openmyna.pki.profiles.card_data import card_data_profile, read_card_data_profile
from openmyna.pki.profiles.errors import ProfileInvalid

IDENTIFIERS = {
    "visual_root": ("9000023/001", None),
    "visual_issuer": ("9920121/000", "visual_root"),
    "visual_information": ("9000024/001", None),
    "text_root": ("9000033/001", None),
    "text_issuer": ("9920131/000", "text_root"),
    "text_information": ("9000034/001", None),
    "manager_root": ("9000020/001", None),
    "manager_intermediate": ("9920120/000", "manager_root"),
    "manager_key": ("9920110/000", "manager_intermediate"),
    "terminal_root": ("9000040/001", None),
    "terminal": ("9000041/000", "terminal_root"),
}


def test_every_key_identifier_begins_with_9_and_is_certified_as_described() -> None:
    profile = card_data_profile()
    assert {
        rule.name: (str(profile.identifier(rule.name, "99201")), rule.certified_by) for rule in profile.rules
    } == IDENTIFIERS


def test_a_municipality_that_could_exist_is_refused() -> None:
    for code in ("13101", "", "9920", "992011", "９９２０１"):
        with pytest.raises(ProfileInvalid) as refusal:
            card_data_profile().identifier("text_issuer", code)
        assert refusal.value.field == "municipality"
    assert str(card_data_profile().identifier("text_issuer", "90001")) == "9000131/000"


FAULTS = [
    ('name = "card_data_issuers"', 'name = "cvc"', "name"),
    ('"rsa2048"', '"p384"', "algorithms"),
    ('["subject", 16]', '["subject", 20]', "body"),
    ("signature_octets = 256", "signature_octets = 128", "body"),
    ('number = "9000023"', 'number = "5000023"', "identifier[1].number"),
    ('number = "9000023"', 'number = "900002"', "identifier[1].number"),
    ('number = "{municipality}21"', 'number = "{prefecture}21"', "identifier[2].number"),
    ('version = "001"', 'version = "1"', "identifier[1].version"),
    ('certified_by = "visual_root"', 'certified_by = "text_root"', "identifier[2].certified_by"),
    ('certified_by = "visual_root"', 'issuer = "visual_root"', "identifier[2].issuer"),
    ('name = "visual_issuer"', 'name = "visual_root"', "identifier[2].name"),
    ("[[identifier]]", "[[identifier]", "TOML"),
]


@pytest.mark.parametrize(("was", "becomes", "field"), FAULTS)
def test_a_fault_in_the_file_is_refused_by_its_field(was: str, becomes: str, field: str) -> None:
    sound = files("openmyna.pki.profiles").joinpath("card_data_issuers.toml").read_text(encoding="utf-8")
    assert was in sound
    with pytest.raises(ProfileInvalid) as refusal:
        read_card_data_profile(sound.replace(was, becomes, 1))
    assert (refusal.value.profile, refusal.value.field) == ("card_data_issuers", field)
    assert read_card_data_profile(sound) == card_data_profile()
