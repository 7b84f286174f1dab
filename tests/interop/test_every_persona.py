"""Every persona's card meets OpenSC and OpenSSL through a real pcscd: each outcome is as typed in `every_persona.toml`.

One pcscd, one card in it at a time, and each card is made once. A row says how the program ended and one line it said.
"""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import depth
from interop.programs import AUTH_TOKEN, NEW_YEAR_2026, SIGN_TOKEN, Outcome, Programs
from interop.virtual_readers import VirtualReaders, holds_card
from openmyna.bootstrap import OpenCards, make_card
from openmyna.errors import OpenMynaError
from openmyna.iso7816.card_port import CardPort
from openmyna.pki.authority.records import AuthorityKind
from openmyna.sandbox.authority import authority_certificates
from openmyna.sandbox.personas import names

Row = dict[str, Any]
TABLE: dict[str, Row] = tomllib.loads((Path(__file__).parent / "every_persona.toml").read_text(encoding="utf-8"))
SERVED = sorted(name for name, row in TABLE.items() if "refused" not in row)
REFUSED = sorted(name for name, row in TABLE.items() if "refused" in row)
ENVIRONMENT = {"OPENMYNA_MODE": "sandbox"}


def test_the_table_has_a_row_for_every_persona_and_no_other() -> None:
    assert sorted(TABLE) == sorted(names())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("people") / "cards"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published authority of user authentication certificates, which nobody reads from the card they judge."""
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_der_x509_certificate

    path = tmp_path_factory.mktemp("anchors") / "anchors.pem"
    found = authority_certificates(AuthorityKind.AUTH)
    path.write_bytes(b"".join(load_der_x509_certificate(der).public_bytes(Encoding.PEM) for der in found))
    return path


@pytest.fixture(scope="module")
def opened() -> Iterator[OpenCards]:
    with OpenCards(ENVIRONMENT) as cards:
        yield cards


class Visit:
    """One card in the reader, and what each stranger makes of it; a card that has left is laid down again."""

    def __init__(self, readers: VirtualReaders, card: CardPort, folder: Path, authority: Path) -> None:
        self.readers, self.card, self.authority = readers, card, authority
        self.programs = Programs(folder, readers.name(0))
        self.tries: list[int] | None = None
        (folder / "message").write_bytes("ログインを確認する。\n".encode())

    def dump(self) -> Outcome:
        return self.programs.pkcs15_tool("--dump")

    def read(self) -> Outcome:
        return self.programs.pkcs15_tool("--read-certificate", "1", "--output", "certificate.pem")

    def believe(self) -> Outcome:
        """Whether openssl believes the certificate that was read; it knows nothing else from the card."""
        anchors = ("-CAfile", str(self.authority))
        return self.programs.openssl("verify", "-attime", NEW_YEAR_2026, *anchors, "certificate.pem")

    def login(self, pin: str) -> Outcome:
        """A signature by the user authentication key; with a certificate to check it, what openssl says about it."""
        signed = self._sign(AUTH_TOKEN, "01", pin)
        readable = (self.programs.folder / "certificate.pem").exists()
        return self._checked() if signed.status == 0 and readable else signed

    def document(self, password: str) -> Outcome:
        """A signature by the digital signature key."""
        return self._sign(SIGN_TOKEN, "02", password)

    def _sign(self, token: str, key: str, pin: str) -> Outcome:
        return self.programs.pkcs11_tool(
            *("--token-label", token, "--login", "--pin", "env:CARD_PIN", "--sign", "--id", key),
            *("--mechanism", "SHA256-RSA-PKCS", "--input-file", "message", "--output-file", f"signature-{key}"),
            CARD_PIN=pin,
        )

    def _checked(self) -> Outcome:
        public = self.programs.openssl("x509", "-in", "certificate.pem", "-noout", "-pubkey").succeeded().said
        (self.programs.folder / "public.pem").write_text(public)
        return self.programs.openssl(
            "dgst", "-sha256", "-verify", "public.pem", "-signature", "signature-01", "message"
        )

    def outcome(self, column: str, row: Row) -> list[object]:
        """How one column went, with the row's own line where it was said, and everything that was said where not."""
        if not holds_card(self.programs.reader):
            self.readers.insert(self.card)
        given = row.get("pins", {})
        arguments = {"login": (given.get("auth", "1234"),), "document": (given.get("sign", "ABC123"),)}
        done: Outcome = getattr(self, column)(*arguments.get(column, ()))
        lines = [line.strip() for line in done.said.splitlines()]
        self.tries = [int(line.split(":")[1]) for line in lines if line.startswith("Tries left")] or self.tries
        wanted = row[column][1]
        return [done.status, wanted if wanted in lines or (wanted == "" and not lines) else lines]


def source(name: str, folder: Path) -> str:
    """The persona itself; of the slow one an everyday run takes a copy of its file that is not quite so slow."""
    if name != "slow" or depth.PROVING:
        return name
    text = (files("openmyna.sandbox") / "personas" / "slow.toml").read_text(encoding="utf-8")
    assert text.count("slow = 150") == 1
    path = folder / "slow.toml"
    path.write_text(text.replace("slow = 150", "slow = 10"), encoding="utf-8")
    return str(path)


COLUMNS = ("dump", "read", "believe", "login", "document")
visits: list[str] = []


@pytest.mark.parametrize("name", SERVED)
def test_the_card_does_in_strangers_hands_what_the_table_says(
    name: str, readers: VirtualReaders, opened: OpenCards, folder: Path, authority: Path, tmp_path: Path
) -> None:
    row = TABLE[name]
    image = make_card(source(name, tmp_path), folder, ENVIRONMENT)
    visit = Visit(readers, opened.take(image), tmp_path, authority)
    try:
        met = {column: visit.outcome(column, row) for column in COLUMNS if column in row}
    finally:
        readers.remove()
        opened.give_back(image)
    assert met == {column: row[column] for column in COLUMNS if column in row}
    assert visit.tries == row.get("tries")
    visits.append(name)


@pytest.mark.parametrize("name", REFUSED)
def test_a_card_that_cannot_be_served_says_why(name: str, opened: OpenCards, folder: Path) -> None:
    image = make_card(name, folder, ENVIRONMENT)
    with pytest.raises(OpenMynaError) as refusal:
        opened.take(image)
    assert refusal.value.code == TABLE[name]["refused"]
    visits.append(name)


def test_every_persona_has_been_met() -> None:
    assert sorted(visits) == sorted(TABLE)
    outcomes = sum(column in row for row in TABLE.values() for column in (*COLUMNS, "tries", "refused"))
    depth.proof("every-persona", personas=len(visits), outcomes=outcomes)
