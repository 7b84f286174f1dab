"""`openmyna ca init`, `rollover`, `compromise`: how generations of the two authorities begin and end."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from openmyna.cli.ca_opening import folder_of, opened, standing_clock
from openmyna.cli.ca_words import AUTHORITIES
from openmyna.cli.errors import CommandError
from openmyna.errors import Bilingual

if TYPE_CHECKING:
    import argparse

    from openmyna.bootstrap import OpenAuthority
    from openmyna.cli.speech import Speaker
    from openmyna.pki.authority.folder import FolderSettings
    from openmyna.pki.authority.records import AuthorityKind, Generation

JUST_BEGUN = timedelta(days=1)


class TokenNotNamed(CommandError):
    """Keys are to rest in a token, and it was not said in which."""

    code = "token-not-named"
    cause = Bilingual(
        "トークンを使うには --module と --token-label が必要です。", "A token is named by --module and --token-label."
    )
    remedy = Bilingual(
        "例: --keys pkcs11 --module /usr/lib/softhsm/libsofthsm2.so --token-label ca",
        "For example: --keys pkcs11 --module /usr/lib/softhsm/libsofthsm2.so --token-label ca",
    )


def run_init(options: argparse.Namespace, speaker: Speaker) -> int:
    """Write the settings, then begin the first generation of each authority that has none."""
    from openmyna.config import require_sandbox
    from openmyna.pki.authority.folder import AuthorityFolder
    from openmyna.pki.authority.folder_errors import AuthorityExists
    from openmyna.pki.authority.records import AuthorityKind

    settings, folder = _settings(options), AuthorityFolder(folder_of(options))
    if options.policies == "lookalike":
        require_sandbox(os.environ, "--policies lookalike")
    standing_clock(options)  # Refused before anything is written.
    if options.keys == "published":
        require_sandbox(os.environ, "--keys published")
    there = folder.exists()
    if there and folder.settings() != settings:
        raise AuthorityExists(folder.path)
    _lint(settings, options.algorithm)
    folder.begin(settings)
    # A token has its PIN already; keys in files get the passphrase that is typed now.
    with opened(options, chosen=options.keys == "file" and not folder.keys.exists()) as authority:
        if options.keys == "published":
            from openmyna.sandbox.authority import establish

            establish(authority.register)
        missing = [kind for kind in AuthorityKind if not authority.register.generations(kind)]
        begun = [_begin(authority, kind, options.algorithm) for kind in missing]
        if there and not begun and not _left_over(authority):
            raise AuthorityExists(folder.path)
        authority.complete()
        made = authority.publish_lists()
        generations = [each for kind in AuthorityKind for each in authority.register.generations(kind)]
    _tell(generations, speaker)
    speaker.record({"folder": str(folder.path), "lists": made["made"]})
    speaker.say(
        f"認証局を {folder.path} に作りました。本物の公的個人認証サービスではありません（試験用）。",
        f"The authority is in {folder.path}. It is a TEST authority, not the real JPKI.",
    )
    return 0


def run_rollover(options: argparse.Namespace, speaker: Speaker) -> int:
    """Begin one more generation; the running process notices it by itself."""
    from openmyna.pki.authority.errors import GenerationOutOfOrder
    from openmyna.pki.authority.folder_errors import GenerationJustBegun
    from openmyna.pki.authority.records import AuthorityKind

    kinds = [AuthorityKind(options.authority)] if options.authority else list(AuthorityKind)
    with opened(options) as authority:
        _lint(authority.settings, options.algorithm)
        begun = []
        for kind in kinds:
            present = authority.register.generations(kind)
            wanted = options.generation
            if wanted is not None and wanted <= len(present):
                continue
            if wanted is not None and wanted != len(present) + 1:
                raise GenerationOutOfOrder(len(present) + 1, wanted)
            if wanted is None and present and authority.clock.now() - present[-1].since < JUST_BEGUN:
                raise GenerationJustBegun(kind.value, present[-1].number, present[-1].since)
            begun.append(_begin(authority, kind, options.algorithm))
        authority.complete()
        authority.publish_lists()
    _tell(begun, speaker)
    return 0


def run_compromise(options: argparse.Namespace, speaker: Speaker) -> int:
    """Mark it, revoke what it signed, and tell verifiers by new lists."""
    from openmyna.cli.instants import instant
    from openmyna.pki.authority.ceremony import declare_compromised
    from openmyna.pki.authority.records import AuthorityKind

    kind, number = AuthorityKind(options.authority), options.generation
    since = instant(options.since) if options.since else None

    def progress(done: int) -> None:
        speaker.record({"revoked": done})
        speaker.say(f"{done} 件を失効", f"{done} revoked")

    with opened(options) as authority:
        revoked = declare_compromised(
            authority.authority(kind), number, authority.register, authority.clock, at=since, progress=progress
        )
        # Lists first: they are what verifiers wait for, whatever else may fail.
        made = authority.publish_lists()
        authority.complete()
        sound = [each for each in authority.register.generations(kind) if each.compromised_at is None]
    speaker.record({"authority": kind.value, "generation": number, "revoked": revoked, "lists": made["made"]})
    name = AUTHORITIES[kind.value]
    speaker.say(
        f"{name.ja}の第{number}世代を危殆化とし、{revoked} 件を失効させ、リストを {made['made']} 件公開しました。",
        f"Generation {number} of the {name.en} is compromised: {revoked} certificates revoked, {made['made']} lists published.",
    )
    if not sound:
        speaker.say(
            "発行できる世代がありません。「openmyna ca rollover」で始めてください。",
            "No generation can issue now: begin one with `openmyna ca rollover`.",
        )
    return 0


def _settings(options: argparse.Namespace) -> FolderSettings:
    from openmyna.pki.authority.folder import FolderSettings, KeyPlace, TokenPlace
    from openmyna.pki.oids import PolicyArc

    keys = KeyPlace(options.keys)
    token = None
    if keys is KeyPlace.PKCS11:
        if options.module is None or not options.token_label:
            raise TokenNotNamed
        token = TokenPlace(
            module=options.module, label=options.token_label, responder_label=options.responder_token_label
        )
    return FolderSettings(keys=keys, token=token, policies=PolicyArc[options.policies.upper()])


def _lint(settings: FolderSettings, algorithm: str) -> None:
    """Have pkilint look at samples of the profiles as they are set; the sandbox's own are looked at by the tests."""
    from openmyna.pki.authority.folder import KeyPlace
    from openmyna.pki.keys import KeyAlgorithm
    from openmyna.pki.lint import lint_profiles

    if settings.keys is not KeyPlace.PUBLISHED:
        lint_profiles(KeyAlgorithm(algorithm), settings.issuing.profiles)


def _begin(authority: OpenAuthority, kind: AuthorityKind, algorithm: str) -> Generation:
    from openmyna.pki.authority.ceremony import GenerationPlan, begin_generation, names_of
    from openmyna.pki.keys import KeyAlgorithm

    return begin_generation(
        kind,
        authority.register,
        authority.key_store,
        names_of(kind),
        authority.clock,
        folder=authority.folder,
        plan=GenerationPlan(algorithm=KeyAlgorithm(algorithm)),
        first_serial_number=authority.settings.issuing.first_serial_number,
    )


def _left_over(authority: OpenAuthority) -> bool:
    """Whether an earlier ceremony was cut short between its row and its last file."""
    from openmyna.pki.authority.records import AuthorityKind

    folder = authority.folder
    return not all(
        folder.certificate_file(each).is_file()
        and folder.responder_certificate_file(kind, each.key_identifier).is_file()
        for kind in AuthorityKind
        for each in authority.register.generations(kind)
        if each.until > authority.clock.now()
    )


def _tell(generations: list[Generation], speaker: Speaker) -> None:
    for each in generations:
        speaker.record(
            {
                "authority": each.authority.value,
                "generation": each.number,
                "algorithm": each.algorithm.value,
                "key_identifier": each.key_identifier.hex(),
                "since": each.since.isoformat(),
                "until": each.until.isoformat(),
            }
        )
        name, identifier = AUTHORITIES[each.authority.value], each.key_identifier.hex()
        speaker.say(
            f"{name.ja} 第{each.number}世代 {each.algorithm.value} {identifier}",
            f"{name.en}, generation {each.number}, {each.algorithm.value} {identifier}",
        )
