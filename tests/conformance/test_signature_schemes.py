"""What the card signs, judged by the openssl command line with the certificate or public key read from the card."""

import hashlib
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_private_key
from cryptography.x509 import load_der_x509_certificate

from openmyna.card.chip import Chip
from support.hanako_card import application, exchange, fresh_contents, powered_chip

SELECT_JPKI = "00A4040C0AD392F000260100000001"
COMMON = "D3921000310001010100"
MESSAGE = "マイナンバーカードが署名する文。".encode()
DIGEST = hashlib.sha256(MESSAGE).digest()
DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420") + DIGEST
KEYS = [("auth", 0x17, "002000980431323334", 0x0A), ("sign", 0x1A, "0020009B06414243313233", 0x01)]


def run(*arguments: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([str(argument) for argument in arguments], input=given, capture_output=True, timeout=60)


def verified(arguments: list[str | Path]) -> bool:
    done = run("openssl", *arguments)
    said = (done.stdout + done.stderr).decode()
    assert ("Verified OK" in said or "Verified Successfully" in said) == (done.returncode == 0), said
    return done.returncode == 0


class Judge:
    """openssl with one public key: which signature fits which input."""

    def __init__(self, folder: Path, public_key: bytes) -> None:
        self.folder = folder
        self.key = folder / "public.pem"
        self.key.write_bytes(public_key)

    def _written(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def of_message(self, message: bytes, signature: bytes, *options: str) -> bool:
        """`openssl dgst -verify` over the whole message."""
        given = self._written("message", message)
        signed = self._written("signature", signature)
        choice = [word for option in options for word in ("-sigopt", option)]
        return verified(["dgst", "-sha256", "-verify", self.key, *choice, "-signature", signed, given])

    def of_input(self, data: bytes, signature: bytes, *options: str) -> bool:
        """`openssl pkeyutl -verify` over what is signed as it stands."""
        given = self._written("input", data)
        signed = self._written("signature", signature)
        choice = [word for option in options for word in ("-pkeyopt", option)]
        return verified(["pkeyutl", "-verify", "-pubin", "-inkey", self.key, *choice, "-in", given, "-sigfile", signed])

    def recovered(self, signature: bytes) -> bytes:
        """`openssl pkeyutl -verifyrecover`: what stands under the PKCS#1 v1.5 padding."""
        signed = self._written("signature", signature)
        done = run("openssl", "pkeyutl", "-verifyrecover", "-pubin", "-inkey", self.key, "-in", signed)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(params=KEYS, ids=[key[0] for key in KEYS])
def signer(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Chip, int, Judge]:
    """A chip whose PIN is verified, the short identifier of its key, and openssl with the certificate it holds."""
    _, key, verify, certificate_file = request.param
    chip = powered_chip()
    assert exchange(chip, SELECT_JPKI) == "9000"
    assert exchange(chip, verify) == "9000"
    answer = exchange(chip, f"00B0{0x80 | certificate_file:02X}00000000")
    assert answer.endswith("9000")
    certificate = tmp_path / "certificate.der"
    certificate.write_bytes(bytes.fromhex(answer[:-4]))
    shown = run("openssl", "x509", "-inform", "DER", "-in", certificate, "-noout", "-pubkey")
    assert shown.returncode == 0, shown.stderr
    return chip, key, Judge(tmp_path, shown.stdout)


def signature_of(chip: Chip, scheme: int, key: int, data: bytes) -> bytes:
    answer = exchange(chip, bytes([0x80, 0x2A, scheme, 0x80 | key, len(data)]) + data + b"\x00")
    assert answer.endswith("9000"), answer
    assert len(answer) == 2 * 256 + 4
    return bytes.fromhex(answer[:-4])


PSS = ("rsa_padding_mode:pss", "rsa_pss_saltlen:32", "rsa_mgf1_md:sha256")
HASHED = ("digest:sha256",)


def test_scheme_00_pads_what_it_is_given(signer: tuple[Chip, int, Judge]) -> None:
    chip, key, judge = signer
    signature = signature_of(chip, 0x00, key, DIGEST_INFO)
    assert judge.of_message(MESSAGE, signature)
    assert not judge.of_message(MESSAGE + b".", signature)
    for data in (b"\x00", b"x" * 245):
        assert judge.recovered(signature_of(chip, 0x00, key, data)) == data


def test_scheme_01_pads_the_bare_digest_of_the_message(signer: tuple[Chip, int, Judge]) -> None:
    chip, key, judge = signer
    signature = signature_of(chip, 0x01, key, MESSAGE)
    assert judge.recovered(signature) == DIGEST
    assert not judge.of_message(MESSAGE, signature)


def test_scheme_02_adds_the_digest_info_to_a_digest(signer: tuple[Chip, int, Judge]) -> None:
    chip, key, judge = signer
    signature = signature_of(chip, 0x02, key, DIGEST)
    assert judge.of_message(MESSAGE, signature)
    assert signature == signature_of(chip, 0x00, key, DIGEST_INFO)


def test_scheme_03_hashes_and_signs_the_message(signer: tuple[Chip, int, Judge]) -> None:
    chip, key, judge = signer
    assert judge.of_message(MESSAGE, signature_of(chip, 0x03, key, MESSAGE))
    longest = b"m" * 255
    assert judge.of_message(longest, signature_of(chip, 0x03, key, longest))


def test_scheme_04_signs_a_digest_with_a_random_salt(signer: tuple[Chip, int, Judge]) -> None:
    chip, key, judge = signer
    first, second = (signature_of(chip, 0x04, key, DIGEST) for _ in range(2))
    assert first != second
    for signature in (first, second):
        assert judge.of_message(MESSAGE, signature, *PSS)
        assert judge.of_input(DIGEST, signature, *PSS, *HASHED)
        assert not judge.of_message(MESSAGE + b".", signature, *PSS)


def test_scheme_05_hashes_the_message_and_signs_with_a_random_salt(signer: tuple[Chip, int, Judge]) -> None:
    chip, key, judge = signer
    first, second = (signature_of(chip, 0x05, key, MESSAGE) for _ in range(2))
    assert first != second
    assert judge.of_message(MESSAGE, first, *PSS)
    assert judge.of_message(MESSAGE, second, *PSS)


def test_the_salt_length_is_a_setting_of_the_card(tmp_path: Path) -> None:
    contents = fresh_contents()
    contents.profile.pss_salt_length = 20
    chip = powered_chip(contents)
    assert exchange(chip, SELECT_JPKI) == "9000"
    assert exchange(chip, "002000980431323334") == "9000"
    certificate = load_der_x509_certificate(bytes.fromhex(exchange(chip, "00B08A00000000")[:-4]))
    judge = Judge(tmp_path, certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    signature = signature_of(chip, 0x04, 0x17, DIGEST)
    assert judge.of_message(MESSAGE, signature, "rsa_padding_mode:pss", "rsa_pss_saltlen:20")
    assert not judge.of_message(MESSAGE, signature, *PSS)


def test_the_key_may_be_the_current_file_or_be_named(signer: tuple[Chip, int, Judge]) -> None:
    chip, key, _ = signer
    named = signature_of(chip, 0x02, key, DIGEST)
    assert exchange(chip, f"00A4020C02{key:04X}") == "9000"
    assert signature_of(chip, 0x02, 0, DIGEST) == named


@pytest.mark.parametrize(
    ("scheme", "size", "expected"),
    [(0x00, 245, "9000"), (0x00, 246, "6985"), (0x00, 255, "6985"), (0x01, 255, "9000"), (0x03, 1, "9000")]
    + [(scheme, size, "6985") for scheme in (0x02, 0x04) for size in (1, 31, 33, 64)]
    + [(scheme, 32, "9000") for scheme in (0x02, 0x04)]
    + [(0x05, 1, "9000"), (0x05, 255, "9000")],
)
def test_each_scheme_takes_its_own_lengths(scheme: int, size: int, expected: str) -> None:
    chip = powered_chip()
    assert exchange(chip, SELECT_JPKI) == "9000"
    assert exchange(chip, "002000980431323334") == "9000"
    answer = exchange(chip, bytes([0x80, 0x2A, scheme, 0x97, size]) + b"\x5a" * size + b"\x00")
    assert answer[-4:] == expected
    assert len(answer) == (516 if expected == "9000" else 4)


@pytest.mark.parametrize("size", [256, 300])
@pytest.mark.parametrize("scheme", [0x00, 0x01, 0x03, 0x05])
def test_no_scheme_takes_more_than_255_bytes(scheme: int, size: int) -> None:
    chip = powered_chip()
    assert exchange(chip, SELECT_JPKI) == "9000"
    assert exchange(chip, "002000980431323334") == "9000"
    command = bytes([0x80, 0x2A, scheme, 0x97, 0x00]) + size.to_bytes(2, "big") + b"\x5a" * size + b"\x01\x00"
    assert exchange(chip, command) == "6985"


def test_every_scheme_but_the_six_is_unknown() -> None:
    chip = powered_chip()
    assert exchange(chip, SELECT_JPKI) == "9000"
    assert exchange(chip, "002000980431323334") == "9000"
    for scheme in range(6, 256):
        assert exchange(chip, f"802A{scheme:02X}97 20 {{32 x 5A}} 00") == "6A86"


@pytest.mark.parametrize(
    ("aid", "certified", "unlocking"),
    [
        ("D3921000310001010402", "FF20", "002000920E3031303333313230333535363738"),
        ("D3921000310001010408", "FF50", "002000910431323334"),
    ],
    ids=["visual", "text"],
)
def test_a_face_application_proves_its_presence_with_the_key_its_record_certifies(
    aid: str, certified: str, unlocking: str, tmp_path: Path
) -> None:
    chip = powered_chip()
    assert exchange(chip, f"00A4040C0A{aid}") == "9000"
    challenge = exchange(chip, "0084000010")[:-4]
    digest_info = "3031300D060960864801650304020105000420" + hashlib.sha256(bytes.fromhex(challenge)).hexdigest()
    answer = exchange(chip, f"802A0000 33 {digest_info} 00")
    assert answer.endswith("9000")
    assert exchange(chip, unlocking) == "9000"
    record = exchange(chip, "00B0" + ("82" if certified == "FF20" else "87") + "00000000")
    assert record.startswith(certified)
    start = record.index("820109900301000191820100") + len("820109900301000191820100")
    modulus = int(record[start : start + 512], 16)
    public = RSAPublicNumbers(65537, modulus).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    judge = Judge(tmp_path, public)
    assert judge.of_message(bytes.fromhex(challenge), bytes.fromhex(answer[:-4]))
    assert not judge.of_message(bytes(16), bytes.fromhex(answer[:-4]))


def test_internal_authenticate_is_a_repeatable_signature_of_the_challenge(tmp_path: Path) -> None:
    contents = fresh_contents()
    key = load_der_private_key(application(contents, COMMON).files[0x19].data, None)
    judge = Judge(tmp_path, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    chip = powered_chip(contents)
    assert exchange(chip, f"00A4040C0A{COMMON}") == "9000"
    for challenge in (b"\x01", b"c" * 16, b"C" * 255):
        command = bytes([0x00, 0x88, 0x00, 0x99, len(challenge)]) + challenge + b"\x00"
        answer = exchange(chip, command)
        assert answer.endswith("9000")
        assert judge.of_message(challenge, bytes.fromhex(answer[:-4]))
        assert exchange(chip, command) == answer
