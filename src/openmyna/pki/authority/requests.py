"""What somebody asks an authority to certify, and the digest by which the same request is known again."""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from openmyna.errors import EncodingError
from openmyna.pki.keys import KeyAlgorithm, VerifyingKey, algorithm_of, public_to_der
from openmyna.pki.names import Locality
from openmyna.pki.profiles.attributes import PersonalAttributes

LONGEST_REQUEST_ID = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRequest:
    """One certificate somebody wants. Asking twice with the same id and content gives the same certificate."""

    request_id: str
    """The requester's own name for it: 1 to 200 characters, unique within an authority; it should name no person."""
    profile: str
    public_key: VerifyingKey = field(repr=False)
    common_name: str
    locality: Locality
    last_day: date
    """The certificate is good until 23:59:59 in Japan on this day."""
    attributes: PersonalAttributes | None = field(default=None, repr=False)
    issued: datetime | None = None
    """Only where the settings allow a history; otherwise the authority's clock says."""
    serial_number: int | None = None
    """Likewise; otherwise the authority's counter says."""
    algorithm: KeyAlgorithm | None = None
    """Which card generation's authority key is to sign; None: the one of the same algorithm as the key."""

    def __post_init__(self) -> None:
        size = len(self.request_id)
        if not 0 < size <= LONGEST_REQUEST_ID or not self.request_id.isprintable():
            raise EncodingError("request id", f"1 to {LONGEST_REQUEST_ID} printable characters", f"{size} characters")

    @property
    def wanted_algorithm(self) -> KeyAlgorithm:
        """The algorithm of the generation that is to sign."""
        return algorithm_of(self.public_key) if self.algorithm is None else self.algorithm

    def digest(self) -> bytes:
        """SHA-256 over everything asked for, each part with its length, so that no two contents look alike."""
        attributes = self.attributes
        parts = [
            self.profile,
            self.wanted_algorithm.value,
            self.common_name,
            self.locality.prefecture,
            self.locality.municipality,
            self.last_day.isoformat(),
            "" if self.issued is None else f"{self.issued.timestamp() // 1:.0f}",
            "" if self.serial_number is None else str(self.serial_number),
        ]
        if attributes is not None:
            parts += [
                attributes.name,
                attributes.name_substitutes,
                attributes.birth_date,
                attributes.sex,
                attributes.address,
                attributes.address_substitutes,
            ]
        content = sha256(public_to_der(self.public_key))
        for part in parts:
            raw = part.encode("utf-8")
            content.update(len(raw).to_bytes(4, "big") + raw)
        return content.digest()
