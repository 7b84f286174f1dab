"""The rack as it is at one moment: who is in it, what each card is like, and its two sides.

It joins personas, which may have no card yet, with the cards that are made; it changes nothing and keeps no contents.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from openmyna.card.contents import CardState
from openmyna.errors import Bilingual, OpenMynaError
from openmyna.issuance.errors import NothingPrinted
from openmyna.sandbox.persona.standing_words import present_standings
from openmyna.services.desk.authority_lines import record_of
from openmyna.services.desk.errors import CardUnknown
from openmyna.services.desk.holdings import Holding, Holdings
from openmyna.services.desk.people import People, Person, marks_now
from openmyna.services.desk.records import CardDetail, Condition, Mark, Origin, RackCard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from openmyna.face.faces import Face, Side
    from openmyna.pki.authority.records import AuthorityKind
    from openmyna.sandbox.persona import LiveCard
    from openmyna.services.desk.authority_record import AuthorityRecord
    from openmyna.services.desk.ports import Faces, Standings

_FROM_FOLDER = Bilingual(
    "カードのフォルダにあるカードです。", "A card from the folder of cards.", "フォルダに ある カードです。"
)
_MADE = (Condition.READY, Condition.IN_READER, Condition.DESTROYED)


class Gallery:
    """Every card of the rack; `lies_on` says on which reader a card lies, if on any."""

    def __init__(
        self,
        people: People,
        holdings: Holdings,
        faces: Faces,
        lies_on: Callable[[str], int | None],
        clock: Callable[[], datetime],
        standings: Standings,
    ) -> None:
        self._people = people
        self._holdings = holdings
        self._faces = faces
        self._lies_on = lies_on
        self._clock = clock
        self._standings = standings

    def cards(self) -> tuple[RackCard, ...]:
        """The whole rack: shipped personas with hanako first, the user's own, then other cards of the folder."""
        made = self._holdings.names()
        people = self._people.everybody()
        known = {person.name for person in people}
        strangers = [_stranger(name) for name in made if name not in known]
        return tuple(self._card(person, person.name in made) for person in (*people, *strangers))

    def card(self, name: str) -> RackCard:
        """One card of the rack; raises `CardUnknown`."""
        made = name in self._holdings.names()
        person = self._people.find(name) or (_stranger(name) if made else None)
        if person is None:
            raise CardUnknown(name)
        return self._card(person, made)

    def detail(self, name: str) -> CardDetail:
        """One card with what its own page shows; raises `CardUnknown`."""
        card = self.card(name)
        person = None if card.origin is Origin.FOLDER else self._people.find(name)
        if person is None or person.trouble is not None:
            return CardDetail(card=card, file_trouble=None if person is None else person.trouble)
        if card.outdated:
            return CardDetail(card=card)
        return CardDetail(
            card=card,
            particulars=person.particulars,
            authority=self._authority(person, self._holding(person, name in self._holdings.names())),
            credentials=self._people.credentials(name),
        )

    def face(self, name: str, side: Side) -> Face:
        """One side of the card, drawn. A card that destroyed itself still has its print.

        Raises `CardUnknown`, `NothingPrinted`, or why the persona or the card cannot be read.
        """
        card = self.card(name)
        if card.condition is Condition.UNREADABLE and card.trouble is not None and card.origin is Origin.FOLDER:
            raise card.trouble
        if name in self._holdings.names():
            from openmyna.issuance.printed import printed_card

            try:
                return self._faces.draw(printed_card(self._holdings.contents(name)), side)
            except NothingPrinted:
                if card.origin is Origin.FOLDER:
                    raise
        elif card.trouble is not None:
            raise card.trouble
        return self._faces.draw(self._people.printed(name), side)

    def version(self, name: str) -> object:
        """What the card's sides are drawn of, as a value that is another once that has changed."""
        return self._holdings.version(name), self._people.version(name)

    def _authority(self, person: Person, holding: Holding | None) -> AuthorityRecord | None:
        """What the authority says of a card, or will say of one that is not made."""
        if person.live is None:
            return None
        told, now = None, self._clock()
        if holding is not None and holding.trouble is None:
            told = self._standings.of(holding.serial_numbers or _numbers(person.live, holding, now), now)
        return record_of(person.live, told, now)

    def _holding(self, person: Person, made: bool) -> Holding | None:
        return self._holdings.look(person.name) if made else None

    def _card(self, person: Person, made: bool) -> RackCard:
        reader = self._lies_on(person.name)
        holding = self._holding(person, made) or Holding(attempts=person.attempts)
        record = self._authority(person, holding if made else None)
        trouble = person.trouble if not made else holding.trouble
        outdated = made and _outdated(person, holding)
        if outdated:
            person = _of_older_file(person)
        condition = _condition(person, holding, made=made, reader=reader, trouble=trouble)
        return RackCard(
            name=person.name,
            holder_name=person.holder_name or holding.holder_name,
            title=person.title,
            why=person.why,
            origin=person.origin,
            condition=condition,
            reader=reader,
            marks=tuple(dict.fromkeys((*marks_now(person, self._clock()), *_news(record), *_marks(holding)))),
            attempts=holding.attempts,
            trouble=trouble,
            outdated=outdated,
            can_be_made_again=condition in _MADE and person.trouble is None and bool(person.attempts),
        )


def _outdated(person: Person, holding: Holding) -> bool:
    """Whether the card was made from another file than the person's is now; a destroyed one cannot tell any more."""
    told = holding.trouble is None and holding.state is not CardState.DESTROYED
    return told and person.digest not in ("", holding.made_from)


def _of_older_file(person: Person) -> Person:
    """The person without what the file says of the card, which is not true of this one."""
    return replace(
        person,
        holder_name="",
        has_chip=True,
        marks=(Mark.OLDER_FILE,),
        live=None,
        card_until=None,
        certificates_until=None,
    )


def _condition(
    person: Person, holding: Holding, *, made: bool, reader: int | None, trouble: OpenMynaError | None
) -> Condition:
    if trouble is not None:
        return Condition.UNREADABLE
    if not person.has_chip or holding.state is CardState.DISPLAY_ONLY:
        return Condition.DISPLAY_ONLY
    if reader is not None:
        return Condition.IN_READER
    if holding.elsewhere:
        return Condition.IN_USE_ELSEWHERE
    if holding.state is CardState.DESTROYED:
        return Condition.DESTROYED
    return Condition.READY if made else Condition.NOT_MADE


def _numbers(card: LiveCard, holding: Holding, at: datetime) -> dict[AuthorityKind, int]:
    """A destroyed card cannot tell the numbers of its certificates any more, but its persona can."""
    if holding.state is not CardState.DESTROYED:
        return {}
    return {one.authority: one.serial_number for one in present_standings(card, at)}


def _news(record: AuthorityRecord | None) -> Iterator[Mark]:
    if record is not None and record.news:
        yield Mark.AUTHORITY_STATE


def _marks(holding: Holding) -> Iterator[Mark]:
    if holding.state is CardState.DESTROYED:
        yield Mark.DESTROYED
    elif holding.state is CardState.DISPLAY_ONLY:
        yield Mark.DISPLAY_ONLY
    counted = [one for one in holding.attempts.values() if one.is_set]
    if any(one.remaining == 0 for one in counted):
        yield Mark.BLOCKED
    if any(one.remaining == 1 and one.maximum > 1 for one in counted):
        yield Mark.ONE_TRY_LEFT


def _stranger(name: str) -> Person:
    return Person(name=name, origin=Origin.FOLDER, title=Bilingual(name, name), why=_FROM_FOLDER)
