"""The shipped profile files, read strictly: what is missing, unknown or wrong is refused by its field."""

from importlib.resources import files

import pytest

from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.profiles import PROFILES, ProfileSettings, profile
from openmyna.pki.profiles.errors import ProfileInvalid, ProfileUnknown
from openmyna.pki.profiles.reading import read_profile
from openmyna.pki.profiles.records import CertificatePolicies, DistributionPoint, InformationAccess


def _text(name: str) -> str:
    return files("openmyna.pki.profiles").joinpath(f"{name}.toml").read_text(encoding="utf-8")


def test_every_profile_is_a_file_and_every_file_a_profile() -> None:
    assert PROFILES == (
        "card_sign",
        "card_auth",
        "phone_sign",
        "phone_auth",
        "authority",
        "ocsp_responder",
        "time_stamping_unit",
    )
    shipped = {entry.name for entry in files("openmyna.pki.profiles").iterdir() if entry.name.endswith(".toml")}
    assert shipped - {"card_data_issuers.toml"} == {f"{name}.toml" for name in PROFILES}
    for name in PROFILES:
        assert profile(name).name == name
        assert profile(name).algorithms == {KeyAlgorithm.RSA_2048, KeyAlgorithm.P_384}


def test_a_profile_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(ProfileUnknown) as refusal:
        profile("card")
    assert refusal.value.name == "card"
    assert "card_sign" in refusal.value.advice().en


ISSUERS = {
    "card_sign": {"sign"},
    "card_auth": {"auth"},
    "phone_sign": {"sign"},
    "phone_auth": {"auth"},
    "authority": {"sign", "auth"},
    "ocsp_responder": {"sign", "auth"},
    "time_stamping_unit": {"sign"},
}


@pytest.mark.parametrize("name", PROFILES)
def test_each_profile_has_its_authorities(name: str) -> None:
    assert profile(name).issuers == ISSUERS[name]


@pytest.mark.parametrize(
    ("name", "attributes", "partition"),
    [
        ("card_sign", True, True),
        ("card_auth", False, True),
        ("phone_sign", True, True),
        ("phone_auth", False, True),
        ("authority", False, False),
        ("ocsp_responder", False, False),
        ("time_stamping_unit", False, False),
    ],
)
def test_who_and_where_stands_in_certificates_of_persons_only(name: str, attributes: bool, partition: bool) -> None:
    kinds = {type(extension).__name__: extension for extension in profile(name).extensions}
    assert ("PersonalAlternativeNames" in kinds) is attributes
    point = kinds.get("DistributionPoint")
    assert (isinstance(point, DistributionPoint) and point.listed_by.value == "municipality") is partition
    assert profile(name).subject.locality is attributes


# What is replaced in card_sign.toml, by what, and the field that is refused.
FAULTS = [
    ('name = "card_sign"', 'name = "card_auth"', "name"),
    ('name = "card_sign"', "", "name"),
    ('issuers = ["sign"]', "issuers = []", "issuers"),
    ('issuers = ["sign"]', 'issuers = ["sign", "sign"]', "issuers"),
    ('issuers = ["sign"]', 'issuers = ["root"]', "issuers"),
    ('issuers = ["sign"]', 'issuers = "sign"', "issuers"),
    ('"rsa2048", "p384"', '"rsa1024"', "algorithms"),
    ("serial_octets = 4", "serial_octets = 0", "serial_octets"),
    ("serial_octets = 4", "serial_octets = 20", "serial_octets"),
    ("serial_octets = 4", "serial_octets = true", "serial_octets"),
    ("serial_octets = 4", "serial_octets = -4", "serial_octets"),
    ("whole_days = true", "whole_days = 1", "whole_days"),
    ("whole_days = true", "whole_days = true\nhalf_days = true", "half_days"),
    ('form = "person"', 'form = "thing"', "subject.form"),
    ('country = "JP"', 'country = "Japan"', "subject.country"),
    ("locality = true", "", "subject.locality"),
    ("common_name = '[0-9]{28}'", "common_name = '[0-9'", "subject.common_name"),
    ('en = "28 digits"', 'fr = "28 chiffres"', "subject.common_name_form.en"),
    ('kind = "key_usage"', 'kind = "key_use"', "extension[1].kind"),
    ('kind = "key_usage"', "", "extension[1].kind"),
    ("critical = true\nusages", "usages", "extension[1].critical"),
    ('"content_commitment"]', '"non_repudiation"]', "extension[1].usages"),
    ("order = [1, 4, 3, 5, 2, 6]", "order = [1, 4, 3, 5, 2]", "extension[2].order"),
    ("order = [1, 4, 3, 5, 2, 6]", "order = [1, 4, 3, 5, 2, 7]", "extension[2].order"),
    ("order = [1, 4, 3, 5, 2, 6]", "order = [1, 4, 3, 5, 2, 2]", "extension[2].order"),
    ('sex_codes = ["1", "2", "3", "9"]', 'sex_codes = ["男"]', "extension[2].sex_codes"),
    ('tail = "1.20"', 'tail = "1.20."', "extension[3].tail"),
    ('cps = "http://', 'cps = "ftp://', "extension[3].cps"),
    ('listed_by = "municipality"', 'listed_by = "prefecture"', "extension[5].listed_by"),
    ('ocsp = ""', 'ocsp = "http://例.test"', "extension[6].ocsp"),
    ('"key_identifier", "issuer"', '"key", "issuer"', "extension[7].parts"),
    ('kind = "issuer_alternative_name"', 'kind = "subject_key_identifier"', "extension"),
    ("[subject]", "[subjects]", "subject"),
    ("[subject]", "[[subject]]", "subject"),
    ("[subject]", "[subject", "TOML"),
]


@pytest.mark.parametrize(("was", "becomes", "field"), FAULTS)
def test_a_fault_in_a_profile_file_is_refused_by_its_field(was: str, becomes: str, field: str) -> None:
    sound = _text("card_sign")
    assert was in sound
    with pytest.raises(ProfileInvalid) as refusal:
        read_profile("card_sign", sound.replace(was, becomes, 1))
    assert (refusal.value.profile, refusal.value.field) == ("card_sign", field)
    assert read_profile("card_sign", sound) == profile("card_sign")


def test_settings_change_what_they_name_and_nothing_else() -> None:
    settings = ProfileSettings.from_values(
        {
            "ocsp_sign": "http://a.test.openmyna.invalid",
            "ocsp_auth": "",
            "cps": "http://b.test.openmyna.invalid/cps",
            "phone_auth_tail": "3.50",
        }
    )

    def policy(name: str) -> tuple[str, str]:
        found = profile(name, settings).extension(CertificatePolicies)
        assert isinstance(found, CertificatePolicies)
        return found.tail, found.cps

    def address(name: str) -> str:
        found = profile(name, settings).extension(InformationAccess)
        assert isinstance(found, InformationAccess)
        return found.ocsp

    cps = "http://b.test.openmyna.invalid/cps"
    assert {name: policy(name) for name in PROFILES[:4]} == {
        "card_sign": ("1.20", cps),
        "card_auth": ("3.30", cps),
        "phone_sign": ("1.40", cps),
        "phone_auth": ("3.50", cps),
    }
    assert {name: address(name) for name in PROFILES[:4]} == {
        "card_sign": "http://a.test.openmyna.invalid",
        "card_auth": "",
        "phone_sign": "http://a.test.openmyna.invalid",
        "phone_auth": "",
    }
    assert profile("card_sign", ProfileSettings()) == profile("card_sign")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ocsp": "http://a.test"}, "profiles.ocsp"),
        ({"ocsp_sign": "https://a.test"}, "profiles.ocsp_sign"),
        ({"ocsp_sign": 1}, "profiles.ocsp_sign"),
        ({"phone_auth_tail": "x"}, "profiles.phone_auth_tail"),
        ({"sign_common_name": "["}, "profiles.sign_common_name"),
        ({"sex_codes": "男"}, "profiles.sex_codes"),
        ({"sex_codes": ""}, "profiles.sex_codes"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(values: dict[str, object], field: str) -> None:
    with pytest.raises(ProfileInvalid) as refusal:
        ProfileSettings.from_values(values)
    assert (refusal.value.profile, refusal.value.field) == ("settings", field)
    ProfileSettings.from_values({"ocsp_sign": "http://a.test", "sex_codes": "1239", "sign_common_name": "[0-9]{28}"})
