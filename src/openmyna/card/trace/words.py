"""The words of a trace: what a command is called, what it works on, and when a file opens, in Japanese and English.

Of a command's data only the length is ever used; what could be secret never reaches a sentence.
"""

from openmyna.errors import Bilingual
from openmyna.iso7816.access import ALWAYS, ISSUER, NEVER, TERMINAL, Rule
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.layout import (
    Application,
    Body,
    Certainty,
    CertificateAuthorityKey,
    ElementaryFile,
    Internal,
    PrivateKey,
    Records,
    ReferenceData,
    Transparent,
)

COMMANDS: dict[int, str] = {
    0x06: "ERASE ALL RECORDS",
    0x20: "VERIFY",
    0x24: "CHANGE REFERENCE DATA",
    0x2A: "COMPUTE DIGITAL SIGNATURE",
    0x2C: "RESET RETRY COUNTER",
    0x32: "CHANGE KEY",
    0x46: "GENERATE ASYMMETRIC KEY PAIR",
    0x50: "LOCK DF",
    0x52: "UNLOCK DF",
    0x54: "UNLOCK KEY",
    0x82: "EXTERNAL AUTHENTICATE",
    0x84: "GET CHALLENGE",
    0x88: "INTERNAL AUTHENTICATE",
    0x8A: "MANAGE ATTRIBUTES",
    0xA2: "VERIFY CERTIFICATE",
    0xA4: "SELECT",
    0xAE: "SET SESSION KEY",
    0xB0: "READ BINARY",
    0xB2: "READ RECORD",
    0xC0: "GET RESPONSE",
    0xCA: "GET DATA",
    0xCB: "GET DATA",
    0xD6: "UPDATE BINARY",
    0xDC: "UPDATE RECORD",
    0xFC: "LAST COMMAND",
}
"""Instructions by their standard's name; JICSAP's where ISO has none."""

SCHEMES: dict[int, Bilingual] = {
    0x00: Bilingual("入力をそのままPKCS#1 v1.5", "PKCS#1 v1.5 over the input as it is"),
    0x01: Bilingual("入力のSHA-256をPKCS#1 v1.5 (DigestInfoなし)", "PKCS#1 v1.5 over the bare SHA-256 of the input"),
    0x02: Bilingual("SHA-256値にPKCS#1 v1.5", "PKCS#1 v1.5 over a SHA-256 digest"),
    0x03: Bilingual("入力にsha256WithRSAEncryption", "sha256WithRSAEncryption over the input"),
    0x04: Bilingual("SHA-256値にRSASSA-PSS", "RSASSA-PSS over a SHA-256 digest"),
    0x05: Bilingual("入力にRSASSA-PSS", "RSASSA-PSS over the input"),
}
"""P1 of COMPUTE DIGITAL SIGNATURE on today's card."""

CERTAINTY: dict[Certainty, Bilingual] = {
    Certainty.MEASURED: Bilingual("実カードで測定", "measured on a card"),
    Certainty.AGREED: Bilingual("複数のクライアントが一致", "several clients agree"),
    Certainty.SINGLE_SOURCE: Bilingual("出典は一つ", "one source"),
    Certainty.GUESS: Bilingual("推測", "a guess"),
}
"""How far a row of a layout is known."""

_CONDITIONS: dict[int, Bilingual] = {
    ISSUER: Bilingual("発行者セッション", "an issuer session"),
    TERMINAL: Bilingual("端末認証", "terminal authentication"),
}


def plausible(command: bytes) -> bool:
    """Whether bytes begin like a command this card could be sent: a usual class and a known instruction."""
    return len(command) >= 4 and usual_class(command[0]) and command[1] in COMMANDS


def usual_class(cla: int) -> bool:
    """Interindustry on channel 0-3, with chaining, proprietary, or a reader's own (FF)."""
    return cla < 0x20 or 0x80 <= cla < 0x90 or cla == 0xFF


def named(thing: Application | ElementaryFile) -> Bilingual:
    """A thing's Japanese name with its code name; the code name alone in English."""
    return Bilingual(f"{thing.ja} ({thing.name})", thing.name)


def rule_words(rule: Rule, application: Application) -> Bilingual:
    """When a rule of this application is met."""
    if rule == ALWAYS:
        return Bilingual("いつでも", "always")
    if rule == NEVER:
        return Bilingual("不可", "never")
    names = {item.identifier: Bilingual(item.ja, item.name) for item in application.files} | _CONDITIONS
    ordered = sorted(sorted(alternative) for alternative in rule.alternatives)
    unnamed = Bilingual("?", "?")
    ja = "または".join("＋".join(names.get(one, unnamed).ja for one in alternative) for alternative in ordered)
    en = " or ".join(" and ".join(names.get(one, unnamed).en for one in alternative) for alternative in ordered)
    return Bilingual(f"{ja}の後", f"after {en}")


def access_words(body: Body, application: Application) -> Bilingual:
    """What a file is and who may use it."""
    match body:
        case Transparent() | Records():
            when = rule_words(body.read, application)
            return Bilingual(f"読出しは{when.ja}", f"read: {when.en}")
        case ReferenceData():
            if not body.tries:
                return Bilingual("照合鍵、発行時から閉塞", "reference data, blocked from issue")
            size = f"{body.minimum}" if body.minimum == body.maximum else f"{body.minimum}-{body.maximum}"
            return Bilingual(f"照合鍵、{size}桁", f"reference data of {size} characters")
        case PrivateKey():
            uses = (("署名", "sign", body.sign), ("認証", "authenticate", body.authenticate))
            allowed = [(ja, en, rule_words(rule, application)) for ja, en, rule in uses if rule != NEVER]
            if body.decipher != NEVER:
                allowed.append(("セッション鍵の復号", "decipher", rule_words(body.decipher, application)))
            ja = "、".join(f"{use}は{when.ja}" for use, _, when in allowed) or "使えない"
            en = ", ".join(f"{use}: {when.en}" for _, use, when in allowed) or "no use"
            return Bilingual(f"秘密鍵、{ja}", f"private key, {en}")
        case CertificateAuthorityKey():
            return Bilingual("端末証明書の検証鍵", "checks a terminal's certificate")
        case Internal():
            return Bilingual("選択だけできる", "can be selected only")


def pieces(count: int) -> Bilingual:
    """So many bytes."""
    return Bilingual(f"{count}バイト", f"{count} byte{'' if count == 1 else 's'}")


def detail(apdu: CommandAPDU, application: Application | None) -> Bilingual:
    """What the parameters of a command add to its name: an offset, a length, a scheme, a tag."""
    size = pieces(len(apdu.data))
    match apdu.ins:
        case 0x20 if not apdu.data:
            return Bilingual("残り回数の照会", "how many attempts remain")
        case 0xB0:
            offset = apdu.p2 if apdu.p1 & 0x80 else apdu.p1 << 8 | apdu.p2
            return Bilingual(f"{offset}バイト目から", f"from byte {offset}")
        case 0xB2:
            return Bilingual(f"レコード{apdu.p1}", f"record {apdu.p1}")
        case 0x2A:
            scheme = SCHEMES.get(apdu.p1, Bilingual(f"方式 {apdu.p1:02X}", f"scheme {apdu.p1:02X}"))
            return Bilingual(f"{scheme.ja}、{size.ja}", f"{scheme.en}, {size.en}")
        case 0xCA:
            tag = apdu.p1 << 8 | apdu.p2
            held = application.objects if application else ()
            known = next((item for item in held if item.tag == tag), None)
            return Bilingual(
                f"{tag:04X} {known.ja if known else ''}".rstrip(), f"{tag:04X} {known.name if known else ''}".rstrip()
            )
        case 0x84:
            count = pieces(apdu.ne or 0)
            return Bilingual(f"乱数{count.ja}", f"{count.en} of randomness")
        case _:
            return size if apdu.data else Bilingual("", "")
