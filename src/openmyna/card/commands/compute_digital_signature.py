"""COMPUTE DIGITAL SIGNATURE (80 2A): P1 chooses the scheme, P2 the key; the whole signature comes in one response."""

from openmyna.card.file_system import LoadedFile
from openmyna.card.loaded_card import LoadedCard
from openmyna.card.refusal import Refusal
from openmyna.card.signing import input_length
from openmyna.iso7816 import status_words as sw
from openmyna.iso7816.apdu import CommandAPDU
from openmyna.iso7816.layout import PrivateKey


def compute_digital_signature(card: LoadedCard, command: CommandAPDU) -> bytes:
    """P2 80 the current key, 80|short identifier another, 00 the application's own key; 6982 until its rule is met."""
    scheme = card.scheme(command.p1)
    file = card.named_file(command.p2) if command.p2 else _default_key(card)
    body = file.body
    if not isinstance(body, PrivateKey):
        raise Refusal(sw.FILE_STRUCTURE)
    if not body.sign.allows(card.verified):
        raise Refusal(sw.SECURITY_STATUS if body.guarded else sw.CONDITIONS)
    size = len(command.data)
    if not size or command.ne is None:
        raise Refusal(sw.WRONG_LENGTH)
    if not input_length(scheme, size):
        raise Refusal(sw.CONDITIONS)
    signature = card.signer(scheme)(file.private_key(), command.data)
    if len(signature) > command.ne:
        raise Refusal(sw.WRONG_LENGTH)
    return signature + b"\x90\x00"


def _default_key(card: LoadedCard) -> LoadedFile:
    application = card.current_application()
    identifier = application.declared.default_key
    if identifier is None or identifier not in application.files:
        raise Refusal(sw.REFERENCE_NOT_FOUND)
    return application.files[identifier]
