"""The folder of an authority: its register, its settings, its keys and what it publishes, each at its place.

The settings say where keys rest and what the operator chose; they hold no secret and are read strictly.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TypeVar

from openmyna.pki.authority.folder_errors import AuthorityMissing, FolderUnusable, SettingsUnreadable
from openmyna.pki.authority.records import AuthorityKind, Generation
from openmyna.pki.authority.settings import SANDBOX_FIRST_SERIAL, AuthoritySettings
from openmyna.pki.oids import PolicyArc
from openmyna.pki.placing import PUBLIC, alone, make_folder, place
from openmyna.pki.profiles.settings import ProfileSettings
from openmyna.pki.revocation.partitions import certificate_path
from openmyna.pki.revocation.settings import ListSettings

_Choice = TypeVar("_Choice")


class KeyPlace(Enum):
    """Where an authority's keys rest."""

    PUBLISHED = "published"
    """The sandbox's TEST keys, which everybody has."""
    FILE = "file"
    """Encrypted files in the authority's folder."""
    PKCS11 = "pkcs11"
    """A token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPlace:
    """A token and how to reach it; the PIN is nowhere in the settings."""

    module: Path
    label: str
    responder_label: str | None = None
    """Another token for the responder's keys, so that whoever serves status cannot reach the authority's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSettings:
    """The choices in `authority.toml`."""

    keys: KeyPlace = KeyPlace.FILE
    token: TokenPlace | None = None
    policies: PolicyArc = PolicyArc.OWN
    profiles: Mapping[str, object] = field(default_factory=dict)
    """The table `[profiles]` as it stands; its words are those of `ProfileSettings`."""
    lists: Mapping[str, object] = field(default_factory=dict)
    """The table `[lists]` likewise; its words are those of `ListSettings.from_values`."""

    @property
    def issuing(self) -> AuthoritySettings:
        """What they mean for issuing: an authority with published keys lives in the sandbox and has a past."""
        sandbox = self.keys is KeyPlace.PUBLISHED
        return AuthoritySettings(
            policy_arc=self.policies,
            profiles=ProfileSettings.from_values(self.profiles),
            first_serial_number=SANDBOX_FIRST_SERIAL if sandbox else 1,
            history=sandbox,
        )

    @property
    def listing(self) -> ListSettings:
        """What they mean for revocation lists."""
        return ListSettings.from_values(self.lists)

    def to_toml(self) -> str:
        """The file as `ca init` writes it."""
        lines = [
            "# 認証局の設定。秘密は書かない。 / Settings of an authority; nothing secret is in here.",
            f'keys = "{self.keys.value}"',
            f'policies = "{self.policies.name.lower()}"',
        ]
        if self.token is not None:
            named = {"module": str(self.token.module), "label": self.token.label}
            if self.token.responder_label is not None:
                named["responder_label"] = self.token.responder_label
            lines += ["", "[token]", *(f"{name} = {_quoted(value)}" for name, value in named.items())]
        if self.profiles:
            lines += ["", "[profiles]", *(f"{name} = {_quoted(str(value))}" for name, value in self.profiles.items())]
        if self.lists:
            # Whole numbers, true and false are written as JSON writes them.
            lines += ["", "[lists]", *(f"{name} = {json.dumps(value)}" for name, value in self.lists.items())]
        return "\n".join(lines) + "\n"

    @classmethod
    def from_toml(cls, text: str, path: Path) -> "FolderSettings":
        """Read them; a word that is not known is refused, since a mistyped setting would be no setting."""
        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            raise SettingsUnreadable(path, "TOML") from None
        known = {"keys", "policies", "token", "profiles", "lists"}
        for name in values:
            if name not in known:
                raise SettingsUnreadable(path, name)
        token, profiles = values.get("token"), values.get("profiles", {})
        lists = values.get("lists", {})
        for name, table in (("profiles", profiles), ("lists", lists)):
            if not isinstance(table, dict):
                raise SettingsUnreadable(path, name)
        keys = _one_of({each.value: each for each in KeyPlace}, values.get("keys"), path, "keys")
        if (keys is KeyPlace.PKCS11) != (token is not None):
            raise SettingsUnreadable(path, "token")
        ProfileSettings.from_values(profiles)
        ListSettings.from_values(lists)
        return cls(
            keys=keys,
            token=None if token is None else _token(token, path),
            policies=_one_of({each.name.lower(): each for each in PolicyArc}, values.get("policies"), path, "policies"),
            profiles=profiles,
            lists=lists,
        )


def _quoted(text: str) -> str:
    # A JSON string is a basic string of TOML too, but for DEL, which no path or label has.
    return json.dumps(text, ensure_ascii=False)


def _one_of(choices: Mapping[str, _Choice], value: object, path: Path, name: str) -> _Choice:
    if not isinstance(value, str) or value not in choices:
        raise SettingsUnreadable(path, name)
    return choices[value]


def _token(values: object, path: Path) -> TokenPlace:
    if not isinstance(values, dict) or not values.keys() <= {"module", "label", "responder_label"}:
        raise SettingsUnreadable(path, "token")
    module, label, other = (values.get(name) for name in ("module", "label", "responder_label"))
    if not isinstance(module, str) or not isinstance(label, str) or not (other is None or isinstance(other, str)):
        raise SettingsUnreadable(path, "token")
    return TokenPlace(module=Path(module), label=label, responder_label=other)


class AuthorityFolder:
    """Where everything of one installation's two authorities is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.settings_file = path / "authority.toml"
        self.database = path / "authority.sqlite3"
        self.keys = path / "keys"
        self.responder_keys = path / "responder-keys"
        """Apart from the others and under a passphrase of their own, so that a responder need not open those."""
        self.published = path / "published"
        self.socket = path / "ca.sock"

    def __repr__(self) -> str:
        return f"<AuthorityFolder {self.path}>"

    def exists(self) -> bool:
        """Whether an authority was begun here."""
        return self.settings_file.is_file()

    def settings(self) -> FolderSettings:
        """Read the settings; raises `AuthorityMissing` where there are none."""
        try:
            text = self.settings_file.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise AuthorityMissing(self.path) from None
        except UnicodeDecodeError:
            raise SettingsUnreadable(self.settings_file, "UTF-8") from None
        except OSError as error:
            raise FolderUnusable(self.settings_file, error.strerror or type(error).__name__) from error
        return FolderSettings.from_toml(text, self.settings_file)

    def begin(self, settings: FolderSettings) -> None:
        """Make the folder, for its owner, and write the settings; those that are there already stay."""
        try:
            make_folder(self.path)
            place(self.settings_file, settings.to_toml().encode("utf-8"), replace=False)
        except FileExistsError:
            return
        except OSError as error:
            raise FolderUnusable(self.path, error.strerror or type(error).__name__) from error

    @contextmanager
    def ceremony(self) -> Iterator[None]:
        """Wait until nobody else makes a key for this authority: a token would take a second one of the same label."""
        with ExitStack() as turn:
            try:
                turn.enter_context(alone(self.path))
            except OSError as error:
                raise FolderUnusable(self.path, error.strerror or type(error).__name__) from error
            yield

    def certificate_file(self, generation: Generation) -> Path:
        """Where the certificate of a generation is published."""
        return self.published / certificate_path(generation.authority, generation.key_identifier)

    def responder_certificate_file(self, authority: AuthorityKind, key_identifier: bytes) -> Path:
        """Where the certificate of a generation's OCSP responder is published."""
        return self.published / "ocsp" / authority.value / f"{key_identifier.hex()}.cer"

    def publish(self, file: Path, data: bytes) -> None:
        """Put one published file in place, for everybody who may enter the folder."""
        try:
            if not file.is_file() or file.read_bytes() != data:
                make_folder(file.parent, 0o755)
                place(file, data, PUBLIC)
        except OSError as error:
            raise FolderUnusable(file, error.strerror or type(error).__name__) from error
