"""The face of a drawn portrait: skull, ears, brows, eyes, nose, mouth, and what age, glasses and a beard add.

The look is that of a quiet flat illustration: few lines, no exaggeration, nobody's likeness.
"""

from openmyna.face.portrait.figure import MIDDLE, Figure, ellipse, path, stroke, tone
from openmyna.face.portrait.hair_behind import COVERING

_INK = "#3a2e2b"


def head(figure: Figure) -> str:
    """Ears and the bare face."""
    traits, left, right = figure.traits, figure.left, figure.right
    skin, ear = traits.skin, figure.below_eyes(0.12)
    ears = "".join(
        ellipse(MIDDLE + side * (figure.half + 3), ear, 13, 22, skin)
        + stroke(
            f"M{MIDDLE + side * (figure.half + 8):.1f} {ear - 9:.1f} q{-side * 6} 9 {-side * 2} 19",
            tone(skin, 0.84),
            2.4,
        )
        for side in (-1, 1)
    )
    depth = figure.chin - figure.eyes
    bend, chin = figure.eyes + depth * traits.jaw, figure.half * traits.chin
    temple, crown = figure.eyes - (figure.eyes - figure.top) * 0.68, figure.half * 0.66
    if traits.style in COVERING:
        ears = ""
    shape = (
        f"M{left:.1f} {figure.eyes:.1f} C{left:.1f} {temple:.1f} {MIDDLE - crown:.1f} {figure.top:.1f} {MIDDLE} "
        f"{figure.top:.1f} "
        f"C{MIDDLE + crown:.1f} {figure.top:.1f} {right:.1f} {temple:.1f} {right:.1f} {figure.eyes:.1f} "
        f"C{right:.1f} {bend:.1f} {MIDDLE + chin:.1f} {figure.chin:.1f} {MIDDLE} {figure.chin:.1f} "
        f"C{MIDDLE - chin:.1f} {figure.chin:.1f} {left:.1f} {bend:.1f} {left:.1f} {figure.eyes:.1f} Z"
    )
    return ears + path(shape, skin)


def features(figure: Figure) -> str:
    """Everything in the face, from the cheeks to the glasses."""
    parts = (_cheeks, _lines_of_age, _beard, _nose, _mouth, _moustache, _eyes, _brows, _glasses)
    return "".join(part(figure) for part in parts)


def _eye_places(figure: Figure) -> tuple[float, float]:
    distance = figure.half * 0.445 * figure.traits.eye_distance
    return MIDDLE - distance, MIDDLE + distance


def _cheeks(figure: Figure) -> str:
    traits = figure.traits
    shapes = ""
    for side in (-1, 1):
        x, y = MIDDLE + side * figure.half * 0.56, figure.below_eyes(0.42)
        if traits.blush:
            shapes += ellipse(x, y, 15, 10, _flushed(traits.skin))
        if traits.freckled:
            dots = ((-8, -4), (0, 1), (8, -3), (3, -8))
            shapes += "".join(ellipse(x + dx, y + dy, 1.7, 1.7, tone(traits.skin, 0.8)) for dx, dy in dots)
    return shapes


def _flushed(skin: str) -> str:
    red, green, blue = (int(skin[i : i + 2], 16) for i in (1, 3, 5))
    return f"#{red:02x}{round(green * 0.93):02x}{round(blue * 0.92):02x}"


def _lines_of_age(figure: Figure) -> str:
    age, skin = figure.traits.age, figure.traits.skin
    if age < 48:
        return ""
    line, width = tone(skin, 0.86), 2.2 if age < 65 else 2.8
    shapes = ""
    for side in (-1, 1):
        fold = MIDDLE + side * figure.half * 0.33
        shapes += stroke(
            f"M{fold:.1f} {figure.below_eyes(0.46):.1f} Q{fold + side * 11:.1f} {figure.below_eyes(0.55):.1f} "
            f"{fold + side * 9:.1f} {figure.below_eyes(0.64):.1f}",
            line,
            width,
        )
        eye = _eye_places(figure)[side > 0]
        shapes += stroke(f"M{eye - 11:.1f} {figure.eyes + 17:.1f} q11 6 22 0", line, width)
        if age >= 65:
            corner = eye + side * 23
            shapes += stroke(f"M{corner:.1f} {figure.eyes - 1:.1f} l{side * 7} -3", line, width)
            shapes += stroke(f"M{corner:.1f} {figure.eyes + 5:.1f} l{side * 7} 2", line, width)
    if age >= 60:
        high = figure.top + (figure.eyes - figure.top) * 0.50
        for y, half in ((high, 24), (high + 9, 19))[: 1 if age < 70 else 2]:
            shapes += stroke(f"M{MIDDLE - half} {y:.1f} Q{MIDDLE} {y - 4:.1f} {MIDDLE + half} {y:.1f}", line, width)
    return shapes


def _nose(figure: Figure) -> str:
    traits, y = figure.traits, figure.below_eyes(0.42)
    line, size = tone(traits.skin, 0.78), 0.7 + 0.3 * traits.maturity
    if traits.nose == "round":
        return stroke(f"M{MIDDLE - 8 * size:.1f} {y:.1f} q{8 * size:.1f} {8 * size:.1f} {16 * size:.1f} 0", line, 3.6)
    if traits.nose == "line":
        return stroke(
            f"M{MIDDLE + 2:.1f} {y - 26 * size:.1f} q{-9 * size:.1f} {20 * size:.1f} {-8 * size:.1f} {25 * size:.1f} "
            f"q{5 * size:.1f} {4 * size:.1f} {11 * size:.1f} {2 * size:.1f}",
            line,
            3.2,
        )
    return path(
        f"M{MIDDLE - 9 * size:.1f} {y:.1f} Q{MIDDLE} {y + 11 * size:.1f} {MIDDLE + 9 * size:.1f} {y:.1f} "
        f"Q{MIDDLE} {y + 4 * size:.1f} {MIDDLE - 9 * size:.1f} {y:.1f} Z",
        line,
    )


def _mouth(figure: Figure) -> str:
    traits, y = figure.traits, figure.below_eyes(0.68)
    half = (17 + 6 * traits.maturity) * traits.mouth_width
    colour = "#a85f57" if traits.skin > "#d" else "#7d3f38"
    if traits.beard == "short":
        colour = "#d99a90"
    curve = f"M{MIDDLE - half:.1f} {y:.1f} Q{MIDDLE} {y + 2 * traits.smile * 0.75:.1f} {MIDDLE + half:.1f} {y:.1f}"
    if not traits.lips:
        return stroke(curve, colour, 3.6)
    lips = path(
        f"M{MIDDLE - half:.1f} {y:.1f} Q{MIDDLE - half * 0.4:.1f} {y - 4:.1f} {MIDDLE - 5:.1f} {y - 4:.1f} "
        f"Q{MIDDLE} {y - 1:.1f} {MIDDLE + 5:.1f} {y - 4:.1f} Q{MIDDLE + half * 0.4:.1f} {y - 4:.1f} "
        f"{MIDDLE + half:.1f} {y:.1f} "
        f"Q{MIDDLE} {y + 2 * traits.smile * 0.75 + 13:.1f} {MIDDLE - half:.1f} {y:.1f} Z",
        tone("#c98078" if traits.skin > "#d" else "#96564c", 1.0),
    )
    return lips + stroke(curve, colour, 2.4)


def _eyes(figure: Figure) -> str:
    traits = figure.traits
    size = traits.eye_size * (1.30 - 0.26 * traits.maturity)
    shapes = ""
    for x, side in zip(_eye_places(figure), (-1, 1), strict=True):
        y, half = figure.eyes, 15.5 * size
        height = {"round": 10.0, "almond": 8.2, "soft": 9.0}[traits.eyes] * size
        tilt = {"round": 0.0, "almond": 2.0, "soft": -1.2}[traits.eyes]
        inner, outer = x - side * half, x + side * half
        white = (
            f"M{inner:.1f} {y + 1.5:.1f} Q{x:.1f} {y - 2 * height + 1:.1f} {outer:.1f} {y - tilt:.1f} "
            f"Q{x:.1f} {y + 1.5 * height:.1f} {inner:.1f} {y + 1.5:.1f} Z"
        )
        lid = f"M{inner:.1f} {y + 1.5:.1f} Q{x:.1f} {y - 2 * height + 1:.1f} {outer:.1f} {y - tilt:.1f}"
        iris = min(height * 0.84, 8.2 * size)
        shapes += path(white, "#fbf8f4") + ellipse(x, y - 0.8, iris, iris, _INK)
        shapes += ellipse(x + 2.4, y - 3.4, 2.1, 2.1, "#ffffff")
        shapes += stroke(lid, _INK, 3.6 if traits.brow_weight < 5.7 else 3.0)
    return shapes


def _brows(figure: Figure) -> str:
    traits = figure.traits
    colour = tone(traits.hair, 0.92) if traits.age > 56 else tone(traits.hair, 1.08)
    shapes = ""
    for x, side in zip(_eye_places(figure), (-1, 1), strict=True):
        y, weight = figure.eyes - 26 - 3 * traits.maturity, traits.brow_weight * (0.7 + 0.3 * traits.maturity)
        shapes += stroke(
            f"M{x - side * 16:.1f} {y + 2:.1f} Q{x + side * 4:.1f} {y - 6 - traits.brow_tilt:.1f} {x + side * 19:.1f} "
            f"{y + 3:.1f}",
            colour,
            weight,
        )
    return shapes


def _beard(figure: Figure) -> str:
    """Short hair along the jaw, with the mouth left free."""
    traits = figure.traits
    if traits.beard != "short":
        return ""
    hair, y = tone(traits.hair, 1.06), figure.below_eyes(0.68)
    depth, chin = figure.chin - figure.eyes, figure.half * traits.chin
    bend, start, half = figure.eyes + depth * traits.jaw, figure.below_eyes(0.10), figure.half
    return path(
        f"M{MIDDLE - half:.1f} {start:.1f} C{MIDDLE - half:.1f} {bend + 6:.1f} {MIDDLE - chin:.1f} "
        f"{figure.chin + 5:.1f} {MIDDLE} {figure.chin + 5:.1f} "
        f"C{MIDDLE + chin:.1f} {figure.chin + 5:.1f} {MIDDLE + half:.1f} {bend + 6:.1f} {MIDDLE + half:.1f} "
        f"{start:.1f} "
        f"C{MIDDLE + half - 10:.1f} {figure.below_eyes(0.5):.1f} {MIDDLE + 44:.1f} {y - 16:.1f} {MIDDLE + 26:.1f} "
        f"{y - 17:.1f} "
        f"Q{MIDDLE} {y - 24:.1f} {MIDDLE - 26} {y - 17:.1f} "
        f"C{MIDDLE - 44:.1f} {y - 16:.1f} {MIDDLE - half + 10:.1f} {figure.below_eyes(0.5):.1f} {MIDDLE - half:.1f} "
        f"{start:.1f} Z",
        hair,
    )


def _moustache(figure: Figure) -> str:
    traits = figure.traits
    if traits.beard != "moustache":
        return ""
    y = figure.below_eyes(0.57)
    return path(
        f"M{MIDDLE - 28} {y + 8:.1f} Q{MIDDLE - 20} {y - 7:.1f} {MIDDLE} {y - 4:.1f} "
        f"Q{MIDDLE + 20} {y - 7:.1f} {MIDDLE + 28} {y + 8:.1f} Q{MIDDLE} {y + 6:.1f} {MIDDLE - 28} {y + 8:.1f} Z",
        tone(traits.hair, 0.9),
    )


def _glasses(figure: Figure) -> str:
    traits, y = figure.traits, figure.eyes + 1
    if not traits.glasses:
        return ""
    left, right = _eye_places(figure)
    colour = "#3b3a40" if traits.mirrored else "#6d5346"
    rims = ""
    for x in (left, right):
        if traits.glasses == "round":
            rims += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="25" fill="none" stroke="{colour}" stroke-width="3.6"/>'
        elif traits.glasses == "square":
            rims += (
                f'<rect x="{x - 27:.1f}" y="{y - 19:.1f}" width="54" height="39" rx="9" fill="none"'
                f' stroke="{colour}" stroke-width="3.8"/>'
            )
        else:
            rims += stroke(f"M{x - 26:.1f} {y - 12:.1f} q0 -6 6 -6 l40 0 q6 0 6 6", colour, 4.4)
            rims += stroke(f"M{x - 26:.1f} {y - 12:.1f} q-1 32 26 32 q27 0 26 -32", tone(colour, 1.4), 1.8)
    reach = 25 if traits.glasses == "round" else 27
    bridge = stroke(
        f"M{left + reach - 1:.1f} {y - 5:.1f} Q{MIDDLE} {y - 13:.1f} {right - reach + 1:.1f} {y - 5:.1f}", colour, 3.4
    )
    arms = stroke(f"M{left - reach:.1f} {y - 6:.1f} L{figure.left - 2:.1f} {y - 9:.1f}", colour, 3.2)
    arms += stroke(f"M{right + reach:.1f} {y - 6:.1f} L{figure.right + 2:.1f} {y - 9:.1f}", colour, 3.2)
    return rims + bridge + arms
