"""Starts the watched process, and compares a card at rest with what the process promised."""

import json
import os
import subprocess
import sys
from pathlib import Path

from durability import cards
from durability.driver import ANY_KEY, Promise, Promises, fingerprint
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.contents import CardContents, CardState

TESTS = Path(__file__).parent.parent


def folder_with_cards(path: Path, *names: str) -> Path:
    """A folder with fresh cards."""
    with CardFolder.create(path) as folder:
        for name in names:
            folder.add(name, cards.small_card(name))
    return path


def driver_command(folder: Path, how: str) -> list[str]:
    """The command line of the watched process."""
    return [sys.executable, "-m", "durability.driver", str(folder), how]


def driver_environment() -> dict[str, str]:
    """Its environment: it must find the tests, and leave no files of its own."""
    paths = [str(TESTS), *(item for item in sys.path if item)]
    return dict(os.environ, PYTHONPATH=os.pathsep.join(paths), PYTHONDONTWRITEBYTECODE="1")


def record(folder: Path, log: Path, how: str) -> None:
    """Run the driver under strace and record what it does to files."""
    from durability.replay import SYSTEM_CALLS

    command = ["strace", "-f", "-xx", "-s", "1000000", "-o", str(log), "-e", f"trace={SYSTEM_CALLS}"]
    done = subprocess.run(
        command + driver_command(folder, how), env=driver_environment(), capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()


def promises_of(line: bytes) -> Promises:
    """A line of the driver."""
    values = json.loads(line)
    return Promises(values["note"], {name: Promise(**promise) for name, promise in values["cards"].items()})


def breaches(contents: CardContents, promise: Promise, note: str, *, exact: bool) -> list[str]:
    """How a card at rest breaks the promise; `exact` also demands that no try is gone that was not used."""
    if contents.state.value not in promise.kinds:
        return [f"the card is {contents.state.value} ({note})"]
    if contents.state is not CardState.ACTIVE:
        return []
    auth, sign = cards.counters(contents)
    files = contents.applications[0].files
    found = []
    for name, value, (least, most) in (("auth", auth, promise.auth), ("sign", sign, promise.sign)):
        if value > most:
            found.append(f"{name} gives back a try: {value} at rest, {most} answered ({note})")
        if exact and value < least:
            found.append(f"{name} lost a try: {value} at rest, {least} expected ({note})")
    if files[cards.AUTH_PIN].secret.decode() not in promise.pins:
        found.append(f"PIN neither old nor new ({note})")
    if files[cards.TOKEN].data.decode() not in promise.tokens:
        found.append(f"file neither old nor new ({note})")
    key = files[cards.AUTH_KEY].data
    if not {fingerprint(key), ANY_KEY} & set(promise.keys):
        found.append(f"key neither old nor new ({note})")
    return found
