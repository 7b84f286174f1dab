"""PKCS#11 tokens of SoftHSM2 in a temporary folder of this process, each with a label and PIN of its own.

A module is started once in a process and then knows one folder of tokens, so every test shares the folder.
"""

import atexit
import functools
import os
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
OFFICER_PIN = "officer-of-a-test-token"


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftToken:
    """A new token without any key."""

    label: str
    pin: str
    module: Path = MODULE

    def environment(self) -> dict[str, str]:
        """What another process needs in its environment to see the token."""
        return {"SOFTHSM2_CONF": os.environ["SOFTHSM2_CONF"]}


@functools.cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="openmyna-tokens-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
        "slots.removable = false\n",
        encoding="ascii",
    )
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    return folder


def new_token() -> SoftToken:
    """Initialise one more token."""
    _folder()
    label, pin = f"test-{secrets.token_hex(4)}", f"pin-{secrets.token_hex(4)}"
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", OFFICER_PIN],
        check=True,
        capture_output=True,
    )
    return SoftToken(label=label, pin=pin)
