"""The shipped profiles by name; each is the TOML file of that name beside this module."""

from functools import cache
from importlib.resources import files

from openmyna.pki.profiles.errors import ProfileUnknown
from openmyna.pki.profiles.reading import read_profile
from openmyna.pki.profiles.records import Profile
from openmyna.pki.profiles.settings import ProfileSettings

PROFILES = (
    "card_sign",
    "card_auth",
    "phone_sign",
    "phone_auth",
    "authority",
    "ocsp_responder",
    "time_stamping_unit",
)


@cache
def _shipped(name: str) -> Profile:
    return read_profile(name, files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def profile(name: str, settings: ProfileSettings | None = None) -> Profile:
    """The profile of this name, with an operator's settings; raises `ProfileUnknown`."""
    if name not in PROFILES:
        raise ProfileUnknown(name, ", ".join(PROFILES))
    shipped = _shipped(name)
    return shipped if settings is None else settings.applied_to(shipped)
