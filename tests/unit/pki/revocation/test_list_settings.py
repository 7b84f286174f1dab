"""Settings for revocation lists out of a settings file: words and ranges."""

from datetime import timedelta

import pytest

from openmyna.pki.revocation.errors import ListSettingsInvalid
from openmyna.pki.revocation.settings import ListSettings


def test_what_is_left_out_is_as_usual() -> None:
    assert ListSettings.from_values({}) == ListSettings(
        refresh=timedelta(hours=24),
        lifetime=timedelta(hours=48),
        status_delay=timedelta(0),
        keep_expired=False,
    )


def test_every_word_is_read() -> None:
    words = {"refresh_hours": 6, "lifetime_hours": 12, "status_delay_minutes": 15, "keep_expired": True}
    assert ListSettings.from_values(words) == ListSettings(
        refresh=timedelta(hours=6),
        lifetime=timedelta(hours=12),
        status_delay=timedelta(minutes=15),
        keep_expired=True,
    )


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"refresh": 6}, "refresh"),
        ({"refresh_hours": "6"}, "refresh_hours"),
        ({"refresh_hours": True}, "refresh_hours"),
        ({"refresh_hours": 0}, "lifetime_hours"),
        ({"refresh_hours": 48}, "lifetime_hours"),
        ({"lifetime_hours": 24}, "lifetime_hours"),
        ({"lifetime_hours": 10**9}, "lifetime_hours"),
        ({"status_delay_minutes": -1}, "status_delay_minutes"),
        ({"status_delay_minutes": 1.5}, "status_delay_minutes"),
        ({"keep_expired": 1}, "keep_expired"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_its_name(values: dict[str, object], name: str) -> None:
    with pytest.raises(ListSettingsInvalid) as refused:
        ListSettings.from_values(values)
    assert refused.value.name == name
    assert ListSettings.from_values({"refresh_hours": 47, "lifetime_hours": 48}).refresh == timedelta(hours=47)
