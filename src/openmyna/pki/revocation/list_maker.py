"""Makes one list and puts it in its place: its turn, then its number, then the file, then the record.

Whoever shares the folder takes turns list by list, so that a lower number never comes to stand over a higher one. A crash
at any point leaves the former list or the new one.
"""

import mmap
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from openmyna.pki import placing
from openmyna.pki.authority.ports import Register
from openmyna.pki.authority.records import AuthorityKind, Generation, PublishedList
from openmyna.pki.clock import Clock, whole_second
from openmyna.pki.errors import PKIError
from openmyna.pki.key_store.ports import Signer
from openmyna.pki.profiles.issuer import IssuerFacts
from openmyna.pki.revocation.choosing import Chosen, revoked_entries
from openmyna.pki.revocation.errors import ListNotPlaced, ListNumberBehind
from openmyna.pki.revocation.list_head import ListHead
from openmyna.pki.revocation.list_writer import ListFrame, write_list
from openmyna.pki.revocation.partitions import ListName
from openmyna.pki.revocation.settings import ListSettings

FOLDER_MODE = 0o755
FARTHEST_BEHIND = 1_000
"""An older register that was put back is caught up with so far; beyond, somebody has to look."""


class ListMaker:
    """Makes lists in one folder; safe to use from several threads and processes at once."""

    def __init__(self, register: Register, clock: Clock, folder: Path, settings: ListSettings) -> None:
        self._register, self._clock, self._folder, self._settings = register, clock, folder, settings
        self._issuers: dict[tuple[AuthorityKind, int], IssuerFacts] = {}
        self._swept: set[Path] = set()

    def now(self) -> datetime:
        """The present instant, to the second, as lists have it."""
        return whole_second(self._clock.now())

    def make(
        self, name: ListName, generation: Generation, signer: Signer, former: PublishedList | None
    ) -> tuple[PublishedList, datetime | None]:
        """Make a list; also until when something on it has to wait. Raises `ListNotPlaced`, `ListNumberBehind`."""
        path = self._folder / name.path(generation.key_identifier)
        try:
            placing.make_folder(path.parent, FOLDER_MODE)
            with placing.alone(path.parent):
                self._sweep(path.parent)
                return self._make_in_turn(name, generation, signer, former, path)
        except OSError as error:
            raise ListNotPlaced(str(path), error.strerror or type(error).__name__) from error

    def tidy(self, places: Iterable[tuple[ListName, Generation]]) -> None:
        """Remove what a crash left half-written beside these lists, whether or not they are made again."""
        for folder in {(self._folder / name.path(generation.key_identifier)).parent for name, generation in places}:
            if folder.is_dir():
                with placing.alone(folder):
                    self._sweep(folder)

    def _make_in_turn(
        self, name: ListName, generation: Generation, signer: Signer, former: PublishedList | None, path: Path
    ) -> tuple[PublishedList, datetime | None]:
        issuer, number = self._issuer(generation), self._number(name, path)
        # Asked for after the turn has come: a list is not older than the one that was waited for.
        now = self.now()
        with self._register.snapshot() as source:
            chosen = Chosen(revoked_entries(source, name), former, self._settings, now)
            seen = source.change_number()
            frame = ListFrame(
                issuer=issuer.name,
                key_identifier=issuer.key_identifier,
                distribution_point=issuer.name if name.partition is None else issuer.list_name(name.partition.locality),
                only_authorities=name.partition is None,
                number=number,
                # With a delay it tells what was true that long ago, and says so, as an OCSP answer does.
                this_update=now - self._settings.status_delay,
                next_update=now + self._settings.lifetime,
            )
            written = write_list(path, frame, chosen, signer)
        published = PublishedList(
            authority=name.authority,
            generation=name.generation,
            partition=name.partition,
            number=number,
            this_update=now,
            next_update=frame.next_update,
            entries=written.entries,
            digest=written.digest,
            # What has to wait is not on the list, so nothing later than the former record counts as seen.
            changes_seen=seen if chosen.ripe_at is None else 0,
        )
        self._register.record_list(published)
        return published, chosen.ripe_at

    def _issuer(self, generation: Generation) -> IssuerFacts:
        place = (generation.authority, generation.number)
        if place not in self._issuers:
            self._issuers[place] = IssuerFacts.from_der(generation.certificate)
        return self._issuers[place]

    def _number(self, name: ListName, path: Path) -> int:
        """The next number; above the one in place too, which is higher only where an older register was put back."""
        in_place = _number_in_place(path)
        while True:
            number = self._register.take_list_number(name.authority, name.generation, name.partition)
            if number > in_place:
                return number
            if in_place - number > FARTHEST_BEHIND:
                raise ListNumberBehind(str(path), in_place, number)

    def _sweep(self, folder: Path) -> None:
        """Remove what a crash left half-written; nobody else is writing here now."""
        if folder not in self._swept:
            for leftover in folder.glob(".*.crl.*.new"):
                leftover.unlink(missing_ok=True)
            self._swept.add(folder)


def _number_in_place(path: Path) -> int:
    """The number of the list that is there now; 0 where there is none that can be read, which is then replaced."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            return ListHead.of(mapped).number or 0
    except (FileNotFoundError, ValueError, PKIError):
        return 0
