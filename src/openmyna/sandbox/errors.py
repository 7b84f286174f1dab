"""What can be wrong with a persona file: which file, which field, what was expected and what was met.

A field that is secret or about the holder is named, never shown.
"""

from collections.abc import Sequence

from openmyna.errors import Bilingual, OpenMynaError


class SandboxError(OpenMynaError):
    """Root of the errors about the make-believe world."""

    code = "sandbox"


class PersonaNotFound(SandboxError):
    """No shipped persona has this name and no file is there either."""

    code = "persona-not-found"
    cause = Bilingual("ペルソナ {name} が見つかりません。", "There is no persona {name}.")
    remedy = Bilingual(
        "{nearest_ja}すべての名前は「openmyna persona list」で見られます。",
        "{nearest_en}All names: `openmyna persona list`.",
    )

    def __init__(self, name: str, nearest: Sequence[str]) -> None:
        self.name, self.nearest = name, tuple(nearest)
        ja, en = "、".join(nearest), ", ".join(nearest)
        super().__init__(
            name=name, nearest_ja=f"近い名前: {ja}。" if ja else "", nearest_en=f"Nearest: {en}. " if en else ""
        )


class PersonaFileMissing(SandboxError):
    """A persona file was named by its path, and there is none."""

    code = "persona-file-missing"
    cause = Bilingual("ファイル {file} がありません。", "There is no file {file}.")
    remedy = Bilingual(
        "パスを確かめてください。新しく書くには「openmyna persona new 名前」を使います。",
        "Check the path. To write a new one: `openmyna persona new NAME`.",
    )

    def __init__(self, file: str) -> None:
        self.file = file
        super().__init__(file=file)


class PersonaFileMisnamed(SandboxError):
    """A file among one's own personas that is called as no card and no page can be; `name` is it without its ending."""

    code = "persona-file-misnamed"
    cause = Bilingual(
        "ペルソナファイル {name}.toml は、この名前では使えません。",
        "The persona file {name}.toml cannot be used under this name.",
    )
    remedy = Bilingual(
        "小文字の英数字とハイフン（40文字まで、ハイフンで始めも終えもしない）の名前に変えてください (例: my-taro.toml)。",
        "Rename it: up to 40 small letters, digits and hyphens, with no hyphen at either end, such as my-taro.toml.",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name=name)


class PersonaUnreadable(SandboxError):
    """A persona file that cannot be read or is no TOML."""

    code = "persona-unreadable"
    cause = Bilingual(
        "ペルソナファイル {file} を読めません: {reason}。", "The persona file {file} cannot be read: {reason}."
    )
    remedy = Bilingual(
        "UTF-8 の TOML ファイルか、読み取り権限があるかを確認してください。",
        "Check that it is a TOML file in UTF-8 and that you may read it.",
    )

    def __init__(self, file: str, reason: str) -> None:
        self.file, self.reason = file, reason
        super().__init__(file=file, reason=reason)


class PersonaInvalid(SandboxError):
    """A persona file whose field is missing, of another kind, or breaks a rule."""

    code = "persona-invalid"
    cause = Bilingual(
        "ペルソナ {file} の {field} が正しくありません。必要なもの: {expected_ja}。実際: {got_ja}。",
        "Persona {file}, field {field}: expected {expected_en}; got {got_en}.",
    )
    remedy = Bilingual("{file} の {field} を直してください。{example_ja}", "Correct {field} in {file}.{example_en}")

    def __init__(self, file: str, field: str, expected: Bilingual, got: Bilingual, example: str = "") -> None:
        self.file, self.field, self.expected, self.got = file, field, expected, got
        super().__init__(
            file=file,
            field=field,
            expected_ja=expected.ja,
            expected_en=expected.en,
            got_ja=got.ja,
            got_en=got.en,
            example_ja=f"例: {example}" if example else "",
            example_en=f" For example: {example}" if example else "",
        )


class PersonaFieldNeedless(PersonaInvalid):
    """A field that says something about what this card does not have."""

    code = "persona-field-needless"
    remedy = Bilingual("{file} から {field} を消してください。", "Delete {field} from {file}.")


class PersonaFieldUnknown(PersonaInvalid):
    """A field that no persona file has, most often a typing mistake; `meant` is the one that looks like it."""

    code = "persona-field-unknown"
    cause = Bilingual(
        "ペルソナ {file} に {field} という項目はありません。", "Persona {file} has a field {field}, unknown here."
    )
    remedy = Bilingual(
        "{meant_ja}{file} の {field} を直すか、消してください。{example_ja}",
        "{meant_en}Correct {field} in {file}, or delete it.{example_en}",
    )

    def __init__(
        self, file: str, field: str, expected: Bilingual, got: Bilingual, meant: str = "", example: str = ""
    ) -> None:
        self.meant = meant
        super().__init__(file, field, expected, got, example)
        self.facts["meant_ja"] = f"{meant} のことですか。" if meant else f"ここで使えるのは{expected.ja}。"
        self.facts["meant_en"] = f"Is {meant} meant? " if meant else f"Known here is {expected.en}. "


class PersonaValueRefused(PersonaInvalid):
    """A value that its own rules refuse; whoever knows the rules says in whole sentences what is wrong and what to do."""

    code = "persona-value-refused"
    cause = Bilingual("ペルソナ {file} の {field}: {got_ja}", "Persona {file}, field {field}: {got_en}")
    remedy = Bilingual("{file} の {field}: {expected_ja}{example_ja}", "In {file}, {field}: {expected_en}{example_en}")


class PersonaNotFictional(PersonaValueRefused):
    """A persona that could be a real person or a real place."""

    code = "persona-not-fictional"
    remedy = Bilingual(
        "実在の人物・番号・自治体を書かないでください。個人番号は検査用数字に5を加えた番号、"
        "市区町村コードは都道府県番号90から99のものを使ってください。",
        "Never write a real person, number or municipality. Use numbers whose check digit is raised by 5 and "
        "municipality codes of the prefectures 90 to 99.",
    )


class PersonaPINUnsuitable(PersonaInvalid):
    """A PIN that the rules forbid, because somebody who holds the card can read it off or guess it first (R69)."""

    code = "persona-pin-unsuitable"
    cause = Bilingual(
        "ペルソナ {file} の {field} は暗証番号に適しません。必要なもの: {expected_ja}。実際: {got_ja}。",
        "Persona {file}, field {field} is unsuitable for a PIN: expected {expected_en}; got {got_en}.",
    )
    remedy = Bilingual(
        "{field} に、生年月日やセキュリティコードと関わりのない4桁を選んでください。",
        "Choose four digits for {field} that have nothing to do with birth date or security code.",
    )


class PersonaWarning(SandboxError):
    """Something in a persona file that is possible but unusual; the file is good all the same."""

    code = "persona-warning"
    cause = Bilingual("ペルソナ {file} の {field}: {what_ja}。", "Persona {file}, field {field}: {what_en}.")
    remedy = Bilingual(
        "そのままでも使えます。意図したものか確かめてください。", "It can be used as it is; check that it is meant."
    )

    def __init__(self, file: str, field: str, what: Bilingual) -> None:
        self.file, self.field, self.what = file, field, what
        super().__init__(file=file, field=field, what_ja=what.ja, what_en=what.en)


class PersonaDisplayOnly(SandboxError):
    """A persona whose card is a face without a chip was asked for what only a chip has."""

    code = "persona-display-only"
    cause = Bilingual(
        "ペルソナ {name} は券面だけの見本で、ICチップがありません。",
        "Persona {name} is a specimen of the card's face and has no chip.",
    )
    remedy = Bilingual(
        "hanako など、チップのあるペルソナを使ってください。", "Use a persona with a chip, such as hanako."
    )

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name=name)


class PublishedKeysFixed(SandboxError):
    """A key was to be made or destroyed among the published ones, which are what they are."""

    code = "published-keys-fixed"
    cause = Bilingual(
        "公開の試験用の鍵に、鍵 {label} を加えたり、その鍵を壊したりすることはできません。",
        "Among the published TEST keys none can be made or destroyed: {label}.",
    )
    remedy = Bilingual(
        "自分の鍵を使う認証局を「openmyna ca init --keys file」で別のフォルダに作ってください。",
        "Set up an authority with keys of its own in another folder: `openmyna ca init --keys file`.",
    )

    def __init__(self, label: str) -> None:
        self.label = label
        super().__init__(label=label)
