"""Reading again what was built: each field that is not the profile's is found, and the certificate as built is not."""

import dataclasses
from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from openmyna.pki.errors import IssuanceRefused
from openmyna.pki.profiles import profile
from openmyna.pki.profiles.checking import check
from support import built_certificates as built
from support import template_world as world


@pytest.mark.parametrize("ending", world.ALGORITHMS)
@pytest.mark.parametrize("name", world.PERSONS)
def test_what_a_template_builds_passes(name: str, ending: str) -> None:
    issuer = world.issuer(world.kind_of(name), ending)
    check(profile(name), world.template(name, ending).to_be_signed(world.contents(name, ending)), issuer)


@pytest.mark.parametrize("name", world.PERSONS)
def test_what_the_librarys_builder_makes_of_the_same_contents_passes_in_either_arc(name: str) -> None:
    for arc in (built.OWN_ARC, built.LOOKALIKE_ARC):
        whole = world.by_library(name, arc=arc)
        check(profile(name), whole.tbs_certificate_bytes, world.issuer(world.kind_of(name)))


# What is replaced in the octets of a sign certificate, by the same number of octets, and the rule or the place.
OCTETS: list[tuple[bytes, bytes, str]] = [
    (bytes.fromhex("a003020102"), bytes.fromhex("a003020101"), "version"),
    (bytes.fromhex("a003020102"), bytes.fromhex("a003020100"), "version"),
    (bytes.fromhex("020407270e02"), bytes.fromhex("020487270e02"), "serial"),
    (bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d01010d"), "signature, issuer"),
    (b"openmyna TEST Authority", b"openmyna TEST Ruthority", "signature, issuer"),
    (b"251001010000Z", b"231001010000Z", "begin before"),
    (b"300331145959Z", b"300331145958Z", "notAfter"),
    (b"300331145959Z", b"400331145959Z", "outlive"),
    (bytes.fromhex("0603550406") + b"\x13\x02JP", bytes.fromhex("0603550406") + b"\x0c\x02JP", ""),
    (bytes.fromhex("0603550407") + b"\x0c\x09Mihon-ken", bytes.fromhex("0603550407") + b"\x13\x09Mihon-ken", "subject"),
    (bytes.fromhex("0603550407") + b"\x0c\x09Mihon-ken", bytes.fromhex("0603550408") + b"\x0c\x09Mihon-ken", "subject"),
    (
        bytes.fromhex("0603550407") + b"\x0c\x09Mihon-ken",
        bytes.fromhex("0603550407") + b"\x0c\x09Mihon-ten",
        "locality",
    ),
    (b"2025100110000000000000000001", b"A025100110000000000000000001", "common name"),
    (bytes.fromhex("0203010001a3"), bytes.fromhex("0203010003a3"), "exponent"),
    (bytes.fromhex("0603551d0f0101ff040403"), bytes.fromhex("0603551d0e0101ff040403"), "extensions"),
    (bytes.fromhex("030206c0"), bytes.fromhex("03020780"), "2.5.29.15"),
    (bytes.fromhex("88370805010114"), bytes.fromhex("88370805010115"), "2.5.29.32"),
    (b"cps.html", b"cps.htmx", "2.5.29.32"),
    ("認証機構".encode(), "認証機槓".encode(), "2.5.29.18"),
    (b"Tameshi-shi CRLDP", b"Tameshi-shi CRLDX", "distribution point"),
    (b"CRL Distribution Points", b"CRL Distribution Pointz", "distribution point"),
    (b"Tameshi-shi CRLDP", b"Kameshi-shi CRLDP", "locality"),
    (bytes.fromhex("8204" + "01000001"), bytes.fromhex("8204" + "01000002"), "2.5.29.35"),
    (bytes.fromhex("2a83088c9b550805050" + "1a0"), bytes.fromhex("2a83088c9b550805050" + "2a0"), "attributes"),
    (b"\x0c\x0500000", b"\x0c\x0500002", "attributes"),
    (b"\x0c\x012", b"\x0c\x018", "sex"),
    (b"\x0c\x09419890331", b"\x0c\x09419890332", "birth date"),
    ("番号".encode(), "番髙".encode(), "JIS X 0208"),
]


def _found(octets: bytes, name: str = "card_sign") -> str:
    with pytest.raises(IssuanceRefused) as refusal:
        check(profile(name), octets, world.issuer(world.kind_of(name)))
    return refusal.value.finding


@pytest.mark.parametrize(("was", "becomes", "told"), OCTETS)
def test_any_field_that_is_not_the_profiles_is_found(was: bytes, becomes: bytes, told: str) -> None:
    sound = world.template("card_sign").to_be_signed(world.contents("card_sign"))
    assert was in sound
    assert len(was) == len(becomes)
    assert told in _found(sound.replace(was, becomes))
    check(profile("card_sign"), sound, world.issuer("sign"))


def test_a_key_identifier_that_is_not_the_keys_is_found() -> None:
    sound = world.template("card_auth").to_be_signed(world.contents("card_auth"))
    assert "key identifier" in _found(sound[:-1] + bytes([sound[-1] ^ 1]), "card_auth")
    check(profile("card_auth"), sound, world.issuer("auth"))


def test_no_bytes_at_all_pass_and_none_end_in_an_error_of_the_parser() -> None:
    sound = world.template("card_sign").to_be_signed(world.contents("card_sign"))
    for octets in (b"", b"\x30\x00", sound[:-1], sound + b"\0", b"\x31" + sound[1:], sound[1:]):
        assert "does not fit the profile (DER" in _found(octets)
    check(profile("card_sign"), sound, world.issuer("sign"))


def test_a_certificate_of_another_profile_or_generation_is_found() -> None:
    of_card = world.template("card_auth").to_be_signed(world.contents("card_auth"))
    with pytest.raises(IssuanceRefused) as refusal:
        check(profile("phone_auth"), of_card, world.issuer("auth"))
    assert "2.5.29.32" in refusal.value.finding
    # The same name, another key: the generation before.
    other = world.IssuerFacts.from_der(
        built.to_der(
            built.authority_certificate("auth", world.authority_key("sign"), 0x0100_0001, world.SINCE, world.LAST_DAY)
        )
    )
    assert other.name == world.issuer("auth").name
    with pytest.raises(IssuanceRefused) as refusal:
        check(profile("card_auth"), of_card, other)
    assert "2.5.29.35" in refusal.value.finding
    check(profile("card_auth"), of_card, world.issuer("auth"))


Change = Callable[[x509.CertificateBuilder], x509.CertificateBuilder]
EXTRA: list[tuple[str, Change]] = [
    (
        "one more",
        lambda builder: builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True),
    ),
    (
        "unknown",
        lambda builder: builder.add_extension(
            x509.UnrecognizedExtension(x509.ObjectIdentifier("2.999.1"), b"\x05\x00"), critical=False
        ),
    ),
]


@pytest.mark.parametrize("change", [change for _, change in EXTRA], ids=[name for name, _ in EXTRA])
def test_an_extension_more_is_found(change: Change) -> None:
    whole = world.by_library("card_auth")
    builder = x509.CertificateBuilder(
        whole.issuer,
        whole.subject,
        whole.public_key(),
        whole.serial_number,
        whole.not_valid_before_utc,
        whole.not_valid_after_utc,
    )
    for extension in whole.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    from cryptography.hazmat.primitives import hashes

    key = world.authority_key("auth")
    more = change(builder).sign(key, hashes.SHA256()).tbs_certificate_bytes
    assert "(extensions)" in _found(more, "card_auth")
    check(profile("card_auth"), builder.sign(key, hashes.SHA256()).tbs_certificate_bytes, world.issuer("auth"))


def test_a_subject_with_two_attributes_in_one_part_is_found() -> None:
    whole = world.by_library("card_auth")
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"), *whole.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    joined = x509.Name([x509.RelativeDistinguishedName(parts)])
    octets = whole.tbs_certificate_bytes.replace(whole.subject.public_bytes(), joined.public_bytes())
    lost = len(whole.tbs_certificate_bytes) - len(octets)
    size = int.from_bytes(octets[2:4], "big") - lost
    assert "does not fit the profile" in _found(octets[:2] + size.to_bytes(2, "big") + octets[4:], "card_auth")


def test_a_long_serial_number_fits_where_the_profile_says_so() -> None:
    wide = dataclasses.replace(profile("card_auth"), serial_octets=8)
    issuer = world.issuer("auth")
    changed = world.order("card_auth", serial_number=1 << 40)
    key = world.holder_key("auth").public_key()
    whole = built.person_certificate("card_auth", changed, key, world.authority("auth"), world.authority_key("auth"))
    check(wide, whole.tbs_certificate_bytes, issuer)
    with pytest.raises(IssuanceRefused) as refusal:
        check(profile("card_auth"), whole.tbs_certificate_bytes, issuer)
    assert refusal.value.rule == "serial-number"


def test_an_end_that_is_not_the_end_of_a_day_is_found_where_the_profile_ends_with_days() -> None:
    assert profile("card_auth").whole_days
    assert not profile("ocsp_responder").whole_days
    whole = world.by_library("card_auth").tbs_certificate_bytes
    assert "(notAfter)" in _found(whole.replace(b"300331145959Z", b"300331235959Z"), "card_auth")
