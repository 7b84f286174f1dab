"""The settings of an authority's folder: written once, read back as they were, and strictly; and its published files."""

from pathlib import Path

import pytest

from openmyna.errors import OpenMynaError
from openmyna.pki.authority.folder import AuthorityFolder, FolderSettings, KeyPlace, TokenPlace
from openmyna.pki.authority.folder_errors import AuthorityMissing, FolderUnusable, SettingsUnreadable
from openmyna.pki.oids import PolicyArc

TOKEN = TokenPlace(module=Path('/opt/a "b"/module.so'), label="認証局 1", responder_label="responder")


@pytest.mark.parametrize(
    "settings",
    [
        FolderSettings(),
        FolderSettings(keys=KeyPlace.PUBLISHED, policies=PolicyArc.LOOKALIKE),
        FolderSettings(keys=KeyPlace.PKCS11, token=TOKEN),
        FolderSettings(profiles={"ocsp_sign": "http://ocsp-sign.test.openmyna.invalid"}),
        FolderSettings(lists={"refresh_hours": 6, "lifetime_hours": 12, "keep_expired": True}),
    ],
)
def test_settings_come_back_as_they_were_written(tmp_path: Path, settings: FolderSettings) -> None:
    folder = AuthorityFolder(tmp_path / "authority")
    folder.begin(settings)
    assert folder.settings() == settings
    assert oct(folder.path.stat().st_mode & 0o777) == "0o700"
    folder.begin(FolderSettings(policies=PolicyArc.LOOKALIKE))
    assert folder.settings() == settings


def test_the_sandbox_has_a_past_and_counts_from_where_shipped_cards_end() -> None:
    sandbox = FolderSettings(keys=KeyPlace.PUBLISHED).issuing
    assert (sandbox.history, sandbox.first_serial_number) == (True, 200_000_001)
    own = FolderSettings().issuing
    assert (own.history, own.first_serial_number) == (False, 1)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("keys = ", "TOML"),
        ('policies = "own"', "keys"),
        ('keys = "cloud"\npolicies = "own"', "keys"),
        ('keys = "file"', "policies"),
        ('keys = "file"\npolicies = "OWN"', "policies"),
        ('keys = "file"\npolicies = "own"\npassphrase = "secret"', "passphrase"),
        ('keys = "pkcs11"\npolicies = "own"', "token"),
        ('keys = "file"\npolicies = "own"\n[token]\nmodule = "m"\nlabel = "l"', "token"),
        ('keys = "pkcs11"\npolicies = "own"\n[token]\nmodule = "m"', "token"),
        ('keys = "pkcs11"\npolicies = "own"\n[token]\nmodule = "m"\nlabel = "l"\npin = "1234"', "token"),
        ('keys = "file"\npolicies = "own"\nprofiles = 1', "profiles"),
    ],
)
def test_a_setting_that_is_none_is_refused_by_its_name(tmp_path: Path, text: str, where: str) -> None:
    folder = AuthorityFolder(tmp_path)
    folder.settings_file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsUnreadable) as refusal:
        folder.settings()
    assert refusal.value.where == where
    folder.settings_file.write_text('keys = "file"\npolicies = "own"\n', encoding="utf-8")
    assert folder.settings() == FolderSettings()


def test_a_profile_setting_nobody_knows_is_refused(tmp_path: Path) -> None:
    folder = AuthorityFolder(tmp_path)
    folder.settings_file.write_text('keys = "file"\npolicies = "own"\n[profiles]\nx = 1\n', encoding="utf-8")
    with pytest.raises(OpenMynaError):
        folder.settings()


def test_a_folder_without_an_authority_and_one_that_cannot_be_are_told(tmp_path: Path) -> None:
    with pytest.raises(AuthorityMissing):
        AuthorityFolder(tmp_path).settings()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FolderUnusable):
        AuthorityFolder(tmp_path / "file" / "authority").begin(FolderSettings())


def test_a_published_file_is_replaced_whole_and_only_when_it_changes(tmp_path: Path) -> None:
    folder = AuthorityFolder(tmp_path)
    file = folder.published / "ca" / "sign" / "00.cer"
    folder.publish(file, b"one")
    first = file.stat().st_ino
    folder.publish(file, b"one")
    assert file.stat().st_ino == first
    folder.publish(file, b"two")
    assert file.read_bytes() == b"two"
    assert [path.name for path in file.parent.iterdir()] == ["00.cer"]
