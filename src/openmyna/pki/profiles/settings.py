"""The few choices an operator makes about profiles, mostly because the real ones are not known; the rest is in the files.

None leaves what the profile's file says.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from openmyna.errors import Bilingual
from openmyna.pki.profiles.reading import checked_address
from openmyna.pki.profiles.records import (
    CertificatePolicies,
    Extension,
    InformationAccess,
    PersonalAlternativeNames,
    Profile,
)
from openmyna.pki.profiles.tables import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileSettings:
    """Changes to the shipped profiles."""

    ocsp_sign: str | None = None
    """Address of status answers in digital signature certificates; empty: none. None was ever seen in a real one."""
    ocsp_auth: str | None = None
    """Address of status answers in user authentication certificates."""
    cps: str | None = None
    """Address of the practice statement."""
    phone_auth_tail: str | None = None
    """Tail of the policy of a phone's user authentication certificate; the real one is not known."""
    sign_common_name: str | None = None
    """What the common name of a digital signature certificate must match; the real layout is not known."""
    sex_codes: str | None = None
    """The digits a certificate may write for the sex."""

    @classmethod
    def from_values(cls, values: Mapping[str, object]) -> "ProfileSettings":
        """From the table `[profiles]` of an authority's settings; raises `ProfileInvalid`."""
        table = Table("settings", "profiles", values)
        tail = r"[0-9]+(\.[0-9]+)*"
        settings = cls(
            ocsp_sign=checked_address(table, "ocsp_sign") if "ocsp_sign" in table else None,
            ocsp_auth=checked_address(table, "ocsp_auth") if "ocsp_auth" in table else None,
            cps=checked_address(table, "cps") if "cps" in table else None,
            phone_auth_tail=table.text("phone_auth_tail", tail) if "phone_auth_tail" in table else None,
            sign_common_name=table.pattern("sign_common_name").pattern if "sign_common_name" in table else None,
            sex_codes=table.text("sex_codes", "[0-9]{1,10}") if "sex_codes" in table else None,
        )
        table.finish()
        return settings

    def applied_to(self, profile: Profile) -> Profile:
        """The profile with these changes."""
        subject = profile.subject
        if self.sign_common_name is not None and profile.name in {"card_sign", "phone_sign"}:
            form = self.sign_common_name
            words = Bilingual(
                f"設定 sign_common_name の形 ({form})", f"what the setting sign_common_name says ({form})"
            )
            subject = replace(subject, common_name=re.compile(form, re.ASCII), common_name_form=words)
        extensions = tuple(self._changed(profile.name, extension) for extension in profile.extensions)
        return replace(profile, subject=subject, extensions=extensions)

    def _changed(self, name: str, extension: Extension) -> Extension:
        if isinstance(extension, InformationAccess):
            ocsp = self.ocsp_sign if name.endswith("_sign") else self.ocsp_auth
            return extension if ocsp is None else replace(extension, ocsp=ocsp)
        if isinstance(extension, CertificatePolicies):
            tail = self.phone_auth_tail if name == "phone_auth" else None
            return replace(
                extension,
                cps=extension.cps if self.cps is None else self.cps,
                tail=extension.tail if tail is None else tail,
            )
        if isinstance(extension, PersonalAlternativeNames) and self.sex_codes is not None:
            return replace(extension, sex_codes=frozenset(self.sex_codes))
        return extension
