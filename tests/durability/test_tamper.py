"""One bit anywhere in a closed image: the card is dead for good, and its old keys are in no file."""

import random
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_der_private_key

import depth
from durability import cards
from openmyna.applications.catalogue import BUILT_IN
from openmyna.card.at_rest import image
from openmyna.card.at_rest.errors import ForeignImage, RawReadRefused
from openmyna.card.at_rest.folder import CardFolder
from openmyna.card.at_rest.folder_key import FolderKey
from openmyna.card.chip import Chip
from openmyna.card.contents import CardState

RUN = 16


@dataclass(slots=True)
class Victim:
    """A card at rest whose every secret the test knows."""

    folder: Path
    secrets: dict[str, bytes]
    raw: bytes
    entry: bytes

    def restore(self) -> None:
        """Put the image and what was noted about it back, as they were: the next test has a living card."""
        (self.folder / "small.card").write_bytes(self.raw)
        (self.folder / ".openmyna" / "registry" / "small").write_bytes(self.entry)

    def leaks(self) -> list[str]:
        """Which secrets have a run of 16 bytes in some file of the folder."""
        found = []
        files = {str(path): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        for name, secret in self.secrets.items():
            runs = {secret[start : start + RUN] for start in range(0, len(secret) - RUN + 1, RUN // 2)}
            found += [f"{name} in {path}" for path, data in files.items() if any(run in data for run in runs)]
        return found


@pytest.fixture
def victim(tmp_path: Path) -> Victim:
    """A closed image of a card with fresh keys that was used before."""
    folder = tmp_path / "cards"
    with CardFolder.create(folder) as opened:
        opened.add("small", cards.small_card())
        with opened.open("small") as card:
            card.contents.applications[0].files[cards.AUTH_PIN].remaining = 2
            card.sync(card.lower(0, cards.AUTH_PIN, 2))
    raw = (folder / "small.card").read_bytes()
    secrets = {"wrapped key": raw[128:188], "sealed contents": raw[192:]}
    key = FolderKey.read(folder / ".openmyna" / "key")
    secrets["data key"] = AESGCM(key.wrap).decrypt(raw[128:140], raw[140:188], raw[:64])
    for which in (0, 1):
        der = cards.private_key(which)
        loaded = load_der_private_key(der, None)
        assert isinstance(loaded, RSAPrivateKey)
        numbers = loaded.private_numbers()
        secrets |= {f"key {which}": der, f"prime {which}": numbers.p.to_bytes(128, "big")}
        secrets |= {
            f"other prime {which}": numbers.q.to_bytes(128, "big"),
            f"exponent {which}": numbers.d.to_bytes(256, "big"),
        }
    return Victim(folder, secrets, raw, (folder / ".openmyna" / "registry" / "small").read_bytes())


def signs_of_life(victim: Victim, where: str) -> list[str]:
    """Opened twice: anything but an answer to reset, then 6F00 for ever."""
    found = []
    for _ in range(2):
        with CardFolder(victim.folder) as folder:
            peeked = folder.peek("small").state
            with folder.open("small") as card:
                chip = Chip(card, BUILT_IN)
                met = (peeked, card.contents.state, card.contents.applications, chip.power_on())
                answer = chip.transmit(cards.SELECT_JPKI).hex()
        if (*met, answer) != (CardState.DESTROYED, CardState.DESTROYED, [], cards.ATR, "6f00"):
            found.append(f"{where}: {met[:2]} answers {answer}")
    return found


def assert_dead_for_good(victim: Victim, where: str) -> None:
    """No sign of life, and nothing of it in any file."""
    assert signs_of_life(victim, where) == []
    assert victim.leaks() == [], where


def test_the_search_for_old_keys_finds_them_while_the_card_lives(victim: Victim) -> None:
    (victim.folder / "planted").write_bytes(b"x" + victim.secrets["prime 0"][40:80])
    assert {leak.split(" in ")[0] for leak in victim.leaks()} == {"wrapped key", "sealed contents", "prime 0", "key 0"}


def test_the_same_image_unchanged_opens_alive(victim: Victim) -> None:
    victim.restore()
    with CardFolder(victim.folder) as folder, folder.open("small") as card:
        assert card.contents.state is CardState.ACTIVE
        assert cards.counters(card.contents) == (2, 5)
        chip = Chip(card, BUILT_IN)
        chip.power_on()
        assert chip.transmit(cards.SELECT_JPKI).hex() == "9000"


def test_one_flipped_bit_anywhere_in_a_closed_image_kills_the_card(victim: Victim) -> None:
    chance = random.Random(8)
    header = range(image.HEADER_LENGTH * 8)
    sealed = range(image.HEADER_LENGTH * 8, len(victim.raw) * 8)
    places = [
        *chance.sample(header, depth.count(256, len(header))),
        *chance.sample(sealed, depth.count(64, 2000)),
        sealed[0],
        sealed[-1],
    ]
    alive, leaks = [], []
    for bit in places:
        victim.restore()
        with CardFolder(victim.folder) as folder:
            folder.flip("small", bit)
        alive += signs_of_life(victim, f"bit {bit}")
        leaks += [f"bit {bit}: {leak}" for leak in victim.leaks()]
    assert (alive, leaks) == ([], [])
    depth.proof("tamper-bit-flips", flips=len(places), image_bytes=len(victim.raw), alive=len(alive), leaks=len(leaks))


@pytest.mark.parametrize("length", [0, 1, 63, 64, 191, 192, 193, 500, -1])
def test_a_shortened_image_kills_the_card(victim: Victim, length: int) -> None:
    (victim.folder / "small.card").write_bytes(victim.raw[:length])
    assert_dead_for_good(victim, f"{length} bytes")


def test_a_lengthened_image_kills_the_card(victim: Victim) -> None:
    (victim.folder / "small.card").write_bytes(victim.raw + b"\0")
    assert_dead_for_good(victim, "one byte more")


def test_the_image_of_another_card_of_the_folder_in_its_place_is_refused_and_nothing_dies(victim: Victim) -> None:
    with CardFolder(victim.folder) as folder:
        folder.add("other", cards.small_card("other"))
    other = (victim.folder / "other.card").read_bytes()
    (victim.folder / "small.card").write_bytes(other)
    with CardFolder(victim.folder) as folder:
        for attempt in (folder.open, folder.peek, folder.destroy, folder.remove):
            with pytest.raises(ForeignImage) as refused:
                attempt("small")
            assert refused.value.code == "foreign-image"
        assert folder.peek("other").state is CardState.ACTIVE
        assert (victim.folder / "small.card").read_bytes() == other
        victim.restore()
        with folder.open("small") as card:
            assert cards.counters(card.contents) == (2, 5)


def test_an_older_card_of_the_same_name_put_back_does_not_cost_the_new_one(victim: Victim) -> None:
    image = victim.folder / "small.card"
    image.rename(victim.folder / "kept")
    with CardFolder(victim.folder) as folder:
        folder.add("small", cards.small_card("new"))
    new = image.read_bytes()
    image.write_bytes((victim.folder / "kept").read_bytes())
    with CardFolder(victim.folder) as folder:
        with pytest.raises(ForeignImage):
            folder.open("small")
        assert image.read_bytes() == victim.raw
        image.write_bytes(new)
        with folder.open("small") as card:
            assert (card.contents.label, card.contents.state) == ("new", CardState.ACTIVE)


def test_the_altered_image_of_another_card_is_no_card_at_all_and_kills(victim: Victim) -> None:
    with CardFolder(victim.folder) as folder:
        folder.add("other", cards.small_card("other"))
    other = bytearray((victim.folder / "other.card").read_bytes())
    other[-1] ^= 1
    (victim.folder / "small.card").write_bytes(other)
    assert_dead_for_good(victim, "an altered image of another card")


def test_an_altered_tombstone_is_still_dead(victim: Victim) -> None:
    with CardFolder(victim.folder) as folder:
        folder.destroy("small")
    for bit in range(0, image.HEADER_LENGTH * 8, 7):
        with CardFolder(victim.folder) as folder:
            folder.flip("small", bit)
        assert_dead_for_good(victim, f"bit {bit} of the tombstone")


def test_a_copy_of_the_image_put_back_after_destruction_stays_dead(victim: Victim) -> None:
    with CardFolder(victim.folder) as folder:
        folder.destroy("small")
    (victim.folder / "small.card").write_bytes(victim.raw)
    assert_dead_for_good(victim, "an old copy put back")


def test_a_raw_read_of_the_memory_destroys_the_card_and_yields_nothing(victim: Victim) -> None:
    with CardFolder(victim.folder) as folder:
        with pytest.raises(RawReadRefused) as refused:
            folder.probe("small", 0, 4096)
        assert refused.value.code == "raw-read-refused"
    assert_dead_for_good(victim, "raw read")


def test_a_chip_destroyed_by_command_leaves_nothing_and_answers_6f00(victim: Victim) -> None:
    with CardFolder(victim.folder) as folder, folder.open("small") as card:
        chip = Chip(card, BUILT_IN)
        chip.destroy()
        assert chip.transmit(cards.SELECT_JPKI).hex() == "6f00"
        assert victim.leaks() == []
    assert_dead_for_good(victim, "by command")


def test_what_a_crash_left_of_a_half_written_image_dies_with_the_card(victim: Victim) -> None:
    (victim.folder / ".small.card.new").write_bytes(victim.raw)
    with CardFolder(victim.folder) as folder:
        folder.destroy("small")
    assert sorted(path.name for path in victim.folder.iterdir()) == [".openmyna", "small.card"]
    assert_dead_for_good(victim, "left-over")
