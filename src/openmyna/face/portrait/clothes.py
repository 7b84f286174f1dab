"""Neck, shoulders and clothing of a drawn portrait; the field's lower edge cuts them off as a photograph's does.

Clothing is plain and everyday: no uniform, no mark, no brand.
"""

from openmyna.face.portrait.figure import HEIGHT, MIDDLE, Figure, path, stroke, tone


def neck(figure: Figure) -> str:
    """The neck with the chin's shadow on it; drawn before the face and after the shoulders."""
    skin, half, chin = figure.traits.skin, figure.neck, figure.chin
    left, right, low = MIDDLE - half, MIDDLE + half, figure.shoulder_line + 6
    column = (
        f"M{left:.1f} {chin - 40:.1f} L{left:.1f} {low - 8:.1f} Q{MIDDLE} {low + 50:.1f} {right:.1f} {low - 8:.1f} "
        f"L{right:.1f} {chin - 40:.1f} Z"
    )
    shadow = (
        f"M{left:.1f} {chin - 26:.1f} L{right:.1f} {chin - 26:.1f} L{right:.1f} {chin + 6:.1f} "
        f"Q{MIDDLE} {chin + 40:.1f} {left:.1f} {chin + 6:.1f} Z"
    )
    return path(column, skin) + path(shadow, tone(skin, 0.88))


def _torso(figure: Figure) -> str:
    """From the neck over both shoulders to the lower edge."""
    line, half, neck_half = figure.shoulder_line, figure.shoulder, figure.neck + 6
    left, right = MIDDLE - half, MIDDLE + half
    return (
        f"M{MIDDLE - neck_half:.1f} {line - 14:.1f} "
        f"C{MIDDLE - neck_half - 30:.1f} {line + 8:.1f} {left + 12:.1f} {line + 6:.1f} {left:.1f} {line + 52:.1f} "
        f"L{left - 8:.1f} {HEIGHT} L{right + 8:.1f} {HEIGHT} L{right:.1f} {line + 52:.1f} "
        f"C{right - 12:.1f} {line + 6:.1f} {MIDDLE + neck_half + 30:.1f} {line + 8:.1f} "
        f"{MIDDLE + neck_half:.1f} {line - 14:.1f} Z"
    )


def behind_neck(figure: Figure) -> str:
    """The garment itself, over which the neck is drawn."""
    traits = figure.traits
    outer = {"shirt": traits.second_cloth, "blouse": traits.second_cloth}.get(traits.clothing, traits.cloth)
    return path(_torso(figure), outer)


def before_neck(figure: Figure) -> str:
    """Collar and opening, drawn over the neck."""
    return _GARMENTS[figure.traits.clothing](figure)


def _opening(figure: Figure, depth: float, spread: float, colour: str) -> str:
    """The skin or the undergarment seen in a neckline that ends in a point."""
    line, half = figure.shoulder_line, figure.neck + spread
    return path(
        f"M{MIDDLE - half:.1f} {line - 8:.1f} L{MIDDLE} {line + depth:.1f} L{MIDDLE + half:.1f} {line - 8:.1f} Z",
        colour,
    )


def _hem(figure: Figure, depth: float, colour: str, width: float) -> str:
    """The edge of a round neckline."""
    line, half = figure.shoulder_line, figure.neck + 12
    return stroke(
        f"M{MIDDLE - half:.1f} {line - 8:.1f} Q{MIDDLE} {line + 2 * depth:.1f} {MIDDLE + half:.1f} {line - 8:.1f}",
        colour,
        width,
    )


def _round_front(figure: Figure, depth: float, colour: str) -> str:
    """Cloth below a round neckline, over the neck's lower end."""
    line, half = figure.shoulder_line, figure.neck + 12
    return path(
        f"M{MIDDLE - half - 14:.1f} {line + 4:.1f} L{MIDDLE - half:.1f} {line - 8:.1f} "
        f"Q{MIDDLE} {line + 2 * depth:.1f} {MIDDLE + half:.1f} {line - 8:.1f} L{MIDDLE + half + 14:.1f} {line + 4:.1f} "
        f"L{MIDDLE + half:.1f} {HEIGHT} L{MIDDLE - half:.1f} {HEIGHT} Z",
        colour,
    )


def _crew(figure: Figure) -> str:
    cloth = figure.traits.cloth
    return _round_front(figure, 16, cloth) + _hem(figure, 16, tone(cloth, 0.82), 7)


def _stripes(figure: Figure) -> str:
    pale, line, half = figure.traits.second_cloth, figure.shoulder_line, figure.shoulder
    bands = "".join(
        stroke(f"M{MIDDLE - half + inset:.1f} {line + y:.1f} L{MIDDLE + half - inset:.1f} {line + y:.1f}", pale, 9)
        for y, inset in ((38, 24), (62, 12), (84, 8))
    )
    return _round_front(figure, 14, figure.traits.cloth) + bands + _hem(figure, 14, pale, 7)


def _hood(figure: Figure) -> str:
    cloth, line, half = figure.traits.cloth, figure.shoulder_line, figure.neck + 14
    rolls = "".join(
        path(
            f"M{MIDDLE + side * half:.1f} {line - 20:.1f} "
            f"C{MIDDLE + side * (half + 34):.1f} {line - 8:.1f} {MIDDLE + side * (half + 6):.1f} {line + 40:.1f} "
            f"{MIDDLE} {line + 44:.1f} C{MIDDLE + side * 26:.1f} {line + 22:.1f} {MIDDLE + side * half:.1f} "
            f"{line + 8:.1f} "
            f"{MIDDLE + side * half:.1f} {line - 20:.1f} Z",
            tone(cloth, 0.86),
        )
        for side in (-1, 1)
    )
    strings = "".join(
        stroke(f"M{MIDDLE + side * 14:.1f} {line + 42:.1f} L{MIDDLE + side * 16:.1f} {line + 70:.1f}", "#f4f1ea", 4)
        for side in (-1, 1)
    )
    return _round_front(figure, 18, cloth) + rolls + strings


def _collar(figure: Figure, colour: str, drop: float, meeting: float = 0.42) -> str:
    """Two points of a shirt's collar, which meet at a part of its depth."""
    line, half = figure.shoulder_line, figure.neck
    return "".join(
        path(
            f"M{MIDDLE + side * (half + 3):.1f} {line - 26:.1f} L{MIDDLE + side * (half + 13):.1f} {line - 8:.1f} "
            f"L{MIDDLE + side * 25:.1f} {line + drop:.1f} L{MIDDLE} {line + drop * meeting:.1f} Z",
            colour,
        )
        + stroke(
            f"M{MIDDLE + side * (half + 13):.1f} {line - 8:.1f} L{MIDDLE + side * 25:.1f} {line + drop:.1f} "
            f"L{MIDDLE} {line + drop * meeting:.1f}",
            tone(colour, 0.84),
            2,
        )
        for side in (-1, 1)
    )


def _shirt(figure: Figure) -> str:
    pale, line = figure.traits.second_cloth, figure.shoulder_line
    middle = stroke(f"M{MIDDLE} {line + 16:.1f} L{MIDDLE} {HEIGHT - 3}", tone(pale, 0.84), 2)
    return _round_front(figure, 12, pale) + middle + _collar(figure, pale, 34)


def _polo(figure: Figure) -> str:
    cloth, line = figure.traits.cloth, figure.shoulder_line
    placket = path(
        f"M{MIDDLE - 9} {line + 8:.1f} L{MIDDLE + 9} {line + 8:.1f} L{MIDDLE + 9} {line + 66:.1f} L{MIDDLE - 9} "
        f"{line + 66:.1f} Z",
        tone(cloth, 0.88),
    )
    return _round_front(figure, 12, cloth) + placket + _collar(figure, tone(cloth, 1.12), 28)


def _blouse(figure: Figure) -> str:
    pale, line = figure.traits.second_cloth, figure.shoulder_line
    middle = stroke(f"M{MIDDLE} {line + 34:.1f} L{MIDDLE} {HEIGHT - 3}", tone(pale, 0.84), 2)
    return _opening(figure, 40, 10, figure.traits.skin) + middle + _collar(figure, tone(pale, 1.3), 46, 0.86)


def _v_neck(figure: Figure) -> str:
    cloth, line, half = figure.traits.cloth, figure.shoulder_line, figure.neck + 13
    edge = stroke(
        f"M{MIDDLE - half:.1f} {line - 9:.1f} L{MIDDLE} {line + 48:.1f} L{MIDDLE + half:.1f} {line - 9:.1f}",
        tone(cloth, 0.82),
        7,
    )
    return _opening(figure, 48, 13, figure.traits.skin) + edge


def _turtleneck(figure: Figure) -> str:
    cloth, line, half = figure.traits.cloth, figure.shoulder_line, figure.neck + 5
    low = figure.chin + 24
    tube = (
        f"M{MIDDLE - half:.1f} {low:.1f} Q{MIDDLE} {low + 20:.1f} {MIDDLE + half:.1f} {low:.1f} "
        f"L{MIDDLE + half + 22:.1f} {line + 14:.1f} L{MIDDLE} {line + 60:.1f} L{MIDDLE - half - 22:.1f} "
        f"{line + 14:.1f} Z"
    )
    fold = stroke(
        f"M{MIDDLE - half - 10:.1f} {line - 2:.1f} Q{MIDDLE} {line + 26:.1f} {MIDDLE + half + 10:.1f} {line - 2:.1f}",
        tone(cloth, 0.82),
        3,
    )
    return path(tube, cloth) + fold


def _lapels(figure: Figure, depth: float) -> str:
    """A jacket's two lapels over whatever is worn below."""
    cloth, line, half = figure.traits.cloth, figure.shoulder_line, figure.neck
    return "".join(
        path(
            f"M{MIDDLE + side * (half + 8):.1f} {line - 20:.1f} L{MIDDLE + side * (half + 34):.1f} {line + 6:.1f} "
            f"L{MIDDLE + side * (half + 22):.1f} {line + 34:.1f} L{MIDDLE + side * (half + 30):.1f} {line + 42:.1f} "
            f"L{MIDDLE} {line + depth:.1f} Z",
            tone(cloth, 0.86),
        )
        for side in (-1, 1)
    )


def _suit(figure: Figure) -> str:
    traits, line = figure.traits, figure.shoulder_line
    tie = tone(traits.cloth, 0.7) if traits.mirrored else "#7d4a4f"
    shirt = _opening(figure, 84, 12, traits.second_cloth)
    knot = path(
        f"M{MIDDLE - 11} {line + 12:.1f} L{MIDDLE + 11} {line + 12:.1f} L{MIDDLE + 7} {line + 30:.1f} "
        f"L{MIDDLE + 12} {line + 62:.1f} L{MIDDLE} {line + 80:.1f} L{MIDDLE - 12} {line + 62:.1f} L{MIDDLE - 7} "
        f"{line + 30:.1f} Z",
        tie,
    )
    return shirt + knot + _collar(figure, tone(traits.second_cloth, 1.3), 32) + _lapels(figure, 84)


def _jacket(figure: Figure) -> str:
    traits = figure.traits
    blouse = _opening(figure, 84, 12, traits.second_cloth)
    return blouse + _opening(figure, 30, 8, traits.skin) + _lapels(figure, 84)


def _cardigan(figure: Figure) -> str:
    traits, line, half = figure.traits, figure.shoulder_line, figure.neck + 13
    shirt = _opening(figure, 76, 13, traits.second_cloth)
    edge = stroke(
        f"M{MIDDLE - half:.1f} {line - 9:.1f} L{MIDDLE} {line + 76:.1f} L{MIDDLE + half:.1f} {line - 9:.1f}",
        tone(traits.cloth, 0.82),
        8,
    )
    return shirt + _collar(figure, tone(traits.second_cloth, 1.3), 34) + edge


_GARMENTS = {
    "blouse": _blouse,
    "cardigan": _cardigan,
    "crew": _crew,
    "hood": _hood,
    "jacket": _jacket,
    "polo": _polo,
    "shirt": _shirt,
    "stripes": _stripes,
    "suit": _suit,
    "turtleneck": _turtleneck,
    "v_neck": _v_neck,
}
