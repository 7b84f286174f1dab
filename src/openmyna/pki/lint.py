"""Second opinions by pkilint on certificates, revocation lists and status answers, and which of them are left as they are.

It is slow and thorough: samples are linted when an authority begins and in tests, never each thing that is issued.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from openmyna.errors import Bilingual, EncodingError
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.lint_errors import LinterMissing, LintNotClean
from openmyna.pki.profiles.samples import samples
from openmyna.pki.profiles.settings import ProfileSettings

LIST, ANSWER = "list", "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """One finding that is left as it is."""

    code: str
    about: frozenset[str]
    """Names of profiles, `list` or `answer`."""
    message: str = ""
    """What its message must contain."""
    why: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class LintFinding:
    """One finding of the linter."""

    code: str
    severity: str
    where: str
    message: str = field(repr=False)
    """The linter's own words; they may quote what was linted."""
    allowed: Bilingual | None
    """Why it is left as it is; None: it is not."""


def lint_certificate(der: bytes, profile: str) -> tuple[LintFinding, ...]:
    """Findings about a certificate of a profile."""
    _require()
    from pkilint import loader
    from pkilint.pkix import certificate, extension, name

    decoders = certificate.create_decoding_validators(name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS)
    validators = [
        certificate.create_issuer_validator_container([]),
        certificate.create_validity_validator_container(),
        certificate.create_subject_validator_container([]),
        certificate.create_extensions_validator_container([]),
        certificate.create_spki_validator_container([]),
    ]
    everything = certificate.create_pkix_certificate_validator_container(decoders, validators)
    return _judged(everything.validate(_loaded(loader.RFC5280CertificateDocumentLoader(), der).root), profile)


def lint_list(der: bytes) -> tuple[LintFinding, ...]:
    """Findings about a revocation list, of certificates or of authorities."""
    _require()
    from pkilint import loader, pkix
    from pkilint.pkix import crl, extension, name

    everything = crl.create_pkix_crl_validator_container(
        [
            pkix.create_attribute_decoder(name.ATTRIBUTE_TYPE_MAPPINGS),
            pkix.create_extension_decoder(extension.EXTENSION_MAPPINGS),
        ],
        [
            crl.create_issuer_validator_container([]),
            crl.create_validity_validator_container([]),
            crl.create_extensions_validator_container([]),
        ],
    )
    return _judged(everything.validate(_loaded(loader.RFC5280CertificateListDocumentLoader(), der).root), LIST)


def lint_answer(der: bytes) -> tuple[LintFinding, ...]:
    """Findings about an OCSP response."""
    _require()
    from pkilint import loader, pkix
    from pkilint.pkix import extension, name, ocsp

    everything = ocsp.create_pkix_ocsp_response_validator_container(
        [
            ocsp.create_response_decoder(),
            pkix.create_attribute_decoder(name.ATTRIBUTE_TYPE_MAPPINGS),
            pkix.create_extension_decoder(extension.EXTENSION_MAPPINGS),
        ],
        [],
    )
    return _judged(everything.validate(_loaded(loader.RFC6960OCSPResponseDocumentLoader(), der).root), ANSWER)


def lint_profiles(algorithm: KeyAlgorithm, settings: ProfileSettings | None = None) -> None:
    """Raise `LintNotClean` where a sample of a profile, with an operator's settings, has a finding nobody justified."""
    _require()
    for sample in samples(algorithm, settings):
        found = unjustified(lint_certificate(sample.certificate, sample.profile))
        if found:
            raise LintNotClean(sample.profile, tuple(f"{finding.code} ({finding.severity})" for finding in found))


def unjustified(findings: Iterable[LintFinding]) -> tuple[LintFinding, ...]:
    """Those that are not allowed."""
    return tuple(finding for finding in findings if finding.allowed is None)


@cache
def allowed_findings() -> tuple[Allowed, ...]:
    """What `allowed_findings.toml` says."""
    table = tomllib.loads(files(__package__).joinpath("allowed_findings.toml").read_text(encoding="utf-8"))
    return tuple(
        Allowed(
            code=entry["code"],
            about=frozenset(entry["about"]),
            message=entry.get("message", ""),
            why=Bilingual(entry["ja"], entry["en"]),
        )
        for entry in table["allowed"]
    )


def _require() -> None:
    if find_spec("pkilint") is None:
        raise LinterMissing


def _loaded(loader: Any, der: bytes) -> Any:
    try:
        return loader.load_der_document(der)
    except ValueError:
        raise EncodingError("what is to be linted", "DER of its kind", f"{len(der)} bytes that are not") from None


def _judged(results: Any, about: str) -> tuple[LintFinding, ...]:
    return tuple(
        LintFinding(
            code=description.finding.code,
            severity=description.finding.severity.name.lower(),
            where=result.node.path,
            message=description.message or "",
            allowed=_justification(description.finding.code, description.message or "", about),
        )
        for result in results
        for description in result.finding_descriptions
    )


def _justification(code: str, message: str, about: str) -> Bilingual | None:
    for allowed in allowed_findings():
        if allowed.code == code and about in allowed.about and allowed.message in message:
            return allowed.why
    return None
