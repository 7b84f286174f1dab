"""The example of the shell's own README does what it says there."""

import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

import openmyna.services.web
from support.page_client import PageClient

README = Path(openmyna.services.web.__file__).with_name("README.md")


def test_the_example_of_a_service_in_three_pieces_serves_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = dict(re.findall(r"^```(python|html)\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL))
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "home.html").write_text(blocks["html"], "utf-8")
    (tmp_path / "app.py").write_text(blocks["python"], "utf-8")
    spec = spec_from_file_location("hello_of_the_readme", tmp_path / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    with PageClient(module.app) as client:
        shown = client.get("/")
        assert (shown.status_code, "<li>hanako</li>" in shown.text) == (200, True)
        assert client.get("/readyz").status_code == 200
