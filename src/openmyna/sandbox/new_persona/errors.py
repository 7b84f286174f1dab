"""What can be wrong with the place or the name of a new persona file; what is in the file is judged when it is read."""

from openmyna.errors import Bilingual
from openmyna.sandbox.errors import SandboxError


class PersonaNameUnusable(SandboxError):
    """A persona's name that could not be the name of its file, its card and its page."""

    code = "persona-name-unusable"
    cause = Bilingual("「{name}」はペルソナの名前にできません。", "A persona cannot be called {name!r}.")
    remedy = Bilingual(
        "小文字の英数字とハイフンを40文字まで使い、ハイフンで始めも終えもしないでください (例: my-taro)。",
        "Use up to 40 small letters, digits and hyphens, with no hyphen at either end, such as my-taro.",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name=name)


class PersonaNameTaken(SandboxError):
    """A new persona was to be called like a shipped one, which would hide one of them, or like a card that is there."""

    code = "persona-name-taken"
    cause = Bilingual(
        "「{name}」という名前は使われています（{taken_ja}）。", "The name {name} is taken already: {taken_en}."
    )
    remedy = Bilingual("別の名前にしてください。", "Choose another name.")

    def __init__(self, name: str, card: str = "") -> None:
        self.name, self.card = name, card
        super().__init__(
            name=name,
            taken_ja=f"カード {card} があります" if card else "最初からあるペルソナの名前です",
            taken_en=f"there is a card {card}" if card else "a shipped persona has it",
        )


class PersonaNotText(SandboxError):
    """A new persona with something in its values that is no character, as a terminal of another encoding sends it."""

    code = "persona-not-text"
    cause = Bilingual(
        "「{name}」の値に、文字として書けないものがあります。",
        "A value of {name} holds something that cannot be written as a character.",
    )
    remedy = Bilingual(
        "端末の文字コードを UTF-8 にして、入力し直してください。", "Set your terminal to UTF-8 and enter it again."
    )

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name=name)


class PersonaExists(SandboxError):
    """A new persona file would replace one that is there."""

    code = "persona-exists"
    cause = Bilingual("{file} はすでにあります。", "There is already a file {file}.")
    remedy = Bilingual(
        "別の名前か場所を指定するか、そのファイルを編集してください。",
        "Choose another name or place, or edit that file.",
    )

    def __init__(self, file: str) -> None:
        self.file = file
        super().__init__(file=file)


class PersonaUnwritable(SandboxError):
    """A new persona file cannot be written."""

    code = "persona-unwritable"
    cause = Bilingual("{file} に書き込めません ({reason})。", "{file} cannot be written ({reason}).")
    remedy = Bilingual(
        "フォルダ、権限、空き容量を確認してください。", "Check the folder, its permissions and the disk."
    )

    def __init__(self, file: str, reason: str) -> None:
        self.file, self.reason = file, reason
        super().__init__(file=file, reason=reason)
