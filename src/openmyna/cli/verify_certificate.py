"""`openmyna verify certificate FILE...`: gather evidence, decide on each certificate, report; the status tells all believed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from openmyna.cli.errors import CardIsNoCertificate, ReportUnwritable, UsageError
from openmyna.cli.failure import DONE, FAILED
from openmyna.cli.verify_inputs import content_of, inputs
from openmyna.errors import Bilingual, OpenMynaError

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from openmyna.cli.speech import Speaker
    from openmyna.pki.fetchers.folder import PublishedFolder
    from openmyna.pki.fetchers.gather import Sources
    from openmyna.pki.report.judged import Judged, Report
    from openmyna.pki.verifier import Verifier

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def run(options: argparse.Namespace, speaker: Speaker) -> int:
    """Judge each certificate and report; 1 where one is not to be believed."""
    from openmyna.pki.report.judged import Report
    from openmyna.pki.validation.anchors import Anchor, TrustAnchors
    from openmyna.pki.verifier import Verifier

    certificates = [
        (name if number == 1 else f"{name} #{number}", der)
        for name in options.files
        for number, der in enumerate(_certificates(name), 1)
    ]
    if options.picture is not None and len(certificates) != 1:
        problem = Bilingual("--picture は証明書が1つのときだけ使えます", "--picture takes exactly one certificate")
        raise UsageError(problem, "openmyna verify certificate")
    given = inputs(options)
    verifier = Verifier(
        TrustAnchors([Anchor.from_der(der, since) for der, since in given.trusted]),
        _sources(options, given.published),
        given.purpose,
        later_evidence=options.later_evidence,
    )
    judged = tuple(_judged(name, der, verifier, given.at) for name, der in certificates)
    report = Report(judged=judged, at=given.at, now=given.now, show_holder=options.show_holder)
    if options.picture is not None:
        _draw(report, options.picture, speaker.language)
    form = options.report or ("json" if speaker.as_json else "text")
    _tell(_written(report, form, speaker), options.out, speaker)
    return DONE if report.believed else FAILED


def _certificates(name: str) -> tuple[bytes, ...]:
    from openmyna.pki.fetchers.certificates import certificates_in

    content = content_of(name)
    if name.endswith(".card"):
        raise CardIsNoCertificate(name)
    return certificates_in(content)


def _judged(name: str, der: bytes, verifier: Verifier, at: datetime) -> Judged:
    from openmyna.pki.report.judged import Judged
    from openmyna.pki.report.particulars import Particulars

    verified = verifier.verify(der, at)
    try:
        particulars = Particulars.from_der(der)
    except OpenMynaError:
        particulars = None
    return Judged(
        source=name,
        decision=verified.decision,
        certificate=particulars,
        not_obtained=verified.not_obtained,
    )


def _sources(options: argparse.Namespace, published: PublishedFolder | None) -> Sources:
    """Where to look; a file of a list that cannot be used is a reason, like an address that does not answer."""
    from openmyna.pki.errors import PKIError
    from openmyna.pki.fetchers.folder import read_evidence
    from openmyna.pki.fetchers.gather import Sources
    from openmyna.pki.fetchers.http import Limits
    from openmyna.pki.fetchers.lists import list_from
    from openmyna.pki.fetchers.web_address import WebAddress

    lists, publishers, unread = [], [], []
    for source in options.crl:
        if _ADDRESS.match(source):
            publishers.append(WebAddress.parse(source))
            continue
        try:
            lists.append(list_from(read_evidence(Path(source), Limits().list_bytes) or b"", source))
        except PKIError as problem:
            unread.append(problem)
    return Sources(
        lists=tuple(lists),
        unread=tuple(unread),
        folder=published,
        publishers=tuple(publishers),
        responders=tuple(map(WebAddress.parse, options.ocsp)),
        nonce=options.nonce,
    )


def _written(report: Report, form: str, speaker: Speaker) -> str:
    """The report in its form, without the last line's end."""
    if form == "html":
        from openmyna.pki.report.as_html import page

        return page(report, speaker.language).rstrip("\n")
    if form == "json":
        from openmyna.pki.report.as_json import record

        return json.dumps(record(report), ensure_ascii=False, indent=None if speaker.as_json else 2)
    from openmyna.pki.report.as_text import text

    return text(report, speaker.language)


def _draw(report: Report, path: Path, language: str) -> None:
    picture = report.picture(report.judged[0])
    if picture is not None:
        _write(picture.to_svg(language), path)


def _tell(written: str, path: Path | None, speaker: Speaker) -> None:
    if path is None:
        speaker.line(written)
        return
    _write(written + "\n", path)


def _write(text: str, path: Path) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as failure:
        raise ReportUnwritable(path, failure.strerror or type(failure).__name__) from None
