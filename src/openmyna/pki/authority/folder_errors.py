"""What can be wrong with an authority's folder and its ceremonies; the facts are attributes, none is secret."""

from datetime import datetime

from openmyna.errors import Bilingual
from openmyna.pki.authority.errors import AuthorityError


class AuthorityMissing(AuthorityError):
    """There is no authority in this folder."""

    code = "authority-missing"
    cause = Bilingual("{folder} に認証局はありません。", "There is no authority in {folder}.")
    remedy = Bilingual(
        "--folder を確かめるか、「openmyna ca init」で作ってください。",
        "Check --folder, or make one with `openmyna ca init`.",
    )

    def __init__(self, folder: object) -> None:
        self.folder = folder
        super().__init__(folder=folder)


class AuthorityExists(AuthorityError):
    """An authority is in this folder already, whole or with other settings than those asked for."""

    code = "authority-exists"
    cause = Bilingual("{folder} にはすでに認証局があります。", "There is an authority in {folder} already.")
    remedy = Bilingual(
        "別のフォルダを指定してください。今の認証局は「openmyna ca show」で見られ、"
        "鍵の更新は「openmyna ca rollover」で行います。",
        "Name another folder. `openmyna ca show` shows the one that is there; a new key for it comes with "
        "`openmyna ca rollover`.",
    )

    def __init__(self, folder: object) -> None:
        self.folder = folder
        super().__init__(folder=folder)


class FolderUnusable(AuthorityError):
    """The folder or a file of it cannot be read or written."""

    code = "authority-folder-unusable"
    cause = Bilingual("{path} を読み書きできません（{reason}）。", "{path} cannot be read or written ({reason}).")
    remedy = Bilingual(
        "場所、権限、空き容量を確認してください。", "Check the place, its permissions and the space left."
    )

    def __init__(self, path: object, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path=path, reason=reason)


class SettingsUnreadable(AuthorityError):
    """The settings of an authority hold something that is no setting, or lack one."""

    code = "authority-settings"
    cause = Bilingual(
        "認証局の設定 {path} の「{where}」を読めません。",
        "The settings of the authority, {path}, are not right at {where!r}.",
    )
    remedy = Bilingual(
        "docs/how-to/run-an-authority.md の例に合わせて直してください。",
        "Correct them after the example in docs/how-to/run-an-authority.md.",
    )

    def __init__(self, path: object, where: str) -> None:
        self.path, self.where = path, where
        super().__init__(path=path, where=where)


class GenerationJustBegun(AuthorityError):
    """A roll-over was asked for within a day of the last one; it is probably the same one, asked for twice."""

    code = "generation-just-begun"
    cause = Bilingual(
        "認証局 {authority} の第{number}世代は {since} に始まったばかりです。",
        "Generation {number} of the authority {authority} began at {since}, less than a day before.",
    )
    remedy = Bilingual(
        "途中で止まった更新の続きなら --generation {number}、続けてもう一つ始めるなら --generation {next} を付けてください。",
        "To finish a roll-over that was cut short, add --generation {number}; to begin one more, --generation {next}.",
    )

    def __init__(self, authority: str, number: int, since: datetime) -> None:
        self.authority, self.number, self.since = authority, number, since
        super().__init__(authority=authority, number=number, since=f"{since:%Y-%m-%dT%H:%M:%SZ}", next=number + 1)


class CeremonyKeyMismatch(AuthorityError):
    """A key of the next generation's label is there already, and is not of the kind asked for."""

    code = "ceremony-key-mismatch"
    cause = Bilingual(
        "鍵「{label}」はすでにあり、{found} です（{wanted} が必要です）。",
        "The key {label} is there already and is {found}, not {wanted}.",
    )
    remedy = Bilingual(
        "中断した作業の鍵です。同じ --algorithm でやり直すか、その鍵を保管場所から消してください。",
        "It was left by a ceremony that was cut short: use the same --algorithm again, or remove that key.",
    )

    def __init__(self, label: str, found: str, wanted: str) -> None:
        self.label = label
        super().__init__(label=label, found=found, wanted=wanted)


class CompromiseTimeRefused(AuthorityError):
    """A key is said to be compromised since a time that has not come yet, or at which there was no such key."""

    code = "compromise-time-refused"
    cause = Bilingual(
        "危殆化の日時 {at} は、鍵ができた {earliest} から現在（{latest}）までの間にありません。",
        "The key cannot be compromised since {at}: only between its beginning, {earliest}, and the present, {latest}.",
    )
    remedy = Bilingual(
        "鍵ができてから現在までの日時を指定してください。", "Give a time between the beginning of the key and now."
    )

    def __init__(self, at: datetime, earliest: datetime, latest: datetime) -> None:
        self.at, self.earliest, self.latest = at, earliest, latest
        super().__init__(
            at=f"{at:%Y-%m-%dT%H:%M:%SZ}",
            earliest=f"{earliest:%Y-%m-%dT%H:%M:%SZ}",
            latest=f"{latest:%Y-%m-%dT%H:%M:%SZ}",
        )
