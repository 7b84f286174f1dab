"""Every object of ours that can be reached from some roots, and how each one shows itself."""

from collections.abc import Iterable, Iterator
from types import FunctionType, MethodType, ModuleType

PLAIN = (bytes, str, int, float, bool, type(None), ModuleType, type, FunctionType)


def shown_by_each(roots: Iterable[object]) -> Iterator[tuple[str, str]]:
    """Name of the class and the text of `repr`, `str` and `format` of every reachable object of a class of ours."""
    for item in reachable(roots):
        if type(item).__module__.partition(".")[0] == "openmyna":
            name = f"{type(item).__module__}.{type(item).__qualname__}"
            yield name, "\n".join((repr(item), str(item), f"{item}", f"{item!r}", f"{[item]}"))


def reachable(roots: Iterable[object]) -> Iterator[object]:
    """Everything held by attributes, slots, containers, closures and bound methods; each object once."""
    waiting, seen = list(roots), dict[int, object]()
    while waiting:
        item = waiting.pop()
        if id(item) in seen:
            continue
        seen[id(item)] = item
        yield item
        if isinstance(item, FunctionType) and item.__closure__:
            waiting += [cell.cell_contents for cell in item.__closure__]
        elif isinstance(item, MethodType):
            waiting.append(item.__self__)
        elif not isinstance(item, PLAIN):
            waiting += _parts(item)


def _parts(item: object) -> Iterator[object]:
    if isinstance(item, dict):
        yield from item
        yield from item.values()
    elif isinstance(item, list | tuple | set | frozenset):
        yield from item
    for kind in type(item).__mro__:
        names = kind.__dict__.get("__slots__", ())
        for name in (names,) if isinstance(names, str) else names:
            hidden = f"_{kind.__name__.lstrip('_')}{name}" if name.startswith("__") else name
            if hasattr(item, hidden):
                yield getattr(item, hidden)
    yield from getattr(item, "__dict__", {}).values()
