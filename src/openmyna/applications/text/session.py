"""The terminal's side of the text application: the four attributes, the Individual Number, and what vouches for both.

What may be read follows from what was verified: the PIN opens everything, matching number A the number and
matching number B the attributes. The number leaves as its own type, never as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openmyna.applications.text.layout import LAYOUT, NUMBER_A, NUMBER_B, PIN
from openmyna.applications.text.records import Attributes, IntegrityRecord, NumberText
from openmyna.errors import EncodingError
from openmyna.identity.matching_numbers import MatchingNumberA, MatchingNumberB
from openmyna.identity.secret import FourDigitPIN
from openmyna.pki.cvc import CardVerifiableCertificate

if TYPE_CHECKING:
    from openmyna.identity.individual_number import IndividualNumber
    from openmyna.pki.card_key import CardPublicKey, KeyIdentifier
    from openmyna.reader.session import CardSession


class TextSession:
    """The text application of the card in `card`, selected here. Another application's session ends this one."""

    def __init__(self, card: CardSession) -> None:
        self._card = card
        card.select_application(LAYOUT.aid, LAYOUT.name)

    def attempts_remaining(self, credential: type[FourDigitPIN | MatchingNumberA | MatchingNumberB]) -> int:
        """Attempts left of the PIN or of a matching number, named by its type; 0 is blocked. Asking costs none."""
        return self._card.attempts_remaining(_reference(credential))

    def verify(self, credential: FourDigitPIN | MatchingNumberA | MatchingNumberB) -> None:
        """Present the PIN or a matching number, once; which one follows from the type.

        Raises `WrongPIN` or `PINBlocked`; a wrong value costs an attempt.
        """
        self._card.verify(_reference(type(credential)), credential)

    def read_attributes(self) -> Attributes:
        """Name, address, birth date and sex; after the PIN or matching number B."""
        return Attributes.from_bytes(self._file("attributes"))

    def read_individual_number(self) -> IndividualNumber:
        """The Individual Number; after the PIN or matching number A, and only for those the law allows to ask."""
        return NumberText.from_bytes(self._file("individual_number")).number

    def read_integrity(self) -> IntegrityRecord:
        """The municipality's signature over digests of both; after any of the three."""
        return IntegrityRecord.from_bytes(self._file("integrity"))

    def read_issuer_certificate(self) -> CardVerifiableCertificate:
        """The certificate of the key that signed the integrity record; anybody may read it."""
        return CardVerifiableCertificate.from_bytes(self._file("issuer_certificate"))

    def verify_attributes(self, attributes: Attributes, root: KeyIdentifier, root_key: CardPublicKey) -> None:
        """Raise unless the attributes are as a municipality signed them whom this root certified.

        Raises `IssuerMismatch` where the chain leads to another root, `SignatureInvalid` where a signature or a
        digest does not fit.
        """
        certificate = self.read_issuer_certificate()
        certificate.verify(root, root_key)
        record = self.read_integrity()
        record.verify(certificate.public_key)
        record.check_attributes(attributes)

    def verify_individual_number(self, number: IndividualNumber, root: KeyIdentifier, root_key: CardPublicKey) -> None:
        """Raise unless the number is as a municipality signed it whom this root certified; raises as the above."""
        certificate = self.read_issuer_certificate()
        certificate.verify(root, root_key)
        record = self.read_integrity()
        record.verify(certificate.public_key)
        record.check_number(NumberText(number=number))

    def _file(self, name: str) -> bytes:
        data = self._card.read_file(LAYOUT.file(name).identifier)
        if not data:
            raise EncodingError(f"file {name}", "a data object", "nothing")
        return data


def _reference(credential: type[FourDigitPIN | MatchingNumberA | MatchingNumberB]) -> int:
    if issubclass(credential, MatchingNumberA):
        return NUMBER_A
    return NUMBER_B if issubclass(credential, MatchingNumberB) else PIN
