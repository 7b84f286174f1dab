"""Draws a certificate as the founding document does: one sheet with its fields by name, from 氏名 down to the public key.

A user authentication certificate shows no attributes because it has none; those of a digital signature certificate are
drawn only for whoever asked to see the holder.
"""

from dataclasses import dataclass, field
from itertools import zip_longest

from openmyna.errors import Bilingual
from openmyna.pki.report.particulars import CertificateKind, HolderAttributes, Particulars
from openmyna.pki.report.shown_text import folded, markup, shown
from openmyna.pki.report.words import day

HIDDEN = Bilingual("（表示していません）", "(not shown)")
_MARK = Bilingual("見本・公式ではありません", "LOOK-ALIKE, NOT OFFICIAL")
UNVOUCHED = Bilingual("書かれているままで、確かめられていません", "its own claims, signed by nobody we trust")

_WIDTH, _MARGIN, _VALUE_AT, _LINE = 640, 36, 216, 30
_COLUMNS = 40
"""Half-width characters of one line of a value."""
_LABEL_COLUMNS = 19


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRow:
    """One field on the sheet."""

    name: str
    """Stable, for programs and tests: `holder_name`, `issuer`, `valid` ..."""
    label: Bilingual
    value: Bilingual = field(repr=False)
    hidden: bool = False
    """Whether the value is there and was kept back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePicture:
    """The sheet: a title and its rows from top to bottom."""

    title: Bilingual
    rows: tuple[PictureRow, ...]
    vouched: bool = True
    """False: no authority that is trusted signed it, so that not even its issuer's name need be true."""

    @classmethod
    def of(cls, certificate: Particulars, *, show_holder: bool, vouched: bool = True) -> "CertificatePicture":
        """What is drawn of a certificate."""
        key_label = {
            CertificateKind.SIGN: Bilingual("署名用公開鍵", "Public key for signatures"),
            CertificateKind.AUTH: Bilingual("利用者証明用公開鍵", "Public key for user authentication"),
        }.get(certificate.kind, Bilingual("公開鍵", "Public key"))
        begins, ends = day(certificate.not_before), day(certificate.not_after)
        issued = (
            ("issuer", Bilingual("発行者", "Issuer"), certificate.issuer),
            (
                "valid",
                Bilingual("有効期間", "Valid"),
                Bilingual(f"{begins.ja} から {ends.ja} まで", f"{begins.en} to {ends.en}"),
            ),
            ("issued", Bilingual("発行年月日", "Issued"), begins),
            ("number", Bilingual("発行番号", "Serial number"), _same(certificate.number)),
            ("public_key", key_label, _same(f"{certificate.key} ({certificate.key_fingerprint})")),
        )
        rows = tuple(PictureRow(name=name, label=label, value=_visible(value)) for name, label, value in issued)
        if certificate.holder is not None:
            rows = (*_holder_rows(certificate.holder, shown_=show_holder), *rows)
        return cls(title=certificate.kind.label, rows=rows, vouched=vouched)

    @property
    def mark(self) -> Bilingual:
        """What stands on every sheet, so that none is taken for more than it is."""
        if self.vouched:
            return _MARK
        return Bilingual(f"{_MARK.ja}（{UNVOUCHED.ja}）", f"{_MARK.en} ({UNVOUCHED.en})")

    def to_html(self, language: str) -> str:
        """A figure for a page: its list follows the width of the page, which a drawing would not."""
        rows = "".join(
            f'<div data-field="{row.name}"><dt>{markup(_in(row.label, language))}</dt>'
            f"<dd{' class=hidden-value' if row.hidden else ''}>{markup(_in(row.value, language))}</dd></div>"
            for row in self.rows
        )
        return (
            f'<figure class="certificate"><figcaption>{markup(_in(self.title, language))}</figcaption>'
            f'<p class="certificate-mark">{markup(_in(self.mark, language))}</p><dl>{rows}</dl></figure>'
        )

    def to_svg(self, language: str) -> str:
        """A drawing that stands alone; its title and description say the same to whoever cannot see it."""
        parts: list[str] = []
        told: list[str] = []
        top = 116
        for row in self.rows:
            label, lines = _in(row.label, language), folded(_in(row.value, language), _COLUMNS)
            told.append(f"{label}: {_in(row.value, language)}")
            kind = "value hidden-value" if row.hidden else "value"
            for one, other in zip_longest(folded(label, _LABEL_COLUMNS), lines, fillvalue=""):
                parts.append(f'<text x="{_MARGIN + 12}" y="{top}" class="label">{markup(one)}</text>')
                parts.append(f'<text x="{_VALUE_AT}" y="{top}" class="{kind}">{markup(other)}</text>')
                top += _LINE
            parts.append(f'<path d="M{_MARGIN + 12} {top - 18}H{_WIDTH - _MARGIN - 12}" class="rule"/>')
            top += 6
        height = top + 44
        title, mark = _in(self.title, language), _in(self.mark, language)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" '
            f'height="{height}" role="img" aria-labelledby="t d" lang="{language}">'
            f'<title id="t">{markup(title)}</title><desc id="d">{markup("。 ".join((*told, mark)))}</desc>'
            f"<style>{_STYLE}</style>"
            f'<rect x="4" y="4" width="{_WIDTH - 8}" height="{height - 8}" rx="10" class="sheet"/>'
            f'<rect x="14" y="14" width="{_WIDTH - 28}" height="{height - 28}" rx="5" class="inner"/>'
            f'<text x="{_WIDTH / 2:g}" y="64" class="title">{markup(title)}</text>'
            f'<path d="M{_MARGIN} 82H{_WIDTH - _MARGIN}" class="strong"/>{"".join(parts)}'
            f'<text x="{_WIDTH / 2:g}" y="{height - 32}" class="mark">{markup(mark)}</text></svg>\n'
        )


_STYLE = (
    "text{font-family:'Noto Sans JP','Noto Sans CJK JP','Hiragino Sans',Meiryo,sans-serif;fill:#1a1a1a}"
    ".sheet{fill:#fff;stroke:#00118f;stroke-width:3}.inner{fill:none;stroke:#9db7f9}"
    ".title{font-size:26px;font-weight:700;text-anchor:middle;letter-spacing:2px}"
    ".label{font-size:15px;fill:#4d4d4d}.value{font-size:17px}.hidden-value{fill:#666}"
    ".rule{stroke:#ccc}.strong{stroke:#00118f;stroke-width:2}"
    ".mark{font-size:13px;fill:#6e5600;text-anchor:middle;letter-spacing:1px}"
)


def _holder_rows(holder: HolderAttributes, *, shown_: bool) -> tuple[PictureRow, ...]:
    held = [
        ("holder_name", Bilingual("氏名", "Name"), _with_marks(holder.name, holder.name_substitutes)),
        ("holder_birth_date", Bilingual("生年月日", "Birth date"), holder.birth_date),
        ("holder_sex", Bilingual("性別", "Sex"), holder.sex),
        ("holder_address", Bilingual("住所", "Address"), _with_marks(holder.address, holder.address_substitutes)),
    ]
    held += [
        ("holder_other", Bilingual(f"その他 ({oid})", f"Other ({oid})"), _same(text)) for oid, text in holder.unknown
    ]
    return tuple(
        PictureRow(name=name, label=label, value=_visible(value) if shown_ else HIDDEN, hidden=not shown_)
        for name, label, value in held
    )


def _with_marks(text: str, substitutes: tuple[int, ...]) -> Bilingual:
    if not substitutes:
        return _same(text)
    places = "、".join(map(str, substitutes))
    english = ", ".join(map(str, substitutes))
    return Bilingual(f"{text}（代替文字: {places}文字目）", f"{text} (substitute characters at {english})")


def _same(text: str) -> Bilingual:
    return Bilingual(text, text)


def _visible(value: Bilingual) -> Bilingual:
    return Bilingual(shown(value.ja), shown(value.en))


def _in(words: Bilingual, language: str) -> str:
    return words.ja if language == "ja" else words.en
