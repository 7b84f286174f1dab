"""OpenSC reads the card and signs with it; openssl agrees."""

from pathlib import Path

import pytest

from interop.programs import AUTH_TOKEN, NEW_YEAR_2026, SIGN_TOKEN, Programs

CERTIFICATES = (1, 2, 3, 4)
"""User authentication, digital signature, then the authority of each."""


def test_opensc_recognises_the_card_as_jpki(programs: Programs) -> None:
    assert programs.opensc_tool("--name").succeeded().said.strip() == "jpki"


def test_opensc_shows_the_contact_answer_to_reset(programs: Programs) -> None:
    assert programs.opensc_tool("--atr").succeeded().said.strip() == "3b:e0:00:ff:81:31:fe:45:14"


def test_the_dump_shows_label_tries_keys_and_certificates(programs: Programs) -> None:
    dump = programs.pkcs15_tool("--dump").succeeded().said
    lines = [line.strip() for line in dump.splitlines()]
    assert "PKCS#15 Card [JPKI]:" in lines
    assert "Manufacturer ID: JPKI" in lines
    assert [line.split(":")[1].strip() for line in lines if line.startswith("Tries left")] == ["3", "5"]
    assert [line for line in lines if line.startswith("PIN [")] == [
        "PIN [User Authentication PIN]",
        "PIN [Digital Signature PIN]",
    ]
    assert [line for line in lines if line.startswith("Private RSA Key")] == [
        "Private RSA Key [User Authentication Key]",
        "Private RSA Key [Digital Signature Key]",
    ]
    assert [line for line in lines if line.startswith("X.509 Certificate")] == [
        "X.509 Certificate [User Authentication Certificate]",
        "X.509 Certificate [Digital Signature Certificate]",
        "X.509 Certificate [User Authentication Certificate CA]",
        "X.509 Certificate [Digital Signature Certificate CA]",
    ]


def test_openssl_reads_four_certificates_and_none_is_an_official_one(programs: Programs) -> None:
    for identifier in CERTIFICATES:
        path = programs.read_certificate(identifier)
        names = programs.openssl("x509", "-in", str(path), "-noout", "-subject", "-issuer").succeeded().said
        assert "TEST" in names
        assert "O = JPKI" not in names


@pytest.mark.parametrize(("leaf", "authority", "stranger"), [(1, 3, 4), (2, 4, 3)])
def test_each_certificate_chains_to_its_own_authority_only(
    programs: Programs, leaf: int, authority: int, stranger: int
) -> None:
    paths = {number: str(programs.read_certificate(number)) for number in (leaf, authority, stranger)}
    at = ("-attime", NEW_YEAR_2026)
    said = programs.openssl("verify", *at, "-CAfile", paths[authority], paths[leaf]).succeeded().said
    assert said.strip() == f"{paths[leaf]}: OK"
    refusal = programs.openssl("verify", *at, "-CAfile", paths[stranger], paths[leaf]).failed().said
    assert "unable to get local issuer certificate" in refusal


def test_the_signature_certificate_stays_closed_without_its_password(programs: Programs) -> None:
    refused = programs.pkcs15_tool("--read-certificate", "2").failed()
    assert "BEGIN CERTIFICATE" not in refused.said
    assert "BEGIN CERTIFICATE" in programs.read_certificate(2).read_text()


SIGNERS = [
    pytest.param(AUTH_TOKEN, "01", 1, "1234", id="user authentication key"),
    pytest.param(SIGN_TOKEN, "02", 2, "ABC123", id="digital signature key"),
]


def sign(programs: Programs, token: str, key: str, pin: str, message: Path) -> Path:
    """A signature made by the card through PKCS#11."""
    signature = programs.folder / "signature"
    programs.pkcs11_tool(
        *("--token-label", token, "--login", "--pin", "env:CARD_PIN", "--sign", "--id", key),
        *("--mechanism", "SHA256-RSA-PKCS", "--input-file", str(message), "--output-file", str(signature)),
        CARD_PIN=pin,
    ).succeeded()
    return signature


@pytest.mark.parametrize(("token", "key", "certificate", "pin"), SIGNERS)
def test_openssl_verifies_what_the_card_signed_and_refuses_another_message(
    programs: Programs, token: str, key: str, certificate: int, pin: str
) -> None:
    message = programs.folder / "message"
    message.write_bytes("転入届を提出します。\n".encode())
    signature = sign(programs, token, key, pin, message)
    assert len(signature.read_bytes()) == 256
    public_key = programs.folder / "public.pem"
    public_key.write_text(
        programs.openssl("x509", "-in", str(programs.read_certificate(certificate)), "-noout", "-pubkey").said
    )
    check = ("dgst", "-sha256", "-verify", str(public_key), "-signature", str(signature), str(message))
    assert programs.openssl(*check).succeeded().said.strip() == "Verified OK"

    raw = message.read_bytes()
    message.write_bytes(raw[:-2] + bytes((raw[-2] ^ 1,)) + raw[-1:])
    assert "Verification failure" in programs.openssl(*check).failed().said
