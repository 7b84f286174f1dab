"""What a PKCS#11 module complains of, sorted: a PIN it refused, a session that is gone, and everything else.

The library is imported on use, since it is in an extra.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from openmyna.pki.key_store.errors import TokenFailed, TokenPINLocked, TokenPINWrong

if TYPE_CHECKING:
    from openmyna.pki.key_store.errors import KeyStoreError


def coded(error: Exception, token_label: str) -> KeyStoreError:
    """The complaint as an error of this house."""
    import pkcs11

    if isinstance(error, pin_refusals()):
        return TokenPINWrong(token_label)
    if isinstance(error, pkcs11.PinLocked | pkcs11.PinExpired | pkcs11.UserPinNotInitialized):
        return TokenPINLocked(token_label)
    return TokenFailed(token_label, type(error).__name__)


def complaints() -> type[Exception]:
    """Every complaint."""
    import pkcs11

    return pkcs11.PKCS11Error


def pin_refusals() -> tuple[type[Exception], ...]:
    """The PIN is another one."""
    import pkcs11

    return (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange)


def staleness() -> tuple[type[Exception], ...]:
    """The token was taken out or started again: logging in anew may help."""
    import pkcs11

    return (
        pkcs11.DeviceError,
        pkcs11.DeviceRemoved,
        pkcs11.KeyHandleInvalid,
        pkcs11.ObjectHandleInvalid,
        pkcs11.SessionClosed,
        pkcs11.SessionHandleInvalid,
        pkcs11.TokenNotPresent,
        pkcs11.UserNotLoggedIn,
    )


def quietly_close(session: Any) -> None:
    """Close a session; one that is gone already, with its token, needs no closing."""
    with contextlib.suppress(complaints()):
        session.close()
