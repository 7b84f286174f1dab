"""What can go wrong where something is signed, certified or checked; the facts are attributes."""

from openmyna.errors import Bilingual, OpenMynaError


class PKIError(OpenMynaError):
    """Root of the errors about certificates, keys and signatures."""

    code = "pki"


class SignatureInvalid(PKIError):
    """A signature was not made by the key that is claimed, or what it covers was altered."""

    code = "signature-invalid"
    cause = Bilingual("{what} の署名を検証できません。", "The signature of {what} does not verify.")
    remedy = Bilingual(
        "データが改ざんされていないか、検証に使う鍵が正しいかを確認してください。",
        "Check that the data was not altered and that the right key was used to verify it.",
    )

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what=what)


class IssuerMismatch(PKIError):
    """A certificate names another issuer than the one it is checked against."""

    code = "issuer-mismatch"
    cause = Bilingual(
        "証明書の発行者 {named} は、検証に使う {offered} と一致しません。",
        "The certificate names the issuer {named}, not {offered}.",
    )
    remedy = Bilingual("{named} の鍵で検証してください。", "Verify it with the key of {named}.")

    def __init__(self, named: str, offered: str) -> None:
        self.named, self.offered = named, offered
        super().__init__(named=named, offered=offered)


class KeyUnusable(PKIError):
    """Bytes offered as a key that are not one of the kinds this house uses."""

    code = "key-unusable"
    cause = Bilingual(
        "{where} の鍵を使えません: {expected} が必要です。", "The key in {where} cannot be used: expected {expected}."
    )
    remedy = Bilingual("鍵ファイルを作り直してください。", "Make the key file again.")

    def __init__(self, where: str, expected: str) -> None:
        self.where, self.expected = where, expected
        super().__init__(where=where, expected=expected)


class IssuanceRefused(PKIError):
    """A certificate that would not fit its profile is not issued; `finding` says why, `rule` names it for programs."""

    code = "issuance-refused"
    cause = Bilingual("証明書を発行できません: {finding_ja}。", "The certificate is not issued: {finding_en}.")
    remedy = Bilingual("発行する内容を直してください。", "Correct what is to be certified.")

    def __init__(self, finding: str | Bilingual, rule: str = "") -> None:
        words = Bilingual(finding, finding) if isinstance(finding, str) else finding
        self.finding, self.rule = words.en, rule
        super().__init__(finding_ja=words.ja, finding_en=words.en)
