"""The feed: numbered, bounded, told from threads, followed from an event loop without losing anything silently."""

import asyncio
import threading
from datetime import UTC, datetime

from openmyna.card.trace.event import COMMAND, Redacted, TraceEvent
from openmyna.card.trace.lines import from_json
from openmyna.errors import Bilingual
from openmyna.services.desk.feed import Feed, Missed, Numbered, TraceFeed
from openmyna.services.desk.feeds import ChangeKind, Feeds

WORDS = Bilingual("照合", "verify")


def numbers(feed: Feed[str], after: int = 0, limit: int | None = None) -> list[int]:
    return [numbered.number for numbered in feed.after(after, limit)]


def test_numbers_grow_by_one_from_one() -> None:
    feed = Feed[str](10)
    assert (feed.last, feed.first) == (0, 1)
    assert [feed.tell(word) for word in "abc"] == [1, 2, 3]
    assert [(one.number, one.item) for one in feed.after(0)] == [(1, "a"), (2, "b"), (3, "c")]
    assert (feed.last, feed.first) == (3, 1)


def test_only_the_last_items_are_kept_and_their_numbers_stay() -> None:
    feed = Feed[str](3)
    for word in "abcdefg":
        feed.tell(word)
    assert [(one.number, one.item) for one in feed.after(0)] == [(5, "e"), (6, "f"), (7, "g")]
    assert feed.first == 5


def test_after_gives_what_was_asked_for() -> None:
    feed = Feed[str](5)
    for word in "abcdefgh":
        feed.tell(word)
    assert numbers(feed, 5) == [6, 7, 8]
    assert numbers(feed, 3, 2) == [4, 5]
    assert numbers(feed, 8) == []
    assert numbers(feed, 99) == []


def test_many_threads_lose_no_item_and_share_no_number() -> None:
    feed = Feed[str](4_000)
    threads = [
        threading.Thread(target=lambda name=name: [feed.tell(f"{name}{count}") for count in range(500)])
        for name in "abcdefgh"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = feed.after(0)
    assert [one.number for one in told] == list(range(1, 4001))
    assert len({one.item for one in told}) == 4_000
    for name in "abcdefgh":
        assert [one.item for one in told if one.item[0] == name] == [f"{name}{count}" for count in range(500)]


async def take(feed: Feed[str], count: int, after: int | None) -> list[Numbered[str] | Missed]:
    found: list[Numbered[str] | Missed] = []
    following = feed.follow(after)
    async for one in following:
        found.append(one)
        if len(found) == count:
            break
    await following.aclose()
    return found


def test_a_follower_gets_what_was_kept_and_then_what_comes_from_another_thread() -> None:
    feed = Feed[str](100)
    feed.tell("before")

    async def scene() -> list[Numbered[str] | Missed]:
        following = asyncio.ensure_future(take(feed, 4, 0))
        await asyncio.sleep(0)
        threading.Thread(target=lambda: [feed.tell(word) for word in "abc"]).start()
        return await asyncio.wait_for(following, 10)

    assert asyncio.run(scene()) == [Numbered(1, "before"), Numbered(2, "a"), Numbered(3, "b"), Numbered(4, "c")]
    assert feed.following() == 0


def test_a_follower_from_now_on_gets_nothing_older() -> None:
    feed = Feed[str](100)
    feed.tell("old")

    async def scene() -> list[Numbered[str] | Missed]:
        following = asyncio.ensure_future(take(feed, 1, None))
        await asyncio.sleep(0)
        assert feed.following() == 1
        feed.tell("new")
        return await asyncio.wait_for(following, 10)

    assert asyncio.run(scene()) == [Numbered(2, "new")]


def test_a_number_before_the_first_is_the_beginning_and_nothing_was_missed() -> None:
    async def scene() -> list[Numbered[str] | Missed]:
        feed: Feed[str] = Feed()
        feed.tell("one")
        return await take(feed, 1, after=-5)

    assert asyncio.run(scene()) == [Numbered(1, "one")]


def test_a_slow_follower_is_told_which_items_it_missed() -> None:
    feed = Feed[str](3)

    async def scene() -> list[Numbered[str] | Missed]:
        following = feed.follow(0)
        feed.tell("a")
        found = [await anext(following)]
        for word in "bcdefg":
            feed.tell(word)
        found += [await anext(following) for _ in range(4)]
        await following.aclose()
        return found

    assert asyncio.run(scene()) == [
        Numbered(1, "a"),
        Missed(2, 4),
        Numbered(5, "e"),
        Numbered(6, "f"),
        Numbered(7, "g"),
    ]
    assert Missed(2, 4).count == 3


def test_a_number_of_an_earlier_run_begins_with_what_is_kept() -> None:
    feed = Feed[str](3)
    feed.tell("a")
    assert asyncio.run(take(feed, 1, 5_000)) == [Numbered(1, "a")]


def test_telling_does_not_need_the_loop_of_a_follower_to_live() -> None:
    feed = Feed[str](3)
    loop = asyncio.new_event_loop()
    following = feed.follow(0)
    feed.tell("a")
    assert loop.run_until_complete(anext(following)) == Numbered(1, "a")
    waiting = loop.create_task(anext(following))
    loop.run_until_complete(asyncio.sleep(0))
    waiting.cancel()
    loop.run_until_complete(asyncio.gather(waiting, return_exceptions=True))
    loop.close()
    assert feed.tell("b") == 2


def event(card: str, header: str, data: Redacted | None = None) -> TraceEvent:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return TraceEvent(
        kind=COMMAND, meaning=WORDS, outcome=WORDS, at=at, card=card, header=bytes.fromhex(header), data=data
    )


def test_the_export_is_the_trace_file_format_and_reads_back() -> None:
    feed = TraceFeed(10)
    told = [event("hanako", "00200080", Redacted(4)), event("child", "00B00000")]
    for one in told:
        feed.tell(one)
    lines = list(feed.json_lines())
    assert [from_json(line) for line in lines] == told
    assert list(feed.json_lines(after=1)) == lines[1:]
    assert [one.number for one in feed.of_card("child", 0)] == [2]


def test_a_credential_that_was_presented_is_a_change_and_a_question_is_none() -> None:
    feeds = Feeds()
    feeds.heard(event("hanako", "00200080"))
    feeds.heard(event("hanako", "00B00000"))
    assert feeds.changes.after(0) == ()
    feeds.heard(event("hanako", "00200080", Redacted(4)))
    assert [(one.item.kind, one.item.card) for one in feeds.changes.after(0)] == [(ChangeKind.ATTEMPTS, "hanako")]
