"""One module per command, named by the standard; this table says which class and instruction reaches which.

A command asks the chip and its access rules, changes state, and returns response bytes; refusals are raised.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from openmyna.card.commands.change_reference_data import change_key, change_reference_data
from openmyna.card.commands.compute_digital_signature import compute_digital_signature
from openmyna.card.commands.external_authenticate import external_authenticate
from openmyna.card.commands.generate_key_pair import generate_key_pair
from openmyna.card.commands.get_challenge import get_challenge
from openmyna.card.commands.get_data import get_data
from openmyna.card.commands.get_response import get_response
from openmyna.card.commands.internal_authenticate import internal_authenticate
from openmyna.card.commands.issuer_only import issuer_only, last_command, manage_attributes
from openmyna.card.commands.read_binary import read_binary
from openmyna.card.commands.read_record import read_record
from openmyna.card.commands.select import select
from openmyna.card.commands.set_session_key import set_session_key
from openmyna.card.commands.unlock_key import unlock_key
from openmyna.card.commands.update_binary import update_binary
from openmyna.card.commands.verify import verify
from openmyna.card.commands.verify_certificate import verify_certificate
from openmyna.card.loaded_card import LoadedCard
from openmyna.card.pending import Pending
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.apdu import CommandAPDU

Command: TypeAlias = Callable[[LoadedCard, CommandAPDU], bytes | Pending]

TABLE: Mapping[int, Command] = {
    0x00A4: select,
    0x00B0: read_binary,
    0x00B2: read_record,
    0x0020: verify,
    0x0024: change_reference_data,
    0x0082: external_authenticate,
    0x0084: get_challenge,
    0x0088: internal_authenticate,
    0x00C0: get_response,
    0x00CA: get_data,
    0x00D6: update_binary,
    0x802A: compute_digital_signature,
    0x8032: change_key,
    0x8046: generate_key_pair,
    0x8054: unlock_key,
    0x80A2: verify_certificate,
    0x80AE: set_session_key,
    0x808A: manage_attributes,
    0x8006: issuer_only,
    0x8050: issuer_only,
    0x8052: issuer_only,
    0x80FC: last_command,
}
"""Commands by class and instruction, as one number."""

_KNOWN_INSTRUCTIONS = frozenset(number & 0xFF for number in TABLE)


def refusal_of(ins: int) -> int:
    """Why a command without an entry is refused: its class where the instruction is known, else the instruction."""
    return sw.CLA_NOT_SUPPORTED if ins in _KNOWN_INSTRUCTIONS else sw.INS_NOT_SUPPORTED
