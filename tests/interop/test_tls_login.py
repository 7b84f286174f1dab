"""TLS 1.2 client login with the card: curl, GnuTLS and NSS as clients, openssl's server as the judge of the certificate."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from interop.programs import AUTH_TOKEN, MODULE, Programs
from interop.tls_server import TLSServer

OBJECT = "pkcs11:token=JPKI%20%28User%20Authentication%20PIN%29;id=%01"
PAGE = b"GET / HTTP/1.0\r\n\r\n"


@pytest.fixture
def server(programs: Programs) -> Iterator[TLSServer]:
    """A server that lets nobody in without a certificate of the card's user authentication authority."""
    with TLSServer(programs, programs.read_certificate(3)) as made:
        yield made


def shows_hanakos_certificate(programs: Programs, page: str) -> bool:
    """Whether the server's page ends with the very certificate that is on the card."""
    shown = re.search(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", page, re.DOTALL)
    return shown is not None and shown[0].split() == programs.read_certificate(1).read_text().split()


def pin_file(programs: Programs, pin: str) -> Path:
    path = programs.folder / "pin"
    path.write_text(pin)
    return path


def curl(programs: Programs, server: TLSServer, *credentials: str):
    return programs.run(
        *(
            "curl",
            "--silent",
            "--show-error",
            "--max-time",
            "20",
            "--tls-max",
            "1.2",
            "--cacert",
            str(server.certificate),
        ),
        *credentials,
        server.url,
    )


def test_curl_logs_in_with_the_card_and_not_without_it(programs: Programs, server: TLSServer) -> None:
    pin = pin_file(programs, "1234")
    page = curl(
        programs,
        server,
        *("--key", f"{OBJECT};type=private;pin-source=file:{pin}", "--cert", f"{OBJECT};type=cert"),
    ).succeeded()
    assert shows_hanakos_certificate(programs, page.said)
    assert "TLSv1.2" in page.said

    programs.reset()
    assert "alert" in curl(programs, server).failed().said


def test_curl_with_a_wrong_pin_is_not_let_in(programs: Programs, server: TLSServer) -> None:
    pin = pin_file(programs, "9999")
    refused = curl(
        programs,
        server,
        *("--key", f"{OBJECT};type=private;pin-source=file:{pin}", "--cert", f"{OBJECT};type=cert"),
    ).failed()
    assert "BEGIN CERTIFICATE" not in refused.said


def test_gnutls_logs_in_with_the_card(programs: Programs, server: TLSServer) -> None:
    page = programs.run(
        *("gnutls-cli", "--provider", MODULE, "--x509cafile", str(server.certificate)),
        *("--x509keyfile", f"{OBJECT};type=private", "--x509certfile", f"{OBJECT};type=cert"),
        *("--priority", "NORMAL:-VERS-TLS1.3", "--port", str(server.port), "localhost"),
        stdin=PAGE,
        GNUTLS_PIN="1234",
    )
    assert shows_hanakos_certificate(programs, page.said)


def test_nss_logs_in_with_the_card(programs: Programs, server: TLSServer) -> None:
    database = f"sql:{programs.folder / 'nss'}"
    (programs.folder / "nss").mkdir()
    programs.run("certutil", "-N", "-d", database, "--empty-password").succeeded()
    programs.run("modutil", "-dbdir", database, "-force", "-add", "OpenSC", "-libfile", MODULE).succeeded()
    server_certificate = ("-n", "server", "-t", "C,,", "-i", str(server.certificate))
    programs.run("certutil", "-A", "-d", database, *server_certificate).succeeded()
    pin = str(pin_file(programs, "1234"))
    listed = programs.run("certutil", "-L", "-d", database, "-h", AUTH_TOKEN, "-f", pin).succeeded().said
    assert f"{AUTH_TOKEN}:User Authentication Certificate" in listed

    request = programs.folder / "request"
    request.write_bytes(PAGE)
    page = programs.run(
        *("tstclnt", "-h", "127.0.0.1", "-p", str(server.port), "-d", database, "-V", "tls1.2:tls1.2"),
        *("-n", f"{AUTH_TOKEN}:User Authentication Certificate", "-W", pin, "-A", str(request)),
    )
    assert shows_hanakos_certificate(programs, page.said)
