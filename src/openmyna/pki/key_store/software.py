"""A key that this process itself holds in memory, as a signer: what an encrypted file and the sandbox's keys become.

Forgetting drops the reference; Python cannot promise that no copy stays in memory, a token can.
"""

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from openmyna.pki.key_store.errors import KeyStoreError
from openmyna.pki.keys import KeyAlgorithm, SigningKey, VerifyingKey, algorithm_of


class SoftwareSigner:
    """One private key in memory. Safe to use from several threads: the library's keys are."""

    __slots__ = ("_key", "_public", "_refusal", "algorithm", "label")

    def __init__(self, label: str, key: SigningKey) -> None:
        self.label = label
        self.algorithm: KeyAlgorithm = algorithm_of(key)
        self._key: SigningKey | None = key
        self._public: VerifyingKey = key.public_key()
        self._refusal: Callable[[], KeyStoreError] | None = None

    def __repr__(self) -> str:
        return f"<SoftwareSigner {self.label} {self.algorithm.value}>"

    def public_key(self) -> VerifyingKey:
        """The public half."""
        return self._public

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`."""
        key, algorithm = self._held(), self.algorithm.certificate_hash
        if isinstance(key, rsa.RSAPrivateKey):
            return key.sign(data, padding.PKCS1v15(), algorithm)
        # Deterministic (RFC 6979): what is signed twice has one signature, so that a retry gives the same bytes.
        return key.sign(data, ec.ECDSA(algorithm, deterministic_signing=True))

    def sign_digest(self, digest: bytes) -> bytes:
        """The signature over data of this digest."""
        key, algorithm = self._held(), Prehashed(self.algorithm.certificate_hash)
        if isinstance(key, rsa.RSAPrivateKey):
            return key.sign(digest, padding.PKCS1v15(), algorithm)
        return key.sign(digest, ec.ECDSA(algorithm, deterministic_signing=True))

    def forget(self, refusal: Callable[[], KeyStoreError]) -> None:
        """Sign no more; whoever tries gets this refusal."""
        self._refusal = refusal
        self._key = None

    def _held(self) -> SigningKey:
        key, refusal = self._key, self._refusal
        if key is None and refusal is not None:
            raise refusal()
        if key is None:
            raise AssertionError(self.label)  # Forgetting says why before it forgets.
        return key
