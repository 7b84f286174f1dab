"""What is written is, byte for byte, what the library's builder makes of the same list; and it is put in place whole."""

import subprocess
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import repeat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from openmyna.pki.authority.records import AuthorityKind, RevokedEntry
from openmyna.pki.key_store.memory import MemoryStore
from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.revocation.list_writer import ListFrame, write_list
from openmyna.pki.revocation.reasons import RevocationReason
from support.issuing_world import ca_key

NOW = datetime(2026, 2, 15, 3, 4, 5, tzinfo=UTC)
ISSUER = x509.Name(
    [x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "TEST")]
)
PART = x509.Name([*ISSUER, x509.NameAttribute(NameOID.COMMON_NAME, "Tamago-shi CRLDP")])
KEY_IDENTIFIER = bytes(range(20))
FLAGS = {
    RevocationReason.KEY_COMPROMISE: x509.ReasonFlags.key_compromise,
    RevocationReason.CA_COMPROMISE: x509.ReasonFlags.ca_compromise,
    RevocationReason.AFFILIATION_CHANGED: x509.ReasonFlags.affiliation_changed,
    RevocationReason.SUPERSEDED: x509.ReasonFlags.superseded,
    RevocationReason.CESSATION_OF_OPERATION: x509.ReasonFlags.cessation_of_operation,
    RevocationReason.CERTIFICATE_HOLD: x509.ReasonFlags.certificate_hold,
}


def entry(
    number: int, reason: RevocationReason = RevocationReason.SUPERSEDED, at: datetime = NOW - timedelta(days=3)
) -> RevokedEntry:
    return RevokedEntry(serial_number=number, revoked_at=at, reason=reason, not_after=NOW + timedelta(days=900))


def frame(**changes: object) -> ListFrame:
    usual = {
        "issuer": ISSUER.public_bytes(),
        "key_identifier": KEY_IDENTIFIER,
        "distribution_point": PART.public_bytes(),
        "number": 7,
        "this_update": NOW,
        "next_update": NOW + timedelta(hours=48),
    }
    return ListFrame(**usual | changes)  # type: ignore[arg-type]


def by_library(
    entries: list[RevokedEntry],
    key: str = "rsa",
    this_update: datetime = NOW,
    number: int = 7,
    point: x509.Name = PART,
    only_authorities: bool = False,
) -> bytes:
    built = []
    for each in entries:
        builder = x509.RevokedCertificateBuilder(each.serial_number, each.revoked_at)
        if each.reason in FLAGS:
            builder = builder.add_extension(x509.CRLReason(FLAGS[each.reason]), False)
        built.append(builder.build())
    scope = x509.IssuingDistributionPoint(
        full_name=[x509.DirectoryName(point)],
        relative_name=None,
        only_contains_user_certs=False,
        only_contains_ca_certs=only_authorities,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )
    builder = (
        x509.CertificateRevocationListBuilder(ISSUER, this_update, this_update + timedelta(hours=48), [], built)
        .add_extension(x509.AuthorityKeyIdentifier(KEY_IDENTIFIER, None, None), False)
        .add_extension(x509.CRLNumber(number), False)
        .add_extension(scope, True)
    )
    signing = ca_key(AuthorityKind.AUTH, 2 if key == "rsa" else 3)
    made = builder.sign(signing, hashes.SHA256() if key == "rsa" else hashes.SHA384())
    return made.public_bytes(Encoding.DER)


@pytest.fixture(scope="module")
def keys() -> MemoryStore:
    return MemoryStore({"rsa": ca_key(AuthorityKind.AUTH, 2), "p384": ca_key(AuthorityKind.AUTH, 3)})


CONTENTS = {
    "of nobody": [],
    "of one": [entry(200_000_001)],
    "with every reason": [entry(200_000_000 + reason.value, reason) for reason in RevocationReason],
    "with numbers of every size": [
        entry(number) for number in (1, 127, 128, 255, 256, 32_767, 32_768, 2**31 - 1, 2**31)
    ],
    "with a date before 2000 and one after 2049": [
        entry(1, at=datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        entry(2, at=datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)),
        entry(3, at=datetime(2050, 1, 1, tzinfo=UTC)),
    ],
    "with a number of twenty octets": [entry(2**158 + 1)],
    "that does not fit into memory": [entry(200_000_001 + 3 * number) for number in range(40_000)],
}


@pytest.mark.parametrize("entries", CONTENTS.values(), ids=CONTENTS)
def test_a_list_is_byte_for_byte_what_the_library_makes(
    entries: list[RevokedEntry], keys: MemoryStore, tmp_path: Path
) -> None:
    written = write_list(tmp_path / "a.crl", frame(), entries, keys.signer("rsa"))
    made = (tmp_path / "a.crl").read_bytes()
    assert made == by_library(entries)
    assert (written.entries, written.size) == (len(entries), len(made))


def test_a_list_of_the_next_generation_differs_from_the_librarys_in_its_signature_only(
    keys: MemoryStore, tmp_path: Path
) -> None:
    write_list(tmp_path / "a.crl", frame(), [entry(5)], keys.signer("p384"))
    made = x509.load_der_x509_crl((tmp_path / "a.crl").read_bytes())
    assert made.tbs_certlist_bytes == x509.load_der_x509_crl(by_library([entry(5)], "p384")).tbs_certlist_bytes
    assert made.is_signature_valid(ca_key(AuthorityKind.AUTH, 3).public_key())  # type: ignore[arg-type]


def test_the_list_of_authorities_says_that_it_is_about_authorities_only(keys: MemoryStore, tmp_path: Path) -> None:
    entries = [entry(3, RevocationReason.CA_COMPROMISE)]
    issuers = frame(distribution_point=ISSUER.public_bytes(), only_authorities=True)
    write_list(tmp_path / "a.crl", issuers, entries, keys.signer("rsa"))
    assert (tmp_path / "a.crl").read_bytes() == by_library(entries, point=ISSUER, only_authorities=True)


def test_a_list_made_after_2049_writes_its_own_dates_in_the_long_form(keys: MemoryStore, tmp_path: Path) -> None:
    late = datetime(2049, 12, 31, tzinfo=UTC)
    times = frame(this_update=late, next_update=late + timedelta(hours=48), number=2**40)
    write_list(tmp_path / "a.crl", times, [], keys.signer("rsa"))
    assert (tmp_path / "a.crl").read_bytes() == by_library([], this_update=late, number=2**40)


def test_dates_are_written_in_utc_to_the_second_whatever_zone_they_come_in(keys: MemoryStore, tmp_path: Path) -> None:
    japan = datetime(2026, 2, 12, 8, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=9)))
    write_list(tmp_path / "a.crl", frame(), [entry(5, at=japan)], keys.signer("rsa"))
    assert b"260211235959Z" in (tmp_path / "a.crl").read_bytes()


def test_openssl_reads_the_list_as_it_was_meant(keys: MemoryStore, tmp_path: Path) -> None:
    write_list(tmp_path / "a.crl", frame(), [entry(200_000_001, RevocationReason.CERTIFICATE_HOLD)], keys.signer("rsa"))
    said = subprocess.run(
        ["openssl", "crl", "-inform", "DER", "-in", tmp_path / "a.crl", "-noout", "-text"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for words in (
        "Version 2 (0x1)",
        "Last Update: Feb 15 03:04:05 2026 GMT",
        "Next Update: Feb 17 03:04:05 2026 GMT",
        "X509v3 CRL Number: \n                7\n",
        "X509v3 Issuing Distribution Point: critical",
        "DirName:C = JP, O = TEST, CN = Tamago-shi CRLDP",
        "Serial Number: 0BEBC201",
        "Revocation Date: Feb 12 03:04:05 2026 GMT",
        "Certificate Hold",
    ):
        assert words in said


def test_memory_stays_flat_however_long_the_list_is(keys: MemoryStore, tmp_path: Path) -> None:
    tracemalloc.start()
    try:
        written = write_list(tmp_path / "a.crl", frame(), repeat(entry(200_000_001), 200_000), keys.signer("rsa"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert written.size > 7_000_000
    assert peak < 4_000_000


def test_the_former_list_stays_while_the_new_one_is_not_whole(keys: MemoryStore, tmp_path: Path) -> None:
    path = tmp_path / "a.crl"
    write_list(path, frame(), [entry(1)], keys.signer("rsa"))
    before = path.read_bytes()

    def broken() -> Iterator[RevokedEntry]:
        yield entry(1)
        yield entry(2)
        raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output error"):
        write_list(path, frame(number=8), broken(), keys.signer("rsa"))
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.crl"]


def test_a_reader_who_opened_the_former_list_reads_it_to_its_end(keys: MemoryStore, tmp_path: Path) -> None:
    path = tmp_path / "a.crl"
    write_list(path, frame(number=7), [entry(1)], keys.signer("rsa"))
    with path.open("rb") as file:
        write_list(path, frame(number=8), [entry(1), entry(2)], keys.signer("rsa"))
        assert IndexedList.from_der(file.read()).number == 7
    assert IndexedList.from_der(path.read_bytes()).number == 8
    assert path.stat().st_mode & 0o777 == 0o644
