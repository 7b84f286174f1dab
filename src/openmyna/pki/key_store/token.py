"""Keys in a PKCS#11 token: made in it, never out of it. Only digests go to the token, only signatures come back."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from typing import TYPE_CHECKING, Any

from openmyna.pki.key_store.errors import KeyLabelTaken, KeyNotFound, TokenKeyUnusable
from openmyna.pki.key_store.labels import TokenPIN, admitted
from openmyna.pki.key_store.token_sessions import Place, TokenSessions
from openmyna.pki.keys import KeyAlgorithm, VerifyingKey

if TYPE_CHECKING:
    from pathlib import Path

_DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420")
"""DigestInfo of SHA-256 (RFC 8017, 9.2) before its 32 bytes: the token's mechanism pads and signs what it is given."""
RSA_BITS = 2048
_POINT = b"\x04\x61"
"""An OCTET STRING of 97 bytes, in which a token gives the point of a P-384 key; some leave it away."""


class TokenSigner:
    """One key pair of a token. Safe to use from several threads."""

    __slots__ = ("_public", "_store", "algorithm", "label")

    def __init__(self, store: TokenStore, label: str, public: VerifyingKey, algorithm: KeyAlgorithm) -> None:
        self._store, self._public = store, public
        self.label, self.algorithm = label, algorithm

    def __repr__(self) -> str:
        return f"<TokenSigner {self.label} {self.algorithm.value}>"

    def public_key(self) -> VerifyingKey:
        """The public half."""
        return self._public

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`."""
        digest = hashlib.sha256 if self.algorithm is KeyAlgorithm.RSA_2048 else hashlib.sha384
        return self.sign_digest(digest(data).digest())

    def sign_digest(self, digest: bytes) -> bytes:
        """The signature over data of this digest."""
        return self._store.signature(self.label, self.algorithm, digest)


class TokenStore:
    """The keys of one token, found by its label; the token is opened at the first use."""

    def __init__(self, module: Path | str, token_label: str, pin: TokenPIN) -> None:
        self._sessions = TokenSessions(str(module), token_label, pin)
        self._signers: dict[str, TokenSigner] = {}
        self._writing = threading.Lock()

    def __repr__(self) -> str:
        return f"<TokenStore {self._sessions.token_label} of {self._sessions.module}>"

    def generate(self, label: str, algorithm: KeyAlgorithm) -> TokenSigner:
        """Make a key pair in the token, never to be read out of it."""
        admitted(label)
        # Two tokens of one label are told apart by nobody, and no token refuses a second key of a label by itself.
        with self._writing:
            self._sessions.write(lambda session: _make(session, label, algorithm))
        return self.signer(label)

    def signer(self, label: str) -> TokenSigner:
        """The key of this label; its public half is read once."""
        admitted(label)
        if (known := self._signers.get(label)) is None:
            public, algorithm = self._sessions.use(lambda place: self._public(place, label))
            known = self._signers.setdefault(label, TokenSigner(self, label, public, algorithm))
        else:
            self._sessions.use(lambda place: self._private(place, label))
        return known

    def labels(self) -> tuple[str, ...]:
        """Every label of a private key, sorted."""
        return self._sessions.use(lambda place: _labels(place.session))

    def destroy(self, label: str) -> None:
        """Destroy both halves in the token."""
        self.signer(label)
        with self._writing:
            self._sessions.write(lambda session: _unmake(session, label))
            self._signers.pop(label, None)

    def close(self) -> None:
        """Close every session; the token then asks for its PIN again."""
        self._sessions.close()

    def signature(self, label: str, algorithm: KeyAlgorithm, digest: bytes) -> bytes:
        """What the token's key of this label signs over a digest, in the form certificates use."""
        import pkcs11

        def sign(place: Place) -> bytes:
            key = place.handles.get(label)
            if key is None:
                key = place.handles[label] = self._private(place, label)
            if algorithm is KeyAlgorithm.RSA_2048:
                signed: bytes = key.sign(_DIGEST_INFO + digest, mechanism=pkcs11.Mechanism.RSA_PKCS)
                return signed
            return _der_of(key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))

        return self._sessions.use(sign)

    def _private(self, place: Place, label: str) -> Any:
        import pkcs11

        found = list(place.session.get_objects(_wanted(pkcs11.ObjectClass.PRIVATE_KEY, label)))
        if not found:
            raise KeyNotFound(label, self._sessions.token_label)
        if len(found) > 1:
            raise TokenKeyUnusable(self._sessions.token_label, label)
        return found[0]

    def _public(self, place: Place, label: str) -> tuple[VerifyingKey, KeyAlgorithm]:
        import pkcs11

        self._private(place, label)
        for key in list(place.session.get_objects(_wanted(pkcs11.ObjectClass.PUBLIC_KEY, label))):
            if (known := _read(key)) is None:
                raise TokenKeyUnusable(self._sessions.token_label, label)
            return known
        raise KeyNotFound(label, self._sessions.token_label)


def _wanted(kind: Any, label: str | None = None) -> dict[Any, Any]:
    import pkcs11

    named = {} if label is None else {pkcs11.Attribute.LABEL: label}
    return {pkcs11.Attribute.CLASS: kind, **named}


def _labels(session: Any) -> tuple[str, ...]:
    import pkcs11

    return tuple(sorted(key.label for key in list(session.get_objects(_wanted(pkcs11.ObjectClass.PRIVATE_KEY)))))


def _make(session: Any, label: str, algorithm: KeyAlgorithm) -> None:
    import pkcs11
    from pkcs11.util.ec import encode_named_curve_parameters

    if list(session.get_objects(_wanted(pkcs11.ObjectClass.PRIVATE_KEY, label))):
        raise KeyLabelTaken(label)
    for stray in list(session.get_objects(_wanted(pkcs11.ObjectClass.PUBLIC_KEY, label))):
        stray.destroy()  # Left by a making or an unmaking that was cut short.
    wishes = {
        "id": label.encode("ascii"),
        "label": label,
        "store": True,
        "private_template": {pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False},
    }
    if algorithm is KeyAlgorithm.RSA_2048:
        session.generate_keypair(pkcs11.KeyType.RSA, RSA_BITS, **wishes)
        return
    curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp384r1")}
    session.create_domain_parameters(pkcs11.KeyType.EC, curve, local=True).generate_keypair(**wishes)


def _unmake(session: Any, label: str) -> None:
    import pkcs11

    # The private half first: a public half alone does no harm, and goes when the label is used again.
    for kind in (pkcs11.ObjectClass.PRIVATE_KEY, pkcs11.ObjectClass.PUBLIC_KEY):
        for half in list(session.get_objects(_wanted(kind, label))):
            half.destroy()


def _read(key: Any) -> tuple[VerifyingKey, KeyAlgorithm] | None:
    """The public half as the library has it; None where somebody put a key of another kind into the token."""
    import pkcs11
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    kind = key.key_type
    if kind is pkcs11.KeyType.RSA:
        numbers = (key[pkcs11.Attribute.PUBLIC_EXPONENT], key[pkcs11.Attribute.MODULUS])
        exponent, modulus = (int.from_bytes(number, "big") for number in numbers)
        if modulus.bit_length() == RSA_BITS:
            return rsa.RSAPublicNumbers(exponent, modulus).public_key(), KeyAlgorithm.RSA_2048
    elif kind is pkcs11.KeyType.EC:
        point = key[pkcs11.Attribute.EC_POINT]
        with contextlib.suppress(ValueError):
            bare = point[len(_POINT) :] if len(point) == len(_POINT) + _POINT[1] else point
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP384R1(), bare), KeyAlgorithm.P_384
    return None


def _der_of(signature: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    half = len(signature) // 2
    return encode_dss_signature(*(int.from_bytes(part, "big") for part in (signature[:half], signature[half:])))
