"""A whole visit, with every byte between browser and desk kept: no PIN comes back, and no number but on the back's picture."""

import re

from playwright.sync_api import Browser

from web.browser import Look, Visit
from web.desk_process import DeskProcess
from web.hands import Hands
from web.people import HANAKO_NAME, HANAKO_NUMBER, HANAKO_PASSWORD, WRONG_PASSWORD
from web.wire_tap import WireTap

WRONG = "8306"
"""Not one of the digits of anything else on these pages."""


def test_what_was_typed_never_comes_back(browser: Browser, desk: DeskProcess) -> None:
    with WireTap(desk.port) as tap:
        with Visit(browser, tap.address, Look(language="en")) as visitor:
            # Uncompressed, so that a secret in a body would be readable in what the tap keeps.
            visitor.context.set_extra_http_headers({"Accept-Encoding": "identity"})
            hands = Hands(visitor)
            hands.lay("hanako")
            hands.read_certificate()
            hands.reads_as("hanako")
            hands.read_attributes(WRONG)
            hands.sign(WRONG_PASSWORD)
            hands.sign(HANAKO_PASSWORD)
            hands.open_card("hanako")
            hands.open("/trace")
            visitor.context.request.get("/trace/export")
            hands.take_off()
            urls = list(visitor.urls)
        answered, sent = bytes(tap.answered), bytes(tap.sent)
    assert b"credential=" + WRONG.encode() in sent, "the tap saw what was typed"
    assert HANAKO_NAME.encode() in answered, "the tap can read what came back"
    lines = [line for line in sent.split(b"\r\n") if line.startswith((b"GET ", b"POST "))]
    for secret in (WRONG, WRONG_PASSWORD, HANAKO_NUMBER):
        # Coordinates of the pictures are digits too, but longer ones; a PIN would stand by itself.
        assert not re.search(rb"(?<![0-9])" + secret.encode() + rb"(?![0-9])", answered)
        assert not [url for url in urls if secret in url]
        assert not [line for line in lines if secret.encode() in line]
        assert secret not in desk.said()
        assert " ".join(re.findall("..", secret.encode().hex())).upper().encode() not in answered
    # The published values of a fictional person stand on her own page, and in the greeting; nowhere else.
    assert answered.count(f"<code>{HANAKO_PASSWORD}</code>".encode()) == answered.count(HANAKO_PASSWORD.encode())


def test_the_number_is_in_the_picture_of_the_back_alone(browser: Browser, desk: DeskProcess) -> None:
    front = desk.fetch("/cards/hanako/front.svg")[2].decode()
    page = desk.fetch("/cards/hanako?side=back")[2].decode()
    for text in (front, page):
        assert HANAKO_NUMBER not in text.replace(" ", "")
    status, media_type, _ = desk.fetch("/cards/hanako/back.svg")
    assert (status, media_type) == (200, "image/svg+xml")
