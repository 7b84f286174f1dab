"""The strangers: OpenSC's tools, openssl, curl, certutil, each run as its own process in an empty home."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MODULE = str(next(Path("/usr/lib").glob("*/opensc-pkcs11.so"), "opensc-pkcs11.so"))
NEW_YEAR_2026 = "1767193200"
"""When certificates are judged: those of a fictional person have a fixed life, and no test may depend on the day."""
AUTH_TOKEN = "JPKI (User Authentication PIN)"
SIGN_TOKEN = "JPKI (Digital Signature PIN)"


@dataclass(frozen=True)
class Outcome:
    """What a program said (both streams) and how it ended."""

    command: str
    status: int
    said: str

    def succeeded(self) -> "Outcome":
        assert self.status == 0, f"{self.command} ended with {self.status}:\n{self.said}"
        return self

    def failed(self) -> "Outcome":
        assert self.status != 0, f"{self.command} was expected to fail:\n{self.said}"
        return self


@dataclass(frozen=True)
class Programs:
    """Runs programs in one folder with an environment of its own; PINs travel there or in files, not in argv."""

    folder: Path
    reader: str

    def run(self, *command: str, stdin: bytes = b"", **environment: str) -> Outcome:
        done = subprocess.run(
            command,
            cwd=self.folder,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
            env=clean_environment(self.folder, environment),
        )
        return Outcome(" ".join(command), done.returncode, done.stdout.decode(errors="replace"))

    def opensc_tool(self, *arguments: str) -> Outcome:
        return self.run("opensc-tool", "--reader", self.reader, *arguments)

    def pkcs15_tool(self, *arguments: str, **environment: str) -> Outcome:
        return self.run("pkcs15-tool", "--reader", self.reader, *arguments, **environment)

    def pkcs11_tool(self, *arguments: str, **environment: str) -> Outcome:
        return self.run("pkcs11-tool", "--module", MODULE, *arguments, **environment)

    def openssl(self, *arguments: str, stdin: bytes = b"") -> Outcome:
        return self.run("openssl", *arguments, stdin=stdin)

    def reset(self) -> None:
        """Power off and on: what an earlier program verified is forgotten."""
        self.opensc_tool("--reset").succeeded()

    def verify(self, reference: int, pin: str) -> Outcome:
        """Present a PIN: 1 is the four-digit one, 2 the signature password."""
        arguments = ("--verify-pin", "--auth-id", str(reference), "--pin", "env:CARD_PIN", "--list-pins")
        return self.pkcs15_tool(*arguments, CARD_PIN=pin)

    def tries_left(self) -> list[int]:
        """As OpenSC shows them: the four-digit PIN, then the signature password."""
        dump = self.pkcs15_tool("--dump").succeeded().said
        return [int(line.split(":")[1]) for line in dump.splitlines() if "Tries left" in line]

    def read_certificate(self, identifier: int) -> Path:
        """One certificate of the card, as OpenSC reads it, in a PEM file."""
        path = self.folder / f"certificate-{identifier}.pem"
        pin = ("--verify-pin", "--auth-id", "2", "--pin", "env:CARD_PIN") if identifier == 2 else ()
        arguments = ("--read-certificate", str(identifier), "--output", str(path), *pin)
        self.pkcs15_tool(*arguments, CARD_PIN="ABC123").succeeded()
        return path


def clean_environment(home: Path, extra: Mapping[str, str]) -> dict[str, str]:
    """No locale and no home of the caller: OpenSC would keep and reuse what it read in a cache under the home."""
    return {"PATH": os.environ["PATH"] + ":/usr/sbin:/sbin", "HOME": str(home), "LC_ALL": "C", **extra}
