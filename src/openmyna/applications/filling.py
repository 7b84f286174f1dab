"""Filling an application: contents by the names of its layout, so that no file is forgotten and none is invented."""

from collections.abc import Mapping

from openmyna.card.contents import ApplicationContents, FileContents
from openmyna.identity.secret import PIN, KeyBytes
from openmyna.iso7816.layout import Application, Internal
from openmyna.pki.card_key import CardPublicKey

UNKNOWN_CONTENT = b"\xff" * 16
"""What the two readable files of unknown purpose were seen to hold."""


def transparent(data: bytes) -> FileContents:
    """A transparent file with these bytes, filler included."""
    return FileContents(data=data)


def records(*items: bytes) -> FileContents:
    """A file of records."""
    return FileContents(records=items)


def reference(secret: PIN | None, tries: int) -> FileContents:
    """Reference data with all its tries; blocked where no value was ever set."""
    if secret is None:
        return blocked()
    return FileContents(secret=secret.reveal().encode("ascii"), remaining=tries, maximum=tries)


def blocked() -> FileContents:
    """Reference data that was blocked when the card was issued or never set: nothing is ever compared with it."""
    return FileContents()


def private_key(key: KeyBytes) -> FileContents:
    """A private key, PKCS#8 DER."""
    return FileContents(data=key.reveal())


def authority_key(key: CardPublicKey) -> FileContents:
    """The key a terminal's certificate is checked against, SubjectPublicKeyInfo DER."""
    from openmyna.pki.keys import public_to_der

    return FileContents(data=public_to_der(key.to_key()))


def fill(
    layout: Application, files: Mapping[str, FileContents], objects: Mapping[str, bytes] | None = None
) -> ApplicationContents:
    """Contents of every file and object of the layout; files that can only be selected need none.

    A name that is missing or unknown is a fault of the caller's program and raises KeyError.
    """
    given = dict(files)
    contents = ApplicationContents(aid=layout.aid)
    for row in layout.files:
        internal = isinstance(row.body, Internal)
        contents.files[row.identifier] = FileContents() if internal else given.pop(row.name)
    held = dict(objects or {})
    for item in layout.objects:
        contents.objects[item.tag] = held.pop(item.name)
    if given or held:
        raise KeyError(f"{layout.name} has no {sorted(given) + sorted(held)}")
    return contents
