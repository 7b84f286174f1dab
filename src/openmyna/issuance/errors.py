"""What can be wrong with an order for a card; the facts are attributes and none of them is secret."""

from datetime import date

from openmyna.errors import Bilingual, OpenMynaError


class IssuanceError(OpenMynaError):
    """Root of the errors about making a card."""

    code = "issuance"


class CharacterNeedsSubstitute(IssuanceError):
    """A certificate cannot hold this character and the order names no substitute for it."""

    code = "character-needs-substitute"
    cause = Bilingual(
        "{field_ja}の{position}文字目は、署名用電子証明書で使える文字 (JIS X 0208 と JIS X 0212) にありません。",
        "Character {position} of the {field_en} is in neither JIS X 0208 nor JIS X 0212, the repertoire of certificates.",
    )
    remedy = Bilingual("その文字の代替文字を指定してください。", "Name a substitute for that character.")

    def __init__(self, field: Bilingual, position: int) -> None:
        self.field, self.position = field, position
        super().__init__(field_ja=field.ja, field_en=field.en, position=position)


class KeyAlgorithmMismatch(IssuanceError):
    """A key of the order is not of the card generation's algorithm."""

    code = "key-algorithm-mismatch"
    cause = Bilingual(
        "鍵 {key} はカード世代 {generation} のものではありません。",
        "Key {key} does not belong to the card generation {generation}.",
    )
    remedy = Bilingual("世代に合う鍵を指定してください。", "Use keys of that generation.")

    def __init__(self, key: str, generation: str) -> None:
        self.key, self.generation = key, generation
        super().__init__(key=key, generation=generation)


class NothingPrinted(IssuanceError):
    """What is printed on a card is not known: it was destroyed and its texts with it, or it never had any."""

    code = "nothing-printed"
    cause = Bilingual(
        "カード {card} の券面は分かりません。破壊されたカードなどでは、券面の記録も消えています。",
        "The faces of card {card} are not known: a destroyed card has lost its record of them too.",
    )
    remedy = Bilingual("カードを作り直してください。", "Make the card again.")

    def __init__(self, card: str) -> None:
        self.card = card
        super().__init__(card=card)


class EventNotPossible(IssuanceError):
    """An event that cannot happen to a card in its state; `card` is that state."""

    code = "event-not-possible"
    cause = Bilingual(
        "カードの状態が {card} なので、「{event_ja}」は起こりません。",
        "This cannot happen to a card that is {card}: {event_en}.",
    )
    remedy = Bilingual(
        "カードの状態と、起きたことの順序を確認してください。",
        "Check the state of the card and the order of what happened.",
    )

    def __init__(self, event: Bilingual, card: str) -> None:
        self.event, self.card = event, card
        super().__init__(event_ja=event.ja, event_en=event.en, card=card)


class StayExtensionTooLate(IssuanceError):
    """A card is extended with a pending application to stay longer only while it is still good."""

    code = "stay-extension-too-late"
    cause = Bilingual(
        "カードの有効期限 ({card_until}) を過ぎてから、有効期間の延長が申請されました。",
        "The extension was asked for after the card's last day ({card_until}).",
    )
    remedy = Bilingual("新しいカードを申請してください。", "Apply for a new card.")

    def __init__(self, card_until: date) -> None:
        self.card_until = card_until
        super().__init__(card_until=card_until.isoformat())
