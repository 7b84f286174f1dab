"""The `ca` commands as an operator types them: an authority from its first key on, refusals with codes, and the process."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509

from openmyna.cli.main import main
from openmyna.pki.authority.records import AuthorityKind
from openmyna.sandbox.keys import published_key
from openmyna.storage.sqlite.register import SQLiteRegister
from support.soft_tokens import new_token

NOON = "2026-02-15T12:00:00+09:00"
REQUEST = """
profile = "card_auth"
common_name = "997794E9AGCIEG99201003A"
prefecture = "Mihon-ken"
municipality = "Tamago-shi"
last_day = 2030-02-17
public_key = '''
{key}'''
"""

Run = Callable[..., list[dict[str, object]]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPENMYNA_CA", str(tmp_path / "authority"))
    monkeypatch.setenv("OPENMYNA_CA_PASSPHRASE", "a passphrase of nobody")
    return tmp_path / "authority"


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """One command that has to succeed; its JSON lines."""

    def command(*words: str) -> list[dict[str, object]]:
        assert main([*words, "--json"]) == 0, capsys.readouterr().err
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return command


@pytest.fixture
def refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """One command that has to be refused; the code."""

    def command(*words: str) -> str:
        assert main([*words, "--json"]) == 1
        shown = capsys.readouterr()
        assert shown.out == ""
        code: str = json.loads(shown.err)["error"]["code"]
        return code

    return command


@pytest.fixture(scope="module")
def published_authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority with the published TEST keys, made once and copied."""
    path = tmp_path_factory.mktemp("published") / "authority"
    assert main(["ca", "init", "--folder", str(path), "--keys", "published", "--at", NOON, "--json"]) == 0
    return path


@pytest.fixture
def published(run: Run, folder: Path, published_authority: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """A copy of it, and the way to run commands on it."""
    shutil.copytree(published_authority, folder)
    capsys.readouterr()
    return run


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    path = tmp_path / "request.toml"
    path.write_text(REQUEST.format(key=public_pem()), encoding="utf-8")
    return path


def public_pem() -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = published_key("hanako/jpki-auth").public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_an_authority_in_encrypted_files_from_init_to_show(run: Run, folder: Path, refused: Callable[..., str]) -> None:
    told = run("ca", "init", "--algorithm", "p384")
    assert [(each["authority"], each["generation"], each["algorithm"]) for each in told[:2]] == [
        ("sign", 1, "p384"),
        ("auth", 1, "p384"),
    ]
    assert sorted(path.name for path in (folder / "keys").glob("*.pem")) == ["auth-ca-1.key.pem", "sign-ca-1.key.pem"]
    assert sorted(path.name for path in (folder / "responder-keys").glob("*.pem")) == [
        "ocsp-auth-1.key.pem",
        "ocsp-sign-1.key.pem",
    ]
    assert refused("ca", "init", "--algorithm", "p384") == "authority-exists"
    assert refused("ca", "init", "--keys", "published") == "authority-exists"
    (shown,) = run("ca", "show")
    generations = shown["generations"]
    assert shown["keys"] == "file"
    assert [(each["authority"], each["state"]) for each in generations] == [("sign", "issuing"), ("auth", "issuing")]


def test_an_authority_in_a_token(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = new_token()
    monkeypatch.setenv("OPENMYNA_CA_PIN", token.pin)
    run(
        "ca",
        "init",
        "--keys",
        "pkcs11",
        "--module",
        str(token.module),
        "--token-label",
        token.label,
        "--algorithm",
        "p384",
    )
    assert not (folder / "keys").exists()
    assert token.pin not in (folder / "authority.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [("a passphrase", "a pasphrase"), ("a passphrase", "a passphrase")])
def test_a_passphrase_chosen_at_a_terminal_is_typed_twice_and_later_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, str]
) -> None:
    typed = list(words)
    monkeypatch.delenv("OPENMYNA_CA_PASSPHRASE")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("getpass.getpass", lambda _: typed.pop(0))
    alike = len(set(typed)) == 1
    assert main(["ca", "init", "--algorithm", "p384", "--json"]) == (0 if alike else 1)
    assert typed == []
    if not alike:
        assert json.loads(capsys.readouterr().err)["error"]["code"] == "typed-differently"
        assert not (folder / "keys").exists()
        return
    typed.append("a passphrase")
    assert main(["ca", "crl", "--json"]) == 0


def test_a_token_has_to_be_named_and_its_pin_known(
    refused: Callable[..., str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused("ca", "init", "--keys", "pkcs11") == "token-not-named"
    assert not folder.exists()
    monkeypatch.delenv("OPENMYNA_CA_PIN", raising=False)
    token = new_token()
    words = ("ca", "init", "--keys", "pkcs11", "--module", str(token.module), "--token-label", token.label)
    assert refused(*words) == "passphrase-missing"
    monkeypatch.setenv("OPENMYNA_CA_PIN", "wrong-pin")
    assert refused(*words) == "token-pin-wrong"
    monkeypatch.setenv("OPENMYNA_CA_PIN", token.pin)
    assert main([*words, "--algorithm", "p384", "--json"]) == 0


def test_an_init_cut_short_is_finished_by_the_next_one(run: Run, folder: Path, refused: Callable[..., str]) -> None:
    run("ca", "init", "--algorithm", "p384")
    (file,) = (folder / "published" / "ca" / "auth").iterdir()
    file.unlink()
    told = run("ca", "init", "--algorithm", "p384")
    assert len(told) == 3
    assert file.is_file()
    assert refused("ca", "init", "--algorithm", "p384") == "authority-exists"


def test_the_same_request_file_gives_the_same_certificate(published: Run, request_file: Path, tmp_path: Path) -> None:
    (first,) = published("ca", "issue", str(request_file), "--at", NOON)
    (second,) = published("ca", "issue", str(request_file), "--at", "2026-02-16T12:00:00+09:00")
    assert first == second
    certificate = x509.load_pem_x509_certificate(str(first["certificate"]).encode())
    assert first["number"] == f"R{certificate.serial_number}"
    assert certificate.serial_number >= 200_000_001
    out = tmp_path / "certificate.cer"
    published("ca", "issue", str(request_file), "--out", str(out))
    assert x509.load_der_x509_certificate(out.read_bytes()) == certificate


def test_a_key_is_made_where_there_is_none_and_read_where_there_is(
    published: Run, request_file: Path, tmp_path: Path, refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = request_file.read_text(encoding="utf-8")
    request_file.write_text(text[: text.index("public_key")], encoding="utf-8")
    key = tmp_path / "key.pem"
    (first,) = published("ca", "issue", str(request_file), "--key", str(key))
    assert oct(key.stat().st_mode & 0o777) == "0o600"
    (second,) = published("ca", "issue", str(request_file), "--key", str(key))
    assert first == second
    monkeypatch.setenv("OPENMYNA_MODE", "production")
    assert refused("ca", "issue", str(request_file), "--key", str(tmp_path / "other.pem")) == "refused-in-production"
    assert not (tmp_path / "other.pem").exists()


def test_a_place_that_cannot_be_written_is_named_and_the_certificate_is_to_be_had_elsewhere(
    published: Run, refused: Callable[..., str], request_file: Path, tmp_path: Path
) -> None:
    words, nowhere = ("ca", "issue", str(request_file)), tmp_path / "nowhere"
    assert refused(*words, "--out", str(nowhere / "certificate.pem")) == "output-file-unwritable"
    assert published(*words, "--out", str(tmp_path / "certificate.pem"))
    text = request_file.read_text(encoding="utf-8")
    request_file.write_text(text[: text.index("public_key")], encoding="utf-8")
    assert refused(*words, "--key", str(nowhere / "key.pem")) == "output-file-unwritable"
    assert published(*words, "--key", str(tmp_path / "key.pem"))


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('profile = "card_auth"', 'profile = "authority"', "request-file-invalid"),
        ('profile = "card_auth"', "", "request-file-invalid"),
        ("last_day = 2030-02-17", 'last_day = "soon"', "request-file-invalid"),
        ("last_day = 2030-02-17", "last_day = 2030-02-17\nserial_number = 5", "request-file-invalid"),
        ("last_day = 2030-02-17", "last_day = 2030-02-17\n[attributes]\nname = 1", "request-file-invalid"),
        ("last_day = 2030-02-17", "last_day = ", "request-file-invalid"),
        ("-----BEGIN PUBLIC KEY-----", "-----BEGIN-----", "key-unusable"),
        ("997794E9AGCIEG99201003A", "short", "issuance-refused"),
        ("last_day = 2030-02-17", "last_day = 2099-02-17", "issuance-refused"),
    ],
)
def test_a_request_that_is_not_right_is_refused_until_it_is(
    published: Run, request_file: Path, refused: Callable[..., str], before: str, after: str, code: str
) -> None:
    sound = request_file.read_text(encoding="utf-8")
    assert before in sound
    request_file.write_text(sound.replace(before, after), encoding="utf-8")
    assert refused("ca", "issue", str(request_file), "--at", NOON) == code
    request_file.write_text(sound, encoding="utf-8")
    published("ca", "issue", str(request_file), "--at", NOON)


def test_a_digital_signature_certificate_from_json(published: Run, tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    attributes = {"name": "番号　花子", "birth_date": "419890331", "sex": "2", "address": "見本県卵市一丁目"}
    values = {
        "profile": "card_sign",
        "common_name": "2026021512000000000000000001",
        "prefecture": "Mihon-ken",
        "municipality": "Tamago-shi",
        "last_day": "2030-02-17",
        "public_key": public_pem(),
        "attributes": attributes,
    }
    path.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    (issued,) = published("ca", "issue", str(path), "--at", NOON)
    assert str(issued["number"]).startswith("S")
    assert "花子" not in json.dumps(issued, ensure_ascii=False)


def test_revoke_hold_and_what_may_follow(
    published: Run, request_file: Path, folder: Path, refused: Callable[..., str]
) -> None:
    (issued,) = published("ca", "issue", str(request_file), "--at", NOON)
    number = str(issued["number"])
    (held,) = published("ca", "hold", number, "--at", "2026-02-16T12:00:00+09:00")
    assert (held["reason"], held["revoked_at"]) == ("certificate_hold", "2026-02-16T03:00:00+00:00")
    assert refused("ca", "lift", number, "--at", "2026-02-16T13:00:00+09:00") == "hold-is-final"
    (revoked,) = published("ca", "revoke", number, "--reason", "key_compromise", "--at", "2026-02-17T12:00:00+09:00")
    assert revoked["reason"] == "key_compromise"
    assert refused("ca", "revoke", number, "--reason", "superseded") == "already-revoked"
    assert refused("ca", "revoke", "R199999999", "--reason", "superseded") == "certificate-unknown"
    assert refused("ca", "hold", number[1:]) == "certificate-number"
    listed = [
        path
        for path in (folder / "published" / "crl" / "auth").rglob("Tamago-shi.crl")
        if x509.load_der_x509_crl(path.read_bytes()).get_revoked_certificate_by_serial_number(int(number[1:]))
    ]
    assert len(listed) == 1


def test_lists_are_published_when_due_or_when_told(published: Run, request_file: Path) -> None:
    published("ca", "issue", str(request_file), "--at", NOON)
    (first,) = published("ca", "crl", "--at", NOON)
    assert first["made"] != 0
    assert published("ca", "crl", "--at", NOON)[0]["made"] == 0
    assert published("ca", "crl", "--force", "--at", "2026-02-15T12:01:00+09:00")[0]["made"] != 0


def test_a_roll_over_is_not_done_twice_by_accident(
    run: Run, refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = new_token()
    monkeypatch.setenv("OPENMYNA_CA_PIN", token.pin)
    named = ("--keys", "pkcs11", "--module", str(token.module), "--token-label", token.label)
    run("ca", "init", *named, "--algorithm", "p384", "--at", NOON)
    later = "2026-02-15T13:00:00+09:00"
    words = ("ca", "rollover", "--authority", "auth", "--algorithm", "p384", "--at")
    assert refused(*words, later) == "generation-just-begun"
    assert refused(*words, later, "--generation", "3") == "generation-out-of-order"
    (begun,) = run(*words, later, "--generation", "2")
    assert (begun["authority"], begun["generation"]) == ("auth", 2)
    assert run(*words, later, "--generation", "2") == []
    (third,) = run(*words, "2029-02-15T12:00:00+09:00")
    assert third["generation"] == 3
    states = [(each["authority"], each["state"]) for each in run("ca", "show", "--at", "2029-02-16")[0]["generations"]]
    assert states == [("sign", "issuing"), ("auth", "lists-only"), ("auth", "lists-only"), ("auth", "issuing")]


def test_a_compromise_is_told_and_issuing_goes_on_with_another_key(
    published: Run, request_file: Path, refused: Callable[..., str]
) -> None:
    published("ca", "issue", str(request_file), "--at", NOON)
    words = ("ca", "compromise", "--authority", "auth", "--at", "2026-02-16T12:00:00+09:00", "--generation")
    assert refused(*words, "9") == "generation-unknown"
    assert refused(*words, "3", "--since", "2026-02-16T12:00:01+09:00") == "compromise-time-refused"
    told = published(*words, "3", "--since", NOON)
    assert told[0] == {"revoked": 1}
    assert (told[-1]["generation"], told[-1]["revoked"]) == (3, 1)
    shown = published("ca", "show", "--at", "2026-02-16T12:00:00+09:00")[0]["generations"]
    assert {each["generation"]: each["state"] for each in shown if each["authority"] == "auth"}[3] == "compromised"


def test_time_and_make_believe_are_refused_in_production(
    refused: Callable[..., str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENMYNA_MODE", "production")
    for words in (("--at", NOON), ("--keys", "published"), ("--policies", "lookalike")):
        assert refused("ca", "init", *words) == "refused-in-production"
        assert not folder.exists()
    assert main(["ca", "init", "--algorithm", "p384", "--json"]) == 0


def test_where_there_is_no_authority_the_remedy_says_how_to_make_one(
    refused: Callable[..., str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused("ca", "show") == "authority-missing"
    assert refused("ca", "crl") == "authority-missing"
    assert main(["ca", "show", "--lang", "ja"]) == 1
    assert "openmyna ca init" in capsys.readouterr().err


def test_the_served_process_answers_commands_without_a_passphrase_and_ends_when_told(
    run: Run, folder: Path, request_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("ca", "init")
    code = "import sys; from openmyna.cli.main import main; sys.exit(main(['ca', 'serve', '--json']))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert json.loads(process.stdout.readline())["socket"] == str(folder / "ca.sock")
            assert listening_ports(process.pid) == set()
            # Those who ask need no key: the passphrase is the process's alone.
            monkeypatch.delenv("OPENMYNA_CA_PASSPHRASE")
            (issued,) = run("ca", "issue", str(request_file))
            (revoked,) = run("ca", "revoke", str(issued["number"]), "--reason", "superseded")
            assert revoked["reason"] == "superseded"
            run("ca", "crl")
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        finally:
            process.kill()  # Only where something above failed does it still run.
    assert not (folder / "ca.sock").exists()
    with SQLiteRegister.open(folder / "authority.sqlite3") as register:
        assert register.entry(AuthorityKind.AUTH, int(str(issued["number"])[1:])) is not None


def listening_ports(pid: int) -> set[str]:
    """Sockets of a process at which somebody could knock over a network."""
    held = {os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    found = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" or table.startswith("udp"):
                found.add(f"socket:[{fields[9]}]")
    return held & found


def test_the_look_for_listening_sockets_finds_one() -> None:
    # Other tests may have left a server running in this process.
    before = listening_ports(os.getpid())
    with socket.create_server(("127.0.0.1", 0)):
        assert len(listening_ports(os.getpid()) - before) == 1
