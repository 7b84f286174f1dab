"""Files of the card-face application, their access and how far each row is known."""

from openmyna.applications.declare import JSAPDU, MYNA, MYNA_CARD, Certainty, digits, file, key, transparent, unknown
from openmyna.iso7816.access import ALWAYS, after
from openmyna.iso7816.layout import Application, SessionKeyRule

BIRTH_KEY = 0x0011
NUMBER_B = 0x0012
NUMBER_A = 0x0013
CARD_KEY = 0x001A

MEASURED, AGREED, SINGLE, GUESS = Certainty.MEASURED, Certainty.AGREED, Certainty.SINGLE_SOURCE, Certainty.GUESS

LAYOUT = Application(
    name="visual",
    ja="券面事項確認AP",
    aid=bytes.fromhex("D3921000310001010402"),
    default_key=CARD_KEY,
    session_key=SessionKeyRule(refusal=0x66F1),
    files=(
        file(
            0x0001, "age_record", "生年月日レコード", transparent(after(BIRTH_KEY), personal=True), MEASURED, MYNA_CARD
        ),
        file(0x0002, "face", "券面事項 (表)", transparent(after(NUMBER_B, NUMBER_A), personal=True), AGREED, MYNA),
        file(0x0003, "application_info", "AP基本情報", transparent(ALWAYS), AGREED, MYNA_CARD),
        file(0x0004, "issuer_certificate", "発行者のCV証明書", transparent(ALWAYS), AGREED, MYNA_CARD),
        file(
            0x0005,
            "number_image",
            "個人番号の画像 (裏)",
            transparent(after(NUMBER_A), personal=True),
            AGREED,
            MYNA_CARD,
        ),
        file(0x0006, "reserved_0006", "用途不明 0006", transparent(after(NUMBER_B, NUMBER_A)), SINGLE, MYNA_CARD),
        file(BIRTH_KEY, "birth_key", "生年月日 (読出用)", digits(6, 10), AGREED, MYNA_CARD),
        file(NUMBER_B, "matching_number_b", "照合番号B", digits(14, 10), AGREED, MYNA),
        file(NUMBER_A, "matching_number_a", "照合番号A", digits(12, 10), AGREED, MYNA),
        unknown(0x0014),
        unknown(0x0015),
        file(CARD_KEY, "card_key", "カードの内部認証鍵", key(sign=ALWAYS, guarded=False), MEASURED, MYNA_CARD),
        unknown(0x001C),
        unknown(0x001E, JSAPDU),
    ),
)
