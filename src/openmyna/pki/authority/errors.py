"""Why an authority does not issue, revoke or lift; each error names the certificate and the state it is in."""

from datetime import datetime

from openmyna.errors import Bilingual
from openmyna.pki.errors import PKIError
from openmyna.pki.revocation.reasons import RevocationReason


class AuthorityError(PKIError):
    """Root of the errors of an authority."""

    code = "authority"


class RequestReused(AuthorityError):
    """A request id came again with another content."""

    code = "request-reused"
    cause = Bilingual(
        "発行要求の番号「{request_id}」は、別の内容ですでに使われています。",
        "The request id {request_id} was used before, for another content.",
    )
    remedy = Bilingual(
        "内容を変えるときは、新しい番号で要求してください。", "Use a new request id for a request with another content."
    )

    def __init__(self, request_id: str) -> None:
        self.request_id = request_id
        super().__init__(request_id=request_id)


class RequestIdTaken(AuthorityError):
    """The register holds this request id already."""

    code = "request-id-taken"
    cause = Bilingual(
        "発行要求の番号「{request_id}」はすでに記録されています。", "The request id {request_id} is on record already."
    )
    remedy = Bilingual("同じ要求をもう一度送ってください。", "Send the same request once more.")

    def __init__(self, request_id: str) -> None:
        self.request_id = request_id
        super().__init__(request_id=request_id)


class SerialNumberTaken(AuthorityError):
    """The register holds this serial number already."""

    code = "serial-number-taken"
    cause = Bilingual(
        "発行番号 {serial_number} はすでに使われています。", "The serial number {serial_number} is taken already."
    )
    remedy = Bilingual("別の発行番号を指定するか、指定しないでください。", "Give another serial number, or none.")

    def __init__(self, serial_number: int) -> None:
        self.serial_number = serial_number
        super().__init__(serial_number=serial_number)


class NotForRequests(AuthorityError):
    """A request gives its own serial number or time of issue where only the authority may."""

    code = "not-for-requests"
    cause = Bilingual(
        "この認証局では、要求が{what_ja}を指定することはできません。",
        "At this authority no request may give the {what_en}.",
    )
    remedy = Bilingual("指定せずに要求してください。", "Leave it out of the request.")

    def __init__(self, what: Bilingual) -> None:
        self.what = what
        super().__init__(what_ja=what.ja, what_en=what.en)


class NoIssuingGeneration(AuthorityError):
    """No generation of the authority can issue such a certificate at this time."""

    code = "no-issuing-generation"
    cause = Bilingual(
        "認証局 {authority} には、{at} に {algorithm} の証明書を発行できる世代がありません。",
        "The authority {authority} has no generation that may issue {algorithm} certificates at {at}.",
    )
    remedy = Bilingual(
        "`openmyna ca show` で世代を確認し、必要なら `openmyna ca rollover` で新しい世代を始めてください。",
        "Look at its generations with `openmyna ca show`; begin a new one with `openmyna ca rollover` if needed.",
    )

    def __init__(self, authority: str, algorithm: str, at: datetime) -> None:
        self.authority, self.algorithm, self.at = authority, algorithm, at
        super().__init__(authority=authority, algorithm=algorithm, at=f"{at:%Y-%m-%dT%H:%M:%SZ}")


class GenerationOutOfOrder(AuthorityError):
    """A generation was added whose number is not the next one."""

    code = "generation-out-of-order"
    cause = Bilingual(
        "次の世代は第{expected}世代ですが、第{got}世代を始めようとしました。",
        "The next generation is number {expected}, not {got}.",
    )
    remedy = Bilingual("もう一度 `openmyna ca show` で確認してください。", "Look again with `openmyna ca show`.")

    def __init__(self, expected: int, got: int) -> None:
        self.expected, self.got = expected, got
        super().__init__(expected=expected, got=got)


class GenerationUnknown(AuthorityError):
    """There is no generation of this number."""

    code = "generation-unknown"
    cause = Bilingual("認証局 {authority} に第{number}世代はありません。", "{authority} has no generation {number}.")
    remedy = Bilingual(
        "`openmyna ca show` で世代を確認してください。", "Look at the generations with `openmyna ca show`."
    )

    def __init__(self, authority: str, number: int) -> None:
        self.authority, self.number = authority, number
        super().__init__(authority=authority, number=number)


class GenerationCompromised(AuthorityError):
    """What a generation prepared before its key was compromised is never issued."""

    code = "generation-compromised"
    cause = Bilingual(
        "認証局 {authority} の第{number}世代の鍵は危殆化したため、その鍵で準備した証明書は発行できません。",
        "The key of generation {number} of the authority {authority} is compromised: what it prepared is not issued.",
    )
    remedy = Bilingual(
        "新しい番号で要求してください。発行できる世代がなければ `openmyna ca rollover` で始めてください。",
        "Ask under a new request id; where no generation may issue, begin one with `openmyna ca rollover`.",
    )

    def __init__(self, authority: str, number: int) -> None:
        self.authority, self.number = authority, number
        super().__init__(authority=authority, number=number)


class CertificateUnknown(AuthorityError):
    """The authority never gave this serial number to a certificate."""

    code = "certificate-unknown"
    cause = Bilingual(
        "発行番号 {serial_number} の証明書は発行されていません。", "There is no certificate number {serial_number}."
    )
    remedy = Bilingual("認証局と発行番号を確認してください。", "Check the authority and the serial number.")

    def __init__(self, serial_number: int) -> None:
        self.serial_number = serial_number
        super().__init__(serial_number=serial_number)


class NotTheIntent(AuthorityError):
    """A certificate to be recorded is not a signature around what was prepared under its number."""

    code = "not-the-intent"
    cause = Bilingual(
        "発行番号 {serial_number} の証明書は、記録された発行内容と一致しません。",
        "The certificate number {serial_number} is not what was prepared under that number.",
    )
    remedy = Bilingual(
        "記録された内容にだけ署名できます。不具合として報告してください。",
        "Only what is on record is signed. Please report this as a defect.",
    )

    def __init__(self, serial_number: int) -> None:
        self.serial_number = serial_number
        super().__init__(serial_number=serial_number)


class NotIssuedYet(AuthorityError):
    """A certificate that is only prepared cannot be revoked: no signature has left."""

    code = "not-issued-yet"
    cause = Bilingual(
        "発行番号 {serial_number} は準備されただけで、まだ発行されていません。",
        "The certificate number {serial_number} is prepared and not issued yet.",
    )
    remedy = Bilingual("発行を終えてから失効させてください。", "Finish issuing it first.")

    def __init__(self, serial_number: int) -> None:
        self.serial_number = serial_number
        super().__init__(serial_number=serial_number)


class AlreadyExpired(AuthorityError):
    """A certificate that has expired is neither revoked nor held; its state is EXPIRED, and it is on no list."""

    code = "already-expired"
    cause = Bilingual(
        "発行番号 {serial_number} の証明書は {at} に有効期間が満了しています。",
        "The certificate number {serial_number} expired at {at}.",
    )
    remedy = Bilingual("満了した証明書は失効させる必要がありません。", "An expired certificate need not be revoked.")

    def __init__(self, serial_number: int, at: datetime) -> None:
        self.serial_number, self.at = serial_number, at
        super().__init__(serial_number=serial_number, at=f"{at:%Y-%m-%dT%H:%M:%SZ}")


class AlreadyRevoked(AuthorityError):
    """A revocation is final."""

    code = "already-revoked"
    cause = Bilingual(
        "発行番号 {serial_number} の証明書は {since} に失効しています（{reason}）。",
        "The certificate number {serial_number} is revoked since {since} ({reason}).",
    )
    remedy = Bilingual(
        "失効は取り消せません。新しい証明書を発行してください。", "A revocation is final: issue a new one."
    )

    def __init__(self, serial_number: int, since: datetime, reason: RevocationReason) -> None:
        self.serial_number, self.since, self.reason = serial_number, since, reason
        super().__init__(serial_number=serial_number, since=f"{since:%Y-%m-%dT%H:%M:%SZ}", reason=reason.code)


class AlreadyHeld(AuthorityError):
    """A certificate that is held cannot be held once more."""

    code = "already-held"
    cause = Bilingual(
        "発行番号 {serial_number} の証明書は {since} から一時保留中です。",
        "The certificate number {serial_number} is held since {since}.",
    )
    remedy = Bilingual("必要なら失効させてください。", "Revoke it if need be.")

    def __init__(self, serial_number: int, since: datetime) -> None:
        self.serial_number, self.since = serial_number, since
        super().__init__(serial_number=serial_number, since=f"{since:%Y-%m-%dT%H:%M:%SZ}")


class HoldIsFinal(AuthorityError):
    """The hold of a certificate of this profile is never lifted."""

    code = "hold-is-final"
    cause = Bilingual(
        "発行番号 {serial_number}（{profile}）の一時保留は解除できません。",
        "The hold of the certificate number {serial_number} ({profile}) is never lifted.",
    )
    remedy = Bilingual(
        "新しい証明書を発行してください。解除できるのはスマホ用の利用者証明用電子証明書だけです。",
        "Issue a new certificate; only the hold of a phone's user authentication certificate may be lifted.",
    )

    def __init__(self, serial_number: int, profile: str) -> None:
        self.serial_number, self.profile = serial_number, profile
        super().__init__(serial_number=serial_number, profile=profile)


class NotHeld(AuthorityError):
    """There is no hold to lift."""

    code = "not-held"
    cause = Bilingual(
        "発行番号 {serial_number} の証明書は一時保留中ではありません。",
        "The certificate number {serial_number} is not held.",
    )
    remedy = Bilingual("証明書の状態を確認してください。", "Look at the state of the certificate.")

    def __init__(self, serial_number: int) -> None:
        self.serial_number = serial_number
        super().__init__(serial_number=serial_number)


class RevocationTimeRefused(AuthorityError):
    """A certificate is revoked neither before it was issued nor in the future."""

    code = "revocation-time-refused"
    cause = Bilingual(
        "発行番号 {serial_number} の失効日時 {at} は、{earliest} から {latest} までの間にありません。",
        "The certificate number {serial_number} cannot be revoked at {at}: only between {earliest} and {latest}.",
    )
    remedy = Bilingual("発行から現在までの日時を指定してください。", "Give a time between its issue and now.")

    def __init__(self, serial_number: int, at: datetime, earliest: datetime, latest: datetime) -> None:
        self.serial_number, self.at, self.earliest, self.latest = serial_number, at, earliest, latest
        shown = {
            name: f"{when:%Y-%m-%dT%H:%M:%SZ}"
            for name, when in zip(("at", "earliest", "latest"), (at, earliest, latest), strict=True)
        }
        super().__init__(serial_number=serial_number, **shown)
