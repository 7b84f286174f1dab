"""`openmyna up` beside a quick visitor: what was made or laid meanwhile stays, and ends nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from openmyna import bootstrap
from openmyna.bootstrap import OpenCards, make_card
from openmyna.card.at_rest.errors import CardExists, ImageInUse
from openmyna.card.trace.explainer import TraceEvent
from openmyna.card.wire.rack import Rack
from openmyna.cli import up_desk
from openmyna.cli.errors import DeskNotInstalled
from openmyna.cli.main import main
from openmyna.cli.speech import Speaker
from openmyna.cli.up_first_card import lay_first, prepare, read_in_process

SANDBOX = {"OPENMYNA_MODE": "sandbox"}
JSON = Speaker("en", as_json=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cards")
    prepare(folder)
    make_card("child", folder, SANDBOX)
    return folder


@pytest.fixture
def heard() -> list[TraceEvent]:
    return []


@pytest.fixture
def rack(made: Path, heard: list[TraceEvent]) -> Iterator[Rack]:
    with OpenCards(SANDBOX) as cards, Rack(cards, made, heard.append) as opened:
        opened.add_places(2)
        yield opened


def test_what_is_to_be_known_of_the_cards_is_published(made: Path) -> None:
    published = made / "authority" / "published"
    assert len(list(published.glob("crl/sign/*/Mihon-ken/Tameshi-shi.crl"))) == 3
    assert len(list(published.glob("ocsp/*/*.cer"))) == 6


def laid(rack: Rack) -> list[str | None]:
    return [place.image.stem if place.image else None for place in rack.places]


def said(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_first_card_is_read_and_laid_where_nobody_was_quicker(
    rack: Rack, heard: list[TraceEvent], capsys: pytest.CaptureFixture[str]
) -> None:
    read_in_process(rack, JSON)
    lay_first(rack, JSON)
    assert laid(rack) == ["hanako", None]
    assert [event.outcome.en for event in heard if "how many attempts remain" in event.meaning.en] == [
        "3 attempts remaining"
    ]
    assert said(capsys) == []


def test_the_card_a_visitor_laid_elsewhere_stays_there_and_nothing_fails(
    rack: Rack, heard: list[TraceEvent], capsys: pytest.CaptureFixture[str]
) -> None:
    rack.insert("hanako", 1)
    read_in_process(rack, JSON)
    lay_first(rack, JSON)
    assert laid(rack) == [None, "hanako"]
    assert heard == []
    assert said(capsys) == [{"first_reading": None}, {"first_card": None}]


def test_another_card_on_the_first_reader_is_not_thrown_out(rack: Rack, capsys: pytest.CaptureFixture[str]) -> None:
    rack.insert("child", 0)
    lay_first(rack, JSON)
    assert laid(rack) == ["child", None]
    assert said(capsys) == [{"first_card": None}]


def test_a_card_that_another_process_serves_is_an_error_all_the_same(
    rack: Rack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def served_elsewhere(self: Rack, name: str, number: int = 0) -> None:
        raise ImageInUse(name, 1)

    monkeypatch.setattr(Rack, "held", served_elsewhere)
    monkeypatch.setattr(Rack, "insert", served_elsewhere)
    for step in (read_in_process, lay_first):
        with pytest.raises(ImageInUse):
            step(rack, JSON)


def test_a_card_that_a_visitor_makes_at_the_same_moment_counts_as_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = bootstrap.make_card

    def just_after_the_visitor(persona: str, folder: Path, environment: dict[str, str]) -> Path:
        real(persona, folder, environment)
        with pytest.raises(CardExists):
            real(persona, folder, environment)
        return real(persona, folder, environment)

    monkeypatch.setattr(bootstrap, "make_card", just_after_the_visitor)
    prepare(tmp_path)
    assert sorted(path.stem for path in tmp_path.glob("*.card")) == ["hanako", "specimen"]


@pytest.mark.parametrize("package", ["babel", "httptools", "jinja2", "litestar", "uvicorn"])
def test_without_one_package_of_the_pages_there_is_no_desk_and_whoever_named_its_port_is_told(
    package: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert up_desk.desk_for(JSON, 8765, wanted=True) is not None
    assert up_desk.desk_for(JSON, None, wanted=False) is None
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == package else object())
    assert up_desk.desk_for(JSON, None, wanted=True) is None
    assert said(capsys) == [{"desk": None}]
    with pytest.raises(DeskNotInstalled) as refusal:
        up_desk.desk_for(JSON, 8765, wanted=True)
    assert refusal.value.missing == (package,)
    assert main(["up", "--desk", "8765", "--cards", str(tmp_path / "cards"), "--lang", "en"]) == 1
    assert capsys.readouterr().err.splitlines()[0] == "openmyna: error: desk-not-installed"
    assert not (tmp_path / "cards").exists()
