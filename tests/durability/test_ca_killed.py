"""An authority whose process is killed with SIGKILL: in the middle of its ceremony, and while it issues for many at once."""

import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from depth import count, proof
from openmyna.bootstrap import OpenAuthority, status_source
from openmyna.errors import OpenMynaError
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.authority.requests import CertificateRequest
from openmyna.sandbox.clock import StillClock
from openmyna.services.ca.client import CAClient
from openmyna.services.ca.errors import CAConnectionLost, CANotServed
from support.authority_house import auth_request, authority_house

PASSPHRASE = {"OPENMYNA_CA_PASSPHRASE": "a passphrase of nobody", "PYTHONDONTWRITEBYTECODE": "1"}
COMMAND = "import sys; from openmyna.cli.main import main; sys.exit(main(sys.argv[1:]))"


def command(folder: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "ca", *words, "--folder", str(folder), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=PASSPHRASE,
    )


def test_a_killed_ceremony_is_finished_by_the_next_one_with_one_key_for_each_generation(tmp_path: Path) -> None:
    chance, begun_again = random.Random(4), 0
    for turn in range(count(1, 40)):
        folder = tmp_path / str(turn)
        for _ in range(3):
            with command(folder, "init", "--algorithm", "p384") as process:
                time.sleep(chance.uniform(0.3, 1.6))
                process.kill()
        begun_again += folder.exists()
        with command(folder, "init", "--algorithm", "p384") as process:
            _, told = process.communicate()
        # Only an authority that had been finished already refuses to be made once more.
        assert process.returncode == 0 or '"authority-exists"' in told, told
        with OpenAuthority(folder, PASSPHRASE) as opened:
            assert opened.key_store.labels() == ("auth-ca-1", "sign-ca-1")
            assert opened.responder_keys.labels() == ("ocsp-auth-1", "ocsp-sign-1")
            for kind in AuthorityKind:
                (generation,) = opened.register.generations(kind)
                certificate = x509.load_der_x509_certificate(generation.certificate)
                assert certificate.public_key() == opened.key_store.signer(generation.key_label).public_key()
                assert opened.folder.certificate_file(generation).read_bytes() == generation.certificate
                responder = opened.folder.responder_certificate_file(kind, generation.key_identifier).read_bytes()
                x509.load_der_x509_certificate(responder).verify_directly_issued_by(certificate)
            assert opened.complete() == ()
    proof("ceremony-killed", ceremonies=count(1, 40), kills=3 * count(1, 40), begun_before_the_last=begun_again)


def test_what_a_killed_process_promised_it_had_kept_and_nobody_gets_two_certificates(tmp_path: Path) -> None:
    chance, answered_before, asked_again = random.Random(5), 0, 0
    folder = tmp_path / "authority"
    with authority_house(folder, StillClock(datetime.now(UTC))):
        pass
    got: dict[str, bytes] = {}
    for turn in range(count(1, 40)):
        requests = [auth_request(f"{turn}/{number}") for number in range(24)]
        with command(folder, "serve") as process:
            assert process.stdout is not None
            process.stdout.readline()
            with CAClient(folder / "ca.sock") as client, ThreadPoolExecutor(8) as pool:
                waiting = {each.request_id: pool.submit(_ask, client, each) for each in requests}
                answers_first = chance.randrange(20)
                while sum(answer.done() for answer in waiting.values()) < answers_first:
                    time.sleep(0.0005)
                process.send_signal(signal.SIGKILL)
                answers = {request_id: answer.result() for request_id, answer in waiting.items()}
        kept = {request_id: der for request_id, der in answers.items() if der is not None}
        answered_before += len(kept)
        asked_again += len(requests) - len(kept)
        got |= kept
        with command(folder, "serve") as process:
            assert process.stdout is not None
            process.stdout.readline()
            with CAClient(folder / "ca.sock") as client:
                for request in requests:
                    der = client.authority(AuthorityKind.AUTH).request(request)
                    assert got.setdefault(request.request_id, der) == der
            process.terminate()
            assert process.wait(30) == 0
    serials = {x509.load_der_x509_certificate(der).serial_number for der in got.values()}
    assert len(serials) == len(got) == 24 * count(1, 40)
    with closing(status_source(folder)) as source:
        assert all(source.status(AuthorityKind.AUTH, serial) is not None for serial in serials)
    proof("ca-process-killed", kills=count(1, 40), answered_before=answered_before, asked_again=asked_again)


def _ask(client: CAClient, request: CertificateRequest) -> bytes | None:
    try:
        return client.authority(AuthorityKind.AUTH).request(request)
    except (CAConnectionLost, CANotServed):
        return None
    except OpenMynaError as refusal:
        raise AssertionError(refusal.code) from refusal
