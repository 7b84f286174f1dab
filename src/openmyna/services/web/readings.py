"""Readings over the Chinese characters of easy Japanese: each word has its reading once, where a page says it first.

Easy Japanese is written in kana with spaces between words; what stays in characters is what a reader meets on real cards
and forms, and all of it is listed here. Only the text of a page is touched, never an attribute, a name or code.
"""

import re
from collections.abc import Iterator
from typing import Final

READINGS: Final = {
    "暗証番号": "あんしょうばんごう",
    "署名": "しょめい",
    "証明書": "しょうめいしょ",
    "認証局": "にんしょうきょく",
    "照合番号": "しょうごうばんごう",
    "番号": "ばんごう",
    "期限": "きげん",
    "住所": "じゅうしょ",
    "写真": "しゃしん",
    "画面": "がめん",
    "記録": "きろく",
    "情報": "じょうほう",
    "見本": "みほん",
    "名字": "みょうじ",
    "漢字": "かんじ",
    "西暦": "せいれき",
    "元号": "げんごう",
    "大正": "たいしょう",
    "昭和": "しょうわ",
    "平成": "へいせい",
    "人": "ひと",
    "子": "こ",
    "国": "くに",
    "外国": "がいこく",
    "日本": "にほん",
    "日本人": "にほんじん",
    "市役所": "しやくしょ",
    "会社": "かいしゃ",
    "店": "みせ",
    "絵": "え",
    "文": "ぶん",
    "日": "ひ",
    "月": "つき",
    "例": "れい",
    "字": "じ",
    "2月": "にがつ",
    "28日": "にじゅうはちにち",
    "29日": "にじゅうくにち",
    "永住者": "えいじゅうしゃ",
    "特別永住者": "とくべつえいじゅうしゃ",
    "中長期在留者": "ちゅうちょうきざいりゅうしゃ",
    "高度専門職第": "こうどせんもんしょくだい",
    "2号": "にごう",
    "住民基本台帳": "じゅうみんきほんだいちょう",
    "共通": "きょうつう",
}
"""Every word in characters that the sentences in easy Japanese may use; a test holds them to this list."""

WORD: Final = re.compile(r"[0-9]*[\u4e00-\u9fff々]+")
"""A run of Chinese characters with the digits before it, which change its reading."""

_PIECE = re.compile(r"""<!--.*?-->|<(?:"[^"]*"|'[^']*'|[^"'>])*>|[^<]+""", re.DOTALL)
_NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
_SILENT = frozenset({"title", "script", "style", "option", "code", "textarea", "ruby"})
_NOT_OURS = re.compile(r"""\s(?:translate="no"|lang=)""")
"""Names of people and things, and text that says its own language."""


def with_readings(page: str) -> str:
    """The same page or fragment with a reading over the first of each word."""
    return "".join(_pieces(page))


def _pieces(page: str) -> Iterator[str]:
    told: set[str] = set()
    inside, depth = "", 0

    def read(match: re.Match[str]) -> str:
        word = match[0]
        reading = READINGS.get(word)
        if reading is None or word in told:
            return word
        told.add(word)
        return f"<ruby>{word}<rp>（</rp><rt>{reading}</rt><rp>）</rp></ruby>"

    for match in _PIECE.finditer(page):
        piece = match[0]
        name = found[1].lower() if (found := _NAME.match(piece)) else ""
        if depth:
            # Only its own kind is counted inside a silent element, so that an element without end does no harm.
            if name == inside:
                depth += -1 if piece.startswith("</") else 1
            yield piece
        elif piece.startswith("<"):
            if not piece.startswith("</") and name != "html" and (name in _SILENT or _NOT_OURS.search(piece)):
                inside, depth = name, 1
            yield piece
        else:
            yield WORD.sub(read, piece)
