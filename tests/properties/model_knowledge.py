"""What the test knows of the card it made, and what the model raises when the card does something else."""

from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey


class Disagreement(AssertionError):
    """The card did what the model forbids."""


class Knowledge:
    """Content, secrets and public keys of one card, and the few messages that prove something to it."""

    def __init__(
        self,
        *,
        data: Mapping[tuple[str, int], bytes],
        records: Mapping[tuple[str, int], tuple[bytes, ...]],
        objects: Mapping[int, bytes],
        secrets: Mapping[tuple[str, int], bytes],
        publics: Mapping[tuple[str, int], RSAPublicKey],
        issuer_key: bytes,
        certificate: bytes,
        terminal_proves: Callable[[bytes, bytes], bool],
        session_modulus: int,
    ) -> None:
        self.data = dict(data)
        self.records = dict(records)
        self.objects = dict(objects)
        self.secrets = dict(secrets)
        self.publics = dict(publics)
        self.issuer_key = issuer_key
        self.certificate = certificate
        self.terminal_proves = terminal_proves
        self.session_modulus = session_modulus
        self.session_keys: dict[bytes, bytes] = {}
        """AES key by the cryptogram that delivers it; every other cryptogram delivers none."""
