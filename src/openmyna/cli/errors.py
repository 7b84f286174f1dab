"""What can be wrong with the way a command was called."""

from pathlib import Path

from openmyna.errors import Bilingual, OpenMynaError


class CommandError(OpenMynaError):
    """Root of the errors about calling a command."""


class UsageError(CommandError):
    """Arguments that no command takes; the only error with exit code 2."""

    code = "usage"
    cause = Bilingual("引数が正しくありません。{problem_ja}", "The arguments are not right: {problem_en}")
    remedy = Bilingual("使い方は「{program} --help」で表示します。", "See `{program} --help`.")

    def __init__(self, problem: Bilingual, program: str) -> None:
        self.problem, self.program = problem, program
        super().__init__(problem_ja=problem.ja, problem_en=problem.en, program=program)


class AddressInvalid(CommandError):
    """Text that is no HOST:PORT."""

    code = "address-invalid"
    cause = Bilingual("「{given}」は HOST:PORT の形ではありません。", "{given!r} is not of the form HOST:PORT.")
    remedy = Bilingual("127.0.0.1:35999 のように書いてください。", "Write it like 127.0.0.1:35999.")

    def __init__(self, given: str) -> None:
        self.given = given
        super().__init__(given=given)


class PortInvalid(CommandError):
    """A number that is no TCP port, or is the last one where two in a row are needed."""

    code = "port-invalid"
    cause = Bilingual(
        "ポート {port} は使えません。使えるのは {first} から {last} までです。",
        "Port {port} cannot be used; ports here are {first} to {last}.",
    )
    remedy = Bilingual("別のポートを指定してください (既定は 35999)。", "Choose another port; the default is 35999.")

    def __init__(self, port: int | str, first: int, last: int) -> None:
        self.port, self.first, self.last = port, first, last
        super().__init__(port=port, first=first, last=last)


class CardNotMade(CommandError):
    """A persona's name was given where its card is needed, and the folder of cards has none yet."""

    code = "card-not-made"
    cause = Bilingual("{name} のカードは {folder} にまだありません。", "There is no card of {name} in {folder} yet.")
    remedy = Bilingual(
        "「openmyna card make {name}」で作ってください。ほかのカードはファイル (NAME.card) で指定します。",
        "Make it with `openmyna card make {name}`. Name other cards by their files (NAME.card).",
    )

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        super().__init__(name=name, folder=folder)


class DeskNotInstalled(CommandError):
    """The desk was asked for, but packages its pages need are not installed."""

    code = "desk-not-installed"
    cause = Bilingual(
        "カードデスクに必要なパッケージがありません: {packages}", "Packages the card desk needs are missing: {packages}"
    )
    remedy = Bilingual(
        "pip install 'openmyna[services]' で入れるか、--desk を付けずに実行してください。",
        "Install them with pip install 'openmyna[services]', or leave --desk out.",
    )

    def __init__(self, missing: list[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(packages=", ".join(missing))


class FaceUnwritable(CommandError):
    """A picture of a face cannot be written where it was asked for."""

    code = "face-unwritable"
    cause = Bilingual("{path} に書き込めません ({reason})。", "{path} cannot be written ({reason}).")
    remedy = Bilingual("書き込めるフォルダを --out で指定してください。", "Name a folder you can write to with --out.")

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path=path, reason=reason)


class CertificateUnwritable(CommandError):
    """A certificate out of a card cannot be written where it was asked for."""

    code = "certificate-unwritable"
    cause = Bilingual("{path} に書き込めません ({reason})。", "{path} cannot be written ({reason}).")
    remedy = Bilingual("書き込めるフォルダを --out で指定してください。", "Name a folder you can write to with --out.")

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path=path, reason=reason)


class NoCertificateOnCard(CommandError):
    """A card without certificates: it has no chip, or its chip destroyed itself."""

    code = "no-certificate-on-card"
    cause = Bilingual("{name} のカードには電子証明書がありません。", "The card of {name} holds no certificate.")
    remedy = Bilingual(
        "「openmyna card show {name}」でカードの状態を確かめてください。",
        "See its state with `openmyna card show {name}`.",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name=name)


class CardIsNoCertificate(CommandError):
    """The image of a card was given where a certificate out of it is needed."""

    code = "card-is-no-certificate"
    cause = Bilingual("{path} はカードで、証明書ではありません。", "{path} is a card, not a certificate.")
    remedy = Bilingual(
        "「openmyna card certificates {path}」で証明書を取り出してください。",
        "Take its certificates out with `openmyna card certificates {path}`.",
    )

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path=path)


class AnchorIsNoAuthority(CommandError):
    """A holder's certificate was given as that of a trusted authority: nobody could have been vouched for by it."""

    code = "anchor-is-no-authority"
    cause = Bilingual("{path} は認証局の証明書ではありません。", "{path} is not the certificate of an authority.")
    remedy = Bilingual(
        "--anchor には、発行者である認証局の証明書を指定してください。",
        "With --anchor, name the certificate of the authority that issues.",
    )

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path=path)


class ReportUnwritable(CommandError):
    """A report, or the drawing of a certificate, cannot be written where it was asked for."""

    code = "report-unwritable"
    cause = Bilingual("{path} に書き込めません ({reason})。", "{path} cannot be written ({reason}).")
    remedy = Bilingual("書き込める場所を --out か --picture で指定してください。", "Name a place you can write to.")

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path=path, reason=reason)


class OutputFailed(CommandError):
    """The output cannot be written: the disk is full, a limit is reached, the device is gone."""

    code = "output-failed"
    cause = Bilingual("出力を書き込めません ({reason})。", "The output cannot be written ({reason}).")
    remedy = Bilingual("空きを作るか、出力先を変えてください。", "Make room for it, or send it elsewhere.")

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason=reason)


class FileUnreadable(CommandError):
    """A file named on the command line cannot be read."""

    code = "file-unreadable"
    cause = Bilingual("{path} を読めません ({reason})。", "{path} cannot be read ({reason}).")
    remedy = Bilingual("パスと権限を確認してください。", "Check the path and its permissions.")

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path=path, reason=reason)


class NoTraceInFile(CommandError):
    """A file in which no exchange of a card was found."""

    code = "no-trace-in-file"
    cause = Bilingual("{path} にAPDUの記録が見つかりません。", "{path} holds no record of APDUs.")
    remedy = Bilingual(
        "「openmyna card serve --trace --json」の出力か、「> 00A4…」「< 9000」のような行を含むログを指定してください。",
        "Name the output of `openmyna card serve --trace --json`, or a log with lines like `> 00A4...` and `< 9000`.",
    )

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path=path)


class PromptUnknown(CommandError):
    """A line at the prompt that is no command."""

    code = "prompt-unknown"
    cause = Bilingual("「{word}」という操作はありません。", "There is no command {word!r} here.")
    remedy = Bilingual(
        "insert 名前、remove、swap 名前、list、quit を使えます。", "Use insert NAME, remove, swap NAME, list or quit."
    )

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(word=word)
