"""Responders as their own processes on one authority's folder: alike, live, renewed without a restart, and behind nginx."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.ocsp import OCSPCertStatus, OCSPResponseStatus

from openmyna.cli.main import main
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.ocsp.issuers import issuer_digests
from openmyna.pki.revocation.reasons import RevocationReason
from support.authority_home import AuthorityHome
from support.responder_house import target

AUTH = AuthorityKind.AUTH
OPENMYNA = (sys.executable, "-c", "import sys; from openmyna.cli.main import main; sys.exit(main())")
GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "serve-status.md"
MARK = "<!-- run: nginx -->\n```nginx\n"


@dataclass
class Served:
    """One `openmyna responder serve`."""

    process: subprocess.Popen[str]
    address: str

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        return get(self.address + path, **headers)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


def get(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    asked = urllib.request.Request(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with opener.open(asked, timeout=20) as reply:
            return reply.status, {name.lower(): value for name, value in reply.headers.items()}, reply.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {name.lower(): value for name, value in error.headers.items()}, error.read()


@contextmanager
def responder(folder: Path, *options: str, listen: str = "127.0.0.1:0") -> Iterator[Served]:
    command = [*OPENMYNA, "responder", "serve", "--json", "--folder", str(folder), "--listen", listen, *options]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"OPENMYNA_MODE": "sandbox"},
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.communicate(timeout=20)[1]
        yield Served(process, json.loads(line)["address"])
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


@pytest.fixture
def home(tmp_path: Path) -> AuthorityHome:
    home = AuthorityHome.begun(tmp_path / "authority")
    home.issue("one")
    home.issue("two")
    return home


def question(home: AuthorityHome, name: str, number: int = 3) -> bytes:
    issuer = issuer_digests(home.ca_certificate(AUTH, number))[0]
    builder = ocsp.OCSPRequestBuilder()
    builder = builder.add_certificate_by_hash(issuer.name, issuer.key, home.numbers[name], hashes.SHA1())
    return builder.build().public_bytes(Encoding.DER)


def word(body: bytes) -> OCSPCertStatus:
    return ocsp.load_der_ocsp_response(body).certificate_status


def test_two_responders_on_one_database_answer_alike_and_live(home: AuthorityHome) -> None:
    with responder(home.path) as here, responder(home.path, "--workers", "2") as there:
        asked = target(question(home, "one"))
        _, headers, body = here.get(asked)
        # Two looks that fall on two sides of a minute's beginning differ rightly; the second pair then does not.
        alike = [(here.get(asked)[2], there.get(asked)[2]) for _ in range(2)]
        assert any(first == second for first, second in alike)
        assert word(body) is OCSPCertStatus.GOOD
        if alike[0][1] == body:
            assert there.get(asked, If_None_Match=headers["etag"])[0] == 304
        home.revoke("one", RevocationReason.AFFILIATION_CHANGED)
        for each in (here, there) * 5:
            response = ocsp.load_der_ocsp_response(each.get(asked)[2])
            assert response.certificate_status is OCSPCertStatus.REVOKED
            assert response.revocation_time_utc is not None
            assert response.this_update_utc >= response.revocation_time_utc
        assert word(here.get(target(question(home, "two")))[2]) is OCSPCertStatus.GOOD


def test_a_new_generation_is_answered_for_without_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENMYNA_CA_PASSPHRASE", "a passphrase of a test")
    folder = ["--folder", str(tmp_path / "authority")]
    assert main(["ca", "init", "--keys", "file", "--algorithm", "p384", *folder]) == 0
    home = AuthorityHome(tmp_path / "authority")
    with responder(home.path) as served:
        assert served.get("/healthz")[0] == 200
        assert main(["ca", "rollover", "--authority", "auth", "--generation", "2", "--algorithm", "p384", *folder]) == 0
        with home.opened() as authority:
            issuer = issuer_digests(authority.register.generations(AUTH)[1].certificate)[0]
        builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(issuer.name, issuer.key, 1, hashes.SHA1())
        asked = target(builder.build().public_bytes(Encoding.DER))
        for _ in range(150):
            response = ocsp.load_der_ocsp_response(served.get(asked)[2])
            if response.response_status is OCSPResponseStatus.SUCCESSFUL:
                break
            time.sleep(0.1)
        assert response.certificate_status is OCSPCertStatus.UNKNOWN
        assert served.end() == (0, "")


def test_lists_and_certificates_are_served_as_they_are_published(home: AuthorityHome) -> None:
    with home.opened() as authority:
        authority.publish_lists()
    files = [path for path in (home.path / "published").rglob("*") if path.suffix in (".crl", ".cer")]
    served_ones = [path for path in files if path.relative_to(home.path / "published").parts[0] != "ocsp"]
    assert {path.relative_to(home.path / "published").parts[0] for path in served_ones} == {"crl", "arl", "ca"}
    with responder(home.path) as served:
        for path in served_ones:
            status, _, body = served.get(f"/{path.relative_to(home.path / 'published')}")
            assert (status, body) == (200, path.read_bytes())


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_to(home: AuthorityHome, workers: str, number: int) -> None:
    with responder(home.path, "--workers", workers) as served:
        assert served.get("/healthz")[2] == b"ok\n"
        code, said = served.end(number)
    assert (code, said) == (0, "")


def test_the_end_of_one_process_is_the_end_of_all(home: AuthorityHome) -> None:
    with responder(home.path, "--workers", "2") as served:
        children = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children").read_text().split()
        assert len(children) == 2
        os.kill(int(children[0]), signal.SIGKILL)
        _, said = served.process.communicate(timeout=30)
        assert served.process.returncode == 1
    assert '"code": "worker-ended"' in said
    assert not Path(f"/proc/{children[1]}").exists()


def test_what_is_wrong_for_all_processes_is_said_once(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *OPENMYNA,
            "responder",
            "serve",
            "--folder",
            str(tmp_path),
            "--listen",
            "127.0.0.1:0",
            "--workers",
            "3",
            "--json",
        ],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count('"code": "authority-missing"') == 1


def test_no_address_and_no_number_is_in_what_it_says(home: AuthorityHome) -> None:
    with responder(home.path) as served:
        served.get(target(question(home, "one")))
        served.get("/nothing/at/all")
        code, said = served.end()
    assert (code, said) == (0, "")


# Behind nginx, with the configuration of the guide.


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def nginx(folder: Path, first: Served, second: Served) -> Iterator[str]:
    """The guide's own block, with other ports and another folder."""
    text = GUIDE.read_text(encoding="utf-8")
    assert text.count(MARK) == 1
    port = free_port()
    block = text.split(MARK)[1].split("```")[0]
    for given, ours in {
        "/var/cache/nginx/openmyna": str(folder / "cache"),
        "127.0.0.1:8770": first.address.removeprefix("http://"),
        "127.0.0.1:8771": second.address.removeprefix("http://"),
        "listen 80": f"listen 127.0.0.1:{port}",
    }.items():
        assert block.count(given) == 1, given
        block = block.replace(given, ours)
    folder.mkdir()
    folder.chmod(0o755)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"daemon off; {user} pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary}\n{block}\n}}\n",
        encoding="utf-8",
    )
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    assert program, "nginx is missing: install nginx-light"
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, (folder / "error.log").read_text()
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def test_nginx_keeps_signed_answers_and_spreads_the_rest(home: AuthorityHome, tmp_path: Path) -> None:
    with ExitStack() as stack:
        first, second = (stack.enter_context(responder(home.path)) for _ in range(2))
        address = stack.enter_context(nginx(tmp_path / "nginx", first, second))
        asked = address + target(question(home, "one"))
        before, again = get(asked), get(asked)
        assert (before[1]["x-cache"], again[1]["x-cache"]) == ("MISS", "HIT")
        assert before[2] == again[2]
        assert word(again[2]) is OCSPCertStatus.GOOD
        held = [path for path in (tmp_path / "nginx" / "cache").rglob("*") if path.is_file()]
        assert len(held) == 1
        assert before[2] in held[0].read_bytes()

        body = question(home, "one")
        posted = urllib.request.Request(address + "/ocsp/auth", body, {"Content-Type": "application/ocsp-request"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        home.revoke("one", RevocationReason.SUPERSEDED)
        with opener.open(posted, timeout=20) as reply:
            assert word(reply.read()) is OCSPCertStatus.REVOKED
        assert get(address + "/healthz")[2] == b"ok\n"


def test_nobody_notices_that_one_of_two_is_taken_away(home: AuthorityHome, tmp_path: Path) -> None:
    with ExitStack() as stack:
        first, second = (stack.enter_context(responder(home.path)) for _ in range(2))
        address = stack.enter_context(nginx(tmp_path / "nginx", first, second))
        wrong: list[object] = []
        told, asked = threading.Event(), 0

        def ask() -> None:
            nonlocal asked
            while not told.is_set():
                status, _, body = get(f"{address}/healthz?{asked}")
                asked += 1
                if (status, body) != (200, b"ok\n"):
                    wrong.append((status, body))

        thread = threading.Thread(target=ask)
        thread.start()
        time.sleep(0.3)
        assert first.end()[0] == 0
        before = asked
        while asked < before + 20 and not wrong:
            time.sleep(0.01)
        told.set()
        thread.join()
        assert wrong == []


def test_the_guide_names_the_real_options() -> None:
    said = subprocess.run(
        [*OPENMYNA, "responder", "serve", "--help"], capture_output=True, text=True, timeout=30
    ).stdout
    assert set(re.findall(r"^\| `(--[a-z-]+)", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)) == set(
        re.findall(r"^  (--[a-z-]+)", said, re.MULTILINE)
    ) - {"--lang", "--json"}
