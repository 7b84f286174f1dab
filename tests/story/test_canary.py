"""A card whose secrets are unique is driven through everything; afterwards its secrets are found nowhere."""

import logging
import traceback
from collections.abc import Callable

import pytest

import depth
from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.chip import Chip
from openmyna.card.state import VolatileState
from openmyna.card.trace.explainer import Explainer, TraceEvent
from openmyna.card.trace.lines import text, to_json
from openmyna.card.trace.traced_card import TracedCard
from openmyna.errors import OpenMynaError
from openmyna.identity.secret import FourDigitPIN, KeyBytes, Password
from openmyna.issuance.printed import printed_texts
from openmyna.reader.transports.recording import Recording
from openmyna.sandbox.personas import load
from story.canary_drive import Drive
from story.canary_person import CanaryPerson, key_canaries
from story.canary_scene import Scene, arguments_of_all_processes, printed
from story.canary_wire import WireCard
from story.leak_search import Canary, Haystack, find
from story.reachable import shown_by_each


def test_commands_that_report_show_no_secret(scene: Scene) -> None:
    found = []
    for language in ("ja", "en"):
        for form in ((), ("--json",)):
            for words in (("card", "list", scene.cards), ("card", "show", scene.image)):
                outcome = scene.run(*words, "--lang", language, *form)
                assert (outcome.code, b"canary" in outcome.out) == (0, True)
                found += printed(" ".join(map(str, words[:2])), outcome)
    assert find(scene.secrets(), [*found, *scene.files()]) == []


def test_a_served_and_traced_card_shows_no_secret_on_any_side(scene: Scene) -> None:
    """Through the wire, with `--trace`: output, logs, files while open and after, arguments of every process."""
    secrets, places, issuer_key = scene.secrets(), [], scene.issuer_key()
    for form in ((), ("--json",)):
        with scene.serving("--listen", "127.0.0.1:0", "--trace", "--lang", "ja", *form) as (port, said):
            with WireCard(port) as card:
                drive = Drive(card, scene.person, issuer_key)
                drive.everything()
                places += [arguments_of_all_processes(), *scene.files()]
            assert drive.succeeded > 100
            secrets += drive.canaries()
        places.append(Haystack(f"card serve {form}", said.read_bytes()))
        assert places[-1].raw.count(b"VERIFY") > 30
        secrets += scene.secrets()
    places += scene.files()
    leaks = find(secrets, places)
    assert leaks == []
    depth.proof(
        "canary-served",
        secrets=len({canary.name for canary in secrets}),
        places=len(places),
        bytes=sum(len(place.raw) for place in places),
        leaks=len(leaks),
    )


def test_a_card_in_process_leaves_no_secret_in_traces_recordings_logs_and_files(
    scene: Scene, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    secrets = scene.secrets()
    events: list[TraceEvent] = []
    caplog.set_level(logging.DEBUG)
    with CardFolder(scene.cards) as folder, folder.open("canary") as store:
        chip = Chip(store, BUILT_IN)
        with Recording(
            TracedCard(chip, Explainer(BUILT_IN, "canary"), events.append), scene.folder / "recording"
        ) as card:
            drive = Drive(card, scene.person, store.contents.issuer_key)
            drive.everything()
        opened = list(scene.files())
        assert any("journal" in place.place for place in opened)
        secrets += [*drive.canaries(), *key_canaries(store.contents)]
    trace = scene.folder / "trace.jsonl"
    trace.write_text("\n".join(to_json(event) for event in events), encoding="utf-8")
    spoken = "\n".join(text(event, language) for event in events for language in ("ja", "en"))
    (scene.folder / "trace.txt").write_text(spoken, encoding="utf-8")
    assert len(events) > drive.sent
    places = [*opened, *scene.files(), Haystack("log", caplog.text), Haystack("repr of events", repr(events))]
    places += [
        Haystack(f"captured {name}", content) for name, content in zip(("out", "err"), capfd.readouterr(), strict=True)
    ]
    assert find(secrets, places) == []


def test_a_recording_that_begins_after_the_pin_was_verified_shows_no_secret(scene: Scene) -> None:
    """The status belongs to the card: another program may have verified, and a warm reset ends nothing."""
    with CardFolder(scene.cards) as folder, folder.open("canary") as store:
        chip = Chip(store, BUILT_IN)
        chip.power_on()
        Drive(chip, scene.person, b"").good("00A4040C0AD3921000310001010408")
        Drive(chip, scene.person, b"").verify(0x11, scene.person.pins[1])
        with Recording(chip, scene.folder / "recording") as card:
            card.reset()
            Drive(card, scene.person, b"").good("00B0810000")
            Drive(card, scene.person, b"").good("00B0820000")
    assert find(scene.secrets(), scene.files()) == []


def test_explaining_the_raw_logs_of_others_prints_none_of_the_secrets_they_hold(scene: Scene) -> None:
    """The logs themselves hold every secret, which is checked first; they lie outside of what is searched."""
    log: list[tuple[bytes, bytes]] = []

    class Listening:
        def __init__(self, chip: Chip) -> None:
            self.power_on, self.power_off, self.reset, self._chip = chip.power_on, chip.power_off, chip.reset, chip

        def transmit(self, command: bytes) -> bytes:
            answer = self._chip.transmit(command)
            log.append((command, answer))
            return answer

    with CardFolder(scene.cards) as folder, folder.open("canary") as store:
        drive = Drive(Listening(Chip(store, BUILT_IN)), scene.person, store.contents.issuer_key)
        drive.everything()
    forms: dict[str, Callable[[bytes, bytes], str]] = {
        "arrows": lambda command, answer: f"> {command.hex()}\n< {answer.hex()}",
        "bare": lambda command, answer: f"{command.hex(' ').upper()}\n{answer.hex(' ').upper()}",
        "pcscd": lambda command, answer: (
            f"00000012 winscard.c:1680 APDU: {command.hex(' ').upper()}\n"
            f"00000345 winscard.c:1690 SW: {answer.hex(' ').upper()}"
        ),
        "broken": lambda command, answer: f"> {command.hex()[:-1]}\n?? {answer.hex()} {command!r}",
    }
    places, secrets = [], [*scene.secrets(), *drive.canaries()]
    for name, form in forms.items():
        path = scene.persona.parent / f"{name}.log"
        path.write_text("\n".join(form(*exchange) for exchange in log), encoding="utf-8")
        names = {leak.secret for leak in find(secrets, [Haystack("log", path.read_bytes())])}
        assert {"Individual Number", "digital signature password", "authentication PIN", "matching number B"} <= names
        for more in ((), ("--json",), ("--lang", "ja")):
            outcome = scene.run("trace", "explain", path, *more)
            assert outcome.code == 0 or name == "broken"
            places += printed(f"trace explain {name} {more}", outcome)
    assert sum(len(place.raw) for place in places) > 100_000
    assert find(secrets, places) == []


def _variants(scene: Scene) -> dict[str, str]:
    """The persona file with one secret after the other made unusable, and once no TOML at all."""
    whole, person = scene.persona.read_text(encoding="utf-8"), scene.person
    number = person.number[:-1] + str((int(person.number[-1]) + 5) % 10)
    return {
        "a number that could be real": whole.replace(person.number, number),
        "a number of another length": whole.replace(person.number, person.number + "1"),
        "a number that is no text": whole.replace(f'"{person.number}"', person.number),
        "a record code with a wrong digit": whole.replace(person.record_code, person.record_code[:-1] + "x"),
        "a PIN that is too long": whole.replace(
            f'auth_pin = "{person.pins[0]}"', f'auth_pin = "{person.pins[0]}{person.pins[1]}9"'
        ),
        "a PIN that is no text": whole.replace(f'auth_pin = "{person.pins[0]}"', f'auth_pin = ["{person.pins[0]}"]'),
        "a password with a forbidden character": whole.replace(person.password, person.password + "!"),
        "a security code that is too long": whole.replace(f'"{person.pins[3]}"', f'"{person.pins[3]}5"'),
        "no TOML": whole.replace(f'sign_password = "{person.password}"', f'sign_password = "{person.password}'),
    }


def test_refusing_a_persona_file_quotes_none_of_its_secrets(scene: Scene) -> None:
    places, secrets = [], scene.secrets()
    real = scene.person.number[:-1] + str((int(scene.person.number[-1]) + 5) % 10)
    secrets.append(Canary("number that could be real", real.encode()))
    for name, content in _variants(scene).items():
        path = scene.persona.parent / "refused.toml"
        path.write_text(content, encoding="utf-8")
        for more in ((), ("--json",)):
            outcome = scene.run("card", "make", path, "--into", scene.folder / "none", *more)
            assert outcome.code == 1, name
            assert b"internal" not in outcome.err, name
            places += printed(name, outcome)
        with pytest.raises(OpenMynaError) as refused:
            load(str(path))
        shown = traceback.TracebackException.from_exception(refused.value)
        places.append(Haystack(f"{name}: traceback", "".join(shown.format())))
        places.append(Haystack(f"{name}: facts", f"{refused.value!r} {refused.value.facts} {refused.value.advice()}"))
    assert find(secrets, places) == []


@pytest.mark.parametrize(
    "refuse",
    [
        lambda person: FourDigitPIN(person.pins[0] + person.pins[1]),
        lambda person: Password(person.password + "-"),
        lambda person: FourDigitPIN(int(person.pins[0] + "5")),
        lambda person: KeyBytes(person.password),
    ],
)
def test_a_refused_secret_is_in_no_traceback_even_with_local_variables(
    refuse: Callable[[CanaryPerson], object],
) -> None:
    person = CanaryPerson()
    with pytest.raises(OpenMynaError) as refused:
        refuse(person)
    # The first frame is this test's own, which must know the secret.
    inner = refused.value.__traceback__
    while inner is not None and "openmyna" not in inner.tb_frame.f_code.co_filename:
        inner = inner.tb_next
    shown = traceback.TracebackException(type(refused.value), refused.value, inner, capture_locals=True)
    assert inner is not None
    assert find(person.canaries(), [Haystack("traceback", "".join(shown.format()))]) == []


@pytest.mark.parametrize("fault", ["lower", "sync", "save", "restore"])
def test_a_fault_of_the_storage_shows_no_secret(scene: Scene, fault: str) -> None:
    """An error nobody foresaw comes out of the chip as it is; its traceback is what a log would hold."""

    def fail(*_: object) -> int:
        raise RuntimeError("planted fault")

    with CardFolder(scene.cards) as folder:
        store = VolatileState(folder.peek("canary"))
    secrets = [*scene.secrets(), *key_canaries(store.contents)]
    setattr(store, fault, fail)
    drive = Drive(Chip(store, BUILT_IN), scene.person, store.contents.issuer_key)
    with pytest.raises(RuntimeError, match="planted fault") as raised:
        drive.everything()
    assert find(secrets, [Haystack("traceback", "".join(traceback.format_exception(raised.value)))]) == []


def test_a_fault_of_a_listener_shows_no_secret(scene: Scene) -> None:
    def listen(event: TraceEvent) -> None:
        raise RuntimeError(repr(event))

    with CardFolder(scene.cards) as folder:
        watched = TracedCard(Chip(VolatileState(folder.peek("canary")), BUILT_IN), Explainer(BUILT_IN), listen)
    places = []
    for command in (b"\x00\x20\x00\x98\x04" + scene.person.pins[0].encode(), scene.person.password.encode()):
        with pytest.raises(RuntimeError) as heard:
            watched.transmit(command)
        places.append(Haystack("traceback", "".join(traceback.format_exception(heard.value))))
    assert find(scene.secrets(), places) == []


def test_no_object_shows_a_secret_by_its_repr(scene: Scene) -> None:
    persona = load(str(scene.persona))
    from openmyna.sandbox.cards import card_keys

    order = persona.order(card_keys("fresh", "rsa2048"))
    with CardFolder(scene.cards) as folder, folder.open("canary") as store:
        chip = Chip(store, BUILT_IN)
        drive = Drive(chip, scene.person, store.contents.issuer_key)
        drive.everything()
        drive.card.power_on()
        drive.good("00A4040C0AD3921000310001010408")
        pending = chip.begin(b"\x00\x20\x00\x91\x04" + scene.person.pins[1].encode())
        shown = list(
            shown_by_each([persona, order, printed_texts(order), folder, store, store.contents, chip, pending, drive])
        )
        secrets = [*scene.secrets(), *drive.canaries(), *key_canaries(store.contents)]
    names = {name.rpartition(".")[2] for name, _ in shown}
    assert {
        "Chip",
        "CardContents",
        "FileContents",
        "CardOrder",
        "Password",
        "OpenCard",
        "Pending",
        "LoadedFile",
    } <= names
    assert len(shown) > 150
    assert find(secrets, [Haystack(name, content) for name, content in shown]) == []


def test_a_destroyed_card_leaves_no_secret_in_its_folder(scene: Scene) -> None:
    secrets, places = scene.secrets(), []
    with CardFolder(scene.cards) as folder, folder.open("canary") as store:
        Drive(Chip(store, BUILT_IN), scene.person, store.contents.issuer_key).everything()
        secrets += key_canaries(store.contents)
    for how in ("probe", "command"):
        outcome = scene.run("card", "tamper", scene.image, "--how", how)
        places += [*printed(f"card tamper {how}", outcome), *scene.files()]
    assert find(secrets, places) == []
