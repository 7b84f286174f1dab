"""Templates against the library's own builder over random contents; nothing else may leave them, and nothing changed."""

import string
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from depth import PROVING, count, proof
from openmyna.identity.repertoire import in_repertoire
from openmyna.pki.errors import IssuanceRefused
from openmyna.pki.names import Locality
from openmyna.pki.oids import PolicyArc
from openmyna.pki.profiles import PersonalAttributes, profile
from openmyna.pki.profiles.checking import check
from support import built_certificates as built
from support import template_world as world

CASES = count(150, 5_000)
ARCS = {PolicyArc.OWN: built.OWN_ARC, PolicyArc.LOOKALIKE: built.LOOKALIKE_ARC}
HELD = "".join(
    chr(point) for point in range(0x20, 0x10000) if not 0xD800 <= point < 0xE000 and in_repertoire(chr(point))
)
places = some.text(string.ascii_letters + string.digits + "-'", min_size=1, max_size=40).map(lambda text: f"A{text}")
serials = some.one_of(
    some.integers(1, (1 << 32) - 1), some.sampled_from([1, 127, 128, 255, 256, 32767, 32768, 1 << 23, 1 << 31])
)
digits = some.text("0123456789", min_size=28, max_size=28)
auth_names = some.from_regex(r"[0-9]{6}[A-Z][0-9A-Z]{7}[0-9]{5}[0-9]{3}[A-Z]", fullmatch=True)
last_days = some.dates(date(2026, 1, 1), date(2034, 9, 30))
moments = some.datetimes(datetime(2024, 10, 1), datetime(2025, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001


names = some.text(HELD, min_size=1, max_size=100).filter(str.strip)
addresses = some.text(HELD, min_size=1, max_size=200).filter(str.strip)
flags = some.text("01", min_size=200, max_size=200)
"""As many as the longest text needs."""


@given(
    name=some.sampled_from(world.PERSONS),
    ending=some.sampled_from(world.ALGORITHMS),
    arc=some.sampled_from(PolicyArc),
    serial_number=serials,
    common_names=some.tuples(digits, auth_names),
    place=some.tuples(places, places),
    issued=moments,
    last_day=last_days,
    texts=some.tuples(names, addresses),
    all_flags=some.tuples(flags, flags),
    sex=some.sampled_from("1239"),
    birth=some.dates(date(1990, 1, 1), date(2018, 12, 31)),
)
@settings(max_examples=CASES, deadline=None)
def test_any_contents_come_out_as_the_librarys_builder_writes_them(
    name: str,
    ending: str,
    arc: PolicyArc,
    serial_number: int,
    common_names: tuple[str, str],
    place: tuple[str, str],
    issued: datetime,
    last_day: date,
    texts: tuple[str, str],
    all_flags: tuple[str, str],
    sex: str,
    birth: date,
) -> None:
    kind = world.kind_of(name)
    common_name = common_names[kind == "auth"]
    own_name, address = texts
    name_flags, address_flags = all_flags[0][: len(own_name)], all_flags[1][: len(address)]
    born = f"4{birth:%Y%m%d}"
    attributes = PersonalAttributes(
        name=own_name,
        name_substitutes=name_flags,
        birth_date=born,
        sex=sex,
        address=address,
        address_substitutes=address_flags,
    )
    contents = world.contents(
        name,
        ending,
        serial_number=serial_number,
        common_name=common_name,
        locality=Locality(prefecture=place[0], municipality=place[1]),
        issued=issued,
        last_day=last_day,
        attributes=attributes if kind == "sign" else None,
    )
    order = world.order(
        name,
        serial_number=serial_number,
        common_name=common_name,
        prefecture=place[0],
        municipality=place[1],
        issued=issued,
        last_day=last_day,
        attributes=(own_name, born, sex, address, name_flags, address_flags) if kind == "sign" else (),
    )
    wanted = built.person_certificate(
        name,
        order,
        world.holder_key(kind, ending).public_key(),  # type: ignore[arg-type]
        world.authority(kind, ending),
        world.authority_key(kind, ending),  # type: ignore[arg-type]
        ARCS[arc],
    )
    to_be_signed = world.template(name, ending, arc).to_be_signed(contents)
    assert to_be_signed == wanted.tbs_certificate_bytes
    check(profile(name), to_be_signed, world.issuer(kind, ending))


def test_the_counts_of_the_template_properties() -> None:
    proof("templates", contents_compared=CASES, attributes_tried=CASES)


SOUND = {name: world.template(name).to_be_signed(world.contents(name)) for name in world.PERSONS}


FLIPS = [1 << bit for bit in range(8)] if PROVING else [0x01, 0x20]


@pytest.mark.parametrize("name", world.PERSONS)
def test_every_bit_changed_outside_what_may_differ_is_found(name: str) -> None:
    sound, issuer = SOUND[name], world.issuer(world.kind_of(name))
    variable = _variable(sound)
    passed: list[int] = []
    for at, octet in enumerate(sound):
        for flip in FLIPS:
            changed = sound[:at] + bytes([octet ^ flip]) + sound[at + 1 :]
            try:
                check(profile(name), changed, issuer)
            except IssuanceRefused:
                continue
            passed.append(at)
    assert set(passed) <= variable
    assert passed != []  # Another serial number is as good as this one.
    proof(f"template-flips-{name}", octets=len(sound), flips=len(sound) * len(FLIPS), passed=len(passed))


def _variable(octets: bytes) -> set[int]:
    """Where contents stand: serial number, times, common name, attributes; the key is tied to its identifier."""
    spans = [
        bytes.fromhex("07270e02"),
        b"251001010000Z",
        b"300331145959Z",
        b"2025100110000000000000000001",
        b"990001TEST000199201003A",
        "番号　花子".encode(),
        b"419890331",
        b"\x0c\x012",
        "○○県□□市".encode(),
        b"00000",
        b"000000",
        b"Mihon-ken",
        b"Tameshi-shi",
    ]
    places: set[int] = set()
    for span in spans:
        at = octets.find(span)
        while at >= 0:
            places |= set(range(at, at + len(span)))
            at = octets.find(span, at + 1)
    return places


RULES = {
    "",
    "name-empty",
    "name-too-long",
    "name-repertoire",
    "address-empty",
    "address-too-long",
    "address-repertoire",
    "sex",
    "birth-date",
}


@given(
    name=some.text(max_size=120),
    address=some.text(max_size=220),
    sex=some.text(max_size=2),
    birth=some.text("0123456789", max_size=10),
)
@example(name="番号　花子", address="○○県", sex="2", birth="419890331")
@settings(max_examples=CASES, deadline=None)
def test_any_texts_are_certified_as_they_are_or_refused_with_a_rule(
    name: str, address: str, sex: str, birth: str
) -> None:
    attributes = PersonalAttributes(
        name=name,
        name_substitutes="0" * len(name),
        birth_date=birth,
        sex=sex,
        address=address,
        address_substitutes="0" * len(address),
    )
    rule = ""
    try:
        octets = world.template("card_sign").to_be_signed(world.contents("card_sign", attributes=attributes))
    except IssuanceRefused as refusal:
        rule = refusal.rule
    assert rule in RULES
    if rule:
        return
    assert name.encode() in octets
    assert address.encode() in octets


@given(raw=some.binary(max_size=200))
@settings(max_examples=CASES, deadline=timedelta(seconds=2))
def test_no_bytes_pass_for_a_certificate(raw: bytes) -> None:
    for octets in (raw, SOUND["card_auth"][:40] + raw, SOUND["card_auth"] + raw if raw else b""):
        try:
            check(profile("card_auth"), octets, world.issuer("auth"))
        except IssuanceRefused:
            continue
        raise AssertionError(octets)
