"""Data objects of the card manager, which GET DATA answers while no application is selected."""

from openmyna.applications.declare import MYNA_CARD, Certainty
from openmyna.iso7816.layout import Application, StoredObject


def _object(tag: int, name: str, ja: str) -> StoredObject:
    return StoredObject(tag=tag, name=name, ja=ja, certainty=Certainty.MEASURED, source=MYNA_CARD)


LAYOUT = Application(
    name="security_domain",
    ja="カードマネージャ (ISD)",
    aid=bytes.fromhex("A0000001510000"),
    manager=True,
    objects=(
        _object(0x0042, "issuer_id", "発行者識別 (鍵参照)"),
        _object(0x0045, "card_identification", "カード識別番号"),
        _object(0x0066, "card_recognition_data", "カード認識データ"),
        _object(0x00F0, "municipality_code", "市区町村コード"),
        _object(0x00F2, "expiry", "有効期限"),
        _object(0x00F7, "intermediate_key_id", "中間鍵の鍵ID"),
        _object(0x00F8, "intermediate_certificate", "CV証明書 (ルート→中間)"),
        _object(0x7F21, "key_certificate", "CV証明書 (中間→下位鍵)"),
        _object(0x5F51, "contact_atr", "接触ATR (TSを除く)"),
    ),
)
