"""Explains a stream of commands and answers from outside: what was asked, of which file, and why this status word.

The explainer knows a catalogue and what went over the wire, never the chip. What it gives out is a `TraceEvent`,
which holds no byte that could be secret.
"""

from dataclasses import replace
from datetime import datetime

from openmyna.card.trace.event import (
    COMMAND,
    POWER_OFF,
    POWER_ON,
    RESET,
    SECURE_MESSAGING,
    Redacted,
    TraceEvent,
    shown_data,
    shown_header,
)
from openmyna.card.trace.words import CERTAINTY, COMMANDS, access_words, detail, named
from openmyna.errors import Bilingual, EncodingError
from openmyna.iso7816 import status_words
from openmyna.iso7816.aid import foreign_name, resolve
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.layout import Catalogue, ElementaryFile

__all__ = ["COMMAND", "POWER_OFF", "POWER_ON", "RESET", "Explainer", "Redacted", "TraceEvent"]

NOTHING = Bilingual("", "")


class Explainer:
    """Follows one card: which application and file are current is learned from the commands that succeeded."""

    def __init__(self, catalogue: Catalogue, card: str = "") -> None:
        self._catalogue = catalogue
        self._card = card
        self._manager = next((item for item in catalogue.values() if item.manager), None)
        self._application = self._manager
        self._file: ElementaryFile | None = None

    def power(self, kind: str, atr: bytes = b"", at: datetime | None = None) -> TraceEvent:
        """Power on, power off or a warm reset; power moves the card manager to the front, a reset changes nothing."""
        from openmyna.iso7816.atr import AnswerToReset

        if kind != RESET:
            self._application, self._file = self._manager, None
        name = {
            POWER_ON: Bilingual("電源投入", "power on"),
            POWER_OFF: Bilingual("電源断（照合の状態は失われる）", "power off; every security status is lost"),
            RESET: Bilingual("リセット", "reset"),
        }[kind]
        outcome = NOTHING
        if atr:
            try:
                said = AnswerToReset.from_bytes(atr).meaning()
            except EncodingError as error:
                said = error.text()
            shown = atr.hex(" ").upper()
            outcome = Bilingual(f"ATR {shown}: {said.ja}", f"ATR {shown}: {said.en}")
        return TraceEvent(kind=kind, meaning=name, outcome=outcome, at=at, card=self._card, answered=len(atr))

    def exchange(self, command: bytes, response: bytes, at: datetime | None = None) -> TraceEvent:
        """One command and its answer; any bytes are accepted, and what makes no sense is said to."""
        sw = response[-2] << 8 | response[-1] if len(response) >= 2 else None
        outcome = Bilingual("応答なし", "no answer") if sw is None else status_words.explain(sw)
        apdu = _parsed(command)
        header = shown_header(command, whole=apdu is not None)
        if apdu is None or isinstance(header, Redacted):
            # Words made from a header that may be stray digits would tell them.
            event = self._event(Bilingual("APDUとして読めないバイト列", "bytes that are no command APDU"), None)
            event = replace(event, header=header, data=Redacted(len(command) - 4) if len(command) > 4 else None)
        else:
            if apdu.ins == 0x20 and apdu.data and sw is not None and sw & 0xFFF0 == 0x63C0:
                outcome = Bilingual(f"不一致、{outcome.ja}", f"wrong value, {outcome.en}")
            event = replace(
                self._select(apdu, sw) if apdu.ins == 0xA4 else self._command(apdu, sw),
                header=header,
                data=shown_data(apdu, self._catalogue),
                expected=apdu.ne,
            )
        answered = max(0, len(response) - 2)
        return replace(event, outcome=outcome, at=at, card=self._card, answered=answered, status_word=sw)

    def _event(self, meaning: Bilingual, target: ElementaryFile | None) -> TraceEvent:
        application = self._application
        event = TraceEvent(
            kind=COMMAND, meaning=meaning, outcome=NOTHING, application=application.name if application else ""
        )
        if target is None or application is None:
            return event
        return replace(
            event,
            file=target.name,
            access=access_words(target.body, application),
            certainty=CERTAINTY[target.certainty],
            source=target.source,
        )

    def _command(self, apdu: CommandAPDU, sw: int | None) -> TraceEvent:
        """Every command but SELECT."""
        name = COMMANDS.get(apdu.ins, f"INS {apdu.ins:02X}")
        target = self._target(apdu, sw)
        said = NOTHING if target is None else named(target)
        added = detail(apdu, self._application)
        if apdu.cla < 0x80 and apdu.cla & SECURE_MESSAGING:
            added = Bilingual("セキュアメッセージング", "secure messaging")
        meaning = Bilingual(f"{name} {said.ja}".rstrip(), f"{name} {said.en}".rstrip())
        if added != NOTHING:
            meaning = Bilingual(f"{meaning.ja}: {added.ja}", f"{meaning.en}: {added.en}")
        return self._event(meaning, target)

    def _select(self, apdu: CommandAPDU, sw: int | None) -> TraceEvent:
        """SELECT by name or by file identifier; under secure messaging the identifier cannot be seen."""
        done = sw == status_words.SUCCESS
        if apdu.cla & SECURE_MESSAGING:
            if done:
                self._file = None
            return self._event(
                Bilingual("SELECT: セキュアメッセージング（対象は暗号化）", "SELECT: secure messaging, target hidden"),
                None,
            )
        if apdu.p1 == 0x04:
            return self._select_application(apdu.data, done)
        if apdu.p1 != 0x02 or len(apdu.data) != 2:
            return self._event(Bilingual("SELECT", "SELECT"), None)
        identifier = int.from_bytes(apdu.data, "big")
        found = self._file_by(identifier)
        if done:
            self._file = found
        said = Bilingual("", "") if found is None else named(found)
        return self._event(
            Bilingual(
                f"SELECT EF {identifier:04X} {said.ja}".rstrip(), f"SELECT EF {identifier:04X} {said.en}".rstrip()
            ),
            found,
        )

    def _select_application(self, name: bytes, done: bool) -> TraceEvent:
        aid = resolve(name, self._catalogue)
        if aid is not None:
            application = self._catalogue[aid]
            if done:
                if application is not self._application:
                    self._application = application
                self._file = None
            said = named(application)
            cut = NOTHING if name == aid else Bilingual("（名前の先頭だけ）", ", by a truncated name")
            event = self._event(Bilingual(f"SELECT {said.ja}{cut.ja}", f"SELECT {said.en}{cut.en}"), None)
            return replace(event, application=application.name)
        if done:
            self._application = self._file = None
        foreign = foreign_name(name)
        if foreign is None:
            return self._event(Bilingual("SELECT 未知のアプリケーション", "SELECT an unknown application"), None)
        return self._event(
            Bilingual(f"SELECT {foreign}（他のカードを探している）", f"SELECT {foreign}, of other cards"), None
        )

    def _target(self, apdu: CommandAPDU, sw: int | None) -> ElementaryFile | None:
        """The file a command works on: the default key, one named by short identifier, or the current one."""
        short = short_identifier(apdu)
        if short is None:
            default = self._application.default_key if self._application else None
            return self._file_by(default) if apdu.ins == 0x2A and apdu.p2 == 0 and default is not None else None
        if short == 0:
            return self._file
        found = self._file_by(short)
        # A short identifier also makes the file current, unless there is no such file.
        if found is not None and sw not in (None, status_words.NOT_FOUND):
            self._file = found
        return found

    def _file_by(self, identifier: int) -> ElementaryFile | None:
        files = self._application.files if self._application else ()
        return next((item for item in files if item.identifier == identifier), None)


def _parsed(command: bytes) -> CommandAPDU | None:
    try:
        return CommandAPDU.from_bytes(command)
    except EncodingError:
        return None


def short_identifier(apdu: CommandAPDU) -> int | None:
    """The short EF identifier a command names, 0 for the current file, None where it works on no file."""
    match apdu.ins:
        case 0xB0 | 0xD6:
            return apdu.p1 & 0x1F if apdu.p1 & 0x80 else 0
        case 0xB2 | 0xDC:
            return apdu.p2 >> 3
        case 0x20 | 0x24 | 0x2A | 0x32 | 0x54 | 0x88 | 0x82:
            return apdu.p2 & 0x1F if apdu.p2 & 0x80 else None
        case _:
            return None
