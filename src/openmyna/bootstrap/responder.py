"""Wires the status responder: the register opened for reading, the responder's own keys, the clock, and what answers.

No key of an authority is opened here; where the responder's have a passphrase of their own, theirs is not needed either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from openmyna.bootstrap.authority import clock_in, responder_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType

    from openmyna.errors import Bilingual, OpenMynaError
    from openmyna.pki.clock import Clock
    from openmyna.pki.ocsp.settings import AnsweringSettings


class OpenResponder:
    """An installation's responder, open for work; close it at the end."""

    def __init__(
        self,
        path: Path,
        environment: Mapping[str, str],
        *,
        settings: AnsweringSettings | None = None,
        ask: Callable[[Bilingual], str] | None = None,
        clock: Clock | None = None,
        report: Callable[[OpenMynaError], None] | None = None,
    ) -> None:
        from openmyna.pki.authority.folder import AuthorityFolder
        from openmyna.pki.ocsp.answering import Answerer, unheard
        from openmyna.pki.ocsp.delegates import PublishedDelegates
        from openmyna.storage.sqlite.register import SQLiteRegister

        self.folder = AuthorityFolder(path)
        self.folder.settings()
        self.clock = clock or clock_in(self.folder, environment)
        self.key_store = responder_keys(self.folder, environment, ask)
        self.source = SQLiteRegister.read_only(self.folder.database)
        delegates = PublishedDelegates(self.folder, self.key_store)
        self.answerer = Answerer(self.source, delegates, self.clock, settings, report or unheard)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of keys and register."""
        self.key_store.close()
        self.source.close()
