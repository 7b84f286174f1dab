"""What each kind of certificate looks like, field for field, as data; and the templates that build it."""

from openmyna.pki.profiles.attributes import PersonalAttributes
from openmyna.pki.profiles.catalogue import PROFILES, profile
from openmyna.pki.profiles.issuer import IssuerFacts
from openmyna.pki.profiles.records import Profile
from openmyna.pki.profiles.settings import ProfileSettings
from openmyna.pki.profiles.template import LeafContents, LeafTemplate, assemble

__all__ = [
    "PROFILES",
    "IssuerFacts",
    "LeafContents",
    "LeafTemplate",
    "PersonalAttributes",
    "Profile",
    "ProfileSettings",
    "assemble",
    "profile",
]
