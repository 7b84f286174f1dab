"""What has to be fetched for one certificate, as the certificate itself says it: whose list, of which place, which number.

It is a claim until the decision has checked the signatures; here it only says where to look.
"""

from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import NameOID

from openmyna.pki import names
from openmyna.pki.authority.records import AuthorityKind, Partition
from openmyna.pki.revocation.errors import PartitionUnusable
from openmyna.pki.revocation.partitions import authority_list_path, list_path
from openmyna.pki.validation.leaf import Leaf
from openmyna.pki.validation.shape import Shape

_POINT_SUFFIX = " CRLDP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where evidence about one certificate lies, below the folder or address at which an authority publishes."""

    authority: AuthorityKind
    key_identifier: bytes
    """Of the issuer; empty where the certificate names none."""
    partition: Partition | None

    @classmethod
    def of(cls, leaf: Leaf) -> "Wanted":
        """Out of a certificate that was read."""
        shape = leaf.shape
        return cls(
            authority=_authority(bytes(leaf.issuer), shape),
            key_identifier=shape.issuer_key or b"",
            partition=_partition(shape),
        )

    @property
    def list_path(self) -> str:
        """Of the list that would name it; empty where the certificate does not say enough."""
        if not self.key_identifier or self.partition is None:
            return ""
        try:
            return str(list_path(self.authority, self.key_identifier, self.partition))
        except PartitionUnusable:
            # The name comes out of a certificate nobody has checked yet; what could lead elsewhere leads nowhere.
            return ""

    @property
    def authority_list_path(self) -> str:
        """Of the list that would name its issuer; empty where it names no issuer."""
        return str(authority_list_path(self.authority, self.key_identifier)) if self.key_identifier else ""

    @property
    def responder_path(self) -> str:
        """Of the responder, below the address of the service."""
        return f"ocsp/{self.authority.value}"


def _authority(issuer: bytes, shape: Shape) -> AuthorityKind:
    """By the issuer's name; of issuers with other names, by what the key is for: only one of the two kinds commits."""
    for kind, own in ((AuthorityKind.SIGN, names.SIGN), (AuthorityKind.AUTH, names.AUTH)):
        if own.distinguished_name().public_bytes().endswith(issuer) and issuer:
            return kind
    return AuthorityKind.SIGN if "nonRepudiation" in (shape.key_usage or ()) else AuthorityKind.AUTH


def _partition(shape: Shape) -> Partition | None:
    named = [point.value for point in shape.points if isinstance(point, x509.DirectoryName)]
    if len(named) != 1:
        return None
    units = named[0].get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    entries = named[0].get_attributes_for_oid(NameOID.COMMON_NAME)
    if len(units) < 2 or len(entries) != 1:
        return None
    municipality = str(entries[0].value).removesuffix(_POINT_SUFFIX)
    return Partition(prefecture=str(units[-1].value), municipality=municipality)
