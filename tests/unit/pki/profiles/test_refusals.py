"""What a template refuses to build: each refusal names its rule, and its twin without the offence is built."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from openmyna.errors import EncodingError
from openmyna.pki.errors import IssuanceRefused
from openmyna.pki.keys import KeyAlgorithm, public_to_der
from openmyna.pki.names import Locality
from openmyna.pki.profiles import ProfileSettings, profile
from openmyna.pki.profiles.checking import check
from openmyna.pki.profiles.public_keys import key_of
from openmyna.pki.profiles.rules import check_algorithm
from support import template_world as world


def _with(**changes: object) -> dict[str, object]:
    return {"attributes": dataclasses.replace(world.ATTRIBUTES, **changes)}  # type: ignore[arg-type]


PLACE = Locality(prefecture="Mihon-ken", municipality="Tameshi-shi")

# rule, profile, what is wrong, the same with only that put right
REFUSALS: list[tuple[str, str, dict[str, object], dict[str, object]]] = [
    ("serial-number", "card_auth", {"serial_number": 0}, {"serial_number": 1}),
    ("serial-number", "card_auth", {"serial_number": -1}, {"serial_number": 1}),
    ("serial-number", "card_auth", {"serial_number": 1 << 32}, {"serial_number": (1 << 32) - 1}),
    ("outlives-issuer", "card_auth", {"last_day": date(2034, 10, 1)}, {"last_day": date(2034, 9, 30)}),
    (
        "before-issuer",
        "card_auth",
        {"issued": datetime(2024, 9, 30, 22, 59, 59, tzinfo=UTC)},
        {"issued": datetime(2024, 9, 30, 23, 0, 0, tzinfo=UTC)},
    ),
    ("ends-before-it-begins", "card_auth", {"last_day": date(2025, 9, 30)}, {"last_day": date(2025, 10, 1)}),
    (
        "ends-before-it-begins",
        "card_auth",
        {"issued": datetime(2030, 3, 31, 14, 59, 59, tzinfo=UTC)},
        {"issued": datetime(2030, 3, 31, 14, 59, 58, tzinfo=UTC)},
    ),
    ("common-name", "card_auth", {"common_name": "Hanako"}, {}),
    ("common-name", "card_auth", {"common_name": "990001TEST000199201003"}, {}),
    ("common-name", "card_auth", {"common_name": "990001TEST000199201003AA"}, {}),
    ("common-name", "card_auth", {"common_name": "990001test000199201003A"}, {}),
    ("common-name", "card_auth", {"common_name": "９９０００１TEST000199201003A"}, {}),
    ("common-name", "card_auth", {"common_name": "990001TEST000199201003A\n"}, {}),
    ("common-name", "card_sign", {"common_name": "202510011000000000000000000"}, {}),
    ("common-name", "card_sign", {"common_name": "番号花子"}, {}),
    ("locality", "card_sign", {"locality": dataclasses.replace(PLACE, prefecture="")}, {}),
    ("locality", "card_sign", {"locality": dataclasses.replace(PLACE, municipality="試験市")}, {}),
    ("locality", "card_auth", {"locality": dataclasses.replace(PLACE, municipality="a" * 65)}, {}),
    (
        "locality",
        "card_auth",
        {"locality": dataclasses.replace(PLACE, municipality="a" * 59)},
        {"locality": dataclasses.replace(PLACE, municipality="a" * 58)},
    ),
    ("locality", "card_auth", {"locality": dataclasses.replace(PLACE, municipality="../x")}, {}),
    (
        "locality",
        "card_auth",
        {"locality": dataclasses.replace(PLACE, municipality="Shin onsen-cho")},
        {"locality": dataclasses.replace(PLACE, municipality="Shin'onsen-cho")},
    ),
    (
        "locality",
        "card_auth",
        {"locality": dataclasses.replace(PLACE, municipality="a/b")},
        {"locality": dataclasses.replace(PLACE, municipality="Tamago-shi-Higashi-ku")},
    ),
    ("attributes-missing", "card_sign", {"attributes": None}, {}),
    ("attributes-missing", "phone_sign", {"attributes": None}, {}),
    ("attributes-forbidden", "card_auth", {"attributes": world.ATTRIBUTES}, {}),
    ("attributes-forbidden", "phone_auth", {"attributes": world.ATTRIBUTES}, {}),
    ("name-empty", "card_sign", _with(name="　　", name_substitutes="00"), _with(name="番　", name_substitutes="00")),
    (
        "name-too-long",
        "card_sign",
        _with(name="寿" * 101, name_substitutes="0" * 101),
        _with(name="寿" * 100, name_substitutes="0" * 100),
    ),
    (
        "name-repertoire",
        "card_sign",
        _with(name="髙橋", name_substitutes="00"),
        _with(name="高橋", name_substitutes="10"),
    ),
    (
        "name-repertoire",
        "card_sign",
        _with(name="ﾊﾅｺ", name_substitutes="000"),
        _with(name="ハナコ", name_substitutes="000"),
    ),
    (
        "address-empty",
        "card_sign",
        _with(address="", address_substitutes=""),
        _with(address="市", address_substitutes="0"),
    ),
    (
        "address-too-long",
        "card_sign",
        _with(address="町" * 201, address_substitutes="0" * 201),
        _with(address="町" * 200, address_substitutes="0" * 200),
    ),
    (
        "address-repertoire",
        "card_sign",
        _with(address="𩸽荘", address_substitutes="00"),
        _with(address="鯡荘", address_substitutes="10"),
    ),
    ("sex", "card_sign", _with(sex="0"), _with(sex="9")),
    ("sex", "card_sign", _with(sex="12"), _with(sex="3")),
    ("sex", "card_sign", _with(sex=""), _with(sex="1")),
    ("birth-date", "card_sign", _with(birth_date="19890331"), _with(birth_date="419890331")),
    ("birth-date", "card_sign", _with(birth_date="419890230"), _with(birth_date="419890200")),
    ("birth-date", "card_sign", _with(birth_date="519890331"), _with(birth_date="000000000")),
    ("birth-date", "card_sign", _with(birth_date="619890331"), _with(birth_date="519890331".replace("5", "4", 1))),
]


@pytest.mark.parametrize(("rule", "name", "offence", "put_right"), REFUSALS)
def test_what_does_not_fit_is_refused_and_its_twin_is_built(
    rule: str, name: str, offence: dict[str, object], put_right: dict[str, object]
) -> None:
    template = world.template(name)
    with pytest.raises(IssuanceRefused) as refusal:
        template.to_be_signed(world.contents(name, **offence))
    assert refusal.value.rule == rule
    check(template.profile, template.to_be_signed(world.contents(name, **put_right)), template.issuer)


@pytest.mark.parametrize("name", world.PERSONS)
def test_generations_do_not_mix(name: str) -> None:
    for ending, other in (("", "-p384"), ("-p384", "")):
        with pytest.raises(IssuanceRefused) as refusal:
            world.template(name, ending).to_be_signed(world.contents(name, other))
        assert refusal.value.rule == "other-generation"
        world.template(name, ending).to_be_signed(world.contents(name, ending))


def test_a_profile_may_be_of_one_algorithm_alone() -> None:
    only = dataclasses.replace(profile("card_auth"), algorithms=frozenset({KeyAlgorithm.RSA_2048}))
    with pytest.raises(IssuanceRefused) as refusal:
        check_algorithm(only, KeyAlgorithm.P_384, world.issuer("auth", "-p384"))
    assert refusal.value.rule == "algorithm-not-in-profile"
    check_algorithm(only, KeyAlgorithm.RSA_2048, world.issuer("auth"))


def test_a_key_of_other_parameters_is_refused() -> None:
    modulus = world.holder_key("auth").public_key().public_numbers().n  # type: ignore[union-attr]
    for key in (
        rsa.RSAPublicNumbers(3, modulus).public_key(),
        rsa.RSAPublicNumbers(65537, modulus >> 1 | 1).public_key(),
        rsa.RSAPublicNumbers(65537, modulus << 8 | 1).public_key(),
        ec.derive_private_key(7, ec.SECP256R1()).public_key(),
        ec.derive_private_key(7, ec.BrainpoolP384R1()).public_key(),
    ):
        with pytest.raises(IssuanceRefused) as refusal:
            world.template("card_auth").to_be_signed(world.contents("card_auth", public_key=key))
        assert refusal.value.rule == "key-parameters"
    world.template("card_auth").to_be_signed(
        world.contents("card_auth", public_key=rsa.RSAPublicNumbers(65537, modulus).public_key())
    )


def test_the_bytes_of_a_key_are_refused_where_they_are_not_of_this_hierarchy() -> None:
    whole = public_to_der(world.holder_key("auth").public_key())
    assert key_of(whole)[0] is KeyAlgorithm.RSA_2048
    for wrong in (whole[:-1], whole + b"\0", whole[:33] + b"\x7f" + whole[34:], whole[:-1] + b"\x03", b""):
        with pytest.raises(IssuanceRefused) as refusal:
            key_of(wrong)
        assert refusal.value.rule == "key-parameters"


def test_flags_that_do_not_fit_their_text_make_no_attributes() -> None:
    for flags in ("0000", "000000", "00002", "0000０"):
        with pytest.raises(EncodingError) as refusal:
            dataclasses.replace(world.ATTRIBUTES, name_substitutes=flags)
        assert refusal.value.where == "name substitutes"
    with pytest.raises(EncodingError) as refusal:
        dataclasses.replace(world.ATTRIBUTES, address_substitutes="00000")
    assert refusal.value.where == "address substitutes"
    assert dataclasses.replace(world.ATTRIBUTES, name_substitutes="10000").name_substitutes == "10000"


def test_a_refusal_is_told_in_both_languages_and_quotes_nobody() -> None:
    offence = _with(name="髙橋　花子", name_substitutes="00000")
    with pytest.raises(IssuanceRefused) as refusal:
        world.template("card_sign").to_be_signed(world.contents("card_sign", **offence))
    assert refusal.value.text().ja == ("証明書を発行できません: 氏名に JIS X 0208 と JIS X 0212 にない文字があります。")
    assert refusal.value.finding == "the name has a character that is in neither JIS X 0208 nor JIS X 0212"
    assert "橋" not in str(refusal.value)


def test_settings_change_what_is_refused() -> None:
    strict = world.template("card_sign", settings=ProfileSettings(sex_codes="123"))
    with pytest.raises(IssuanceRefused) as refusal:
        strict.to_be_signed(world.contents("card_sign", **_with(sex="9")))
    assert refusal.value.rule == "sex"
    strict.to_be_signed(world.contents("card_sign", **_with(sex="3")))
    other = world.template("card_sign", settings=ProfileSettings(sign_common_name="T[0-9]{9}"))
    with pytest.raises(IssuanceRefused) as refusal:
        other.to_be_signed(world.contents("card_sign"))
    assert refusal.value.rule == "common-name"
    assert refusal.value.text().en.endswith("what the setting sign_common_name says (T[0-9]{9}).")
    other.to_be_signed(world.contents("card_sign", common_name="T123456789"))


def test_a_moment_without_a_zone_cannot_slip_in_as_local_time() -> None:
    naive = world.contents("card_auth").issued.replace(tzinfo=None)
    with pytest.raises(TypeError, match="offset-naive"):
        world.template("card_auth").to_be_signed(world.contents("card_auth", issued=naive))
    world.template("card_auth").to_be_signed(
        world.contents("card_auth", issued=naive.replace(tzinfo=UTC) + timedelta(0))
    )
