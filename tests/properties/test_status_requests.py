"""Whatever bytes come, an answer goes out: one of RFC 6960's, and never a failure of our own."""

from cryptography.x509 import ocsp
from hypothesis import given, settings
from hypothesis import strategies as st

from depth import count
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.ocsp.answering import Answerer
from openmyna.pki.ocsp.response import ResponseStatus
from support.issuing_world import StandingClock
from support.status_world import GOOD, HeldDelegates, question, usual_table

WHOLE = question(AuthorityKind.AUTH, GOOD, nonce=b"0123456789abcdef")
ANSWERER = Answerer(usual_table(), HeldDelegates(), StandingClock())
NEVER = (ResponseStatus.INTERNAL_ERROR, ResponseStatus.TRY_LATER, ResponseStatus.SIG_REQUIRED)


def answered(request: bytes) -> None:
    answer = ANSWERER.answer(request)
    assert answer.status not in NEVER
    assert ocsp.load_der_ocsp_response(answer.der).response_status.value == answer.status.value


@settings(max_examples=count(60, 5000), deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_answered(request: bytes) -> None:
    answered(request)


@settings(max_examples=count(60, 5000), deadline=None)
@given(st.data())
def test_a_request_with_bytes_changed_is_answered(data: st.DataObject) -> None:
    changed = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(WHOLE) - 1))] = data.draw(st.integers(0, 255))
    answered(bytes(changed))


@settings(max_examples=count(40, 2000), deadline=None)
@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)), st.binary(max_size=20))
def test_a_request_with_a_piece_replaced_is_answered(begin: int, end: int, piece: bytes) -> None:
    answered(WHOLE[:begin] + piece + WHOLE[end:])
