"""A responder's certificate must make its key a responder of that generation; each refusal has a twin that is taken."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from openmyna.pki.authority.folder import AuthorityFolder
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.key_store.errors import KeyNotFound
from openmyna.pki.key_store.memory import MemoryStore
from openmyna.pki.ocsp.delegates import Delegate, PublishedDelegates
from openmyna.pki.ocsp.errors import DelegateUnusable
from support.status_world import NOW, generation, responder_certificate, responder_keys, write_published

AUTH = AuthorityKind.AUTH


def delegate(certificate: bytes) -> Delegate:
    return Delegate.of(generation(AUTH, 3), responder_keys().signer("ocsp-auth-3"), certificate)


REFUSED = {
    "signed by another generation of the same name": (
        responder_certificate(AUTH, 3, signed_by=2),
        "its certificate was not issued by that generation's key",
    ),
    "another key": (
        responder_certificate(AUTH, 3, key_of=2),
        "its certificate is not of the key in the key store",
    ),
    "for clients": (
        responder_certificate(AUTH, 3, usage=ExtendedKeyUsageOID.CLIENT_AUTH),
        "its certificate is not one for signing OCSP answers",
    ),
    "for nothing": (
        responder_certificate(AUTH, 3, usage=None),
        "its certificate is not one for signing OCSP answers",
    ),
    "no certificate": (b"hello", "the responder's certificate cannot be read"),
}


@pytest.mark.parametrize(("certificate", "finding"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_its_reason(certificate: bytes, finding: str) -> None:
    with pytest.raises(DelegateUnusable) as caught:
        delegate(certificate)
    assert caught.value.finding.en == finding
    assert caught.value.generation == "auth 3"


def test_the_twin_of_all_of_them_is_taken() -> None:
    taken = delegate(responder_certificate(AUTH, 3))
    assert taken.may_sign(NOW)
    assert not taken.may_sign(NOW + timedelta(days=31))
    assert not taken.may_sign(NOW - timedelta(days=11))


def test_what_is_published_is_read_once_and_again_when_it_changes(tmp_path: Path) -> None:
    folder = AuthorityFolder(tmp_path)
    write_published(folder)
    delegates = PublishedDelegates(folder, responder_keys())
    first = delegates.delegate(generation(AUTH, 3))
    assert delegates.delegate(generation(AUTH, 3)) is first
    file = folder.responder_certificate_file(AUTH, generation(AUTH, 3).key_identifier)
    file.write_bytes(responder_certificate(AUTH, 3, serial_number=200_000_901))
    renewed = delegates.delegate(generation(AUTH, 3))
    assert renewed is not first
    assert renewed.certificate == responder_certificate(AUTH, 3, serial_number=200_000_901)


def test_a_generation_without_a_published_certificate_has_none(tmp_path: Path) -> None:
    with pytest.raises(DelegateUnusable) as caught:
        PublishedDelegates(AuthorityFolder(tmp_path), responder_keys()).delegate(generation(AUTH, 3))
    assert caught.value.finding.en == "no responder's certificate is published"


def test_a_generation_without_a_key_has_none(tmp_path: Path) -> None:
    folder = AuthorityFolder(tmp_path)
    write_published(folder)
    with pytest.raises(KeyNotFound) as caught:
        PublishedDelegates(folder, MemoryStore()).delegate(generation(AUTH, 3))
    assert caught.value.label == "ocsp-auth-3"


def test_no_key_is_told_by_a_delegate() -> None:
    assert "signer" not in repr(delegate(responder_certificate(AUTH, 3)))
