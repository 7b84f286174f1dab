"""`openmyna ca show`: the generations of both authorities and their published lists; it opens no key and changes nothing."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

from openmyna.cli.ca_opening import folder_of, standing_clock
from openmyna.cli.ca_words import AUTHORITIES
from openmyna.errors import Bilingual

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

    from openmyna.cli.speech import Speaker
    from openmyna.pki.authority.records import Generation

_STATES = {
    "issuing": Bilingual("発行中", "issuing"),
    "lists-only": Bilingual("発行は終わり、失効情報だけ", "status only, a newer one issues"),
    "not-begun": Bilingual("まだ始まっていない", "not begun yet"),
    "ended": Bilingual("満了", "ended"),
    "compromised": Bilingual("危殆化", "compromised"),
}


def run(options: argparse.Namespace, speaker: Speaker) -> int:
    """One line a generation, for programs and for people."""
    from openmyna.bootstrap import clock_in, status_source
    from openmyna.pki.authority.folder import AuthorityFolder
    from openmyna.pki.authority.records import AuthorityKind

    folder = AuthorityFolder(folder_of(options))
    settings = folder.settings()
    now = (standing_clock(options) or clock_in(folder, os.environ)).now()
    records, lines = [], []
    with closing(status_source(folder.path)) as source:
        for kind in AuthorityKind:
            generations = source.generations(kind)
            lists = [each for each in source.published_lists(kind) if each.partition is not None]
            lines.append(_authority_line(kind.value, len(source.partitions(kind)), speaker))
            for each in generations:
                state = state_of(each, generations, now)
                own = [published for published in lists if published.generation == each.number]
                record = _record(each, state)
                record |= {"lists": len(own), "revoked": sum(published.entries for published in own)}
                records.append(record)
                lines.append(_line(record, speaker))
    speaker.record(
        {"folder": str(folder.path), "keys": settings.keys.value, "at": now.isoformat(), "generations": records}
    )
    speaker.say(f"{folder.path} (keys: {settings.keys.value})", f"{folder.path} (keys: {settings.keys.value})")
    for line in lines:
        speaker.say(line, line)
    return 0


def state_of(generation: Generation, generations: tuple[Generation, ...], now: datetime) -> str:
    """What a generation does at an instant; of each algorithm only the newest sound one issues."""
    if generation.compromised_at is not None:
        return "compromised"
    if now < generation.since:
        return "not-begun"
    if now > generation.until:
        return "ended"
    newer = any(
        other.number > generation.number
        and other.algorithm is generation.algorithm
        and other.compromised_at is None
        and other.since <= now <= other.until
        for other in generations
    )
    return "lists-only" if newer else "issuing"


def _authority_line(kind: str, partitions: int, speaker: Speaker) -> str:
    name = AUTHORITIES[kind]
    return speaker.words(Bilingual(f"{name.ja}（自治体 {partitions}）", f"{name.en} ({partitions} municipalities)"))


def _record(each: Generation, state: str) -> dict[str, object]:
    return {
        "authority": each.authority.value,
        "generation": each.number,
        "state": state,
        "algorithm": each.algorithm.value,
        "key_identifier": each.key_identifier.hex(),
        "key_label": each.key_label,
        "since": each.since.isoformat(),
        "until": each.until.isoformat(),
        "compromised_at": None if each.compromised_at is None else each.compromised_at.isoformat(),
    }


def _line(record: dict[str, object], speaker: Speaker) -> str:
    state = speaker.words(_STATES[str(record["state"])])
    since, until = str(record["since"])[:10], str(record["until"])[:10]
    lists = speaker.words(
        Bilingual(
            f"リスト {record['lists']}、失効 {record['revoked']}",
            f"{record['lists']} lists, {record['revoked']} revoked",
        )
    )
    return f"  {record['generation']}  {record['algorithm']:<8} {record['key_identifier']}  {since} - {until}  {state}  {lists}"
