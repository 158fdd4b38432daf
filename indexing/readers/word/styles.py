"""What a Word paragraph's style says of it: its name, heading level and list.

A property not set on the paragraph is looked for in its style, then in the style that one is
based on, and so on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from indexing.readers.word.paragraphs import number_of, value_of, w

_HEADING = re.compile(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
#: ``w:outlineLvl`` for body text.
_BODY = 9
#: No person bases a style on more than a few others in a row.
_DEEPEST = 50


class Styles:
    """The paragraph styles of a document.

    Args:
        root: root of the styles part, ``None`` where the file has none.
    """

    def __init__(self, root: Any | None) -> None:  # noqa: ANN401 - lxml has no types
        self._styles: dict[str, Any] = {}
        self._default: str | None = None
        #: Half points of a text whose style says nothing.
        self._usual = 0 if root is None else number_of(root, "docDefaults/rPrDefault/rPr/sz", 0)
        for style in () if root is None else root.iter(w("style")):
            identifier = style.get(w("styleId"))
            if style.get(w("type"), "paragraph") != "paragraph" or identifier is None:
                continue
            self._styles[identifier] = style
            if style.get(w("default")) in ("1", "true", "on"):
                self._default = identifier

    def name(self, style: str | None) -> str:
        """Return the name of the style with this id, lower case; ``""`` for an unknown one."""
        element = self._styles.get(style or "")
        return "" if element is None else (value_of(element, "name") or "").lower()

    def heading(self, paragraph: Any) -> int:  # noqa: ANN401
        """Return the heading level of a paragraph, 1–9, or 0 for body text."""
        level = number_of(paragraph, "pPr/outlineLvl", -1)
        if level >= 0:
            return level + 1 if level < _BODY else 0
        for style in self._chain(paragraph):
            if match := _HEADING.fullmatch((value_of(style, "name") or "").strip()):
                return int(match[1])
            level = number_of(style, "pPr/outlineLvl", -1)
            if level >= 0:
                return level + 1 if level < _BODY else 0
        return 0

    def look(self, paragraph: Any) -> tuple[float, bool]:  # noqa: ANN401
        """Return the size of a paragraph's type in points, 0 if unknown, and whether it is bold.

        Of a paragraph in several types that of most characters.
        """
        size, bold = self._usual, False
        for style in reversed(list(self._chain(paragraph))):
            size = number_of(style, "rPr/sz", size)
            bold = _is_on(style, bold)
        sizes: Counter[int] = Counter()
        heavy = total = 0
        for run in paragraph.iter(w("r")):
            length = sum(len((text.text or "").strip()) for text in run.findall(w("t")))
            sizes[number_of(run, "rPr/sz", size)] += length
            heavy += length * _is_on(run, bold)
            total += length
        most = sizes.most_common(1)[0][0] if total else size
        return most / 2, bool(total) and heavy == total

    def numbering(self, paragraph: Any) -> tuple[str, int] | None:  # noqa: ANN401
        """Return the list a paragraph is in and its level from 0, or ``None``.

        List ``0`` is how a paragraph says that it is in none although its style is.
        """
        level = number_of(paragraph, "pPr/numPr/ilvl", -1)
        for holder in (paragraph, *self._chain(paragraph)):
            if level < 0:
                level = number_of(holder, "pPr/numPr/ilvl", -1)
            if (number := value_of(holder, "pPr/numPr/numId")) is not None:
                return None if number == "0" else (number, max(level, 0))
        return None

    def _chain(self, paragraph: Any) -> Iterator[Any]:  # noqa: ANN401
        """Yield the paragraph's style and those it is based on, nearest first."""
        identifier = value_of(paragraph, "pPr/pStyle") or self._default
        seen: set[str] = set()
        while identifier in self._styles and identifier not in seen and len(seen) < _DEEPEST:
            seen.add(identifier)
            yield self._styles[identifier]
            identifier = value_of(self._styles[identifier], "basedOn")


def _is_on(holder: Any, inherited: bool) -> bool:  # noqa: ANN401
    """Whether type is bold: a property that is there is on unless it says otherwise."""
    element = holder.find(f"{w('rPr')}/{w('b')}")
    if element is None:
        return inherited
    return element.get(w("val"), "true") not in ("0", "false", "off")
