"""What whoever called the command can do next: the verdict's own advice, made exact by what was found and what time it is.

The options it names are those of `openmyna verify certificate`.
"""

from datetime import datetime

from openmyna.errors import Bilingual
from openmyna.pki.report.particulars import CertificateKind, Particulars
from openmyna.pki.validation.records import CheckName, Decision, Verdict

_AUTHORITY = Bilingual(
    "これは認証局の証明書です。確かめたい利用者の証明書を指定してください。この認証局を信頼するなら --anchor で指定します。",
    "This is the certificate of an authority. Name the holder's certificate that is to be judged; if this authority is to be "
    "trusted, name it with --anchor.",
)
_EXPIRED = Bilingual(
    "更新した証明書を求めてください。過去の署名を確かめるなら、署名の時刻を --at で指定してください。",
    "Ask for the renewed certificate; to check a signature of the past, state the instant of signing with --at.",
)
_TO_COME = Bilingual(
    "先のことは、まだ誰にも分かりません。今のことを確かめるなら --at を外してください。",
    "Nobody knows yet what will be then. Leave --at out to ask about now.",
)
_PAST = Bilingual(
    "過去の時点です。そのときの失効リストを --crl で指定するか、今分かっている失効情報でよければ --later-evidence を付けて"
    "ください。",
    "That instant has passed. Name a list of that time with --crl or, if what is known today will do, add --later-evidence.",
)
_LEFT_THE_LIST = Bilingual(
    "有効期間の終わった証明書は、失効リストから消えます。そのときの失効リストを --crl で指定するか、--ocsp と --later-evidence "
    "でレスポンダーに尋ねてください。",
    "Certificates whose validity is over leave the lists. Name a list of that time with --crl, or ask a responder with --ocsp "
    "and --later-evidence.",
)
_STALE = Bilingual(
    "受け付ける前に、新しい失効リストかOCSPの応答で確かめ直してください。手元の認証局のものなら「openmyna ca crl」で新しくなります。",
    "Before accepting it, check again with a current revocation list or status answer; your own authority's are made anew with "
    "`openmyna ca crl`.",
)


def next_step(decision: Decision, certificate: Particulars | None, now: datetime) -> Bilingual:
    """What to do after a decision; `now` tells whether it was asked about the past or about what is to come."""
    kind = None if certificate is None else certificate.kind
    verdict = decision.verdict
    if kind is CertificateKind.AUTHORITY and verdict in (Verdict.UNTRUSTED, Verdict.UNSUITABLE):
        return _AUTHORITY
    if kind in (CertificateKind.SIGN, CertificateKind.AUTH) and verdict is Verdict.UNSUITABLE:
        label = kind.label
        return Bilingual(
            f"これは{label.ja}です。{decision.remedy.ja}", f"This is a {label.en.lower()}. {decision.remedy.en}"
        )
    if verdict is Verdict.EXPIRED:
        return _EXPIRED
    return _of_unknown(decision, certificate, now) if verdict is Verdict.STATUS_UNKNOWN else decision.remedy


def _of_unknown(decision: Decision, certificate: Particulars | None, now: datetime) -> Bilingual:
    if decision.at > now:
        return _TO_COME
    found = {check.finding.code: check for check in decision.checks}
    if "list_later" not in found and "answer_later" not in found:
        return _STALE
    made = decision.check(CheckName.REVOCATION_LIST).evidence.get("this_update")
    left = certificate is not None and isinstance(made, datetime) and made > certificate.not_after
    return _LEFT_THE_LIST if left else _PAST
