"""OpenSSL's command line judges what the TEST authority issued and what the TEST municipality signed."""

import subprocess
from pathlib import Path

import pytest

from openmyna.applications.visual.records import CardFace
from openmyna.card.contents import CardContents
from openmyna.pki.cvc import CardVerifiableCertificate
from openmyna.pki.keys import public_to_der
from openmyna.sandbox.personas import load
from support.make_believe import made

GENERATIONS = ("rsa2048", "p384-preview")
FILES = {"sign": 0x0001, "sign-ca": 0x0002, "auth": 0x000A, "auth-ca": 0x000B}


def _openssl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, timeout=60)


def _card(folder: Path, generation: str) -> CardContents:
    """Hanako's card, its four certificates in PEM form beside it."""
    contents = made(load("hanako"), generation=generation)
    for name, identifier in FILES.items():
        (folder / f"{name}.der").write_bytes(contents.applications[0].files[identifier].data)
        done = _openssl(folder, "x509", "-inform", "DER", "-in", f"{name}.der", "-out", f"{name}.pem")
        assert done.returncode == 0, done.stderr
    return contents


@pytest.mark.parametrize("generation", GENERATIONS)
@pytest.mark.parametrize("kind", ["sign", "auth"])
def test_openssl_verifies_a_certificate_against_its_authority(tmp_path: Path, generation: str, kind: str) -> None:
    _card(tmp_path, generation)
    at = ("-attime", "1767225600")  # 2026-01-01: inside the validity, whatever day the test runs on.
    good = _openssl(tmp_path, "verify", *at, "-x509_strict", "-CAfile", f"{kind}-ca.pem", f"{kind}.pem")
    assert (good.returncode, good.stdout) == (0, f"{kind}.pem: OK\n"), good.stderr
    other = "auth" if kind == "sign" else "sign"
    bad = _openssl(tmp_path, "verify", *at, "-CAfile", f"{other}-ca.pem", f"{kind}.pem")
    assert bad.returncode != 0
    assert "unable to get local issuer certificate" in bad.stderr


def test_openssl_takes_the_authentication_certificate_for_a_tls_client_and_refuses_it_when_expired(
    tmp_path: Path,
) -> None:
    _card(tmp_path, "rsa2048")
    command = ("verify", "-purpose", "sslclient", "-CAfile", "auth-ca.pem", "auth.pem")
    # 2030-03-31 23:59:58 and 24:00:00 in Japan; in the very last second OpenSSL already calls it expired.
    assert _openssl(tmp_path, *command[:1], "-attime", "1901199598", *command[1:]).returncode == 0
    late = _openssl(tmp_path, *command[:1], "-attime", "1901199600", *command[1:])
    assert "certificate has expired" in late.stderr


def test_a_certificate_with_one_bit_changed_does_not_verify(tmp_path: Path) -> None:
    _card(tmp_path, "rsa2048")
    raw = bytearray((tmp_path / "sign.der").read_bytes())
    raw[raw.index("番号".encode())] ^= 1
    (tmp_path / "sign.der").write_bytes(raw)
    _openssl(tmp_path, "x509", "-inform", "DER", "-in", "sign.der", "-out", "sign.pem")
    done = _openssl(tmp_path, "verify", "-attime", "1767225600", "-CAfile", "sign-ca.pem", "sign.pem")
    assert done.returncode != 0
    assert "certificate signature failure" in done.stderr


def test_openssl_shows_the_attributes_in_the_order_1_4_3_5_2_6(tmp_path: Path) -> None:
    _card(tmp_path, "rsa2048")
    shown = _openssl(
        tmp_path, "asn1parse", "-inform", "DER", "-in", "sign.der", "-strparse", _san_offset(tmp_path)
    ).stdout
    objects = [line.rsplit(":", 1)[1] for line in shown.splitlines() if ":OBJECT" in line.replace(" ", "")]
    assert objects == [f"1.2.392.200149.8.5.5.{number}" for number in (1, 4, 3, 5, 2, 6)]
    assert shown.count("UTF8STRING") == 6


def _san_offset(folder: Path) -> str:
    """Offset of the octet string that holds the subject alternative names."""
    lines = _openssl(folder, "asn1parse", "-inform", "DER", "-in", "sign.der").stdout.splitlines()
    place = next(number for number, line in enumerate(lines) if "X509v3 Subject Alternative Name" in line)
    return lines[place + 1].split(":")[0].strip()


def test_openssl_reads_names_with_the_string_types_of_the_profile(tmp_path: Path) -> None:
    _card(tmp_path, "rsa2048")
    shown = _openssl(
        tmp_path, "x509", "-in", "sign.pem", "-noout", "-issuer", "-subject", "-nameopt", "multiline,show_type"
    )
    assert [line.split("=", 1)[1].strip() for line in shown.stdout.splitlines() if line.startswith(" ")] == [
        "PRINTABLESTRING:JP",
        "UTF8STRING:openmyna TEST",
        "UTF8STRING:openmyna TEST for digital signature",
        "UTF8STRING:openmyna TEST Authority",
        "PRINTABLESTRING:JP",
        "UTF8STRING:Mihon-ken",
        "UTF8STRING:Tameshi-shi",
        "UTF8STRING:2025100110000000000000000001",
    ]


def test_openssl_verifies_the_cards_issuer_and_recovers_the_faces_digests(tmp_path: Path) -> None:
    files = _card(tmp_path, "rsa2048").applications[1].files
    certificate = CardVerifiableCertificate.from_bytes(files[0x0004].data)
    from openmyna.sandbox.card_data import published_issuers

    root = next(key for identifier, key in published_issuers().card_roots if identifier == certificate.issuer)
    (tmp_path / "root.der").write_bytes(public_to_der(root.to_key()))
    (tmp_path / "issuer.der").write_bytes(public_to_der(certificate.public_key.to_key()))
    (tmp_path / "body").write_bytes(certificate.body())
    (tmp_path / "signature").write_bytes(certificate.signature)
    verify = ("dgst", "-sha256", "-keyform", "DER", "-verify", "root.der", "-signature", "signature", "body")
    assert _openssl(tmp_path, *verify).stdout == "Verified OK\n"
    (tmp_path / "body").write_bytes(certificate.body()[:-1])
    assert _openssl(tmp_path, *verify).returncode != 0
    face = CardFace.from_bytes(files[0x0002].data)
    (tmp_path / "face").write_bytes(face.signature)
    recover = ("pkeyutl", "-verifyrecover", "-pubin", "-keyform", "DER", "-inkey", "issuer.der", "-in", "face")
    assert _openssl(tmp_path, *recover, "-out", "recovered").returncode == 0
    prefix = bytes.fromhex("3071300D060960864801650304020105000460")
    assert (tmp_path / "recovered").read_bytes() == prefix + face.fields.digests()
