"""A drawn portrait for the face of a card: a person who does not exist, the same for the same seed, age and sex.

It is a drawing marked 見本 and shows nobody; a baby's card has none. The other modules choose the traits and
draw the parts.
"""

from dataclasses import dataclass, field

from openmyna.errors import EncodingError
from openmyna.face.box import Box
from openmyna.face.portrait.clothes import before_neck, behind_neck, neck
from openmyna.face.portrait.face import features, head
from openmyna.face.portrait.figure import HEIGHT, MIDDLE, WIDTH, Figure, stroke
from openmyna.face.portrait.hair import before
from openmyna.face.portrait.hair_behind import behind
from openmyna.face.portrait.traits import traits
from openmyna.identity.errors import SexUnknown
from openmyna.identity.sex import Sex

_MARK = (
    # The two characters of the mark as strokes, so that it needs no font.
    "M8 4 H30 V26 H8 Z M8 11.3 H30 M8 18.6 H30 M14 26 Q13 36 5 40 M23 26 V36 Q23 39 26 39 H32 Q34 39 34 34",
    "M48 12 H84 M66 3 V41 M65 13 Q60 26 47 33 M67 13 Q72 26 85 33 M57 31 H75",
)
_RED = "#b3261e"
_CLOSER = 1.1
"""How much the figure is enlarged to fill the field as an identity photograph does."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """Who is drawn; the drawing follows from these three alone."""

    seed: str
    age: int = field(repr=False)
    sex: Sex = field(repr=False)

    @classmethod
    def from_text(cls, text: str) -> "Portrait":
        """From the form in which a card image keeps it: `hanako/36/female`."""
        parts = text.rsplit("/", 2)
        if len(parts) != 3 or not (parts[1].isascii() and parts[1].isdigit()):
            raise EncodingError("portrait", "seed, age and sex, parted by /", f"{len(text)} characters that are not")
        try:
            return cls(parts[0], int(parts[1]), Sex.from_text(parts[2]))
        except SexUnknown as refusal:
            raise EncodingError("portrait", "the sex as its last part", f"{refusal.length} other characters") from None

    def to_text(self) -> str:
        """The form in which a card image keeps it."""
        return f"{self.seed}/{self.age}/{self.sex.value}"

    def svg_elements(self, box: Box) -> str:
        """The drawing as SVG elements that fill a box of the proportions 35 to 45, the mark included."""
        return (
            f'<g transform="translate({box.x:.4f} {box.y:.4f}) scale({box.width / WIDTH:.6f} {box.height / HEIGHT:.6f})">'
            f"{self._drawing()}</g>"
        )

    def svg(self, width: int = WIDTH, height: int = HEIGHT) -> str:
        """The drawing as an SVG document of its own."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {WIDTH} {HEIGHT}"'
            f' preserveAspectRatio="none">{self._drawing()}</svg>'
        )

    def _drawing(self) -> str:
        chosen = traits(self.seed, self.age, self.sex)
        figure = Figure.of(chosen)
        ground = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{chosen.background}"/>'
        person = (behind, behind_neck, neck, before_neck, head, features, before)
        drawn = "".join(layer(figure) for layer in person)
        # The lower edge stays where it is, so nothing hangs out of the field there.
        closer = f"translate({MIDDLE * (1 - _CLOSER):.3f} {HEIGHT * (1 - _CLOSER):.3f}) scale({_CLOSER})"
        return f'{ground}<g transform="{closer}">{drawn}</g>{_mark()}'


def _mark() -> str:
    """見本 on a plate in the lower left corner, a part of the drawing."""
    plate = '<rect x="8" y="388" width="108" height="54" rx="7" fill="#ffffff" stroke="#b3261e" stroke-width="2.5"/>'
    strokes = "".join(stroke(data, _RED, 4.2) for data in _MARK)
    return f'{plate}<g transform="translate(17.5 393)">{strokes}</g>'
