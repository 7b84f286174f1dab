"""Published lists and certificates over HTTP: the same names as in the folder, and nothing beside them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from openmyna.pki.authority.records import AuthorityKind, Partition
from openmyna.pki.revocation.partitions import list_path
from openmyna.services.responder.addresses import published_path
from support.responder_house import KEY, LIST, ServedHouse, publish, served

CERTIFICATE = f"/ca/sign/{KEY}.cer"
AUTHORITIES = f"/arl/sign/{KEY}.crl"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[ServedHouse]:
    folder = tmp_path / "published"
    for name in (LIST, CERTIFICATE, AUTHORITIES):
        publish(folder, name, name.encode())
    (tmp_path / "secret.cer").write_bytes(b"a secret")
    with served(folder) as house:
        yield house
    assert house.troubles == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (LIST, "application/pkix-crl"),
        (AUTHORITIES, "application/pkix-crl"),
        (CERTIFICATE, "application/pkix-cert"),
    ],
)
def test_what_is_published_is_served(house: ServedHouse, name: str, kind: str) -> None:
    answered = house.get(name)
    assert (answered.status, answered.body, answered.headers["content-type"]) == (200, name.encode(), kind)
    assert answered.headers["cache-control"] == "max-age=60, public, no-transform, must-revalidate"
    assert answered.headers["content-length"] == str(len(name))
    assert answered.headers["x-content-type-options"] == "nosniff"


def test_a_name_may_be_escaped(house: ServedHouse) -> None:
    assert house.get(LIST.replace("-", "%2D")).body == LIST.encode()


def test_head_has_the_size_and_no_body(house: ServedHouse) -> None:
    with house.line() as line:
        head = line.send(f"HEAD {LIST} HTTP/1.1\r\nHost: x\r\n\r\n".encode()).answered(head_only=True)
        get = line.send(f"GET {LIST} HTTP/1.1\r\nHost: x\r\n\r\n".encode()).answered()
    assert head.headers == get.headers
    assert get.body == LIST.encode()


class TestWhoHasItAlready:
    def test_by_entity_tag(self, house: ServedHouse) -> None:
        tag = house.get(LIST).headers["etag"]
        again = house.get(LIST, f'If-None-Match: "other", {tag}')
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)

    def test_by_date(self, house: ServedHouse) -> None:
        date = house.get(LIST).headers["last-modified"]
        assert house.get(LIST, f"If-Modified-Since: {date}").status == 304

    def test_a_new_list_is_sent(self, house: ServedHouse) -> None:
        tag = house.get(LIST).headers["etag"]
        publish(house.published, LIST, b"the next list")
        assert house.get(LIST, f"If-None-Match: {tag}").body == b"the next list"


def test_a_large_list_arrives_whole_and_the_connection_goes_on(house: ServedHouse) -> None:
    large = os.urandom(3_000_000)
    publish(house.published, LIST, large)
    with house.line() as line:
        for _ in range(2):
            assert line.send(f"GET {LIST} HTTP/1.1\r\nHost: x\r\n\r\n".encode()).answered().body == large
        assert line.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").answered().body == b"ok\n"


def test_requests_sent_together_are_answered_in_their_order(house: ServedHouse) -> None:
    publish(house.published, LIST, b"x" * 500_000)
    wanted = [LIST, "/healthz", CERTIFICATE, "/nothing", LIST]
    with house.line() as line:
        line.send(b"".join(f"GET {name} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for name in wanted))
        got = [line.answered() for _ in wanted]
    assert [(each.status, len(each.body)) for each in got[:3]] == [(200, 500_000), (200, 3), (200, len(CERTIFICATE))]
    assert (got[3].status, len(got[4].body)) == (404, 500_000)


def test_the_list_of_whatever_a_certificate_may_name_is_a_file() -> None:
    place = Partition(prefecture="Mihon-ken", municipality="Shin'onsen-cho-2-Kita-ku" + "a" * 34)
    listed = f"crl/auth/{KEY}/Mihon-ken/Shin'onsen-cho-2-Kita-ku{'a' * 34}.crl"
    assert str(list_path(AuthorityKind.AUTH, bytes.fromhex(KEY), place)) == listed
    assert published_path(f"/{listed}".encode()) == listed


NOTHING = [
    "/crl/auth/../../secret.cer",
    "/ca/sign/../../../secret.cer",
    f"/ca/sign/%2e%2e/{KEY}.cer",
    "/ca/sign/..%2f..%2f..%2fsecret.cer",
    f"/ca/sign/{KEY}.cer%00",
    f"/ca/sign/{KEY}.cer/",
    f"//ca/sign/{KEY}.cer",
    f"/ca/sign/{KEY.upper()}.cer",
    f"/ca/other/{KEY}.cer",
    f"/crl/auth/{KEY}/Mihon-ken/.Tamago-shi.crl",
    f"/crl/auth/{KEY}/Mihon-ken/",
    f"/crl/auth/{KEY}/Mihon-ken/Gyoza-shi.crl",
    f"/ocsp/auth/{KEY}.cer",
    "/authority.sqlite3",
]


@pytest.mark.parametrize("name", NOTHING)
def test_nothing_else_is_a_file(house: ServedHouse, name: str) -> None:
    assert house.get(name).status == 404


def test_a_link_is_not_followed(house: ServedHouse) -> None:
    other = "bb" * 20
    (house.published / "ca" / "sign" / f"{other}.cer").symlink_to(house.published.parent / "secret.cer")
    assert house.get(f"/ca/sign/{other}.cer").status == 404
    assert house.get(CERTIFICATE).status == 200


def test_a_folder_with_the_name_of_a_file_is_none(house: ServedHouse) -> None:
    (house.published / "ca" / "sign" / f"{'cc' * 20}.cer").mkdir()
    assert house.get(f"/ca/sign/{'cc' * 20}.cer").status == 404


def test_a_file_is_not_posted_to(house: ServedHouse) -> None:
    answered = house.post(b"x", LIST)
    assert (answered.status, answered.headers["allow"]) == (405, "GET, HEAD")
