"""Hair that hangs behind the head of a drawn portrait: drawn before the shoulders, seen beside the neck."""

from openmyna.face.portrait.figure import MIDDLE, Figure, ellipse, path, tone, turned

COVERING = frozenset({"bob", "shoulder", "long", "half_up", "wavy"})
"""Styles that hide the ears."""


def behind(figure: Figure) -> str:
    """What the style lets hang down; nothing for short hair."""
    drawing = _BEHIND.get(figure.traits.style)
    return turned(figure, drawing(figure)) if drawing else ""


def _fall(figure: Figure, low: float, wide: float, *, tips: float = 18) -> str:
    """Hair hanging behind the head down to `low`."""
    left, right, top = figure.left - wide, figure.right + wide, figure.top - 6
    shade = tone(figure.traits.hair, 0.86)
    return path(
        f"M{left + 6:.1f} {figure.eyes:.1f} C{left + 2:.1f} {top:.1f} {right - 2:.1f} {top:.1f} {right - 6:.1f} "
        f"{figure.eyes:.1f} "
        f"C{right + 2:.1f} {figure.below_eyes(0.6):.1f} {right + 6:.1f} {low - 30:.1f} {right - 2:.1f} {low:.1f} "
        f"Q{MIDDLE} {low + tips:.1f} {left + 2:.1f} {low:.1f} "
        f"C{left - 6:.1f} {low - 30:.1f} {left - 2:.1f} {figure.below_eyes(0.6):.1f} {left + 6:.1f} {figure.eyes:.1f} "
        f"Z",
        shade,
    )


def _behind_bob(figure: Figure) -> str:
    return _fall(figure, figure.chin - 2, 17)


def _behind_shoulder(figure: Figure) -> str:
    return _fall(figure, figure.shoulder_line + 6, 17)


def _behind_long(figure: Figure) -> str:
    return _fall(figure, figure.shoulder_line + 62, 19)


def _behind_wavy(figure: Figure) -> str:
    """Shoulder-length locks."""
    hair = tone(figure.traits.hair, 0.86)
    steps = (figure.below_eyes(part) for part in (0.05, 0.40, 0.75, 1.08, 1.36))
    locks = "".join(
        ellipse(MIDDLE + side * (figure.half + 8 + (index % 2) * 8), y, 23, 27, hair)
        for index, y in enumerate(steps)
        for side in (-1, 1)
    )
    return _fall(figure, figure.shoulder_line - 4, 12) + locks


def _behind_bun(figure: Figure) -> str:
    hair = figure.traits.hair
    return ellipse(MIDDLE, figure.top - 22, 37, 30, tone(hair, 0.9))


def _behind_ponytail(figure: Figure) -> str:
    right, hair = figure.right, tone(figure.traits.hair, 0.86)
    return path(
        f"M{right - 34:.1f} {figure.top + 6:.1f} C{right + 30:.1f} {figure.top - 8:.1f} {right + 52:.1f} "
        f"{figure.eyes:.1f} "
        f"{right + 34:.1f} {figure.chin + 16:.1f} C{right + 28:.1f} {figure.chin + 40:.1f} {right + 14:.1f} "
        f"{figure.chin + 34:.1f} "
        f"{right + 10:.1f} {figure.chin + 20:.1f} C{right + 18:.1f} {figure.eyes + 20:.1f} {right - 4:.1f} "
        f"{figure.eyes - 30:.1f} "
        f"{right - 34:.1f} {figure.top + 44:.1f} Z",
        hair,
    )


def _behind_tails(figure: Figure) -> str:
    hair = tone(figure.traits.hair, 0.86)
    tails = ""
    for side in (-1, 1):
        root = MIDDLE + side * (figure.half + 2)
        tails += path(
            f"M{root:.1f} {figure.eyes - 26:.1f} C{root + side * 52:.1f} {figure.eyes - 44:.1f} {root + side * 56:.1f} "
            f"{figure.chin - 6:.1f} {root + side * 30:.1f} {figure.chin + 26:.1f} "
            f"C{root + side * 16:.1f} {figure.chin + 6:.1f} {root + side * 8:.1f} {figure.eyes + 36:.1f} {root:.1f} "
            f"{figure.eyes + 8:.1f} Z",
            hair,
        ) + ellipse(root + side * 6, figure.eyes - 14, 9, 11, figure.traits.cloth)
    return tails


_BEHIND = {
    "bob": _behind_bob,
    "shoulder": _behind_shoulder,
    "long": _behind_long,
    "half_up": _behind_long,
    "wavy": _behind_wavy,
    "bun": _behind_bun,
    "ponytail": _behind_ponytail,
    "twin_tails": _behind_tails,
}
