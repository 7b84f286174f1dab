"""A row of the matrix cannot say half of a thing: a reason belongs to what is held or revoked, and a hold has its own."""

import pytest

from openmyna.issuance.events import Effect, Event, EventSettings, Treatment, effect_of
from openmyna.pki.revocation.reasons import RevocationReason


@pytest.mark.parametrize(
    ("sign", "auth", "reason", "refusal"),
    [
        (Treatment.REVOKE, Treatment.KEEP, None, "a reason belongs"),
        (Treatment.KEEP, Treatment.HOLD, None, "a reason belongs"),
        (Treatment.KEEP, Treatment.KEEP, RevocationReason.SUPERSEDED, "a reason belongs"),
        (Treatment.REVOKE, Treatment.REVOKE, RevocationReason.CERTIFICATE_HOLD, "certificate_hold"),
        (Treatment.HOLD, Treatment.HOLD, RevocationReason.KEY_COMPROMISE, "certificate_hold"),
    ],
)
def test_a_row_that_would_stop_nothing_or_only_hold_is_refused(
    sign: Treatment, auth: Treatment, reason: RevocationReason | None, refusal: str
) -> None:
    with pytest.raises(ValueError, match=refusal):
        Effect(sign=sign, auth=auth, reason=reason)


@pytest.mark.parametrize(
    ("sign", "auth", "reason"),
    [
        (Treatment.REVOKE, Treatment.KEEP, RevocationReason.SUPERSEDED),
        (Treatment.KEEP, Treatment.HOLD, RevocationReason.CERTIFICATE_HOLD),
        (Treatment.KEEP, Treatment.KEEP, None),
        (Treatment.REVOKE, Treatment.REVOKE, RevocationReason.KEY_COMPROMISE),
    ],
)
def test_a_row_that_says_all_of_it_is_accepted(
    sign: Treatment, auth: Treatment, reason: RevocationReason | None
) -> None:
    assert Effect(sign=sign, auth=auth, reason=reason).reason is reason


def test_no_setting_makes_a_hold_of_a_revocation() -> None:
    hold = RevocationReason.CERTIFICATE_HOLD
    with pytest.raises(ValueError, match="certificate_hold"):
        effect_of(Event.RECORD_ERROR, EventSettings(record_error_reason=hold))
    with pytest.raises(ValueError, match="certificate_hold"):
        effect_of(Event.FACE_RECOGNITION, EventSettings(face_recognition_reason=hold))
    other = EventSettings(record_error_reason=RevocationReason.UNSPECIFIED)
    assert effect_of(Event.RECORD_ERROR, other).reason is RevocationReason.UNSPECIFIED
