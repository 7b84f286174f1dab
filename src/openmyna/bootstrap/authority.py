"""Wires an authority's rooms together: its folder, its register, its keys, its clock, and the two authorities over them.

Where keys rest is read from the folder's settings; what opens them comes from the environment or is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from openmyna.bootstrap.secrets import secret_of
from openmyna.config import Mode, mode, require_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType

    from openmyna.errors import Bilingual
    from openmyna.pki.authority.folder import AuthorityFolder, FolderSettings
    from openmyna.pki.authority.issuing import Authority
    from openmyna.pki.authority.records import AuthorityKind, Generation
    from openmyna.pki.clock import Clock
    from openmyna.pki.key_store.ports import KeyStore
    from openmyna.pki.revocation.publisher import ListPublisher
    from openmyna.storage.sqlite.register import SQLiteRegister
    from openmyna.storage.sqlite.status_source import SQLiteStatusSource

    Ask = Callable[[Bilingual], str]

PASSPHRASE, RESPONDER_PASSPHRASE = "OPENMYNA_CA_PASSPHRASE", "OPENMYNA_RESPONDER_PASSPHRASE"
PIN, RESPONDER_PIN = "OPENMYNA_CA_PIN", "OPENMYNA_RESPONDER_PIN"


def clock_in(folder: AuthorityFolder, environment: Mapping[str, str]) -> Clock:
    """The clock of this authority: the machine's, which the sandbox may move."""
    if mode(environment) is Mode.SANDBOX:
        from openmyna.sandbox.clock import MovableClock

        return MovableClock.in_folder(folder.path)
    from openmyna.pki.clock import SystemClock

    return SystemClock()


def authority_keys(folder: AuthorityFolder, environment: Mapping[str, str], ask: Ask | None = None) -> KeyStore:
    """The store in which the two authorities' own keys rest."""
    return _keys(folder, environment, ask, responder=False)


def responder_keys(folder: AuthorityFolder, environment: Mapping[str, str], ask: Ask | None = None) -> KeyStore:
    """The store in which the responder's keys rest; opening it does not open the authorities' own.

    Where no passphrase or PIN of its own is given, it is the authority's.
    """
    return _keys(folder, environment, ask, responder=True)


def _keys(folder: AuthorityFolder, environment: Mapping[str, str], ask: Ask | None, *, responder: bool) -> KeyStore:
    from openmyna.pki.authority.folder import KeyPlace
    from openmyna.pki.key_store.labels import Passphrase, TokenPIN

    settings = folder.settings()
    if settings.keys is KeyPlace.PUBLISHED:
        from openmyna.sandbox.published_store import published_key_store

        require_sandbox(environment, "published TEST keys")
        return published_key_store()
    if settings.token is not None:
        from openmyna.pki.key_store.token import TokenStore

        token = settings.token
        own = responder and token.responder_label is not None
        pin = secret_of(TokenPIN, environment, _named(environment, PIN, RESPONDER_PIN, own=own), ask)
        return TokenStore(token.module, token.responder_label or token.label if own else token.label, pin)
    from openmyna.pki.key_store.encrypted_file import EncryptedFileStore

    name = _named(environment, PASSPHRASE, RESPONDER_PASSPHRASE, own=responder)
    place = folder.responder_keys if responder else folder.keys
    return EncryptedFileStore(place, secret_of(Passphrase, environment, name, ask))


def _named(environment: Mapping[str, str], general: str, particular: str, *, own: bool) -> str:
    given = environment.get(particular) or environment.get(f"{particular}_FILE")
    return particular if own and given else general


def status_source(path: Path) -> SQLiteStatusSource:
    """What the authority of a folder knows of its certificates, to be asked and never changed; close it at the end."""
    from openmyna.pki.authority.folder import AuthorityFolder
    from openmyna.storage.sqlite.register import SQLiteRegister

    return SQLiteRegister.read_only(AuthorityFolder(path).database)


class OpenAuthority:
    """An installation's two authorities, open for work; close it at the end."""

    def __init__(
        self, path: Path, environment: Mapping[str, str], *, ask: Ask | None = None, clock: Clock | None = None
    ) -> None:
        from openmyna.pki.authority.folder import AuthorityFolder
        from openmyna.pki.oids import PolicyArc
        from openmyna.storage.sqlite.register import SQLiteRegister

        self.folder = AuthorityFolder(path)
        self.settings: FolderSettings = self.folder.settings()
        if self.settings.policies is PolicyArc.LOOKALIKE:
            require_sandbox(environment, 'policies = "lookalike"')
        self.clock = clock or clock_in(self.folder, environment)
        asked = _asked_once(ask)
        self.key_store = authority_keys(self.folder, environment, asked)
        self.responder_keys = responder_keys(self.folder, environment, asked)
        self.register: SQLiteRegister = SQLiteRegister.open(self.folder.database)
        self._authorities: dict[AuthorityKind, Authority] = {}
        self._publisher: ListPublisher | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def authority(self, kind: AuthorityKind) -> Authority:
        """One of the two, at work."""
        from openmyna.pki.authority.issuing import Authority

        if kind not in self._authorities:
            self._authorities[kind] = Authority(kind, self.register, self.key_store, self.clock, self.settings.issuing)
        return self._authorities[kind]

    def complete(self) -> tuple[Generation, ...]:
        """Finish what a ceremony that was cut short left: publish certificates, certify responders; returns the renewed."""
        from openmyna.pki.authority.ceremony import publish_certificates
        from openmyna.pki.authority.records import AuthorityKind
        from openmyna.pki.authority.responders import certify_responders

        renewed: tuple[Generation, ...] = ()
        for kind in AuthorityKind:
            publish_certificates(kind, self.register, self.folder)
            renewed += certify_responders(
                kind,
                self.register,
                self.key_store,
                self.responder_keys,
                self.folder,
                self.clock,
                first_serial_number=self.settings.issuing.first_serial_number,
            )
        return renewed

    def publish_lists(self, *, force: bool = False) -> dict[str, int]:
        """Publish the revocation lists that are due, or all; how many were made, and how many were not due."""
        from openmyna.pki.revocation.publisher import ListPublisher

        if self._publisher is None:
            published, rules = self.folder.published, self.settings.listing
            self._publisher = ListPublisher(self.register, self.key_store, self.clock, published, rules)
        summary = self._publisher.publish(force)
        return {"made": len(summary.made), "untouched": summary.untouched, "without_key": len(summary.without_key)}

    def close(self) -> None:
        """Let go of keys, register and threads."""
        for authority in self._authorities.values():
            authority.close()
        self.key_store.close()
        self.responder_keys.close()
        self.register.close()


def _asked_once(ask: Ask | None) -> Ask | None:
    """Whoever typed a passphrase is not asked for it again for the responder's keys."""
    if ask is None:
        return None
    known: dict[str, str] = {}
    certain = ask

    def once(what: Bilingual) -> str:
        if what.en not in known:
            known[what.en] = certain(what)
        return known[what.en]

    return once
