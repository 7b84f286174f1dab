"""What a disk may hold after a crash: the recorded writes, syncs, renames and unlinks replayed into a model of a disk.

The model is stricter than a journalling file system: bytes are safe after the file's own sync, names after their folder's,
and nothing else is. Every prefix of the record is a moment of the crash.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SYSTEM_CALLS = (
    "openat,close,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,ftruncate"
)
OUTPUT = "1"
_CALL = re.compile(r"^\d+\s+(\w+)\((.*)\)\s+= (-?\d+)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that happened: `kind` is create, write, sync, sync-folder, rename, link, unlink, truncate or answer."""

    kind: str
    path: str = ""
    target: str = ""
    data: bytes = b""
    offset: int = 0
    file: int = 0
    """Which opened file, by its place in the record: names change, files do not."""


class Record:
    """Follows descriptors and names through a record of strace -f -xx."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: dict[str, tuple[int, str]] = {}
        self._positions: dict[str, int] = {}
        self._files: dict[str, int] = {}
        self._count = 0

    def operations(self, log: Path) -> Iterator[Operation]:
        """The operations on files in the folder, and the answers, in their order."""
        for line in log.read_text().splitlines():
            assert "unfinished" not in line, "the driver has one thread"
            match = _CALL.match(line)
            if match and int(match[3]) >= 0:
                call, arguments, result = match.groups()
                strings = [bytes.fromhex(item.replace("\\x", "")) for item in _STRING.findall(arguments)]
                if call == "openat":
                    yield from self._open(strings[0].decode(), arguments, result)
                elif call.startswith(("rename", "link", "unlink")):
                    yield from self._name(call, [item.decode() for item in strings])
                else:
                    yield from self._descriptor(call, arguments, strings, int(result))

    def _file(self, path: str) -> int:
        if path not in self._files:
            self._count += 1
            self._files[path] = self._count
        return self._files[path]

    def _open(self, path: str, arguments: str, result: str) -> Iterator[Operation]:
        if not Path(path).is_relative_to(self._folder):
            self._opened.pop(result, None)
        elif "O_DIRECTORY" in arguments or Path(path).is_dir():
            self._opened[result] = (0, path)
        else:
            file = self._file(path)
            self._opened[result] = (file, path)
            self._positions[result] = 0
            if "O_CREAT" in arguments:
                yield Operation("create", path, file=file)
            if "O_TRUNC" in arguments:
                yield Operation("truncate", path, file=file)

    def _name(self, call: str, paths: list[str]) -> Iterator[Operation]:
        if Path(paths[0]).is_relative_to(self._folder):
            file = self._file(paths[0])
            if call.startswith("link"):
                self._files[paths[1]] = file
                yield Operation("link", paths[0], paths[1], file=file)
                return
            del self._files[paths[0]]
            if call.startswith("rename"):
                self._files[paths[1]] = file
                for number, (opened, _) in self._opened.items():
                    # A file that is open goes by its new name from now on.
                    self._opened[number] = (opened, paths[1]) if opened == file else self._opened[number]
                yield Operation("rename", paths[0], paths[1], file=file)
            else:
                yield Operation("unlink", paths[0], file=file)

    def _descriptor(self, call: str, arguments: str, strings: list[bytes], result: int) -> Iterator[Operation]:
        number = arguments.split(",", maxsplit=1)[0].strip()
        if call == "write" and number == OUTPUT:
            yield Operation("answer", data=strings[0])
        if number not in self._opened:
            return
        file, path = self._opened[number]
        if call == "close":
            del self._opened[number]
        elif call in {"fsync", "fdatasync"}:
            yield Operation("sync" if file else "sync-folder", path, file=file)
        elif call in {"write", "pwrite64"}:
            assert len(strings[0]) == result, "strace must record every byte, and none may be refused"
            offset = int(arguments.rsplit(",", 1)[1]) if call == "pwrite64" else self._positions[number]
            self._positions[number] += result if call == "write" else 0
            yield Operation("write", path, data=strings[0], offset=offset, file=file)
        elif call == "ftruncate":
            yield Operation("truncate", path, offset=int(arguments.rsplit(",", 1)[1]), file=file)
        else:
            raise AssertionError(call)


def operations(log: Path, folder: Path) -> Iterator[Operation]:
    """The operations on files in `folder`, and the answers, of a record of strace."""
    return Record(folder).operations(log)


Write = tuple[int, bytes]


@dataclass(slots=True)
class File:
    """Bytes that are safe, and writes that are not yet."""

    safe: bytes = b""
    unsafe: list[Write] = field(default_factory=list)

    def content(self, keep: list[Write]) -> bytes:
        """The safe bytes with these writes on top; a negative offset cuts the file: -1 to nothing, -5 to four bytes."""
        result = bytearray(self.safe)
        for offset, data in keep:
            if offset < 0:
                result.extend(bytes(max(0, ~offset - len(result))))
                del result[~offset:]
            else:
                result.extend(bytes(max(0, offset + len(data) - len(result))))
                result[offset : offset + len(data)] = data
        return bytes(result)


Names = dict[str, int]
Change = tuple[str, str, str, int]


class ModelDisk:
    """Files by number, the names that are safe, and the changes of names that are not yet, in their order."""

    def __init__(self, folder: Path) -> None:
        self.files: dict[int, File] = {}
        self.safe: Names = {}
        self.unsafe: list[Change] = []
        self._present: Names = {}
        for number, path in enumerate(sorted(item for item in folder.rglob("*") if item.is_file()), 1):
            self.files[-number] = File(path.read_bytes())
            self.safe[str(path)] = -number
        self._aliases: dict[int, int] = {}

    def apply(self, operation: Operation) -> None:
        """One operation, not yet safe unless it is a sync."""
        number = self._number(operation)
        match operation.kind:
            case "create" if operation.path not in self.names(self.unsafe):
                self.files[number] = File()
                self.unsafe.append(("add", operation.path, "", number))
            case "truncate":
                self.files[number].unsafe.append((~operation.offset, b""))
            case "write":
                self.files[number].unsafe.append((operation.offset, operation.data))
            case "sync":
                file = self.files[number]
                file.safe, file.unsafe = file.content(file.unsafe), []
            case "rename" | "link" | "unlink":
                self.unsafe.append((operation.kind, operation.path, operation.target, number))
            case "sync-folder":
                mine = [item for item in self.unsafe if str(Path(item[1]).parent) == operation.path]
                self.safe = self.names(mine)
                self.unsafe = [item for item in self.unsafe if item not in mine]

    def names(self, changes: list[Change]) -> Names:
        """The safe names after these changes."""
        result = dict(self.safe)
        for kind, path, target, number in changes:
            if kind in {"rename", "unlink"}:
                result.pop(path, None)
            if kind == "add":
                result[path] = number
            elif kind in {"rename", "link"}:
                result[target] = number
        return result

    def states(self, chance: random.Random, variants: int) -> Iterator[dict[str, bytes]]:
        """What the disk may hold now: nothing unsynced, names only, everything, and random parts of it."""
        yield self._state(self.names([]), lambda _: [])
        yield self._state(self.names(self.unsafe), lambda _: [])
        yield self._state(self.names([]), lambda writes: writes)
        yield self._state(self.names(self.unsafe), lambda writes: writes)
        for _ in range(variants):
            names = self.names(self.unsafe[: chance.randint(0, len(self.unsafe))])
            yield self._state(names, lambda writes: [item for item in writes if chance.random() < 0.5])

    def _state(self, names: Names, kept: Callable[[list[Write]], list[Write]]) -> dict[str, bytes]:
        return {path: self.files[number].content(kept(self.files[number].unsafe)) for path, number in names.items()}

    def _number(self, operation: Operation) -> int:
        # A file that was there before the record began is known by its name when it is first met.
        if operation.file not in self._aliases and operation.file:
            self._aliases[operation.file] = self.names(self.unsafe).get(operation.path, operation.file)
        return self._aliases.get(operation.file, 0)
