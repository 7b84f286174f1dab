"""The two Protocols through which anything is signed: a store of keys by label, and one key of it that signs.

No private key leaves a store; a signer gives its public half and signatures.
"""

from typing import Protocol

from openmyna.pki.keys import KeyAlgorithm, VerifyingKey


class Signer(Protocol):
    """One private key: RSASSA-PKCS1-v1_5 with SHA-256, or ECDSA P-384 with SHA-384 (signature in DER form).

    Safe to use from several threads at once.
    """

    @property
    def algorithm(self) -> KeyAlgorithm:
        """What the key is."""
        ...

    def public_key(self) -> VerifyingKey:
        """The public half."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`."""
        ...

    def sign_digest(self, digest: bytes) -> bytes:
        """The signature over data whose digest (of the algorithm's own hash) is `digest`: for data too long to hold."""
        ...


class KeyStore(Protocol):
    """Private keys by label. Labels are of `[a-z0-9-]`, such as `sign-ca-3`."""

    def generate(self, label: str, algorithm: KeyAlgorithm) -> Signer:
        """Make a key pair and keep it durably before returning; a label that is taken is refused (`KeyLabelTaken`)."""
        ...

    def signer(self, label: str) -> Signer:
        """The key of this label, loaded once; `KeyNotFound` where there is none."""
        ...

    def labels(self) -> tuple[str, ...]:
        """Every label, sorted."""
        ...

    def destroy(self, label: str) -> None:
        """Make the key unusable for good, durably."""
        ...

    def close(self) -> None:
        """Forget every loaded key."""
        ...
