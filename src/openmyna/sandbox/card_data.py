"""The published TEST keys that vouch for card data, and the card-verifiable certificates made from them.

Key identifiers follow the pattern seen on cards with 9 as first digit, since 5 and 6 are taken by real hierarchies.
"""

from openmyna.pki.card_data import CardDataIssuer, CardDataIssuers
from openmyna.pki.card_key import CardPublicKey, KeyIdentifier
from openmyna.pki.cvc import CardVerifiableCertificate, certify
from openmyna.pki.profiles.card_data import card_data_profile
from openmyna.sandbox.keys import published_rsa_key

MUNICIPALITY = "99201"
"""The one fictional municipality whose keys are published."""


def _named(name: str) -> KeyIdentifier:
    return card_data_profile().identifier(name, MUNICIPALITY)


VISUAL_ROOT, VISUAL_ISSUER, VISUAL_INFORMATION = map(_named, ("visual_root", "visual_issuer", "visual_information"))
TEXT_ROOT, TEXT_ISSUER, TEXT_INFORMATION = map(_named, ("text_root", "text_issuer", "text_information"))
MANAGER_ROOT, MANAGER_INTERMEDIATE, MANAGER_KEY = map(_named, ("manager_root", "manager_intermediate", "manager_key"))
TERMINAL_ROOT, TERMINAL = map(_named, ("terminal_root", "terminal"))


def _certified(
    issuer: KeyIdentifier, issuer_key: str, subject: KeyIdentifier, subject_key: str
) -> CardVerifiableCertificate:
    public = CardPublicKey.of(published_rsa_key(subject_key).public_key())
    return certify(issuer, published_rsa_key(issuer_key), subject, public)


def _public(key: str) -> CardPublicKey:
    return CardPublicKey.of(published_rsa_key(key).public_key())


def published_issuers() -> CardDataIssuers:
    """Who vouches for the data of every card of the sandbox."""
    return CardDataIssuers(
        visual=CardDataIssuer(
            key=published_rsa_key("municipality-visual"),
            certificate=_certified(VISUAL_ROOT, "card-root-visual", VISUAL_ISSUER, "municipality-visual"),
            information_key=VISUAL_INFORMATION,
        ),
        text=CardDataIssuer(
            key=published_rsa_key("municipality-text"),
            certificate=_certified(TEXT_ROOT, "card-root-text", TEXT_ISSUER, "municipality-text"),
            information_key=TEXT_INFORMATION,
        ),
        manager_intermediate=_certified(
            MANAGER_ROOT, "card-root-manager", MANAGER_INTERMEDIATE, "card-manager-intermediate"
        ),
        manager_certificate=_certified(
            MANAGER_INTERMEDIATE, "card-manager-intermediate", MANAGER_KEY, "card-manager-key"
        ),
        terminal_authority=_public("terminal-authority"),
        card_roots=(
            (VISUAL_ROOT, _public("card-root-visual")),
            (TEXT_ROOT, _public("card-root-text")),
            (MANAGER_ROOT, _public("card-root-manager")),
        ),
    )


def text_root() -> tuple[KeyIdentifier, CardPublicKey]:
    """The root that vouches for whoever signs the text application's data; it is on no card."""
    return TEXT_ROOT, _public("card-root-text")


def visual_root() -> tuple[KeyIdentifier, CardPublicKey]:
    """The root that vouches for whoever signs the card face in the chip."""
    return VISUAL_ROOT, _public("card-root-visual")


def terminal_certificate() -> CardVerifiableCertificate:
    """The certificate a sandbox terminal shows to a card; its key is the published `terminal`."""
    return _certified(TERMINAL_ROOT, "terminal-authority", TERMINAL, "terminal")
