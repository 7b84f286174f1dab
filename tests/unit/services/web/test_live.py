"""Server-sent events: their lines, their end, and what a browser that comes back is sent."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from openmyna.services.web.live import Ending, ServerEvent, lines
from support.page_client import PageClient


def test_an_event_is_written_line_by_line() -> None:
    assert ServerEvent(name="count", number=7, data="<p>\n</p>\r\nx\ry").to_text() == (
        "event: count\nid: 7\ndata: <p>\ndata: </p>\ndata: x\ndata: y\n\n"
    )
    assert ServerEvent(data="").to_text() == "event: message\ndata: \n\n"


def test_a_stream_opens_at_once_sends_all_and_ends_with_its_source(client: PageClient) -> None:
    answer = client.get("/count/2")
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.text == (
        ": openmyna\nretry: 2000\n\n"
        "event: count\nid: 1\ndata: <p>1</p>\ndata: of 2\n\n"
        "event: count\nid: 2\ndata: <p>2</p>\ndata: of 2\n\n"
    )


def test_a_browser_that_comes_back_gets_what_it_missed(client: PageClient) -> None:
    text = client.get("/count/3", headers={"Last-Event-ID": "2"}).text
    assert [line for line in text.splitlines() if line.startswith("id:")] == ["id: 3"]


@pytest.mark.parametrize("value", ["", "-1", "x", "٣", "9" * 16])
def test_a_number_that_is_none_counts_as_the_beginning(client: PageClient, value: str) -> None:
    text = client.get("/count/1", headers={"Last-Event-ID": value.encode()}).text
    assert "id: 1" in text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_s_page_opens_no_stream(client: PageClient, site: str) -> None:
    answer = client.get("/count/1", headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert "stream-not-ours" in answer.text
    assert "id: 1" in client.get("/count/1", headers={"Sec-Fetch-Site": "same-origin"}).text
    assert "id: 1" in client.get("/count/1").text


class Source:
    """Says one thing, then nothing; notices when it is closed."""

    def __init__(self) -> None:
        self.closed = False

    async def events(self) -> AsyncIterator[ServerEvent]:
        try:
            yield ServerEvent(data="one")
            await asyncio.Event().wait()
        finally:
            self.closed = True


def test_the_end_of_the_server_ends_a_silent_stream_and_closes_its_source() -> None:
    async def follow() -> tuple[list[str], bool]:
        source, ending = Source(), Ending()
        found = []
        async for text in lines(source.events(), ending):
            found.append(text)
            if "one" in text:
                ending.begin()
        return found, source.closed

    assert asyncio.run(follow()) == ([": openmyna\nretry: 2000\n\n", "event: message\ndata: one\n\n"], True)


def test_a_reader_that_leaves_closes_the_source() -> None:
    async def follow() -> bool:
        source = Source()
        following = lines(source.events(), Ending())
        await anext(following)
        await anext(following)
        await following.aclose()  # type: ignore[attr-defined]
        return source.closed

    assert asyncio.run(follow())


def test_silence_is_broken_by_comments() -> None:
    async def follow() -> list[str]:
        following = lines(Source().events(), Ending(), heartbeat=0.01)
        found = [await anext(following) for _ in range(4)]
        await following.aclose()  # type: ignore[attr-defined]
        return found

    assert asyncio.run(follow())[2:] == [": \n\n", ": \n\n"]
