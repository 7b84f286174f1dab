"""The request file of `openmyna ca issue`: one certificate somebody wants, in TOML or JSON, read strictly.

What is missing or unknown is told by its field; values are never repeated, since they may be about a holder.
"""

from __future__ import annotations

import json
import os
import tomllib
from datetime import date
from typing import TYPE_CHECKING

from openmyna.cli.ca_words import OutputFileUnwritable
from openmyna.cli.errors import CommandError, FileUnreadable
from openmyna.errors import Bilingual, EncodingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from openmyna.pki.authority.records import AuthorityKind
    from openmyna.pki.authority.requests import CertificateRequest
    from openmyna.pki.keys import VerifyingKey
    from openmyna.pki.profiles.attributes import PersonalAttributes

_PROFILES = ("card_sign", "card_auth", "phone_sign", "phone_auth")
_TEXTS = ("profile", "common_name", "prefecture", "municipality")
_KNOWN = {*_TEXTS, "request_id", "last_day", "public_key", "attributes"}
_ATTRIBUTES = ("name", "birth_date", "sex", "address")
_FLAGS = ("name_substitutes", "address_substitutes")


class RequestFileInvalid(CommandError):
    """A request file that does not say what has to be said, or says something nobody asked for."""

    code = "request-file-invalid"
    cause = Bilingual(
        "要求ファイル {path} の「{field}」が正しくありません。", "The request file {path} is not right at {field!r}."
    )
    remedy = Bilingual(
        "docs/how-to/run-an-authority.md の例に合わせてください。",
        "Write it after the example in docs/how-to/run-an-authority.md.",
    )

    def __init__(self, path: Path, field: str) -> None:
        self.path, self.field = path, field
        super().__init__(path=path, field=field)


def authority_of(request: CertificateRequest) -> AuthorityKind:
    """Which authority issues certificates of the profile."""
    from openmyna.pki.authority.records import AuthorityKind
    from openmyna.pki.profiles.catalogue import profile

    (issuer,) = profile(request.profile).issuers
    return AuthorityKind(issuer)


def request_in(path: Path, key_file: Path | None) -> CertificateRequest:
    """Read it; without an id of its own, the request is named by its content, so that asking again is the same request."""
    from openmyna.pki.authority.requests import CertificateRequest
    from openmyna.pki.names import Locality

    raw = _read(path)
    values = _values(path, raw)
    for field in values.keys() - _KNOWN:
        raise RequestFileInvalid(path, field)
    texts = {field: _text(path, values, field) for field in _TEXTS}
    if texts["profile"] not in _PROFILES:
        raise RequestFileInvalid(path, "profile")
    public_key = _public_key(path, values, key_file)
    request = CertificateRequest(
        request_id=_text(path, values, "request_id") if "request_id" in values else "unnamed",
        profile=texts["profile"],
        public_key=public_key,
        common_name=texts["common_name"],
        locality=Locality(prefecture=texts["prefecture"], municipality=texts["municipality"]),
        last_day=_day(path, values),
        attributes=_attributes(path, values),
    )
    if "request_id" in values:
        return request
    from dataclasses import replace

    return replace(request, request_id=f"file-{request.digest().hex()[:32]}")


def _values(path: Path, raw: bytes) -> Mapping[str, object]:
    try:
        text = raw.decode("utf-8")
        values = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError):
        raise RequestFileInvalid(path, "JSON" if path.suffix == ".json" else "TOML") from None
    if not isinstance(values, dict):
        raise RequestFileInvalid(path, "JSON")
    return values


def _text(path: Path, values: Mapping[str, object], field: str) -> str:
    value = values.get(field)
    if not isinstance(value, str) or not value:
        raise RequestFileInvalid(path, field)
    return value


def _day(path: Path, values: Mapping[str, object]) -> date:
    value = values.get("last_day")
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(_text(path, values, "last_day"))
    except ValueError:
        raise RequestFileInvalid(path, "last_day") from None


def _attributes(path: Path, values: Mapping[str, object]) -> PersonalAttributes | None:
    from openmyna.pki.profiles.attributes import PersonalAttributes

    given = values.get("attributes")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise RequestFileInvalid(path, "attributes")
    for field in given.keys() - {*_ATTRIBUTES, *_FLAGS}:
        raise RequestFileInvalid(path, f"attributes.{field}")
    texts = {}
    for field in _ATTRIBUTES:
        if not isinstance(given.get(field), str):
            raise RequestFileInvalid(path, f"attributes.{field}")
        texts[field] = given[field]
    for field in _FLAGS:
        of = texts[field.removesuffix("_substitutes")]
        texts[field] = given.get(field, "0" * len(of))
        if not isinstance(texts[field], str):
            raise RequestFileInvalid(path, f"attributes.{field}")
    try:
        return PersonalAttributes(**texts)
    except EncodingError:
        raise RequestFileInvalid(path, "attributes") from None


def _public_key(path: Path, values: Mapping[str, object], key_file: Path | None) -> VerifyingKey:
    from openmyna.pki import keys

    if key_file is None:
        return keys.public_from_pem(_text(path, values, "public_key").encode("utf-8"), f"{path}: public_key")
    if "public_key" in values:
        raise RequestFileInvalid(path, "public_key")
    if key_file.exists():
        pem = _read(key_file)
        if b"PRIVATE KEY" in pem:
            return keys.from_pem(pem, str(key_file)).public_key()
        return keys.public_from_pem(pem, str(key_file))
    from openmyna.config import require_sandbox
    from openmyna.pki.placing import place

    # A real holder's key is made in the card and leaves it never.
    require_sandbox(os.environ, "ca issue --key (making a key)")
    key = keys.generate(keys.KeyAlgorithm.RSA_2048)
    try:
        place(key_file, keys.to_pem(key), replace=False)
    except OSError as error:
        raise OutputFileUnwritable(key_file, error) from error
    return key.public_key()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(str(path), error.strerror or type(error).__name__) from error
