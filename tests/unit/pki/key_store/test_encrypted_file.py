"""Keys in encrypted files: openssl opens them with the passphrase, nothing else does, and nobody else may read them."""

import base64
import os
import subprocess
from pathlib import Path

import pytest

from openmyna.identity.errors import WrongShape
from openmyna.pki.key_store.encrypted_file import EncryptedFileStore
from openmyna.pki.key_store.errors import (
    KeyFileDamaged,
    KeyFileExposed,
    KeyLabelTaken,
    KeyNotFound,
    KeyStoreUnusable,
    PassphraseWrong,
)
from openmyna.pki.key_store.labels import Passphrase
from openmyna.pki.key_store.sealing import Stretching, seal
from openmyna.pki.keys import KeyAlgorithm
from openmyna.sandbox.keys import published_rsa_key

CHEAP = Stretching(n=1 << 10, r=8, p=1)
RIGHT = "a passphrase of nobody"


def store_in(folder: Path, passphrase: str = RIGHT, stretching: Stretching = CHEAP) -> EncryptedFileStore:
    return EncryptedFileStore(folder, Passphrase(passphrase), stretching)


def opened_by_openssl(file: Path, passphrase: str) -> subprocess.CompletedProcess[bytes]:
    command = ["openssl", "pkey", "-in", str(file), "-passin", "env:PASSPHRASE", "-pubout", "-outform", "DER"]
    return subprocess.run(command, capture_output=True, env={**os.environ, "PASSPHRASE": passphrase})


def test_files_are_for_their_owner_alone_and_placed_whole(tmp_path: Path) -> None:
    keys = tmp_path / "authority" / "keys"
    store_in(keys).generate("sign-ca-1", KeyAlgorithm.P_384)
    assert oct(keys.stat().st_mode & 0o777) == "0o700"
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in keys.iterdir()} == {
        "sign-ca-1.key.pem": "0o600",
    }


def test_openssl_opens_what_is_sealed_at_full_cost_and_only_with_the_passphrase(tmp_path: Path) -> None:
    signer = store_in(tmp_path, stretching=Stretching()).generate("sign-ca-1", KeyAlgorithm.RSA_2048)
    file = tmp_path / "sign-ca-1.key.pem"
    right = opened_by_openssl(file, RIGHT)
    assert right.returncode == 0
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    assert load_der_public_key(right.stdout) == signer.public_key()
    assert opened_by_openssl(file, RIGHT + "!").returncode != 0
    structure = subprocess.run(["openssl", "asn1parse", "-in", str(file)], capture_output=True, text=True).stdout
    for said in ("PBES2", "scrypt", "INTEGER           :4000", "INTEGER           :08", "INTEGER           :05"):
        assert said in structure
    assert "aes-256-cbc" in structure


def test_the_wrong_passphrase_is_refused_for_reading_and_for_making(tmp_path: Path) -> None:
    store_in(tmp_path).generate("sign-ca-1", KeyAlgorithm.P_384)
    wrong = store_in(tmp_path, "another passphrase")
    for way in (lambda: wrong.signer("sign-ca-1"), lambda: wrong.generate("sign-ca-2", KeyAlgorithm.P_384)):
        with pytest.raises(PassphraseWrong) as refusal:
            way()
        assert RIGHT not in str(refusal.value)
    assert store_in(tmp_path).labels() == ("sign-ca-1",)
    store_in(tmp_path).generate("sign-ca-2", KeyAlgorithm.P_384)


@pytest.mark.parametrize("passphrase", ["", "seven77", "line\nbreak and more"])
def test_a_passphrase_that_protects_nothing_is_refused(passphrase: str) -> None:
    with pytest.raises(WrongShape):
        Passphrase(passphrase)
    assert "eight888" not in repr(Passphrase("eight888"))


@pytest.mark.parametrize("where", ["", "sign-ca-1.key.pem"])
def test_what_others_may_read_is_refused_until_it_is_closed_to_them(tmp_path: Path, where: str) -> None:
    keys = tmp_path / "keys"
    store_in(keys).generate("sign-ca-1", KeyAlgorithm.P_384)
    exposed = keys / where
    mode = exposed.stat().st_mode
    exposed.chmod(mode | 0o040)
    with pytest.raises(KeyFileExposed) as refusal:
        store_in(keys).signer("sign-ca-1")
    assert refusal.value.path == exposed
    exposed.chmod(mode)
    assert store_in(keys).signer("sign-ca-1").sign(b"x")


def test_an_altered_file_never_yields_a_key(tmp_path: Path) -> None:
    store_in(tmp_path).generate("sign-ca-1", KeyAlgorithm.P_384)
    file = tmp_path / "sign-ca-1.key.pem"
    lines = file.read_bytes().splitlines()
    sound = base64.b64decode(b"".join(lines[1:-1]))
    for at in range(len(sound) - 120, len(sound), 7):
        altered = sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :]
        file.write_bytes(b"\n".join([lines[0], base64.b64encode(altered), lines[-1], b""]))
        with pytest.raises((PassphraseWrong, KeyFileDamaged)):
            store_in(tmp_path).signer("sign-ca-1")
    file.write_bytes(b"\n".join([lines[0], base64.b64encode(sound), lines[-1], b""]))
    assert store_in(tmp_path).signer("sign-ca-1").sign(b"x")


def test_a_key_that_cannot_prove_itself_is_called_damaged(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    private = published_rsa_key("authority-sign").private_numbers()
    faulty = rsa.RSAPrivateNumbers(
        p=private.p,
        q=private.q,
        d=private.d + 2,
        dmp1=private.dmp1 + 2,
        dmq1=private.dmq1,
        iqmp=private.iqmp,
        public_numbers=private.public_numbers,
    ).private_key(unsafe_skip_rsa_key_validation=True)
    file = tmp_path / "faulty.key.pem"
    file.write_bytes(seal(faulty, Passphrase(RIGHT), CHEAP))
    file.chmod(0o600)
    tmp_path.chmod(0o700)
    with pytest.raises(KeyFileDamaged):
        store_in(tmp_path).signer("faulty")
    file.write_bytes(seal(published_rsa_key("authority-sign"), Passphrase(RIGHT), CHEAP))
    assert store_in(tmp_path).signer("faulty").sign(b"x")


def test_no_key_is_made_where_others_may_look(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with pytest.raises(KeyFileExposed) as refusal:
        store_in(tmp_path).generate("sign-ca-1", KeyAlgorithm.P_384)
    assert (refusal.value.path, refusal.value.mode) == (tmp_path, 0o755)
    assert list(tmp_path.iterdir()) == []
    tmp_path.chmod(0o700)
    store_in(tmp_path).generate("sign-ca-1", KeyAlgorithm.P_384)


def test_what_a_crash_left_beside_a_key_is_no_key(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    (tmp_path / ".sign-ca-1.key.pem.0011223344556677.new").write_bytes(b"-----BEGIN")
    assert store.labels() == ()
    store.generate("sign-ca-1", KeyAlgorithm.P_384)
    assert store.labels() == ("sign-ca-1",)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sign-ca-1.key.pem"]


def test_two_stores_on_one_folder_never_replace_each_others_key(tmp_path: Path) -> None:
    one, other = store_in(tmp_path), store_in(tmp_path)
    made = one.generate("sign-ca-1", KeyAlgorithm.P_384)
    with pytest.raises(KeyLabelTaken):
        other.generate("sign-ca-1", KeyAlgorithm.P_384)
    assert other.signer("sign-ca-1").public_key() == made.public_key()


def test_a_destroyed_file_is_gone_for_every_store(tmp_path: Path) -> None:
    one = store_in(tmp_path)
    one.generate("sign-ca-1", KeyAlgorithm.P_384)
    one.destroy("sign-ca-1")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(KeyNotFound):
        store_in(tmp_path).signer("sign-ca-1")


def test_a_folder_that_cannot_be_is_told_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(KeyStoreUnusable) as refusal:
        store_in(tmp_path / "file" / "keys").generate("sign-ca-1", KeyAlgorithm.P_384)
    assert refusal.value.reason
