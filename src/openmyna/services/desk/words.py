"""Phrases of the desk's pages that depend on a value: uses, marks, certainties, kinds of cards, facts of an outcome.

Each is a msgid, translated where it is shown; sentences that stand on one page only are in its template.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from openmyna.card.trace.words import CERTAINTY
from openmyna.errors import Bilingual
from openmyna.iso7816.layout import Certainty
from openmyna.services.desk.records import Condition, Mark, Origin, RackCard, ReaderView, Use, Way
from openmyna.services.desk.results import Verdict
from openmyna.services.desk.uses import Hindrance
from openmyna.services.web.locale import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class UseWords:
    """What the page of a reader says about one use."""

    use: Use
    words: Phrase
    credential: Phrase | None = None
    hint: Phrase | None = None
    pattern: str = ""
    """The shapes a browser lets pass; full-width characters are taken too."""
    wrong: Phrase | None = None
    """What it says of any other shape."""
    length: int = 16
    digits: bool = False


USES: tuple[UseWords, ...] = (
    UseWords(
        use=Use.READ_CERTIFICATE,
        words=Phrase("Reads the certificate for logging in. Anybody may, without a PIN."),
    ),
    UseWords(
        use=Use.READ_ATTRIBUTES,
        words=Phrase("Reads name, address, birth date and sex from the chip, as an office does to fill in a form."),
        credential=Phrase("PIN for reading attributes"),
        hint=Phrase("Four digits. A wrong one costs a try."),
        pattern="[0-9０-９]{4}",
        wrong=Phrase("Four digits are needed. No try was used."),
        length=4,
        digits=True,
    ),
    UseWords(
        use=Use.SIGN,
        words=Phrase("Signs a short text with the key on the card and checks the signature."),
        credential=Phrase("Password for signatures"),
        hint=Phrase("6 to 16 letters and digits; small letters count as capitals. A wrong one costs a try."),
        pattern="(?=.*[0-9０-９])(?=.*[A-Za-zＡ-Ｚａ-ｚ])[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{6,16}",
        wrong=Phrase("6 to 16 letters and digits are needed, some of each. No try was used."),
    ),
)

HINDRANCES: Mapping[Hindrance, Phrase] = {
    Hindrance.NO_CARD: Phrase("Put a card on this reader first."),
    Hindrance.NO_SIGN_CERTIFICATE: Phrase("This card has no certificate for signing, so it cannot sign."),
    Hindrance.NO_AUTH_CERTIFICATE: Phrase("This card has no certificate for logging in, so there is none to read."),
    Hindrance.NO_PIN: Phrase("This card has no PIN, so this use is not possible."),
}
"""Why a use is not offered."""

MARK_KINDS: Mapping[Mark, str] = {
    **dict.fromkeys(Mark, "plain"),
    Mark.DESTROYED: "error",
    Mark.BLOCKED: "error",
    Mark.DEFECT: "error",
    Mark.ONE_TRY_LEFT: "warning",
    Mark.EXPIRED: "warning",
    Mark.CERTIFICATES_EXPIRED: "warning",
    Mark.AUTHORITY_STATE: "warning",
    Mark.OLDER_FILE: "warning",
    Mark.NEXT_GENERATION: "info",
}
"""How a mark is coloured; its words say the same without colour."""

CERTAINTIES: tuple[tuple[Bilingual, Phrase], ...] = (
    (CERTAINTY[Certainty.MEASURED], Phrase("Somebody has seen a real card do this.")),
    (CERTAINTY[Certainty.AGREED], Phrase("Several programs for the real card rely on it in the same way.")),
    (CERTAINTY[Certainty.SINGLE_SOURCE], Phrase("Only one program or page says so.")),
    (CERTAINTY[Certainty.GUESS], Phrase("Nobody has told; this is what seems likely.")),
)

KINDS: Mapping[str, Phrase] = {
    "": Phrase("All cards"),
    "plain": Phrase("Without anything special"),
    "special": Phrase("With something special"),
    "wrong": Phrase("Wrong on purpose"),
    "own": Phrase("My own"),
}
"""Filters of the rack, by their word in the address."""

VERDICTS: Mapping[Verdict, tuple[Phrase, str]] = {
    Verdict.GOOD: (Phrase("Good"), "success"),
    Verdict.BAD: (Phrase("Bad"), "error"),
    Verdict.UNKNOWN: (Phrase("Could not be found out"), "warning"),
}

CONDITIONS: Mapping[Condition, Phrase] = {
    Condition.NOT_MADE: Phrase("The card is made when it is first laid on a reader."),
    Condition.IN_USE_ELSEWHERE: Phrase("Another program is using this card."),
    Condition.DESTROYED: Phrase("The chip has destroyed itself; it refuses everything."),
    Condition.DISPLAY_ONLY: Phrase("It has no chip: it can be looked at, but not laid on a reader."),
    Condition.UNREADABLE: Phrase("This card cannot be used."),
}


def of_kind(card: RackCard, kind: str) -> bool:
    """Whether a card belongs to one filter of the rack."""
    match kind:
        case "plain":
            return not card.marks
        case "special":
            return bool(card.marks)
        case "wrong":
            return Mark.DEFECT in card.marks or Mark.DESTROYED in card.marks
        case "own":
            return card.origin is not Origin.SHIPPED
        case _:
            return True


def found_by(card: RackCard, query: str) -> bool:
    """Whether a card's name, holder, title, reason or marks hold every word of a search, in any language."""
    sentences = (card.title, card.why, *(mark.label for mark in card.marks))
    spoken = (f"{words.ja} {words.en} {words.easy}" for words in sentences)
    text = " ".join((card.name, card.holder_name, *spoken))
    return all(word in text.casefold() for word in query.casefold().split())


def way_of(reader: ReaderView) -> Phrase:
    """Who else can see the card on a reader."""
    if reader.way is Way.IN_PROCESS:
        return Phrase("Only this desk sees this card")
    if reader.connected:
        return Phrase("Other software sees this card too")
    return Phrase("Only this desk for now; other software too once pcscd is connected")
