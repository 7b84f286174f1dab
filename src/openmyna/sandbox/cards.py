"""From a persona to the contents of its card: keys chosen or made, certificates issued, applications filled.

The specimen's card is a face without a chip: it has no applications and is never served.
"""

from secrets import token_bytes

from openmyna.card.contents import CardContents, CardState
from openmyna.identity.secret import KeyBytes
from openmyna.issuance.order import CONTACT_ATR, CardKeys
from openmyna.issuance.personalise import Random, personalise
from openmyna.sandbox.keys import FIRST
from openmyna.sandbox.persona import FRESH, OWN, Persona

PREVIEW = "p384-preview"
MADE_FROM = "made_from"
"""Beside the printed texts of a card: the digest of the persona it was made from."""
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
    from openmyna.sandbox.authority import published_authority, with_unknown_certifiers

    chosen = generation or card.generation
    algorithm = KeyAlgorithm.P_384 if chosen == PREVIEW else KeyAlgorithm.RSA_2048
    order = persona.order(card_keys(_key_set(persona.name, card.keys, keys), chosen), chosen)
    authority = published_authority(algorithm)
    if card.defects.unknown_authority:
        authority = with_unknown_certifiers(authority, algorithm)
    contents = personalise(order, authority, random)
    contents.face[MADE_FROM] = persona.digest
    return contents


def _key_set(name: str, chosen: str, wish: str | None) -> str:
    """A published key set by its name, or `fresh`; a wish wins over the persona's own choice."""
    if wish == FRESH or (wish is None and chosen == FRESH):
        return FRESH
    return name if chosen == OWN else FIRST


def card_keys(keys: str, generation: str) -> CardKeys:
    """The six keys of a card: the published set of this name, or fresh ones, which takes about a second."""
    from openmyna.pki.keys import KeyAlgorithm, from_pem, generate, to_der
    from openmyna.sandbox.keys import card_key_texts

    preview = generation == PREVIEW
    published = {} if keys == FRESH else card_key_texts(keys)

    def make(name: str, *, jpki: bool = False) -> KeyBytes:
        if keys == FRESH:
            return KeyBytes(to_der(generate(KeyAlgorithm.P_384 if preview and jpki else KeyAlgorithm.RSA_2048)))
        full = f"{name}-p384" if preview and jpki else name
        return KeyBytes(to_der(from_pem(published[full], f"{keys}/{full}")))

    return CardKeys(
        sign=make("jpki-sign", jpki=True),
        auth=make("jpki-auth", jpki=True),
        visual=make("visual-card"),
        text=make("text-card"),
        session=make("text-session"),
        common=make("common"),
    )
