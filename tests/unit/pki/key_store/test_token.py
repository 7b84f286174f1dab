"""Keys in a PKCS#11 token: they cannot be read out, and what is wrong with a token or its PIN is told with a code."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pkcs11
import pytest

from openmyna.pki.key_store.errors import (
    KeyStoreClosed,
    TokenFailed,
    TokenKeyUnusable,
    TokenModuleUnusable,
    TokenNotFound,
    TokenPINLocked,
    TokenPINWrong,
    TokenSupportMissing,
)
from openmyna.pki.key_store.labels import TokenPIN
from openmyna.pki.key_store.token import TokenStore
from openmyna.pki.key_store.token_sessions import Place, TokenSessions
from openmyna.pki.keys import KeyAlgorithm
from support.soft_tokens import OFFICER_PIN, SoftToken, new_token


def store_on(token: SoftToken, pin: str | None = None) -> TokenStore:
    return TokenStore(token.module, token.label, TokenPIN(token.pin if pin is None else pin))


def objects(token: SoftToken) -> str:
    """What a stranger, logged in, sees in the token."""
    command = ["pkcs11-tool", "--module", str(token.module), "--token-label", token.label, "--pin", token.pin, "-O"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(("algorithm", "said"), [(KeyAlgorithm.RSA_2048, "RSA"), (KeyAlgorithm.P_384, "EC")])
def test_a_private_key_was_made_in_the_token_and_never_leaves_it(algorithm: KeyAlgorithm, said: str) -> None:
    token = new_token()
    store = store_on(token)
    store.generate("sign-ca-1", algorithm)
    store.close()
    seen = objects(token)
    private = seen[seen.index("Private Key Object") :]
    assert said in private.splitlines()[0]
    assert "label:      sign-ca-1" in private
    assert "Access:     sensitive, always sensitive, never extractable, local" in private


def test_a_wrong_pin_is_told_and_presented_once(monkeypatch: pytest.MonkeyPatch) -> None:
    token, presented = new_token(), []
    reveal = TokenPIN.reveal

    def noted(pin: TokenPIN) -> str:
        presented.append(reveal(pin))
        return presented[-1]

    monkeypatch.setattr(TokenPIN, "reveal", noted)
    wrong = store_on(token, "not-the-pin")
    for store in (wrong, wrong, store_on(token, "not-the-pin")):
        with pytest.raises(TokenPINWrong) as refusal:
            store.labels()
        assert "not-the-pin" not in str(refusal.value)
    assert presented == ["not-the-pin"]
    right = store_on(token)
    assert right.labels() == ()
    assert presented == ["not-the-pin", token.pin]
    with pytest.raises(TokenPINWrong):
        wrong.labels()  # This process is logged in now, but whoever has the wrong PIN gains nothing from it.
    right.close()


class RefusingToken:
    """A token that has locked its PIN, as one that counts wrong ones does; SoftHSM2 counts none."""

    def __init__(self, flags: pkcs11.TokenFlag, error: type[Exception]) -> None:
        self.flags, self.error, self.asked = flags, error, 0

    def open(self, *_: object) -> None:
        self.asked += 1
        raise self.error


@pytest.mark.parametrize(
    ("flags", "error", "asked"),
    [
        (pkcs11.TokenFlag(0), pkcs11.PinLocked, 1),
        (pkcs11.TokenFlag(0), pkcs11.UserPinNotInitialized, 1),
        (pkcs11.TokenFlag.USER_PIN_LOCKED, pkcs11.PinIncorrect, 0),
    ],
)
def test_a_locked_pin_is_told_and_not_tried_again(
    monkeypatch: pytest.MonkeyPatch, flags: pkcs11.TokenFlag, error: type[Exception], asked: int
) -> None:
    token = RefusingToken(flags, error)
    module = SimpleNamespace(
        library=SimpleNamespace(get_tokens=lambda **_: [token]), gate=nullcontext(), logins={}, refused=[]
    )
    monkeypatch.setattr("openmyna.pki.key_store.token_sessions._started", lambda _: module)
    with pytest.raises(TokenPINLocked):
        TokenStore("module", "locked", TokenPIN("1234")).labels()
    assert token.asked == asked


def test_another_failure_of_a_token_keeps_the_name_pkcs11_gives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_on(new_token())
    monkeypatch.setattr(TokenSessions, "_log_in", lambda *_: (_ for _ in ()).throw(pkcs11.DeviceMemory()))
    with pytest.raises(TokenFailed) as refusal:
        store.labels()
    assert refusal.value.reason == "DeviceMemory"


def test_a_module_that_is_none_and_a_label_no_token_has_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "module.so"
    text.write_text("no shared library")
    for module in (tmp_path / "missing.so", text):
        with pytest.raises(TokenModuleUnusable):
            TokenStore(module, "any", TokenPIN("1234")).labels()
    token = new_token()
    with pytest.raises(TokenNotFound) as refusal:
        TokenStore(token.module, "nobody", TokenPIN("1234")).labels()
    assert refusal.value.count == 0


def test_of_two_tokens_with_one_label_neither_is_taken() -> None:
    token = new_token()
    again = ["softhsm2-util", "--init-token", "--free", "--label", token.label, "--pin", token.pin]
    subprocess.run([*again, "--so-pin", OFFICER_PIN], check=True, capture_output=True)
    with pytest.raises(TokenNotFound) as refusal:
        store_on(token).labels()
    assert refusal.value.count == 2


def test_without_the_package_the_remedy_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(TokenSupportMissing) as refusal:
        TokenStore("module", "any", TokenPIN("1234")).labels()
    assert "openmyna[authority]" in refusal.value.advice().en


def test_a_store_goes_on_when_the_token_has_forgotten_its_sessions() -> None:
    store = store_on(new_token())
    signer = store.generate("sign-ca-1", KeyAlgorithm.RSA_2048)
    before = signer.sign(b"data")
    login = store._sessions._login
    assert login is not None
    login.session.close()  # As when the token is taken out and put in again: every session and key handle is void.
    assert signer.sign(b"data") == before
    assert store.labels() == ("sign-ca-1",)
    store.close()


def test_two_stores_of_one_process_share_a_log_in_and_closing_one_leaves_the_other() -> None:
    token = new_token()
    one, other = store_on(token), store_on(token)
    signer = one.generate("sign-ca-1", KeyAlgorithm.P_384)
    assert other.labels() == ("sign-ca-1",)
    one.close()
    assert other.signer("sign-ca-1").public_key() == signer.public_key()
    other.close()


def test_closing_waits_for_who_still_signs_even_if_the_token_goes_meanwhile() -> None:
    store = store_on(new_token())
    assert store.labels() == ()
    using, closing = threading.Event(), threading.Event()

    def interrupted(_: Place) -> None:
        using.set()
        closing.wait()
        raise pkcs11.SessionHandleInvalid

    with ThreadPoolExecutor(2) as pool:
        used = pool.submit(store._sessions.use, interrupted)
        using.wait()
        closed = pool.submit(store.close)
        while not store._sessions._closed:
            threading.Event().wait(0.01)
        closing.set()
        with pytest.raises(KeyStoreClosed):
            used.result(timeout=30)
        closed.result(timeout=30)


def test_keys_of_another_kind_and_two_of_one_label_are_refused_by_name() -> None:
    token = new_token()
    command = [
        "pkcs11-tool",
        "--module",
        str(token.module),
        "--token-label",
        token.label,
        "--pin",
        token.pin,
        "--login",
    ]
    kinds = [("EC:prime256v1", "small-curve"), ("RSA:1024", "short"), ("EC:secp384r1", "twice"), ("RSA:2048", "twice")]
    for kind, label in [*kinds, ("EC:secp384r1", "right"), ("RSA:2048", "right-too")]:
        made = [*command, "--keypairgen", "--key-type", kind, "--label", label]
        subprocess.run(made, check=True, capture_output=True)
    store = store_on(token)
    for label in ("small-curve", "short", "twice"):
        with pytest.raises(TokenKeyUnusable) as refusal:
            store.signer(label)
        assert (refusal.value.token_label, refusal.value.label) == (token.label, label)
    assert store.signer("right").algorithm is KeyAlgorithm.P_384
    assert store.signer("right-too").algorithm is KeyAlgorithm.RSA_2048
    store.close()
