"""Certificates for the OCSP responders: each generation's key certifies a key of the responder's own, for a short time.

They are renewed before they end, the key staying. A generation that has ended needs none any more; a compromised one
keeps its own, so that those who ask about its certificates hear that they are revoked rather than nothing. Where the key
of a generation is gone, its responder goes on until that certificate ends, and the others are not kept from theirs.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from openmyna.pki.authority.folder import AuthorityFolder
from openmyna.pki.authority.ports import Register
from openmyna.pki.authority.records import AuthorityKind, Generation
from openmyna.pki.clock import Clock, whole_second
from openmyna.pki.key_store.errors import KeyNotFound
from openmyna.pki.key_store.ports import KeyStore, Signer
from openmyna.pki.keys import VerifyingKey
from openmyna.pki.profiles.services import ocsp_responder_certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponderTerms:
    """How long a responder's certificate is good, and how long before its end the next one comes."""

    validity: timedelta = timedelta(days=90)
    renewal: timedelta = timedelta(days=30)


def key_label(kind: AuthorityKind, number: int) -> str:
    """The label of the responder's key of a generation, such as `ocsp-sign-3`."""
    return f"ocsp-{kind.value}-{number}"


def certify_responders(
    kind: AuthorityKind,
    register: Register,
    key_store: KeyStore,
    responder_keys: KeyStore,
    folder: AuthorityFolder,
    clock: Clock,
    *,
    terms: ResponderTerms | None = None,
    first_serial_number: int = 1,
) -> tuple[Generation, ...]:
    """Give every generation whose time it is a responder's certificate that lasts; returns those that got a new one."""
    terms, now = terms or ResponderTerms(), whole_second(clock.now())
    renewed = []
    for generation in register.generations(kind):
        if not generation.since <= now < generation.until:
            continue
        file = folder.responder_certificate_file(kind, generation.key_identifier)
        with folder.ceremony():
            key = _responder_key(responder_keys, generation).public_key()
            if _lasts(file, key, generation, now, min(now + terms.renewal, generation.until)):
                continue
            try:
                signer = key_store.signer(generation.key_label)
            except KeyNotFound:
                continue
            # Its number is on record before it is signed; the certificate itself is its file, and is made anew if lost.
            (serial_number,) = register.take_serials(kind, 1, first_serial_number)
            certificate = ocsp_responder_certificate(
                generation.certificate,
                signer,
                key,
                number=generation.number,
                serial_number=serial_number,
                since=now,
                until=min(now + terms.validity, generation.until),
            )
            folder.publish(file, certificate)
        renewed.append(generation)
    return tuple(renewed)


def _responder_key(store: KeyStore, generation: Generation) -> Signer:
    label = key_label(generation.authority, generation.number)
    try:
        return store.signer(label)
    except KeyNotFound:
        return store.generate(label, generation.algorithm)


def _lasts(file: Path, key: VerifyingKey, generation: Generation, now: datetime, wanted: datetime) -> bool:
    """Whether the certificate in this file is the key's, by this generation, and good from now until then."""
    try:
        present = x509.load_der_x509_certificate(file.read_bytes())
        present.verify_directly_issued_by(x509.load_der_x509_certificate(generation.certificate))
        same_key = present.public_key() == key
    except (OSError, ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return same_key and present.not_valid_before_utc <= now and present.not_valid_after_utc >= wanted
