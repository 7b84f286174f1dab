"""Words of the `ca` commands: numbers of certificates as people write them, and reasons by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openmyna.cli.errors import CommandError
from openmyna.errors import Bilingual

if TYPE_CHECKING:
    from pathlib import Path

    from openmyna.pki.authority.records import AuthorityKind, CertificateEntry

REASONS = {
    "unspecified": Bilingual("交付前の廃棄", "discarded before delivery"),
    "key_compromise": Bilingual("鍵の危殆化", "the key is compromised"),
    "affiliation_changed": Bilingual("記載内容の変更", "what it says of its holder is no longer so"),
    "superseded": Bilingual("更新", "renewed"),
    "cessation_of_operation": Bilingual("不要になった", "no longer needed"),
}
"""What may be said with `ca revoke`; a hold and the compromise of an authority have commands of their own."""

AUTHORITIES = {
    "sign": Bilingual("署名用認証局", "authority for digital signatures"),
    "auth": Bilingual("利用者証明用認証局", "authority for user authentication"),
}
_NUMBER = re.compile(r"([SR])([0-9]{1,10})", re.ASCII | re.IGNORECASE)


class NumberNotUnderstood(CommandError):
    """Text that is no number of a certificate with its letter."""

    code = "certificate-number"
    cause = Bilingual("「{given}」は証明書の発行番号ではありません。", "{given!r} is no number of a certificate.")
    remedy = Bilingual(
        "署名用電子証明書は S200000001、利用者証明用電子証明書は R200000001 のように書いてください。",
        "Write S200000001 for a digital signature certificate, R200000001 for a user authentication certificate.",
    )

    def __init__(self, given: str) -> None:
        self.given = given
        super().__init__(given=given)


class OutputFileUnwritable(CommandError):
    """A certificate or a key cannot be written where it was asked for; the request may be made again."""

    code = "output-file-unwritable"
    cause = Bilingual("{path} に書き込めません ({reason})。", "{path} cannot be written ({reason}).")
    remedy = Bilingual(
        "書き込める場所を --out か --key で指定して、もう一度実行してください。同じ要求からは同じ証明書が得られます。",
        "Name a place you can write to with --out or --key and run it again: the same request gives the same certificate.",
    )

    def __init__(self, path: Path, failure: OSError) -> None:
        self.path, self.reason = path, failure.strerror or type(failure).__name__
        super().__init__(path=path, reason=self.reason)


def numbered(word: str) -> tuple[AuthorityKind, int]:
    """Which authority's certificate is meant, and its serial number."""
    from openmyna.pki.authority.records import AuthorityKind

    match = _NUMBER.fullmatch(word)
    if match is None:
        raise NumberNotUnderstood(word)
    kind = AuthorityKind.SIGN if match[1].upper() == "S" else AuthorityKind.AUTH
    return kind, int(match[2])


def number_of(kind: AuthorityKind, serial_number: int) -> str:
    """As people write it: S or R before the digits."""
    return f"{'S' if kind.value == 'sign' else 'R'}{serial_number}"


def entry_record(entry: CertificateEntry) -> dict[str, object]:
    """What became of a certificate, for programs."""
    return {
        "number": number_of(entry.authority, entry.serial_number),
        "authority": entry.authority.value,
        "serial_number": entry.serial_number,
        "generation": entry.generation,
        "not_after": entry.not_after.isoformat(),
        "revoked_at": None if entry.revoked_at is None else entry.revoked_at.isoformat(),
        "reason": None if entry.reason is None else entry.reason.code,
    }
