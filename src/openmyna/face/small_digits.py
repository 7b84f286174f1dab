"""Digits for the small pictures in the chip, drawn dot by dot: at twelve pixels no outline of a font stays legible.

Each digit is five dots wide and nine high in a cell of six by twelve, the size seen on cards.
"""

CELL = (6, 12)
_LEFT, _TOP = 0, 1
_DOTS = {
    "0": (".###.", "#...#", "#...#", "#...#", "#...#", "#...#", "#...#", "#...#", ".###."),
    "1": ("..#..", ".##..", "#.#..", "..#..", "..#..", "..#..", "..#..", "..#..", "#####"),
    "2": (".###.", "#...#", "....#", "....#", "...#.", "..#..", ".#...", "#....", "#####"),
    "3": (".###.", "#...#", "....#", "....#", "..##.", "....#", "....#", "#...#", ".###."),
    "4": ("...#.", "..##.", "..##.", ".#.#.", ".#.#.", "#..#.", "#####", "...#.", "...#."),
    "5": ("#####", "#....", "#....", "#....", "####.", "....#", "....#", "....#", "####."),
    "6": ("..###", ".#...", "#....", "#.##.", "##..#", "#...#", "#...#", "#...#", ".###."),
    "7": ("#####", "....#", "....#", "...#.", "...#.", "..#..", "..#..", "..#..", "..#.."),
    "8": (".###.", "#...#", "#...#", "#...#", ".###.", "#...#", "#...#", "#...#", ".###."),
    "9": (".###.", "#...#", "#...#", "#...#", "#..##", ".##.#", "....#", "...#.", "###.."),
}


def dots(digits: str, width: int, height: int) -> frozenset[tuple[int, int]]:
    """The black pixels of digits in one row, as large as a picture of this size allows and in its middle."""
    cell_width, cell_height = CELL
    scale = min(width // (cell_width * len(digits)), height // cell_height)
    if scale < 1:
        message = f"{len(digits)} digits need {cell_width * len(digits)} by {cell_height} pixels"
        raise ValueError(message)
    left = (width - scale * cell_width * len(digits)) // 2 + scale * _LEFT
    top = (height - scale * cell_height) // 2 + scale * _TOP
    return frozenset(
        (left + scale * (place * cell_width + x) + dx, top + scale * y + dy)
        for place, digit in enumerate(digits)
        for y, row in enumerate(_DOTS[digit])
        for x, dot in enumerate(row)
        if dot == "#"
        for dx in range(scale)
        for dy in range(scale)
    )
