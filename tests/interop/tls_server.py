"""openssl's own TLS server, on a loopback port of its choice, that demands a client certificate of one authority."""

import re
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from interop.programs import NEW_YEAR_2026, Programs, clean_environment


class TLSServer:
    """Shows every client that got in a page with the session and the certificate it came with."""

    def __init__(self, programs: Programs, authority: Path) -> None:
        self.certificate = programs.folder / "server.pem"
        key = programs.folder / "server.key"
        programs.openssl(
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(self.certificate)),
            *("-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
        ).succeeded()
        self._process = subprocess.Popen(
            [
                *("openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", str(self.certificate), "-key", str(key)),
                *("-CAfile", str(authority), "-Verify", "2", "-verify_return_error", "-attime", NEW_YEAR_2026),
                # The card's driver in OpenSC offers PKCS#1 v1.5 only, so the server must not ask for PSS.
                *("-tls1_2", "-client_sigalgs", "RSA+SHA256", "-www"),
            ],
            cwd=programs.folder,
            env=clean_environment(programs.folder, {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.port = self._port()

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.communicate()

    def _port(self) -> int:
        """The port openssl says it accepts on."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := re.search(r"ACCEPT \S+:(\d+)", line):
                return int(found[1])
        raise AssertionError("the server ended before it listened")
