"""From a persona to the contents of its card: keys chosen or made, certificates issued, applications filled.

The specimen's card is a face without a chip: it has no applications and is never served.
"""

from collections.abc import Mapping
from secrets import token_bytes

from openmyna.card.contents import CardContents, CardState
from openmyna.identity.secret import KeyBytes
from openmyna.issuance.order import CONTACT_ATR, CardKeys
from openmyna.issuance.personalise import Random, personalise
from openmyna.pki.authority.records import AuthorityKind
from openmyna.sandbox.keys import FIRST
from openmyna.sandbox.persona import FRESH, OWN, Persona
from openmyna.sandbox.vouching import Vouchers, request_name

PREVIEW = "p384-preview"
MADE_FROM = "made_from"
"""Beside the printed texts of a card: the digest of the persona it was made from."""
_SERIALS = {AuthorityKind.SIGN: "sign_serial", AuthorityKind.AUTH: "auth_serial"}
"""Beside them too: the serial numbers of its certificates, which nobody needs to open the chip for.

An unknown authority's are left out: under the folder's own authority the same numbers may be somebody else's.
"""
SHIPPED = "shipped"
"""Asks for published keys: the persona's own set, or the first one where it would have fresh keys."""


def make_card(
    persona: Persona,
    vouchers: Vouchers,
    *,
    keys: str | None = None,
    generation: str | None = None,
    random: Random = token_bytes,
) -> CardContents:
    """The card of a persona; `keys` (`fresh`, `shipped`) and `generation` override what the persona itself says."""
    card = persona.card
    if card is None:
        return display_card(persona, random)
    from openmyna.sandbox.card_data import published_issuers

    chosen = generation or card.generation
    order = persona.order(card_keys(_key_set(persona.name, card.keys, keys), chosen), chosen)
    vouched = vouchers.vouch(order, card.history, request_name(persona.name, persona.digest))
    contents = personalise(order, vouched.certificates, published_issuers(), random)
    contents.face[MADE_FROM] = persona.digest
    if not card.defects.unknown_authority:
        contents.face |= {_SERIALS[kind]: str(number) for kind, number in vouched.serial_numbers.items()}
    return contents


def display_card(persona: Persona, random: Random = token_bytes) -> CardContents:
    """A face without a chip."""
    return CardContents(
        identifier=random(16),
        label=persona.name,
        generation="rsa2048",
        atr=CONTACT_ATR,
        state=CardState.DISPLAY_ONLY,
        face=dict(persona.printed),
    )


def serial_numbers(face: Mapping[str, str]) -> dict[AuthorityKind, int]:
    """The serial numbers of a card's certificates, from the texts beside its contents; none where they are gone."""
    return {kind: int(face[name]) for kind, name in _SERIALS.items() if face.get(name, "").isdigit()}


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
