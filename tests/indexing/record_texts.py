"""Records without their places, to compare what two files of one document say."""

import re
from dataclasses import fields, is_dataclass

from indexing.kinds.shared.values import Value

#: Where something is printed, and how a heading is set, differs from format to format.
PLACES = {"page", "parts"}


def texts(record):
    """A record as nested tuples and dictionaries; white space inside texts is left out."""
    if isinstance(record, Value):
        bare = re.sub(r"\s", "", record.text).replace("・", "·")  # a PDF font has but one of them
        return bare if record.number is None else (bare, record.number)
    if isinstance(record, tuple | list):
        return [texts(item) for item in record]
    if is_dataclass(record):
        kept = (field.name for field in fields(record) if field.name not in PLACES)
        return {name: texts(getattr(record, name)) for name in kept}
    return record


def differences(left, right, at=""):
    """Where two results of :func:`texts` differ, as readable lines."""
    if type(left) is not type(right):
        return [f"{at}: {left!r} / {right!r}"]
    if isinstance(left, dict):
        return [d for key in left for d in differences(left[key], right[key], f"{at}.{key}")]
    if isinstance(left, list):
        if len(left) != len(right):
            return [f"{at}: {len(left)} / {len(right)}: {left!r} / {right!r}"]
        pairs = enumerate(zip(left, right, strict=True))
        return [d for i, (a, b) in pairs for d in differences(a, b, f"{at}[{i}]")]
    return [] if left == right else [f"{at}: {left!r} / {right!r}"]


def every_value(record):
    """Every value in a record."""
    if isinstance(record, Value):
        yield record
    elif isinstance(record, tuple | list):
        for item in record:
            yield from every_value(item)
    elif is_dataclass(record):
        for field in fields(record):
            yield from every_value(getattr(record, field.name))
