"""Which traits a drawn portrait has: chosen from a seed, an age and a sex, the same each time and about nobody.

Every trait is a lot of its own, so that a person keeps the face while the hair turns grey; nothing is drawn here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from openmyna.identity.sex import Sex

SKINS = ("#f6d9c0", "#f2cfb2", "#ecc4a2", "#e0b08a", "#c99470", "#a8744f")
HAIRS = ("#221f20", "#2b2523", "#33292a", "#3d2d26", "#4d372b", "#6b4a35", "#8a6440")
GREYS = ("#8f8f92", "#a9a8a8", "#c9c7c4", "#dedcd8")
BACKGROUNDS = ("#dfe7ee", "#e8e6df", "#e0e9e2", "#e7e2ea", "#e3e6e9", "#efe7df")
CLOTHES = ("#34465e", "#5b6f8c", "#7c8f84", "#a06a5b", "#6a5874", "#8c8478", "#44605a", "#b98f6b", "#3f3f46")
CHILD_CLOTHES = ("#e2a14b", "#6fa8c9", "#8dbb84", "#d98c8c", "#a698c8", "#e3c15d", "#5f93b5")

_WOMEN = ("bob", "shoulder", "long", "bun", "ponytail", "pixie", "wavy", "half_up")
_MEN = ("side_part", "short", "crew", "swept", "fringe", "curly")
_GIRLS = ("bob", "shoulder", "twin_tails", "ponytail", "long", "half_up")
_BOYS = ("fringe", "short", "crew", "bowl", "curly")
_OLD_MEN = ("receding", "bald", "side_part", "crew", "swept")
_OLD_WOMEN = ("pixie", "bob", "bun", "curly", "wavy")


@dataclass(frozen=True, slots=True)
class Lots:
    """Draws that depend on a seed and on what is drawn for, never on what was drawn before."""

    seed: str

    def between(self, purpose: str, low: float, high: float) -> float:
        """A number from low to high."""
        digest = sha256(f"portrait/{self.seed}/{purpose}".encode()).digest()
        return low + (high - low) * int.from_bytes(digest[:4], "big") / 0xFFFF_FFFF

    def chance(self, purpose: str, probability: float) -> bool:
        """True as often as the probability says."""
        return self.between(purpose, 0, 1) < probability

    def one(self, purpose: str, options: Sequence[str]) -> str:
        """One of the options, each as likely as the others."""
        return options[min(int(self.between(purpose, 0, len(options))), len(options) - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """Everything the drawing needs to know."""

    maturity: float
    """0 for the smallest children, 1 for adults."""
    age: int
    skin: str
    hair: str
    """Colour of the hair; the brows follow it."""
    style: str
    mirrored: bool
    """Whether hair parted at the side is parted at the other one."""
    background: str
    clothing: str
    cloth: str
    second_cloth: str
    width: float
    """Half of the face's width, as a factor."""
    jaw: float
    chin: float
    eyes: str
    eye_size: float
    eye_distance: float
    brow_weight: float
    brow_tilt: float
    nose: str
    smile: float
    mouth_width: float
    lips: bool
    glasses: str
    beard: str
    blush: bool
    freckled: bool


def traits(seed: str, age: int, sex: Sex) -> Traits:
    """The traits of a person of this age and sex."""
    lots = Lots(seed)
    feminine = sex is Sex.FEMALE if sex in {Sex.MALE, Sex.FEMALE} else lots.chance("feminine", 0.5)
    child = age < 14
    grown = age >= 18
    return Traits(
        maturity=max(0.0, min(1.0, (age - 2) / 16)) ** 1.4,
        age=age,
        skin=lots.one("skin", (*SKINS[:3], *SKINS[:4], *SKINS)),
        hair=_hair_colour(lots, age),
        style=lots.one(f"style{age // 15}", _styles(age, feminine=feminine)),
        mirrored=lots.chance("mirrored", 0.5),
        background=lots.one("background", BACKGROUNDS),
        clothing=lots.one("clothing", _clothing(age, feminine=feminine)),
        cloth=lots.one("cloth", CHILD_CLOTHES if child else CLOTHES),
        second_cloth=lots.one("second cloth", ("#f7f5f0", "#e9eef3", "#f3ead9", "#e6ece4")),
        width=lots.between("width", 0.93, 1.07),
        jaw=lots.between("jaw", 0.52, 0.68) + (0.0 if feminine else 0.08),
        chin=lots.between("chin", 0.40, 0.58) + (0.0 if feminine else 0.06),
        eyes=lots.one("eyes", ("round", "almond", "soft")),
        eye_size=lots.between("eye size", 0.90, 1.12) * (1.06 if feminine else 0.96),
        eye_distance=lots.between("eye distance", 0.94, 1.06),
        brow_weight=lots.between("brow weight", 4.0, 5.6) if feminine else lots.between("brow weight", 5.6, 8.2),
        brow_tilt=lots.between("brow tilt", -2.0, 4.0),
        nose=lots.one("nose", ("line", "soft", "round")),
        smile=lots.between("smile", 7, 12),
        mouth_width=lots.between("mouth width", 0.88, 1.14),
        lips=feminine and grown and lots.chance("lips", 0.75),
        glasses=_glasses(lots, age),
        beard="" if feminine or age < 28 else lots.one("beard", ("",) * 9 + ("moustache", "short")),
        blush=age < 11 or (feminine and lots.chance("blush", 0.35)),
        freckled=child and lots.chance("freckles", 0.15),
    )


def _styles(age: int, *, feminine: bool) -> Sequence[str]:
    if age < 14:
        return _GIRLS if feminine else _BOYS
    if age >= 62:
        return _OLD_WOMEN if feminine else _OLD_MEN
    return _WOMEN if feminine else _MEN


def _clothing(age: int, *, feminine: bool) -> Sequence[str]:
    if age < 14:
        return ("crew", "stripes", "hood", "polo")
    if feminine:
        return ("blouse", "v_neck", "jacket", "crew", "turtleneck", "cardigan")
    return ("suit", "shirt", "crew", "polo", "suit", "turtleneck", "cardigan")


def _hair_colour(lots: Lots, age: int) -> str:
    """Grey comes between 50 and 70, earlier for some; a few keep their colour longer."""
    greying = age + lots.between("greying", -10, 8)
    for limit, colour in ((80, GREYS[3]), (72, GREYS[2]), (64, GREYS[1]), (57, GREYS[0])):
        if greying >= limit:
            return colour
    return lots.one("hair", (*HAIRS[:5], *HAIRS))


def _glasses(lots: Lots, age: int) -> str:
    """Seldom among small children, often among the old."""
    probability = 0.05 if age < 8 else 0.2 if age < 20 else 0.3 if age < 55 else 0.45
    return lots.one("frame", ("round", "square", "half")) if lots.chance("glasses", probability) else ""
