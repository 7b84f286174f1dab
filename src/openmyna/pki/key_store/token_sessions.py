"""A PKCS#11 token kept open for several threads: its module, one log-in, and a small pool of sessions.

A token that was taken out or started again is opened again, once a call; a PIN that was refused is not presented again
by this process. What a token says went wrong leaves as a coded error.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from openmyna.pki.key_store.errors import (
    KeyStoreClosed,
    TokenModuleUnusable,
    TokenNotFound,
    TokenPINLocked,
    TokenPINWrong,
    TokenSupportMissing,
)
from openmyna.pki.key_store.locking import start_for_threads
from openmyna.pki.key_store.token_complaints import coded, complaints, pin_refusals, quietly_close, staleness

if TYPE_CHECKING:
    from collections.abc import Callable

    from openmyna.pki.key_store.labels import TokenPIN

SESSIONS = 4
"""How many threads may use a token at once; more wait. A token has few sessions."""

Result = TypeVar("Result")


@dataclass(slots=True)
class Place:
    """One session, used by one thread at a time, with the handles of keys it has met."""

    session: Any
    epoch: int
    handles: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Login:
    """The one log-in of this process to a token; a token knows no more of it than that this process is logged in."""

    session: Any
    token: Any
    pin: TokenPIN
    users: int = 0


@dataclass(slots=True)
class _Module:
    library: Any
    gate: contextlib.AbstractContextManager[object]
    """Held during each call where the module has no locks of its own."""
    logins: dict[str, _Login] = field(default_factory=dict)
    refused: list[tuple[str, TokenPIN]] = field(default_factory=list)
    """Tokens with a PIN that they refused to this process."""


_modules: dict[str, _Module] = {}
_alone = threading.RLock()


def _started(path: str) -> _Module:
    """The module, started once in this process."""
    try:
        import pkcs11
    except ImportError:
        raise TokenSupportMissing("python-pkcs11") from None
    with _alone:
        if path not in _modules:
            try:
                library = pkcs11.lib(path)
                safe = start_for_threads(path)
            except (pkcs11.PKCS11Error, OSError, AttributeError):
                raise TokenModuleUnusable(path) from None
            _modules[path] = _Module(library, contextlib.nullcontext() if safe else threading.RLock())
        return _modules[path]


class TokenSessions:
    """Sessions with the one token of a label."""

    def __init__(self, module: str, token_label: str, pin: TokenPIN) -> None:
        self.module, self.token_label = module, token_label
        self._pin = pin
        self._login: _Login | None = None
        self._epoch = 0
        self._closed = False
        self._closing = threading.Lock()
        self._places: queue.LifoQueue[Place | None] = queue.LifoQueue()
        for _ in range(SESSIONS):
            self._places.put(None)

    def use(self, how: Callable[[Place], Result]) -> Result:
        """What `how` makes of a session out of the pool; waits for one where all are in use."""
        held = self._places.get()

        def with_place(login: _Login) -> Result:
            nonlocal held
            if held is None or held.epoch != self._epoch:
                held = None
                held = Place(login.token.open(), self._epoch)
            return how(held)

        try:
            return self._tried(with_place)
        finally:
            self._places.put(held)

    def write(self, how: Callable[[Any], Result]) -> Result:
        """What `how` makes of a session in which objects of the token may be made and destroyed."""

        def with_session(login: _Login) -> Result:
            session = login.token.open(rw=True)
            try:
                return how(session)
            finally:
                quietly_close(session)

        return self._tried(with_session)

    def _tried(self, how: Callable[[_Login], Result]) -> Result:
        module = _started(self.module)
        with module.gate:
            try:
                login = self._logged_in(module)
                try:
                    return how(login)
                except staleness():
                    self._forget(module, login)
                return how(self._logged_in(module))
            except complaints() as error:
                raise coded(error, self.token_label) from None

    def close(self) -> None:
        """Close every session of ours; the last to leave logs out."""
        self._closed = True
        with self._closing:
            # First of all, since whoever has a session may need what is held below before it comes back.
            places = [self._places.get() for _ in range(SESSIONS)]
            try:
                if self._login is not None:
                    self._leave(_modules[self.module], self._login, places)
            finally:
                for _ in places:
                    self._places.put(None)

    def _leave(self, module: _Module, login: _Login, places: list[Place | None]) -> None:
        with module.gate, _alone:
            for place in places:
                if place is not None and place.epoch == self._epoch:
                    quietly_close(place.session)
            self._login = None
            login.users -= 1
            if not login.users and module.logins.get(self.token_label) is login:
                del module.logins[self.token_label]
                quietly_close(login.session)

    def _logged_in(self, module: _Module) -> _Login:
        with _alone:
            if self._closed:
                raise KeyStoreClosed(self.token_label)
            known = module.logins.get(self.token_label)
            if known is None:
                known = module.logins[self.token_label] = self._log_in(module)
            if known is not self._login:
                # A token would not ask a second time: this process is logged in already.
                if known.pin != self._pin:
                    raise TokenPINWrong(self.token_label)
                known.users += 1
                self._login = known
                self._epoch += 1
            return known

    def _log_in(self, module: _Module) -> _Login:
        import pkcs11

        found = list(module.library.get_tokens(token_label=self.token_label))
        if not found and not module.logins:
            # Some modules, SoftHSM2 among them, look for tokens when they start and never after.
            start_for_threads(self.module)
            found = list(module.library.get_tokens(token_label=self.token_label))
        if len(found) != 1:
            raise TokenNotFound(self.token_label, len(found))
        (token,) = found
        if token.flags & pkcs11.TokenFlag.USER_PIN_LOCKED:
            raise TokenPINLocked(self.token_label)
        if (self.token_label, self._pin) in module.refused:
            raise TokenPINWrong(self.token_label)
        try:
            session = token.open(False, self._pin.reveal())  # For reading, and logged in.
        except pin_refusals():
            module.refused.append((self.token_label, self._pin))
            raise
        return _Login(session, token, self._pin)

    def _forget(self, module: _Module, login: _Login) -> None:
        """Log in anew at the next use, unless another thread has done so meanwhile."""
        with _alone:
            if module.logins.get(self.token_label) is login:
                del module.logins[self.token_label]
                quietly_close(login.session)
