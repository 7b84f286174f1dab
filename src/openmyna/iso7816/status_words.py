"""Status words SW1-SW2 and what each means, in Japanese and English (ISO/IEC 7816-4:2020, 5.6, and JICSAP v1.1).

Meanings are the ones met on this card; a word outside the table is named unknown and kept as it is.
"""

from openmyna.errors import Bilingual

SUCCESS = 0x9000
DATA_CUT = 0x6282
AUTHENTICATION_FAILED = 0x6300
MEMORY_FAILURE = 0x6581
NO_KEY_DELIVERY = 0x66F1
WRONG_LENGTH = 0x6700
CHANNEL_NOT_SUPPORTED = 0x6881
SECURE_MESSAGING_NOT_SUPPORTED = 0x6882
CHAINING_NOT_SUPPORTED = 0x6884
FILE_STRUCTURE = 0x6981
SECURITY_STATUS = 0x6982
AUTHENTICATION_BLOCKED = 0x6983
"""What some readers expect of a blocked key; the card itself answers `BLOCKED`."""
BLOCKED = 0x6984
CONDITIONS = 0x6985
NO_CURRENT_EF = 0x6986
SM_MISSING = 0x6987
SM_INCORRECT = 0x6988
NO_SESSION = 0x69FC
WRONG_DATA = 0x6A80
FUNCTION_NOT_SUPPORTED = 0x6A81
NOT_FOUND = 0x6A82
RECORD_NOT_FOUND = 0x6A83
WRONG_PARAMETERS = 0x6A86
REFERENCE_NOT_FOUND = 0x6A88
WRONG_OFFSET = 0x6B00
INS_NOT_SUPPORTED = 0x6D00
CLA_NOT_SUPPORTED = 0x6E00
FAILURE = 0x6F00


def attempts(remaining: int) -> int:
    """`63Cx`: `remaining` attempts are left; x holds one hexadecimal digit, so 15 stands for 15 and more."""
    return 0x63C0 | min(max(remaining, 0), 15)


def attempts_remaining(sw: int) -> int | None:
    """The x of `63Cx`, or None for every other status word."""
    return sw & 0xF if sw & 0xFFF0 == 0x63C0 else None


MEANINGS: dict[int, Bilingual] = {
    SUCCESS: Bilingual("正常終了", "done"),
    0x9100: Bilingual("正常終了（一部の実装だけが返す値）", "done (a form only some implementations use)"),
    0x6281: Bilingual("返したデータは壊れている可能性がある", "part of the returned data may be corrupted"),
    DATA_CUT: Bilingual("ファイルの終わりに達した", "end of the file reached before all bytes were read"),
    AUTHENTICATION_FAILED: Bilingual("照合不一致（回数の制限なし）", "wrong value; this key counts no attempts"),
    0x6400: Bilingual("実行できなかった（カードの状態は変わらない）", "execution error; nothing was changed"),
    MEMORY_FAILURE: Bilingual("記憶装置に書き込めなかった", "memory failure: the card could not write its state"),
    NO_KEY_DELIVERY: Bilingual(
        "このAPにはセッション鍵の配送が設定されていない", "no session key delivery is set up here"
    ),
    WRONG_LENGTH: Bilingual("長さ（Lc/Le）が正しくない", "wrong length (Lc or Le)"),
    0x6800: Bilingual("CLAの機能に対応していない", "a function in the class byte is not supported"),
    CHANNEL_NOT_SUPPORTED: Bilingual("論理チャネルに対応していない", "logical channels other than 0 are not supported"),
    SECURE_MESSAGING_NOT_SUPPORTED: Bilingual(
        "ここではセキュアメッセージングを使えない", "secure messaging is not supported here"
    ),
    0x6883: Bilingual("チェイニングの最後のコマンドが必要", "the last command of the chain was expected"),
    CHAINING_NOT_SUPPORTED: Bilingual("コマンドチェイニングに対応していない", "command chaining is not supported"),
    FILE_STRUCTURE: Bilingual(
        "ファイルの構造がこのコマンドと合わない", "the command does not fit the file's structure"
    ),
    SECURITY_STATUS: Bilingual(
        "セキュリティ条件を満たしていない（暗証番号などの照合が先に必要）",
        "security status not satisfied: a PIN or other proof must come first",
    ),
    AUTHENTICATION_BLOCKED: Bilingual("照合の対象がロックされている", "authentication method blocked"),
    BLOCKED: Bilingual("ロックされている", "blocked: no attempts remain"),
    CONDITIONS: Bilingual("使用条件を満たしていない", "conditions of use not satisfied"),
    NO_CURRENT_EF: Bilingual("ファイル（EF）が選択されていない", "no file (EF) is selected"),
    SM_MISSING: Bilingual(
        "必要なセキュアメッセージングのデータがない", "an expected secure messaging object is missing"
    ),
    SM_INCORRECT: Bilingual(
        "セキュアメッセージングのデータが正しくない", "a secure messaging object is incorrect; the session has ended"
    ),
    NO_SESSION: Bilingual("セキュアメッセージングのセッションがない", "there is no secure messaging session"),
    WRONG_DATA: Bilingual("データ部の構造が正しくない", "wrong structure of the command data"),
    FUNCTION_NOT_SUPPORTED: Bilingual("この機能は提供されていない", "function not supported"),
    NOT_FOUND: Bilingual("アプリケーションまたはファイルが見つからない", "application or file not found"),
    RECORD_NOT_FOUND: Bilingual("レコードが見つからない", "record not found"),
    0x6A84: Bilingual("空き容量が足りない", "not enough memory space in the file"),
    0x6A85: Bilingual("LcがTLVの構造と合わない", "Lc does not fit the TLV structure"),
    WRONG_PARAMETERS: Bilingual("P1またはP2が正しくない", "wrong P1 or P2"),
    0x6A87: Bilingual("LcがP1・P2と合わない", "Lc does not fit P1 and P2"),
    REFERENCE_NOT_FOUND: Bilingual("参照するデータまたは鍵がない", "referenced data object or key not found"),
    WRONG_OFFSET: Bilingual("ファイルの範囲外のオフセット", "the offset lies beyond the end of the file"),
    INS_NOT_SUPPORTED: Bilingual("このINS（コマンド）に対応していない", "unknown instruction (INS)"),
    CLA_NOT_SUPPORTED: Bilingual("このCLAに対応していない", "unknown class (CLA)"),
    FAILURE: Bilingual(
        "原因を特定できない異常（破壊されたカードも含む）", "no precise diagnosis; also a dead card's answer"
    ),
}


def explain(sw: int) -> Bilingual:
    """What this status word says; families (61xx, 63Cx, 6Cxx) are filled in, others outside the table are unknown."""
    known = MEANINGS.get(sw)
    if known is not None:
        return known
    low = sw & 0xFF
    left = attempts_remaining(sw)
    if left == 0:
        return Bilingual("残り0回（ロックされた）", "0 attempts remaining: blocked")
    if left is not None:
        return Bilingual(f"残り{left}回", f"{left} attempt{'' if left == 1 else 's'} remaining")
    if sw >> 8 == 0x61:
        count = low or 256
        return Bilingual(f"あと{count}バイトをGET RESPONSEで取得できる", f"{count} more bytes wait for GET RESPONSE")
    if sw >> 8 == 0x6C:
        count = low or 256
        return Bilingual(f"Leが正しくない（正しくは{count}）", f"wrong Le; {count} bytes would be right")
    return Bilingual("未知のステータスワード", "unknown status word")
