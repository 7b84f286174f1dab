"""The published TEST keys of the authorities as a key store: each is read when it is first asked for.

Nothing can be added and nothing destroyed: what is published stays so.
"""

from collections.abc import Mapping

from openmyna.pki.key_store.errors import KeyLabelTaken, KeyNotFound
from openmyna.pki.key_store.software import SoftwareSigner
from openmyna.pki.keys import KeyAlgorithm
from openmyna.sandbox.errors import PublishedKeysFixed
from openmyna.sandbox.keys import published_key

AUTHORITY_KEYS: Mapping[str, str] = {
    **{f"{kind}-ca-{number}": f"authority-{kind}-{number}" for kind in ("sign", "auth") for number in (1, 2)},
    **{f"{kind}-ca-3": f"authority-{kind}" for kind in ("sign", "auth")},
    **{f"{kind}-ca-4": f"authority-{kind}-p384" for kind in ("sign", "auth")},
    **{f"ocsp-{kind}-{number}": f"ocsp-{kind}-{number}" for kind in ("sign", "auth") for number in (1, 2, 3, 4)},
    **{f"unknown-{kind}-ca-1": f"unknown-authority-{kind}" for kind in ("sign", "auth")},
    **{f"unknown-{kind}-ca-2": f"unknown-authority-{kind}-p384" for kind in ("sign", "auth")},
}
"""The files of the authorities' keys by the labels their generations have in a key store."""


class PublishedKeyStore:
    """Satisfies `KeyStore`; safe to use from several threads at once."""

    def __init__(self) -> None:
        self._signers: dict[str, SoftwareSigner] = {}

    def __repr__(self) -> str:
        return f"<PublishedKeyStore of {len(AUTHORITY_KEYS)} keys>"

    def generate(self, label: str, algorithm: KeyAlgorithm) -> SoftwareSigner:
        """Refused: a new key would not be a published one."""
        del algorithm
        if label in AUTHORITY_KEYS:
            raise KeyLabelTaken(label)
        raise PublishedKeysFixed(label)

    def signer(self, label: str) -> SoftwareSigner:
        """The key of this label."""
        found = self._signers.get(label)
        if found is None:
            if label not in AUTHORITY_KEYS:
                raise KeyNotFound(label, "sandbox")
            found = self._signers.setdefault(label, SoftwareSigner(label, published_key(AUTHORITY_KEYS[label])))
        return found

    def labels(self) -> tuple[str, ...]:
        """Every label, sorted."""
        return tuple(sorted(AUTHORITY_KEYS))

    def destroy(self, label: str) -> None:
        """Refused: whoever has a copy of the package has the key."""
        raise PublishedKeysFixed(label)

    def close(self) -> None:
        """Forget every loaded key."""
        self._signers.clear()


def published_key_store() -> PublishedKeyStore:
    """The store, with nothing loaded yet."""
    return PublishedKeyStore()
