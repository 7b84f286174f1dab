"""Gathering evidence: from files, a folder and addresses; what a source did not give is a reason and no error."""

import base64
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from openmyna.pki import names
from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.fetchers.errors import ListUnusable
from openmyna.pki.fetchers.folder import PublishedFolder
from openmyna.pki.fetchers.gather import Gatherer, Sources
from openmyna.pki.fetchers.http import Limits
from openmyna.pki.fetchers.lists import list_from
from openmyna.pki.fetchers.ocsp_request import question_of, request_for
from openmyna.pki.fetchers.wanted import Wanted
from openmyna.pki.fetchers.web_address import WebAddress
from openmyna.pki.names import Locality
from openmyna.pki.validation.anchors import TrustAnchors
from openmyna.pki.validation.leaf import LeafReader
from openmyna.sandbox.authority import authority_certificates
from support.evidence_server import Asked, evidence_server, ok, refused
from support.small_issuer import SmallIssuer
from support.verify_world import usual_folder

KEY = "134488a65bdf7ea1225ca7eae8c5f632142fa9a6"
LIST = f"crl/auth/{KEY}/Mihon-ken/Tamago-shi.crl"


def certificate(name: str = "good") -> bytes:
    return (usual_folder() / "files" / f"{name}.cer").read_bytes()


def anchors() -> TrustAnchors:
    return TrustAnchors.from_der(authority_certificates(AuthorityKind.AUTH))


def issuer() -> bytes:
    (anchor,) = anchors().with_key(bytes.fromhex(KEY))
    return anchor.certificate.public_bytes(Encoding.DER)


def wanted(der: bytes) -> Wanted:
    return Wanted.of(LeafReader().read(der))


def serving(folder: Path) -> Callable[[Asked], list[bytes]]:
    """The published folder over HTTP."""

    def answers(asked: Asked) -> list[bytes]:
        path = folder / unquote(asked.target).removeprefix("/pki").lstrip("/")
        return [ok(path.read_bytes()) if path.is_file() else refused(404)]

    return answers


def test_a_certificate_says_where_its_evidence_lies() -> None:
    place = wanted(certificate())
    assert place.authority is AuthorityKind.AUTH
    assert place.key_identifier.hex() == KEY
    assert place.list_path == LIST
    assert place.authority_list_path == f"arl/auth/{KEY}.crl"
    assert place.responder_path == "ocsp/auth"
    assert wanted(certificate("good-sign")).responder_path == "ocsp/sign"


@pytest.mark.parametrize("municipality", ["../../../etc/passwd", "a/b", "..", "x\x00", "Tamago shi", "Tamago%2Fshi"])
def test_a_place_that_leads_elsewhere_leads_nowhere(municipality: str) -> None:
    assert wanted(in_place("Tamago-shi")).list_path.endswith("/Mihon-ken/Tamago-shi.crl")
    assert wanted(in_place(municipality)).list_path == ""


def in_place(municipality: str) -> bytes:
    """A certificate of a place with any name."""
    point = names.AUTH.distribution_point(Locality(prefecture="Mihon-ken", municipality=municipality))
    points = x509.CRLDistributionPoints([x509.DistributionPoint([point], None, None, None)])
    return SmallIssuer.begin().leaf(changes={"CRLDistributionPoints": (points, False)})


def test_the_folder_gives_the_list_of_the_place_and_key_once() -> None:
    gatherer = Gatherer(Sources(folder=PublishedFolder(usual_folder() / "published")), anchors())
    first, second = gatherer.gather(certificate()), gatherer.gather(certificate("held"))
    parts = [each.distribution_point for each in first.evidence.lists]
    assert len([part for part in parts if part and "Tamago-shi CRLDP" in part[0].value.rfc4514_string()]) == 1
    assert first.not_obtained == ()
    assert first.evidence is second.evidence


def test_an_empty_folder_is_a_reason_that_names_what_is_missing(tmp_path: Path) -> None:
    gathered = Gatherer(Sources(folder=PublishedFolder(tmp_path)), anchors()).gather(certificate())
    assert gathered.evidence.lists == ()
    assert [problem.code for problem in gathered.not_obtained] == ["evidence-not-found"]
    assert LIST in gathered.not_obtained[0].text().en
    assert gathered.evidence.causes == ("evidence-not-found",)


def test_a_broken_list_in_the_folder_is_a_reason(tmp_path: Path) -> None:
    path = tmp_path / LIST
    path.parent.mkdir(parents=True)
    path.write_bytes(b"0\x03no!")
    gathered = Gatherer(Sources(folder=PublishedFolder(tmp_path)), anchors()).gather(certificate())
    assert [problem.code for problem in gathered.not_obtained] == ["list-unusable"]


@pytest.mark.parametrize("below", ["", "/pki"])
def test_an_address_gives_the_same_list_as_the_folder(below: str) -> None:
    published = usual_folder() / "published"
    with evidence_server(serving(published)) as server:
        sources = Sources(publishers=(WebAddress.parse(server.address + below),))
        gathered = Gatherer(sources, anchors()).gather(certificate())
        assert server.asked[0].target == f"{below}/{LIST}"
    assert (published / LIST).read_bytes() in [each.der for each in gathered.evidence.lists]
    assert gathered.not_obtained == ()


def test_the_address_of_one_list_is_asked_as_it_is() -> None:
    raw = (usual_folder() / "published" / LIST).read_bytes()
    with evidence_server(lambda _: [ok(raw)]) as server:
        sources = Sources(publishers=(WebAddress.parse(server.address + "/any/name.crl"),))
        gatherer = Gatherer(sources, anchors())
        for _ in range(2):
            assert [each.der for each in gatherer.gather(certificate()).evidence.lists] == [raw]
        assert [asked.target for asked in server.asked] == ["/any/name.crl"]


def test_a_missing_list_is_a_reason_and_a_missing_list_of_authorities_is_none() -> None:
    with evidence_server(lambda _: [refused(404)]) as server:
        sources = Sources(publishers=(WebAddress.parse(server.address),))
        gathered = Gatherer(sources, anchors()).gather(certificate())
        assert [asked.target for asked in server.asked] == [f"/{LIST}", f"/arl/auth/{KEY}.crl"]
    assert [problem.code for problem in gathered.not_obtained] == ["source-refused"]
    assert gathered.evidence.causes == ("source-refused",)


def test_a_list_may_be_pem_and_is_the_same_list() -> None:
    der = (usual_folder() / "published" / LIST).read_bytes()
    pem = x509.load_der_x509_crl(der).public_bytes(Encoding.PEM)
    assert list_from(pem, "list.pem").der == der
    with pytest.raises(ListUnusable) as refusal:
        list_from(pem.replace(b"M", b"!"), "list.pem")
    assert refusal.value.where == "list.pem"
    told = refusal.value.text()
    assert told.ja.isascii() is False
    assert "revocation list" not in told.ja  # The reason within the sentence is in the sentence's own language.


def test_a_request_names_the_certificate_as_openssl_reads_it(tmp_path: Path) -> None:
    (tmp_path / "request").write_bytes(request_for(certificate(), issuer()))
    command = ["openssl", "ocsp", "-reqin", str(tmp_path / "request"), "-req_text", "-noverify"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Hash Algorithm: sha1" in told
    assert "Serial Number: 0BEBC201" in told
    assert "Issuer Key Hash: " + KEY.upper() in told
    assert "Nonce" not in told


def test_a_request_may_name_its_issuer_otherwise_and_hold_a_nonce() -> None:
    request = request_for(certificate(), issuer(), b"n" * 32, hashes.SHA256())
    read = ocsp.load_der_ocsp_request(request)
    assert read.hash_algorithm.name == "sha256"
    assert read.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"n" * 32


def test_a_small_request_is_asked_for_by_get_and_a_large_or_fresh_one_by_post() -> None:
    request = request_for(certificate(), issuer())
    near, far = WebAddress.parse("http://127.0.0.1/ocsp/auth"), WebAddress.parse("http://127.0.0.1/" + "o" * 200)
    small = question_of(near, request, cacheable=True)
    assert small.body is None
    path, _, encoded = small.address.target.rpartition("/")
    assert path == "/ocsp/auth"
    assert base64.b64decode(unquote(encoded)) == request
    assert not set(encoded) & set("+/=")
    assert question_of(far, request, cacheable=True).body == request
    assert question_of(near, request, cacheable=False).body == request
    assert question_of(near, request, cacheable=False).content_type == "application/ocsp-request"


@pytest.mark.parametrize(("path", "target"), [("", "/ocsp/auth"), ("/status", "/status")])
@pytest.mark.parametrize("nonce", [False, True])
def test_a_responder_is_asked_where_ours_are_unless_its_place_is_given(path: str, target: str, nonce: bool) -> None:
    small = SmallIssuer.begin()
    leaf = small.leaf()
    with evidence_server(lambda _: [ok(small.answer(leaf))]) as server:
        sources = Sources(responders=(WebAddress.parse(server.address + path),), nonce=nonce)
        gathered = Gatherer(sources, TrustAnchors.from_der([small.der])).gather(leaf)
        (asked,) = server.asked
    assert asked.method == ("POST" if nonce else "GET")
    assert asked.target == target if nonce else asked.target.startswith(target + "/")
    assert gathered.not_obtained == ()
    (answer,) = gathered.evidence.answers
    sent = asked.body if nonce else base64.b64decode(unquote(asked.target.rpartition("/")[2]))
    request = ocsp.load_der_ocsp_request(sent)
    assert request.serial_number == 123_456_789
    if nonce:
        assert answer.nonce == request.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
        assert len(answer.nonce) == 32
    else:
        assert answer.nonce is None


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (ok(b"no answer"), "answer-unusable"),
        (refused(503), "source-refused"),
        (b"", "source-unreachable"),
        (ok(b"x" * 70_000), "source-too-large"),
    ],
)
def test_a_responder_that_fails_us_is_a_reason_that_names_it_and_not_the_question(answer: bytes, code: str) -> None:
    with evidence_server(lambda _: [answer]) as server:
        sources = Sources(responders=(WebAddress.parse(server.address),), limits=Limits(seconds=5))
        gathered = Gatherer(sources, anchors()).gather(certificate())
        (asked,) = server.asked
    (problem,) = gathered.not_obtained
    assert problem.code == code
    assert f"{server.address}/ocsp/auth" in problem.text().en
    assert asked.target.rpartition("/")[2] not in problem.text().en
    assert gathered.evidence.answers == ()


@pytest.mark.parametrize(("trusted", "asked_times"), [(True, 3), (False, 0)])
def test_about_a_certificate_of_nobody_who_is_trusted_nobody_is_asked(trusted: bool, asked_times: int) -> None:
    with evidence_server(lambda _: [refused(404)]) as server:
        address = WebAddress.parse(server.address)
        sources = Sources(publishers=(address,), responders=(address,))
        gathered = Gatherer(sources, anchors() if trusted else TrustAnchors(())).gather(certificate())
        assert len(server.asked) == asked_times
    assert [problem.code for problem in gathered.not_obtained] == ["source-refused"] * (2 if trusted else 0)


def test_bytes_that_are_no_certificate_ask_nobody() -> None:
    with evidence_server(lambda _: [ok(b"")]) as server:
        address = WebAddress.parse(server.address)
        gathered = Gatherer(Sources(publishers=(address,), responders=(address,)), anchors()).gather(b"no certificate")
        assert server.asked == []
    assert gathered.not_obtained == ()
