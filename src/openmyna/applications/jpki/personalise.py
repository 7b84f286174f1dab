"""From certificates, keys and credentials to the files of the JPKI application."""

from dataclasses import dataclass

from openmyna.applications.filling import authority_key, blocked, fill, private_key, reference, transparent
from openmyna.applications.jpki.layout import LAYOUT
from openmyna.applications.jpki.records import Availability, TokenInfo
from openmyna.card.contents import ApplicationContents, FileContents
from openmyna.identity.secret import PIN, KeyBytes
from openmyna.pki.card_key import CardPublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPairOnCard:
    """One key pair: its certificate in DER form, its private key, what opens it and how often one may try."""

    certificate: bytes
    key: KeyBytes
    credential: PIN | None
    """None on a card without PINs."""
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Personalisation:
    """What this application is filled with; a holder may lack either key pair (the young, by choice)."""

    sign: KeyPairOnCard | None
    auth: KeyPairOnCard | None
    sign_authority: bytes
    auth_authority: bytes
    terminal_authority: CardPublicKey
    token: TokenInfo


def personalise(order: Personalisation) -> ApplicationContents:
    """The application's contents; files of unknown purpose stay empty."""
    sign, auth = order.sign, order.auth
    return fill(
        LAYOUT,
        {
            "sign_certificate": transparent(sign.certificate if sign else b""),
            "sign_ca_certificate": transparent(order.sign_authority),
            "reserved_0005": transparent(b""),
            "token_info": transparent(order.token.to_bytes()),
            "availability": transparent(Availability.of(sign=sign is not None, auth=auth is not None).to_bytes()),
            "protected_0009": transparent(b""),
            "auth_certificate": transparent(auth.certificate if auth else b""),
            "auth_ca_certificate": transparent(order.auth_authority),
            "reference_0010": blocked(),
            "terminal_authority": authority_key(order.terminal_authority),
            "auth_key": _key(auth),
            "auth_pin": _credential(auth),
            "sign_key": _key(sign),
            "sign_password": _credential(sign),
        },
    )


def _key(pair: KeyPairOnCard | None) -> FileContents:
    return private_key(pair.key) if pair else FileContents()


def _credential(pair: KeyPairOnCard | None) -> FileContents:
    return reference(pair.credential, pair.tries) if pair else blocked()
