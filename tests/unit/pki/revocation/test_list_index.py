"""A list of somebody else's is read right, or refused with its reason; each refusal has a twin without the offence."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.errors import SignatureInvalid
from openmyna.pki.revocation.errors import ListFeature, ListMalformed, ListUnsupported
from openmyna.pki.revocation.list_head import Coverage
from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.revocation.reasons import RevocationReason
from support.foreign_lists import (
    ISSUER,
    NOW,
    PART,
    REVOKED_AT,
    SUPERSEDED,
    UNKNOWN,
    foreign_key,
    foreign_list,
    revoked,
    scope,
)
from support.issuing_world import ca_key


def listed(der: bytes, number: int) -> tuple[datetime, int] | None:
    entry = IndexedList.from_der(der).find(number)
    return None if entry is None else (entry.revoked_at, entry.reason_code)


def test_the_head_says_who_when_and_what_part() -> None:
    der = foreign_list(
        [],
        (x509.AuthorityKeyIdentifier(b"12345678", None, None), False),
        (scope(only_contains_user_certs=True), True),
        number=300,
    )
    read = IndexedList.from_der(der)
    assert read.issuer == ISSUER
    assert read.authority_key_identifier == b"12345678"
    assert read.number == 300
    assert (read.this_update, read.next_update) == (NOW, NOW + timedelta(days=2))
    assert read.distribution_point == (x509.DirectoryName(PART),)
    assert read.coverage is Coverage.USERS
    assert len(read) == 0
    assert read.find(1) is None


def test_a_list_without_extensions_about_itself_covers_everything() -> None:
    read = IndexedList.from_der(foreign_list())
    assert (read.authority_key_identifier, read.distribution_point) == (None, None)
    assert read.coverage is Coverage.EVERY


def test_a_part_named_relative_to_the_issuer_gets_its_whole_name() -> None:
    relative = x509.RelativeDistinguishedName([x509.NameAttribute(NameOID.COMMON_NAME, "Tamago-shi CRLDP")])
    read = IndexedList.from_der(foreign_list([], (scope(full_name=None, relative_name=relative), True)))
    assert read.distribution_point == (x509.DirectoryName(PART),)


@pytest.mark.parametrize(
    ("flag", "code"),
    [
        ("unspecified", 0),
        ("key_compromise", 1),
        ("ca_compromise", 2),
        ("affiliation_changed", 3),
        ("superseded", 4),
        ("cessation_of_operation", 5),
        ("certificate_hold", 6),
        ("privilege_withdrawn", 9),
        ("aa_compromise", 10),
    ],
)
def test_every_reason_is_read(flag: str, code: int) -> None:
    reason = (x509.CRLReason(x509.ReasonFlags[flag]), False)
    entry = IndexedList.from_der(foreign_list([revoked(70_000, reason)])).find(70_000)
    assert entry is not None
    assert (entry.revoked_at, entry.reason_code) == (REVOKED_AT, code)
    assert entry.reason == (RevocationReason(code) if code < 7 else None)


def test_an_entry_without_a_reason_is_unspecified() -> None:
    assert listed(foreign_list([revoked(5)]), 5) == (REVOKED_AT, 0)


@pytest.mark.parametrize("number", [1, 127, 128, 255, 65_535, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**63, 2**64, 2**158])
def test_a_number_of_any_size_is_found_among_others(number: int) -> None:
    der = foreign_list([revoked(number, (SUPERSEDED, False)), revoked(number + 2), revoked(900_000_000)])
    assert listed(der, number) == (REVOKED_AT, 4)
    assert listed(der, number + 2) == (REVOKED_AT, 0)
    assert listed(der, number + 1) is None
    assert listed(der, number - 1) is None


def test_entries_in_any_order_are_found() -> None:
    numbers = [5, 3, 900, 4, 1, 70_000, 2]
    der = foreign_list([revoked(number, at=REVOKED_AT + timedelta(seconds=number % 60)) for number in numbers])
    read = IndexedList.from_der(der)
    assert [entry.revoked_at.second - 3 for number in (1, 2, 3, 4, 5) if (entry := read.find(number))] == [
        1,
        2,
        3,
        4,
        5,
    ]
    assert list(read.index.numbers()) == [1, 2, 3, 4, 5, 900, 70_000]


def test_of_a_number_that_is_listed_twice_the_earliest_revocation_counts() -> None:
    later, earlier = REVOKED_AT + timedelta(days=1), REVOKED_AT
    for first, second in ((later, earlier), (earlier, later)):
        der = foreign_list([revoked(7, (SUPERSEDED, False), at=first), revoked(8), revoked(7, at=second)])
        found = listed(der, 7)
        assert found is not None
        assert found[0] == earlier


def test_a_negative_number_is_not_taken_for_a_positive_one() -> None:
    # 128 is written 00 80; without the zero it is -128.
    der = foreign_list([revoked(128), revoked(70_001)])
    raw = der.replace(bytes.fromhex("02020080"), bytes.fromhex("0202ff7f"))
    read = IndexedList.from_der(raw)
    assert read.find(-129) is not None
    assert read.find(128) is None
    assert read.find(0xFF7F) is None
    assert listed(der, 128) == (REVOKED_AT, 0)


def test_dates_of_both_forms_are_read() -> None:
    old, late = datetime(1950, 1, 2, 3, 4, 5, tzinfo=UTC), datetime(2050, 6, 7, 8, 9, 10, tzinfo=UTC)
    der = foreign_list([revoked(1, at=old), revoked(2, at=late), revoked(3, (SUPERSEDED, False), at=late)])
    assert [listed(der, number) for number in (1, 2, 3)] == [(old, 0), (late, 0), (late, 4)]


def test_an_invalidity_date_and_an_unknown_extension_that_is_not_critical_change_nothing() -> None:
    invalid = x509.InvalidityDate(REVOKED_AT - timedelta(days=3))
    der = foreign_list(
        [revoked(1), revoked(2, (SUPERSEDED, False), (invalid, False)), revoked(3, (UNKNOWN, False)), revoked(4)]
    )
    assert [listed(der, number) for number in (1, 2, 3, 4)] == [(REVOKED_AT, code) for code in (0, 4, 0, 0)]


def test_long_runs_short_runs_and_odd_entries_are_all_found() -> None:
    invalid = (x509.InvalidityDate(REVOKED_AT), False)
    entries, expected = [], {}
    for number in range(1, 3_000):
        extensions = [(SUPERSEDED, False)] if number < 700 or number % 3 else []
        if number % 501 == 0:
            extensions.append(invalid)
        at = REVOKED_AT + timedelta(seconds=number)
        entries.append(revoked(number * 17, *extensions, at=at))
        expected[number * 17] = (at, 4 if number < 700 or number % 3 else 0)
    read = IndexedList.from_der(foreign_list(entries))
    found = {number: read.find(number) for number in range(17 * 3_000)}
    assert {number: (entry.revoked_at, entry.reason_code) for number, entry in found.items() if entry} == expected


def test_pem_is_read_like_der() -> None:
    der = foreign_list([revoked(5)])
    pem = x509.load_der_x509_crl(der).public_bytes(Encoding.PEM)
    assert IndexedList.from_file(pem).der == der
    assert IndexedList.from_file(der).der == der
    with pytest.raises(ListMalformed, match="no list"):
        IndexedList.from_file(b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n")


ENTRY_REFUSALS = {
    "critical extension": ((UNKNOWN, True), (UNKNOWN, False), ListFeature.CRITICAL_EXTENSION),
    "certificate of another issuer": (
        (x509.CertificateIssuer([x509.DirectoryName(PART)]), True),
        (SUPERSEDED, False),
        ListFeature.INDIRECT,
    ),
    "certificate of another issuer, not even critical": (
        (x509.CertificateIssuer([x509.DirectoryName(PART)]), False),
        (SUPERSEDED, False),
        ListFeature.INDIRECT,
    ),
    "taken back": (
        (x509.CRLReason(x509.ReasonFlags.remove_from_crl), False),
        (SUPERSEDED, False),
        ListFeature.REMOVE_FROM_LIST,
    ),
}


@pytest.mark.parametrize(("offence", "without", "feature"), ENTRY_REFUSALS.values(), ids=ENTRY_REFUSALS)
@pytest.mark.parametrize("place", [0, 60, 119])
def test_an_entry_that_changes_the_meaning_of_the_list_refuses_the_whole_list(
    offence: tuple[x509.ExtensionType, bool],
    without: tuple[x509.ExtensionType, bool],
    feature: ListFeature,
    place: int,
) -> None:
    entries = [revoked(number + 1, (SUPERSEDED, False)) for number in range(120)]
    entries[place] = revoked(place + 1, offence)
    with pytest.raises(ListUnsupported) as refused:
        IndexedList.from_der(foreign_list(entries))
    assert refused.value.feature is feature
    entries[place] = revoked(place + 1, without)
    assert IndexedList.from_der(foreign_list(entries)).find(place + 1) is not None


LIST_REFUSALS = {
    "delta": ((x509.DeltaCRLIndicator(3), True), ListFeature.DELTA),
    "delta, not even critical": ((x509.DeltaCRLIndicator(3), False), ListFeature.DELTA),
    "indirect": ((scope(indirect_crl=True), True), ListFeature.INDIRECT),
    "some reasons": (
        (scope(only_some_reasons=frozenset([x509.ReasonFlags.key_compromise])), True),
        ListFeature.SOME_REASONS,
    ),
    "attribute certificates": (
        (scope(full_name=None, only_contains_attribute_certs=True), True),
        ListFeature.ATTRIBUTE_CERTIFICATES,
    ),
    "unknown critical extension": ((UNKNOWN, True), ListFeature.CRITICAL_EXTENSION),
}


@pytest.mark.parametrize(("offence", "feature"), LIST_REFUSALS.values(), ids=LIST_REFUSALS)
def test_a_list_of_another_kind_is_refused_and_never_read_as_if_it_were_whole(
    offence: tuple[x509.ExtensionType, bool], feature: ListFeature
) -> None:
    with pytest.raises(ListUnsupported) as refused:
        IndexedList.from_der(foreign_list([revoked(5)], offence))
    assert refused.value.feature is feature
    assert listed(foreign_list([revoked(5)], (scope(), True), (UNKNOWN, False)), 5) == (REVOKED_AT, 0)


def test_a_hash_that_is_not_believed_is_refused() -> None:
    key = ca_key(AuthorityKind.AUTH, 3)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    with pytest.raises(ListUnsupported) as refused:
        IndexedList.from_der(foreign_list([revoked(5)], key=key, hash_name=hashes.SHA224()))
    assert (refused.value.feature, refused.value.detail) == (ListFeature.SIGNATURE_ALGORITHM, "1.2.840.10045.4.3.1")
    for strong in (hashes.SHA256(), hashes.SHA384(), hashes.SHA512()):
        IndexedList.from_der(foreign_list([revoked(5)], key=key, hash_name=strong)).verify(key.public_key())


def test_two_different_signature_algorithms_are_refused() -> None:
    der = foreign_list([revoked(5)])
    sha256, sha384 = bytes.fromhex("06082a8648ce3d040302"), bytes.fromhex("06082a8648ce3d040303")
    assert der.count(sha256) == 2
    with pytest.raises(ListMalformed, match="two different signature algorithms"):
        IndexedList.from_der(der.replace(sha256, sha384, 1))
    IndexedList.from_der(der.replace(sha256, sha384))


def test_the_signature_is_over_the_very_bytes() -> None:
    der = foreign_list([revoked(5), revoked(6)])
    IndexedList.from_der(der).verify(foreign_key().public_key())
    altered = der.replace(bytes.fromhex("020106"), bytes.fromhex("020107"))
    assert listed(altered, 7) == (REVOKED_AT, 0)
    with pytest.raises(SignatureInvalid):
        IndexedList.from_der(altered).verify(foreign_key().public_key())


def test_a_key_of_another_kind_or_another_key_did_not_sign_it() -> None:
    read = IndexedList.from_der(foreign_list())
    for other in (ec.generate_private_key(ec.SECP256R1()), ca_key(AuthorityKind.AUTH, 2)):
        with pytest.raises(SignatureInvalid):
            read.verify(other.public_key())
    assert isinstance(ca_key(AuthorityKind.AUTH, 2), rsa.RSAPrivateKey)


WHOLE = foreign_list([revoked(70_000, (SUPERSEDED, False)), revoked(70_001, (SUPERSEDED, False))], (scope(), True))
NO_SUCH_DATE = WHOLE.replace(b"260120010203Z", b"261320010203Z", 1)


@pytest.mark.parametrize(
    ("damaged", "words"),
    [
        (b"", "cut off"),
        (WHOLE[:-1], "longer than what holds it"),
        (WHOLE[:100], "longer than what holds it"),
        (WHOLE + b"\0", "bytes follow it"),
        (b"\x30\x80" + WHOLE[4:] + b"\0\0", "indefinite"),
        (b"\x30\x83\x00" + WHOLE[2:], "not minimal"),
        (b"\x31" + WHOLE[1:], "tag 31"),
        (WHOLE.replace(b"260120010203Z", b"2601200102030", 1), "not as RFC 5280"),
        (WHOLE.replace(b"260120010203Z", b"26012O010203Z", 1), "not as RFC 5280"),
        (WHOLE.replace(bytes.fromhex("0203011170"), bytes.fromhex("0203001170"), 1), "not as RFC 5280"),
        (WHOLE.replace(bytes.fromhex("0203011170"), bytes.fromhex("0403011170"), 1), "does not begin with a number"),
        (WHOLE.replace(bytes.fromhex("0a0104"), bytes.fromhex("0a0107"), 1), "not as RFC 5280"),
        (WHOLE.replace(bytes.fromhex("0a0104"), bytes.fromhex("0a010b"), 1), "not as RFC 5280"),
    ],
)
def test_damaged_bytes_are_refused_with_their_reason(damaged: bytes, words: str) -> None:
    with pytest.raises(ListMalformed, match=words):
        IndexedList.from_der(damaged)
    assert listed(WHOLE, 70_000) == (REVOKED_AT, 4)


def test_a_date_that_does_not_exist_is_told_by_whoever_meets_it_and_never_means_good() -> None:
    read = IndexedList.from_der(NO_SUCH_DATE)
    with pytest.raises(ListMalformed, match="does not exist"):
        read.find(70_000)
    assert read.find(70_001) is not None


def test_a_million_entries_take_eight_bytes_each_beside_the_list() -> None:
    read = IndexedList.from_der(foreign_list([revoked(70_000 + number) for number in range(300)]))
    numbers = read.index.numbers()
    assert not isinstance(numbers, list)
    assert numbers.itemsize == 4
