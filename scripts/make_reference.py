"""Writes the pages of docs/reference from the code and from proof/; a test fails while they are not current.

Run it in the project's environment after a command, an option or an error has changed.
"""

import argparse
import importlib
import json
import pkgutil
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import openmyna
from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.trace.words import access_words
from openmyna.cli.main import build_parser
from openmyna.errors import OpenMynaError
from openmyna.iso7816 import status_words
from openmyna.pki.profiles import PROFILES, profile
from openmyna.pki.profiles.card_data import card_data_profile
from openmyna.pki.profiles.words import NAMES as EXTENSION_NAMES
from openmyna.pki.profiles.words import end_words, extension_words, subject_words
from openmyna.sandbox import personas
from openmyna.sandbox.persona.marks import marks

REFERENCE = Path(__file__).parent.parent / "docs" / "reference"
PROOF = Path(__file__).parent.parent / "proof"
PEOPLE_AT = datetime(2026, 2, 15, tzinfo=UTC)
"""When the page of personas is true: what is special about some of them depends on the time."""
EVERY_PERSONA = Path(__file__).parent.parent / "tests" / "interop" / "every_persona.toml"
NOTICE = (
    "<!-- scripts/make_reference.py が作ります。手で書き換えないでください。 / Made by scripts/make_reference.py. -->"
)


def commands_page() -> str:
    """Every command and option, with what it is for in both languages."""
    lines = [
        NOTICE,
        "# コマンド / Commands",
        "",
        "終了コード: 0 正常、1 コードつきのエラー、2 引数の誤り、130 中断。",
        "Exit codes: 0 done, 1 a coded error, 2 wrong arguments, 130 interrupted.",
        "",
        "環境変数 / environment: `OPENMYNA_LANG` (ja, en)、`OPENMYNA_CARDS`、`OPENMYNA_MODE` (sandbox, production)。",
        "エラーの一覧は[こちら](errors.md)。 Errors are listed [here](errors.md).",
        "",
    ]
    japanese, english = build_parser("ja"), build_parser("en")
    lines += _options(japanese, english)
    lines += _commands(japanese, english)
    return "\n".join(lines).rstrip() + "\n"


def _nouns(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def _commands(japanese: argparse.ArgumentParser, english: argparse.ArgumentParser) -> list[str]:
    lines: list[str] = []
    inner = _nouns(english)
    for name, one in _nouns(japanese).items():
        two = inner[name]
        if not _nouns(one):
            lines += [f"## `{one.prog}`", "", f"{one.description}  ", f"{two.description}", ""]
            lines += _options(one, two)
        lines += _commands(one, two)
    return lines


def _options(japanese: argparse.ArgumentParser, english: argparse.ArgumentParser) -> list[str]:
    lines = ["| | 日本語 | English |", "|---|---|---|"]
    for one, two in zip(japanese._actions, english._actions, strict=True):
        if isinstance(one, argparse._HelpAction | argparse._SubParsersAction | argparse._VersionAction):
            continue
        value = one.metavar or ("|".join(one.choices) if one.choices else "" if one.nargs == 0 else one.dest.upper())
        names = " ".join(filter(None, [", ".join(one.option_strings), str(value)]))
        many = "..." if one.nargs == "+" else ""
        cells = (f"`{names}{many}`", one.help or "", two.help or "")
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return [*lines, ""]


def all_errors() -> list[type[OpenMynaError]]:
    """Every error with words of its own, by code."""
    for module in pkgutil.walk_packages(openmyna.__path__, "openmyna."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, waiting = [], [OpenMynaError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += [child for child in kind.__subclasses__() if child.__module__.startswith("openmyna.")]
    return sorted((kind for kind in found if "cause" in vars(kind)), key=lambda kind: kind.code)


def errors_page() -> str:
    """Every error: code, cause and remedy in both languages."""
    lines = [
        NOTICE,
        "# エラー / Errors",
        "",
        "どのエラーにも、変わらないコード、原因、対処があります。`--json` では標準エラー出力に JSON で出ます。",
        "Every error has a stable code, a cause and a remedy. With `--json` it is JSON on the standard error.",
        "",
        "| コード / code | 原因 / cause | 対処 / remedy |",
        "|---|---|---|",
    ]
    for kind in all_errors():
        cause, remedy = (f"{words.ja}<br>{words.en}" for words in (kind.cause, kind.remedy))
        cells = (f"`{kind.code}`", cause, remedy)
        lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def card_page() -> str:
    """Every application with its files and objects, and every status word."""
    lines = [
        NOTICE,
        "# カードの中 / Inside the card",
        "",
        "アプリケーション、ファイル、使える条件、どれほど確かか。推測と慎重な答えは[実物との違い](../explanation/divergences.md)に。",
        "Applications, files, who may use them and how far each row is known; guesses and cautious answers are listed under",
        "[divergences](../explanation/divergences.md). The numbers in brackets are short identifiers.",
        "",
    ]
    for application in BUILT_IN.values():
        lines += [f"## {application.ja} `{application.name}`", "", f"AID `{application.aid.hex().upper()}`", ""]
        if application.files:
            lines += ["| EF | | 使える条件 / access | 確かさ / certainty | 出典 / source |", "|---|---|---|---|---|"]
        for file in application.files:
            number = f"`{file.identifier:04X}` ({file.short_identifier:02X})" if file.selectable else "–"
            words = access_words(file.body, application)
            cells = (
                number,
                f"{file.ja}<br>`{file.name}`",
                f"{words.ja}<br>{words.en}",
                file.certainty.value,
                file.source,
            )
            lines.append("| " + " | ".join(cells) + " |")
        if application.objects:
            lines += ["| GET DATA | | 確かさ / certainty | 出典 / source |", "|---|---|---|---|"]
        for item in application.objects:
            lines.append(f"| `{item.tag:04X}` | {item.ja}<br>`{item.name}` | {item.certainty.value} | {item.source} |")
        lines.append("")
    lines += ["## ステータスワード / Status words", "", "| SW | 日本語 | English |", "|---|---|---|"]
    for number in sorted(
        {value for name, value in vars(status_words).items() if name.isupper() and type(value) is int}
    ):
        words = status_words.explain(number)
        lines.append(f"| `{number:04X}` | {words.ja} | {words.en} |")
    return "\n".join(lines) + "\n"


def proof_page() -> str:
    """What the last `make prove` counted, from proof/*.json."""
    lines = [
        NOTICE,
        "# 全回数の試験 / The tests at full depth",
        "",
        "`make prove` が書いた `proof/*.json` から。 / From the `proof/*.json` that `make prove` writes.",
        "",
        "| | 数 / figures | 日 / date |",
        "|---|---|---|",
    ]
    for path in sorted(PROOF.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        figures = ", ".join(f"{name} {value}" for name, value in record["figures"].items())
        lines.append(f"| `{record['name']}` | {figures.replace('|', chr(92) + '|')} | {record['at'][:10]} |")
    return "\n".join(lines) + "\n"


def personas_page() -> str:
    """Every shipped persona: what for, what is special, and what strangers' programs made of the card."""
    met = tomllib.loads(EVERY_PERSONA.read_text(encoding="utf-8"))
    lines = [
        NOTICE,
        "# ペルソナ / Personas",
        "",
        "全員が架空の人です。2026年2月15日の状態です。「読む・信じる・ログイン・署名」は、実物のpcscdを通してOpenSCとOpenSSLが実際に得た結果で、",
        "[表](../../tests/interop/every_persona.toml)のとおりになることを試験が確かめます。自分で書くには[ここ](../how-to/write-a-persona.md)。",
        "All of them are fictional, as on 15 February 2026. Read, believed, login and sign are what OpenSC and OpenSSL really met through pcscd, held to",
        "[a typed table](../../tests/interop/every_persona.toml) by a test. [Write your own](../how-to/write-a-persona.md).",
        "",
        "✓ できる / works　✗ できない / fails　– 試せない / cannot be tried",
        "",
        "| 名前 / name | 何のために / what for | 特別な点 / special | 読む / read | 信じる / believed | ログイン / login | 署名 / sign |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in personas.names():
        persona, row = personas.load(name), met[name]
        special = marks(persona, PEOPLE_AT)
        cells = [
            f"`{name}`<br>{persona.title.ja}<br>{persona.title.en}",
            f"{persona.why.ja}<br>{persona.why.en}",
            "<br>".join(f"{mark.ja} / {mark.en}" for mark in special),
            *(_mark(row.get(column)) for column in ("read", "believe", "login", "document")),
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _mark(outcome: list[object] | None) -> str:
    if outcome is None:
        return "–"
    return "✓" if outcome[0] == 0 else "✗"


def profiles_page() -> str:
    """Every certificate profile, extension by extension, and the key identifiers of card data."""
    lines = [
        NOTICE,
        "# 証明書プロファイル / Certificate profiles",
        "",
        "`src/openmyna/pki/profiles/*.toml` から。拡張はこの順に並びます。国 (C) はPrintableString、ほかはUTF8Stringです。推測と慎重な答えは[実物との違い](../explanation/divergences.md)に。",
        "From `src/openmyna/pki/profiles/*.toml`. Extensions stand in this order. The country is a PrintableString, everything",
        "else UTF8String. Guesses and cautious answers are listed under [divergences](../explanation/divergences.md).",
        "",
        "鍵と署名 / key and signature: RSA-2048 (65537), SHA-256; P-384, SHA-384。",
        "世代は混ざりません（鍵の方式は認証局と同じ）。 Generations do not mix: the key is of the authority's own algorithm.",
        "",
    ]
    for name in PROFILES:
        shown = profile(name)
        subject, end = subject_words(shown), end_words(shown)
        lines += [
            f"## {shown.label.ja} `{name}`",
            "",
            f"{shown.label.en}. 発行者 / issuer: {', '.join(sorted(shown.issuers))}。シリアル番号 / serial number: 1-{shown.serial_octets} octets。",
            "",
            f"- subject: {subject.ja} / {subject.en}",
            f"- notAfter: {end.ja} / {end.en}",
            "",
            "| 拡張 / extension | critical | 日本語 | English |",
            "|---|---|---|---|",
        ]
        for extension in shown.extensions:
            words = extension_words(extension)
            mark = "✓" if extension.critical else "–"
            name_and_oid = f"{EXTENSION_NAMES[type(extension)]}<br>`{extension.OID}`"
            lines.append(f"| {name_and_oid} | {mark} | {words.ja} | {words.en} |")
        lines.append("")
    card_data = card_data_profile()
    lines += [
        f"## {card_data.label.ja} `card_data_issuers`",
        "",
        f"{card_data.label.en}. RSA-2048, 7F21。",
        "",
        "| | 鍵ID / key identifier | 証明する者 / certified by |",
        "|---|---|---|",
    ]
    for rule in card_data.rules:
        by = f"`{rule.certified_by}`" if rule.certified_by else "–"
        lines.append(f"| `{rule.name}` | {rule.number}/{rule.version} | {by} |")
    lines += [
        "",
        "## 設定 / Settings",
        "",
        "認証局のフォルダの `authority.toml` の表 `[profiles]` に書きます。 / They stand in the table `[profiles]` of `authority.toml`.",
        "",
        "| | 日本語 | English |",
        "|---|---|---|",
        "| `ocsp_sign` | 署名用電子証明書に入れるOCSPの宛先。空なら入れない（既定） | OCSP address in digital signature certificates; empty: none (the default) |",
        "| `ocsp_auth` | 利用者証明用電子証明書に入れるOCSPの宛先 | OCSP address in user authentication certificates |",
        "| `cps` | CPSの所在 | address of the practice statement |",
        '| `phone_auth_tail` | スマートフォンの利用者証明用のポリシーの末尾（既定 `"3.40"`） | tail of the policy of a phone\'s user authentication certificate (default `"3.40"`) |',
        "| `sign_common_name` | 署名用電子証明書のCNの正規表現（既定は28桁の数字） | regular expression of the CN of digital signature certificates (default: 28 digits) |",
        '| `sex_codes` | 性別に書ける符号（既定 `"1239"`） | codes that may be written for the sex (default `"1239"`) |',
    ]
    return "\n".join(lines) + "\n"


PAGES = {
    "commands.md": commands_page,
    "errors.md": errors_page,
    "card.md": card_page,
    "certificate-profiles.md": profiles_page,
    "personas.md": personas_page,
    "proof.md": proof_page,
}


def main() -> None:
    """Write every page."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
