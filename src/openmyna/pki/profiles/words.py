"""A profile told to a person, extension by extension, in both languages; the reference page is made of it."""

from openmyna.errors import Bilingual
from openmyna.pki.oids import PolicyArc
from openmyna.pki.profiles import records as kinds
from openmyna.pki.profiles.extension_values import ATTRIBUTE_FIELDS
from openmyna.pki.profiles.records import Extension, ListedBy, Profile, SubjectForm

_USAGES = {
    kinds.Usage.DIGITAL_SIGNATURE: "digitalSignature",
    kinds.Usage.CONTENT_COMMITMENT: "nonRepudiation",
    kinds.Usage.KEY_CERT_SIGN: "keyCertSign",
    kinds.Usage.CRL_SIGN: "cRLSign",
}
_PURPOSES = {
    kinds.Purpose.CLIENT_AUTH: "clientAuth",
    kinds.Purpose.TIME_STAMPING: "timeStamping",
    kinds.Purpose.OCSP_SIGNING: "OCSPSigning",
}
_PARTS = {
    kinds.KeyIdentifierPart.KEY_IDENTIFIER: "keyIdentifier",
    kinds.KeyIdentifierPart.ISSUER: "authorityCertIssuer",
    kinds.KeyIdentifierPart.SERIAL_NUMBER: "authorityCertSerialNumber",
}
NAMES = {
    kinds.KeyUsage: "keyUsage",
    kinds.ExtendedKeyUsage: "extKeyUsage",
    kinds.PersonalAlternativeNames: "subjectAltName",
    kinds.AuthorityAlternativeName: "subjectAltName",
    kinds.IssuerAlternativeName: "issuerAltName",
    kinds.BasicConstraints: "basicConstraints",
    kinds.CertificatePolicies: "certificatePolicies",
    kinds.DistributionPoint: "cRLDistributionPoints",
    kinds.InformationAccess: "authorityInfoAccess",
    kinds.AuthorityKeyIdentifier: "authorityKeyIdentifier",
    kinds.SubjectKeyIdentifier: "subjectKeyIdentifier",
    kinds.NoRevocationCheck: "ocsp-nocheck",
}
"""The standards' names of the extensions."""

_FIXED = {
    kinds.AuthorityAlternativeName: Bilingual("認証局の日本語の名前", "the authority's name in Japanese"),
    kinds.IssuerAlternativeName: Bilingual("認証局の日本語の名前", "the authority's name in Japanese"),
    kinds.BasicConstraints: Bilingual("CA、経路長の制限なし", "CA, without a path length"),
    kinds.SubjectKeyIdentifier: Bilingual("公開鍵のビットのSHA-1", "SHA-1 of the public key's bits"),
    kinds.NoRevocationCheck: Bilingual("この証明書の失効は確認しない", "its own status is not looked up"),
}
_SUBJECTS = {
    SubjectForm.AUTHORITY: Bilingual("認証局自身の名前", "the authority's own name"),
    SubjectForm.SERVICE: Bilingual(
        "認証局の国・組織・部門とCN", "country, organisation and unit of the authority, and CN"
    ),
    SubjectForm.PERSON: Bilingual("国とCN", "country and CN"),
}
_ATTRIBUTES = {1: "氏名", 2: "氏名の代替文字", 3: "性別", 4: "生年月日", 5: "住所", 6: "住所の代替文字"}


def subject_words(profile: Profile) -> Bilingual:
    """How the subject is put together."""
    subject = profile.subject
    words = _SUBJECTS[subject.form]
    if subject.locality:
        words = Bilingual(
            "国、都道府県と市区町村の二つのL、CN", "country, two L for prefecture and municipality, and CN"
        )
    if subject.common_name is None:
        return words
    form = subject.common_name_form
    return Bilingual(f"{words.ja}（CN: {form.ja}）", f"{words.en} (CN: {form.en})")


def end_words(profile: Profile) -> Bilingual:
    """When it ends at the latest."""
    whole = (
        Bilingual("日本時間の23:59:59", "at 23:59:59 in Japan")
        if profile.whole_days
        else Bilingual("秒まで", "to the second")
    )
    if not profile.longest_days:
        return Bilingual(f"{whole.ja}、認証局より後にならない", f"{whole.en}, never after the authority")
    return Bilingual(
        f"{whole.ja}、最長{profile.longest_days}日", f"{whole.en}, after {profile.longest_days} days at most"
    )


def extension_words(extension: Extension) -> Bilingual:
    """What stands in an extension."""
    if (fixed := _FIXED.get(type(extension))) is not None:
        return fixed
    match extension:
        case kinds.KeyUsage():
            return _same(", ".join(name for usage, name in _USAGES.items() if usage in extension.usages))
        case kinds.ExtendedKeyUsage():
            return _same(", ".join(_PURPOSES[purpose] for purpose in extension.purposes))
        case kinds.CertificatePolicies():
            return _policy_words(extension)
        case kinds.DistributionPoint():
            if extension.listed_by is ListedBy.AUTHORITY:
                return Bilingual("認証局自身のディレクトリエントリ", "the authority's own directory entry")
            return Bilingual(
                "市区町村のディレクトリエントリだけ: OU=CRL Distribution Points、OU=都道府県、CN=市区町村 CRLDP",
                "the municipality's directory entry alone: OU=CRL Distribution Points, OU=prefecture, CN=municipality CRLDP",
            )
        case kinds.InformationAccess():
            if not extension.ocsp:
                return Bilingual(
                    "入れない（設定 ocsp_sign で入れられる）", "left out (a setting, ocsp_sign, puts it in)"
                )
            return _same(f"OCSP {extension.ocsp}")
        case kinds.AuthorityKeyIdentifier():
            return _same(", ".join(name for part, name in _PARTS.items() if part in extension.parts))
        case kinds.PersonalAlternativeNames():
            return _attribute_words(extension)
    raise AssertionError(extension)


def _same(text: str) -> Bilingual:
    return Bilingual(text, text)


def _policy_words(extension: kinds.CertificatePolicies) -> Bilingual:
    own, lookalike = (arc.policy(extension.tail) for arc in (PolicyArc.OWN, PolicyArc.LOOKALIKE))
    cps = f"、CPS {extension.cps}" if extension.cps else ""
    return Bilingual(
        f"{own}（似せる設定では {lookalike}）{cps}",
        f"{own} ({lookalike} when set to look alike){cps.replace('、', ', ')}",
    )


def _attribute_words(extension: kinds.PersonalAlternativeNames) -> Bilingual:
    order = ", ".join(f".{number} {ATTRIBUTE_FIELDS[number]}" for number in extension.order)
    japanese = "、".join(f".{number} {_ATTRIBUTES[number]}" for number in extension.order)
    codes = "/".join(sorted(extension.sex_codes))
    return Bilingual(
        f"otherName（UTF8String）: {japanese}。氏名は{extension.longest_name}文字、住所は{extension.longest_address}文字まで、性別は{codes}",
        (
            f"otherName (UTF8String): {order}; name up to {extension.longest_name} characters, address up to"
            f" {extension.longest_address}, sex {codes}"
        ),
    )
