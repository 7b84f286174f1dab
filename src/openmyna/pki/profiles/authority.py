"""The certificate with which one generation of an authority vouches for itself: self-signed, through a signer.

Every generation has the same name; its key identifier tells it from the others (RFC 5280, 4.2.1.1).
"""

from datetime import date, datetime

from openmyna.identity.birthdays import last_moment
from openmyna.pki.key_store.ports import Signer
from openmyna.pki.names import AuthorityNames
from openmyna.pki.oids import PolicyArc
from openmyna.pki.profiles.catalogue import profile
from openmyna.pki.profiles.checking import check
from openmyna.pki.profiles.issuer import IssuerFacts
from openmyna.pki.profiles.public_keys import key_information
from openmyna.pki.profiles.template import Contents, Template, assemble


def authority_certificate(
    names: AuthorityNames, signer: Signer, serial_number: int, since: datetime, last_day: date
) -> bytes:
    """A self-signed certificate (DER) for the signer's key; raises `IssuanceRefused` where it would not fit its profile."""
    rules, key = profile("authority"), signer.public_key()
    itself = IssuerFacts.of(
        name=names.distinguished_name(),
        alternative_name=names.japanese_name().value,
        algorithm=signer.algorithm,
        key_identifier=key_information(key)[1],
        serial_number=serial_number,
        not_before=since.replace(microsecond=0),
        not_after=last_moment(last_day),
    )
    contents = Contents(
        serial_number=serial_number,
        subject=itself.name,
        public_key=key,
        begins=itself.not_before,
        ends=itself.not_after,
    )
    to_be_signed = Template(rules, itself, PolicyArc.OWN).to_be_signed(contents)
    check(rules, to_be_signed, itself)
    return assemble(to_be_signed, signer.algorithm, signer.sign(to_be_signed))
