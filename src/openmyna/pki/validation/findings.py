"""The vocabulary of a decision: which questions are asked, what can be found, and the verdict that follows from it.

The order of `Verdict` is the order in which it wins when several would fit; docs/explanation/believing.md tells why.
"""

from enum import Enum


class Outcome(Enum):
    """How one check came out."""

    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"
    """It could not be found out."""
    NOT_REACHED = "not_reached"
    """It makes no sense after what was found before."""

    @property
    def weight(self) -> int:
        """Which of several outcomes speaks for all of them: the heaviest."""
        return _WEIGHTS[self]


_WEIGHTS = {Outcome.NOT_REACHED: 0, Outcome.UNDECIDED: 1, Outcome.PASSED: 2, Outcome.FAILED: 3}


class Verdict(Enum):
    """What is decided; the earlier one wins where several would fit, and GOOD needs that none does."""

    MALFORMED = "malformed"
    """The bytes are no certificate, or not one that follows RFC 5280."""
    UNTRUSTED = "untrusted"
    """No authority that is believed here vouches for it."""
    REVOKED = "revoked"
    HELD = "held"
    UNSUITABLE = "unsuitable"
    """A sound certificate, but not one for this purpose."""
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    STATUS_UNKNOWN = "status_unknown"
    """Whether it is revoked could not be found out."""
    GOOD = "good"

    rank: int
    """Place in the order: 0 wins over everything."""

    def __init__(self, _code: str) -> None:
        self.rank = len(type(self).__members__)


class CheckName(Enum):
    """The questions, in the order in which they are asked and reported."""

    FORM = "form"
    PATH = "path"
    """Only asked of foreign certificates, whose issuers are not known before."""
    ISSUER = "issuer"
    ISSUER_AUTHORITY = "issuer_authority"
    ISSUER_VALIDITY = "issuer_validity"
    SIGNATURE = "signature"
    ALGORITHM = "algorithm"
    EXTENSIONS = "extensions"
    KIND = "kind"
    POLICY = "policy"
    PURPOSE = "purpose"
    VALIDITY = "validity"
    REVOCATION_LIST = "revocation_list"
    STATUS_ANSWER = "status_answer"
    STATUS = "status"

    @property
    def rule(self) -> str:
        """The clause behind it."""
        return _RULES[self]


_RULES = {
    CheckName.FORM: "RFC 5280, 4.1 and 4.2",
    CheckName.PATH: "RFC 5280, 6.1",
    CheckName.ISSUER: "RFC 5280, 4.2.1.1 and 6.1.3 (a)(4)",
    CheckName.ISSUER_AUTHORITY: "RFC 5280, 6.1.4 (k) and (n)",
    CheckName.ISSUER_VALIDITY: "RFC 5280, 6.1.3 (a)(2)",
    CheckName.SIGNATURE: "RFC 5280, 6.1.3 (a)(1)",
    CheckName.ALGORITHM: "RFC 5280, 4.1.1.2; RFC 8017, 8.2; RFC 5758, 3.2",
    CheckName.EXTENSIONS: "RFC 5280, 4.2 and 6.1.5 (f)",
    CheckName.KIND: "RFC 5280, 4.2.1.9",
    CheckName.POLICY: "RFC 5280, 4.2.1.4",
    CheckName.PURPOSE: "RFC 5280, 4.2.1.3 and 4.2.1.12",
    CheckName.VALIDITY: "RFC 5280, 4.1.2.5 and 6.1.3 (a)(2)",
    CheckName.REVOCATION_LIST: "RFC 5280, 5.2 and 6.3.3",
    CheckName.STATUS_ANSWER: "RFC 6960, 3.2 and 4.2.2",
    CheckName.STATUS: "RFC 5280, 6.1.3 (a)(3)",
}


class Finding(Enum):
    """What one check can find: (name, check, outcome, the verdict it asks for)."""

    FORM_SOUND = ("form_sound", CheckName.FORM, Outcome.PASSED)
    NOT_A_CERTIFICATE = ("not_a_certificate", CheckName.FORM, Outcome.FAILED, Verdict.MALFORMED)
    FORM_UNSOUND = ("form_unsound", CheckName.FORM, Outcome.FAILED, Verdict.MALFORMED)

    PATH_SOUND = ("path_sound", CheckName.PATH, Outcome.PASSED)
    PATH_ABSENT = ("path_absent", CheckName.PATH, Outcome.FAILED, Verdict.UNTRUSTED)
    PATH_UNSOUND = ("path_unsound", CheckName.PATH, Outcome.FAILED, Verdict.UNTRUSTED)
    PATH_OUT_OF_TIME = ("path_out_of_time", CheckName.PATH, Outcome.FAILED, Verdict.UNTRUSTED)
    PATH_REVOKED = ("path_revoked", CheckName.PATH, Outcome.FAILED, Verdict.UNTRUSTED)
    PATH_OPEN = ("path_open", CheckName.PATH, Outcome.UNDECIDED, Verdict.STATUS_UNKNOWN)
    PATH_NOT_REACHED = ("path_not_reached", CheckName.PATH, Outcome.NOT_REACHED)

    ISSUER_FOUND = ("issuer_found", CheckName.ISSUER, Outcome.PASSED)
    ISSUER_UNKNOWN = ("issuer_unknown", CheckName.ISSUER, Outcome.FAILED, Verdict.UNTRUSTED)
    ISSUER_KEY_UNKNOWN = ("issuer_key_unknown", CheckName.ISSUER, Outcome.FAILED, Verdict.UNTRUSTED)
    ISSUER_NAME_DIFFERS = ("issuer_name_differs", CheckName.ISSUER, Outcome.FAILED, Verdict.UNTRUSTED)
    ISSUER_REFERENCE_DIFFERS = ("issuer_reference_differs", CheckName.ISSUER, Outcome.FAILED, Verdict.UNTRUSTED)
    ISSUER_UNSAID = ("issuer_unsaid", CheckName.ISSUER, Outcome.FAILED, Verdict.UNTRUSTED)
    ISSUER_NOT_REACHED = ("issuer_not_reached", CheckName.ISSUER, Outcome.NOT_REACHED)

    ISSUER_MAY_CERTIFY = ("issuer_may_certify", CheckName.ISSUER_AUTHORITY, Outcome.PASSED)
    ISSUER_MAY_NOT_CERTIFY = (
        "issuer_may_not_certify",
        CheckName.ISSUER_AUTHORITY,
        Outcome.FAILED,
        Verdict.UNTRUSTED,
    )
    ISSUER_AUTHORITY_NOT_REACHED = (
        "issuer_authority_not_reached",
        CheckName.ISSUER_AUTHORITY,
        Outcome.NOT_REACHED,
    )

    ISSUER_VALID = ("issuer_valid", CheckName.ISSUER_VALIDITY, Outcome.PASSED)
    ISSUER_EXPIRED = ("issuer_expired", CheckName.ISSUER_VALIDITY, Outcome.FAILED, Verdict.UNTRUSTED)
    ISSUER_NOT_YET_VALID = ("issuer_not_yet_valid", CheckName.ISSUER_VALIDITY, Outcome.FAILED, Verdict.UNTRUSTED)
    ISSUER_COMPROMISED = ("issuer_compromised", CheckName.ISSUER_VALIDITY, Outcome.FAILED, Verdict.UNTRUSTED)
    ISSUER_VALIDITY_NOT_REACHED = ("issuer_validity_not_reached", CheckName.ISSUER_VALIDITY, Outcome.NOT_REACHED)

    SIGNATURE_FITS = ("signature_fits", CheckName.SIGNATURE, Outcome.PASSED)
    SIGNATURE_WRONG = ("signature_wrong", CheckName.SIGNATURE, Outcome.FAILED, Verdict.UNTRUSTED)
    SIGNATURE_UNCHECKED = ("signature_unchecked", CheckName.SIGNATURE, Outcome.UNDECIDED, Verdict.UNTRUSTED)
    SIGNATURE_NOT_REACHED = ("signature_not_reached", CheckName.SIGNATURE, Outcome.NOT_REACHED)

    ALGORITHM_ALLOWED = ("algorithm_allowed", CheckName.ALGORITHM, Outcome.PASSED)
    SIGNATURE_ALGORITHM_REFUSED = (
        "signature_algorithm_refused",
        CheckName.ALGORITHM,
        Outcome.FAILED,
        Verdict.UNSUITABLE,
    )
    KEY_REFUSED = ("key_refused", CheckName.ALGORITHM, Outcome.FAILED, Verdict.UNSUITABLE)
    ALGORITHM_NOT_REACHED = ("algorithm_not_reached", CheckName.ALGORITHM, Outcome.NOT_REACHED)

    EXTENSIONS_UNDERSTOOD = ("extensions_understood", CheckName.EXTENSIONS, Outcome.PASSED)
    EXTENSION_UNKNOWN = ("extension_unknown", CheckName.EXTENSIONS, Outcome.FAILED, Verdict.UNSUITABLE)
    EXTENSIONS_NOT_REACHED = ("extensions_not_reached", CheckName.EXTENSIONS, Outcome.NOT_REACHED)

    KIND_LEAF = ("kind_leaf", CheckName.KIND, Outcome.PASSED)
    KIND_AUTHORITY = ("kind_authority", CheckName.KIND, Outcome.FAILED, Verdict.UNSUITABLE)
    KIND_NOT_REACHED = ("kind_not_reached", CheckName.KIND, Outcome.NOT_REACHED)

    POLICY_FITS = ("policy_fits", CheckName.POLICY, Outcome.PASSED)
    POLICY_NOT_ASKED = ("policy_not_asked", CheckName.POLICY, Outcome.PASSED)
    POLICY_DIFFERS = ("policy_differs", CheckName.POLICY, Outcome.FAILED, Verdict.UNSUITABLE)
    POLICY_NOT_REACHED = ("policy_not_reached", CheckName.POLICY, Outcome.NOT_REACHED)

    PURPOSE_FITS = ("purpose_fits", CheckName.PURPOSE, Outcome.PASSED)
    KEY_USAGE_DIFFERS = ("key_usage_differs", CheckName.PURPOSE, Outcome.FAILED, Verdict.UNSUITABLE)
    EXTENDED_KEY_USAGE_DIFFERS = (
        "extended_key_usage_differs",
        CheckName.PURPOSE,
        Outcome.FAILED,
        Verdict.UNSUITABLE,
    )
    PURPOSE_NOT_REACHED = ("purpose_not_reached", CheckName.PURPOSE, Outcome.NOT_REACHED)

    VALIDITY_RUNS = ("validity_runs", CheckName.VALIDITY, Outcome.PASSED)
    VALIDITY_OVER = ("validity_over", CheckName.VALIDITY, Outcome.FAILED, Verdict.EXPIRED)
    VALIDITY_NOT_BEGUN = ("validity_not_begun", CheckName.VALIDITY, Outcome.FAILED, Verdict.NOT_YET_VALID)
    VALIDITY_NOT_REACHED = ("validity_not_reached", CheckName.VALIDITY, Outcome.NOT_REACHED)

    LIST_CLEARS = ("list_clears", CheckName.REVOCATION_LIST, Outcome.PASSED)
    LIST_REVOKES_LATER = ("list_revokes_later", CheckName.REVOCATION_LIST, Outcome.PASSED)
    LIST_REVOKES = ("list_revokes", CheckName.REVOCATION_LIST, Outcome.FAILED)
    LIST_HOLDS = ("list_holds", CheckName.REVOCATION_LIST, Outcome.FAILED)
    LIST_ABSENT = ("list_absent", CheckName.REVOCATION_LIST, Outcome.UNDECIDED)
    LIST_OF_OTHER_KEY = ("list_of_other_key", CheckName.REVOCATION_LIST, Outcome.UNDECIDED)
    LIST_OF_OTHER_PART = ("list_of_other_part", CheckName.REVOCATION_LIST, Outcome.UNDECIDED)
    LIST_FORGED = ("list_forged", CheckName.REVOCATION_LIST, Outcome.UNDECIDED)
    LIST_UNFIT = ("list_unfit", CheckName.REVOCATION_LIST, Outcome.UNDECIDED)
    LIST_EXPIRED = ("list_expired", CheckName.REVOCATION_LIST, Outcome.UNDECIDED)
    LIST_LATER = ("list_later", CheckName.REVOCATION_LIST, Outcome.UNDECIDED)
    LIST_NOT_REACHED = ("list_not_reached", CheckName.REVOCATION_LIST, Outcome.NOT_REACHED)

    ANSWER_GOOD = ("answer_good", CheckName.STATUS_ANSWER, Outcome.PASSED)
    ANSWER_REVOKES_LATER = ("answer_revokes_later", CheckName.STATUS_ANSWER, Outcome.PASSED)
    ANSWER_REVOKES = ("answer_revokes", CheckName.STATUS_ANSWER, Outcome.FAILED)
    ANSWER_HOLDS = ("answer_holds", CheckName.STATUS_ANSWER, Outcome.FAILED)
    ANSWER_UNKNOWN = ("answer_unknown", CheckName.STATUS_ANSWER, Outcome.UNDECIDED)
    ANSWER_ABSENT = ("answer_absent", CheckName.STATUS_ANSWER, Outcome.UNDECIDED)
    ANSWER_REFUSED = ("answer_refused", CheckName.STATUS_ANSWER, Outcome.UNDECIDED)
    ANSWER_OF_OTHER_CERTIFICATE = ("answer_of_other_certificate", CheckName.STATUS_ANSWER, Outcome.UNDECIDED)
    ANSWER_UNAUTHORISED = ("answer_unauthorised", CheckName.STATUS_ANSWER, Outcome.UNDECIDED)
    ANSWER_FORGED = ("answer_forged", CheckName.STATUS_ANSWER, Outcome.UNDECIDED)
    ANSWER_EXPIRED = ("answer_expired", CheckName.STATUS_ANSWER, Outcome.UNDECIDED)
    ANSWER_LATER = ("answer_later", CheckName.STATUS_ANSWER, Outcome.UNDECIDED)
    ANSWER_NONCE_DIFFERS = ("answer_nonce_differs", CheckName.STATUS_ANSWER, Outcome.UNDECIDED)
    ANSWER_NOT_REACHED = ("answer_not_reached", CheckName.STATUS_ANSWER, Outcome.NOT_REACHED)

    STATUS_GOOD = ("status_good", CheckName.STATUS, Outcome.PASSED)
    STATUS_NOT_ASKED = ("status_not_asked", CheckName.STATUS, Outcome.PASSED)
    STATUS_REVOKED = ("status_revoked", CheckName.STATUS, Outcome.FAILED, Verdict.REVOKED)
    STATUS_HELD = ("status_held", CheckName.STATUS, Outcome.FAILED, Verdict.HELD)
    STATUS_UNKNOWN = ("status_unknown", CheckName.STATUS, Outcome.UNDECIDED, Verdict.STATUS_UNKNOWN)
    STATUS_NOT_REACHED = ("status_not_reached", CheckName.STATUS, Outcome.NOT_REACHED)

    code: str
    check: CheckName
    outcome: Outcome
    verdict: Verdict | None

    def __init__(self, code: str, check: CheckName, outcome: Outcome, verdict: Verdict | None = None) -> None:
        self.code, self.check, self.outcome, self.verdict = code, check, outcome, verdict
