"""One suite over every store of keys: what is made signs, is found again, is never shown and can be destroyed."""

import hashlib
import logging
import pickle
import re
import subprocess
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from openmyna.pki.key_store.encrypted_file import EncryptedFileStore
from openmyna.pki.key_store.errors import KeyLabelInvalid, KeyLabelTaken, KeyNotFound, KeyStoreClosed
from openmyna.pki.key_store.labels import Passphrase, TokenPIN
from openmyna.pki.key_store.memory import MemoryStore
from openmyna.pki.key_store.ports import KeyStore, Signer
from openmyna.pki.key_store.sealing import Stretching
from openmyna.pki.key_store.token import TokenStore
from openmyna.pki.keys import KeyAlgorithm
from support.soft_tokens import new_token

CHEAP = Stretching(n=1 << 10, r=8, p=1)
PASSPHRASE = "a passphrase of nobody"
Opening = Callable[[], KeyStore]


@pytest.fixture(params=["memory", "file", "token"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opening]:
    """Opens one and the same store each time; the one in memory begins anew, having nowhere to rest."""
    opened: list[KeyStore] = []

    def kept(make: Opening) -> Opening:
        def open_and_keep() -> KeyStore:
            opened.append(make())
            return opened[-1]

        return open_and_keep

    match request.param:
        case "memory":
            yield kept(MemoryStore)
        case "file":
            yield kept(lambda: EncryptedFileStore(tmp_path / "keys", Passphrase(PASSPHRASE), CHEAP))
        case _:
            token = new_token()
            yield kept(lambda: TokenStore(token.module, token.label, TokenPIN(token.pin)))
    for store in opened:
        store.close()


@pytest.fixture
def store(opening: Opening) -> KeyStore:
    return opening()


def check(signer: Signer, signature: bytes, data: bytes) -> None:
    """The judge: the library, with the algorithms typed out."""
    public = signer.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    else:
        public.verify(signature, data, ec.ECDSA(hashes.SHA384()))


def test_an_rsa_key_signs_with_sha_256_and_openssl_agrees(store: KeyStore, tmp_path: Path) -> None:
    signer = store.generate("sign-ca-1", KeyAlgorithm.RSA_2048)
    public = signer.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    assert (public.key_size, public.public_numbers().e, signer.algorithm) == (2048, 65537, KeyAlgorithm.RSA_2048)
    by_data, by_digest = signer.sign(b"what is signed"), signer.sign_digest(hashlib.sha256(b"what is signed").digest())
    assert by_data == by_digest
    assert len(by_data) == 256
    assert openssl_says(tmp_path, signer, by_data, "-sha256") == "Verified OK"


def test_a_p_384_key_signs_with_sha_384_in_der_form_and_openssl_agrees(store: KeyStore, tmp_path: Path) -> None:
    signer = store.generate("auth-ca-1", KeyAlgorithm.P_384)
    public = signer.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    assert (public.curve.name, signer.algorithm) == ("secp384r1", KeyAlgorithm.P_384)
    for signature in (
        signer.sign(b"what is signed"),
        signer.sign_digest(hashlib.sha384(b"what is signed").digest()),
    ):
        assert openssl_says(tmp_path, signer, signature, "-sha384") == "Verified OK"


def openssl_says(folder: Path, signer: Signer, signature: bytes, digest: str) -> str:
    form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    (folder / "public.pem").write_bytes(signer.public_key().public_bytes(*form))
    (folder / "signature").write_bytes(signature)
    (folder / "data").write_bytes(b"what is signed")
    command = ["openssl", "dgst", digest, "-verify", "public.pem", "-signature", "signature", "data"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout.strip()


def test_a_signature_of_one_key_is_none_of_another(store: KeyStore) -> None:
    one, other = (store.generate(f"sign-ca-{number}", KeyAlgorithm.P_384) for number in (1, 2))
    signature = one.sign(b"data")
    check(one, signature, b"data")
    with pytest.raises(InvalidSignature):
        check(other, signature, b"data")


def test_keys_are_found_by_label_and_a_label_is_given_once(store: KeyStore) -> None:
    assert store.labels() == ()
    made = store.generate("sign-ca-2", KeyAlgorithm.P_384)
    store.generate("auth-ca-1", KeyAlgorithm.P_384)
    assert store.labels() == ("auth-ca-1", "sign-ca-2")
    assert store.signer("sign-ca-2").public_key().public_numbers() == made.public_key().public_numbers()
    with pytest.raises(KeyLabelTaken) as refusal:
        store.generate("sign-ca-2", KeyAlgorithm.P_384)
    assert refusal.value.label == "sign-ca-2"
    check(made, store.signer("sign-ca-2").sign(b"still the first"), b"still the first")


@pytest.mark.parametrize("label", ["", "../keys", "Sign", "a_b", "-a", "a" * 65, "a.key"])
def test_a_label_that_could_be_no_file_name_is_refused(store: KeyStore, label: str) -> None:
    for way in (lambda: store.generate(label, KeyAlgorithm.P_384), lambda: store.signer(label)):
        with pytest.raises(KeyLabelInvalid):
            way()
    store.generate("a" * 64, KeyAlgorithm.P_384)


def test_a_key_that_is_not_there_is_told_by_its_label(store: KeyStore) -> None:
    store.generate("sign-ca-1", KeyAlgorithm.P_384)
    with pytest.raises(KeyNotFound) as refusal:
        store.signer("sign-ca-2")
    assert refusal.value.label == "sign-ca-2"
    with pytest.raises(KeyNotFound):
        store.destroy("sign-ca-2")
    assert store.signer("sign-ca-1").sign(b"x")


def test_a_destroyed_key_signs_no_more_and_its_label_is_free(store: KeyStore) -> None:
    held = store.generate("ocsp-sign-1", KeyAlgorithm.P_384)
    store.generate("ocsp-auth-1", KeyAlgorithm.P_384)
    store.destroy("ocsp-sign-1")
    assert store.labels() == ("ocsp-auth-1",)
    with pytest.raises(KeyNotFound):
        store.signer("ocsp-sign-1")
    with pytest.raises(KeyNotFound):
        held.sign(b"with the key from before")
    again = store.generate("ocsp-sign-1", KeyAlgorithm.P_384)
    assert again.public_key().public_numbers() != held.public_key().public_numbers()


def test_a_closed_store_signs_no_more(store: KeyStore) -> None:
    signer = store.generate("sign-ca-1", KeyAlgorithm.P_384)
    store.close()
    for use in (lambda: signer.sign(b"x"), lambda: store.signer("sign-ca-1"), store.labels):
        with pytest.raises(KeyStoreClosed):
            use()


def test_keys_are_there_when_the_store_is_opened_again(opening: Opening) -> None:
    store = opening()
    if isinstance(store, MemoryStore):
        assert opening().labels() == ()
        return
    rsa_key, ec_key = (store.generate(f"key-{kind.value}", kind) for kind in KeyAlgorithm)
    numbers = [signer.public_key().public_numbers() for signer in (rsa_key, ec_key)]
    store.close()
    again = opening()
    assert again.labels() == ("key-p384", "key-rsa2048")
    found = [again.signer(f"key-{kind.value}") for kind in KeyAlgorithm]
    assert [signer.public_key().public_numbers() for signer in found] == numbers
    assert [signer.algorithm for signer in found] == list(KeyAlgorithm)
    for signer in found:
        check(signer, signer.sign(b"again"), b"again")


def test_eight_threads_sign_at_once_with_two_keys(store: KeyStore) -> None:
    signers = [store.generate(f"key-{kind.value}", kind) for kind in KeyAlgorithm]
    together = threading.Barrier(8)

    def sign(number: int) -> None:
        together.wait()
        for turn in range(12):
            signer = signers[(number + turn) % 2]
            data = f"{number}/{turn}".encode()
            check(signer, signer.sign(data), data)

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(sign, number) for number in range(8)]:
            done.result()


def test_of_two_threads_making_one_label_one_is_refused(store: KeyStore) -> None:
    together = threading.Barrier(2)

    def make() -> bool:
        together.wait()
        try:
            store.generate("sign-ca-1", KeyAlgorithm.P_384)
        except KeyLabelTaken:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(done.result() for done in [pool.submit(make) for _ in range(2)]) == [False, True]
    assert store.labels() == ("sign-ca-1",)


def test_no_key_and_no_secret_shows_in_text_errors_or_logs(store: KeyStore, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    signer = store.generate("sign-ca-1", KeyAlgorithm.RSA_2048)
    shown = [repr(store), str(store), repr(signer), str(signer), f"{signer}", caplog.text]
    for wrong in (lambda: store.signer("none"), lambda: store.generate("sign-ca-1", KeyAlgorithm.RSA_2048)):
        with pytest.raises((KeyNotFound, KeyLabelTaken)) as refusal:
            wrong()
        shown += traceback.format_exception(refusal.value)
        shown += [repr(refusal.value.facts), refusal.value.text().ja, refusal.value.advice().ja]
    for thing in (signer, store):
        with pytest.raises(TypeError):
            pickle.dumps(thing)
    everything = "\n".join(shown)
    assert not re.search(r"PRIVATE|[0-9A-Fa-f]{64}", everything)
    assert PASSPHRASE not in everything
    for name in ("_pin", "_passphrase"):
        held = getattr(getattr(store, "_sessions", store), name, None)
        assert held is None or "redacted" in repr(held)
