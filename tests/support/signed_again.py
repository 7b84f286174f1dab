"""Lists and answers changed in ways that the library's builders do not write, and signed again by the same key."""

from collections.abc import Callable
from typing import Any

from asn1crypto import core, crl, ocsp
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from support.small_issuer import digest_for


def _signed(key: rsa.RSAPrivateKey, data: bytes) -> core.OctetBitString:
    return core.OctetBitString(key.sign(data, padding.PKCS1v15(), digest_for(key)))


def list_with(der: bytes, key: rsa.RSAPrivateKey, old: bytes, new: bytes) -> bytes:
    """A list with some of its signed bytes replaced by as many others."""
    made = crl.CertificateList.load(der)
    contents = made["tbs_cert_list"].dump()
    assert (contents.count(old), len(old)) == (1, len(new))
    changed = crl.TbsCertList.load(contents.replace(old, new))
    return crl.CertificateList(
        {
            "tbs_cert_list": changed,
            "signature_algorithm": made["signature_algorithm"],
            "signature": _signed(key, changed.dump()),
        }
    ).dump()


def answer_with(der: bytes, key: rsa.RSAPrivateKey, change: Callable[[Any], None]) -> bytes:
    """An answer whose statements `change` has changed."""
    response = ocsp.OCSPResponse.load(der)
    basic = response["response_bytes"]["response"].parsed
    change(basic["tbs_response_data"]["responses"])
    contents = basic["tbs_response_data"].dump(force=True)
    basic["signature"] = _signed(key, contents)
    response["response_bytes"]["response"] = core.ParsableOctetString(basic.dump(force=True))
    return response.dump(force=True)


def statement_of(der: bytes) -> ocsp.SingleResponse:
    """The one statement of an answer."""
    return ocsp.OCSPResponse.load(der)["response_bytes"]["response"].parsed["tbs_response_data"]["responses"][0]
