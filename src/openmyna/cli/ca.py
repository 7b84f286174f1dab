"""`openmyna ca`: the authority that vouches for cards; this module declares the commands, the others carry them out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from openmyna.errors import Bilingual

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    Say = Callable[[Bilingual], str]

_ABOUT = Bilingual(
    "試験用の認証局を作る、証明書を発行する、失効させる、鍵を更新する。",
    "run a TEST certificate authority: issue, revoke, publish lists, change keys",
)
_FOLDER = Bilingual(
    "認証局のフォルダ (既定は OPENMYNA_CA、なければカードのフォルダの authority)",
    "the authority's folder (default: OPENMYNA_CA, else `authority` in the folder of cards)",
)
_AT = Bilingual("今がこの日時であるとして行います (サンドボックスだけ)", "act as if it were this time (sandbox only)")
_INIT = Bilingual(
    "認証局を作り、二つの認証局の最初の鍵を作ります。途中で止まったら、もう一度実行すれば続きから行います。",
    "make an authority and the first keys of both its halves; run it again if it was cut short",
)
_KEYS = Bilingual(
    "鍵の置き場所: file (暗号化したファイル。既定)、pkcs11 (トークン)、published (公開の試験用の鍵。サンドボックスだけ)",
    "where keys rest: file (encrypted files, the default), pkcs11 (a token), published (TEST keys, sandbox only)",
)
_MODULE = Bilingual("PKCS#11 モジュールのファイル", "file of the PKCS#11 module")
_TOKEN = Bilingual("トークンの名前", "label of the token")
_RESPONDER_TOKEN = Bilingual(
    "応答サーバーの鍵を入れる別のトークンの名前", "label of another token for the responder's keys"
)
_POLICIES = Bilingual(
    "証明書ポリシー: own (当プロジェクトのOID。既定)、lookalike (本物と同じOID。サンドボックスだけ)",
    "policies: own (OIDs of our own, the default) or lookalike (the real OIDs, sandbox only)",
)
_ALGORITHM = Bilingual("鍵の方式 (既定 rsa2048)", "kind of key (default rsa2048)")
_SHOW = Bilingual("世代と、公開しているリストを表示します。", "show the generations and the lists that are published")
_ISSUE = Bilingual(
    "要求ファイルの証明書を発行します。同じファイルでもう一度実行すると同じ証明書を表示します。",
    "issue the certificate a request file asks for; the same file again gives the same certificate",
)
_REQUEST = Bilingual(
    "要求ファイル (TOML または JSON。docs/how-to/run-an-authority.md)",
    "request file (TOML or JSON; see docs/how-to/run-an-authority.md)",
)
_KEY = Bilingual(
    "公開鍵または秘密鍵のファイル (PEM)。なければ鍵を作ってここに書きます (サンドボックスだけ)",
    "file of the public or private key (PEM); where there is none, a key is made there (sandbox only)",
)
_OUT = Bilingual(
    "証明書の書き出し先 (.der と .cer は DER、ほかは PEM)", "where to write it (.der and .cer: DER, else PEM)"
)
_REVOKE = Bilingual("証明書を失効させます。取り消せません。", "revoke a certificate, for good")
_HOLD = Bilingual(
    "証明書を一時保留にします。カードの証明書では解除できません。", "hold a certificate; final for a card's"
)
_LIFT = Bilingual(
    "スマホ用の利用者証明用電子証明書の一時保留を解除します。",
    "end the hold of a phone's user authentication certificate",
)
_NUMBER = Bilingual(
    "発行番号。署名用は S123、利用者証明用は R123",
    "its number: S123 of a digital signature, R123 of a user authentication one",
)
_REASON = Bilingual("理由", "reason")
_CRL = Bilingual("失効リストを公開します。", "publish the revocation lists that are due")
_FORCE = Bilingual("期限前のものも、すべて作り直します", "make every list anew, due or not")
_ROLLOVER = Bilingual(
    "新しい世代の鍵を作ります。新しい証明書はその鍵で発行し、前の世代の証明書とリストはそのまま有効です。",
    "begin a new generation: it issues from now on, and what the former ones issued stays good",
)
_WHICH = Bilingual("どの認証局か (既定は両方)", "which authority (default: both)")
_BEGIN = Bilingual(
    "始める世代の番号。すでにあれば、残りの作業だけを行います",
    "number of the generation to begin; where it is there already, only what is left is done",
)
_COMPROMISE = Bilingual(
    "ある世代の鍵を危殆化したものとし、その証明書をすべて失効させます。取り消せません。",
    "declare a generation's key compromised and revoke all its certificates, for good",
)
_ONE = Bilingual("どの認証局か", "which authority")
_WHOSE = Bilingual("世代の番号", "number of the generation")
_SINCE = Bilingual("危殆化した日時 (既定は今)", "since when (default: now)")
_SERVE = Bilingual(
    "認証局を動かします。フォルダの中のソケットからだけ使えます。",
    "serve the authority, at a socket in its folder and nowhere else",
)


def add_commands(
    nouns: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser, say: Say
) -> None:
    """Declare the noun and its commands."""
    verbs = nouns.add_parser("ca", help=say(_ABOUT), description=say(_ABOUT)).add_subparsers(
        dest="verb", metavar="COMMAND", required=True
    )

    def verb(name: str, about: Bilingual, run: Callable[..., int], *, timed: bool = True) -> argparse.ArgumentParser:
        command = verbs.add_parser(name, parents=[common], help=say(about), description=say(about))
        command.add_argument("--folder", metavar="DIR", type=Path, help=say(_FOLDER))
        if timed:
            command.add_argument("--at", metavar="TIME", help=say(_AT))
        command.set_defaults(run=run)
        return command

    _add_keys(verb, say)
    _add_certificates(verb, say)
    verb("show", _SHOW, _run("ca_show", "run"))
    crl = verb("crl", _CRL, _run("ca_certificates", "run_crl"))
    crl.add_argument("--force", action="store_true", help=say(_FORCE))
    verb("serve", _SERVE, _run("ca_serve", "run"), timed=False)


def _add_keys(verb: Callable[..., argparse.ArgumentParser], say: Say) -> None:
    init = verb("init", _INIT, _run("ca_ceremony", "run_init"))
    init.add_argument("--keys", choices=("file", "pkcs11", "published"), default="file", help=say(_KEYS))
    init.add_argument("--module", metavar="FILE", type=Path, help=say(_MODULE))
    init.add_argument("--token-label", metavar="LABEL", help=say(_TOKEN))
    init.add_argument("--responder-token-label", metavar="LABEL", help=say(_RESPONDER_TOKEN))
    init.add_argument("--policies", choices=("own", "lookalike"), default="own", help=say(_POLICIES))
    init.add_argument("--algorithm", choices=("rsa2048", "p384"), default="rsa2048", help=say(_ALGORITHM))
    rollover = verb("rollover", _ROLLOVER, _run("ca_ceremony", "run_rollover"))
    rollover.add_argument("--authority", choices=("sign", "auth"), help=say(_WHICH))
    rollover.add_argument("--generation", metavar="N", type=int, help=say(_BEGIN))
    rollover.add_argument("--algorithm", choices=("rsa2048", "p384"), default="rsa2048", help=say(_ALGORITHM))
    compromise = verb("compromise", _COMPROMISE, _run("ca_ceremony", "run_compromise"))
    compromise.add_argument("--authority", choices=("sign", "auth"), required=True, help=say(_ONE))
    compromise.add_argument("--generation", metavar="N", type=int, required=True, help=say(_WHOSE))
    compromise.add_argument("--since", metavar="TIME", help=say(_SINCE))


def _add_certificates(verb: Callable[..., argparse.ArgumentParser], say: Say) -> None:
    from openmyna.cli.ca_words import REASONS

    issue = verb("issue", _ISSUE, _run("ca_certificates", "run_issue"))
    issue.add_argument("request", metavar="FILE", type=Path, help=say(_REQUEST))
    issue.add_argument("--key", metavar="FILE", type=Path, help=say(_KEY))
    issue.add_argument("--out", metavar="FILE", type=Path, help=say(_OUT))
    revoke = verb("revoke", _REVOKE, _run("ca_certificates", "run_revoke"))
    revoke.add_argument("--reason", choices=tuple(REASONS), required=True, help=say(_REASON))
    hold = verb("hold", _HOLD, _run("ca_certificates", "run_hold"))
    lift = verb("lift", _LIFT, _run("ca_certificates", "run_lift"))
    for command in (revoke, hold, lift):
        command.add_argument("number", metavar="NUMBER", help=say(_NUMBER))


def _run(module: str, name: str) -> Callable[..., int]:
    """The function of a sibling module, loaded when the command runs: printing help loads none of them."""

    def run(options: argparse.Namespace, speaker: object) -> int:
        from importlib import import_module

        return int(getattr(import_module(f"openmyna.cli.{module}"), name)(options, speaker))

    return run
