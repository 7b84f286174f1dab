"""The name of a download: every name fits into the header, and none ends it or begins another one."""

import pytest

from openmyna.services.web.downloads import saved_as


def test_a_plain_name_is_written_plainly() -> None:
    assert saved_as("my-taro-front.svg") == 'attachment; filename="my-taro-front.svg"'


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("花子.svg", "attachment; filename=\"__.svg\"; filename*=UTF-8''%E8%8A%B1%E5%AD%90.svg"),
        ("a\r\nX: b", "attachment; filename=\"a__X__b\"; filename*=UTF-8''a%0D%0AX%3A%20b"),
        ('a"; x="b', "attachment; filename=\"a___x__b\"; filename*=UTF-8''a%22%3B%20x%3D%22b"),
        ("\udcff", "attachment; filename=\"_\"; filename*=UTF-8''%3F"),
    ],
)
def test_any_other_name_is_written_for_old_and_for_new_browsers(name: str, header: str) -> None:
    assert saved_as(name) == header
    assert header.encode("ascii").isascii()
