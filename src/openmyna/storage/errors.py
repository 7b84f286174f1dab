"""What can go wrong with the files in which state rests; the facts are attributes."""

from pathlib import Path

from openmyna.errors import Bilingual, OpenMynaError


class StorageError(OpenMynaError):
    """Root of the errors of storage."""

    code = "storage"


class RegisterMissing(StorageError):
    """There is no register at this place."""

    code = "register-missing"
    cause = Bilingual("{path} に登録簿がありません。", "There is no register at {path}.")
    remedy = Bilingual(
        "場所を確認するか、`openmyna ca init` で認証局を作ってください。",
        "Check the place, or make an authority with `openmyna ca init`.",
    )

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(path=path)


class RegisterForeign(StorageError):
    """The file is not one of our registers."""

    code = "register-foreign"
    cause = Bilingual("{path} は認証局の登録簿ではありません。", "{path} is not the register of an authority.")
    remedy = Bilingual(
        "場所を確認してください。このファイルには何も書いていません。",
        "Check the place. Nothing was written to this file.",
    )

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(path=path)


class RegisterDamaged(StorageError):
    """The file was a register and can no longer be read as one."""

    code = "register-damaged"
    cause = Bilingual("登録簿 {path} が壊れています（{why}）。", "The register {path} is damaged ({why}).")
    remedy = Bilingual(
        "認証局を止め、ファイルを別の場所に写してから、控えを戻してください。壊れた登録簿のまま発行しないでください。",
        "Stop the authority, keep a copy of the file, and put a backup in its place. Do not issue from a damaged register.",
    )

    def __init__(self, path: Path, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(path=path, why=why)


class RegisterTooNew(StorageError):
    """The register was written by a newer version of this software."""

    code = "register-too-new"
    cause = Bilingual(
        "登録簿 {path} の形式は第{found}版です。このプログラムは第{known}版までしか扱えません。",
        "The register {path} has schema version {found}; this program knows versions up to {known}.",
    )
    remedy = Bilingual("新しい版の openmyna を使ってください。", "Use a newer version of openmyna.")

    def __init__(self, path: Path, found: int, known: int) -> None:
        self.path, self.found, self.known = path, found, known
        super().__init__(path=path, found=found, known=known)


class RegisterTooOld(StorageError):
    """The register must be brought up to date first, which a reader cannot do."""

    code = "register-too-old"
    cause = Bilingual(
        "登録簿 {path} の形式は第{found}版で、第{known}版に更新されていません。",
        "The register {path} has schema version {found} and was not brought up to version {known}.",
    )
    remedy = Bilingual(
        "先に認証局を起動してください。登録簿が更新されます。",
        "Start the authority first: it brings the register up to date.",
    )

    def __init__(self, path: Path, found: int, known: int) -> None:
        self.path, self.found, self.known = path, found, known
        super().__init__(path=path, found=found, known=known)


class RegisterUnavailable(StorageError):
    """The register cannot be read or written at the moment; what was asked for did not happen."""

    code = "register-unavailable"
    cause = Bilingual(
        "登録簿 {path} を読み書きできません（{why}）。", "The register {path} cannot be read or written ({why})."
    )
    remedy = Bilingual(
        "ディスクの空きと権限、ほかのプロセスを確認して、もう一度お試しください。",
        "Check free space, permissions and other processes, and try again.",
    )

    def __init__(self, path: Path, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(path=path, why=why)
