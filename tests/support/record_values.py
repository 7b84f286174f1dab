"""Records and the plain values that examples write for them, in both directions, driven by the records' own types."""

import dataclasses
import types
from collections.abc import Callable
from datetime import date
from typing import Any, Union, get_args, get_origin, get_type_hints

from openmyna.identity.address import Address
from openmyna.identity.dates import BirthDate
from openmyna.identity.individual_number import IndividualNumber
from openmyna.identity.municipality import MunicipalityCode
from openmyna.identity.name import Name
from openmyna.identity.resident_record_code import ResidentRecordCode
from openmyna.identity.sex import Sex
from support.byte_notation import parse_bytes

_BUILD: dict[Any, Callable[[Any], Any]] = {
    bytes: parse_bytes,
    date: date.fromisoformat,
    BirthDate: BirthDate.from_text,
    Name: Name,
    Address: Address,
    MunicipalityCode: MunicipalityCode,
    Sex: Sex,
    IndividualNumber: IndividualNumber,
    ResidentRecordCode: ResidentRecordCode,
}


def built(kind: Any, value: Any) -> Any:
    """The value of this type that an example writes so."""
    if get_origin(kind) in (Union, types.UnionType):
        kind = get_args(kind)[0]
    if get_origin(kind) is tuple:
        return tuple(value)
    if kind in _BUILD:
        return _BUILD[kind](value)
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: built(hints[name], item) for name, item in value.items()})
    assert isinstance(value, kind)
    return value


def fields_missing(kind: Any, value: dict[str, Any]) -> set[str]:
    """Fields of a record that an example does not state, at any depth."""
    missing = {item.name for item in dataclasses.fields(kind)} - set(value)
    hints = get_type_hints(kind)
    for name, item in value.items():
        if isinstance(item, dict) and dataclasses.is_dataclass(hints[name]):
            missing |= {f"{name}.{inner}" for inner in fields_missing(hints[name], item)}
    return missing
