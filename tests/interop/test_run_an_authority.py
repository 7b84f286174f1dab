"""The page on running an authority: its session is run as it stands, by a shell, and openssl judges what comes out of it."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from openmyna.pki.authority.folder import AuthorityFolder, KeyPlace

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "run-an-authority.md"
MARK = "<!-- run: authority -->\n```sh\n"


def session(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Run a block with our command on the path."""
    programs = folder / "bin"
    programs.mkdir()
    (programs / "openmyna").write_text(
        f"#!{sys.executable}\nimport sys\nfrom openmyna.cli.main import main\nsys.exit(main())\n", encoding="utf-8"
    )
    (programs / "openmyna").chmod(0o755)
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    command = ["bash", "-e", "-u", "-x", "-o", "pipefail", "-c", text]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)


def block() -> str:
    text = PAGE.read_text(encoding="utf-8")
    assert text.count(MARK) == 1
    return text.split(MARK)[1].split("```")[0]


def test_the_session_of_the_page_runs_line_by_line(tmp_path: Path) -> None:
    done = session(tmp_path, block())
    assert done.returncode == 0, done.stderr
    assert "certificate.pem: OK\n" in done.stdout
    assert "certificate revoked" in done.stderr
    assert "失効 / revoked\n" in done.stdout


def test_a_session_with_one_thing_wrong_is_noticed(tmp_path: Path) -> None:
    """The twin: without the list nobody may call the certificate good."""
    done = session(tmp_path, block().replace("openmyna ca crl\n", "", 1))
    assert done.returncode != 0


def test_every_setting_of_the_page_is_one(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    assert set(tomllib.loads(text)) == {"keys", "policies", "token", "profiles", "lists"}
    folder = AuthorityFolder(tmp_path)
    folder.settings_file.write_text(text, encoding="utf-8")
    settings = folder.settings()
    assert settings.keys is KeyPlace.PKCS11
    assert settings.token is not None
    assert settings.token.responder_label == "ocsp"
