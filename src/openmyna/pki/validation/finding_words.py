"""The sentence of each finding, in Japanese and in English: data only."""

from openmyna.errors import Bilingual
from openmyna.pki.validation.findings import Finding

_SKIPPED = Bilingual("前の確認の結果、確かめていません。", "Not looked at, after what was found before.")

FINDINGS: dict[Finding, Bilingual] = {
    Finding.FORM_SOUND: Bilingual("証明書として正しい形です。", "It is a well-formed certificate."),
    Finding.NOT_A_CERTIFICATE: Bilingual(
        "証明書として読めません（{size} バイト）。", "It cannot be read as a certificate ({size} bytes)."
    ),
    Finding.FORM_UNSOUND: Bilingual("正しい形ではありません: {fault}。", "It is not well formed: {fault}."),
    Finding.PATH_SOUND: Bilingual(
        "信頼の起点「{anchor}」まで、{length}枚の証明書でつながっています。",
        "A chain of {length} certificates leads to the trusted root {anchor}.",
    ),
    Finding.PATH_ABSENT: Bilingual(
        "信頼の起点までの証明書のつながりが見つかりません。", "No chain of certificates leads to a trusted root."
    ),
    Finding.PATH_UNSOUND: Bilingual(
        "信頼の起点までの証明書のつながりが正しくありません（署名、制約、ポリシーのいずれか）。",
        "The chain to the trusted root does not hold (a signature, a constraint or a policy).",
    ),
    Finding.PATH_OUT_OF_TIME: Bilingual(
        "途中の認証局の証明書が、確かめた時刻 {at} に有効ではありません（{limit}）。",
        "An authority's certificate in the chain is not valid at {at} ({limit}).",
    ),
    Finding.PATH_REVOKED: Bilingual(
        "途中の認証局の証明書が {since} に失効しています（{reason}）。",
        "An authority's certificate in the chain was revoked at {since} ({reason}).",
    ),
    Finding.PATH_OPEN: Bilingual(
        "途中の認証局の証明書が失効しているかどうか、確かめられません。",
        "Whether an authority's certificate in the chain is revoked could not be found out.",
    ),
    Finding.PATH_NOT_REACHED: _SKIPPED,
    Finding.ISSUER_FOUND: Bilingual(
        "信頼する認証局「{name}」の鍵 {key_identifier} を発行者としています。",
        "It names the key {key_identifier} of the trusted authority {name} as its issuer.",
    ),
    Finding.ISSUER_UNKNOWN: Bilingual(
        "発行者（鍵 {key_identifier}）は、信頼する認証局の中にありません。",
        "Its issuer (key {key_identifier}) is not among the trusted authorities.",
    ),
    Finding.ISSUER_KEY_UNKNOWN: Bilingual(
        "発行者の名前は信頼する認証局と同じですが、鍵 {key_identifier} はその認証局のどの世代のものでもありません。",
        "Its issuer has the name of a trusted authority, but the key {key_identifier} is none of that authority's.",
    ),
    Finding.ISSUER_NAME_DIFFERS: Bilingual(
        "鍵 {key_identifier} の認証局は信頼していますが、証明書にある発行者の名前が違います。",
        "The key {key_identifier} is a trusted authority's, but the certificate names another issuer.",
    ),
    Finding.ISSUER_REFERENCE_DIFFERS: Bilingual(
        "証明書が指す認証局の証明書（名前と発行番号）が、鍵 {key_identifier} のものと違います。",
        "It refers to another certificate of its issuer (name and serial number) than that of key {key_identifier}.",
    ),
    Finding.ISSUER_UNSAID: Bilingual(
        "どの鍵で発行されたか（認証局鍵識別子）が書かれていません。",
        "It does not say which key issued it (no authority key identifier).",
    ),
    Finding.ISSUER_NOT_REACHED: _SKIPPED,
    Finding.ISSUER_MAY_CERTIFY: Bilingual(
        "発行者の証明書は、証明書を発行してよい認証局のものです。",
        "The issuer's own certificate is that of an authority.",
    ),
    Finding.ISSUER_MAY_NOT_CERTIFY: Bilingual(
        "発行者の証明書では証明書を発行できません: {fault}。", "The issuer may not certify: {fault}."
    ),
    Finding.ISSUER_AUTHORITY_NOT_REACHED: _SKIPPED,
    Finding.ISSUER_VALID: Bilingual(
        "認証局の証明書は {since} から {until} まで有効です。",
        "The authority's certificate is valid from {since} to {until}.",
    ),
    Finding.ISSUER_EXPIRED: Bilingual(
        "認証局の証明書は {until} に有効期間が終わっています（確かめた時刻 {at}）。",
        "The authority's certificate ended at {until} (asked about {at}).",
    ),
    Finding.ISSUER_NOT_YET_VALID: Bilingual(
        "認証局の証明書は {since} に有効になります（確かめた時刻 {at}）。",
        "The authority's certificate begins at {since} (asked about {at}).",
    ),
    Finding.ISSUER_COMPROMISED: Bilingual(
        "認証局のこの鍵は {since} から信頼できません（危殆化）。",
        "This key of the authority is not to be believed since {since} (compromise).",
    ),
    Finding.ISSUER_VALIDITY_NOT_REACHED: _SKIPPED,
    Finding.SIGNATURE_FITS: Bilingual(
        "発行者の鍵の署名が合っています。改ざんされていません。",
        "The issuer's key made the signature; nothing was altered.",
    ),
    Finding.SIGNATURE_WRONG: Bilingual(
        "発行者の鍵の署名が合いません。別の鍵で署名されたか、改ざんされています。",
        "The issuer's key did not make the signature: another key did, or something was altered.",
    ),
    Finding.SIGNATURE_UNCHECKED: Bilingual(
        "認められていない署名アルゴリズムなので、署名を確かめていません。だれが署名したかわかりません。",
        "Its signature algorithm is not allowed, so the signature was not checked: nobody knows who made it.",
    ),
    Finding.SIGNATURE_NOT_REACHED: _SKIPPED,
    Finding.ALGORITHM_ALLOWED: Bilingual(
        "署名アルゴリズム {signature} と鍵 {key} は認められています。",
        "The signature algorithm {signature} and the key {key} are allowed.",
    ),
    Finding.SIGNATURE_ALGORITHM_REFUSED: Bilingual(
        "署名アルゴリズムが認められていません（{signature}）。", "The signature algorithm is not allowed ({signature})."
    ),
    Finding.KEY_REFUSED: Bilingual(
        "鍵の種類か大きさが認められていません（{key}）。", "The key is not allowed ({key})."
    ),
    Finding.ALGORITHM_NOT_REACHED: _SKIPPED,
    Finding.EXTENSIONS_UNDERSTOOD: Bilingual(
        "重要とされた拡張は、すべて意味がわかります。", "Every critical extension is understood."
    ),
    Finding.EXTENSION_UNKNOWN: Bilingual(
        "意味のわからない重要な拡張があります（{extensions}）。",
        "It has a critical extension that is not understood ({extensions}).",
    ),
    Finding.EXTENSIONS_NOT_REACHED: _SKIPPED,
    Finding.KIND_LEAF: Bilingual("利用者の証明書です。", "It is a holder's certificate."),
    Finding.KIND_AUTHORITY: Bilingual(
        "認証局の証明書であって、利用者のものではありません。", "It is an authority's certificate, not a holder's."
    ),
    Finding.KIND_NOT_REACHED: _SKIPPED,
    Finding.POLICY_FITS: Bilingual(
        "証明書ポリシー {policies} は求めるものです。", "Its policy {policies} is one of those asked for."
    ),
    Finding.POLICY_NOT_ASKED: Bilingual("証明書ポリシーは問いません。", "No policy is asked for."),
    Finding.POLICY_DIFFERS: Bilingual(
        "証明書ポリシー {policies} は求めるもの（{wanted}）ではありません。",
        "Its policy {policies} is none of those asked for ({wanted}).",
    ),
    Finding.POLICY_NOT_REACHED: _SKIPPED,
    Finding.PURPOSE_FITS: Bilingual(
        "鍵用途 {key_usage}、拡張鍵用途 {extended_key_usage} は目的に合います。",
        "Its key usage {key_usage} and extended key usage {extended_key_usage} fit the purpose.",
    ),
    Finding.KEY_USAGE_DIFFERS: Bilingual(
        "鍵用途 {key_usage} は目的（{wanted}）に合いません。",
        "Its key usage {key_usage} does not fit the purpose ({wanted}).",
    ),
    Finding.EXTENDED_KEY_USAGE_DIFFERS: Bilingual(
        "拡張鍵用途 {extended_key_usage} は目的（{wanted}）に合いません。",
        "Its extended key usage {extended_key_usage} does not fit the purpose ({wanted}).",
    ),
    Finding.PURPOSE_NOT_REACHED: _SKIPPED,
    Finding.VALIDITY_RUNS: Bilingual(
        "{at} は有効期間（{since} から {until} まで）の中です。", "{at} lies within its validity, {since} to {until}."
    ),
    Finding.VALIDITY_OVER: Bilingual(
        "有効期間は {until} に終わっています（確かめた時刻 {at}）。",
        "Its validity ended at {until} (asked about {at}).",
    ),
    Finding.VALIDITY_NOT_BEGUN: Bilingual(
        "有効期間は {since} に始まります（確かめた時刻 {at}）。", "Its validity begins at {since} (asked about {at})."
    ),
    Finding.VALIDITY_NOT_REACHED: _SKIPPED,
    Finding.LIST_CLEARS: Bilingual(
        "失効リスト第{number}号（{this_update} から {next_update} まで）に載っていません。",
        "Revocation list no. {number} ({this_update} to {next_update}) does not name it.",
    ),
    Finding.LIST_REVOKES_LATER: Bilingual(
        "失効リスト第{number}号によると {since} に失効しました（{reason}）。それより前には有効でした。",
        "Revocation list no. {number} says that it was revoked at {since} ({reason}), which is later.",
    ),
    Finding.LIST_REVOKES: Bilingual(
        "失効リスト第{number}号によると {since} に失効しました（{reason}）。",
        "Revocation list no. {number} says that it was revoked at {since} ({reason}).",
    ),
    Finding.LIST_HOLDS: Bilingual(
        "失効リスト第{number}号によると {since} から一時保留です（{reason}）。",
        "Revocation list no. {number} says that it has been on hold since {since} ({reason}).",
    ),
    Finding.LIST_ABSENT: Bilingual("この証明書のための失効リストはありません。", "There is no revocation list for it."),
    Finding.LIST_OF_OTHER_KEY: Bilingual(
        "失効リスト第{number}号は、発行者の別の鍵（別の世代）のものです。",
        "Revocation list no. {number} is that of another key (generation) of the issuer.",
    ),
    Finding.LIST_OF_OTHER_PART: Bilingual(
        "失効リスト第{number}号は別の区分（{part}）のもので、この証明書を対象としません。",
        "Revocation list no. {number} covers another part ({part}), not this certificate's.",
    ),
    Finding.LIST_FORGED: Bilingual(
        "失効リスト第{number}号の署名が、発行者の鍵のものではありません。",
        "The issuer's key did not sign revocation list no. {number}.",
    ),
    Finding.LIST_UNFIT: Bilingual(
        "失効リスト第{number}号は使えません: {why}", "Revocation list no. {number} is not used: {why}"
    ),
    Finding.LIST_EXPIRED: Bilingual(
        "失効リスト第{number}号は {next_update} に期限が切れています（確かめた時刻 {at}）。",
        "Revocation list no. {number} ran out at {next_update} (asked about {at}).",
    ),
    Finding.LIST_LATER: Bilingual(
        "失効リスト第{number}号は {this_update} に作られたもので、確かめた時刻 {at} のことを示しません。",
        "Revocation list no. {number} was made at {this_update}, after the instant asked about, {at}.",
    ),
    Finding.LIST_NOT_REACHED: _SKIPPED,
    Finding.ANSWER_GOOD: Bilingual(
        "OCSPの応答（{this_update}）によると有効です。", "A status answer of {this_update} says that it is good."
    ),
    Finding.ANSWER_REVOKES_LATER: Bilingual(
        "OCSPの応答（{this_update}）によると {since} に失効しました（{reason}）。それより前には有効でした。",
        "A status answer of {this_update} says that it was revoked at {since} ({reason}), which is later.",
    ),
    Finding.ANSWER_REVOKES: Bilingual(
        "OCSPの応答（{this_update}）によると {since} に失効しました（{reason}）。",
        "A status answer of {this_update} says that it was revoked at {since} ({reason}).",
    ),
    Finding.ANSWER_HOLDS: Bilingual(
        "OCSPの応答（{this_update}）によると {since} から一時保留です（{reason}）。",
        "A status answer of {this_update} says that it has been on hold since {since} ({reason}).",
    ),
    Finding.ANSWER_UNKNOWN: Bilingual(
        "OCSPの応答（{this_update}）によると、この発行番号の証明書は知られていません。",
        "A status answer of {this_update} says that no such certificate is known.",
    ),
    Finding.ANSWER_ABSENT: Bilingual("OCSPの応答はありません。", "There is no status answer."),
    Finding.ANSWER_REFUSED: Bilingual(
        "OCSPレスポンダーが答えませんでした（{response}）。", "The responder did not answer ({response})."
    ),
    Finding.ANSWER_OF_OTHER_CERTIFICATE: Bilingual(
        "OCSPの応答は別の証明書についてのものです。", "The status answer is about another certificate."
    ),
    Finding.ANSWER_UNAUTHORISED: Bilingual(
        "OCSPの応答に署名したのは、この発行者から任されたレスポンダーではありません。",
        "Whoever signed the status answer was not authorised to by this issuer.",
    ),
    Finding.ANSWER_FORGED: Bilingual(
        "OCSPの応答の署名か形が正しくありません。", "The signature or the form of the status answer is not right."
    ),
    Finding.ANSWER_EXPIRED: Bilingual(
        "OCSPの応答（{this_update}）は古くなっています（確かめた時刻 {at}）。",
        "The status answer of {this_update} is too old (asked about {at}).",
    ),
    Finding.ANSWER_LATER: Bilingual(
        "OCSPの応答は {this_update} のもので、確かめた時刻 {at} のことを示しません。",
        "The status answer was made at {this_update}, after the instant asked about, {at}.",
    ),
    Finding.ANSWER_NONCE_DIFFERS: Bilingual(
        "OCSPの応答は、送った問い合わせへのものではありません（ノンスの不一致）。",
        "The status answer is not one to the question that was sent (nonce).",
    ),
    Finding.ANSWER_NOT_REACHED: _SKIPPED,
    Finding.STATUS_GOOD: Bilingual("失効していません。", "It is not revoked."),
    Finding.STATUS_NOT_ASKED: Bilingual("失効の有無は問いません。", "Its status is not asked for."),
    Finding.STATUS_REVOKED: Bilingual(
        "{since} に失効しています（{reason}）。", "It has been revoked since {since} ({reason})."
    ),
    Finding.STATUS_HELD: Bilingual("{since} から一時保留になっています。", "It has been on hold since {since}."),
    Finding.STATUS_UNKNOWN: Bilingual(
        "失効しているかどうか、わかりません。{causes}", "Whether it is revoked could not be found out. {causes}"
    ),
    Finding.STATUS_NOT_REACHED: _SKIPPED,
}
