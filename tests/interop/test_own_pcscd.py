"""A pcscd of our own: only one, only where the card's side listens, gone when we are gone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from interop.virtual_readers import VirtualReaders, eventually, free_pair
from openmyna.card.wire.pcscd import RUN_DIRECTORY, OwnPcscd, clear_stale_files, missing_packages, pcscd_runs
from openmyna.card.wire.pcscd_errors import PcscdFailed, PcscdNotRoot, PcscdRunning
from openmyna.card.wire.vpcd import VpcdSlot

ORPHAN = """
import sys, signal
from openmyna.card.wire.pcscd import OwnPcscd
from openmyna.card.wire.vpcd import VpcdSlot
port = int(sys.argv[1])
slots = [VpcdSlot("127.0.0.1", number, listen=True) for number in (port, port + 1)]
own = OwnPcscd([port])
own.start()
print(own.pid, flush=True)
signal.pause()
"""


def test_nothing_is_missing_where_this_suite_runs() -> None:
    assert missing_packages() == ()


def test_a_second_pcscd_is_refused_and_the_first_one_left_alone(readers: VirtualReaders) -> None:
    before = readers.pcscd.pid
    with pytest.raises(PcscdRunning) as refusal:
        OwnPcscd([free_pair()]).start()
    assert refusal.value.code == "pcscd-running"
    clear_stale_files()
    assert (RUN_DIRECTORY / "pcscd.comm").exists()
    assert readers.pcscd.pid == before
    assert pcscd_runs()


def test_a_user_who_is_not_root_is_told_so(readers: VirtualReaders, monkeypatch: pytest.MonkeyPatch) -> None:
    with readers.replaced_by(None), monkeypatch.context() as patched:
        patched.setattr(os, "geteuid", lambda: 1000)
        with pytest.raises(PcscdNotRoot):
            OwnPcscd([free_pair()]).start()
        patched.undo()


def test_a_port_nobody_listens_on_is_named_and_nothing_is_left_behind(readers: VirtualReaders) -> None:
    """The installed driver gives up on a refused port; the twin with listeners starts."""
    port = free_pair()
    with readers.replaced_by(None):
        text = f'FRIENDLYNAME "x"\nDEVICENAME 127.0.0.1:{port}\nLIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so\n'
        own = OwnPcscd([port], text=text + f"CHANNELID {port:#x}\n")
        with pytest.raises(PcscdFailed) as refusal:
            own.start()
        assert refusal.value.facts["ports"] == f"{port}-{port + 1}"
        assert own.pid is None
        assert not pcscd_runs()
        with VpcdSlot("127.0.0.1", port, listen=True), VpcdSlot("127.0.0.1", port + 1, listen=True), OwnPcscd([port]):
            assert pcscd_runs()
        assert not pcscd_runs()


def test_pcscd_ends_with_a_process_that_was_killed(readers: VirtualReaders, tmp_path: Path) -> None:
    with readers.replaced_by(None):
        parent = subprocess.Popen(
            [sys.executable, "-c", ORPHAN, str(free_pair())],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )
        assert parent.stdout is not None
        with parent.stdout as output:
            pid = int(output.readline())
        assert pcscd_runs()
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        eventually(lambda: not pcscd_runs(), "pcscd is gone")
        assert not lives(pid)


def lives(pid: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
