"""The command and `openssl verify` judge the same certificates by the same lists, and agree on every one.

Of two things that are wrong each tells the one it looks at first.
"""

import json
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from openmyna.cli.main import main
from openmyna.pki.authority.records import AuthorityKind
from openmyna.sandbox.authority import authority_certificates
from support.verify_world import usual_folder

NOW = "2026-02-15T12:04:05+09:00"
ROWS = (
    ("good", NOW, "good", ""),
    ("good-sign", NOW, "good", ""),
    ("revoked-sign", NOW, "revoked", "certificate revoked"),
    ("held", NOW, "held", "certificate revoked"),
    ("expired", NOW, "expired", "certificate has expired"),
    ("good", "2026-02-10T00:00:00+09:00", "status_unknown", "CRL is not yet valid"),
    ("good", "2026-03-10T00:00:00+09:00", "status_unknown", "CRL has expired"),
    ("good", "2025-09-01T00:00:00+09:00", "not_yet_valid", "CRL is not yet valid"),
    ("altered", NOW, "untrusted", "certificate signature failure"),
)


def certificate(name: str) -> bytes:
    if name != "altered":
        return (usual_folder() / "files" / f"{name}.cer").read_bytes()
    raw = bytearray((usual_folder() / "files" / "good.cer").read_bytes())
    raw[-1] ^= 1
    return bytes(raw)


@pytest.mark.parametrize(("name", "at", "verdict", "complaint"), ROWS)
def test_both_give_the_answer_of_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, at: str, verdict: str, complaint: str
) -> None:
    (tmp_path / "leaf.cer").write_bytes(certificate(name))
    command = ["verify", "certificate", str(tmp_path / "leaf.cer"), "--at", at, "--json"]
    status = main([*command, "--folder", str(usual_folder())])
    (one,) = json.loads(capsys.readouterr().out)["certificates"]
    assert (one["verdict"], status) == (verdict, 0 if verdict == "good" else 1)
    assert openssl(tmp_path, certificate(name), at) == complaint


def openssl(folder: Path, der: bytes, at: str) -> str:
    """What it complains about first; nothing where it accepts."""
    leaf = x509.load_der_x509_certificate(der)
    (folder / "leaf.pem").write_bytes(leaf.public_bytes(Encoding.PEM))
    # It takes the first authority of a name whose key identifier fits, so it may be given all of them.
    authorities = [der for kind in AuthorityKind for der in authority_certificates(kind)]
    loaded = [x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM) for der in authorities]
    (folder / "authorities.pem").write_bytes(b"".join(loaded))
    lists = sorted((usual_folder() / "published" / "crl").rglob("*.crl"))
    found = [x509.load_der_x509_crl(path.read_bytes()).public_bytes(Encoding.PEM) for path in lists]
    (folder / "lists.pem").write_bytes(b"".join(found))
    instant = str(int(datetime.fromisoformat(at).timestamp()))
    done = subprocess.run(
        [
            "openssl",
            "verify",
            "-attime",
            instant,
            "-crl_check",
            "-extended_crl",
            "-CAfile",
            "authorities.pem",
            "-CRLfile",
            "lists.pem",
            "leaf.pem",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    complaints = [line.partition("lookup: ")[2] for line in done.stderr.splitlines() if "lookup: " in line]
    assert (done.returncode == 0) is (complaints == [])
    return complaints[0] if complaints else ""
