"""Decides on rows: what each process of a run does, with the authorities and lists it read once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.bulk.cells import certificate_of, instant_of
from openmyna.pki.bulk.records import InputRow, ResultRow
from openmyna.pki.fetchers.folder import PublishedFolder
from openmyna.pki.fetchers.gather import Sources
from openmyna.pki.fetchers.lists import list_from
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.anchors import Anchor, TrustAnchors
from openmyna.pki.validation.records import CheckName, Decision, Outcome, Verdict
from openmyna.pki.verifier import Verifier

ROW_MALFORMED = "row-malformed"
"""Code of a row that holds no certificate, or an instant that is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeSettings:
    """Everything a process needs to know; it travels to each of them."""

    anchors: tuple[tuple[bytes, datetime | None], ...] = field(repr=False)
    """Authorities that are believed (DER), and since when the key of each is compromised."""
    lists: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    """Revocation lists out of files, each with its name."""
    folder: Path | None = None
    """Where an authority publishes; each list is read when the first row needs it."""
    at: datetime
    purpose: AuthorityKind | None = None
    later_evidence: bool = False


class Judge:
    """Decides on one row after another."""

    def __init__(self, settings: JudgeSettings) -> None:
        self._at = settings.at
        lists = tuple(list_from(content, name) for name, content in settings.lists)
        folder = None if settings.folder is None else PublishedFolder(settings.folder)
        # Answers are not asked for: nobody's responder is to be asked a million questions in a row.
        self._verifier = Verifier(
            TrustAnchors([Anchor.from_der(der, since) for der, since in settings.anchors]),
            Sources(lists=lists, folder=folder),
            settings.purpose,
            later_evidence=settings.later_evidence,
        )

    def judge(self, rows: Sequence[InputRow]) -> list[ResultRow]:
        """The result of each row, in order."""
        return [self._one(row) for row in rows]

    def _one(self, row: InputRow) -> ResultRow:
        certificate = None if row.unreadable else certificate_of(row.certificate)
        at = None if row.unreadable else instant_of(row.at, self._at)
        if certificate is None or at is None:
            finding = "no_certificate" if certificate is None else "no_instant"
            return ResultRow(
                row=row.number,
                id=row.identifier,
                verdict=Verdict.MALFORMED.value,
                believed=False,
                code=ROW_MALFORMED,
                finding=finding,
            )
        return _result(row, self._verifier.verify(certificate, at).decision)


def _result(row: InputRow, decision: Decision) -> ResultRow:
    decisive = decision.decisive
    withdrawn = decision.verdict in (Verdict.REVOKED, Verdict.HELD)
    evidence = decisive.evidence if decisive is not None and withdrawn else {}
    reason, since = evidence.get("reason"), evidence.get("since")
    return ResultRow(
        row=row.number,
        id=row.identifier,
        verdict=decision.verdict.value,
        believed=decision.believed,
        code="" if decision.believed else decision.refusal().code,
        finding="" if decisive is None else decisive.finding.code,
        reason=reason.code if isinstance(reason, RevocationReason) else "",
        since=since if isinstance(since, datetime) else None,
        serial_number="" if decision.serial_number is None else str(decision.serial_number),
        authority_key="" if decision.authority is None else decision.authority.hex(),
        at=decision.at,
        status_as_of=_status_as_of(decision),
    )


def _status_as_of(decision: Decision) -> datetime | None:
    """Since when the newest list that said something was true."""
    told = [
        check.evidence.get("this_update")
        for check in decision.checks
        if check.name is CheckName.REVOCATION_LIST and check.outcome in (Outcome.PASSED, Outcome.FAILED)
    ]
    return max((moment for moment in told if isinstance(moment, datetime)), default=None)
