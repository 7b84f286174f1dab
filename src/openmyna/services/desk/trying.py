"""The three things that can be tried with a card, from power-on to power-off, and the checks of what came of them.

It speaks over any `CardPort`. What was read is checked against the sandbox's own TEST authorities; nobody is asked
whether a certificate was revoked, since there is no such authority yet.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from openmyna.applications.jpki.errors import CertificateAbsent
from openmyna.applications.jpki.session import JPKICertificate, JPKIKey, JPKISession, SignatureAlgorithm
from openmyna.applications.text.session import TextSession
from openmyna.errors import Bilingual, EncodingError, OpenMynaError
from openmyna.identity.birthdays import JST
from openmyna.identity.secret import PIN, FourDigitPIN, Password
from openmyna.identity.sex import Sex
from openmyna.pki.certificate_facts import CertificateFacts, verify_issued, verify_signature
from openmyna.pki.errors import IssuerMismatch, PKIError
from openmyna.reader.errors import PINBlocked, WrongPIN
from openmyna.reader.session import CardSession
from openmyna.sandbox.persona.marks import CREDENTIALS
from openmyna.services.desk.errors import CardWithoutPIN, CredentialMissing
from openmyna.services.desk.records import Use
from openmyna.services.desk.results import (
    AttributesRead,
    CertificateRead,
    CertificateSummary,
    Check,
    SignatureMade,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from openmyna.applications.text.records import Attributes
    from openmyna.iso7816.card_port import CardPort
    from openmyna.pki.card_key import CardPublicKey, KeyIdentifier

_ON_CARD = Bilingual(
    "カードの中の認証局証明書による署名",
    "Signed by the authority whose certificate is on the card",
    "カードの なかの 認証局の 署名",
)
_KNOWN = Bilingual(
    "この試験環境の認証局が発行", "Issued by an authority this sandbox knows", "しって いる 認証局の 証明書"
)
_DATES = Bilingual("今日は有効期間の中", "Today lies between its two dates", "きょう つかえる")
_ATTRIBUTES = Bilingual("市区町村の署名と一致", "As the municipality signed them", "市役所の 署名")
_SIGNATURE = Bilingual("証明書の鍵による署名", "Made with the key in the certificate", "証明書の かぎの 署名")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of a use that the card went along with."""

    result: CertificateRead | AttributesRead | SignatureMade = field(repr=False)
    checks: tuple[Check, ...]
    attempts_remaining: int | None = None


def credential_for(use: Use, text: str | None) -> PIN | None:
    """What was typed, as the secret this use takes; refused before the card hears of it, at the cost of no attempt."""
    name = use.credential
    if name is None:
        return None
    if not text:
        raise CredentialMissing(CREDENTIALS[name])
    kind = Password if use is Use.SIGN else FourDigitPIN
    # A Japanese keyboard may give full-width digits and letters; they are the same PIN.
    return kind(unicodedata.normalize("NFKC", text))


def attempts_after(error: OpenMynaError | None) -> int | None:
    """How many attempts a refusal says are left."""
    if isinstance(error, WrongPIN):
        return error.attempts_remaining
    return 0 if isinstance(error, PINBlocked) else None


def use_card(port: CardPort, use: Use, credential: PIN | None, now: datetime) -> Tried:
    """Power the card, do this, power it off. Raises what the reader's, the application's and the identity room raise.

    Without a credential where the use takes one, the card has none: `CardWithoutPIN`, at the cost of no attempt.
    """
    if use is Use.READ_ATTRIBUTES and not isinstance(credential, FourDigitPIN):
        raise CardWithoutPIN
    with CardSession(port) as card:
        if use is Use.SIGN:
            return _sign(card, credential, now)
        if isinstance(credential, FourDigitPIN):
            return _read_attributes(card, credential)
        return _read_certificate(card, now)


def _read_certificate(card: CardSession, now: datetime) -> Tried:
    jpki = JPKISession(card)
    der = jpki.read_certificate(JPKICertificate.AUTH)
    facts = CertificateFacts.from_der(der)
    checks = _certificate_checks(der, _authority_on_card(jpki, JPKICertificate.AUTH_CA), facts, now)
    return Tried(result=CertificateRead(certificate=_summary(facts, now), size=len(der)), checks=checks)


def _read_attributes(card: CardSession, pin: FourDigitPIN) -> Tried:
    text = TextSession(card)
    text.verify(pin)
    read = text.read_attributes()
    root, root_key = _text_root()
    check = _check(_ATTRIBUTES, lambda: text.verify_attributes(read, root, root_key))
    return Tried(result=_shown(read), checks=(check,), attempts_remaining=text.attempts_remaining(FourDigitPIN))


def _sign(card: CardSession, password: PIN | None, now: datetime) -> Tried:
    jpki = JPKISession(card)
    if not jpki.availability().has_sign:
        # Before the password: a try spent on a certificate that is not there would be lost for nothing.
        raise CertificateAbsent(JPKICertificate.SIGN.label)
    if not isinstance(password, Password):
        raise CardWithoutPIN
    jpki.verify(password)
    der = jpki.read_certificate(JPKICertificate.SIGN)
    facts = CertificateFacts.from_der(der)
    algorithm = SignatureAlgorithm.ECDSA_SHA384 if facts.elliptic else SignatureAlgorithm.RSA_SHA256
    text = f"openmyna 署名の試し (見本) {now.astimezone(JST).isoformat(timespec='seconds')}"
    signature = jpki.sign(JPKIKey.SIGN, text.encode("utf-8"), algorithm)
    checks = (
        _check(_SIGNATURE, lambda: verify_signature(der, text.encode("utf-8"), signature)),
        *_certificate_checks(der, _authority_on_card(jpki, JPKICertificate.SIGN_CA), facts, now),
    )
    made = SignatureMade(text=text, signature=signature, algorithm=algorithm.value, certificate=_summary(facts, now))
    return Tried(result=made, checks=checks, attempts_remaining=jpki.attempts_remaining(JPKIKey.SIGN))


def _authority_on_card(jpki: JPKISession, which: JPKICertificate) -> bytes | OpenMynaError:
    try:
        return jpki.read_certificate(which)
    except (CertificateAbsent, EncodingError) as error:
        return error


def _certificate_checks(
    der: bytes, authority: bytes | OpenMynaError, facts: CertificateFacts, now: datetime
) -> tuple[Check, ...]:
    if isinstance(authority, bytes):
        on_card = _check(_ON_CARD, lambda: verify_issued(der, authority))
    else:
        on_card = Check(what=_ON_CARD, verdict=Verdict.UNKNOWN, reason=authority)
    dates = Check(what=_DATES, verdict=Verdict.GOOD if facts.valid_at(now) else Verdict.BAD)
    return on_card, _check(_KNOWN, lambda: _verify_known(der, facts)), dates


def _verify_known(der: bytes, facts: CertificateFacts) -> None:
    refusal: PKIError = IssuerMismatch(facts.issuer, "-")
    for authority in _known_authorities():
        try:
            verify_issued(der, authority)
        except IssuerMismatch:
            continue
        except PKIError as error:
            # Every generation of an authority has one name: another may still have signed it.
            refusal = error
            continue
        return
    raise refusal


def _check(what: Bilingual, step: Callable[[], None]) -> Check:
    try:
        step()
    except (PKIError, EncodingError) as error:
        return Check(what=what, verdict=Verdict.BAD, reason=error)
    return Check(what=what, verdict=Verdict.GOOD)


def _summary(facts: CertificateFacts, now: datetime) -> CertificateSummary:
    return CertificateSummary(
        subject=facts.subject,
        issuer=facts.issuer,
        serial_number=facts.serial_number,
        not_before=facts.not_before,
        not_after=facts.not_after,
        key=facts.key,
        signature=facts.signature,
        valid_now=facts.valid_at(now),
    )


def _shown(read: Attributes) -> AttributesRead:
    birth, sex = read.birth_date, read.sex
    return AttributesRead(
        name=read.name.text,
        address=read.address.text,
        birth_date=birth.to_text(),
        birth_date_iso=f"{birth.year:04}-{birth.month:02}-{birth.day:02}",
        sex=sex.label if isinstance(sex, Sex) else Bilingual(f"符号 {sex.digit}", f"code {sex.digit}"),
    )


@lru_cache(maxsize=1)
def _known_authorities() -> tuple[bytes, ...]:
    """The certificates of the sandbox's published authorities, of every generation."""
    from openmyna.pki.authority.records import AuthorityKind
    from openmyna.sandbox.authority import authority_certificates

    return tuple(certificate for kind in AuthorityKind for certificate in authority_certificates(kind))


@lru_cache(maxsize=1)
def _text_root() -> tuple[KeyIdentifier, CardPublicKey]:
    """The root that vouches for whoever signs the text application's data; it is on no card."""
    from openmyna.sandbox.card_data import text_root

    return text_root()
