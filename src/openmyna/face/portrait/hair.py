"""Hair of a drawn portrait that covers skull and forehead; `hair_behind` draws what hangs down.

A style has a drawing in either or both; those parted at one side may be mirrored by the traits.
"""

from collections.abc import Callable

from openmyna.face.portrait.figure import MIDDLE, Figure, ellipse, path, stroke, tone, turned


def before(figure: Figure) -> str:
    """What is drawn over the face."""
    return turned(figure, _BEFORE[figure.traits.style](figure))


def _cap(figure: Figure, inner: str, *, rise: float = 20, side: float = 9, down: float = 0.16) -> str:
    """Hair round the skull: `inner` leads from the right temple over the forehead to the left one."""
    low, top = figure.below_eyes(down), figure.top - rise
    left, right = figure.left - side, figure.right + side
    reach = figure.eyes - (figure.eyes - top) * 0.62
    outer = (
        f"M{left:.1f} {low:.1f} C{left - 5:.1f} {reach:.1f} {MIDDLE - figure.half * 0.72:.1f} {top:.1f} {MIDDLE} "
        f"{top:.1f} "
        f"C{MIDDLE + figure.half * 0.72:.1f} {top:.1f} {right + 5:.1f} {reach:.1f} {right:.1f} {low:.1f} "
    )
    shine = stroke(
        f"M{MIDDLE - figure.half * 0.62:.1f} {figure.top + 10:.1f} "
        f"Q{MIDDLE - figure.half * 0.3:.1f} {figure.top - rise * 0.5:.1f} {MIDDLE + figure.half * 0.1:.1f} "
        f"{figure.top - rise * 0.42:.1f}",
        tone(figure.traits.hair, 1.13),
        5,
    )
    return path(f"{outer}{inner} Z", figure.traits.hair) + shine


def _temples(figure: Figure, down: float = 0.16, inset: float = 7) -> tuple[str, str]:
    """Where the inner line begins (right) and ends (left)."""
    low = figure.below_eyes(down)
    return f"L{figure.right - inset:.1f} {low - 4:.1f}", f"{figure.left + inset:.1f} {low - 4:.1f}"


def _brow_line(figure: Figure, part: float) -> float:
    """A height on the forehead: 0 at the top of the skull, 1 at the eyes."""
    return figure.top + (figure.eyes - figure.top) * part


def _straight(figure: Figure, depth: float = 0.62) -> str:
    start, end = _temples(figure)
    line = _brow_line(figure, depth)
    inner = (
        f"{start} C{figure.right - 8:.1f} {line + 12:.1f} {figure.right - 12:.1f} {line + 2:.1f} "
        f"{figure.right - 18:.1f} {line:.1f} "
        f"Q{MIDDLE} {line - 9:.1f} {figure.left + 18:.1f} {line:.1f} "
        f"C{figure.left + 12:.1f} {line + 2:.1f} {figure.left + 8:.1f} {line + 12:.1f} {end}"
    )
    return _cap(figure, inner, rise=22, side=11)


def _parted(figure: Figure, *, rise: float = 22, side: float = 9, down: float = 0.16) -> str:
    """A parting at the left of the picture, the hair falling to both sides."""
    start, end = _temples(figure, down)
    part, high = MIDDLE - figure.half * 0.34, _brow_line(figure, 0.22)
    inner = (
        f"{start} C{figure.right - 6:.1f} {_brow_line(figure, 0.86):.1f} {figure.right - 16:.1f} "
        f"{_brow_line(figure, 0.66):.1f} "
        f"{figure.right - 28:.1f} {_brow_line(figure, 0.56):.1f} "
        f"C{MIDDLE + 20:.1f} {_brow_line(figure, 0.52):.1f} {part + 14:.1f} {_brow_line(figure, 0.40):.1f} {part:.1f} "
        f"{high:.1f} "
        f"C{part - 8:.1f} {_brow_line(figure, 0.44):.1f} {figure.left + 18:.1f} {_brow_line(figure, 0.56):.1f} "
        f"{figure.left + 13:.1f} {_brow_line(figure, 0.74):.1f} L{end}"
    )
    return _cap(figure, inner, rise=rise, side=side, down=down)


def _centre(figure: Figure, *, rise: float = 20, side: float = 11, down: float = 0.3) -> str:
    """A parting in the middle."""
    start, end = _temples(figure, down, 5)
    high = _brow_line(figure, 0.20)
    inner = (
        f"{start} C{figure.right - 4:.1f} {_brow_line(figure, 0.74):.1f} {MIDDLE + figure.half * 0.5:.1f} "
        f"{_brow_line(figure, 0.46):.1f} {MIDDLE} {high:.1f} "
        f"C{MIDDLE - figure.half * 0.5:.1f} {_brow_line(figure, 0.46):.1f} {figure.left + 4:.1f} "
        f"{_brow_line(figure, 0.74):.1f} {end}"
    )
    return _cap(figure, inner, rise=rise, side=side, down=down)


def _choppy(figure: Figure) -> str:
    """A fringe in strands."""
    start, end = _temples(figure)
    low, high = _brow_line(figure, 0.70), _brow_line(figure, 0.50)
    span = figure.right - figure.left - 30
    strands = "".join(
        f" L{figure.right - 15 - span * (step + 0.35) / 5:.1f} {low - (step % 2) * 5:.1f}"
        f" L{figure.right - 15 - span * (step + 0.8) / 5:.1f} {high + (step % 3) * 4:.1f}"
        for step in range(5)
    )
    return _cap(
        figure,
        f"{start} L{figure.right - 12:.1f} {high + 6:.1f}{strands} L{figure.left + 12:.1f} {low - 8:.1f} L{end}",
        rise=24,
    )


def _short(figure: Figure) -> str:
    """Short at the sides, brushed up a little at the front."""
    start, end = _temples(figure, 0.10)
    inner = (
        f"{start} C{figure.right - 8:.1f} {_brow_line(figure, 0.78):.1f} {figure.right - 10:.1f} "
        f"{_brow_line(figure, 0.52):.1f} "
        f"{figure.right - 26:.1f} {_brow_line(figure, 0.42):.1f} "
        f"Q{MIDDLE + 10:.1f} {_brow_line(figure, 0.30):.1f} {figure.left + 30:.1f} {_brow_line(figure, 0.46):.1f} "
        f"C{figure.left + 14:.1f} {_brow_line(figure, 0.54):.1f} {figure.left + 10:.1f} "
        f"{_brow_line(figure, 0.80):.1f} {end}"
    )
    return _cap(figure, inner, rise=24, side=5, down=0.10)


def _crew(figure: Figure) -> str:
    """Cropped close to the skull."""
    start, end = _temples(figure, 0.04)
    inner = (
        f"{start} C{figure.right - 10:.1f} {_brow_line(figure, 0.50):.1f} {figure.right - 22:.1f} "
        f"{_brow_line(figure, 0.34):.1f} "
        f"{MIDDLE} {_brow_line(figure, 0.33):.1f} "
        f"C{figure.left + 22:.1f} {_brow_line(figure, 0.34):.1f} {figure.left + 10:.1f} "
        f"{_brow_line(figure, 0.50):.1f} {end}"
    )
    return _cap(figure, inner, rise=11, side=3, down=0.04)


def _swept(figure: Figure) -> str:
    """Brushed back from a high forehead."""
    start, end = _temples(figure, 0.08)
    inner = (
        f"{start} C{figure.right - 10:.1f} {_brow_line(figure, 0.60):.1f} {figure.right - 14:.1f} "
        f"{_brow_line(figure, 0.30):.1f} "
        f"{MIDDLE + 24:.1f} {_brow_line(figure, 0.24):.1f} Q{MIDDLE - 20:.1f} {_brow_line(figure, 0.18):.1f} "
        f"{figure.left + 26:.1f} {_brow_line(figure, 0.34):.1f} "
        f"C{figure.left + 12:.1f} {_brow_line(figure, 0.44):.1f} {figure.left + 10:.1f} "
        f"{_brow_line(figure, 0.66):.1f} {end}"
    )
    return _cap(figure, inner, rise=20, side=5, down=0.08)


def _receding(figure: Figure) -> str:
    """High temples with hair between them."""
    start, end = _temples(figure, 0.08)
    inner = (
        f"{start} C{figure.right - 8:.1f} {_brow_line(figure, 0.50):.1f} {figure.right - 16:.1f} "
        f"{_brow_line(figure, 0.20):.1f} "
        f"{MIDDLE + 44:.1f} {_brow_line(figure, 0.14):.1f} Q{MIDDLE + 24:.1f} {_brow_line(figure, 0.20):.1f} {MIDDLE} "
        f"{_brow_line(figure, 0.20):.1f} "
        f"Q{MIDDLE - 24:.1f} {_brow_line(figure, 0.20):.1f} {MIDDLE - 44:.1f} {_brow_line(figure, 0.14):.1f} "
        f"C{figure.left + 16:.1f} {_brow_line(figure, 0.20):.1f} {figure.left + 8:.1f} {_brow_line(figure, 0.50):.1f} "
        f"{end}"
    )
    return _cap(figure, inner, rise=9, side=4, down=0.08)


def _bald(figure: Figure) -> str:
    """Hair at the sides only."""
    return "".join(
        path(
            f"M{MIDDLE + side * (figure.half - 7):.1f} {figure.below_eyes(0.06):.1f} "
            f"C{MIDDLE + side * (figure.half - 9):.1f} {_brow_line(figure, 0.72):.1f} "
            f"{MIDDLE + side * (figure.half - 7):.1f} "
            f"{_brow_line(figure, 0.50):.1f} {MIDDLE + side * (figure.half - 16):.1f} {_brow_line(figure, 0.30):.1f} "
            f"C{MIDDLE + side * (figure.half + 10):.1f} {_brow_line(figure, 0.40):.1f} "
            f"{MIDDLE + side * (figure.half + 11):.1f} "
            f"{_brow_line(figure, 0.80):.1f} {MIDDLE + side * (figure.half + 6):.1f} {figure.below_eyes(0.14):.1f} Z",
            figure.traits.hair,
        )
        for side in (-1, 1)
    )


def _curls(figure: Figure) -> str:
    """Locks round the skull and along the forehead."""
    hair, half = figure.traits.hair, figure.half
    ring = "".join(
        ellipse(MIDDLE + x * half, figure.top + y * (figure.eyes - figure.top), 23, 21, hair)
        for x, y in (
            *((-1.02, 0.82), (-1.02, 0.52), (-0.90, 0.24), (-0.64, 0.02), (-0.32, -0.10), (0.02, -0.14)),
            *((0.36, -0.10), (0.66, 0.02), (0.92, 0.24), (1.03, 0.52), (1.02, 0.82)),
            *((-0.72, 0.36), (-0.42, 0.30), (-0.10, 0.26), (0.24, 0.30), (0.54, 0.30), (0.80, 0.42)),
        )
    )
    return _short(figure) + ring


def _bowl(figure: Figure) -> str:
    return _straight(figure, 0.66)


_BEFORE: dict[str, Callable[[Figure], str]] = {
    "bob": _straight,
    "shoulder": _parted,
    "long": _centre,
    "half_up": _choppy,
    "wavy": _centre,
    "bun": _swept,
    "ponytail": _parted,
    "twin_tails": _straight,
    "pixie": _choppy,
    "side_part": _parted,
    "short": _short,
    "crew": _crew,
    "swept": _swept,
    "fringe": _choppy,
    "curly": _curls,
    "bowl": _bowl,
    "receding": _receding,
    "bald": _bald,
}
