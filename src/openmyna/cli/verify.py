"""`openmyna verify`: whether certificates are to be believed, and why; one by one in words, or a whole table of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from openmyna.errors import Bilingual

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from openmyna.cli.speech import Speaker

_ABOUT = Bilingual("証明書を信じてよいかを確かめる。", "find out whether certificates are to be believed")
_ONE = Bilingual(
    "証明書を信じてよいか、なぜかを言葉で説明します。公式の判定ではありません。",
    "say in words whether a certificate is to be believed, and why; not an official judgement",
)
_TABLE = Bilingual(
    "CSV か Parquet の表にある証明書をすべて確かめます。中断しても、同じコマンドで続きから始まります。",
    "judge every certificate of a CSV or Parquet table; cut off, the same command continues",
)
_FILES = Bilingual("証明書 (DER か PEM)。- は標準入力", "certificate in DER or PEM form; - is the standard input")
_TABLE_FILE = Bilingual("表 (.csv か .parquet)", "the table, .csv or .parquet")
_RESULT = Bilingual("結果を書くファイル (.csv か .parquet)", "file for the results, .csv or .parquet")
_AT = Bilingual(
    "いつの時点で確かめるか (2026-02-15T09:00。時差を書かなければ日本時間。既定は今)",
    "instant to decide for, as 2026-02-15T09:00; in Japan unless it has an offset; default: now",
)
_LIST = Bilingual(
    "失効リストのファイルか、失効リストを公開しているアドレス (何度でも)",
    "file of a revocation list, or address where lists are published; may be repeated",
)
_LISTS_ONLY = Bilingual("失効リストのファイル (何度でも)", "file of a revocation list; may be repeated")
_RESPONDER = Bilingual("OCSPレスポンダーのアドレス (何度でも)", "address of an OCSP responder; may be repeated")
_NONCE = Bilingual("OCSPの問い合わせにナンスを付けます", "send a nonce to the OCSP responder")
_ANCHOR = Bilingual(
    "信頼する認証局の証明書。書いたものだけを信頼します (何度でも。既定は公開されたTESTの認証局)",
    "certificate of a trusted authority, and then of no other; may be repeated (default: the published TEST authorities)",
)
_PURPOSE = Bilingual(
    "何に使う証明書であるべきか (既定は証明書の種類のとおり)", "what it must be for (default: its own kind)"
)
_LATER = Bilingual(
    "--at より後に作られた失効情報も使います (過去の署名を今の情報で確かめるとき)",
    "also use evidence made after --at, as for a signature of the past judged with what is known today",
)
_FOLDER = Bilingual(
    "認証局のフォルダ (既定は OPENMYNA_CA、なければカードのフォルダの authority)",
    "folder of the authority (default: OPENMYNA_CA, else `authority` in the folder of cards)",
)
_REPORT = Bilingual("報告の形 (既定 text)", "form of the report (default text)")
_OUT = Bilingual("報告を書くファイル (既定は標準出力)", "file for the report (default: the standard output)")
_PICTURE = Bilingual(
    "証明書の図を SVG で書くファイル (証明書が1つのとき)", "file for a drawing (SVG) of the one certificate"
)
_HOLDER = Bilingual(
    "署名用電子証明書の氏名、住所、生年月日、性別も示します", "show name, address, birth date and sex of the holder too"
)
_COLUMN = Bilingual("証明書の列 (既定 certificate)", "column of the certificates (default: certificate)")
_ID_COLUMN = Bilingual("結果に写す番号などの列 (既定 id)", "column that is copied to the result (default: id)")
_AT_COLUMN = Bilingual("行ごとの時点の列 (既定 at)", "column of an instant for each row (default: at)")
_PROCESSES = Bilingual("並べて使うプロセスの数", "processes to use side by side")
_AGAIN = Bilingual(
    "結果や途中の実行があっても最初から作り直します", "begin anew, replacing a result or an unfinished run"
)


def add_commands(
    nouns: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
    say: Callable[[Bilingual], str],
) -> None:
    """Declare the noun and its commands."""
    verbs = nouns.add_parser("verify", help=say(_ABOUT), description=say(_ABOUT)).add_subparsers(
        dest="verb", metavar="COMMAND", required=True
    )
    one = verbs.add_parser("certificate", parents=[common], help=say(_ONE), description=say(_ONE))
    one.add_argument("files", metavar="FILE", nargs="+", help=say(_FILES))
    one.add_argument("--crl", metavar="FILE|URL", action="append", default=[], help=say(_LIST))
    one.add_argument("--ocsp", metavar="URL", action="append", default=[], help=say(_RESPONDER))
    one.add_argument("--nonce", action="store_true", help=say(_NONCE))
    one.add_argument("--report", choices=("text", "json", "html"), help=say(_REPORT))
    one.add_argument("--out", metavar="FILE", type=Path, help=say(_OUT))
    one.add_argument("--picture", metavar="FILE", type=Path, help=say(_PICTURE))
    one.add_argument("--show-holder", action="store_true", help=say(_HOLDER))
    one.set_defaults(run=run_certificate)
    table = verbs.add_parser("certificates", parents=[common], help=say(_TABLE), description=say(_TABLE))
    table.add_argument("table", metavar="TABLE", type=Path, help=say(_TABLE_FILE))
    table.add_argument("--out", metavar="RESULT", type=Path, required=True, help=say(_RESULT))
    table.add_argument("--crl", metavar="FILE", action="append", default=[], help=say(_LISTS_ONLY))
    table.add_argument("--column", metavar="NAME", default="certificate", help=say(_COLUMN))
    table.add_argument("--id-column", metavar="NAME", help=say(_ID_COLUMN))
    table.add_argument("--at-column", metavar="NAME", help=say(_AT_COLUMN))
    table.add_argument("--processes", metavar="N", type=int, choices=range(1, 65), help=say(_PROCESSES))
    table.add_argument("--again", action="store_true", help=say(_AGAIN))
    table.set_defaults(run=run_table)
    for command in (one, table):
        command.add_argument("--at", metavar="TIME", help=say(_AT))
        command.add_argument("--anchor", metavar="FILE", action="append", default=[], help=say(_ANCHOR))
        command.add_argument("--purpose", choices=("sign", "auth"), help=say(_PURPOSE))
        command.add_argument("--later-evidence", action="store_true", help=say(_LATER))
        command.add_argument("--folder", metavar="DIR", type=Path, help=say(_FOLDER))


def run_certificate(options: argparse.Namespace, speaker: Speaker) -> int:
    """Judge each certificate and report."""
    from openmyna.cli.verify_certificate import run

    return run(options, speaker)


def run_table(options: argparse.Namespace, speaker: Speaker) -> int:
    """Judge every certificate of a table."""
    from openmyna.cli.verify_table import run

    return run(options, speaker)
