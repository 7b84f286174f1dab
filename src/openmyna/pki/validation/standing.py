"""What follows from a certificate's shape, its issuer and the requirements alone: judged once, shared by many leaves.

Dates, signatures and status are each leaf's own and are judged in `decision.py`.
"""

from dataclasses import dataclass, field

from openmyna.pki.validation.anchors import Anchor
from openmyna.pki.validation.findings import Finding, Verdict
from openmyna.pki.validation.leaf import Leaf
from openmyna.pki.validation.records import Check
from openmyna.pki.validation.requirements import Requirements
from openmyna.pki.validation.shape import Shape
from openmyna.pki.validation.signatures import SignatureScheme

FORM_SOUND = Check(Finding.FORM_SOUND)
SIGNATURE_FITS = Check(Finding.SIGNATURE_FITS)
REMEMBERED = 64
"""How many judgements one shape keeps: enough for those who keep their requirements."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """Checks that are the same for every leaf of one shape, issuer and algorithm."""

    issuer: Check
    issuer_authority: Check
    issuer_validity: Check
    """As it is while the issuer is valid."""
    demands: tuple[Check, ...] = field(repr=False)
    """Algorithm, extensions, kind, policy and purpose."""
    verdict: Verdict
    """The gravest of these."""
    usual: tuple[Check, ...] = field(repr=False)
    """All checks up to the purpose, for the usual case that the issuer is valid and the signature fits."""


def standing_of(leaf: Leaf, anchor: Anchor | None, unfound: Check | None, requirements: Requirements) -> Standing:
    """The standing of a leaf, out of its shape's memory where one like it was judged before."""
    by = (anchor, requirements, leaf.scheme, leaf.key, None if unfound is None else unfound.finding)
    known = leaf.shape.standings.get(by)
    if known is None:
        known = _judge(leaf, anchor, unfound, requirements)
        if len(leaf.shape.standings) >= REMEMBERED:
            leaf.shape.standings.clear()
        leaf.shape.standings[by] = known
    return known


def gravest(checks: tuple[Check, ...]) -> Verdict:
    """The verdict that wins among those that checks ask for."""
    asked = [check.finding.verdict for check in checks if check.finding.verdict is not None]
    return min(asked, key=lambda verdict: verdict.rank, default=Verdict.GOOD)


def _judge(leaf: Leaf, anchor: Anchor | None, unfound: Check | None, requirements: Requirements) -> Standing:
    shape = leaf.shape
    demands = (
        _algorithm(leaf.scheme, leaf.key, requirements),
        Check(Finding.EXTENSION_UNKNOWN, {"extensions": shape.unknown_critical})
        if shape.unknown_critical
        else Check(Finding.EXTENSIONS_UNDERSTOOD),
        _kind(shape),
        _policy(shape, requirements),
        purpose_check(shape, requirements),
    )
    if anchor is None or unfound is not None:
        issuer = unfound or Check(Finding.ISSUER_UNKNOWN)
        authority, validity = (
            Check(Finding.ISSUER_AUTHORITY_NOT_REACHED),
            Check(Finding.ISSUER_VALIDITY_NOT_REACHED),
        )
    else:
        issuer = _issuer(shape, anchor)
        authority = (
            Check(Finding.ISSUER_MAY_CERTIFY)
            if anchor.fault is None
            else Check(Finding.ISSUER_MAY_NOT_CERTIFY, {"fault": anchor.fault.value})
        )
        validity = Check(Finding.ISSUER_VALID, {"since": anchor.since, "until": anchor.until})
    return Standing(
        issuer=issuer,
        issuer_authority=authority,
        issuer_validity=validity,
        demands=demands,
        verdict=gravest((issuer, authority, *demands)),
        usual=(FORM_SOUND, issuer, authority, validity, SIGNATURE_FITS, *demands),
    )


def _issuer(shape: Shape, anchor: Anchor) -> Check:
    facts = {"name": anchor.name.rfc4514_string(), "key_identifier": anchor.key_identifier.hex()}
    reference = shape.issuer_reference
    if reference is not None and reference != (anchor.certificate.issuer, anchor.serial_number):
        return Check(Finding.ISSUER_REFERENCE_DIFFERS, facts)
    return Check(Finding.ISSUER_FOUND, facts)


def _algorithm(scheme: SignatureScheme | None, key: str, requirements: Requirements) -> Check:
    facts = {"signature": "-" if scheme is None else scheme.name, "key": key or "-"}
    if scheme is None or (requirements.schemes is not None and scheme.name not in requirements.schemes):
        return Check(Finding.SIGNATURE_ALGORITHM_REFUSED, facts)
    if not key or (requirements.keys is not None and key not in requirements.keys):
        return Check(Finding.KEY_REFUSED, facts)
    return Check(Finding.ALGORITHM_ALLOWED, facts)


def _kind(shape: Shape) -> Check:
    if shape.is_authority or "keyCertSign" in (shape.key_usage or ()):
        return Check(Finding.KIND_AUTHORITY)
    return Check(Finding.KIND_LEAF)


def _policy(shape: Shape, requirements: Requirements) -> Check:
    facts = {"policies": tuple(sorted(shape.policies))}
    if requirements.policies is None:
        return Check(Finding.POLICY_NOT_ASKED, facts)
    if requirements.policies.isdisjoint(shape.policies):
        return Check(Finding.POLICY_DIFFERS, facts | {"wanted": tuple(sorted(requirements.policies))})
    return Check(Finding.POLICY_FITS, facts)


def purpose_check(shape: Shape, requirements: Requirements) -> Check:
    """Whether key usage and extended key usage fit."""
    usage = tuple(sorted(shape.key_usage or ()))
    if not requirements.key_usage <= frozenset(usage):
        needed = tuple(sorted(requirements.key_usage))
        return Check(Finding.KEY_USAGE_DIFFERS, {"key_usage": usage, "wanted": needed})
    purposes = tuple(sorted(shape.purposes or ()))
    facts = {"key_usage": usage, "extended_key_usage": purposes}
    wanted = requirements.extended_key_usage
    if shape.purposes is None:
        missing = requirements.extended_key_usage_needed
    elif wanted is not None:
        missing = wanted not in shape.purposes
    else:
        missing = not requirements.other_purposes_allowed
    if missing:
        return Check(Finding.EXTENDED_KEY_USAGE_DIFFERS, facts | {"wanted": (wanted,) if wanted else ()})
    return Check(Finding.PURPOSE_FITS, facts)
