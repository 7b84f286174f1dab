"""A trace as text for people and as JSON lines for machines; the JSON lines are the trace file format and read back.

One line is one event; nothing here can add what `TraceEvent` does not hold.
"""

import json
from datetime import datetime

from openmyna.card.trace.event import COMMAND, Redacted, TraceEvent
from openmyna.errors import Bilingual, EncodingError

FORMAT = "openmyna-trace-1"


def text(event: TraceEvent, language: str) -> str:
    """One line in `language` (`ja` or `en`); a selected file and a refusal also say who may use it and how far that is known."""
    moment = event.at.astimezone().strftime("%H:%M:%S.%f")[:-3] + "  " if event.at else ""
    label = f"[{event.card}] " if event.card else ""
    meaning, outcome = _said(event.meaning, language), _said(event.outcome, language)
    if event.kind != COMMAND:
        return f"{moment}{label}{meaning}{'  ' + outcome if outcome else ''}"
    parts = [_bytes(event.header), _bytes(event.data)]
    sent = " ".join(part for part in parts if part)
    answer = f"{Redacted(event.answered)} " if event.answered else ""
    word = "----" if event.status_word is None else f"{event.status_word:04X}"
    line = f"{moment}{label}{sent} -> {answer}{word}  {meaning} = {outcome}"
    if (event.refused or event.selects_file) and event.access is not None:
        certainty = _said(event.certainty, language) + ", " if event.certainty else ""
        line += f"  [{_said(event.access, language)}; {certainty}{event.source}]"
    return line


def _said(words: Bilingual, language: str) -> str:
    return words.ja if language == "ja" else words.en


def _bytes(value: bytes | Redacted | None) -> str:
    return value.hex(" ").upper() if isinstance(value, bytes) else "" if value is None else str(value)


def to_json(event: TraceEvent) -> str:
    """One JSON line."""
    record: dict[str, object] = {"format": FORMAT, "kind": event.kind}
    if event.at is not None:
        record["at"] = event.at.isoformat()
    if event.card:
        record["card"] = event.card
    if event.kind == COMMAND:
        record |= {
            "header": _value(event.header),
            "data": _value(event.data),
            "expected": event.expected,
            "status_word": None if event.status_word is None else f"{event.status_word:04X}",
            "application": event.application,
            "file": event.file,
        }
    record["answered"] = event.answered
    record["meaning"] = _pair(event.meaning)
    record["outcome"] = _pair(event.outcome)
    if event.access is not None and event.certainty is not None:
        record |= {"access": _pair(event.access), "certainty": _pair(event.certainty), "source": event.source}
    return json.dumps(record, ensure_ascii=False)


def _value(value: bytes | Redacted | None) -> object:
    if isinstance(value, Redacted):
        return {"redacted": value.length}
    return None if value is None else value.hex().upper()


def _pair(value: Bilingual) -> dict[str, str]:
    return {"ja": value.ja, "en": value.en}


def from_json(line: str) -> TraceEvent:
    """Read a line of `to_json` back; raises `EncodingError` where it is none."""
    try:
        record = json.loads(line)
        if record["format"] != FORMAT:
            raise EncodingError("trace line", FORMAT, "another format")
        word = record.get("status_word")
        header, data = _read(record.get("header")) or b"", _read(record.get("data"))
        return TraceEvent(
            kind=str(record["kind"]),
            meaning=Bilingual(**record["meaning"]),
            outcome=Bilingual(**record["outcome"]),
            at=datetime.fromisoformat(record["at"]) if "at" in record else None,
            card=str(record.get("card", "")),
            header=header,
            # Only names in SELECT are ever kept; another file's claim to show more is not followed.
            data=Redacted(len(data)) if isinstance(data, bytes) and not _is_select(header) else data,
            expected=None if record.get("expected") is None else int(record["expected"]),
            answered=int(record["answered"]),
            status_word=None if word is None else int(word, 16),
            application=str(record.get("application", "")),
            file=str(record.get("file", "")),
            access=Bilingual(**record["access"]) if "access" in record else None,
            certainty=Bilingual(**record["certainty"]) if "certainty" in record else None,
            source=str(record.get("source", "")),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        # The cause is not chained: its text would quote the line.
        raise EncodingError("trace line", FORMAT, "something else") from None


def _is_select(header: bytes | Redacted) -> bool:
    return isinstance(header, bytes) and header[1:2] == b"\xa4"


def _read(value: object) -> bytes | Redacted | None:
    if value is None:
        return None
    if isinstance(value, dict):
        return Redacted(int(value["redacted"]))
    return bytes.fromhex(str(value))
