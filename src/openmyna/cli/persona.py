"""`openmyna persona`: the fictional people: list them, show one, write one of one's own, and check what was written."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from openmyna.errors import Bilingual, OpenMynaError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from openmyna.cli.speech import Speaker
    from openmyna.sandbox.new_persona import Wishes

_ABOUT = Bilingual("架空の人を探す、見る、書く、確かめる。", "find, show, write and check fictional people")
_LIST = Bilingual("ペルソナを、何のためにいるかとともに一覧します。", "list the personas and what each is for")
_SHOW = Bilingual(
    "ひとりの人、カード、証明書、特別な点、公開の試験用の暗証番号を表示します。",
    "show one person: card, certificates, what is special, and the published test PINs",
)
_WHO = Bilingual("ペルソナの名前、または TOML ファイル", "name of a persona, or the path of a TOML file")
_NUMBER = Bilingual("個人番号も表示します（架空の番号です）", "show the Individual Number too; it is a fictional one")
_NEW = Bilingual(
    "自分のペルソナのファイルを作ります。書かなかったものには既定値が入ります。",
    "write a persona file of your own; what is left out gets a default",
)
_NEW_NAME = Bilingual(
    "ペルソナの名前 (小文字の英数字とハイフン)", "name of the persona: small letters, digits, hyphens"
)
_FULL_NAME = Bilingual("氏名。氏と名の間は全角の空白", "the person's name, U+3000 between family and given name")
_ADDRESS = Bilingual("住所。実在しない所に限ります", "address, of a place that does not exist")
_BIRTH = Bilingual(
    "生年月日 (1990-01-15。不詳の月日は 00)", "birth date, as 1990-01-15; 00 for an unknown month or day"
)
_SEX = Bilingual("性別", "sex")
_RESIDENCE = Bilingual("国籍・在留資格の別", "nationality or status of residence")
_STAY = Bilingual("在留期間の満了日。中長期在留者だけ", "last day of the period of stay; mid_to_long_term only")
_PINLESS = Bilingual("顔認証マイナンバーカード (暗証番号なし)", "a card without PINs")
_OUT = Bilingual(
    "書き込むファイル。既定は自分のペルソナのフォルダ", "file to write; by default in your own folder of personas"
)
_CARDS = Bilingual(
    "カードのフォルダ。自分のペルソナはその中の personas にあります",
    "folder of cards; your own personas are in its folder `personas`",
)
_CHECK = Bilingual(
    "ペルソナファイルのまちがいをすべて、項目、必要なもの、実際、対処とともに示します。",
    "tell everything wrong with persona files: field, expected, got, remedy",
)
_FILE = Bilingual("ペルソナの TOML ファイル", "persona file in TOML")

_SEXES = ("male", "female", "not_known", "not_applicable")
_RESIDENCES = (
    "national",
    "special_permanent_resident",
    "permanent_resident",
    "highly_skilled_2",
    "mid_to_long_term",
    "overseas",
)


def add_commands(
    nouns: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
    say: Callable[[Bilingual], str],
) -> None:
    """Declare the noun and its commands."""
    verbs = nouns.add_parser("persona", help=say(_ABOUT), description=say(_ABOUT)).add_subparsers(
        dest="verb", metavar="COMMAND", required=True
    )
    listing = verbs.add_parser("list", parents=[common], help=say(_LIST), description=say(_LIST))
    listing.set_defaults(run=run_list)
    show = verbs.add_parser("show", parents=[common], help=say(_SHOW), description=say(_SHOW))
    show.add_argument("persona", metavar="PERSONA", help=say(_WHO))
    show.add_argument("--number", action="store_true", help=say(_NUMBER))
    show.set_defaults(run=run_show)
    new = verbs.add_parser("new", parents=[common], help=say(_NEW), description=say(_NEW))
    new.add_argument("persona", metavar="NAME", help=say(_NEW_NAME))
    new.add_argument("--name", metavar="TEXT", help=say(_FULL_NAME))
    new.add_argument("--address", metavar="TEXT", help=say(_ADDRESS))
    new.add_argument("--birth-date", metavar="DATE", help=say(_BIRTH))
    new.add_argument("--sex", choices=_SEXES, help=say(_SEX))
    new.add_argument("--residence", choices=_RESIDENCES, help=say(_RESIDENCE))
    new.add_argument("--stay-until", metavar="DATE", type=date.fromisoformat, help=say(_STAY))
    new.add_argument("--pinless", action="store_true", help=say(_PINLESS))
    new.add_argument("--out", metavar="FILE", type=Path, help=say(_OUT))
    new.set_defaults(run=run_new)
    for command in (listing, show, new):
        command.add_argument("--cards", metavar="DIR", type=Path, help=say(_CARDS))
    check = verbs.add_parser("check", parents=[common], help=say(_CHECK), description=say(_CHECK))
    check.add_argument("files", metavar="FILE", nargs="+", type=Path, help=say(_FILE))
    check.set_defaults(run=run_check)


def run_list(options: argparse.Namespace, speaker: Speaker) -> int:
    """Every shipped persona, then the user's own; of one that cannot be read, why, and then the status is 1."""
    from openmyna.cli.persona_text import list_lines, list_record
    from openmyna.config import personas_folder
    from openmyna.sandbox import personas

    folder = personas_folder(os.environ, options.cards)
    now = _now(options)
    status = 0
    records: list[dict[str, object]] = []
    for name in (*personas.names(), *personas.own_names(folder)):
        file = None if name in personas.names() else folder / f"{name}{personas.SUFFIX}"
        try:
            persona = personas.load(name, folder)
        except OpenMynaError as refusal:
            status = 1
            records.append({"name": name, "file": str(file), "finding": refusal.code})
            ja, en = (f"{name}\n    {refusal.code}: {text}" for text in (refusal.text().ja, refusal.text().en))
            speaker.say(ja, en)
            continue
        records.append(list_record(persona, now, file))
        for line in list_lines(persona, now, speaker):
            speaker.say(line, line)
    for unusable in personas.misnamed(folder):
        status = 1
        file = folder / f"{unusable.name}{personas.SUFFIX}"
        records.append({"name": unusable.name, "file": str(file), "finding": unusable.code})
        _tell(unusable, speaker)
    speaker.record({"personas": records})
    return status


def run_show(options: argparse.Namespace, speaker: Speaker) -> int:
    """Everything but keys; the Individual Number only on request."""
    from openmyna.bootstrap import standings_on_card
    from openmyna.cli.persona_text import Known, show_lines, show_record
    from openmyna.config import cards_folder, personas_folder
    from openmyna.sandbox import personas
    from openmyna.sandbox.persona.standing_words import present_standings

    persona = personas.load(options.persona, personas_folder(os.environ, options.cards))
    now, cards = _now(options), options.cards or cards_folder(os.environ)
    numbers = (
        {}
        if persona.card is None
        else {one.authority: one.serial_number for one in present_standings(persona.card, now)}
    )
    known = Known(at=now, told=standings_on_card(persona.name, cards, os.environ, numbers))
    speaker.show(
        show_record(persona, known, number=options.number),
        lambda: "\n".join(show_lines(persona, known, speaker, number=options.number)),
    )
    return 0


def _now(options: argparse.Namespace) -> datetime:
    """What time it is where these people live."""
    from openmyna.bootstrap import clock_in
    from openmyna.config import authority_folder
    from openmyna.pki.authority.folder import AuthorityFolder

    return clock_in(AuthorityFolder(authority_folder(os.environ, options.cards)), os.environ).now()


def run_new(options: argparse.Namespace, speaker: Speaker) -> int:
    """Judge the file as every persona file is judged, and write it only where nothing is wrong with it."""
    from openmyna.cli.failure import FAILED
    from openmyna.config import cards_folder, personas_folder, require_sandbox
    from openmyna.sandbox.errors import PersonaWarning
    from openmyna.sandbox.new_persona import check_name, judge, write_persona

    require_sandbox(os.environ, "persona new")
    # A file written elsewhere is no rack's: whoever makes its card says where, and is told there what is taken.
    check_name(options.persona, None if options.out else options.cards or cards_folder(os.environ))
    path = options.out or personas_folder(os.environ, options.cards) / f"{options.persona}.toml"
    wishes, now = _wishes(options), _now(options)
    problems = judge(wishes, now, path.name)
    if not all(isinstance(problem, PersonaWarning) for problem in problems):
        _report(path, problems, speaker)
        speaker.say("書きませんでした。", "nothing was written.")
        return FAILED
    written = write_persona(wishes, path, now)
    speaker.record({"written": str(written), "name": options.persona})
    speaker.say(f"書きました: {written}", f"written: {written}")
    _report(written, problems, speaker)
    known = str(written) if options.out or options.cards else options.persona
    speaker.say(
        f"次に: openmyna card make {known} (カードを作る)、openmyna persona show {known} (見る)。",
        f"Next: openmyna card make {known}, or openmyna persona show {known}.",
    )
    return 0


def run_check(options: argparse.Namespace, speaker: Speaker) -> int:
    """Every problem of every file; the status is 1 where one is more than a warning."""
    from openmyna.cli.failure import DONE, FAILED
    from openmyna.sandbox import personas

    status = DONE
    records: list[dict[str, object]] = []
    for file in options.files:
        problems = personas.check(file)
        records.append(_finding_record(file, problems))
        if records[-1]["errors"]:
            status = FAILED
        else:
            speaker.say(f"{file}: 使えます。", f"{file}: good.")
        for problem in problems:
            _tell(problem, speaker)
    speaker.record({"checked": records})
    return status


def _wishes(options: argparse.Namespace) -> Wishes:
    from openmyna.sandbox.new_persona import Wishes

    given = {
        "full_name": options.name,
        "address": options.address,
        "birth_date": options.birth_date,
        "sex": options.sex,
        "residence": options.residence,
        "stay_until": options.stay_until,
    }
    wishes = {name: value for name, value in given.items() if value is not None}
    return Wishes(name=options.persona, pinless=options.pinless, **wishes)


def _report(file: Path, problems: Sequence[OpenMynaError], speaker: Speaker) -> None:
    """Tell what was found in one file, mistakes first."""
    for problem in problems:
        _tell(problem, speaker)
    speaker.record({"checked": [_finding_record(file, problems)]})


def _tell(problem: OpenMynaError, speaker: Speaker) -> None:
    cause, remedy = problem.text(), problem.advice()
    speaker.say(
        f"{problem.code}: {cause.ja}\n  対処: {remedy.ja}", f"{problem.code}: {cause.en}\n  Remedy: {remedy.en}"
    )


def _finding_record(file: Path, problems: Sequence[OpenMynaError]) -> dict[str, object]:
    from openmyna.sandbox.errors import PersonaWarning

    warnings = [problem for problem in problems if isinstance(problem, PersonaWarning)]
    errors = [problem for problem in problems if problem not in warnings]
    return {"file": str(file), "errors": list(map(_record, errors)), "warnings": list(map(_record, warnings))}


def _record(problem: OpenMynaError) -> dict[str, object]:
    cause, remedy = problem.text(), problem.advice()
    return {
        "code": problem.code,
        "field": getattr(problem, "field", None),
        "cause": {"ja": cause.ja, "en": cause.en},
        "remedy": {"ja": remedy.ja, "en": remedy.en},
    }
