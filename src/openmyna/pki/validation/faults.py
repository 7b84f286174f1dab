"""What can be wrong with a certificate's form or with an authority's own certificate: codes, each with its words.

A leaf with such a fault is malformed, whoever signed it; an authority with one vouches for nobody.
"""

from enum import Enum

from openmyna.errors import Bilingual


class Fault(Enum):
    """The value is the code."""

    VERSION = "version"
    SERIAL_NUMBER = "serial_number"
    ALGORITHMS_DIFFER = "algorithms_differ"
    SIGNATURE_BITS = "signature_bits"
    NO_SUBJECT = "no_subject"
    NO_EXTENSIONS = "no_extensions"
    EXTENSION_TWICE = "extension_twice"
    EXTENSION_UNREADABLE = "extension_unreadable"
    KEY_UNREADABLE = "key_unreadable"
    IDENTIFIER_CRITICAL = "identifier_critical"
    CONSTRAINED_NAMES_IN_LEAF = "constrained_names_in_leaf"
    ALTERNATIVE_NAME = "alternative_name"
    NOT_CA = "not_ca"
    CONSTRAINTS_NOT_CRITICAL = "constraints_not_critical"
    MAY_NOT_SIGN_CERTIFICATES = "may_not_sign_certificates"
    UNKNOWN_CRITICAL = "unknown_critical"
    CONSTRAINED_NAMES = "constrained_names"
    NO_KEY_IDENTIFIER = "no_key_identifier"
    NO_ISSUER_IDENTIFIER = "no_issuer_identifier"
    WEAK_KEY = "weak_key"

    @property
    def words(self) -> Bilingual:
        """As part of a sentence."""
        return _WORDS[self]


_WORDS = {
    Fault.VERSION: Bilingual("版が3ではありません", "its version is not 3"),
    Fault.SERIAL_NUMBER: Bilingual(
        "発行番号が正の数でないか、20オクテットを超えます",
        "its serial number is not positive, or longer than 20 octets",
    ),
    Fault.ALGORITHMS_DIFFER: Bilingual(
        "署名の内と外で署名アルゴリズムが違います", "it names two different signature algorithms"
    ),
    Fault.SIGNATURE_BITS: Bilingual(
        "署名の値がオクテットの並びではありません", "its signature is not a string of whole octets"
    ),
    Fault.NO_SUBJECT: Bilingual(
        "主体者名がなく、それに代わる重要な別名もありません",
        "it has no subject, nor a critical alternative name instead",
    ),
    Fault.NO_EXTENSIONS: Bilingual("拡張領域がありません", "it has no extensions"),
    Fault.EXTENSION_TWICE: Bilingual("同じ拡張が二つあります", "it has an extension twice"),
    Fault.EXTENSION_UNREADABLE: Bilingual("読めない拡張があります", "an extension cannot be read"),
    Fault.KEY_UNREADABLE: Bilingual("公開鍵が読めません", "its public key cannot be read"),
    Fault.IDENTIFIER_CRITICAL: Bilingual(
        "鍵識別子の拡張が、あってはならない重要扱いになっています",
        "a key identifier is marked critical, which it must never be",
    ),
    Fault.CONSTRAINED_NAMES_IN_LEAF: Bilingual(
        "利用者の証明書に名前制約があります", "it constrains names although it is no authority's"
    ),
    Fault.ALTERNATIVE_NAME: Bilingual(
        "主体者の別名が正しい形ではありません", "a subject alternative name is not well formed"
    ),
    Fault.NOT_CA: Bilingual("認証局の証明書ではありません", "it is no authority's certificate"),
    Fault.CONSTRAINTS_NOT_CRITICAL: Bilingual(
        "基本制約が重要扱いになっていません", "its basic constraints are not critical"
    ),
    Fault.MAY_NOT_SIGN_CERTIFICATES: Bilingual(
        "鍵用途に証明書への署名がありません", "its key usage does not include signing certificates"
    ),
    Fault.UNKNOWN_CRITICAL: Bilingual("知らない重要な拡張があります", "it has an unknown critical extension"),
    Fault.CONSTRAINED_NAMES: Bilingual(
        "名前制約があり、ここではそれを確かめられません", "it constrains names, which is not followed here"
    ),
    Fault.NO_KEY_IDENTIFIER: Bilingual("主体者鍵識別子がありません", "it has no subject key identifier"),
    Fault.NO_ISSUER_IDENTIFIER: Bilingual(
        "自己署名ではないのに、認証局鍵識別子がありません", "it is not self-issued and has no authority key identifier"
    ),
    Fault.WEAK_KEY: Bilingual("鍵が弱いか、知らない種類です", "its key is weak or of an unknown kind"),
}


class Malformed(Exception):
    """A fault was met while reading; it never leaves this room."""

    def __init__(self, fault: Fault | None) -> None:
        super().__init__(None if fault is None else fault.value)
        self.fault = fault
        """None: the bytes are no certificate at all."""
