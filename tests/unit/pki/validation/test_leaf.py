"""A certificate is read alike whether or not one like it was met before, and a fault of form is named."""

import pytest
from cryptography import x509
from cryptography.x509.oid import ObjectIdentifier

from openmyna.pki.validation.anchors import Anchor, TrustAnchors
from openmyna.pki.validation.errors import AnchorUnusable
from openmyna.pki.validation.faults import Fault, Malformed
from openmyna.pki.validation.leaf import LeafReader
from support import small_issuer as made
from support.decisions import FIRST, SECOND, decided
from support.small_issuer import SERIAL

OTHER_NAME = x509.OtherName(ObjectIdentifier("1.2.392.200149.8.5.5.1"), b"\x0c\x06" + "見本".encode())


def names(*values: x509.GeneralName, critical: bool = False) -> dict[str, made.Extension]:
    return {"SubjectAlternativeName": (x509.SubjectAlternativeName(list(values)), critical)}


@pytest.mark.parametrize("kind", ["sign", "auth"])
def test_a_second_certificate_of_one_shape_shares_it_and_keeps_its_own_values(kind: str) -> None:
    reader = LeafReader()
    first = reader.read(FIRST.leaf(kind))
    second = reader.read(FIRST.leaf(kind, serial=SERIAL + 1, holder=made.key("another").public_key()))
    third = reader.read(FIRST.leaf(kind, serial=SERIAL + 2))
    assert first.shape is second.shape is third.shape
    assert [leaf.serial_number for leaf in (first, second, third)] == [SERIAL, SERIAL + 1, SERIAL + 2]
    assert len({leaf.to_be_signed for leaf in (first, second, third)}) == 3


@pytest.mark.parametrize("kind", ["sign", "auth"])
def test_certificates_that_differ_in_something_shared_do_not_share_a_shape(kind: str) -> None:
    reader = LeafReader()
    usual = reader.read(FIRST.leaf(kind)).shape
    for other in (
        FIRST.leaf(kind, municipality="Kagami-machi"),
        SECOND.leaf(kind),
        FIRST.leaf(kind, changes={"CertificatePolicies": (made.policies("2.999.1"), True)}),
        FIRST.leaf(kind, changes={"more": (x509.BasicConstraints(True, None), True)}),
    ):
        assert reader.read(other).shape is not usual
        assert reader.read(other).shape.is_authority is LeafReader().read(other).shape.is_authority


def test_a_reader_that_remembers_reads_what_a_new_one_reads() -> None:
    reader = LeafReader()
    certificates = [
        FIRST.leaf(kind, serial=number, municipality=place, changes=changes)
        for number, kind in enumerate(("sign", "auth", "sign", "auth"), 1)
        for place in ("Tamago-shi", "Kagami-machi")
        for changes in ({}, names(OTHER_NAME), {"KeyUsage": None}, {"SubjectKeyIdentifier": None})
    ]
    for der in certificates * 2:
        fresh, remembered = LeafReader().read(der).shape, reader.read(der).shape
        for field in ("issuer_key", "key_usage", "purposes", "policies", "points", "unknown_critical"):
            assert getattr(fresh, field) == getattr(remembered, field)


def test_a_certificate_that_lacks_only_the_names_of_one_met_before_is_read_as_ever() -> None:
    # Where nothing stands between the names and the key identifier, nothing is left of the other one after its beginning.
    bare = {"CertificatePolicies": None, "CRLDistributionPoints": None, "AuthorityKeyIdentifier": None}
    reader = LeafReader()
    named = reader.read(FIRST.leaf("sign", changes=bare)).shape
    nameless = reader.read(FIRST.leaf("sign", changes=bare | {"SubjectAlternativeName": None})).shape
    assert nameless is not named
    assert nameless.key_usage == named.key_usage == {"digitalSignature", "nonRepudiation"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"AuthorityKeyIdentifier": (FIRST.identifier, True)}, Fault.IDENTIFIER_CRITICAL),
        (names(x509.DNSName("under_score.invalid")), Fault.ALTERNATIVE_NAME),
        (names(x509.DNSName("192.0.2.1")), Fault.ALTERNATIVE_NAME),
        ({"more": (x509.NameConstraints([x509.DNSName("invalid")], None), True)}, Fault.CONSTRAINED_NAMES_IN_LEAF),
        (
            {"more": (x509.UnrecognizedExtension(ObjectIdentifier("2.5.29.18"), b"\x30\x05\x86"), False)},
            Fault.EXTENSION_UNREADABLE,
        ),
    ],
)
def test_a_fault_of_form_is_named(changes: dict[str, made.Extension | None], fault: Fault) -> None:
    der = FIRST.leaf(changes=changes)
    for reader in (LeafReader(), TrustAnchors([]).reader):
        with pytest.raises(Malformed) as malformed:
            reader.read(der)
        assert malformed.value.fault is fault
    assert decided(der).checks[0].evidence["fault"] == fault.value
    assert decided(FIRST.leaf(changes=names(x509.DNSName("name.test.invalid")))).believed


def test_a_number_of_21_octets_is_malformed_and_one_of_20_is_not() -> None:
    longest = (1 << 159) - 1
    assert LeafReader().read(FIRST.leaf(serial=longest)).serial_number == longest
    short = FIRST.leaf(serial=longest)
    # The library's builder writes no longer one, so its first octet is made a sign.
    negative = short.replace(longest.to_bytes(20, "big"), b"\xff" + longest.to_bytes(20, "big")[1:])
    with pytest.raises(Malformed) as malformed:
        LeafReader().read(negative)
    assert malformed.value.fault in {Fault.SERIAL_NUMBER, None}


def test_bytes_that_are_no_certificate_are_no_anchor() -> None:
    for der in (b"", b"\x30\x00", FIRST.leaf()[:-1]):
        with pytest.raises(AnchorUnusable):
            Anchor.from_der(der)
    assert Anchor.from_der(FIRST.der).fault is None


def test_a_signature_that_is_not_of_whole_octets_is_malformed() -> None:
    # A bit string may leave out up to seven bits; where those are zero, a library that ignores the count sees no change.
    der = next(der for serial in range(1, 200) if not (der := FIRST.leaf(serial=serial))[-1] & 1)
    assert decided(der).believed
    start = len(der) - 257
    assert der[start] == 0
    with pytest.raises(Malformed) as malformed:
        LeafReader().read(der[:start] + b"\x01" + der[start + 1 :])
    assert malformed.value.fault is Fault.SIGNATURE_BITS
