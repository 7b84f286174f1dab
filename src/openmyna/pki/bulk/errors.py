"""What can be wrong with a table, or with a run over one; a bad row is no error, it becomes a result."""

from openmyna.errors import Bilingual
from openmyna.pki.errors import PKIError


class BulkError(PKIError):
    """Root of the errors about tables of certificates."""

    code = "bulk"


class TableFormatUnknown(BulkError):
    """A file whose name ends in neither of the two kinds of table."""

    code = "table-format-unknown"
    cause = Bilingual("{path} は .csv でも .parquet でもありません。", "{path} ends in neither .csv nor .parquet.")
    remedy = Bilingual(
        "ファイル名の終わりを .csv か .parquet にしてください。", "Give the file a name that ends in .csv or .parquet."
    )

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path=path)


class TableUnreadable(BulkError):
    """A file that cannot be read as the table its name says it is."""

    code = "table-unreadable"
    cause = Bilingual("{path} を表として読めません ({reason})。", "{path} cannot be read as a table ({reason}).")
    remedy = Bilingual("ファイルと権限を確認してください。", "Check the file and its permissions.")

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path=path, reason=reason)


class ColumnMissing(BulkError):
    """A table without the column that was asked for."""

    code = "column-missing"
    cause = Bilingual(
        "{path} に列「{column}」がありません (あるのは {columns})。",
        "{path} has no column {column!r}; it has {columns}.",
    )
    remedy = Bilingual(
        "証明書の列は --column で、ほかの列は --id-column と --at-column で指定してください。",
        "Name the certificates' column with --column, the others with --id-column and --at-column.",
    )

    def __init__(self, path: str, column: str, columns: tuple[str, ...]) -> None:
        self.path, self.column, self.columns = path, column, columns
        super().__init__(path=path, column=column, columns=", ".join(columns) or "-")


class ParquetNotInstalled(BulkError):
    """A Parquet table was named, and the package that reads and writes such tables is not installed."""

    code = "parquet-not-installed"
    cause = Bilingual(
        "Parquet を扱うパッケージ pyarrow がありません。", "The package pyarrow, which Parquet needs, is missing."
    )
    remedy = Bilingual(
        "pip install 'openmyna[verify]' で入れるか、CSV を使ってください。",
        "Install it with pip install 'openmyna[verify]', or use CSV.",
    )


class ResultExists(BulkError):
    """The result is there already, and no run over it was cut off."""

    code = "result-exists"
    cause = Bilingual("{path} はすでにあります。", "{path} is there already.")
    remedy = Bilingual(
        "別の名前にするか、--again で作り直してください。", "Choose another name, or make it anew with --again."
    )

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path=path)


class OtherRunUnfinished(BulkError):
    """A run that was cut off had another table, other authorities or other settings: its rows would not fit this one's."""

    code = "other-run-unfinished"
    cause = Bilingual(
        "{folder} には、条件の違う途中の実行が残っています (違うもの: {what})。",
        "{folder} holds an unfinished run that differs in: {what}.",
    )
    remedy = Bilingual(
        "同じ条件で続けるか、--again で最初からやり直してください。",
        "Continue it as it was begun, or begin anew with --again.",
    )

    def __init__(self, folder: str, what: tuple[str, ...]) -> None:
        self.folder, self.what = folder, what
        super().__init__(folder=folder, what=", ".join(what))


class RunInProgress(BulkError):
    """Another process is making the same result at this moment."""

    code = "run-in-progress"
    cause = Bilingual("{path} は別のプロセスが作成中です。", "Another process is making {path}.")
    remedy = Bilingual("終わるのを待つか、別の名前にしてください。", "Wait until it ends, or choose another name.")

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path=path)


class ResultUnwritable(BulkError):
    """The result, or the parts it is made of, cannot be written."""

    code = "result-unwritable"
    cause = Bilingual("{path} に書き込めません ({reason})。", "{path} cannot be written ({reason}).")
    remedy = Bilingual(
        "空きと権限を確認して、同じコマンドを実行してください。続きから始まります。",
        "Check for room and permissions, then run the same command: it continues where it stopped.",
    )

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(path=path, reason=reason)


class JudgingEnded(BulkError):
    """A process that was deciding ended before its rows were done."""

    code = "judging-ended"
    cause = Bilingual(
        "判定していたプロセスが途中で終わりました (終了コード {status})。",
        "A process that was deciding ended early (exit code {status}).",
    )
    remedy = Bilingual(
        "メモリの空きを確認して、同じコマンドを実行してください。続きから始まります。",
        "Check that there is memory, then run the same command: it continues where it stopped.",
    )

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status=status)
