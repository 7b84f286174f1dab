"""Requests are read as RFC 6960 and RFC 9654 say; each refusal has a twin with only the offence removed."""

import pytest
from cryptography.hazmat.primitives import hashes

from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.ocsp.errors import RequestMalformed
from openmyna.pki.ocsp.request import StatusRequest
from support.status_world import GOOD, issuer_digest, question

AUTH = AuthorityKind.AUTH
NONCE = "06092b0601050507300102"
OWN = "06032a0304"


def element(tag: int, *parts: bytes) -> bytes:
    """DER written here by hand, so that forms can be made that the library never writes."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    if size < 0x100:
        return bytes((tag, 0x81, size)) + content
    return bytes((tag, 0x82, size >> 8, size & 0xFF)) + content


def request(*singles: bytes, extensions: bytes = b"", version: bytes = b"") -> bytes:
    return element(0x30, element(0x30, version, element(0x30, *singles), extensions))


def single(serial: str = "02040bebc201", algorithm: str = "06052b0e03021a0500") -> bytes:
    name, key = issuer_digest(AUTH, 3, hashes.SHA1())
    identifier = element(
        0x30, element(0x30, bytes.fromhex(algorithm)), element(4, name), element(4, key), bytes.fromhex(serial)
    )
    return element(0x30, identifier)


def extension(oid: str, value: bytes, critical: bool = False) -> bytes:
    return element(0x30, bytes.fromhex(oid), b"\x01\x01\xff" if critical else b"", element(4, value))


def with_extensions(*extensions: bytes) -> bytes:
    return request(single(), extensions=element(0xA2, element(0x30, *extensions)))


def test_a_request_written_by_hand_is_the_one_the_library_writes() -> None:
    assert request(single()) == question(AUTH, GOOD)


@pytest.mark.parametrize("digest", [hashes.SHA1(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512()])
def test_the_issuer_is_named_by_any_of_four_digests(digest: hashes.HashAlgorithm) -> None:
    read = StatusRequest.from_der(question(AUTH, GOOD, digest=digest))
    assert read.issuer is not None
    assert (read.issuer.algorithm, read.issuer.name, read.issuer.key) == (digest.name, *issuer_digest(AUTH, 3, digest))
    assert read.serial_number == 200_000_001
    assert read.nonce is None


def test_an_algorithm_without_its_null_is_the_same_algorithm() -> None:
    read = StatusRequest.from_der(request(single(algorithm="06052b0e03021a")))
    assert read == StatusRequest.from_der(request(single()))


def test_a_digest_nobody_knows_names_no_issuer() -> None:
    assert StatusRequest.from_der(request(single(algorithm="06052b0e03021b0500"))).issuer is None


NONCES_TAKEN = [1, 16, 32, 128]
NONCES_REFUSED = [0, 129, 2000]


@pytest.mark.parametrize("size", NONCES_TAKEN)
def test_a_nonce_of_1_to_128_octets_is_read(size: int) -> None:
    assert StatusRequest.from_der(with_extensions(extension(NONCE, element(4, b"n" * size)))).nonce == b"n" * size


@pytest.mark.parametrize("size", NONCES_REFUSED)
def test_a_nonce_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(RequestMalformed) as caught:
        StatusRequest.from_der(with_extensions(extension(NONCE, element(4, b"n" * size))))
    assert caught.value.finding == "the nonce has not 1 to 128 octets"


REFUSED = {
    "two certificates": (request(single(), single()), "it does not ask for exactly one certificate"),
    "no certificate": (request(), "it does not ask for exactly one certificate"),
    "version 2": (request(single(), version=bytes.fromhex("a003020101")), "it is no OCSPRequest in DER form"),
    "a byte more": (request(single()) + b"\0", "it is no OCSPRequest in DER form"),
    "a byte less": (request(single())[:-1], "it is no OCSPRequest in DER form"),
    "nothing": (b"", "it is no OCSPRequest in DER form"),
    "a negative number": (request(single(serial="0202ffff")), "it is no OCSPRequest in DER form"),
    "21 octets": (request(single(serial="0215" + "7f" * 21)), "the serial number has more than 20 octets"),
    "the nonce twice": (
        with_extensions(*[extension(NONCE, element(4, b"n" * 16))] * 2),
        "it is no OCSPRequest in DER form",
    ),
    "a critical extension": (
        with_extensions(extension(OWN, b"\x05\x00", critical=True)),
        "it has a critical extension that is not understood",
    ),
    "too long": (
        with_extensions(extension(OWN, element(4, b"x" * 4096))),
        "it has more than 4096 bytes",
    ),
}
TAKEN = {
    "one certificate": request(single()),
    "20 octets": request(single(serial="0214" + "7f" * 20)),
    "an extension that is not critical": with_extensions(extension(OWN, b"\x05\x00")),
    "a critical nonce": with_extensions(extension(NONCE, element(4, b"n" * 16), critical=True)),
    "long enough": with_extensions(extension(OWN, element(4, b"x" * 3900))),
}


@pytest.mark.parametrize(("der", "finding"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_request_is_refused_with_its_reason(der: bytes, finding: str) -> None:
    with pytest.raises(RequestMalformed) as caught:
        StatusRequest.from_der(der)
    assert caught.value.finding == finding


@pytest.mark.parametrize("der", TAKEN.values(), ids=TAKEN)
def test_its_twin_is_read(der: bytes) -> None:
    assert StatusRequest.from_der(der).issuer is not None
