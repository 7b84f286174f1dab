"""The folder in which an authority publishes: its own certificates, and the list that would name a certificate."""

from pathlib import Path

from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.fetchers.errors import SourceTooLarge, SourceUnreadable

_LARGEST_CERTIFICATE = 64 * 1024


class PublishedFolder:
    """Reads what lies in `<authority folder>/published`; what is not there is None, what cannot be read is told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, path: str, most_bytes: int) -> bytes | None:
        """The content of a published file, by its path as `Wanted` gives it."""
        return read_evidence(self.folder.joinpath(*path.split("/")), most_bytes, missing_is_fine=True)

    def authority_lists(self, kind: AuthorityKind) -> tuple[str, ...]:
        """Paths of the lists on which an authority's own generations would stand."""
        return tuple(
            f"arl/{kind.value}/{path.name}" for path in sorted((self.folder / "arl" / kind.value).glob("*.crl"))
        )

    def authorities(self) -> tuple[bytes, ...]:
        """The certificate of every generation of both authorities."""
        found: list[bytes] = []
        for kind in AuthorityKind:
            for path in sorted((self.folder / "ca" / kind.value).glob("*.cer")):
                content = read_evidence(path, _LARGEST_CERTIFICATE, missing_is_fine=True)
                if content is not None:
                    found.append(content)
        return tuple(found)


def read_evidence(path: Path, most_bytes: int, *, missing_is_fine: bool = False) -> bytes | None:
    """The content of a file of at most so many bytes; every other outcome is a `FetchFailed` that names it."""
    try:
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    except (FileNotFoundError, NotADirectoryError) as missing:
        if missing_is_fine:
            return None
        raise SourceUnreadable(str(path), missing.strerror or "not found") from None
    except (OSError, ValueError) as failure:
        reason = failure.strerror if isinstance(failure, OSError) else None
        raise SourceUnreadable(str(path), reason or type(failure).__name__) from None
    if len(content) > most_bytes:
        raise SourceTooLarge(str(path), most_bytes)
    return content
