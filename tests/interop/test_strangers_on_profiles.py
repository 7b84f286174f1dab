"""OpenSSL's command line and pyhanko-certvalidator on a certificate of every profile, in both algorithms."""

import asyncio
import ssl
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError

from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.profiles.samples import Sample, samples

AT = datetime(2025, 12, 1, tzinfo=UTC)
ALGORITHMS = list(KeyAlgorithm)


@pytest.fixture(scope="module", params=ALGORITHMS, ids=[algorithm.value for algorithm in ALGORITHMS])
def made(request: pytest.FixtureRequest) -> tuple[Sample, ...]:
    """Samples of every profile, under both authorities and both policy arcs."""
    return samples(request.param)


def _openssl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, timeout=60)


def _written(folder: Path, sample: Sample) -> None:
    for name, der in (("leaf", sample.certificate), ("authority", sample.issuer)):
        (folder / f"{name}.der").write_bytes(der)
        (folder / f"{name}.pem").write_text(ssl.DER_cert_to_PEM_cert(der), encoding="ascii")


PURPOSES = {"ocsp_responder": "ocsphelper", "time_stamping_unit": "timestampsign", "card_auth": "sslclient"}


def test_openssl_believes_every_profile_under_its_own_authority_alone(tmp_path: Path, made: tuple[Sample, ...]) -> None:
    others = {sample.issuer for sample in made}
    for sample in made:
        _written(tmp_path, sample)
        at = ("-attime", str(int(AT.timestamp())))
        purpose = ("-purpose", PURPOSES.get(sample.profile, "any"))
        good = _openssl(tmp_path, "verify", *at, *purpose, "-x509_strict", "-CAfile", "authority.pem", "leaf.pem")
        assert (good.returncode, good.stdout) == (0, "leaf.pem: OK\n"), (sample.profile, good.stderr)
        (other,) = others - {sample.issuer}
        (tmp_path / "other.pem").write_text(ssl.DER_cert_to_PEM_cert(other), encoding="ascii")
        bad = _openssl(tmp_path, "verify", *at, *purpose, "-CAfile", "other.pem", "leaf.pem")
        assert bad.returncode != 0, sample.profile


def test_a_certificate_is_of_no_use_for_what_its_profile_does_not_say(tmp_path: Path, made: tuple[Sample, ...]) -> None:
    at = ("-attime", str(int(AT.timestamp())))
    for sample in made:
        if sample.profile in {"card_auth", "ocsp_responder"}:
            _written(tmp_path, sample)
            bad = _openssl(tmp_path, "verify", *at, "-purpose", "timestampsign", "-CAfile", "authority.pem", "leaf.pem")
            assert bad.returncode != 0
            assert "unsuitable certificate purpose" in bad.stderr + bad.stdout


def test_openssl_reads_the_structure_to_its_end(tmp_path: Path, made: tuple[Sample, ...]) -> None:
    for sample in made:
        _written(tmp_path, sample)
        done = _openssl(tmp_path, "asn1parse", "-inform", "DER", "-in", "leaf.der")
        assert done.returncode == 0, done.stderr
        assert "l=inf" not in done.stdout
        again = _openssl(tmp_path, "x509", "-in", "leaf.pem", "-outform", "DER", "-out", "again.der")
        assert again.returncode == 0, again.stderr
        assert (tmp_path / "again.der").read_bytes() == sample.certificate


def test_openssl_shows_the_sign_certificate_as_described(tmp_path: Path, made: tuple[Sample, ...]) -> None:
    sample = next(sample for sample in made if sample.profile == "card_sign")
    _written(tmp_path, sample)
    shown = _openssl(tmp_path, "x509", "-in", "leaf.pem", "-noout", "-text", "-nameopt", "oneline").stdout
    assert "Subject: C = JP, L = Mihon-ken, L = Mihon-shi, CN = 2025100100000000000000000001" in shown
    assert "Digital Signature, Non Repudiation" in shown
    assert "Policy: 2.999.8.5.1.1.20" in shown
    assert "Not After : Sep 30 14:59:59 2030 GMT" in shown
    assert "Extended Key Usage" not in shown
    assert "Basic Constraints" not in shown


def _path_length(sample: Sample, root: bytes) -> int:
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(root)], moment=AT, allow_fetching=False, revocation_mode="soft-fail"
    )
    validator = CertificateValidator(asn1_x509.Certificate.load(sample.certificate), validation_context=context)
    return len(asyncio.run(validator.async_validate_path()))


def test_certvalidator_builds_the_path_of_every_profile_and_no_path_to_the_other_authority(
    made: tuple[Sample, ...],
) -> None:
    others = {sample.issuer for sample in made}
    for sample in made:
        if sample.profile == "authority":
            continue
        assert _path_length(sample, sample.issuer) == 2, sample.profile
        (other,) = others - {sample.issuer}
        with pytest.raises(PathBuildingError):
            _path_length(sample, other)
