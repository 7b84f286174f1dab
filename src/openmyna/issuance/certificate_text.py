"""Text as a digital signature certificate writes it: JIS X 0208 and JIS X 0212 only, with flags for substitutes.

Which table of substitutes a municipality uses is its own affair; an order names those it needs.
"""

from collections.abc import Mapping

from openmyna.errors import Bilingual
from openmyna.identity.repertoire import in_repertoire
from openmyna.identity.written_text import written_characters
from openmyna.issuance.errors import CharacterNeedsSubstitute

__all__ = ["certificate_text", "in_repertoire"]


def certificate_text(text: str, substitutes: Mapping[str, str], label: Bilingual) -> tuple[str, str]:
    """The text with substitutes, and one 0 or 1 for each of its characters; raises where a substitute is missing."""
    written, flags = "", ""
    for position, character in enumerate(written_characters(text), start=1):
        if all(map(in_repertoire, character)):
            written += character
            flags += "0" * len(character)
            continue
        # A variant form is a character of its own here: its base form is a substitute like any other, to be named.
        substitute = substitutes.get(character, "")
        if not substitute or not all(map(in_repertoire, substitute)):
            raise CharacterNeedsSubstitute(label, position)
        written += substitute
        flags += "1" * len(substitute)
    return written, flags
