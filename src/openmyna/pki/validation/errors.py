"""Why a certificate is not believed, as errors; each carries the facts a program needs to tell the cases apart."""

from datetime import datetime

from openmyna.errors import Bilingual
from openmyna.pki.errors import PKIError
from openmyna.pki.instant_words import instant_words
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.verdict_words import REASONS


class CertificateNotBelieved(PKIError):
    """Root of the refusals of a decision."""

    code = "certificate-not-believed"


class CertificateMalformed(CertificateNotBelieved):
    """The bytes are no certificate, or not one that follows RFC 5280; `fault` says what is wrong."""

    code = "certificate-malformed"
    cause = Bilingual("証明書として正しい形ではありません: {reason_ja}", "This is not a sound certificate: {reason_en}")
    remedy = Bilingual("証明書を受け取り直してください。", "Obtain the certificate again.")

    def __init__(self, fault: str, words: Bilingual) -> None:
        self.fault = fault
        super().__init__(reason_ja=words.ja, reason_en=words.en)


class PathNotFound(CertificateNotBelieved):
    """No authority that is believed vouches for the certificate; `reason` is the finding's code."""

    code = "path-not-found"
    cause = Bilingual(
        "信頼する認証局が保証する証明書ではありません: {reason_ja}",
        "No authority that is trusted here vouches for the certificate: {reason_en}",
    )
    remedy = Bilingual(
        "証明書の発行者を確かめ、信頼してよい認証局なら、その認証局の証明書を信頼の起点として渡してください。",
        "Find out who issued it and, if that authority is to be trusted, give its certificate as a trust anchor.",
    )

    def __init__(self, reason: str, words: Bilingual) -> None:
        self.reason = reason
        super().__init__(reason_ja=words.ja, reason_en=words.en)


class CertificateUnsuitable(CertificateNotBelieved):
    """A sound certificate that is not one for this purpose; `finding` is the finding's code."""

    code = "certificate-unsuitable"
    cause = Bilingual(
        "この用途に使える証明書ではありません: {reason_ja}", "The certificate is not one for this purpose: {reason_en}"
    )
    remedy = Bilingual("用途に合った証明書を使ってください。", "Use a certificate that is meant for the purpose.")

    def __init__(self, finding: str, words: Bilingual) -> None:
        self.finding = finding
        super().__init__(reason_ja=words.ja, reason_en=words.en)


class Expired(CertificateNotBelieved):
    """The certificate's validity was over; `at` is when it ended."""

    code = "certificate-expired"
    cause = Bilingual("証明書の有効期間は {at_ja} に終わっています。", "The certificate's validity ended at {at_en}.")
    remedy = Bilingual("更新した証明書を使ってください。", "Use the renewed certificate.")

    def __init__(self, at: datetime) -> None:
        self.at = at
        words = instant_words(at)
        super().__init__(at_ja=words.ja, at_en=words.en)


class NotYetValid(CertificateNotBelieved):
    """The certificate's validity has not begun; `since` is when it begins."""

    code = "certificate-not-yet-valid"
    cause = Bilingual(
        "証明書の有効期間は {since_ja} に始まります。", "The certificate's validity begins at {since_en}."
    )
    remedy = Bilingual(
        "その時刻よりあとに確かめるか、時計を合わせてください。", "Check it after that instant, or set the clock right."
    )

    def __init__(self, since: datetime) -> None:
        self.since = since
        words = instant_words(since)
        super().__init__(since_ja=words.ja, since_en=words.en)


class Revoked(CertificateNotBelieved):
    """The authority withdrew the certificate; `reason` is None where it is none that this system gives."""

    code = "certificate-revoked"
    cause = Bilingual(
        "証明書は {since_ja} に失効しました（理由: {reason_ja}）。",
        "The certificate was revoked at {since_en} ({reason_en}).",
    )
    remedy = Bilingual(
        "新しい証明書を使ってください。なければ、住所地の市区町村で発行を受けてください。",
        "Use a new certificate; where there is none, have one issued at the municipality of residence.",
    )

    def __init__(self, reason: RevocationReason | None, since: datetime) -> None:
        self.reason, self.since = reason, since
        words, why = instant_words(since), REASONS[reason]
        super().__init__(since_ja=words.ja, since_en=words.en, reason_ja=why.ja, reason_en=why.en)


class Held(CertificateNotBelieved):
    """The certificate is on hold, as when its card was reported lost."""

    code = "certificate-held"
    cause = Bilingual(
        "証明書は {since_ja} から一時保留になっています。", "The certificate has been on hold since {since_en}."
    )
    remedy = Bilingual(
        "カードの証明書の保留は解除されません。新しい証明書の発行を受けてください。",
        "A hold on a card's certificate is not lifted; have a new one issued.",
    )

    def __init__(self, since: datetime) -> None:
        self.since = since
        words = instant_words(since)
        super().__init__(since_ja=words.ja, since_en=words.en)


class RevocationUnknown(CertificateNotBelieved):
    """Whether the certificate is revoked could not be found out; `stale_since` where the newest evidence had run out."""

    code = "revocation-unknown"
    cause = Bilingual(
        "失効しているかどうかを確かめられません: {reason_ja}",
        "Whether it is revoked could not be found out: {reason_en}",
    )
    remedy = Bilingual(
        "新しい失効リストかOCSPの応答を取得してから、もう一度確かめてください。",
        "Fetch a current revocation list or status answer and check again.",
    )

    def __init__(self, causes: tuple[str, ...], stale_since: datetime | None, words: Bilingual) -> None:
        self.causes, self.stale_since = causes, stale_since
        super().__init__(reason_ja=words.ja, reason_en=words.en)


class AnchorUnusable(PKIError):
    """Bytes offered as a trust anchor that are no certificate with a key."""

    code = "anchor-unusable"
    cause = Bilingual(
        "信頼の起点にする証明書として読めません（{size} バイト）。",
        "This cannot be read as the certificate of a trust anchor ({size} bytes).",
    )
    remedy = Bilingual(
        "認証局の自己署名証明書をDERまたはPEMの形で渡してください。",
        "Give the authority's own certificate in DER or PEM form.",
    )

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(size=size)


class AnswerMalformed(PKIError):
    """Bytes that are no OCSP response."""

    code = "answer-malformed"
    cause = Bilingual("OCSPの応答として読めません（{size} バイト）。", "This is not an OCSP response ({size} bytes).")
    remedy = Bilingual("OCSPレスポンダーにもう一度問い合わせてください。", "Ask the responder again.")

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(size=size)


class ForeignChainsUnavailable(PKIError):
    """The library that validates other people's chains is not installed."""

    code = "foreign-chains-unavailable"
    cause = Bilingual(
        "ほかの認証局の証明書を確かめる部品が入っていません。",
        "The library that validates chains of other authorities is not installed.",
    )
    remedy = Bilingual(
        "pip install 'openmyna[verify]' で入れてください。", "Install it with pip install 'openmyna[verify]'."
    )
