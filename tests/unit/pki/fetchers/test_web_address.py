"""Addresses of evidence: only plain http and https, and never a password in anything that is shown."""

import pytest

from openmyna.pki.fetchers.errors import WebAddressInvalid
from openmyna.pki.fetchers.web_address import WebAddress


@pytest.mark.parametrize(
    ("text", "shown", "site"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/", ("http", "127.0.0.1", 8080)),
        ("https://example.jp/crl?x=1", "https://example.jp/crl?x=1", ("https", "example.jp", 443)),
        ("http://[::1]:9/a", "http://[::1]:9/a", ("http", "::1", 9)),
        ("http://EXAMPLE.jp:80/", "http://example.jp/", ("http", "example.jp", 80)),
    ],
)
def test_a_plain_address_is_taken_apart(text: str, shown: str, site: tuple[str, str, int]) -> None:
    address = WebAddress.parse(text)
    assert str(address) == shown
    assert address.same_site == site


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("ftp://example.jp/", "it is neither http nor https"),
        ("file:///etc/passwd", "it is neither http nor https"),
        ("http://", "it is neither http nor https"),
        ("http://user:secret@example.jp/", "it must not hold a user name or password"),
        ("http://example.jp/#x", "it has a fragment, or the port 0"),
        ("http://example.jp:0/", "it has a fragment, or the port 0"),
        ("http://example.jp:99999/", "it is not of the form of a URL"),
        ("http://example.jp/a b", "it has spaces or non-ASCII characters"),
        ("http://example.jp/\r\nX: y", "it has spaces or non-ASCII characters"),
        ("http://例え.jp/", "it has spaces or non-ASCII characters"),
    ],
)
def test_another_address_is_refused_and_not_repeated(text: str, problem: str) -> None:
    with pytest.raises(WebAddressInvalid) as refusal:
        WebAddress.parse(text)
    assert refusal.value.text().en == f"The address cannot be used: {problem}."
    assert "secret" not in str(refusal.value.facts)


def test_a_place_below_an_address_keeps_its_path() -> None:
    assert str(WebAddress.parse("http://a.jp").below("crl/x.crl")) == "http://a.jp/crl/x.crl"
    assert str(WebAddress.parse("http://a.jp/pki/").below("crl/x.crl")) == "http://a.jp/pki/crl/x.crl"
    assert WebAddress.parse("http://a.jp").bare
    assert not WebAddress.parse("http://a.jp/ocsp").bare
