"""Keys in a folder, one encrypted PKCS#8 file each, all under one passphrase; for its owner only.

A file is placed whole or not at all, and none is ever replaced. Copying the folder copies the keys: keep it on a disk
that is encrypted too, or use a token.
"""

import contextlib
import os
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from openmyna.pki import keys
from openmyna.pki.errors import SignatureInvalid
from openmyna.pki.key_store.errors import (
    KeyFileDamaged,
    KeyFileExposed,
    KeyLabelTaken,
    KeyNotFound,
    KeyStoreClosed,
    KeyStoreUnusable,
    PassphraseWrong,
)
from openmyna.pki.key_store.labels import Passphrase, admitted
from openmyna.pki.key_store.sealing import Stretching, seal, unseal
from openmyna.pki.key_store.software import SoftwareSigner
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.placing import alone, make_folder, place, sync_folder

SUFFIX = ".key.pem"
_PROBE = b"openmyna: is this key whole?"


class EncryptedFileStore:
    """The keys of one folder; the folder is made with the first key."""

    def __init__(self, folder: Path, passphrase: Passphrase, stretching: Stretching | None = None) -> None:
        self._folder = folder
        self._passphrase = passphrase
        self._stretching = stretching or Stretching()
        self._loaded: dict[str, SoftwareSigner] = {}
        self._lock = threading.Lock()
        self._closed = False

    def __repr__(self) -> str:
        return f"<EncryptedFileStore {self._folder}>"

    def generate(self, label: str, algorithm: KeyAlgorithm) -> SoftwareSigner:
        """Make a key pair; its file is on stable storage before this returns."""
        path = self._path(label)
        with self._coded(path):
            make_folder(self._folder)
            _refuse_exposed(self._folder)
        with self._coded(path), alone(self._folder):
            if path.exists():
                raise KeyLabelTaken(label)
            for stray in self._folder.glob(f".*{SUFFIX}.*.new"):
                stray.unlink()  # Left by a process that was killed: nobody else is at work here.
            # Two passphrases in one folder would be found out by whoever needs the second one years later.
            for other in self._names()[:1]:
                self.signer(other)
            key = keys.generate(algorithm)
            try:
                place(path, seal(key, self._passphrase, self._stretching), replace=False)
            except FileExistsError:
                raise KeyLabelTaken(label) from None
            signer = self._loaded[label] = SoftwareSigner(label, key)
            return signer

    def signer(self, label: str) -> SoftwareSigner:
        """The key of this label, read and opened at its first use."""
        path = self._path(label)
        # One at a time: opening costs a fifth of a second and 16 MiB, and the second asker finds it done.
        with self._lock:
            if (loaded := self._loaded.get(label)) is None:
                loaded = self._loaded[label] = self._open(label, path)
            return loaded

    def labels(self) -> tuple[str, ...]:
        """Every label, sorted."""
        with self._coded(self._folder):
            return self._names()

    def destroy(self, label: str) -> None:
        """Overwrite the file, then remove it. A copy elsewhere, such as a backup, is not reached."""
        path = self._path(label)
        if not self._folder.is_dir():
            raise KeyNotFound(label, str(self._folder))
        with self._coded(path), alone(self._folder):
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            except FileNotFoundError:
                raise KeyNotFound(label, str(self._folder)) from None
            try:
                os.pwrite(descriptor, bytes(os.fstat(descriptor).st_size), 0)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            path.unlink()
            sync_folder(self._folder)
        with self._lock:
            signer = self._loaded.pop(label, None)
        if signer is not None:
            signer.forget(partial(KeyNotFound, label, str(self._folder)))

    def close(self) -> None:
        """Forget every loaded key."""
        with self._lock:
            loaded, self._loaded = self._loaded, {}
            self._closed = True
        for signer in loaded.values():
            signer.forget(partial(KeyStoreClosed, str(self._folder)))

    def _path(self, label: str) -> Path:
        if self._closed:
            raise KeyStoreClosed(str(self._folder))
        return self._folder / f"{admitted(label)}{SUFFIX}"

    def _names(self) -> tuple[str, ...]:
        if self._closed:
            raise KeyStoreClosed(str(self._folder))
        if not self._folder.is_dir():
            return ()
        found = (path.name for path in self._folder.iterdir() if not path.name.startswith("."))
        return tuple(sorted(name.removesuffix(SUFFIX) for name in found if name.endswith(SUFFIX)))

    def _open(self, label: str, path: Path) -> SoftwareSigner:
        with self._coded(path):
            try:
                _refuse_exposed(self._folder)
                _refuse_exposed(path)
                pem = path.read_bytes()
            except FileNotFoundError:
                raise KeyNotFound(label, str(self._folder)) from None
        key = unseal(pem, self._passphrase, str(path))
        if key is None:
            raise PassphraseWrong(path)
        signer = SoftwareSigner(label, key)
        try:
            keys.verify(signer.public_key(), signer.sign(_PROBE), _PROBE, str(path))
        except (SignatureInvalid, ValueError):
            # Whoever can write the file could else make a faulty RSA key sign, and find the key from the signature.
            raise KeyFileDamaged(path) from None
        return signer

    @contextlib.contextmanager
    def _coded(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise KeyStoreUnusable(path, error.strerror or type(error).__name__) from error


def _refuse_exposed(path: Path) -> None:
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise KeyFileExposed(path, mode)
