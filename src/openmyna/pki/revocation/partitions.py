"""Which list is about which certificates, and where it lies: one for each municipality and generation, one for authorities.

A list is named by directory entry alone, as in the real hierarchy; the paths are ours, and are the same in a folder and
over HTTP.
"""

from dataclasses import dataclass
from pathlib import PurePosixPath

from openmyna.pki.authority.records import AuthorityKind, Partition
from openmyna.pki.revocation.errors import PartitionUnusable


@dataclass(frozen=True, slots=True, kw_only=True)
class ListName:
    """One list, through all its numbers."""

    authority: AuthorityKind
    generation: int
    partition: Partition | None
    """None: the list of authorities that are no longer to be believed."""

    def path(self, key_identifier: bytes) -> PurePosixPath:
        """Where it lies among what an authority publishes; raises `PartitionUnusable`."""
        if self.partition is None:
            return authority_list_path(self.authority, key_identifier)
        return list_path(self.authority, key_identifier, self.partition)


def list_path(authority: AuthorityKind, key_identifier: bytes, partition: Partition) -> PurePosixPath:
    """`crl/sign/4f.../Mihon-ken/Tamago-shi.crl`; raises `PartitionUnusable`."""
    # What becomes part of a path or of an address is never taken as it comes.
    if not partition.locality.well_written:
        raise PartitionUnusable(partition.to_text())
    folder = PurePosixPath("crl", authority.value, key_identifier.hex(), partition.prefecture)
    return folder / f"{partition.municipality}.crl"


def authority_list_path(authority: AuthorityKind, key_identifier: bytes) -> PurePosixPath:
    """`arl/sign/4f....crl`."""
    return PurePosixPath("arl", authority.value, f"{key_identifier.hex()}.crl")


def certificate_path(authority: AuthorityKind, key_identifier: bytes) -> PurePosixPath:
    """`ca/sign/4f....cer`: the authority's own certificate."""
    return PurePosixPath("ca", authority.value, f"{key_identifier.hex()}.cer")
