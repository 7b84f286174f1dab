"""VERIFY (ISO/IEC 7816-4:2020, 11.6.6): compare reference data, or ask how many attempts remain.

The lowered counter is durable before the comparison; the reset after success needs no sync, since losing it costs a try.
"""

import hmac

from openmyna.card.file_system import LoadedFile
from openmyna.card.loaded_card import LoadedCard
from openmyna.card.pending import Pending
from openmyna.card.refusal import Refusal
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.layout import ReferenceData

LONGEST = 16
"""Longest reference data any file takes, in bytes; more is refused free of charge."""


def reference_data(card: LoadedCard, p2: int) -> tuple[LoadedFile, ReferenceData]:
    """The reference data P2 names; 6981 where the file is something else."""
    file = card.named_file(p2)
    if not isinstance(file.body, ReferenceData):
        raise Refusal(sw.FILE_STRUCTURE)
    return file, file.body


def verify(card: LoadedCard, command: CommandAPDU) -> bytes | Pending:
    """P1 00, P2 80 or 80|short identifier. Exactly four bytes ask for the attempts remaining, always 63Cx."""
    if command.p1:
        raise Refusal(sw.WRONG_PARAMETERS)
    presented = command.data
    if command.ne is not None or len(presented) > LONGEST:
        raise Refusal(sw.WRONG_LENGTH)
    file, _ = reference_data(card, command.p2)
    contents = file.contents
    if not presented:
        raise Refusal(sw.attempts(contents.remaining))
    if not contents.remaining:
        raise Refusal(sw.BLOCKED)
    application = card.current_application().index
    contents.remaining -= 1
    # The status as it is now: what is selected or powered anew before the conclusion has a status of its own.
    status = card.verified
    status.discard(file.identifier)
    ticket = card.store.lower(application, file.identifier, contents.remaining)

    def conclude() -> bytes:
        if not hmac.compare_digest(contents.secret, presented):
            return sw.attempts(contents.remaining).to_bytes(2, "big")
        card.store.restore(application, file.identifier, contents.maximum)
        contents.remaining = contents.maximum
        status.add(file.identifier)
        return b"\x90\x00"

    return Pending(ticket, conclude)
