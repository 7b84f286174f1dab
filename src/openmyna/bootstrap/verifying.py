"""Wires what a verifier needs: whom to believe, and where evidence lies.

In the sandbox the published TEST authorities and the local one are believed; in production nobody is who was not named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openmyna.config import ConfigurationError, Mode, mode
from openmyna.errors import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from openmyna.pki.fetchers.folder import PublishedFolder

Trusted = tuple[bytes, "datetime | None"]
"""The certificate (DER) of an authority that is believed, and since when its key is compromised, if it is."""


class AnchorNeeded(ConfigurationError):
    """A production installation believes nobody by itself."""

    code = "anchor-needed"
    cause = Bilingual(
        "本番モードでは、信頼する認証局の証明書を指定しないと検証できません。",
        "In production mode nothing can be verified before the trusted authorities are named.",
    )
    remedy = Bilingual(
        "--anchor で認証局の証明書を指定してください (何度でも書けます)。",
        "Name their certificates with --anchor, as often as there are some.",
    )


def trusted_authorities(environment: Mapping[str, str], folder: Path, given: Sequence[bytes]) -> tuple[Trusted, ...]:
    """Those that were named, or else in the sandbox the published ones and those of the authority in this folder."""
    sandbox = mode(environment) is Mode.SANDBOX
    if not (given or sandbox):
        raise AnchorNeeded
    local = _local(folder)
    certificates = list(given)
    if not given:
        from openmyna.pki.authority.records import AuthorityKind
        from openmyna.sandbox.authority import authority_certificates

        certificates = [der for kind in AuthorityKind for der in authority_certificates(kind)]
        certificates += local
    # A compromise that the local authority has recorded counts, whoever named its certificate.
    return tuple((der, local.get(der)) for der in dict.fromkeys(certificates))


def published_in(folder: Path) -> PublishedFolder | None:
    """Where the authority in this folder publishes, or would; None where there is no such folder."""
    from openmyna.pki.fetchers.folder import PublishedFolder

    return PublishedFolder(folder / "published") if folder.is_dir() else None


def _local(folder: Path) -> dict[bytes, datetime | None]:
    """The generations of the authority in this folder: of its register, or else of what it published."""
    database = folder / "authority.sqlite3"
    if database.is_file():
        from openmyna.pki.authority.records import AuthorityKind
        from openmyna.storage.sqlite.register import SQLiteRegister

        register = SQLiteRegister.read_only(database)
        try:
            found = [generation for kind in AuthorityKind for generation in register.generations(kind)]
        finally:
            register.close()
        return {generation.certificate: generation.compromised_at for generation in found}
    published = published_in(folder)
    return {} if published is None else dict.fromkeys(published.authorities())
