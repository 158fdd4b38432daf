"""The text of a Word paragraph, and small helpers to walk WordprocessingML.

Follows ECMA-376 part 1, chapter 17. Knows nothing of styles, numbers or tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

#: Largest number believed: counters and spans beyond it come from damaged files.
_MAX_NUMBER = 32_767


def w(tag: str) -> str:
    """Return the full name of a WordprocessingML tag or attribute."""
    return f"{{{_W}}}{tag}"


#: Elements that only wrap others: content controls, tracked insertions, links, smart tags.
_TRANSPARENT = frozenset(
    (
        *(w("sdt"), w("sdtContent"), w("customXml"), w("ins"), w("moveTo")),
        *(w("hyperlink"), w("smartTag"), w("fldSimple"), w("dir"), w("bdo")),
    )
)
#: Tick boxes as Word inserts them: font and code of the symbol to the character it looks like.
_SYMBOLS = {
    ("wingdings", 0x6F): "□",
    ("wingdings", 0xA8): "□",
    ("wingdings", 0xFC): "✓",
    ("wingdings", 0xFD): "☒",
    ("wingdings", 0xFE): "☑",
    ("wingdings 2", 0x50): "✓",
    ("wingdings 2", 0x52): "☑",
    ("wingdings 2", 0xA3): "□",
}


def children(parent: Any) -> Iterator[Any]:  # noqa: ANN401 - lxml has no types
    """Yield the children that count, looking through wrappers; deletions are not among them."""
    for child in parent:
        if child.tag in _TRANSPARENT:
            yield from children(child)
        else:
            yield child


def value_of(element: Any, path: str) -> str | None:  # noqa: ANN401
    """Return ``w:val`` of the element at ``path`` (tags without prefix), ``None`` without one."""
    found = element.find("/".join(map(w, path.split("/"))))
    return None if found is None else found.get(w("val"))


def number_of(element: Any, path: str, default: int) -> int:  # noqa: ANN401
    """Return ``w:val`` at ``path`` as a number of 0 or more, ``default`` where it is none."""
    value = value_of(element, path)
    if value is None or not (value.isascii() and value.isdigit() and len(value) < 10):
        return default
    return min(int(value), _MAX_NUMBER)


def paragraph_text(paragraph: Any, mark_of: Callable[[str], str] | None = None) -> str:  # noqa: ANN401
    r"""Return the text as shown with all changes accepted; ``\n`` at manual line breaks.

    Args:
        paragraph: the paragraph.
        mark_of: gives the mark to print for the footnote with an id; without it none is printed.
    """
    parts: list[str] = []
    for child in children(paragraph):
        if child.tag == w("r"):
            note = child.find(w("footnoteReference"))
            if note is None:
                note = child.find(w("endnoteReference"))
            if note is not None and mark_of is not None:
                parts.append(mark_of(f"{note.tag}{note.get(w('id'))}"))
            parts.extend(_run(child))
        elif child.tag.startswith(_MATH):
            parts.extend(letters.text or "" for letters in child.iter(f"{_MATH}t"))
    return "".join(parts)


def text_boxes(paragraph: Any) -> list[Any]:  # noqa: ANN401
    """Return the contents of the text boxes anchored in a paragraph, each once.

    A drawing has its text again in a fallback for old programs.
    """
    found: list[Any] = []
    waiting = list(children(paragraph))[::-1]
    while waiting:
        element = waiting.pop()
        if element.tag == w("txbxContent"):
            found.append(element)
        elif element.tag == f"{_COMPATIBILITY}AlternateContent":
            choices = [
                child for child in element if child.find(f".//{w('txbxContent')}") is not None
            ]
            waiting += choices[:1]
        else:
            waiting += list(element)[::-1]
    return found


def _run(run: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the pieces of a run; drawings, note marks and field codes give none."""
    hidden = run.find(f"{w('rPr')}/{w('vanish')}")
    if hidden is not None and hidden.get(w("val")) not in ("0", "false", "off"):
        return
    for child in run:
        if child.tag == w("t"):
            # A line end inside the XML is not one in the text.
            yield (child.text or "").replace("\n", " ")
        elif child.tag in (w("tab"), w("ptab")):
            yield "\t"
        elif child.tag == w("cr"):
            yield "\n"
        elif child.tag == w("br"):
            # Page and column breaks move the text, they do not divide it.
            yield "\n" if child.get(w("type"), "textWrapping") == "textWrapping" else ""
        elif child.tag == w("noBreakHyphen"):
            yield "-"
        elif child.tag == w("sym"):
            yield _symbol(child.get(w("font")) or "", child.get(w("char")) or "")
        elif child.tag == w("ruby"):
            for base in child.findall(f"{w('rubyBase')}/{w('r')}"):
                yield from _run(base)


def _symbol(font: str, code: str) -> str:
    """Return the character a symbol looks like, ``""`` for one without meaning in text."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= number <= 0xF0FF:  # symbol fonts live in the private area
        return _SYMBOLS.get((font.lower(), number - 0xF000), "")
    known = _SYMBOLS.get((font.lower(), number))
    return known or (chr(number) if 0x20 <= number < 0xD800 else "")
