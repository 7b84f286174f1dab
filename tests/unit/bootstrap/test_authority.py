"""How an authority is opened: whose passphrase opens which keys, and what production mode refuses."""

from pathlib import Path

import pytest

from openmyna.bootstrap import OpenAuthority, authority_keys, clock_in, responder_keys
from openmyna.bootstrap.secrets import secret_of
from openmyna.config import RefusedInProduction, authority_folder
from openmyna.errors import Bilingual
from openmyna.pki.authority.folder import AuthorityFolder, FolderSettings, KeyPlace, TokenPlace
from openmyna.pki.clock import SystemClock
from openmyna.pki.key_store.errors import KeyFileExposed, KeyStoreUnusable, PassphraseMissing, PassphraseWrong
from openmyna.pki.key_store.labels import Passphrase
from openmyna.pki.keys import KeyAlgorithm
from openmyna.pki.oids import PolicyArc
from openmyna.sandbox.clock import MovableClock
from support.soft_tokens import new_token

NAME = "OPENMYNA_CA_PASSPHRASE"
ONE = {NAME: "one passphrase"}


def file_folder(path: Path, settings: FolderSettings | None = None) -> AuthorityFolder:
    folder = AuthorityFolder(path)
    folder.begin(settings or FolderSettings())
    return folder


def test_the_folder_is_named_or_beside_the_cards(tmp_path: Path) -> None:
    assert authority_folder({"OPENMYNA_CA": "/ca", "OPENMYNA_CARDS": "/cards"}) == Path("/ca")
    assert authority_folder({"OPENMYNA_CARDS": "/cards"}) == Path("/cards/authority")
    assert authority_folder({}, tmp_path) == tmp_path / "authority"


def test_a_secret_comes_from_a_file_first_then_the_environment_then_whoever_sits_there(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text("from the file\nsecond line\n", encoding="utf-8")
    file.chmod(0o600)
    environment = {f"{NAME}_FILE": str(file), NAME: "from the variable"}

    def ask(what: Bilingual) -> str:
        assert what.en == "passphrase"
        return "typed by somebody"

    assert secret_of(Passphrase, environment, NAME, ask).reveal() == "from the file"
    assert secret_of(Passphrase, {NAME: "from the variable"}, NAME, ask).reveal() == "from the variable"
    assert secret_of(Passphrase, {}, NAME, ask).reveal() == "typed by somebody"
    with pytest.raises(PassphraseMissing) as refusal:
        secret_of(Passphrase, {}, NAME, None)
    assert "OPENMYNA_CA_PASSPHRASE_FILE" in refusal.value.advice().en
    file.chmod(0o640)
    with pytest.raises(KeyFileExposed):
        secret_of(Passphrase, environment, NAME, ask)
    file.unlink()
    with pytest.raises(KeyStoreUnusable):
        secret_of(Passphrase, environment, NAME, ask)


def test_whoever_opens_the_responders_keys_cannot_open_the_authoritys(tmp_path: Path) -> None:
    folder = file_folder(tmp_path)
    both = ONE | {"OPENMYNA_RESPONDER_PASSPHRASE": "another passphrase"}
    authority_keys(folder, both).generate("sign-ca-1", KeyAlgorithm.P_384)
    responder_keys(folder, both).generate("ocsp-sign-1", KeyAlgorithm.P_384)
    alone = {"OPENMYNA_RESPONDER_PASSPHRASE": "another passphrase"}
    assert responder_keys(folder, alone).signer("ocsp-sign-1").sign(b"x")
    with pytest.raises(PassphraseMissing):
        authority_keys(folder, alone)
    with pytest.raises(PassphraseWrong):
        authority_keys(folder, {NAME: "another passphrase"}).signer("sign-ca-1")
    with pytest.raises(PassphraseWrong):
        responder_keys(folder, ONE).signer("ocsp-sign-1")


def test_without_a_passphrase_of_its_own_the_responders_is_the_authoritys(tmp_path: Path) -> None:
    folder = file_folder(tmp_path)
    responder_keys(folder, ONE).generate("ocsp-sign-1", KeyAlgorithm.P_384)
    assert responder_keys(folder, ONE).labels() == ("ocsp-sign-1",)
    assert authority_keys(folder, ONE).labels() == ()


def test_somebody_is_asked_once_for_both(tmp_path: Path) -> None:
    asked = []

    def ask(what: Bilingual) -> str:
        asked.append(what.en)
        return "typed by somebody"

    file_folder(tmp_path)
    with OpenAuthority(tmp_path, {}, ask=ask):
        pass
    assert asked == ["passphrase"]


def test_two_tokens_keep_the_two_kinds_of_keys_apart(tmp_path: Path) -> None:
    own, other = new_token(), new_token()
    place = TokenPlace(module=own.module, label=own.label, responder_label=other.label)
    folder = file_folder(tmp_path, FolderSettings(keys=KeyPlace.PKCS11, token=place))
    pins = {"OPENMYNA_CA_PIN": own.pin, "OPENMYNA_RESPONDER_PIN": other.pin}
    keys, responders = authority_keys(folder, pins), responder_keys(folder, pins)
    keys.generate("sign-ca-1", KeyAlgorithm.P_384)
    responders.generate("ocsp-sign-1", KeyAlgorithm.P_384)
    assert (keys.labels(), responders.labels()) == (("sign-ca-1",), ("ocsp-sign-1",))
    keys.close()
    responders.close()


def test_production_has_no_published_keys_no_look_alike_policies_and_no_clock_that_moves(tmp_path: Path) -> None:
    production = ONE | {"OPENMYNA_MODE": "production"}
    for name, settings in (
        ("published", FolderSettings(keys=KeyPlace.PUBLISHED)),
        ("lookalike", FolderSettings(policies=PolicyArc.LOOKALIKE)),
    ):
        file_folder(tmp_path / name, settings)
        with pytest.raises(RefusedInProduction):
            OpenAuthority(tmp_path / name, production)
        with OpenAuthority(tmp_path / name, ONE):
            pass
    folder = file_folder(tmp_path / "own")
    assert isinstance(clock_in(folder, production), SystemClock)
    assert isinstance(clock_in(folder, ONE), MovableClock)
    with OpenAuthority(folder.path, production):
        pass
