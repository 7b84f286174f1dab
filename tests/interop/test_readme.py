"""The README's OpenSC session is run as it stands, by a shell, against hanako's card."""

from pathlib import Path

from interop.programs import Programs

README = Path(__file__).parents[2] / "README.md"
MARK = "<!-- run: opensc -->\n```sh\n"


def test_the_opensc_session_of_the_readme_runs_line_by_line(programs: Programs) -> None:
    text = README.read_text(encoding="utf-8")
    assert text.count(MARK) == 1
    block = text.split(MARK)[1].split("```")[0]
    assert "pkcs11-tool" in block
    assert "openssl dgst -sha256 -verify" in block
    (programs.folder / "session.sh").write_text(block, encoding="utf-8")
    done = programs.run("bash", "-e", "-u", "-x", "-o", "pipefail", "session.sh").succeeded()
    assert "jpki" in done.said
    assert done.said.count("Verified OK") == block.count("openssl dgst")


def test_a_session_with_a_wrong_pin_is_noticed(programs: Programs) -> None:
    """The twin: the same block fails as soon as one thing in it is wrong."""
    block = README.read_text(encoding="utf-8").split(MARK)[1].split("```")[0]
    (programs.folder / "session.sh").write_text(block.replace("ABC123", "ABC124"), encoding="utf-8")
    programs.run("bash", "-e", "-u", "-x", "-o", "pipefail", "session.sh").failed()
