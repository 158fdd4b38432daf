"""The paragraphs of a shape as lines: their text, their level, and the bullet or number shown.

Follows ECMA-376 part 1, chapter 21. Bullets and numbers stand in no text; whether a paragraph has
one is said by itself, its shape, the layout or the master, nearest first. A bullet is shown by
level, as ``• ``, ``– `` and ``▪ ``, since its own sign is often a picture or a symbol font's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from indexing.readers.word.numbering import format_number

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_BULLETS = ("• ", "– ", "▪ ")
#: The beginning of ``a:buAutoNum/@type`` to a number format of Word.
_FORMS = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
    "circleNum": "decimalEnclosedCircle",
    "ea1": "chineseCounting",
}
_DEEPEST = 8


def lines_of(body: Any, styles: Sequence[Any | None]) -> Iterator[str]:  # noqa: ANN401 - lxml has no types
    """Yield the lines of a text body, each paragraph's first with its bullet or number.

    Args:
        body: the ``txBody`` element.
        styles: list styles that hold for the body, nearest first; ``None`` where there is none.
    """
    counters: dict[int, tuple[str, int]] = {}
    for paragraph in body.findall(f"{_A}p"):
        lines = [line.strip() for line in paragraph_text(paragraph).split("\n")]
        lines = [line for line in lines if line]
        properties = paragraph.find(f"{_A}pPr")
        level = _level(properties)
        if not lines:
            continue
        mark = _mark(properties, styles, level)
        counters = {deep: counted for deep, counted in counters.items() if deep <= level}
        if mark is None or mark.tag == f"{_A}buNone":
            counters.pop(level, None)
            yield from lines
            continue
        yield _label(mark, level, counters) + lines[0]
        yield from lines[1:]


def paragraph_text(paragraph: Any) -> str:  # noqa: ANN401
    r"""Return the text of a paragraph; ``\n`` at manual line breaks, a formula as its letters."""
    parts: list[str] = []
    for child in paragraph:
        if child.tag == f"{_A}br":
            parts.append("\n")
        elif child.tag in (f"{_A}r", f"{_A}fld"):
            # Older programs keep a break as a vertical tab.
            parts.append((child.findtext(f"{_A}t") or "").replace("\v", "\n"))
        else:
            parts.extend(letters.text or "" for letters in child.iter(f"{_MATH}t"))
    return "".join(parts)


def _level(properties: Any | None) -> int:  # noqa: ANN401
    stated = "0" if properties is None else properties.get("lvl") or "0"
    return min(int(stated), _DEEPEST) if stated.isascii() and stated.isdigit() else 0


def _mark(properties: Any | None, styles: Sequence[Any | None], level: int) -> Any | None:  # noqa: ANN401
    """Return the nearest element that says what stands before a paragraph, if any does."""
    holders = [
        properties,
        *(None if style is None else style.find(f"{_A}lvl{level + 1}pPr") for style in styles),
    ]
    for holder in holders:
        for child in () if holder is None else holder:
            if child.tag in (f"{_A}buNone", f"{_A}buChar", f"{_A}buAutoNum", f"{_A}buBlip"):
                return child
    return None


def _label(mark: Any, level: int, counters: dict[int, tuple[str, int]]) -> str:  # noqa: ANN401
    if mark.tag != f"{_A}buAutoNum":
        return _BULLETS[min(level, len(_BULLETS) - 1)]
    kind = mark.get("type") or "arabicPeriod"
    start = mark.get("startAt") or "1"
    first = int(start) if start.isascii() and start.isdigit() else 1
    known, last = counters.get(level, (kind, first - 1))
    number = last + 1 if known == kind else first
    counters[level] = (kind, number)
    form = next((form for begin, form in _FORMS.items() if kind.startswith(begin)), "decimal")
    text = format_number(number, form)
    if kind.endswith("ParenBoth"):
        return f"({text}) "
    if kind.endswith("ParenR"):
        return f"{text}) "
    if form == "chineseCounting":
        return f"{text}、"
    return text if form == "decimalEnclosedCircle" else f"{text}. "
