"""What came of the last uses, kept for a short while so that a page can show one after its form was sent.

Post/Redirect/Get needs a place between the two requests; each outcome has an address nobody can guess.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from secrets import token_urlsafe

from openmyna.identity.birthdays import JST
from openmyna.services.desk.results import AttributesRead, CertificateRead, CertificateSummary, Outcome, SignatureMade
from openmyna.services.web.locale import Language, Phrase

KEPT = 64


class Outcomes:
    """The last outcomes by their key; older ones are forgotten."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept: OrderedDict[str, Outcome] = OrderedDict()
        self._room = kept
        self._lock = threading.Lock()

    def keep(self, outcome: Outcome) -> str:
        """Keep one and return its key."""
        key = token_urlsafe(12)
        with self._lock:
            self._kept[key] = outcome
            while len(self._kept) > self._room:
                self._kept.popitem(last=False)
        return key

    def find(self, key: str, reader: int) -> Outcome | None:
        """The outcome with this key, if it happened on this reader."""
        with self._lock:
            outcome = self._kept.get(key)
        return outcome if outcome is not None and outcome.reader == reader else None


def headline(outcome: Outcome) -> Phrase:
    """One sentence for what was done."""
    match outcome.result:
        case CertificateRead():
            return Phrase("The certificate was read.")
        case AttributesRead():
            return Phrase("The four attributes were read.")
        case SignatureMade():
            return Phrase("The card has signed.")
        case None:
            return Phrase("It did not work")


def facts(outcome: Outcome, language: Language) -> list[tuple[Phrase, str]]:
    """What was read or made, as labels and values."""
    match outcome.result:
        case CertificateRead(certificate=certificate):
            return list(_certificate(certificate))
        case AttributesRead() as read:
            return [
                (Phrase("Name"), read.name),
                (Phrase("Address"), read.address),
                (Phrase("Birth date"), f"{read.birth_date} ({read.birth_date_iso})"),
                (Phrase("Sex"), language.of(read.sex)),
            ]
        case SignatureMade() as made:
            return [
                (Phrase("Text that was signed"), made.text),
                (Phrase("How"), made.algorithm),
                *_certificate(made.certificate),
            ]
        case None:
            return []


def signature(outcome: Outcome) -> tuple[int, str]:
    """A signature that was made: how many bytes, and they themselves as text; none is empty."""
    made = outcome.result
    return (len(made.signature), made.signature.hex(" ").upper()) if isinstance(made, SignatureMade) else (0, "")


def _certificate(certificate: CertificateSummary) -> Iterator[tuple[Phrase, str]]:
    yield Phrase("Certificate of"), certificate.subject
    yield Phrase("Issued by"), certificate.issuer
    yield Phrase("Serial number"), str(certificate.serial_number)
    days = (moment.astimezone(JST).strftime("%Y-%m-%d") for moment in (certificate.not_before, certificate.not_after))
    yield Phrase("Valid"), " – ".join(days)
    yield Phrase("Key"), certificate.key
