"""After a crash: what the journal says about a card whose image was left open.

Either the records since the opening are there, in order and authentic, and reach the image's anchor; or the journal is
missing, older or altered, and then nobody can know how many tries were used: the answer is that all were.
"""

import time
from pathlib import Path

from openmyna.card.at_rest import counter_record
from openmyna.card.at_rest.counter_record import LENGTH, CounterRecord
from openmyna.card.at_rest.durable import coded
from openmyna.card.at_rest.image import Unsealed
from openmyna.card.contents import CardContents

_TICK = 2_000_000_000
_EPOCH = slice(16, 22)


class JournalReader:
    """Reads segments, and remembers the last one while its file does not change: many cards ask for the same."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder, self._key = folder, key
        self._last: tuple[object, bytes] = (None, b"")

    def forget(self) -> None:
        """Let go of the segment remembered."""
        self._last = (None, b"")

    def records(self, segment: bytes, card: bytes, epoch: int) -> list[CounterRecord] | None:
        """A card's records of this and any later epoch, in the order written.

        None when there is no such segment or one of these records is altered. What belongs to other cards, or to what
        an image has made obsolete, is passed over unread: looking at one card of a busy folder must stay cheap.
        """
        raw = self._read(segment)
        if raw is None:
            return None
        found: list[CounterRecord] = []
        least = epoch.to_bytes(6, "big")
        start = raw.find(card)
        # A short tail and zeros are what a crash leaves of records nobody was told about.
        while 0 <= start <= len(raw) - LENGTH:
            if start % LENGTH:
                start = raw.find(card, start + 1)
                continue
            piece = raw[start : start + LENGTH]
            if piece[_EPOCH] >= least:
                record = counter_record.read(self._key, piece)
                if record is None:
                    return None
                found.append(record)
            start = raw.find(card, start + LENGTH)
        return found

    def _read(self, segment: bytes) -> bytes | None:
        path = self._folder / f"journal-{segment.hex()}"
        with coded(path):
            try:
                status = path.stat()
                mark = (path, status.st_ino, status.st_size, status.st_mtime_ns)
                if self._last[0] == mark:
                    return self._last[1]
                raw = path.read_bytes()
            except FileNotFoundError:
                return None
        # Two changes within one tick of the file system's clock look alike: only what has rested is remembered.
        rested = time.time_ns() - status.st_mtime_ns > _TICK
        self._last = (mark if rested else None), raw if rested else b""
        return raw

    def replay(self, image: Unsealed) -> bool:
        """Bring the counters of an open image up to date; False when the journal cannot vouch for them."""
        header = image.header
        anchor = counter_record.read(self._key, image.anchor)
        records = self.records(header.segment, header.card, header.epoch)
        if anchor is None or records is None or (anchor.card, anchor.epoch) != (header.card, header.epoch):
            return False
        if any(record.epoch != header.epoch for record in records):
            # The card went on to a later image, so this one was put back.
            return False
        codes = [counter_record.code_of(counter_record.opening(self._key, header.card, header.epoch))]
        while len(codes) <= len(records) and records[len(codes) - 1].sequence == len(codes):
            record = records[len(codes) - 1]
            if record.previous != codes[-1] or not _apply(image.contents, record):
                return False
            codes.append(record.code)
        if anchor.sequence >= len(codes) or codes[anchor.sequence] != anchor.code:
            return False
        # Behind a gap stand records of which nobody was told: a power cut may leave them without their predecessors.
        # They may still take a try, never give one.
        return all(_apply(image.contents, record, orphan=True) for record in records[len(codes) - 1 :])


def _apply(contents: CardContents, record: CounterRecord, *, orphan: bool = False) -> bool:
    try:
        file = contents.applications[record.application].files[record.file]
    except (IndexError, KeyError):
        return False
    file.remaining = min(file.remaining, record.remaining) if orphan else record.remaining
    return True


def block(contents: CardContents) -> None:
    """Take every try there is."""
    for application in contents.applications:
        for file in application.files.values():
            file.remaining = 0
