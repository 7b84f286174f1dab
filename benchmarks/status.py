"""OCSP answers beside bare signing, nginx with the same bytes, `openssl ocsp` and certomancer; by size of the register.

`python -m benchmarks.status --rows 10000000` also measures a register of that size. Clients are wrk, and for
`openssl ocsp`, which never recovers from a caller that says nothing, a gentle one of our own.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp

from benchmarks import registers
from benchmarks.harness import Figure, compare, most_memory, rate, tell
from openmyna.pki.authority.folder import AuthorityFolder, FolderSettings, KeyPlace
from openmyna.pki.ocsp.issuers import issuer_digests
from openmyna.pki.profiles.services import ocsp_responder_certificate
from openmyna.sandbox.keys import published_key

SECONDS = 2
PAIRS = 3
SERIAL = 70_000
NONCE = b"0123456789abcdef"
RESPONDER_KEY = "ocsp-auth-1"
OPENMYNA = (sys.executable, "-c", "import sys; from openmyna.cli.main import main; sys.exit(main())")
FREE = "127.0.0.1:0"

# Each request has its own nonce, so that none can be answered from what is ready.
_FRESH = """
local f = io.open("{file}", "rb"); local body = f:read("*a"); f:close()
local from = body:find("0123456789abcdef", 1, true)
local head, tail, count = body:sub(1, from - 1), body:sub(from + 16), 0
wrk.method = "POST"; wrk.headers["Content-Type"] = "application/ocsp-request"
function request()
    count = count + 1
    return wrk.format(nil, nil, nil, head .. string.format("%016d", count) .. tail)
end
"""
_SAME = """
local f = io.open("{file}", "rb"); wrk.body = f:read("*a"); f:close()
wrk.method = "POST"; wrk.headers["Content-Type"] = "application/ocsp-request"
"""


def question(serial: int, nonce: bytes | None = None) -> bytes:
    """A request about one certificate of the register."""
    issuer = issuer_digests(registers.generation().certificate)[0]
    builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(issuer.name, issuer.key, serial, hashes.SHA1())
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), False)
    return builder.build().public_bytes(Encoding.DER)


def target(request: bytes) -> str:
    """Where it is asked by GET."""
    return "/ocsp/auth/" + quote(base64.b64encode(request).decode("ascii"), safe="")


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw."""

    per_second: float
    p99: float
    """Milliseconds."""


def wrk(address: str, connections: int, script: Path | None = None) -> Load:
    """A few seconds of load."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", *(["-s", str(script)] if script else [])]
    said = subprocess.run([*command, address], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    found = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    per_second = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if found is None or per_second is None:
        raise RuntimeError(said)
    return Load(float(per_second[1]), float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]])


def authority(folder: Path, rows: int) -> AuthorityFolder:
    """An authority's folder with a register of so many certificates, and a responder's certificate."""
    home = AuthorityFolder(folder)
    home.begin(FolderSettings(keys=KeyPlace.PUBLISHED))
    registers.filled(home.database, rows).close()
    generation, now = registers.generation(), datetime.now(UTC).replace(microsecond=0)
    certificate = ocsp_responder_certificate(
        generation.certificate,
        registers.key_store().signer(registers.LABEL),
        published_key(RESPONDER_KEY).public_key(),
        number=1,
        serial_number=1 << 30,
        since=now - timedelta(days=1),
        until=now + timedelta(days=30),
    )
    file = home.responder_certificate_file(registers.AUTH, generation.key_identifier)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(certificate)
    return home


@dataclass(frozen=True, slots=True)
class Served:
    """A responder at work."""

    process: subprocess.Popen[str]
    address: str

    def memory(self) -> float:
        """MiB at most so far."""
        return most_memory(self.process.pid)


@contextmanager
def responder(home: AuthorityFolder) -> Iterator[Served]:
    """Ours, as its own process."""
    command = [*OPENMYNA, "responder", "serve", "--json", "--folder", str(home.path), "--listen", FREE]
    environment = os.environ | {"OPENMYNA_MODE": "sandbox"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            yield Served(process, json.loads(process.stdout.readline())["address"])
        finally:
            process.terminate()


def free_port() -> int:
    """A port nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_open(port: int) -> None:
    """Wait for a server; what is asked must be whole, since a caller that says nothing breaks one of them."""
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                probe.sendall(b"GET / HTTP/1.0\r\n\r\n")
                probe.recv(100)
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens at {port}")


@contextmanager
def nginx(folder: Path, body: bytes) -> Iterator[str]:
    """A file of these bytes, served with the same headers."""
    port = free_port()
    (folder / "www").mkdir()
    (folder / "www" / "answer").write_bytes(body)
    for path in (folder, folder / "www"):
        path.chmod(0o755)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; {'user root;' if os.geteuid() == 0 else ''} worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ access_log off; {temporary} keepalive_requests 100000000; open_file_cache max=100;\n"
        "default_type application/ocsp-response;\n"
        f"server {{ listen 127.0.0.1:{port}; root {folder}/www;\n"
        'add_header Cache-Control "max-age=30, public, no-transform, must-revalidate"; expires 15m; } }\n'
    )
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    if program is None:
        raise RuntimeError("nginx is missing: install nginx-light")
    process = subprocess.Popen(
        [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    )
    try:
        until_open(port)
        yield f"http://127.0.0.1:{port}/answer"
    finally:
        process.terminate()
        process.wait(20)


def gentle(port: int, body: bytes, path: str = "/", count: int = 300) -> float:
    """Answers per second to one caller at a time, each with a connection of its own that says something."""
    request = (
        f"POST {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/ocsp-request\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode("ascii") + body

    def once() -> None:
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(request)
            answer = b""
            while more := line.recv(65_536):
                answer += more
        if b" 200 " not in answer.split(b"\r\n", 1)[0]:
            raise RuntimeError(answer[:200])

    return rate(once, count)


@contextmanager
def openssl_ocsp(folder: Path, home: AuthorityFolder) -> Iterator[int]:
    """`openssl ocsp` as a responder, with the same keys and one certificate in its index."""
    generation, port = registers.generation(), free_port()
    ca, own = folder / "ca.pem", folder / "own.pem"
    ca.write_bytes(x509.load_der_x509_certificate(generation.certificate).public_bytes(Encoding.PEM))
    certificate = home.responder_certificate_file(registers.AUTH, generation.key_identifier).read_bytes()
    key = published_key(RESPONDER_KEY)
    own.write_bytes(
        x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    (folder / "index.txt").write_text(f"V\t300101000000Z\t\t{SERIAL:08X}\tunknown\t/CN=TEST\n")
    command = ["openssl", "ocsp", "-port", str(port), "-index", "index.txt", "-CA", ca.name]
    process = subprocess.Popen(
        [*command, "-rsigner", own.name, "-rkey", own.name, "-nmin", "15"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(0.5)
        yield port
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(20)


_CERTOMANCER = """
external-url-prefix: "http://test.invalid"
keysets:
  bench:
    path-prefix: {folder}
    keys:
      ca: {{path: ca.key}}
      own: {{path: own.key}}
pki-architectures:
  bench:
    keyset: bench
    entities:
      ca: {{common-name: TEST CA}}
      own: {{common-name: TEST responder}}
      leaf: {{common-name: TEST leaf}}
    certs:
      ca:
        subject: ca
        issuer: ca
        validity: &always {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2040-01-01T00:00:00+0000"}}
        extensions:
          - {{id: basic_constraints, critical: true, value: {{ca: true}}}}
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [key_cert_sign, crl_sign]}}}}
      own:
        subject: own
        issuer: ca
        validity: *always
        extensions:
          - {{id: extended_key_usage, value: [ocsp_signing]}}
          - {{id: ocsp_no_check}}
      leaf:
        subject: leaf
        subject-key: own
        issuer: ca
        validity: *always
    services:
      ocsp:
        ca: {{for-issuer: ca, responder-cert: own, signing-key: own}}
"""


def certomancer(folder: Path) -> Callable[[], float] | None:
    """Its responder, asked in process: without a server in front, which could only make it slower."""
    try:
        from certomancer.config_utils import SearchDir  # noqa: F401
        from certomancer.integrations.animator import Animator, AnimatorArchStore
        from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
        from werkzeug.test import Client
    except ImportError:
        return None
    for name, key in {"ca": "authority-auth", "own": RESPONDER_KEY}.items():
        raw = published_key(key).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.key").write_bytes(raw)
    (folder / "certomancer.yml").write_text(_CERTOMANCER.format(folder=folder))
    config = CertomancerConfig.from_file(str(folder / "certomancer.yml"), key_search_dir=str(folder))
    arch = config.get_pki_arch(ArchLabel("bench"))
    leaf, ca = (x509.load_der_x509_certificate(arch.get_cert(CertLabel(name)).dump()) for name in ("leaf", "ca"))
    request = ocsp.OCSPRequestBuilder().add_certificate(leaf, ca, hashes.SHA1()).build().public_bytes(Encoding.DER)
    client = Client(Animator(AnimatorArchStore(config.pki_archs), with_web_ui=False))

    def once() -> None:
        answer = client.post("/bench/ocsp/ca", data=request, content_type="application/ocsp-request")
        # Its instants have fractions of a second, which the library rightly does not read.
        if answer.status_code != 200 or b"\x0a\x01\x00" not in answer.data[:12]:
            raise RuntimeError(answer.data)

    return lambda: rate(once, 10)


def bare_signing() -> float:
    """Signatures per second of the responder's key in one thread, and nothing else."""
    from openmyna.pki.key_store.memory import MemoryStore

    signer = MemoryStore({RESPONDER_KEY: published_key(RESPONDER_KEY)}).signer(RESPONDER_KEY)
    content = hashlib.sha512(b"x").digest() * 4
    return rate(lambda: signer.sign(content), 1500)


def at(load: Callable[[], Load], kept: list[Load]) -> Callable[[], float]:
    """The rate of a load, keeping what else was seen."""

    def measured() -> float:
        kept.append(load())
        return kept[-1].per_second

    return measured


def p99(name: str, seen: list[Load], connections: int) -> Figure:
    """Beside what everybody would wait if all waited the same."""
    middle = sorted(seen, key=lambda each: each.p99)[len(seen) // 2]
    mean = 1000 * connections / middle.per_second
    ratio = middle.p99 / mean
    return Figure(
        name=f"p99 of {name}, {connections} connections",
        unit=" ms",
        ours=middle.p99,
        other_name="everybody waiting alike",
        other=mean,
        ratio=ratio,
        target="≤ 3×",
        met=ratio <= 3,
    )


def measure(rows: int = 1_000_000) -> list[Figure]:
    """All in a temporary folder."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        for part in ("small", "nginx", "openssl", "certomancer"):
            (folder / part).mkdir(mode=0o755)
        home = authority(folder / "small", 100_000)
        served = stack.enter_context(responder(home))
        fresh, same = folder / "fresh.lua", folder / "same.lua"
        for script, text, request in ((fresh, _FRESH, question(SERIAL, NONCE)), (same, _SAME, question(SERIAL))):
            body = folder / f"{script.stem}.der"
            body.write_bytes(request)
            script.write_text(text.replace("{file}", str(body)))
        get, post = served.address + target(question(SERIAL)), served.address + "/ocsp/auth"
        answer = subprocess.run(["curl", "-s", "--noproxy", "*", get], check=True, capture_output=True).stdout
        static = stack.enter_context(nginx(folder / "nginx", answer))
        figures: list[Figure] = []

        signed: dict[int, list[Load]] = {32: [], 64: []}
        for connections in (32, 64):
            figures.append(
                compare(
                    f"OCSP signed fresh, {connections} connections",
                    at(lambda connections=connections: wrk(post, connections, fresh), signed[connections]),  # type: ignore[misc]
                    "bare signing, one thread",
                    bare_signing,
                    at_least=0.85,
                    pairs=PAIRS,
                )
            )
            figures.append(p99("OCSP signed fresh", signed[connections], connections))
        for kind, address, script, least in (("GET", get, None, 0.65), ("POST", post, same, 0.4)):
            for connections in (32, 64):
                seen: list[Load] = []
                figures.append(
                    compare(
                        f"OCSP cached, {kind}, {connections} connections",
                        at(
                            lambda address=address, connections=connections, script=script: wrk(  # type: ignore[misc]
                                address, connections, script
                            ),
                            seen,
                        ),
                        "nginx with the same bytes",
                        lambda connections=connections: wrk(static, connections).per_second,  # type: ignore[misc]
                        at_least=least,
                        pairs=PAIRS,
                    )
                )
                figures.append(p99(f"OCSP cached, {kind}", seen, connections))
        figures += beside_peers(folder, home, lambda: wrk(post, 32, fresh).per_second, lambda: wrk(get, 32).per_second)
        return figures + by_size(folder, rows, served, fresh)


def beside_peers(
    folder: Path, home: AuthorityFolder, fresh: Callable[[], float], cached: Callable[[], float]
) -> list[Figure]:
    """Both rates at 32 connections beside the two other responders."""
    figures = []
    with openssl_ocsp(folder / "openssl", home) as port:
        peer = question(SERIAL, NONCE)
        for name, ours, least in (("signed fresh", fresh, 1.0), ("cached, GET", cached, 15.0)):
            figures.append(
                compare(
                    f"OCSP {name}",
                    ours,
                    "openssl ocsp, one caller",
                    lambda: gentle(port, peer),
                    at_least=least,
                    pairs=PAIRS,
                )
            )
    other = certomancer(folder / "certomancer")
    if other is not None:
        figures.append(compare("OCSP signed fresh", fresh, "certomancer in process", other, at_least=50, pairs=PAIRS))
    return figures


def by_size(folder: Path, rows: int, small: Served, fresh: Path) -> list[Figure]:
    """A big register beside one of a hundred thousand."""
    (folder / "big").mkdir()
    figures = []
    with responder(authority(folder / "big", rows)) as big:
        get = target(question(SERIAL))
        for name, load, least in (
            ("signed fresh", lambda served: wrk(served.address + "/ocsp/auth", 32, fresh).per_second, 0.8),
            ("cached, GET", lambda served: wrk(served.address + get, 32).per_second, 0.8),
        ):
            figures.append(
                compare(
                    f"OCSP {name}, {rows:,} certificates",
                    lambda load=load: load(big),  # type: ignore[misc]
                    "100,000 certificates",
                    lambda load=load: load(small),  # type: ignore[misc]
                    at_least=least,
                    pairs=PAIRS,
                )
            )
        mine, theirs = big.memory(), small.memory()
        figures.append(
            Figure(
                name=f"memory of a responder, {rows:,} certificates",
                unit=" MiB",
                ours=mine,
                other_name="100,000 certificates",
                other=theirs,
                ratio=mine / theirs,
                target="≤ 1.1×",
                met=mine <= 1.1 * theirs,
            )
        )
    return figures


def main() -> None:
    """Measure with a register of another size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.status")
    parser.add_argument("--rows", type=int, default=1_000_000)
    tell(measure(parser.parse_args().rows))


if __name__ == "__main__":
    main()
