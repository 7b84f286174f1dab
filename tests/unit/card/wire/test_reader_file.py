"""The text pcscd reads, and the one jump by which our copy of the driver differs from the installed one."""

from pathlib import Path

import pytest

from openmyna.card.wire.pcscd_errors import DriverNotWritten, PcscdMissing
from openmyna.card.wire.reader_file import reader_file, stock_reader_file
from openmyna.card.wire.vpcd_driver import mended, write_driver


def test_one_entry_points_pcscd_at_a_loopback_port() -> None:
    assert reader_file() == (
        'FRIENDLYNAME "openmyna"\n'
        "DEVICENAME   127.0.0.1:35999\n"
        "LIBPATH      /usr/lib/pcsc/drivers/serial/libifdvpcd.so\n"
        "CHANNELID    0x8C9F\n"
    )


def test_a_second_pair_of_slots_needs_a_driver_file_of_its_own() -> None:
    two = reader_file((35999, 36009), ("one", "two"), (Path("/a.so"), Path("/b.so")))
    assert two.count("FRIENDLYNAME") == 2
    assert 'FRIENDLYNAME "two"\nDEVICENAME   127.0.0.1:36009\nLIBPATH      /b.so\n' in two
    with pytest.raises(ValueError, match="driver file of its own"):
        reader_file((35999, 36009), ("one", "two"))


def test_the_other_direction_names_no_host() -> None:
    assert stock_reader_file(35963).splitlines()[1] == "DEVICENAME   /dev/null:0x8C7B"


@pytest.mark.parametrize(
    ("installed", "copy"),
    [
        ("00 8B3F85FF741A 00", "00 8B3F85FF781A 00"),
        ("00 600240B9E0000034 00", "00 600240B9E000F837 00"),
        ("00 8B3F85FF781A 00", "00 8B3F85FF781A 00"),
        ("8B3F85FF741A 8B3F85FF741A", "8B3F85FF741A 8B3F85FF741A"),
    ],
    ids=["x86-64", "AArch64", "mended already", "not certain which"],
)
def test_only_a_jump_that_is_certain_is_changed(installed: str, copy: str) -> None:
    assert mended(bytes.fromhex(installed)) == bytes.fromhex(copy)


def test_the_copy_is_written_and_the_installed_driver_stays(tmp_path: Path) -> None:
    installed = tmp_path / "installed.so"
    installed.write_bytes(bytes.fromhex("008B3F85FF741A00"))
    write_driver(tmp_path / "lib" / "copy.so", installed)
    assert (tmp_path / "lib" / "copy.so").read_bytes() == bytes.fromhex("008B3F85FF781A00")
    assert installed.read_bytes() == bytes.fromhex("008B3F85FF741A00")
    assert [path.name for path in (tmp_path / "lib").iterdir()] == ["copy.so"]


def test_a_driver_that_is_not_installed_or_a_place_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PcscdMissing) as missing:
        write_driver(tmp_path / "copy.so", tmp_path / "nothing.so")
    assert missing.value.facts == {"missing": "vsmartcard-vpcd"}
    installed = tmp_path / "installed.so"
    installed.write_bytes(b"")
    with pytest.raises(DriverNotWritten) as refusal:
        write_driver(installed / "copy.so", installed)
    assert refusal.value.facts["path"] == installed / "copy.so"
    write_driver(tmp_path / "copy.so", installed)
