"""Certificates of what an authority lets others do in its name: answer for status, and stamp the time.

They are signed by one generation's key and named below the authority, so that nobody takes them for it.
"""

from datetime import date, datetime

from openmyna.identity.birthdays import last_moment
from openmyna.pki.key_store.ports import Signer
from openmyna.pki.keys import VerifyingKey
from openmyna.pki.oids import PolicyArc
from openmyna.pki.profiles import rules
from openmyna.pki.profiles.catalogue import profile
from openmyna.pki.profiles.checking import check
from openmyna.pki.profiles.issuer import IssuerFacts
from openmyna.pki.profiles.records import Profile
from openmyna.pki.profiles.template import Contents, Template, assemble


def ocsp_responder_certificate(
    authority: bytes,
    signer: Signer,
    public_key: VerifyingKey,
    *,
    number: int,
    serial_number: int,
    since: datetime,
    until: datetime,
) -> bytes:
    """The certificate (DER) of responder `number`, issued by the generation whose certificate and signer are handed in."""
    contents = (f"OCSP responder {number}", public_key, serial_number, since, until)
    return _issued(profile("ocsp_responder"), authority, signer, contents)


def time_stamping_unit_certificate(
    authority: bytes,
    signer: Signer,
    public_key: VerifyingKey,
    *,
    number: int,
    serial_number: int,
    since: datetime,
    last_day: date,
) -> bytes:
    """The certificate (DER) of time-stamping unit `number`."""
    contents = (f"Time-stamping unit {number}", public_key, serial_number, since, last_moment(last_day))
    return _issued(profile("time_stamping_unit"), authority, signer, contents)


_Service = tuple[str, VerifyingKey, int, datetime, datetime]


def _issued(own: Profile, authority: bytes, signer: Signer, contents: _Service) -> bytes:
    common_name, public_key, serial_number, since, until = contents
    issuer = IssuerFacts.from_der(authority)
    rules.check_common_name(own, common_name)
    built = Contents(
        serial_number=serial_number,
        subject=issuer.service_name(common_name),
        public_key=public_key,
        begins=since.replace(microsecond=0),
        ends=until.replace(microsecond=0),
    )
    to_be_signed = Template(own, issuer, PolicyArc.OWN).to_be_signed(built)
    check(own, to_be_signed, issuer)
    return assemble(to_be_signed, signer.algorithm, signer.sign(to_be_signed))
