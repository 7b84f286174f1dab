"""What a page weighs: the bytes the browser received for it, pictures apart, as its own network log counts them."""

from typing import Any

from web.browser import Visit

PICTURES = {"Image"}
STREAMS = {"EventSource"}


def weigh(visit: Visit, path: str) -> dict[str, int]:
    """Bytes on the wire by kind of resource, for a first visit with an empty cache."""
    network = visit.context.new_cdp_session(visit.page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    kinds: dict[str, str] = {}
    bytes_by_kind: dict[str, int] = {}

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        bytes_by_kind[kind] = bytes_by_kind.get(kind, 0) + int(event["encodedDataLength"])

    network.on("Network.responseReceived", answered)
    network.on("Network.loadingFinished", finished)
    visit.open(path)
    visit.page.evaluate("document.fonts.ready")
    network.detach()
    return bytes_by_kind


def without_pictures(weight: dict[str, int]) -> int:
    """The weight that keeps a reader waiting for words."""
    return sum(size for kind, size in weight.items() if kind not in PICTURES | STREAMS)
