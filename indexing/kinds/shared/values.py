"""The smallest parts of a record: a value with the place it was read from, a field, a named part.

What the values mean is said by the record that holds them; how they are found is in
:mod:`indexing.kinds.shared.outline`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexing.wrapping import MARKER, ends_sentence, join


@dataclass(frozen=True, slots=True)
class Value:
    """Something read from a document, verbatim, with its place.

    ``text`` is ``canonical[start:end]``. A sentence that a page break or another column cut in
    two has further spans in ``rest``: then ``text`` is all of them in order, joined; nothing but
    white space stands between the parts.

    Attributes:
        text: what is printed, original script.
        start: offset in ``Document.canonical``.
        end: offset after the first part; after the value, where ``rest`` is empty.
        page: printed page, ``None`` where the document has none.
        certain: false where the text was ambiguous and the reading is the likeliest one.
        number: the value as a number, where it is one.
        rest: spans of the further parts.
    """

    text: str
    start: int
    end: int
    page: int | None
    certain: bool = True
    number: int | None = None
    rest: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A labelled part of a document and what stands under the label.

    Attributes:
        name: the label in the words of the vocabulary, Simplified, without number and colon.
        heading: the label as printed; ``None`` where a table implies it.
        text: paragraphs and items, one value each.
    """

    name: str
    heading: Value | None
    text: tuple[Value, ...]


def joined(first: Value, second: Value) -> Value:
    """Return two values as one that is printed in parts, as certain as the first."""
    paragraph = ends_sentence(first.text) or MARKER.match(second.text)
    text = f"{first.text}\n{second.text}" if paragraph else join(first.text, second.text)
    rest = (*first.rest, (second.start, second.end), *second.rest)
    return replace(first, text=text, rest=rest)


@dataclass(frozen=True, slots=True)
class Field:
    """A short field at the top; ``name`` is that of the vocabulary, ``value.number`` its figure."""

    name: str
    value: Value
