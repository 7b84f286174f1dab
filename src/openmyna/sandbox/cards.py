"""From a persona to the contents of its card: keys chosen or made, certificates issued, applications filled.

The specimen's card is a face without a chip: it has no applications and is never served.
"""

from secrets import token_bytes

from openmyna.card.contents import CardContents, CardState
from openmyna.identity.secret import KeyBytes
from openmyna.issuance.order import CONTACT_ATR, CardKeys
from openmyna.issuance.personalise import Random, personalise
from openmyna.sandbox.keys import KEY_SETS
from openmyna.sandbox.persona import FRESH, Persona

PREVIEW = "p384-preview"
SHIPPED = "shipped"
"""Asks for published keys: the persona's own set, or the first one where it would have fresh keys."""


def make_card(
    persona: Persona, *, keys: str | None = None, generation: str | None = None, random: Random = token_bytes
) -> CardContents:
    """The card of a persona; `keys` (`fresh`, `shipped`) and `generation` override what the persona itself says."""
    card = persona.card
    if card is None:
        return CardContents(
            identifier=random(16),
            label=persona.name,
            generation="rsa2048",
            atr=CONTACT_ATR,
            state=CardState.DISPLAY_ONLY,
            face=dict(persona.printed),
        )
    from openmyna.pki.keys import KeyAlgorithm
    from openmyna.sandbox.authority import published_authority

    chosen = generation or card.generation
    algorithm = KeyAlgorithm.P_384 if chosen == PREVIEW else KeyAlgorithm.RSA_2048
    wanted = keys or card.keys
    if wanted == SHIPPED:
        wanted = KEY_SETS[0] if card.keys == FRESH else card.keys
    order = persona.order(card_keys(wanted, chosen), chosen)
    return personalise(order, published_authority(algorithm), random)


def card_keys(keys: str, generation: str) -> CardKeys:
    """The six keys of a card: a published set, or fresh ones, which takes about a second."""
    from openmyna.pki.keys import KeyAlgorithm, generate, to_der
    from openmyna.sandbox.keys import published_key

    preview = generation == PREVIEW

    def make(name: str, *, jpki: bool = False) -> KeyBytes:
        if keys == FRESH:
            return KeyBytes(to_der(generate(KeyAlgorithm.P_384 if preview and jpki else KeyAlgorithm.RSA_2048)))
        suffix = "-p384" if preview and jpki else ""
        return KeyBytes(to_der(published_key(f"{keys}-{name}{suffix}")))

    return CardKeys(
        sign=make("jpki-sign", jpki=True),
        auth=make("jpki-auth", jpki=True),
        visual=make("visual-card"),
        text=make("text-card"),
        session=make("text-session"),
        common=make("common"),
    )
