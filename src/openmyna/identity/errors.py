"""Refusals of the person's values, one class for each reason.

No error here carries the refused value: a label says which value it was, a bilingual phrase says what it should be.
"""

from openmyna.errors import Bilingual, OpenMynaError


class ValueRefused(OpenMynaError):
    """A value that breaks a rule of its kind; `label` names the kind, never the value."""

    code = "value-refused"
    cause = Bilingual("{ja}の値が規則に合いません。", "The {en} breaks a rule.", "{easy}が ただしく ありません。")
    remedy = Bilingual("{ja}の値を確認してください。", "Check the {en}.", "{easy}を もういちど みて ください。")

    def __init__(self, label: Bilingual, **facts: object) -> None:
        self.label = label
        super().__init__(ja=label.ja, en=label.en, easy=label.easily, **facts)


class WrongShape(ValueRefused):
    """Wrong length or wrong kind of characters."""

    code = "value-shape"
    cause = Bilingual(
        "{ja}は{expected_ja}でなければなりません。",
        "The {en} must be {expected_en}.",
        "{easy}は {expected_easy}に して ください。",
    )

    def __init__(self, label: Bilingual, expected: Bilingual) -> None:
        self.expected = expected
        super().__init__(label, expected_ja=expected.ja, expected_en=expected.en, expected_easy=expected.easily)


class WrongCheckDigit(ValueRefused):
    """The last digit does not follow from the others."""

    code = "check-digit"
    cause = Bilingual("{ja}の検査用数字が合いません。", "The check digit of the {en} does not match.")
    remedy = Bilingual("{ja}を打ち間違えていないか確認してください。", "Check the {en} for a typing mistake.")


class RealNumberRefused(ValueRefused):
    """A number that may belong to a real person, where only fictional people are allowed."""

    code = "real-number-refused"
    cause = Bilingual(
        "この{ja}は実在する人の番号でありうるため、受け付けません。",
        "This {en} could belong to a real person and is refused.",
    )
    remedy = Bilingual(
        "架空の番号（検査用数字に5を加えたもの）を使ってください。",
        "Use a synthetic number: the check digit plus 5, modulo 10.",
    )


class SyntheticNumberRefused(ValueRefused):
    """A synthetic number where real ones or the specimen are expected."""

    code = "synthetic-number-refused"
    cause = Bilingual("この{ja}は架空の番号であり、ここでは使えません。", "This {en} is synthetic and is refused here.")
    remedy = Bilingual("架空の番号はサンドボックスでだけ使えます。", "Use synthetic numbers in the sandbox only.")


class SpecimenNumberRefused(ValueRefused):
    """The specimen's number anywhere but on the specimen."""

    code = "specimen-number-refused"
    cause = Bilingual(
        "この{ja}は見本の番号であり、ここでは使えません。", "This {en} is the specimen's and is refused here."
    )
    remedy = Bilingual("見本の番号は見本の表示にだけ使えます。", "Use the specimen's number only to show the specimen.")


class RealMunicipalityRefused(ValueRefused):
    """A municipality code outside the fictional prefectures 90 to 99."""

    code = "real-municipality-refused"
    cause = Bilingual(
        "都道府県コード{prefecture}は架空の県ではありません。", "Prefecture {prefecture} is not a fictional prefecture."
    )
    remedy = Bilingual(
        "都道府県コード90から99の市区町村を使ってください。", "Use a municipality in the prefectures 90 to 99."
    )

    def __init__(self, label: Bilingual, prefecture: str) -> None:
        self.prefecture = prefecture
        super().__init__(label, prefecture=prefecture)


class WeakPassword(ValueRefused):
    """A digital signature password without a letter or without a digit."""

    code = "sign-password-rule"
    cause = Bilingual(
        "{ja}には英字と数字をそれぞれ1文字以上含めてください。",
        "The {en} needs at least one letter and at least one digit.",
        "{easy}には アルファベットと すうじを どちらも いれて ください。",
    )
    remedy = Bilingual(
        "6文字以上16文字以下の英数字で決め直してください。",
        "Choose 6 to 16 letters and digits, with both kinds.",
        "アルファベットと すうじで、6から16もじに して ください。",
    )


class TextTooLong(ValueRefused):
    """More characters than the field holds."""

    code = "text-too-long"
    cause = Bilingual(
        "{ja}は{limit}文字までですが、{length}文字あります。",
        "The {en} has {length} characters; {limit} fit.",
        "{easy}は {limit}もじまでです。いま {length}もじ あります。",
    )
    remedy = Bilingual(
        "{ja}を{limit}文字以内に直してください。",
        "Shorten the {en} to {limit} characters.",
        "{easy}を {limit}もじまでに して ください。",
    )

    def __init__(self, label: Bilingual, limit: int, length: int) -> None:
        self.limit, self.length = limit, length
        super().__init__(label, limit=limit, length=length)


class CharacterRefused(ValueRefused):
    """A character that is no part of written text: control, surrogate, line or direction mark."""

    code = "text-character-refused"
    cause = Bilingual(
        "{ja}の{position}文字目に使えない文字U+{point:04X}があります。",
        "The {en} holds U+{point:04X} at position {position}, which is not allowed.",
    )
    remedy = Bilingual("その文字を取り除いてください。", "Remove that character.")

    def __init__(self, label: Bilingual, position: int, point: int) -> None:
        self.position, self.point = position, point
        super().__init__(label, position=position, point=point)


class NoSuchDate(ValueRefused):
    """A date the calendar does not have, or one before Meiji."""

    code = "no-such-date"
    cause = Bilingual("{ja}は暦にない日付です。", "The {en} is not a date of the calendar.", "その 日は ありません。")
    remedy = Bilingual("{ja}の年・月・日を確認してください。", "Check year, month and day of the {en}.")


class DateOutsideEra(ValueRefused):
    """A date that does not lie in the era it is said to lie in."""

    code = "date-outside-era"
    cause = Bilingual("{ja}は{era_ja}の期間にありません。", "The {en} does not lie in the era {era_en}.")
    remedy = Bilingual("元号と年を確認してください。", "Check the era and the year.")

    def __init__(self, label: Bilingual, era: Bilingual) -> None:
        self.era = era
        super().__init__(label, era_ja=era.ja, era_en=era.en)


class DatePartlyUnknown(ValueRefused):
    """A question that a partly unknown date cannot answer; it is never answered in the asker's favour."""

    code = "date-partly-unknown"
    cause = Bilingual(
        "{ja}の一部が不詳のため、年齢や誕生日を判定できません。",
        "The {en} is partly unknown, so no age or birthday follows from it.",
    )
    remedy = Bilingual("別の方法で確認してください。", "Establish it in another way.")


class DateBeforeBirth(ValueRefused):
    """An age asked for a day before the birth."""

    code = "date-before-birth"
    cause = Bilingual("{ja}より前の日の年齢は求められません。", "There is no age on a day before the {en}.")
    remedy = Bilingual("{ja}と基準日を確認してください。", "Check the {en} and the day asked about.")


class SexUnknown(ValueRefused):
    """A word that names no sex; of what was met only the length is told."""

    code = "sex-unknown"
    cause = Bilingual(
        "{ja}に使えない言葉 ({length}文字) です。", "The {en} is a word of length {length} that is not known here."
    )
    remedy = Bilingual(
        "次のどれかにしてください: male、female、not_known、not_applicable (男、女、不明、適用不能とも書けます)。",
        "Use male, female, not_known or not_applicable.",
    )

    def __init__(self, label: Bilingual, length: int) -> None:
        self.length = length
        super().__init__(label, length=length)


class SexCodeUntranslatable(ValueRefused):
    """A code kept from one wire that has no known meaning on another."""

    code = "sex-code-untranslatable"
    cause = Bilingual(
        "{source}の性別コード{unknown}は意味が不明なため、{target}に変換できません。",
        "Sex code {unknown} of {source} has no known meaning and cannot be written as {target}.",
    )
    remedy = Bilingual(
        "性別を確認して指定し直してください。", "State the sex instead of carrying the unknown code over."
    )

    def __init__(self, label: Bilingual, *, source: str, unknown: str, target: str) -> None:
        self.source, self.unknown, self.target = source, unknown, target
        super().__init__(label, source=source, unknown=unknown, target=target)
