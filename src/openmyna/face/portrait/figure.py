"""The proportions of a drawn head and the few words in which it is drawn: SVG shapes on a field of 350 by 450.

Shapes are plain fills and strokes without clipping, gradients or identifiers, so that any reader of SVG draws them.
"""

from dataclasses import dataclass

from openmyna.face.portrait.traits import Traits

WIDTH, HEIGHT = 350, 450
"""Ten units to the millimetre of a photograph of 35 by 45 mm."""
MIDDLE = 175.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Where things are in one head; `half` is half of the face's width at the eyes."""

    traits: Traits
    top: float
    chin: float
    half: float
    eyes: float
    shoulder: float
    """Half of the shoulders' width."""
    shoulder_line: float
    neck: float

    @classmethod
    def of(cls, traits: Traits) -> "Figure":
        """Small children have round, low-set faces and narrow shoulders."""
        grown = traits.maturity
        top, chin = _mix(112, 92, grown), _mix(298, 300, grown)
        return cls(
            traits=traits,
            top=top,
            chin=chin,
            half=_mix(90, 79, grown) * traits.width,
            eyes=top + (chin - top) * _mix(0.585, 0.51, grown),
            shoulder=_mix(98, 146, grown),
            shoulder_line=_mix(350, 362, grown),
            neck=_mix(30, 38, grown),
        )

    @property
    def left(self) -> float:
        """The face's edge at the eyes, at the left of the picture."""
        return MIDDLE - self.half

    @property
    def right(self) -> float:
        """The face's edge at the eyes, at the right of the picture."""
        return MIDDLE + self.half

    def below_eyes(self, part: float) -> float:
        """A height between the eyes (0) and the chin (1)."""
        return self.eyes + (self.chin - self.eyes) * part


def _mix(small: float, grown: float, part: float) -> float:
    return small + (grown - small) * part


def tone(colour: str, factor: float) -> str:
    """A darker (below 1) or lighter (above 1) shade of a colour."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    if factor <= 1:
        shaded = [round(part * factor) for part in parts]
    else:
        shaded = [round(part + (255 - part) * (factor - 1)) for part in parts]
    return "#" + "".join(f"{part:02x}" for part in shaded)


def path(data: str, fill: str) -> str:
    """A filled path."""
    return f'<path d="{data}" fill="{fill}"/>'


def stroke(data: str, colour: str, width: float) -> str:
    """A line with round ends."""
    return (
        f'<path d="{data}" fill="none" stroke="{colour}" stroke-width="{width:.1f}"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    )


def ellipse(x: float, y: float, rx: float, ry: float, fill: str) -> str:
    """A filled ellipse."""
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="{fill}"/>'


def turned(figure: Figure, shapes: str) -> str:
    """The shapes, with left and right exchanged where the traits say so."""
    return f'<g transform="translate({WIDTH} 0) scale(-1 1)">{shapes}</g>' if figure.traits.mirrored else shapes
