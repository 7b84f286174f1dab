"""The characters a digital signature certificate can hold: those of JIS X 0208 and JIS X 0212.

Latin letters, digits and signs of ASCII count among them, since JIS X 0208 has the same characters; half-width katakana
(JIS X 0201) and control characters do not.
"""

_TWINS = dict.fromkeys(map(ord, "－～∥￠￡￢"), "＃")
"""Written alike in JIS X 0208, but with a second code point that the codec below does not map; any sign stands in."""
_HALF_WIDTH = b"\x8e"
"""The codec's shift to JIS X 0201, whose katakana are in neither standard."""
_SEVERAL_BYTES = bytes(range(0x80, 0x100))


def in_repertoire(text: str) -> bool:
    """Whether a certificate can hold every character of a text; the codec EUC-JP is the two standards and little more."""
    plain = text.translate(_TWINS)
    try:
        raw = plain.encode("euc_jp")
    except UnicodeEncodeError:
        return False
    if _HALF_WIDTH in raw:
        return False
    # One byte each: it must be what the text has in ASCII, since the codec also takes ¥ and ‾ for two of its signs.
    singles = raw.translate(None, _SEVERAL_BYTES).decode("ascii")
    return singles == "".join(filter(str.isascii, plain)) and (not singles or singles.isprintable())
