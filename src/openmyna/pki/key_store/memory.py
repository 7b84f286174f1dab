"""A store that keeps nothing: the sandbox's published TEST keys, and keys of tests, which end with the process."""

import threading
from collections.abc import Mapping
from functools import partial

from openmyna.pki.key_store.errors import KeyLabelTaken, KeyNotFound, KeyStoreClosed
from openmyna.pki.key_store.labels import admitted
from openmyna.pki.key_store.software import SoftwareSigner
from openmyna.pki.keys import KeyAlgorithm, SigningKey, generate

WHERE = "memory"


class MemoryStore:
    """Keys handed in by label, and those made since."""

    def __init__(self, keys: Mapping[str, SigningKey] | None = None) -> None:
        self._signers = {admitted(label): SoftwareSigner(label, key) for label, key in (keys or {}).items()}
        self._lock = threading.Lock()
        self._closed = False

    def __repr__(self) -> str:
        return f"<MemoryStore of {len(self._signers)} keys>"

    def generate(self, label: str, algorithm: KeyAlgorithm) -> SoftwareSigner:
        """Make a key pair; it lives as long as this store."""
        self._refuse_taken(admitted(label))
        signer = SoftwareSigner(label, generate(algorithm))
        with self._lock:
            if label in self._signers:
                raise KeyLabelTaken(label)
            self._signers[label] = signer
        return signer

    def signer(self, label: str) -> SoftwareSigner:
        """The key of this label."""
        self._refuse_closed()
        signer = self._signers.get(admitted(label))
        if signer is None:
            raise KeyNotFound(label, WHERE)
        return signer

    def labels(self) -> tuple[str, ...]:
        """Every label, sorted."""
        self._refuse_closed()
        return tuple(sorted(self._signers))

    def destroy(self, label: str) -> None:
        """Drop the key."""
        self.signer(label)
        with self._lock:
            signer = self._signers.pop(label, None)
        if signer is not None:
            signer.forget(partial(KeyNotFound, label, WHERE))

    def close(self) -> None:
        """Drop every key."""
        with self._lock:
            signers, self._signers = self._signers, {}
            self._closed = True
        for signer in signers.values():
            signer.forget(partial(KeyStoreClosed, WHERE))

    def _refuse_taken(self, label: str) -> None:
        if label in self.labels():
            raise KeyLabelTaken(label)

    def _refuse_closed(self) -> None:
        if self._closed:
            raise KeyStoreClosed(WHERE)
