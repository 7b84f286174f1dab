"""What can be wrong with a request for a status, or with whoever is to answer it; the facts are attributes."""

from openmyna.errors import Bilingual
from openmyna.pki.errors import PKIError


class RequestMalformed(PKIError):
    """Bytes that are no request this responder reads; `finding` says why. It is answered, never shown as a failure."""

    code = "status-request-malformed"
    cause = Bilingual("OCSP要求を読めません: {finding}。", "The OCSP request cannot be read: {finding}.")
    remedy = Bilingual(
        "証明書を1枚だけ指定した、RFC 6960 の要求を送ってください。",
        "Send a request of RFC 6960 that names one certificate.",
    )

    def __init__(self, finding: str) -> None:
        self.finding = finding
        super().__init__(finding=finding)


class DelegateUnusable(PKIError):
    """A generation's answers cannot be signed: no certificate for it, another key's, another issuer's, out of date."""

    code = "status-delegate-unusable"
    cause = Bilingual(
        "{generation} のOCSP応答に署名できません: {finding_ja}",
        "OCSP answers of {generation} cannot be signed: {finding_en}",
    )
    remedy = Bilingual(
        "認証局の側で「openmyna ca crl」を実行して、レスポンダー証明書を発行し直してください。直らなければ、公開フォルダと鍵を確認してください。",
        "Run `openmyna ca crl` where the authority is: it issues the responder's certificate again. If that does not help, "
        "check the published folder and the key.",
    )

    def __init__(self, generation: str, finding: Bilingual) -> None:
        self.generation, self.finding = generation, finding
        super().__init__(generation=generation, finding_ja=finding.ja, finding_en=finding.en)
