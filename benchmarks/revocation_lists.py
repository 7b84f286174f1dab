"""Revocation lists: writing, reading and looking up beside the library and openssl, and one more revocation by size.

`python -m benchmarks.revocation_lists --rows 10000000` measures lists and a register of that size.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from benchmarks import registers
from benchmarks.harness import Figure, compare, most_memory, rate, tell
from openmyna.pki.authority.records import RevokedEntry
from openmyna.pki.clock import SystemClock
from openmyna.pki.profiles.issuer import IssuerFacts
from openmyna.pki.revocation.list_index import IndexedList
from openmyna.pki.revocation.list_writer import ListFrame, write_list
from openmyna.pki.revocation.publisher import ListPublisher
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.revocation.schedule import Due
from openmyna.sandbox.keys import published_key
from openmyna.storage.sqlite import SQLiteRegister

MILLION = 1_000_000
TENTH = 100_000
FIRST = 200_000_001
NOW = datetime(2026, 2, 15, tzinfo=UTC)
REASONS = [reason for reason in RevocationReason if reason is not RevocationReason.UNSPECIFIED]
FLAGS = [x509.ReasonFlags[reason.code] for reason in REASONS]


def entries(count: int) -> Iterator[RevokedEntry]:
    """Every third number revoked, each at a second of its own in five years, for every reason there is."""
    chance = random.Random(1)
    for place in range(count):
        yield RevokedEntry(
            serial_number=FIRST + 3 * place,
            revoked_at=NOW - timedelta(seconds=chance.randrange(150_000_000)),
            reason=REASONS[place % len(REASONS)],
            not_after=NOW,
        )


def frame() -> ListFrame:
    """The frame of a list of the first municipality."""
    issuer = IssuerFacts.from_der(registers.generation().certificate)
    return ListFrame(
        issuer=issuer.name,
        key_identifier=issuer.key_identifier,
        distribution_point=issuer.list_name(registers.partition(1).locality),
        number=7,
        this_update=NOW,
        next_update=NOW + timedelta(hours=48),
    )


def write(path: Path, source: "list[RevokedEntry] | Iterator[RevokedEntry]") -> float:
    """Entries per second of writing, signing and syncing a list."""
    signer = registers.key_store().signer(registers.LABEL)
    begun = time.perf_counter()
    written = write_list(path, frame(), source, signer)
    return written.entries / (time.perf_counter() - begun)


def library(source: list[RevokedEntry]) -> float:
    """Entries per second of the library's builder, from the same records.

    Entries are built as its documentation shows; the list gets them all at once, since adding them one by one copies
    the list each time.
    """
    key = published_key("authority-auth")
    begun = time.perf_counter()
    built = [
        x509.RevokedCertificateBuilder()
        .serial_number(each.serial_number)
        .revocation_date(each.revoked_at)
        .add_extension(x509.CRLReason(FLAGS[each.reason.value - 1]), False)
        .build()
        for each in source
    ]
    issuer = x509.load_der_x509_certificate(registers.generation().certificate).subject
    builder = x509.CertificateRevocationListBuilder(issuer, NOW, NOW + timedelta(hours=48), [], built)
    builder.sign(key, SHA256()).public_bytes(Encoding.DER)  # type: ignore[arg-type]
    return len(source) / (time.perf_counter() - begun)


_CONFIGURATION = """
[ca]
default_ca = own
[own]
database = index.txt
certificate = ca.pem
private_key = ca.key
default_md = sha256
crl_extensions = list
[list]
authorityKeyIdentifier = keyid
"""
_WORDS = ("keyCompromise", "CACompromise", "affiliationChanged", "superseded", "cessationOfOperation")


def prepare_openssl(folder: Path, source: list[RevokedEntry]) -> None:
    """A database of openssl's own with these revocations."""
    (folder / "openssl.cnf").write_text(_CONFIGURATION)
    key = published_key("authority-auth")
    (folder / "ca.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    authority = x509.load_der_x509_certificate(registers.generation().certificate)
    (folder / "ca.pem").write_bytes(authority.public_bytes(Encoding.PEM))
    with (folder / "index.txt").open("w") as file:
        for place, each in enumerate(source):
            since = f"{each.revoked_at:%y%m%d%H%M%S}Z"
            file.write(f"R\t300101000000Z\t{since},{_WORDS[place % 5]}\t{each.serial_number:08X}\tunknown\t/CN=TEST\n")


def openssl(folder: Path) -> float:
    """Entries per second of `openssl ca -gencrl`, reading its database included."""
    command = ["openssl", "ca", "-gencrl", "-config", "openssl.cnf", "-crlhours", "48", "-out", "peer.pem"]
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return MILLION / (time.perf_counter() - begun)


def reading(folder: Path, large: list[RevokedEntry]) -> list[Figure]:
    """Indexing a list and looking numbers up in it."""
    write(folder / "large.crl", large)
    write(folder / "peer.crl", large[:TENTH])
    der, peer_der = (folder / "large.crl").read_bytes(), (folder / "peer.crl").read_bytes()
    indexed, parsed = IndexedList.from_der(der), x509.load_der_x509_crl(peer_der)
    key = published_key("authority-auth").public_key()
    chance = random.Random(2)

    def look_up() -> float:
        numbers = iter([FIRST + chance.randrange(3 * len(large)) for _ in range(20_000)])
        return rate(lambda: indexed.find(next(numbers)), 20_000)

    def library_look_up() -> float:
        numbers = iter([FIRST + chance.randrange(3 * TENTH) for _ in range(5)])
        return rate(lambda: parsed.get_revoked_certificate_by_serial_number(next(numbers)), 5)

    numbers = indexed.index.numbers()
    size = 4 + (numbers.itemsize if not isinstance(numbers, list) else 40)
    return [
        compare(
            f"reading a list of {len(large):,} entries",
            lambda: len(large) * rate(lambda: IndexedList.from_der(der), 1),
            f"{len(large):,} entries in 0.2 s",
            lambda: len(large) / 0.2,
            at_least=1,
        ),
        compare(
            "checking its signature",
            lambda: 1000 / rate(lambda: indexed.verify(key), 1),
            "the library",
            lambda: 1000 / rate(lambda: _library_verifies(der), 1),
            unit=" ms",
            pairs=3,
        ),
        compare(f"look-up among {len(large):,} entries", look_up, "10 µs each", lambda: 100_000.0, at_least=1),
        compare(
            f"look-up among {len(large):,} entries",
            look_up,
            f"the library among {TENTH:,}",
            library_look_up,
            at_least=1000,
        ),
        _figure("memory of the index", " bytes an entry", size, "limit", 10, at_most=1),
    ]


def _library_verifies(der: bytes) -> None:
    if not x509.load_der_x509_crl(der).is_signature_valid(published_key("authority-auth").public_key()):  # type: ignore[arg-type]
        raise ValueError("the library does not believe the list")


def _figure(name: str, unit: str, ours: float, other_name: str, other: float, at_most: float) -> Figure:
    ratio = ours / other
    target = f"≤ {at_most:g}×"
    return Figure(
        name=name,
        unit=unit,
        ours=ours,
        other_name=other_name,
        other=other,
        ratio=ratio,
        target=target,
        met=ratio <= at_most,
    )


def peak_memory(count: int) -> float:
    """MiB by which a process of its own grows while it writes a list out of a stream."""
    command = [sys.executable, "-m", "benchmarks.revocation_lists", "--memory", str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parent.parent)
    return float(done.stdout)


def one_more(publisher: ListPublisher, register: SQLiteRegister, unrevoked: Iterator[int]) -> float:
    """Milliseconds from one more revocation on record to its list in place."""
    register.record_revoked(registers.AUTH, [(next(unrevoked), datetime.now(UTC), RevocationReason.SUPERSEDED)])
    begun = time.perf_counter()
    reasons = publisher.publish().reasons
    took = 1000 * (time.perf_counter() - begun)
    # Now and then another list has its turn of the day in the same moment; the median does not notice.
    if reasons.get(Due.CHANGED) != 1:
        raise ValueError(str(reasons))
    return took


def by_size(folder: Path, rows: int) -> list[Figure]:
    """One more revocation in a register with 1,000 municipalities: beside making every list, and beside a small register."""
    publishers, registered, unrevoked = {}, {}, {}
    for size in (100_000, rows):
        registered[size] = registers.filled(folder / f"{size}.sqlite3", size)
        published = folder / f"published-{size}"
        publishers[size] = ListPublisher(registered[size], registers.key_store(), SystemClock(), published)
        unrevoked[size] = iter(range(1, size, registers.REVOKED_EVERY))
    begun = time.perf_counter()
    made = publishers[rows].publish().made
    everything = 1000 * (time.perf_counter() - begun)
    publishers[100_000].publish()

    def once(size: int) -> float:
        return one_more(publishers[size], registered[size], unrevoked[size])

    figures = [
        compare(
            f"one more revocation, {rows:,} certificates",
            lambda: once(rows),
            f"all {len(made):,} lists",
            lambda: everything,
            unit=" ms",
            at_most=0.05,
        ),
        # A list of a bigger register is itself longer: a fiftieth of the rows is revoked, a thousandth of that in each.
        compare(
            f"one more revocation, {rows:,} certificates",
            lambda: once(rows),
            "100,000 certificates",
            lambda: once(100_000),
            unit=" ms",
            at_most=1.5,
            pairs=9,
        ),
    ]
    for register in registered.values():
        register.close()
    return figures


def measure(rows: int = MILLION) -> list[Figure]:
    """All in a temporary folder on one file system."""
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as name:
        folder = Path(name)
        large = list(entries(MILLION))
        small = large[:TENTH]
        prepare_openssl(folder, large)
        figures = [
            compare(
                f"writing a list of {MILLION:,} entries",
                lambda: write(folder / "ours.crl", large),
                "the library's builder",
                lambda: library(large),
                at_least=20,
                pairs=2,
            ),
            compare(
                f"writing a list of {MILLION:,} entries",
                lambda: write(folder / "ours.crl", large),
                "openssl ca -gencrl",
                lambda: openssl(folder),
                at_least=5,
                pairs=2,
            ),
            compare(
                f"writing a list of {MILLION:,} entries",
                lambda: write(folder / "ours.crl", large),
                f"{TENTH:,} entries",
                lambda: write(folder / "small.crl", small),
                at_least=0.8,
                pairs=3,
            ),
            _figure(f"memory of writing {rows:,} entries", " MiB", peak_memory(rows), "limit", 32, at_most=1),
            *reading(folder, large),
        ]
        return figures + by_size(folder, rows)


def main() -> None:
    """Measure with lists and registers of another size, or tell the memory of one process."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.revocation_lists")
    parser.add_argument("--rows", type=int, default=MILLION)
    parser.add_argument("--memory", type=int)
    chosen = parser.parse_args()
    if chosen.memory:
        with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as name:
            write(Path(name) / "a.crl", entries(10))
            before = most_memory()
            write(Path(name) / "a.crl", entries(chosen.memory))
            print(most_memory() - before)
        return
    tell(measure(chosen.rows))


if __name__ == "__main__":
    main()
