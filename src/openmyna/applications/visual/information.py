"""Basic information of the card-face application (EF 0003, FF30); several fields have no known meaning."""

from dataclasses import dataclass, field

from openmyna.applications.data_objects import inner_objects
from openmyna.errors import EncodingError
from openmyna.identity.municipality import MunicipalityCode
from openmyna.iso7816 import tlv
from openmyna.pki.card_key import KeyIdentifier

OPAQUE_SIZE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationInformation:
    """Specification, key identifiers, municipality; `opaque` is 256 bytes that nobody has explained."""

    specification: bytes = bytes.fromhex("06030E01")
    key: KeyIdentifier
    version: int = 0
    municipality: MunicipalityCode
    opaque_key: KeyIdentifier
    opaque: bytes = field(default=b"\xff" * OPAQUE_SIZE, repr=False)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "ApplicationInformation":
        """Parse the file."""
        specification, key, version, municipality, rest = inner_objects(raw, 0xFF30, range(0xDF31, 0xDF36))
        if len(specification.value) != 4 or len(version.value) != 1 or len(rest.value) != 16 + OPAQUE_SIZE:
            sizes = f"{len(specification.value)}, {len(version.value)} and {len(rest.value)} bytes"
            raise EncodingError("application information", "fields of 4, 1 and 272 bytes", sizes)
        return cls(
            specification=specification.value,
            key=KeyIdentifier.from_bytes(key.value),
            version=version.value[0],
            municipality=MunicipalityCode.from_chip(municipality.value),
            opaque_key=KeyIdentifier.from_bytes(rest.value[:16]),
            opaque=rest.value[16:],
        )

    def to_bytes(self) -> bytes:
        """The file without filler, 319 bytes."""
        return tlv.encode(
            0xFF30,
            tlv.encode(0xDF31, self.specification),
            tlv.encode(0xDF32, self.key.to_bytes()),
            tlv.encode(0xDF33, bytes((self.version,))),
            tlv.encode(0xDF34, self.municipality.to_chip()),
            tlv.encode(0xDF35, self.opaque_key.to_bytes(), self.opaque),
        )
