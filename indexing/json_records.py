"""Records to JSON and back, driven by the records' own fields.

Used for the SQLite store and the manifest; what the HTTP service sends is not made here.

A field added to a record with a default is read from older files as that default; a field taken
away is passed over.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Hashable
from dataclasses import asdict, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

Record = TypeVar("Record")
_Decoder = Callable[[Any], Any]


def to_json(record: Any, *, without: frozenset[str] = frozenset()) -> str:  # noqa: ANN401
    """Return a dataclass as a JSON object, but for the fields kept elsewhere."""
    values = {name: value for name, value in asdict(record).items() if name not in without}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def from_json(kind: type[Record], text: str, **elsewhere: object) -> Record:
    """Return the record of type ``kind`` that :func:`to_json` wrote.

    Args:
        kind: a dataclass of strings, numbers, enums, tuples and other such dataclasses.
        text: the JSON object.
        elsewhere: the fields kept elsewhere.

    Raises:
        TypeError: a field without a default is missing.
    """
    return cast("Record", _decode_record(kind, {**json.loads(text), **elsewhere}))


def _decode_record(kind: type[Any], values: dict[str, Any]) -> Any:  # noqa: ANN401
    decoders = _decoders(cast("Hashable", kind))
    return kind(**{name: decode(values[name]) for name, decode in decoders if name in values})


@cache
def _decoders(kind: Hashable) -> tuple[tuple[str, _Decoder], ...]:
    record = cast("type[Any]", kind)
    hints = get_type_hints(record)
    return tuple((field.name, _decoder(hints[field.name])) for field in fields(record))


def _decoder(hint: Any) -> _Decoder:  # noqa: ANN401 - type hints have no common type
    """Return the function that turns a JSON value into a value of type ``hint``."""
    if isinstance(hint, types.UnionType):  # X | None
        (inner,) = (arm for arm in get_args(hint) if arm is not type(None))
        decode = _decoder(inner)
        return lambda value: None if value is None else decode(value)
    if get_origin(hint) is tuple:
        decode = _decoder(get_args(hint)[0])  # tuples of records are tuple[X, ...]
        return lambda values: tuple(map(decode, values))
    if is_dataclass(hint):
        return lambda values: _decode_record(cast("type[Any]", hint), values)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return lambda value: value
