"""Why evidence could not be brought; each is a reason why a status stays unknown, and none ends a command."""

from openmyna.errors import Bilingual
from openmyna.pki.errors import PKIError


class FetchFailed(PKIError):
    """Root of the reasons for which a source gave nothing."""

    code = "fetch-failed"


class WebAddressInvalid(FetchFailed):
    """Text that is no http or https address this program would ask; what was given is not repeated, for it may hold a password."""

    code = "web-address-invalid"
    cause = Bilingual("アドレスを使えません: {problem_ja}。", "The address cannot be used: {problem_en}.")
    remedy = Bilingual(
        "http://127.0.0.1:8080 のように、http か https のアドレスを書いてください。",
        "Write an http or https address, such as http://127.0.0.1:8080.",
    )

    def __init__(self, problem: Bilingual) -> None:
        super().__init__(problem_ja=problem.ja, problem_en=problem.en)


class SourceUnreachable(FetchFailed):
    """Nobody answered at an address, or the answer broke off or took too long."""

    code = "source-unreachable"
    cause = Bilingual("{where} から取得できません ({reason})。", "Nothing could be fetched from {where} ({reason}).")
    remedy = Bilingual(
        "アドレスと、相手が動いているかを確認してください。", "Check the address, and that the other side is running."
    )

    def __init__(self, where: str, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(where=where, reason=reason)


class SourceRefused(FetchFailed):
    """A server answered, but not with what was asked for."""

    code = "source-refused"
    cause = Bilingual("{where} はHTTPの {status} を返しました。", "{where} answered with HTTP status {status}.")
    remedy = Bilingual(
        "アドレスが正しいか、その一覧や応答がそこで公開されているかを確認してください。",
        "Check the address, and that this list or answer is published there.",
    )

    def __init__(self, where: str, status: int) -> None:
        self.where, self.status = where, status
        super().__init__(where=where, status=status)


class RedirectRefused(FetchFailed):
    """A server sent us to another host, or round in circles; evidence is fetched where it was asked for or not at all."""

    code = "redirect-refused"
    cause = Bilingual("{where} は別の場所へ転送しようとしました。", "{where} tried to send us elsewhere.")
    remedy = Bilingual(
        "転送先を信頼できるなら、そのアドレスを直接指定してください。",
        "If you trust the place it points to, name that address yourself.",
    )

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(where=where)


class SourceTooLarge(FetchFailed):
    """More than a list or an answer may have."""

    code = "source-too-large"
    cause = Bilingual("{where} は {limit} バイトを超えています。", "{where} has more than {limit} bytes.")
    remedy = Bilingual("正しい一覧かどうかを確認してください。", "Check that this is the right list.")

    def __init__(self, where: str, limit: int) -> None:
        self.where, self.limit = where, limit
        super().__init__(where=where, limit=limit)


class SourceUnreadable(FetchFailed):
    """A file of evidence that cannot be read."""

    code = "source-unreadable"
    cause = Bilingual("{where} を読めません ({reason})。", "{where} cannot be read ({reason}).")
    remedy = Bilingual("パスと権限を確認してください。", "Check the path and its permissions.")

    def __init__(self, where: str, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(where=where, reason=reason)


class EvidenceNotFound(FetchFailed):
    """A source was asked and has no list for this certificate's issuer and place."""

    code = "evidence-not-found"
    cause = Bilingual(
        "{where} に、この証明書の失効リスト ({name}) がありません。",
        "{where} has no revocation list for this certificate ({name}).",
    )
    remedy = Bilingual(
        "手元の認証局のものなら「openmyna ca crl」で公開してください。ほかの取得先は --crl か --ocsp で指定します。",
        "If it is your own authority's, publish it with `openmyna ca crl`; name other sources with --crl or --ocsp.",
    )

    def __init__(self, where: str, name: str) -> None:
        self.where, self.name = where, name
        super().__init__(where=where, name=name)


class NothingToAskFor(FetchFailed):
    """A certificate that does not say on which list it would stand."""

    code = "nothing-to-ask-for"
    cause = Bilingual(
        "失効リストを探せません。証明書に失効リストの名前がありません。",
        "No revocation list can be looked for: the certificate names none.",
    )
    remedy = Bilingual("失効リストのファイルを --crl で指定してください。", "Name the file of the list with --crl.")


class ListUnusable(FetchFailed):
    """Bytes that were brought as a revocation list and are none."""

    code = "list-unusable"
    cause = Bilingual(
        "{where} を失効リストとして読めません: {reason_ja}", "{where} cannot be read as a revocation list: {reason_en}"
    )
    remedy = Bilingual(
        "DER か PEM の失効リストのファイルかアドレスを指定してください。",
        "Name the file or address of a revocation list in DER or PEM form.",
    )

    def __init__(self, where: str, reason: Bilingual) -> None:
        self.where = where
        super().__init__(where=where, reason_ja=reason.ja, reason_en=reason.en)


class AnswerUnusable(FetchFailed):
    """Bytes that came back from a responder and are no OCSP answer."""

    code = "answer-unusable"
    cause = Bilingual("{where} の答えはOCSPの応答として読めません。", "What {where} answered is no OCSP answer.")
    remedy = Bilingual(
        "OCSPレスポンダーのアドレスかどうかを確かめてください。", "Check that this is the address of an OCSP responder."
    )

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(where=where)
