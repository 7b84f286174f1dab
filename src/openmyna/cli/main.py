"""The command `openmyna`: finds the noun, lets it run, and turns errors into a code, a cause and a remedy.

Exit codes: 0 done, 1 a coded error, 2 arguments that no command takes, 130 interrupted.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from openmyna import __version__
from openmyna.cli import ca, card, clock, pcscd_config, persona, responder, trace, up, verify
from openmyna.cli.errors import OutputFailed, UsageError
from openmyna.cli.failure import DONE, FAILED, INTERRUPTED, MISUSED, InternalError, show_error
from openmyna.cli.speech import Language, Speaker, language_of
from openmyna.cli.usage import problem
from openmyna.errors import Bilingual, OpenMynaError

_ABOUT = Bilingual(
    "マイナンバーカードの仕組みを真似た、公式ではないソフトウェア。架空の人のカードだけを扱います。",
    "A look-alike of the My Number Card system, not official. It knows the cards of fictional people only.",
)
_EPILOGUE = Bilingual(
    "まず「openmyna up」を試してください。環境変数: OPENMYNA_LANG (ja/en)、OPENMYNA_CARDS (カードのフォルダ)、\n"
    "OPENMYNA_MODE (sandbox/production)。終了コード: 0 正常、1 エラー (コードつき)、2 引数の誤り。",
    "Try `openmyna up` first. Environment: OPENMYNA_LANG (ja/en), OPENMYNA_CARDS (folder of cards),\n"
    "OPENMYNA_MODE (sandbox/production). Exit codes: 0 done, 1 an error with a code, 2 wrong arguments.",
)
_LANGUAGE = Bilingual("表示する言語", "language of the output")
_JSON = Bilingual("プログラム向けに JSON で出力します", "print JSON, for programs")


class Parser(argparse.ArgumentParser):
    """A parser that raises a coded error instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        """Arguments that no command takes."""
        raise UsageError(problem(message), self.prog)


def build_parser(language: Language) -> argparse.ArgumentParser:
    """All commands and their options, with help in `language`."""
    say = Speaker(language).words
    parser = Parser(
        prog="openmyna",
        description=say(_ABOUT),
        epilog=say(_EPILOGUE),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"openmyna {__version__}")
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--lang", choices=("ja", "en"), help=say(_LANGUAGE))
    common.add_argument("--json", action="store_true", help=say(_JSON))
    parser.add_argument("--lang", choices=("ja", "en"), default=language, help=say(_LANGUAGE))
    parser.set_defaults(json=False)
    nouns = parser.add_subparsers(dest="noun", metavar="COMMAND", required=True, parser_class=Parser)
    for noun in (up, card, persona, ca, responder, clock, verify, trace, pcscd_config):
        noun.add_commands(nouns, common, say)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot write Japanese gets escapes instead of a failure.
            stream.reconfigure(errors="backslashreplace")
    language, as_json = language_of(given, os.environ), "--json" in given
    try:
        options = build_parser(language).parse_args(given)
        return _run(options, Speaker(language, as_json))
    except OpenMynaError as error:
        show_error(error, language, as_json, sys.stderr)
        if isinstance(error, OutputFailed):
            _silence_output()
        return MISUSED if isinstance(error, UsageError) else FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _silence_output()
        return DONE
    except Exception as defect:  # noqa: BLE001 - the last place where a defect can be told without its text
        show_error(InternalError(defect), language, as_json, sys.stderr)
        return FAILED


def _run(options: argparse.Namespace, speaker: Speaker) -> int:
    code = int(options.run(options, speaker) or DONE)
    # What could not be written earlier would else fail while the interpreter ends, in words of its own.
    speaker.flush()
    return code


def _silence_output() -> None:
    """Nobody can be written to any more; flushing again at exit would only repeat the error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
