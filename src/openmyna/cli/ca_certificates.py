"""`openmyna ca issue`, `revoke`, `hold`, `lift`, `crl`: what an authority does day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openmyna.cli.ca_opening import reached
from openmyna.cli.ca_words import REASONS, OutputFileUnwritable, entry_record, number_of, numbered

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

    from openmyna.cli.speech import Speaker
    from openmyna.pki.authority.records import AuthorityKind, CertificateEntry
    from openmyna.services.ca.ports import Certifier


def run_issue(options: argparse.Namespace, speaker: Speaker) -> int:
    """Issue what a request file asks for, and print or write the certificate."""
    from openmyna.cli.ca_request import authority_of, request_in
    from openmyna.pki.certificate_facts import CertificateFacts

    request = request_in(options.request, options.key)
    kind = authority_of(request)
    with reached(options) as authority:
        der = authority.authority(kind).request(request)
    pem = _pem(der)
    number = number_of(kind, CertificateFacts.from_der(der).serial_number)
    if options.out is not None:
        _write(options.out, der if options.out.suffix in {".der", ".cer"} else pem.encode("ascii"))
    speaker.record({"number": number, "authority": kind.value, "request_id": request.request_id, "certificate": pem})
    if options.out is None:
        speaker.say(pem.rstrip(), pem.rstrip())
    else:
        speaker.say(f"{number} を {options.out} に書きました。", f"{number} is in {options.out}.")
    return 0


def run_revoke(options: argparse.Namespace, speaker: Speaker) -> int:
    """Revoke one certificate."""
    from openmyna.pki.revocation.reasons import RevocationReason

    reason = RevocationReason[options.reason.upper()]
    return _changed(options, speaker, lambda certifier, number: certifier.revoke(number, reason))


def run_hold(options: argparse.Namespace, speaker: Speaker) -> int:
    """Hold one certificate."""
    return _changed(options, speaker, lambda certifier, number: certifier.hold(number))


def run_lift(options: argparse.Namespace, speaker: Speaker) -> int:
    """End a hold."""
    return _changed(options, speaker, lambda certifier, number: certifier.lift_hold(number))


def run_crl(options: argparse.Namespace, speaker: Speaker) -> int:
    """Publish the lists that are due, and whatever else has to be there for status to be told."""
    from openmyna.bootstrap import OpenAuthority

    with reached(options) as authority:
        published = authority.publish_lists(force=options.force)
        if isinstance(authority, OpenAuthority):
            authority.complete()
    speaker.record(dict(published))
    made, untouched, without = published["made"], published["untouched"], published["without_key"]
    speaker.say(
        f"リストを {made} 件公開しました（期限前 {untouched} 件）。",
        f"{made} lists published, {untouched} were not due.",
    )
    if without:
        speaker.say(
            f"鍵のない世代が {without} あり、そのリストは古いままです。",
            f"{without} generations have no key in the store: their lists stay as they are.",
        )
    return 0


def _changed(
    options: argparse.Namespace, speaker: Speaker, change: Callable[[Certifier, int], CertificateEntry]
) -> int:
    """Change the status of one certificate and tell what it is now."""
    from openmyna.bootstrap import OpenAuthority

    kind, serial_number = numbered(options.number)
    with reached(options) as authority:
        entry = change(authority.authority(kind), serial_number)
        # A process that serves publishes by itself; what was opened here has to before it closes.
        if isinstance(authority, OpenAuthority):
            authority.publish_lists()
    return _told(kind, entry, speaker)


def _told(kind: AuthorityKind, entry: CertificateEntry, speaker: Speaker) -> int:
    speaker.record(entry_record(entry))
    number = number_of(kind, entry.serial_number)
    if entry.reason is None or entry.revoked_at is None:
        speaker.say(f"{number} の一時保留を解除しました。", f"The hold of {number} is lifted.")
        return 0
    since = entry.revoked_at.isoformat()
    if entry.reason.code in REASONS:
        why = REASONS[entry.reason.code]
        speaker.say(f"{number} は {since} から失効（{why.ja}）。", f"{number} is revoked since {since}: {why.en}.")
    else:
        speaker.say(f"{number} は {since} から一時保留。", f"{number} is held since {since}.")
    return 0


def _pem(der: bytes) -> str:
    import base64
    import textwrap

    lines = textwrap.wrap(base64.b64encode(der).decode("ascii"), 64)
    return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise OutputFileUnwritable(path, error) from error
