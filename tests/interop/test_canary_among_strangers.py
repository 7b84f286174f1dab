"""A card whose secrets are unique is used by strangers through a real pcscd; its secrets stay where their owner put them.

The strangers get every PIN through their environment or a file of their own, so no argument and no output of theirs is
excluded from the search. What they read with the right PIN they may hold: the holder's name, address and birth date are
looked for on our side only. pcscd runs as we start it, without APDU debugging; what it logged is searched.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import depth
from interop.programs import AUTH_TOKEN, MODULE, SIGN_TOKEN, Outcome, Programs
from interop.tls_server import TLSServer
from interop.virtual_readers import VirtualReaders, eventually, free_pair, holds_card
from openmyna.card.wire.pcscd import OwnPcscd
from openmyna.reader.transports.pcsc import PCSC
from openmyna.reader.transports.recording import Recording
from story.canary_drive import Drive
from story.canary_scene import Scene, arguments_of_all_processes, make_scene
from story.leak_search import Canary, Haystack, find

READER = "openmyna 00 00"
OBJECT = "pkcs11:token=JPKI%20%28User%20Authentication%20PIN%29;id=%01"
MAY_BE_READ = {"name", "address", "birth date"}
"""What the holder shows by the signature certificate and the password; a stranger who read it may keep it."""


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A canary of its own, with a folder for the strangers that is not ours."""
    made = make_scene(tmp_path)
    (tmp_path / "strangers").mkdir()
    (tmp_path / "pins").mkdir()
    return made


class Watcher:
    """Notes the arguments of all processes, over and over, while something else runs."""

    def __init__(self) -> None:
        self.seen: set[bytes] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self.seen |= set(arguments_of_all_processes().raw.split(b"\n"))

    @contextmanager
    def watching(self) -> Iterator[None]:
        self._thread.start()
        try:
            yield
        finally:
            self._over.set()
            self._thread.join()

    def haystack(self) -> Haystack:
        return Haystack("arguments of all processes, all along", b"\n".join(sorted(self.seen)))


@contextmanager
def served(scene: Scene, readers: VirtualReaders) -> Iterator[tuple[Path, Path]]:
    """The card in a server of its own with `--trace`, behind a pcscd with the printed reader file; the words of both."""
    port = free_pair()
    configured = scene.run("pcscd-config", "--port", str(port), "--driver", "driver.so")
    assert configured.code == 0
    own = OwnPcscd([], ["openmyna"], configured.out.decode())
    with (
        scene.serving("--listen", f"127.0.0.1:{port}", "--trace", "--lang", "en") as (_, said),
        readers.replaced_by(own),
    ):
        eventually(lambda: holds_card(READER), "the canary's card is inserted")
        assert own._folder is not None
        yield said, own._folder / "log"


def opensc(programs: Programs, scene: Scene) -> list[Outcome]:
    """OpenSC's tools: look, read, verify right and wrong, sign with both keys."""
    person = scene.person
    done = [programs.opensc_tool("--name").succeeded(), programs.pkcs15_tool("--dump").succeeded()]
    done += [programs.pkcs15_tool("--read-certificate", number).succeeded() for number in ("1", "3", "4")]
    wanted = ("--read-certificate", "2", "--verify-pin", "--auth-id", "2", "--pin", "env:CARD_PIN")
    done.append(programs.pkcs15_tool(*wanted, CARD_PIN=person.password).succeeded())
    done.append(programs.verify(1, person.pins[4]).failed())
    done.append(programs.verify(1, person.pins[0]).succeeded())
    (programs.folder / "message").write_bytes(b"message")
    for token, key, pin in ((AUTH_TOKEN, "01", person.pins[0]), (SIGN_TOKEN, "02", person.password)):
        arguments = ("--token-label", token, "--login", "--pin", "env:CARD_PIN", "--sign", "--id", key)
        files = ("--mechanism", "SHA256-RSA-PKCS", "--input-file", "message", "--output-file", f"signature-{key}")
        done.append(programs.pkcs11_tool(*arguments, *files, CARD_PIN=pin).succeeded())
    return done


def logins(programs: Programs, pins: Path, scene: Scene) -> list[Outcome]:
    """curl and GnuTLS log in to a TLS server with the card, and curl fails with a wrong PIN."""
    right, wrong = pins / "right", pins / "wrong"
    right.write_text(scene.person.pins[0])
    wrong.write_text(scene.person.pins[5])
    authority = programs.read_certificate(3)
    done = []
    with TLSServer(programs, authority) as server:
        for file in (right, wrong, right):
            key = f"{OBJECT};type=private;pin-source=file:{file}"
            curl = ("curl", "--silent", "--show-error", "--max-time", "20", "--tls-max", "1.2")
            trusted = ("--cacert", str(server.certificate), "--key", key, "--cert", f"{OBJECT};type=cert", server.url)
            done.append(programs.run(*curl, *trusted))
            programs.reset()
        login = programs.run(
            *("gnutls-cli", "--provider", MODULE, "--x509cafile", str(server.certificate)),
            *("--x509keyfile", f"{OBJECT};type=private", "--x509certfile", f"{OBJECT};type=cert"),
            *("--priority", "NORMAL:-VERS-TLS1.3", "--port", str(server.port), "localhost"),
            stdin=b"GET / HTTP/1.0\r\n\r\n", GNUTLS_PIN=scene.person.pins[0],
        )  # fmt: skip
        done.append(login)
    assert ["BEGIN CERTIFICATE" in outcome.said for outcome in done] == [True, False, True, True]
    return done


def test_a_card_used_by_strangers_shows_no_secret_on_any_side(readers: VirtualReaders, scene: Scene) -> None:
    secrets, issuer_key = scene.secrets(), scene.issuer_key()
    programs = Programs(scene.folder.parent / "strangers", READER)
    watcher = Watcher()
    with served(scene, readers) as (said, log), watcher.watching():
        outcomes = opensc(programs, scene) + logins(programs, scene.folder.parent / "pins", scene)
        with PCSC(READER) as terminal, Recording(terminal, scene.folder / "recording") as recording:
            drive = Drive(recording, scene.person, issuer_key)
            drive.everything()
            terminal.power_off()
        pcscd = Haystack("log of pcscd", log.read_bytes())
        ours = [pcscd, *scene.files()]
    secrets += [*scene.secrets(), *drive.canaries()]
    ours += [Haystack("words of the server", said.read_bytes()), watcher.haystack(), *scene.files()]
    theirs = [Haystack(outcome.command, outcome.said) for outcome in outcomes]
    theirs += [Haystack(path.name, path.read_bytes()) for path in sorted(programs.folder.rglob("*")) if path.is_file()]
    # The search would not see what was not there: each side must have said a good deal.
    assert any(place.place == "recording" and len(place.raw) > 10_000 for place in ours)
    assert said.read_bytes().count(b"VERIFY") > 50
    assert any(b"pkcs11-tool" in line for line in watcher.seen)
    assert any(b"curl" in line for line in watcher.seen)
    searched = list({(canary.name, canary.material): canary for canary in secrets}.values())
    hidden: list[Canary] = [canary for canary in searched if canary.name not in MAY_BE_READ]
    leaks = find(searched, ours) + find(hidden, theirs)
    assert leaks == []
    depth.proof(
        "canary-strangers",
        secrets=len(searched),
        programs=len(outcomes),
        places=len(ours) + len(theirs),
        bytes=sum(len(place.raw) for place in ours + theirs),
        leaks=len(leaks),
    )
