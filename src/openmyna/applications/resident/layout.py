"""Files of the resident application, their access and how far each row is known."""

from openmyna.applications.declare import MYNA_CARD, OURS, Certainty, digits, file, records, transparent
from openmyna.iso7816.access import after
from openmyna.iso7816.layout import Application

PIN = 0x001C

LAYOUT = Application(
    name="resident",
    ja="住基AP",
    aid=bytes.fromhex("D3921000310001010401"),
    files=(
        file(
            0x0001,
            "resident_record_code",
            "住民票コード (配置は独自)",
            transparent(after(PIN), personal=True),
            Certainty.GUESS,
            OURS,
        ),
        file(0x0002, "key_reference", "鍵参照レコード", records(after(PIN)), Certainty.SINGLE_SOURCE, MYNA_CARD),
        file(
            PIN,
            "resident_pin",
            "住民基本台帳用暗証番号",
            digits(4, 3, change_key=after(PIN)),
            Certainty.AGREED,
            MYNA_CARD,
        ),
    ),
)
