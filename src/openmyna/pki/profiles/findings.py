"""Why a certificate is not issued: one finding for each way in which it would not fit its profile or its issuer.

A finding never quotes what it was found in, which may be somebody's name.
"""

from enum import Enum

from openmyna.errors import Bilingual
from openmyna.pki.errors import IssuanceRefused


class Finding(Enum):
    """The value is the sentence; the member's name in kebab-case is the error's `rule`."""

    OTHER_AUTHORITY = Bilingual(
        "この認証局が発行する種類の証明書ではありません", "it is of a kind that this authority does not issue"
    )
    OTHER_GENERATION = Bilingual(
        "鍵の方式が認証局の世代と違います", "the key is of another card generation than the authority"
    )
    ALGORITHM_NOT_IN_PROFILE = Bilingual(
        "プロファイルにない鍵の方式です", "the key is of an algorithm that the profile does not have"
    )
    KEY_PARAMETERS = Bilingual(
        "鍵は RSA 2048ビット (指数65537) か P-384 でなければなりません",
        "the key is neither RSA of 2048 bits with the exponent 65537 nor P-384",
    )
    SERIAL_NUMBER = Bilingual(
        "シリアル番号が正の整数でないか、{octets}バイトを超えています",
        "the serial number is not a positive integer of at most {octets} octets",
    )
    OUTLIVES_ISSUER = Bilingual(
        "認証局自身の証明書より後に終わります", "it would outlive the authority's own certificate"
    )
    BEFORE_ISSUER = Bilingual(
        "認証局自身の証明書より前に始まります", "it would begin before the authority's own certificate"
    )
    ENDS_BEFORE_IT_BEGINS = Bilingual("始まる前に終わります", "it would end before it begins")
    LASTS_TOO_LONG = Bilingual("有効期間が{days}日を超えています", "it would last more than {days} days")
    COMMON_NAME = Bilingual(
        "コモンネームが {form_ja} ではありません", "the common name is not what the profile asks for: {form_en}"
    )
    LOCALITY = Bilingual(
        "都道府県と市区町村の名前が、英字で始まり英数字・ハイフン・アポストロフィの続く58文字までの名前ではありません",
        "prefecture and municipality are not each a Latin letter and at most 57 more, digits, hyphens or apostrophes",
    )
    ATTRIBUTES_MISSING = Bilingual("利用者の属性がありません", "the holder's attributes are missing")
    ATTRIBUTES_FORBIDDEN = Bilingual(
        "この証明書には利用者の属性を入れられません", "nothing about the holder may stand in this certificate"
    )
    NAME_EMPTY = Bilingual("氏名が空です", "the name is empty")
    NAME_TOO_LONG = Bilingual("氏名が{limit}文字を超えています", "the name has more than {limit} characters")
    NAME_REPERTOIRE = Bilingual(
        "氏名に JIS X 0208 と JIS X 0212 にない文字があります",
        "the name has a character that is in neither JIS X 0208 nor JIS X 0212",
    )
    ADDRESS_EMPTY = Bilingual("住所が空です", "the address is empty")
    ADDRESS_TOO_LONG = Bilingual("住所が{limit}文字を超えています", "the address has more than {limit} characters")
    ADDRESS_REPERTOIRE = Bilingual(
        "住所に JIS X 0208 と JIS X 0212 にない文字があります",
        "the address has a character that is in neither JIS X 0208 nor JIS X 0212",
    )
    SEX = Bilingual("性別の符号がプロファイルにありません", "the sex code is not one of the profile's")
    BIRTH_DATE = Bilingual(
        "生年月日が EYYYYMMDD の9桁 (わからない部分は0) ではありません",
        "the birth date is not the nine digits EYYYYMMDD with 0 for unknown parts",
    )
    NOT_AS_BUILT = Bilingual(
        "組み立てた証明書がプロファイルと違います ({where})", "what was built does not fit the profile ({where})"
    )

    @property
    def rule(self) -> str:
        """The finding's name for programs, such as `other-generation`."""
        return self.name.lower().replace("_", "-")

    def refusal(self, **facts: object) -> IssuanceRefused:
        """The error, with the facts of this finding."""
        return IssuanceRefused(self.value.filled(facts), self.rule)
