"""Files of the common application, their access and how far each row is known."""

from openmyna.applications.declare import MYNA_CARD, Certainty, digits, file, key, records, unknown
from openmyna.iso7816.access import ALWAYS, after
from openmyna.iso7816.layout import Application, SessionKeyRule

PIN = 0x001C
AUTHENTICATION_KEY = 0x0019

LAYOUT = Application(
    name="common",
    ja="共通カードAP",
    aid=bytes.fromhex("D3921000310001010100"),
    session_key=SessionKeyRule(refusal=0x66F1),
    files=(
        file(0x0001, "card_information", "カード情報レコード", records(ALWAYS), Certainty.AGREED, MYNA_CARD),
        file(0x0002, "key_reference", "鍵参照レコード", records(after(PIN)), Certainty.SINGLE_SOURCE, MYNA_CARD),
        file(
            AUTHENTICATION_KEY,
            "authentication_key",
            "カード認証鍵",
            key(authenticate=ALWAYS, guarded=False),
            Certainty.MEASURED,
            MYNA_CARD,
        ),
        file(
            PIN,
            "common_pin",
            "共通カードAPの暗証番号",
            digits(4, 3, change_key=after(PIN)),
            Certainty.AGREED,
            MYNA_CARD,
        ),
        unknown(0x001E, MYNA_CARD),
    ),
)
