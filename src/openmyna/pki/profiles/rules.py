"""What must be true of a request before a certificate is built from it; each refusal is a finding.

Nothing is corrected here: a name that is too long is refused, not cut.
"""

from datetime import datetime, timedelta
from functools import lru_cache

from openmyna.errors import OpenMynaError
from openmyna.identity.dates import BirthDate
from openmyna.identity.repertoire import in_repertoire
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.names import Locality
from openmyna.pki.profiles.attributes import PersonalAttributes
from openmyna.pki.profiles.findings import Finding
from openmyna.pki.profiles.issuer import IssuerFacts
from openmyna.pki.profiles.records import PersonalAlternativeNames, Profile

_DAYS_KEPT = 50_000
"""Every day on which somebody living was born."""


def check_algorithm(profile: Profile, algorithm: KeyAlgorithm, issuer: IssuerFacts) -> None:
    """Generations do not mix: the key is of the authority's own algorithm."""
    if algorithm not in profile.algorithms:
        raise Finding.ALGORITHM_NOT_IN_PROFILE.refusal()
    if algorithm is not issuer.algorithm:
        raise Finding.OTHER_GENERATION.refusal()


def check_serial_number(profile: Profile, number: int) -> None:
    """Positive, and no longer than the profile says."""
    if not 0 < number < 1 << 8 * profile.serial_octets:
        raise Finding.SERIAL_NUMBER.refusal(octets=profile.serial_octets)


def check_times(profile: Profile, begins: datetime, ends: datetime, issuer: IssuerFacts) -> None:
    """It begins before it ends, lies within the issuer's own time, and is no longer than the profile says."""
    if begins >= ends:
        raise Finding.ENDS_BEFORE_IT_BEGINS.refusal()
    if ends > issuer.not_after:
        raise Finding.OUTLIVES_ISSUER.refusal()
    if begins < issuer.not_before:
        raise Finding.BEFORE_ISSUER.refusal()
    if profile.longest_days and ends - begins > timedelta(days=profile.longest_days):
        raise Finding.LASTS_TOO_LONG.refusal(days=profile.longest_days)


def check_common_name(profile: Profile, common_name: str) -> None:
    """It has the form the profile asks for."""
    subject = profile.subject
    if subject.common_name is not None and not subject.common_name.fullmatch(common_name):
        form = subject.common_name_form
        raise Finding.COMMON_NAME.refusal(form_ja=form.ja, form_en=form.en)


def check_place(place: Locality) -> None:
    """Prefecture and municipality are written as certificates and their lists write them."""
    if not place.well_written:
        raise Finding.LOCALITY.refusal()


def check_attributes(rules: PersonalAlternativeNames | None, attributes: PersonalAttributes | None) -> None:
    """They are there where the profile has them and only there, in its characters, lengths and codes."""
    if rules is None:
        if attributes is not None:
            raise Finding.ATTRIBUTES_FORBIDDEN.refusal()
        return
    if attributes is None:
        raise Finding.ATTRIBUTES_MISSING.refusal()
    _check_name(attributes.name, rules.longest_name)
    _check_address(attributes.address, rules.longest_address)
    if attributes.sex not in rules.sex_codes:
        raise Finding.SEX.refusal()
    if not _is_birth_date(attributes.birth_date):
        raise Finding.BIRTH_DATE.refusal()


@lru_cache(maxsize=_DAYS_KEPT)
def _is_birth_date(text: str) -> bool:
    try:
        BirthDate.from_certificate(text)
    except OpenMynaError:
        return False
    return True


def _check_name(name: str, limit: int) -> None:
    if not name.strip():
        raise Finding.NAME_EMPTY.refusal()
    if len(name) > limit:
        raise Finding.NAME_TOO_LONG.refusal(limit=limit)
    if not in_repertoire(name):
        raise Finding.NAME_REPERTOIRE.refusal()


def _check_address(address: str, limit: int) -> None:
    if not address.strip():
        raise Finding.ADDRESS_EMPTY.refusal()
    if len(address) > limit:
        raise Finding.ADDRESS_TOO_LONG.refusal(limit=limit)
    if not in_repertoire(address):
        raise Finding.ADDRESS_REPERTOIRE.refusal()
