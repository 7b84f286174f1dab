"""Cards to print whose texts are hard: long, rare, partly unknown, foreign; every person and number is fictional."""

from dataclasses import replace
from datetime import date

from openmyna.face.portrait import Portrait
from openmyna.face.printed import PrintedCard
from openmyna.identity.address import Address
from openmyna.identity.card_numbers import CardNumber, SecurityCode
from openmyna.identity.dates import BirthDate, Calendar
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.name import Name
from openmyna.identity.sex import Sex

HANAKO = PrintedCard(
    name=Name("番号　花子"),
    address=Address("○○県□□市△△町１丁目２番地３号"),
    birth_date=BirthDate.from_text("平成元年3月31日"),
    sex=Sex.FEMALE,
    card_until=date(2035, 3, 31),
    certificates_until=date(2030, 3, 31),
    security_code=SecurityCode("5678"),
    card_number=CardNumber("0F1E2D3C4B5A6978"),
    mayor="□□市長",
    individual_number=IndividualNumber("987654321098"),
    portrait=Portrait("hanako", 36, Sex.FEMALE),
)
SPECIMEN = replace(
    HANAKO,
    address=Address("○○県□□市△△町◇丁目○番地▽▽号"),
    card_until=date(2025, 3, 31),
    certificates_until=None,
    security_code=SecurityCode("1234"),
    card_number=CardNumber("0123456789ABCDEF"),
    individual_number=IndividualNumber("123456789012"),
)
LONGEST = replace(
    HANAKO,
    name=Name("番号架空" * 12 + "番　" + "花子例示" * 12 + "花終"),
    address=Address(("○○県□□市△△町大字架空字見本１２３４番地" * 12)[:199] + "終"),
    birth_date=BirthDate.from_text("昭和55年月日不詳"),
    card_until=date(2035, 12, 31),
    additions=("令和7年10月1日　旧姓追記", "令和8年2月1日　住所変更", "三行目の追記", "四行目の追記"),
    organ_donation="１ 脳死後及び心臓が停止した死後に提供します",
)
CARDS: dict[str, PrintedCard] = {
    "plain": HANAKO,
    "specimen": SPECIMEN,
    "longest": LONGEST,
    "longest without additions": replace(LONGEST, additions=()),
    "one character": replace(HANAKO, name=Name("一"), address=Address("○")),
    "rare characters": replace(
        HANAKO, name=Name("𠮷田髙﨑　邉\U000e0110葛\U000e0102德"), address=Address("○○県𠮷野町")
    ),
    "former surname": replace(HANAKO, name=Name("架空［番号］　花子"), additions=("令和7年10月1日　旧氏　番号",)),
    "alias": replace(HANAKO, name=Name("MIHON MARIA CHRISTINA（見本　マリア）"), calendar=Calendar.GREGORIAN),
    "latin": replace(
        HANAKO,
        name=Name("VAN DER MIHON-TAMESHI JEAN BAPTISTE EMMANUEL MAXIMILIAN"),
        calendar=Calendar.GREGORIAN,
        birth_date=BirthDate.from_text("1988-12-28"),
    ),
    "one long word": replace(HANAKO, name=Name("W" * 100), address=Address("W" * 200)),
    "accents and descenders": replace(HANAKO, name=Name("ÅÉÑĞ Ünýjgpqy"), address=Address("Ågjpqy ÀÉÎÕŪ gjpqy")),
    "in no font": replace(HANAKO, name=Name("番号　😀花\U000e01ef")),
    "unknown year": replace(HANAKO, birth_date=BirthDate.from_text("年月日不詳")),
    "unknown sex": replace(HANAKO, sex=Sex.NOT_APPLICABLE),
    "baby": replace(HANAKO, portrait=None, certificates_until=None, birth_date=BirthDate.from_text("2025-09-01")),
    "mayor of a long town": replace(HANAKO, mayor="○○県△△郡□□□□□□□□□□□□□□□町長職務代理者"),
}
