"""Headings, verdicts, remedies, reasons and causes of a decision, in Japanese and in English: data only."""

from openmyna.errors import Bilingual
from openmyna.pki.revocation.reasons import RevocationReason
from openmyna.pki.validation.findings import CheckName, Verdict

CHECKS: dict[CheckName, Bilingual] = {
    CheckName.FORM: Bilingual("形", "Form"),
    CheckName.PATH: Bilingual("証明書のつながり", "Chain"),
    CheckName.ISSUER: Bilingual("発行者", "Issuer"),
    CheckName.ISSUER_AUTHORITY: Bilingual("発行者の権限", "Authority of the issuer"),
    CheckName.ISSUER_VALIDITY: Bilingual("発行者の有効期間", "Validity of the issuer"),
    CheckName.SIGNATURE: Bilingual("署名", "Signature"),
    CheckName.ALGORITHM: Bilingual("アルゴリズムと鍵", "Algorithm and key"),
    CheckName.EXTENSIONS: Bilingual("重要な拡張", "Critical extensions"),
    CheckName.KIND: Bilingual("証明書の種類", "Kind"),
    CheckName.POLICY: Bilingual("証明書ポリシー", "Policy"),
    CheckName.PURPOSE: Bilingual("用途", "Purpose"),
    CheckName.VALIDITY: Bilingual("有効期間", "Validity"),
    CheckName.REVOCATION_LIST: Bilingual("失効リスト", "Revocation list"),
    CheckName.STATUS_ANSWER: Bilingual("OCSPの応答", "Status answer"),
    CheckName.STATUS: Bilingual("失効の有無", "Status"),
}

VERDICTS: dict[Verdict, Bilingual] = {
    Verdict.GOOD: Bilingual("この証明書は信頼できます。", "The certificate is to be believed."),
    Verdict.REVOKED: Bilingual("この証明書は失効しています。", "The certificate is revoked."),
    Verdict.HELD: Bilingual("この証明書は一時保留になっています。", "The certificate is on hold."),
    Verdict.EXPIRED: Bilingual("この証明書は有効期間が終わっています。", "The certificate has expired."),
    Verdict.NOT_YET_VALID: Bilingual("この証明書はまだ有効になっていません。", "The certificate is not valid yet."),
    Verdict.STATUS_UNKNOWN: Bilingual(
        "この証明書が失効しているかどうか、確かめられません。",
        "Whether the certificate is revoked could not be found out.",
    ),
    Verdict.UNTRUSTED: Bilingual(
        "信頼する認証局が保証する証明書ではありません。", "No trusted authority vouches for the certificate."
    ),
    Verdict.UNSUITABLE: Bilingual(
        "この用途に使える証明書ではありません。", "The certificate is not one for this purpose."
    ),
    Verdict.MALFORMED: Bilingual("証明書として正しい形ではありません。", "This is not a well-formed certificate."),
}

REMEDIES: dict[Verdict, Bilingual] = {
    Verdict.GOOD: Bilingual("そのまま使えます。", "Go on."),
    Verdict.REVOKED: Bilingual(
        "受け付けないでください。持ち主は、新しい証明書の発行を住所地の市区町村で受けられます。",
        "Do not accept it. Its holder can have a new one issued at the municipality of residence.",
    ),
    Verdict.HELD: Bilingual(
        "受け付けないでください。カードの証明書の保留は解除されず、持ち主には新しい証明書が必要です。",
        "Do not accept it. A hold on a card's certificate is not lifted; its holder needs a new one.",
    ),
    Verdict.EXPIRED: Bilingual(
        "更新した証明書を求めてください。過去の署名を確かめるなら、署名の時刻を指定してください。",
        "Ask for the renewed certificate; to check a signature of the past, state the instant of signing.",
    ),
    Verdict.NOT_YET_VALID: Bilingual(
        "確かめる時刻と時計を見直してください。", "Check the instant asked about, and the clock."
    ),
    Verdict.STATUS_UNKNOWN: Bilingual(
        "受け付ける前に、新しい失効リストかOCSPの応答を取得して、もう一度確かめてください。",
        "Before accepting it, fetch a current revocation list or status answer and check again.",
    ),
    Verdict.UNTRUSTED: Bilingual(
        "受け付けないでください。発行者に心当たりがあれば、その認証局を信頼してよいか確かめてください。",
        "Do not accept it. If the issuer is one you know, find out whether that authority is to be trusted.",
    ),
    Verdict.UNSUITABLE: Bilingual(
        "用途に合った証明書（署名用か利用者証明用か）を求めてください。",
        "Ask for a certificate that is meant for the purpose (signing or authentication).",
    ),
    Verdict.MALFORMED: Bilingual("証明書を受け取り直してください。", "Obtain the certificate again."),
}

REASONS: dict[RevocationReason | None, Bilingual] = {
    RevocationReason.UNSPECIFIED: Bilingual("理由の記載なし", "no reason given"),
    RevocationReason.KEY_COMPROMISE: Bilingual("利用者の鍵の危殆化", "the holder's key is compromised"),
    RevocationReason.CA_COMPROMISE: Bilingual("認証局の鍵の危殆化", "the authority's key is compromised"),
    RevocationReason.AFFILIATION_CHANGED: Bilingual("記載事項の変更", "what it says of its holder has changed"),
    RevocationReason.SUPERSEDED: Bilingual("更新された", "it was renewed"),
    RevocationReason.CESSATION_OF_OPERATION: Bilingual("使われなくなった", "it is no longer needed"),
    RevocationReason.CERTIFICATE_HOLD: Bilingual("鍵の安全性に疑いがある", "doubt about the key"),
    None: Bilingual("その他の理由", "another reason"),
}

WHYS: dict[str, Bilingual] = {
    "issuer_may_not_sign_lists": Bilingual(
        "発行者の鍵用途に失効リストへの署名がありません。", "the issuer's key usage does not include revocation lists."
    ),
    "no_number": Bilingual("リストに番号がありません。", "it has no number."),
    "critical_number": Bilingual("リストの番号が重要扱いになっています。", "its number is marked critical."),
    "no_next_update": Bilingual("次の更新の時刻がありません。", "it does not say when the next one comes."),
    "entry": Bilingual("この証明書の記載が読めません。", "its entry for this certificate cannot be read."),
    "list_absent": Bilingual("失効リストがありません。", "There is no revocation list for it."),
    "list_of_other_key": Bilingual("失効リストは別の世代のものです。", "The list is that of another generation."),
    "list_of_other_part": Bilingual("失効リストは別の区分のものです。", "The list covers another part."),
    "list_forged": Bilingual("失効リストの署名が合いません。", "The signature of the list does not fit."),
    "list_unfit": Bilingual("失効リストが使えません。", "The list cannot be used."),
    "list_expired": Bilingual("失効リストの期限が切れています。", "The list has run out."),
    "list_later": Bilingual(
        "失効リストが確かめる時刻より新しいものです。", "The list is later than the instant asked about."
    ),
    "answer_absent": Bilingual("OCSPの応答がありません。", "There is no status answer."),
    "answer_refused": Bilingual("OCSPレスポンダーが答えませんでした。", "The responder did not answer."),
    "answer_of_other_certificate": Bilingual(
        "OCSPの応答は別の証明書のものです。", "The answer is about another certificate."
    ),
    "answer_unauthorised": Bilingual(
        "OCSPの応答は、任されていない者の署名です。", "The answer is signed by somebody who was not authorised."
    ),
    "answer_forged": Bilingual(
        "OCSPの応答の署名か形が正しくありません。", "The answer's signature or form is not right."
    ),
    "answer_expired": Bilingual("OCSPの応答が古くなっています。", "The answer is too old."),
    "answer_later": Bilingual(
        "OCSPの応答が確かめる時刻より新しいものです。", "The answer is later than the instant asked about."
    ),
    "answer_nonce_differs": Bilingual(
        "OCSPの応答は送った問い合わせへのものではありません。", "The answer is not one to the question sent."
    ),
    "evidence_absent": Bilingual(
        "失効リストもOCSPの応答もありません。", "There is neither a revocation list nor a status answer."
    ),
    "evidence_stale": Bilingual(
        "失効リストかOCSPの応答が古くなっています。", "The revocation list or status answer is too old."
    ),
    "answer_unknown": Bilingual(
        "レスポンダーはこの証明書を知りません。", "The responder does not know the certificate."
    ),
}
