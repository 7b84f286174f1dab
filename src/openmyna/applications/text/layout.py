"""Files of the text application, their access and how far each row is known."""

from openmyna.applications.declare import MYNA, MYNA_CARD, OURS, Certainty, digits, file, key, transparent, unknown
from openmyna.iso7816.access import ALWAYS, NEVER, after
from openmyna.iso7816.layout import Application, SessionKeyRule

PIN = 0x0011
NUMBER_A = 0x0014
NUMBER_B = 0x0015
CARD_KEY = 0x0013
SESSION_KEY = 0x10006
"""The private half of EF 0006. Beyond two bytes on purpose: no SELECT and no short identifier reaches it."""

MEASURED, AGREED, SINGLE, GUESS = Certainty.MEASURED, Certainty.AGREED, Certainty.SINGLE_SOURCE, Certainty.GUESS

LAYOUT = Application(
    name="text",
    ja="券面事項入力補助AP",
    aid=bytes.fromhex("D3921000310001010408"),
    default_key=CARD_KEY,
    session_key=SessionKeyRule(key=SESSION_KEY, access=after(PIN)),
    files=(
        file(0x0001, "individual_number", "個人番号", transparent(after(PIN, NUMBER_A), personal=True), MEASURED, MYNA),
        file(0x0002, "attributes", "基本4情報", transparent(after(PIN, NUMBER_B), personal=True), MEASURED, MYNA),
        file(
            0x0003,
            "integrity",
            "改ざん検知情報 (ハッシュと署名)",
            transparent(after(PIN, NUMBER_A, NUMBER_B), personal=True),
            MEASURED,
            MYNA_CARD,
        ),
        file(0x0004, "issuer_certificate", "発行者のCV証明書", transparent(ALWAYS), AGREED, MYNA_CARD),
        file(0x0005, "application_info", "AP基本情報", transparent(ALWAYS), AGREED, MYNA_CARD),
        file(
            0x0006,
            "session_public_key",
            "セッション鍵の暗号化公開鍵",
            transparent(after(PIN, NUMBER_A, NUMBER_B)),
            MEASURED,
            MYNA_CARD,
        ),
        file(
            0x0007,
            "card_public_key",
            "カードの公開鍵 (署名つき)",
            transparent(after(PIN, NUMBER_A, NUMBER_B)),
            MEASURED,
            MYNA_CARD,
        ),
        file(0x0008, "reserved_0008", "用途不明 0008", transparent(after(PIN, NUMBER_A, NUMBER_B)), SINGLE, MYNA_CARD),
        unknown(0x0010),
        file(PIN, "text_pin", "券面事項入力補助用暗証番号", digits(4, 3, change=after(PIN)), AGREED, MYNA),
        file(
            0x0012, "reference_0012", "発行時から閉塞した照合鍵 0012", digits(4, 0, change=NEVER), MEASURED, MYNA_CARD
        ),
        file(CARD_KEY, "card_key", "カードの内部認証鍵", key(sign=ALWAYS, guarded=False), MEASURED, MYNA_CARD),
        file(NUMBER_A, "matching_number_a", "照合番号A", digits(12, 10), AGREED, MYNA),
        file(NUMBER_B, "matching_number_b", "照合番号B", digits(14, 10), AGREED, MYNA),
        file(
            SESSION_KEY,
            "session_key",
            "セッション鍵を開く秘密鍵 (選択できない)",
            key(decipher=after(PIN)),
            GUESS,
            OURS,
        ),
        unknown(0x001C),
        unknown(0x001E),
    ),
)
