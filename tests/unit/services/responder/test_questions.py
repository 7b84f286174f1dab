"""Questions by GET and POST, and what the answers say to caches (RFC 6960, appendix A; RFC 5019, 5 and 6)."""

import base64
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.x509.ocsp import OCSPCertStatus, OCSPResponseStatus

from openmyna.pki.authority.records import AuthorityKind
from openmyna.pki.revocation.reasons import RevocationReason
from support.responder_house import ServedHouse, post, served, target
from support.status_world import GOOD, MOVED, NEVER_ISSUED, NOW, REVOKED, question, told

AUTH, SIGN = AuthorityKind.AUTH, AuthorityKind.SIGN


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    with served(tmp_path_factory.mktemp("published")) as house:
        yield house
    assert house.troubles == []


@pytest.fixture
def own(tmp_path: Path) -> Iterator[ServedHouse]:
    """One that a test may change."""
    with served(tmp_path) as house:
        yield house


def test_a_question_by_post_is_answered(house: ServedHouse) -> None:
    answered = house.post(question(AUTH, GOOD))
    assert answered.status == 200
    assert told(answered.body).certificate_status is OCSPCertStatus.GOOD
    assert answered.headers == {
        "content-type": "application/ocsp-response",
        "content-length": str(len(answered.body)),
        "date": "Sun, 15 Feb 2026 03:04:05 GMT",
    }


@pytest.mark.parametrize("serial", [GOOD, MOVED, REVOKED])
def test_a_question_by_get_has_the_same_answer_and_tells_caches(house: ServedHouse, serial: int) -> None:
    answered = house.get(target(question(AUTH, serial)))
    assert answered.status == 200
    assert answered.body == house.post(question(AUTH, serial)).body
    assert answered.headers["cache-control"] == "max-age=30, public, no-transform, must-revalidate"
    assert answered.headers["expires"] > answered.headers["last-modified"]


@pytest.mark.parametrize(
    "under", ["/", "/ocsp/", "/ocsp/sign/", "/ocsp/auth/", "/ocsp/auth//", "http://x.test/ocsp/auth/"]
)
def test_the_address_names_no_authority_because_the_question_does(house: ServedHouse, under: str) -> None:
    for kind in AuthorityKind:
        assert told(house.get(target(question(kind, GOOD), under)).body).certificate_status is OCSPCertStatus.GOOD


def test_base64_that_was_not_escaped_is_read_too(house: ServedHouse) -> None:
    raw = base64.b64encode(question(AUTH, GOOD)).decode("ascii")
    assert told(house.get(f"/ocsp/auth/{raw}").body).certificate_status is OCSPCertStatus.GOOD


@pytest.mark.parametrize("path", ["/", "/ocsp", "/ocsp/", "/ocsp/sign", "/ocsp/auth/"])
def test_questions_may_be_posted_to_any_of_these(house: ServedHouse, path: str) -> None:
    assert told(house.post(question(AUTH, GOOD), path).body).certificate_status is OCSPCertStatus.GOOD


MALFORMED = {
    "a letter too few": lambda: target(question(AUTH, GOOD))[:-4],
    "no request inside": lambda: target(b"0\x03\x0a\x01\x06"),
    "an escape that is none": lambda: "/ocsp/auth/MEM%ZZ",
    "too long": lambda: "/ocsp/auth/M" + "A" * 9000,
}


@pytest.mark.parametrize("make", MALFORMED.values(), ids=MALFORMED)
def test_what_only_looks_like_a_question_gets_malformed_request(house: ServedHouse, make: Callable[[], str]) -> None:
    answered = house.get(make())
    assert (answered.status, answered.headers["content-type"]) == (200, "application/ocsp-response")
    assert told(answered.body).response_status is OCSPResponseStatus.MALFORMED_REQUEST
    assert answered.headers["cache-control"] == "no-store"


def test_an_unknown_issuer_gets_unauthorized_which_no_cache_keeps(own: ServedHouse) -> None:
    del own.table.known[AUTH, 3]
    answered = own.get(target(question(AUTH, GOOD)))
    assert told(answered.body).response_status is OCSPResponseStatus.UNAUTHORIZED
    assert answered.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("serial", [GOOD, NEVER_ISSUED])
def test_what_is_for_one_asker_only_no_cache_keeps(house: ServedHouse, serial: int) -> None:
    nonce = b"n" * 16 if serial == GOOD else None
    answered = house.get(target(question(AUTH, serial, nonce=nonce)))
    assert told(answered.body).response_status is OCSPResponseStatus.SUCCESSFUL
    assert answered.headers["cache-control"] == "no-store"
    assert "etag" not in answered.headers


class TestWhoHasTheAnswerAlready:
    def test_is_told_so_by_the_entity_tag(self, house: ServedHouse) -> None:
        first = house.get(target(question(AUTH, GOOD)))
        again = house.get(target(question(AUTH, GOOD)), f"If-None-Match: {first.headers['etag']}")
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["expires"] == first.headers["expires"]

    def test_is_told_so_by_the_date(self, house: ServedHouse) -> None:
        first = house.get(target(question(AUTH, GOOD)))
        again = house.get(target(question(AUTH, GOOD)), f"If-Modified-Since: {first.headers['last-modified']}")
        assert again.status == 304

    def test_gets_the_new_one_after_a_change(self, own: ServedHouse) -> None:
        first = own.get(target(question(AUTH, GOOD)))
        own.table.put(AUTH, GOOD, revoked_at=NOW, reason=RevocationReason.SUPERSEDED)
        again = own.get(target(question(AUTH, GOOD)), f"If-None-Match: {first.headers['etag']}")
        assert again.status == 200
        assert told(again.body).certificate_status is OCSPCertStatus.REVOKED


def test_head_has_the_headers_of_get_and_no_body(house: ServedHouse) -> None:
    with house.line() as line:
        address = target(question(AUTH, GOOD))
        head = line.send(f"HEAD {address} HTTP/1.1\r\nHost: x\r\n\r\n".encode()).answered(head_only=True)
        get = line.send(f"GET {address} HTTP/1.1\r\nHost: x\r\n\r\n".encode()).answered()
    assert head.headers == get.headers
    assert told(get.body).certificate_status is OCSPCertStatus.GOOD


def test_a_revocation_is_told_by_the_next_answer(own: ServedHouse) -> None:
    with own.line() as line:
        for number in range(20):
            own.table.put(AUTH, GOOD)
            assert told(line.send(post(question(AUTH, GOOD))).answered().body).certificate_status is OCSPCertStatus.GOOD
            reason = RevocationReason.CERTIFICATE_HOLD
            own.table.put(AUTH, GOOD, revoked_at=NOW - timedelta(seconds=number), reason=reason)
            said = told(line.send(post(question(AUTH, GOOD))).answered().body)
            assert said.certificate_status is OCSPCertStatus.REVOKED


def test_an_answer_is_renewed_when_its_minute_is_over(own: ServedHouse) -> None:
    first = own.get(target(question(AUTH, GOOD)))
    own.clock.advance(seconds=60)
    second = own.get(target(question(AUTH, GOOD)))
    assert told(second.body).this_update_utc == told(first.body).this_update_utc + timedelta(seconds=60)
    assert second.headers["date"] == "Sun, 15 Feb 2026 03:05:05 GMT"


class TestOtherRequests:
    def test_a_post_of_another_type_is_refused(self, house: ServedHouse) -> None:
        assert house.post(question(AUTH, GOOD), kind="text/plain").status == 415

    def test_its_twin_with_a_parameter_is_answered(self, house: ServedHouse) -> None:
        assert house.post(question(AUTH, GOOD), kind="Application/OCSP-request; x=y").status == 200

    def test_an_empty_post_is_malformed(self, house: ServedHouse) -> None:
        assert told(house.post(b"").body).response_status is OCSPResponseStatus.MALFORMED_REQUEST

    @pytest.mark.parametrize(
        "path", ["/nothing", "/ocsp/other", "/ocsp/auth/hello", "/crl/", "/..", "/%00", "/ocsp/auth/%FF"]
    )
    def test_there_is_nothing_elsewhere(self, house: ServedHouse, path: str) -> None:
        answered = house.get(path)
        assert (answered.status, answered.headers["content-type"]) == (404, "text/plain; charset=utf-8")
        assert house.post(b"x", path).status == 404

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
    def test_other_methods_are_refused(self, house: ServedHouse, method: str) -> None:
        answered = house.get("/ocsp/auth", method=method)
        assert (answered.status, answered.headers["allow"]) == (405, "GET, HEAD, POST")

    def test_the_place_for_posts_says_so(self, house: ServedHouse) -> None:
        answered = house.get("/ocsp/auth")
        assert (answered.status, answered.headers["allow"]) == (405, "POST")


class TestWhatIsReadyIsGivenToTheRightRequestOnly:
    @pytest.fixture
    def ready(self, house: ServedHouse) -> ServedHouse:
        assert house.get(target(question(AUTH, GOOD))).status == house.post(question(AUTH, GOOD)).status == 200
        return house

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
    def test_not_to_another_method(self, ready: ServedHouse, method: str) -> None:
        answered = ready.get(target(question(AUTH, GOOD)), method=method)
        assert (answered.status, answered.headers["allow"]) == (405, "GET, HEAD, POST")

    def test_not_at_another_address(self, ready: ServedHouse) -> None:
        assert ready.post(question(AUTH, GOOD), "/nothing").status == 404

    def test_its_twin_at_the_right_address_is_answered(self, ready: ServedHouse) -> None:
        assert told(ready.post(question(AUTH, GOOD), "/ocsp").body).certificate_status is OCSPCertStatus.GOOD

    def test_not_for_an_address_that_is_sent_as_a_question(self, ready: ServedHouse) -> None:
        answered = ready.post(target(question(AUTH, GOOD)).encode("ascii"))
        assert told(answered.body).response_status is OCSPResponseStatus.MALFORMED_REQUEST


class TestHealth:
    def test_all_is_well(self, house: ServedHouse) -> None:
        answered = house.get("/healthz")
        assert (answered.status, answered.body) == (200, b"ok\n")

    def test_a_generation_that_nobody_can_answer_for_is_named(self, own: ServedHouse) -> None:
        own.clock.at = NOW + timedelta(days=31)
        answered = own.get("/healthz")
        assert answered.status == 503
        assert b"auth-3" in answered.body
