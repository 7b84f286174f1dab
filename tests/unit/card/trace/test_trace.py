"""The explained trace: it follows application and file from outside, and holds nothing that could be secret."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.trace.explainer import POWER_OFF, POWER_ON, RESET, Explainer, Redacted, TraceEvent
from openmyna.card.trace.lines import from_json, text, to_json
from openmyna.card.trace.traced_card import TracedCard
from openmyna.errors import EncodingError
from openmyna.iso7816.atr import CONTACT_ATR

JPKI = "00A4040C0AD392F000260100000001"
TEXT = "00A4040C0AD3921000310001010408"


def explained(*exchanges: str) -> list[TraceEvent]:
    explainer = Explainer(BUILT_IN)
    pairs = (exchange.split(" > ") for exchange in exchanges)
    return [explainer.exchange(bytes.fromhex(command), bytes.fromhex(answer)) for command, answer in pairs]


def test_a_session_is_told_in_words() -> None:
    events = explained(
        f"{JPKI} > 9000",
        "00A4020C020018 > 9000",
        "00200080 > 63C3",
        "002000800431323335 > 63C2",
        "002000800431323334 > 9000",
        "00A4020C020017 > 9000",
        "802A008003AABBCC00 > " + "11" * 256 + "9000",
        "00A4020C020001 > 9000",
        "00B0000004 > 6982",
    )
    assert [event.meaning.ja for event in events] == [
        "SELECT 公的個人認証AP (jpki)",
        "SELECT EF 0018 利用者証明用暗証番号 (auth_pin)",
        "VERIFY 利用者証明用暗証番号 (auth_pin): 残り回数の照会",
        "VERIFY 利用者証明用暗証番号 (auth_pin): 4バイト",
        "VERIFY 利用者証明用暗証番号 (auth_pin): 4バイト",
        "SELECT EF 0017 利用者証明用秘密鍵 (auth_key)",
        "COMPUTE DIGITAL SIGNATURE 利用者証明用秘密鍵 (auth_key): 入力をそのままPKCS#1 v1.5、3バイト",
        "SELECT EF 0001 署名用電子証明書 (sign_certificate)",
        "READ BINARY 署名用電子証明書 (sign_certificate): 0バイト目から",
    ]
    assert [event.outcome.en for event in events[2:5]] == [
        "3 attempts remaining",
        "wrong value, 2 attempts remaining",
        "done",
    ]
    assert events[6].answered == 256
    assert events[6].data == Redacted(3)


def test_a_refusal_names_rule_certainty_and_source_of_the_file() -> None:
    event = explained(f"{JPKI} > 9000", "00A4020C020001 > 9000", "00B0000004 > 6982")[-1]
    assert event.access is not None
    assert event.access.ja == "読出しは署名用パスワードの後"
    assert event.certainty is not None
    assert event.certainty.en == "measured on a card"
    assert event.source == "jpki/myna"
    assert text(event, "en") == (
        "00 B0 00 00 -> 6982  READ BINARY sign_certificate: from byte 0 = "
        "security status not satisfied: a PIN or other proof must come first  "
        "[read: after sign_password; measured on a card, jpki/myna]"
    )


def test_a_refused_selection_leaves_application_and_file_as_they_were() -> None:
    events = explained(
        f"{JPKI} > 9000",
        "00A4020C020018 > 9000",
        "00A4040006A00000000101 > 6A82",
        "00A4020C02001F > 6A82",
        "00200080 > 63C3",
    )
    assert events[2].meaning.en == "SELECT MUSCLE, of other cards"
    assert (events[-1].application, events[-1].file) == ("jpki", "auth_pin")


def test_another_application_ends_the_current_file() -> None:
    events = explained(f"{JPKI} > 9000", "00A4020C020018 > 9000", f"{TEXT} > 9000", "00200080 > 6986")
    assert (events[-1].application, events[-1].file) == ("text", "")


def test_a_short_identifier_names_the_file_and_makes_it_current() -> None:
    events = explained(f"{JPKI} > 9000", "002000980431323334 > 9000", "802A0297020102 > 9000", "00200080 > 63C3")
    assert [event.file for event in events[1:]] == ["auth_pin", "auth_key", "auth_key"]


def test_p2_zero_signs_with_the_default_key_of_the_application() -> None:
    assert explained(f"{TEXT} > 9000", "802A0000020102 > 9000")[-1].file == "card_key"


def test_power_makes_the_card_manager_current_and_a_reset_changes_nothing() -> None:
    explainer = Explainer(BUILT_IN)
    explainer.exchange(bytes.fromhex(JPKI), b"\x90\x00")
    explainer.power(RESET, CONTACT_ATR)
    assert explainer.exchange(bytes.fromhex("00200098"), b"\x63\xc3").file == "auth_pin"
    on = explainer.power(POWER_ON, CONTACT_ATR)
    assert on.outcome.en == "ATR 3B E0 00 FF 81 31 FE 45 14: contact, T=1; the one OpenSC's driver lists"
    assert explainer.exchange(bytes.fromhex("00CA00F200"), b"20350331\x90\x00").meaning.ja == "GET DATA: 00F2 有効期限"
    assert explainer.power(POWER_OFF).meaning.en == "power off; every security status is lost"


def test_under_secure_messaging_nothing_of_the_cryptogram_is_kept() -> None:
    events = explained(
        f"{TEXT} > 9000", "08A4020C13861101" + "AB" * 16 + " > 9000", "0820008013861101" + "CD" * 16 + " > 9000"
    )
    assert events[1].meaning.en == "SELECT: secure messaging, target hidden"
    assert [event.data for event in events[1:]] == [Redacted(19), Redacted(19)]
    assert "AB" not in to_json(events[1])
    assert "CDCD" not in to_json(events[2])


@pytest.mark.parametrize(
    "command",
    [
        "002000800431323334",
        "00200080000004 31323334",
        "00240180 04 31323334",
        "80320080 04 31323334",
        "80540098 04 31323334",
        "00D6000004 31323334",
        "0020008005 31323334",
        "0020008003 31323334",
        "10200080 04 31323334",
        "00FF0000 04 31323334",
        "00A40400 04 31323334",
        "31323334",
        "313233",
        "0C200080 04 31323334",
    ],
)
def test_a_pin_is_shown_in_no_form_whatever_command_carries_it(command: str) -> None:
    event = explained(f"{JPKI} > 9000", f"{command} > 6700")[-1]
    for shown in (to_json(event), text(event, "ja"), text(event, "en"), repr(event)):
        for form in ("1234", "31323334", "31 32 33 34", "MTIzNA", "１２３４"):
            assert form not in shown


def test_the_test_of_redaction_can_fail() -> None:
    leaking = explained("00A40400 04 A0323334 > 6A82")[-1]
    assert isinstance(leaking.data, Redacted)
    shown = explained("00A4020C 02 3132 > 6A82")[-1]
    assert "00 A4 02 0C 31 32" in text(shown, "en")


@pytest.mark.parametrize("command", ["00A40400 04 31323334", "987654321098", "01033120355678"])
def test_digits_where_a_command_should_be_are_not_shown_either(command: str) -> None:
    event = explained(f"{command} > 6E00")[-1]
    assert command.replace(" ", "")[-6:] not in to_json(event)
    assert isinstance(event.header, Redacted) or event.header == bytes.fromhex("00A40400")


@given(st.binary(max_size=64), st.binary(max_size=64))
def test_any_bytes_are_explained_and_written_and_read_back(command: bytes, response: bytes) -> None:
    explainer = Explainer(BUILT_IN, card="hanako")
    event = explainer.exchange(command, response, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert from_json(to_json(event)) == event
    assert "\n" not in text(event, "ja")


@pytest.mark.parametrize("line", ["", "{}", "[]", "1", '{"format": "other"}', '{"format": "openmyna-trace-1"}'])
def test_a_line_that_is_no_event_is_refused_without_quoting_it(line: str) -> None:
    with pytest.raises(EncodingError) as caught:
        from_json(line)
    assert caught.value.__cause__ is None
    assert caught.value.got in ("something else", "another format")


def test_a_line_that_claims_to_show_more_is_not_followed() -> None:
    event = explained(f"{JPKI} > 9000", "002000980431323334 > 9000")[-1]
    claimed = to_json(event).replace('{"redacted": 4}', '"31323334"')
    assert "31323334" in claimed
    assert from_json(claimed).data == Redacted(4)


class SilentCard:
    """A card that answers everything with success."""

    def power_on(self) -> bytes:
        return CONTACT_ATR

    def power_off(self) -> None:
        pass

    def reset(self) -> bytes:
        return CONTACT_ATR

    def transmit(self, command: bytes) -> bytes:
        return b"\x90\x00" if command else b""


def test_a_traced_card_passes_every_byte_on_and_reports_each_exchange() -> None:
    heard: list[TraceEvent] = []
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    card = TracedCard(SilentCard(), Explainer(BUILT_IN, card="hanako"), heard.append, lambda: now)
    assert card.power_on() == CONTACT_ATR
    assert card.transmit(bytes.fromhex(JPKI)) == b"\x90\x00"
    assert card.reset() == CONTACT_ATR
    card.power_off()
    assert [event.kind for event in heard] == ["power-on", "command", "reset", "power-off"]
    assert {event.at for event in heard} == {now}
    assert {event.card for event in heard} == {"hanako"}
