"""Writes answers: an OCSPResponse spliced from ready parts around one signature (RFC 6960, 4.2.1), or an error of five bytes.

The responder names itself by its key; its certificate goes with every answer. What the answer says is decided elsewhere.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import lru_cache

from openmyna.pki import der
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.ocsp.delegates import Delegate
from openmyna.pki.ocsp.issuers import subject_public_key
from openmyna.pki.ocsp.standing import Standing, Word
from openmyna.pki.revocation.reasons import RevocationReason

BASIC = der.object_identifier("1.3.6.1.5.5.7.48.1.1")
NONCE = der.object_identifier("1.3.6.1.5.5.7.48.1.2")
SIGNATURE_ALGORITHMS = {
    KeyAlgorithm.RSA_2048: der.sequence(der.object_identifier("1.2.840.113549.1.1.11"), der.NULL),
    KeyAlgorithm.P_384: der.sequence(der.object_identifier("1.2.840.10045.4.3.3")),
}


class ResponseStatus(Enum):
    """The value is the number on the wire (RFC 6960, 4.2.1)."""

    SUCCESSFUL = 0
    MALFORMED_REQUEST = 1
    INTERNAL_ERROR = 2
    TRY_LATER = 3
    SIG_REQUIRED = 5
    UNAUTHORIZED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one answer says."""

    certificate: bytes = field(repr=False)
    """The CertID that was asked, in DER form."""
    standing: Standing
    this_update: datetime
    """Until when this is known to be so."""
    produced: datetime
    next_update: datetime
    nonce: bytes | None = field(default=None, repr=False)


class AnswerWriter:
    """Answers of one delegate: everything that is the same in each of them is written once."""

    def __init__(self, delegate: Delegate) -> None:
        self.delegate = delegate
        key = hashlib.sha1(subject_public_key(delegate.certificate), usedforsecurity=False).digest()
        self._responder = der.explicit(2, der.octet_string(key))
        self._algorithm = SIGNATURE_ALGORITHMS[delegate.signer.algorithm]
        self._certificates = der.explicit(0, der.sequence(delegate.certificate))

    def to_be_signed(self, statement: Statement) -> bytes:
        """The ResponseData."""
        single = der.sequence(
            statement.certificate,
            _word(statement.standing),
            _time(statement.this_update),
            der.explicit(0, _time(statement.next_update)),
        )
        return der.sequence(
            self._responder,
            _time(statement.produced),
            der.sequence(single),
            b"" if statement.nonce is None else _nonce(statement.nonce),
        )

    def signed(self, to_be_signed: bytes) -> bytes:
        """Sign a ResponseData and wrap it into the OCSPResponse."""
        signature = der.bit_string(self.delegate.signer.sign(to_be_signed))
        basic = der.sequence(to_be_signed, self._algorithm, signature, self._certificates)
        return der.sequence(
            der.enumerated(ResponseStatus.SUCCESSFUL.value),
            der.explicit(0, der.sequence(BASIC, der.octet_string(basic))),
        )


def error_response(status: ResponseStatus) -> bytes:
    """An answer that says only why there is none; it carries no signature."""
    return der.sequence(der.enumerated(status.value))


def _word(standing: Standing) -> bytes:
    if standing.word is Word.GOOD:
        return der.implicit(0, b"")
    if standing.word is Word.UNKNOWN or standing.since is None:
        return der.implicit(2, b"")
    # As in the lists, a reason that says nothing is left out.
    named = standing.reason not in (None, RevocationReason.UNSPECIFIED)
    reason = der.explicit(0, der.enumerated(standing.reason.value)) if named and standing.reason else b""
    return der.explicit(1, _time(standing.since) + reason)


@lru_cache(maxsize=256)
def _time(moment: datetime) -> bytes:
    # Hundreds of answers begin and end at the same instants.
    return der.generalized_time(moment)


def _nonce(nonce: bytes) -> bytes:
    extension = der.sequence(NONCE, der.octet_string(der.octet_string(nonce)))
    return der.explicit(1, der.sequence(extension))
