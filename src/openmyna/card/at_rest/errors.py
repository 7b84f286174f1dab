"""What can go wrong with a folder of cards and its files: each with a code, a cause and a remedy."""

import os

from openmyna.card.errors import CardError
from openmyna.errors import Bilingual


class StorageFailed(CardError):
    """A file of the folder could not be read or written."""

    code = "storage-failed"
    cause = Bilingual(
        "{path} を読み書きできませんでした（{reason}）。", "{path} could not be read or written ({reason})."
    )
    remedy = Bilingual(
        "ディスクを確認してください。保存済みの内容は失われていません。",
        "Check the disk; nothing stored before is lost.",
    )


class DiskFull(StorageFailed):
    """No space is left for the new state."""

    code = "disk-full"
    cause = Bilingual("{path} を書く空きがありません（{reason}）。", "There is no space to write {path} ({reason}).")
    remedy = Bilingual(
        "空きを作ってから、もう一度お試しください。保存済みの内容は失われていません。",
        "Make space and try again; nothing stored before is lost.",
    )


class FolderNotWritable(StorageFailed):
    """The folder may be read but not written, or neither."""

    code = "folder-not-writable"
    cause = Bilingual(
        "{path} に対する権限がありません（{reason}）。", "{path} is not accessible to this user ({reason})."
    )
    remedy = Bilingual(
        "フォルダの所有者と権限を確認するか、書き込める場所に写してください。",
        "Check owner and permissions of the folder, or work on a copy in a place that can be written.",
    )


class TooManyOpenFiles(StorageFailed):
    """The process, or the system, may not open another file."""

    code = "too-many-open-files"
    cause = Bilingual(
        "{path} を開けません。開いているファイルが多すぎます（{reason}）。",
        "{path} cannot be opened: too many files are open ({reason}).",
    )
    remedy = Bilingual(
        "一度に使うカードを減らすか、「ulimit -n」で上限を上げてから、もう一度お試しください。",
        "Serve fewer cards at once, or raise the limit with `ulimit -n`, then try again.",
    )


class PathNotUsable(StorageFailed):
    """Something else is where a file or folder should be, or nothing is."""

    code = "path-not-usable"
    cause = Bilingual("{path} をここでは使えません（{reason}）。", "{path} cannot be used here ({reason}).")
    remedy = Bilingual(
        "パスを確認してください。途中のフォルダがないか、フォルダの場所にファイルがあります。",
        "Check the path: a folder on the way is missing, or a file is where a folder should be.",
    )


class NoCardFolder(CardError):
    """The path is not a folder of cards."""

    code = "no-card-folder"
    cause = Bilingual("{path} はカードのフォルダではありません。", "{path} is not a folder of cards.")
    remedy = Bilingual(
        "「openmyna card make」でカードを作るか、正しいフォルダを指定してください。",
        "Make a card there with `openmyna card make`, or name the right folder.",
    )


class FolderKeyExposed(CardError):
    """The key file of the folder may be read by others."""

    code = "folder-key-exposed"
    cause = Bilingual(
        "鍵ファイル {path} を所有者以外が読めます（権限 {mode}）。",
        "The key file {path} may be read by others than its owner (mode {mode}).",
    )
    remedy = Bilingual(
        "「chmod 600 {path}」を実行してください。他人に読まれた可能性があればカードを作り直してください。",
        "Run `chmod 600 {path}`; make the cards anew if others may have read it.",
    )


class FolderKeyDamaged(CardError):
    """The key file is missing or has the wrong length."""

    code = "folder-key-damaged"
    cause = Bilingual(
        "鍵ファイル {path} がないか、長さが正しくありません。",
        "The key file {path} is missing or has the wrong length.",
    )
    remedy = Bilingual(
        "正しい鍵ファイルを戻してください。カードには何も書いていません。",
        "Put the right key file back; no card was touched.",
    )


class RegistryAltered(CardError):
    """What the folder noted about a card does not fit the folder's key; nothing is served or written."""

    code = "registry-altered"
    cause = Bilingual(
        "カード「{name}」の登録が鍵と合いません。登録が書き換えられたか、鍵が別のフォルダのものです。",
        "The registration of the card {name} does not fit the key: it was altered, or the key is another folder's.",
    )
    remedy = Bilingual(
        "「.openmyna」フォルダを元に戻してください。カードには何も書いていません。",
        "Put the folder `.openmyna` back as it was; no card was touched.",
    )


class InvalidCardName(CardError):
    """The name cannot be a file name of a card."""

    code = "invalid-card-name"
    cause = Bilingual("カードの名前「{name}」は使えません。", "A card cannot be named {name!r}.")
    remedy = Bilingual(
        "空でなく、点で始まらず、「/」と制御文字を含まない、UTF-8で100バイト以内の名前にしてください。",
        "Choose a name that is not empty, does not begin with a dot, has no slash and no control character, "
        "and at most 100 bytes in UTF-8.",
    )


class CardExists(CardError):
    """A card or file of this name is already there."""

    code = "card-exists"
    cause = Bilingual("{path} はすでにあります。", "{path} exists already.")
    remedy = Bilingual(
        "別の名前にしてください。カードを作り直すには openmyna card make に --again を付けます。",
        "Choose another name; to make the card again, add --again to `openmyna card make`.",
    )


class NoSuchCard(CardError):
    """The folder has no card of this name."""

    code = "no-such-card"
    cause = Bilingual("{path} というカードはありません。", "There is no card {path}.")
    remedy = Bilingual("「openmyna card list」で名前を確かめてください。", "See the names with `openmyna card list`.")


class NotACardImage(CardError):
    """A file that is no card image at all; it is never written to."""

    code = "not-a-card-image"
    cause = Bilingual("{path} はカードのファイルではありません。", "{path} is not a card image.")
    remedy = Bilingual("「.card」ファイルを指定してください。", "Name a `.card` file made by `openmyna card make`.")


class ForeignImage(CardError):
    """A card image that this folder did not make, or made for another card; it is never written to."""

    code = "foreign-image"
    cause = Bilingual(
        "{path} は、このフォルダにこの名前で登録されたカードのものではありません。",
        "{path} is a card image, but not that of the card this folder knows by this name.",
    )
    remedy = Bilingual(
        "元のファイルを戻してください。カードは作られたフォルダごと写してください。",
        "Put the right file back; cards move with their whole folder, its hidden part included.",
    )


class ImageTooNew(CardError):
    """The image was made by a later version of this program."""

    code = "image-too-new"
    cause = Bilingual(
        "カード「{name}」の形式 {version} にはまだ対応していません。",
        "The card {name} has format {version}, which this version does not know.",
    )
    remedy = Bilingual("openmyna を更新してください。", "Update openmyna.")


class ImageInUse(CardError):
    """Another process, or this one, already serves the card."""

    code = "image-in-use"
    cause = Bilingual("カード「{name}」はプロセス {pid} が使用中です。", "The card {name} is in use by process {pid}.")
    remedy = Bilingual(
        "そのプロセスでカードを取り出すか、そのプロセスを終えてから、もう一度お試しください。",
        "Take the card out there, or end that process, then try again.",
    )

    def __init__(self, name: str, pid: int) -> None:
        self.name, self.pid = name, pid
        super().__init__(name=name, pid=pid)

    def text(self) -> Bilingual:
        """The cause; a process is not told its own number."""
        if self.pid != os.getpid():
            return super().text()
        return Bilingual(
            f"カード「{self.name}」は、このプログラム自身が使用中です。",
            f"The card {self.name} is in use by this program itself.",
        )

    def advice(self) -> Bilingual:
        """The remedy; nobody is told to end what they are at."""
        if self.pid != os.getpid():
            return super().advice()
        return Bilingual("先にそのカードを取り出してください。", "Take the card out first.")


class RawReadRefused(CardError):
    """Someone read the chip's memory past its interface; the chip destroyed itself (R33)."""

    code = "raw-read-refused"
    cause = Bilingual(
        "カード「{name}」のメモリを直接読み出そうとしたため、ICチップは自らを破壊しました。",
        "The memory of the card {name} was read past its interface: the chip has destroyed itself.",
    )
    remedy = Bilingual(
        "カードを作り直してください。元には戻せません。", "Make a new card; this one cannot be brought back."
    )
