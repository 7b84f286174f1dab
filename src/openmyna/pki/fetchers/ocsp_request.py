"""An OCSP request and the way it is sent (RFC 6960, RFC 5019, 5): pure, without asking anybody.

A small request goes as GET, which caches on the way can answer; a large one, or one with a nonce, as POST.
"""

import base64
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from openmyna.pki.fetchers.http import Question
from openmyna.pki.fetchers.web_address import WebAddress

_LONGEST_GET = 255
"""RFC 5019, 5: where the whole address would be longer, POST is to be used."""
_REQUEST, _ANSWER = "application/ocsp-request", "application/ocsp-response"


def request_for(
    certificate: bytes, issuer: bytes, nonce: bytes = b"", algorithm: hashes.HashAlgorithm | None = None
) -> bytes:
    """DER of a request for one certificate under the certificate of its issuer (both DER).

    SHA-1 names the issuer unless told otherwise: every responder must know it (RFC 5019, 2.1.1), and here it names
    something and protects nothing.
    """
    builder = ocsp.OCSPRequestBuilder().add_certificate(
        x509.load_der_x509_certificate(certificate),
        x509.load_der_x509_certificate(issuer),
        algorithm or hashes.SHA1(),  # noqa: S303
    )
    if nonce:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)


def question_of(responder: WebAddress, request: bytes, *, cacheable: bool) -> Question:
    """How the request is sent: GET where it is small and an answer out of a cache will do, else POST."""
    as_path = responder.below(quote(base64.b64encode(request), safe=""))
    if cacheable and len(str(as_path)) <= _LONGEST_GET:
        return Question(address=as_path, accept=_ANSWER, asked=responder)
    return Question(address=responder, accept=_ANSWER, body=request, content_type=_REQUEST)
