"""Issuing beside bare signing, beside the library's builder and `openssl ca`; the register beside bare sqlite3, by size.

`python -m benchmarks.issuance --rows 10000000` also measures a register of that size.
"""

import argparse
import itertools
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from benchmarks import registers
from benchmarks.harness import Figure, compare, most_memory, rate, tell
from openmyna.pki.authority.issuers import Issuers
from openmyna.pki.authority.issuing import Authority
from openmyna.pki.authority.ports import Register
from openmyna.pki.authority.requests import CertificateRequest
from openmyna.pki.authority.settings import AuthoritySettings
from openmyna.pki.clock import SystemClock
from openmyna.pki.names import Locality
from openmyna.pki.profiles.template import LeafContents, assemble
from openmyna.sandbox.keys import published_key
from openmyna.storage.sqlite import SQLiteRegister

BATCH = 32
ROUNDS = 12
PLACE = Locality(prefecture="Mihon-ken", municipality="Tamago-shi")
HOLDER = published_key("hanako/jpki-auth")
_names = itertools.count()


def requests(count: int) -> list[CertificateRequest]:
    """Requests that nobody made before."""
    return [
        CertificateRequest(
            request_id=f"{os.getpid()}-{next(_names)}",
            profile="card_auth",
            public_key=HOLDER.public_key(),
            common_name="990001TEST000199201003A",
            locality=PLACE,
            last_day=date(2030, 1, 1),
        )
        for _ in range(count)
    ]


def authority(register: Register) -> Authority:
    """The authority over a register that has its generation, or gets it."""
    if not register.generations(registers.AUTH):
        register.add_generation(registers.generation())
    return Authority(registers.AUTH, register, registers.key_store(), SystemClock())


def one_at_a_time(ours: Authority, count: int = 200) -> float:
    """Certificates per second, each asked for when the one before has come."""
    wanted = iter(requests(count))
    return rate(lambda: ours.request(next(wanted)), count)


def without_records(register: Register, count: int = 300) -> float:
    """Certificates per second that are built, checked and signed, and that no register hears of."""
    issuers = Issuers(registers.AUTH, register, registers.key_store(), AuthoritySettings())
    generation = issuers.numbered(1)
    builder, signer = issuers.builder(generation, "card_auth"), issuers.signer(generation)
    wanted = iter(requests(count))

    def once() -> bytes:
        request = next(wanted)
        contents = LeafContents(
            serial_number=7,
            common_name=request.common_name,
            locality=request.locality,
            public_key=request.public_key,
            issued=datetime(2026, 1, 1, tzinfo=UTC),
            last_day=request.last_day,
        )
        to_be_signed = builder.to_be_signed(contents)
        return assemble(to_be_signed, generation.algorithm, signer.sign(to_be_signed))

    return rate(once, count)


def in_batches(ours: Authority) -> float:
    """Certificates per second in batches."""
    batches = iter([requests(BATCH) for _ in range(ROUNDS)])
    return BATCH * rate(lambda: ours.issue(ours.prepare(next(batches))), ROUNDS)


def in_threads(ours: Authority, count: int = 12) -> float:
    """Certificates per second of 32 threads that each ask for one after the other."""
    lots = [requests(count) for _ in range(BATCH)]
    gate = threading.Barrier(BATCH + 1)

    def run(wanted: list[CertificateRequest]) -> None:
        gate.wait()
        for each in wanted:
            ours.request(each)

    threads = [threading.Thread(target=run, args=(lot,)) for lot in lots]
    for thread in threads:
        thread.start()
    gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return BATCH * count / (time.perf_counter() - begun)


def bare_signing(content: bytes) -> float:
    """Signatures per second of the same key, and nothing else."""
    signer = registers.key_store().signer(registers.LABEL)
    return rate(lambda: signer.sign(content), 400)


def signing_and_syncing(content: bytes, folder: Path) -> float:
    """The same with two writes of what a commit writes, each put on stable storage: the limit of two durable steps."""
    signer = registers.key_store().signer(registers.LABEL)
    file = os.open(folder / "bare", os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        os.pwrite(file, bytes(1 << 20), 0)
        os.fsync(file)

        def once() -> None:
            os.pwrite(file, content * 16, 0)
            os.fdatasync(file)
            signer.sign(content)
            os.pwrite(file, content * 16, 0)
            os.fdatasync(file)

        return rate(once, 200)
    finally:
        os.close(file)


def library() -> float:
    """Certificates of a simple profile per second with the library's builder."""
    key = published_key("authority-auth")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TEST")])

    def once() -> None:
        builder = x509.CertificateBuilder(
            issuer_name=name,
            subject_name=name,
            public_key=HOLDER.public_key(),
            serial_number=7,
            not_valid_before=datetime(2026, 1, 1, tzinfo=UTC),
            not_valid_after=datetime(2030, 1, 1, tzinfo=UTC),
        )
        builder = builder.add_extension(x509.KeyUsage(True, *[False] * 8), critical=True)
        builder = builder.add_extension(x509.SubjectKeyIdentifier(bytes(20)), critical=False)
        builder.sign(key, SHA256())  # type: ignore[arg-type]

    return rate(once, 300)


_CONFIGURATION = """
[ca]
default_ca = own
[own]
dir = .
database = index.txt
serial = serial
new_certs_dir = new
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_days = 1000
policy = any
unique_subject = no
x509_extensions = leaf
[any]
commonName = supplied
[leaf]
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth
certificatePolicies = 1.2.3.4
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""
PEER = 150


def openssl_ca(folder: Path) -> float:
    """Certificates per second of `openssl ca -batch` over many requests in one process; it syncs nothing."""
    shutil.rmtree(folder / "peer", ignore_errors=True)
    peer = folder / "peer"
    (peer / "new").mkdir(parents=True)
    (peer / "index.txt").touch()
    (peer / "serial").write_text("01\n")
    (peer / "openssl.cnf").write_text(_CONFIGURATION)
    key = published_key("authority-auth")
    (peer / "ca.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (peer / "ca.pem").write_bytes(
        x509.load_der_x509_certificate(registers.generation().certificate).public_bytes(Encoding.PEM)
    )
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "990001TEST000199201003A")])
    asked = x509.CertificateSigningRequestBuilder(name).sign(HOLDER, SHA256())  # type: ignore[arg-type]
    (peer / "one.csr").write_bytes(asked.public_bytes(Encoding.PEM))
    command = ["openssl", "ca", "-batch", "-notext", "-config", "openssl.cnf", "-infiles", *["one.csr"] * PEER]
    begun = time.perf_counter()
    subprocess.run(command, cwd=peer, check=True, capture_output=True)
    return PEER / (time.perf_counter() - begun)


def look_ups(register: SQLiteRegister, rows: int) -> float:
    """Statuses per second, of numbers at random."""
    chance = random.Random(5)
    numbers = iter([chance.randint(1, rows) for _ in range(20_000)])
    return rate(lambda: register.status(registers.AUTH, next(numbers)), 20_000)


def bare_look_ups(path: Path, rows: int) -> float:
    """The same question to the same file, with the database library alone."""
    chance = random.Random(5)
    numbers = iter([chance.randint(1, rows) for _ in range(20_000)])
    connection = sqlite3.connect(path)
    question = (
        "SELECT generation, not_after, revoked_at, reason FROM certificate_status"
        " WHERE shard = 0 AND authority = 'auth' AND serial_number = ?"
    )
    try:
        return rate(lambda: connection.execute(question, (next(numbers),)).fetchone(), 20_000)
    finally:
        connection.close()


def lists(register: SQLiteRegister) -> float:
    """Revoked certificates read per second, partition by partition."""
    begun = time.perf_counter()
    read = sum(1 for place in range(1, 201) for _ in register.revoked(registers.AUTH, 1, registers.partition(place)))
    return read / (time.perf_counter() - begun)


def by_size(folder: Path, rows: int) -> list[Figure]:
    """A big register beside one of a hundred thousand rows."""
    small = 100_000
    paths = {size: folder / f"{size}.sqlite3" for size in (small, rows)}
    opened = {size: registers.filled(path, size) for size, path in paths.items()}
    offices = {size: authority(register) for size, register in opened.items()}
    tell = f"{rows:,} rows"
    figures = [
        compare(
            f"status look-up, {tell}",
            lambda: look_ups(opened[rows], rows),
            "bare sqlite3",
            lambda: bare_look_ups(paths[rows], rows),
            at_least=0.7,
        ),
        compare(
            f"status look-up, {tell}",
            lambda: look_ups(opened[rows], rows),
            f"{small:,} rows",
            lambda: look_ups(opened[small], small),
            at_least=0.7,
        ),
        compare(
            f"issuing in batches of {BATCH}, {tell}",
            lambda: in_batches(offices[rows]),
            f"{small:,} rows",
            lambda: in_batches(offices[small]),
            at_least=0.8,
        ),
    ]
    memory = [peak_memory(paths[size], size) for size in (small, rows)]
    ratio = memory[1] / memory[0]
    figures.append(
        Figure(
            name=f"memory of issuing and looking up, {tell}",
            unit=" MiB",
            ours=memory[1],
            other_name=f"{small:,} rows",
            other=memory[0],
            ratio=ratio,
            target="≤ 1.1×",
            met=ratio <= 1.1,
        )
    )
    for office in offices.values():
        office.close()
    for register in opened.values():
        register.close()
    return figures


def peak_memory(path: Path, rows: int) -> float:
    """MiB of a process of its own that looks up, lists and issues."""
    command = [sys.executable, "-m", "benchmarks.issuance", "--memory", str(path), "--rows", str(rows)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parent.parent)
    return float(done.stdout)


def measure(rows: int = 1_000_000) -> list[Figure]:
    """All in a temporary folder on one file system."""
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as name:
        folder = Path(name)
        register = SQLiteRegister.open(folder / "authority.sqlite3")
        ours = authority(register)
        content = ours.prepare(requests(1))[0].to_be_signed
        signing = ("bare signing", lambda: bare_signing(content))
        figures = [
            compare("issuing without records", lambda: without_records(register), *signing, at_least=0.9),
            compare("issuing one at a time", lambda: one_at_a_time(ours), *signing, at_least=0.7),
            compare(
                "issuing one at a time",
                lambda: one_at_a_time(ours),
                "bare signing between two syncs",
                lambda: signing_and_syncing(content, folder),
                at_least=0.7,
            ),
            compare(f"issuing in batches of {BATCH}", lambda: in_batches(ours), *signing, at_least=0.85),
            compare("issuing for 32 threads", lambda: in_threads(ours), *signing),
            compare(f"issuing in batches of {BATCH}", lambda: in_batches(ours), "the library's builder", library),
            compare(
                f"issuing in batches of {BATCH}",
                lambda: in_batches(ours),
                "openssl ca, one batch, no sync",
                lambda: openssl_ca(folder),
                at_least=2,
            ),
            compare(
                "issuing one at a time",
                lambda: one_at_a_time(ours),
                "openssl ca, one batch, no sync",
                lambda: openssl_ca(folder),
                pairs=3,
            ),
        ]
        ours.close()
        register.close()
        return figures + by_size(folder, rows)


def main() -> None:
    """Measure with a register of another size, or tell the memory of one process."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.issuance")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--memory", type=Path)
    chosen = parser.parse_args()
    if chosen.memory:
        with SQLiteRegister.open(chosen.memory) as register:
            office = authority(register)
            look_ups(register, chosen.rows)
            lists(register)
            in_batches(office)
            office.close()
        print(most_memory())
        return
    tell(measure(chosen.rows))


if __name__ == "__main__":
    main()
