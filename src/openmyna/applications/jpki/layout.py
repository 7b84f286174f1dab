"""Files of the JPKI application, their access and how far each row is known."""

from openmyna.applications.declare import (
    JSAPDU,
    MYNA,
    MYNA_CARD,
    OPENSC,
    Certainty,
    CertificateAuthorityKey,
    digits,
    file,
    key,
    transparent,
    unknown,
)
from openmyna.iso7816.access import ALWAYS, NEVER, TERMINAL_AUTHENTICATED, after
from openmyna.iso7816.layout import Application, ReferenceData

AUTH_PIN = 0x0018
SIGN_PASSWORD = 0x001B
AUTH_KEY = 0x0017
SIGN_KEY = 0x001A
TERMINAL_AUTHORITY = 0x0016

MEASURED, AGREED, SINGLE, GUESS = Certainty.MEASURED, Certainty.AGREED, Certainty.SINGLE_SOURCE, Certainty.GUESS

LAYOUT = Application(
    name="jpki",
    ja="公的個人認証AP",
    aid=bytes.fromhex("D392F000260100000001"),
    terminal_authority=TERMINAL_AUTHORITY,
    files=(
        file(
            0x0001,
            "sign_certificate",
            "署名用電子証明書",
            transparent(after(SIGN_PASSWORD), personal=True),
            MEASURED,
            MYNA,
        ),
        file(0x0002, "sign_ca_certificate", "署名用認証局の証明書", transparent(ALWAYS), AGREED, OPENSC),
        file(0x0005, "reserved_0005", "用途不明 0005", transparent(NEVER), GUESS, JSAPDU),
        file(0x0006, "token_info", "トークン情報", transparent(ALWAYS), MEASURED, MYNA_CARD),
        file(0x0008, "availability", "証明書の有無", transparent(ALWAYS), MEASURED, MYNA_CARD),
        file(
            0x0009, "protected_0009", "用途不明 0009 (どの暗証番号でも開かない)", transparent(NEVER), SINGLE, MYNA_CARD
        ),
        file(0x000A, "auth_certificate", "利用者証明用電子証明書", transparent(ALWAYS), AGREED, MYNA),
        file(0x000B, "auth_ca_certificate", "利用者証明用認証局の証明書", transparent(ALWAYS), AGREED, MYNA),
        file(0x0010, "reference_0010", "用途不明の照合鍵 0010", digits(4, 0), GUESS, MYNA_CARD),
        file(
            TERMINAL_AUTHORITY, "terminal_authority", "端末証明書の検証鍵", CertificateAuthorityKey(), SINGLE, MYNA_CARD
        ),
        file(
            AUTH_KEY,
            "auth_key",
            "利用者証明用秘密鍵",
            key(sign=after(AUTH_PIN) | TERMINAL_AUTHENTICATED),
            AGREED,
            OPENSC,
        ),
        file(AUTH_PIN, "auth_pin", "利用者証明用暗証番号", digits(4, 3, change=after(AUTH_PIN)), AGREED, OPENSC),
        unknown(0x0019),
        file(SIGN_KEY, "sign_key", "署名用秘密鍵", key(sign=after(SIGN_PASSWORD)), AGREED, OPENSC),
        file(
            SIGN_PASSWORD,
            "sign_password",
            "署名用パスワード",
            ReferenceData(minimum=6, maximum=16, tries=5, change=after(SIGN_PASSWORD)),
            AGREED,
            OPENSC,
        ),
        unknown(0x001C),
        unknown(0x001E),
    ),
)
