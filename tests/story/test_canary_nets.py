"""The nets in which the canary's secrets are looked for: a secret let into each of them is found."""

import io
import logging
import subprocess
import sys
import time
import traceback
from collections.abc import Callable

import pytest

from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.trace.explainer import Explainer
from openmyna.card.trace.lines import to_json
from story.canary_scene import Scene, arguments_of_all_processes, printed
from story.leak_search import Haystack, find
from story.reachable import shown_by_each


def _planted_log(scene: Scene) -> list[Haystack]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logger = logging.getLogger("openmyna.planted")
    logger.addHandler(handler)
    logger.warning("login with %s", scene.person.password)
    logger.removeHandler(handler)
    return [Haystack("log", stream.getvalue())]


def _planted_file(scene: Scene) -> list[Haystack]:
    (scene.cards / ".openmyna" / "note").write_bytes(scene.person.password.encode().hex().encode())
    return list(scene.files())


def _planted_file_name(scene: Scene) -> list[Haystack]:
    (scene.cards / f"{scene.person.password}.tmp").touch()
    return list(scene.files())


def _planted_output(scene: Scene) -> list[Haystack]:
    outcome = scene.run("card", "show", scene.cards / f"{scene.person.password}.card")
    assert outcome.code == 1
    return printed("card show", outcome)


def _planted_argument(scene: Scene) -> list[Haystack]:
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", scene.person.password])
    try:
        for _ in range(100):
            seen = arguments_of_all_processes()
            if scene.person.password.encode() in seen.raw:
                break
            time.sleep(0.02)
        return [seen]
    finally:
        sleeper.kill()
        sleeper.wait()


def _planted_traceback(scene: Scene) -> list[Haystack]:
    return [Haystack("traceback", "".join(traceback.format_exception(ValueError(scene.person.password))))]


def _planted_trace(scene: Scene) -> list[Haystack]:
    event = Explainer(BUILT_IN, scene.person.password).exchange(b"\x00\x20\x00\x98", b"\x63\xc3")
    return [Haystack("trace", to_json(event))]


def _planted_repr(scene: Scene) -> list[Haystack]:
    from openmyna.iso7816.tlv import DataObject

    class Talkative(DataObject):
        def __repr__(self) -> str:
            return repr(self.value)

    Talkative.__module__ = "openmyna.planted"
    hidden = {"deep": [(Talkative(0x86, scene.person.password.encode(), b""),)]}
    return [Haystack(name, content) for name, content in shown_by_each([hidden])]


@pytest.mark.parametrize(
    "plant",
    [
        _planted_log, _planted_file, _planted_file_name, _planted_output, _planted_argument,
        _planted_traceback, _planted_trace, _planted_repr,
    ],
)  # fmt: skip
def test_a_planted_leak_is_found_in_this_net(scene: Scene, plant: Callable[[Scene], list[Haystack]]) -> None:
    leaks = find(scene.secrets(), plant(scene))
    assert {leak.secret for leak in leaks} == {"digital signature password"}
