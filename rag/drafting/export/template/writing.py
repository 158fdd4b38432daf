"""Writes lines into a school's form in the fonts the form has at that place."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

from docx.oxml import OxmlElement

from indexing.readers.word.paragraphs import children, number_of, paragraph_text, w
from indexing.wrapping import width
from rag.drafting.export.lines import TextLine
from rag.drafting.export.template.layout import is_blank, paragraphs_of
from rag.drafting.export.word import Element, TextStyle, paragraph_of

#: Run properties of a hint or a label that are not those of what is written next to it.
_OF_HINTS = ("rStyle", "color", "vanish")
_OF_LABELS = ("rStyle", "b", "bCs", "vanish")
#: Marks of tracked changes, which are none of a font.
_TRACKED = ("ins", "del", "moveFrom", "moveTo", "rPrChange")
#: Font size of tags in points: at least, and where the form says none.
_SMALLEST, _USUAL_TAG = 6.0, 7.5
#: A line wider than this, or several of them, are not centred.
_CENTRED = 24


def fill_cell(cell: Element, lines: Sequence[TextLine], label: Element | None = None) -> None:
    """Write lines into a blank cell.

    Args:
        cell: the cell.
        lines: what to write.
        label: the cell of the label, whose font counts where the blank cell says none.
    """
    paragraphs = paragraphs_of(cell)
    if not paragraphs:
        paragraphs = [_paragraph()]
        cell.append(paragraphs[0])
    for further in paragraphs[1:]:
        if is_blank(further) and further.find(f"{w('pPr')}/{w('sectPr')}") is None:
            further.getparent().remove(further)
    fallback = _label_properties(label)
    fill_paragraph(paragraphs[0], lines, fallback)
    loosen(cell)


def fill_paragraph(
    paragraph: Element, lines: Sequence[TextLine], fallback: Element | None = None
) -> None:
    """Write lines into a blank paragraph and into copies of it behind it."""
    text = written_style(paragraph, fallback)
    clear(paragraph)
    setup = paragraph.find(w("pPr"))
    if setup is not None and _is_long(lines):
        for align in setup.findall(w("jc")):
            align.set(w("val"), "left")
    numbered = setup is not None and setup.find(w("numPr")) is not None
    last = paragraph
    for index, line in enumerate(lines):
        if index:
            last.addnext(_paragraph(setup))
            last = last.getnext()
        if numbered and line.number:
            line = replace(line, number="")  # the form's own list counts
        text.write(paragraph_of(last), line)


def add_behind(paragraph: Element, lines: Sequence[TextLine]) -> Element:
    """Write lines into new paragraphs behind one with a label; return the last of them."""
    fallback = _properties(paragraph, _OF_LABELS)
    fresh = _paragraph()
    paragraph.addnext(fresh)
    styled = paragraph.find(f"{w('pPr')}/{w('pStyle')}") is not None
    fill_paragraph(fresh, lines, None if styled else fallback)
    last = fresh
    for _ in lines[1:]:
        last = last.getnext()
    return last


def append_text(paragraph: Element, text: str) -> None:
    """Write text at the end of a paragraph, not in the bold type of its label."""
    paragraph.append(new_run(text, _properties(paragraph, _OF_LABELS)))


def replace_span(paragraph: Element, start: int, end: int, text: str) -> bool:
    """Put text in place of ``paragraph_text(paragraph)[start:end]``; false where it cannot be.

    What stood there decides the font: an underlined blank gives underlined text.
    """
    pieces = _pieces(paragraph)
    if "".join(piece for _, piece in pieces) != paragraph_text(paragraph):
        return False
    at, written = 0, False
    for found, piece in pieces:
        left, right = max(start, at) - at, min(end, at + len(piece)) - at
        at += len(piece)
        if right <= left:
            continue
        new = piece[:left] + ("" if written else text) + piece[right:]
        written = True
        if found.tag != w("t"):
            _replace_by_text(found, new)
        else:
            found.text = new
            found.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return written


def clear(paragraph: Element) -> None:
    """Take the text out of a paragraph, not its properties and bookmarks."""
    for child in list(paragraph):
        if child.tag not in (w("pPr"), w("bookmarkStart"), w("bookmarkEnd")):
            paragraph.remove(child)


def new_run(text: str, properties: Element | None) -> Element:
    """Return a run with a copy of run properties."""
    return TextStyle(copied=properties).add_run(paragraph_of(_paragraph()), text)._r


def written_style(paragraph: Element, fallback: Element | None = None) -> TextStyle:
    """Return the style of text written into a blank paragraph."""
    hint = paragraph_text(paragraph).strip(" _＿\u3000\t") != ""
    found = _properties(paragraph, _OF_HINTS if hint else ("vanish",))
    found = fallback if found is None else found
    size = 0 if found is None else number_of(found, "sz", 0)  # in half points
    tag_size = max(_SMALLEST, size * 7 // 10 / 2) if size else _USUAL_TAG
    return TextStyle(copied=found, tag_size=tag_size)


def loosen(cell: Element) -> None:
    """Let the row of a cell grow with its text and run over to the next page."""
    row = cell.getparent()
    while row is not None and row.tag != w("tr"):
        row = row.getparent()
    for height in () if row is None else row.iterfind(f"{w('trPr')}/{w('trHeight')}"):
        if height.get(w("hRule")) == "exact":
            height.set(w("hRule"), "atLeast")


def _is_long(lines: Sequence[TextLine]) -> bool:
    return len(lines) > 1 or any(width(line.text) > _CENTRED for line in lines)


def _label_properties(cell: Element | None) -> Element | None:
    for paragraph in () if cell is None else paragraphs_of(cell):
        found = _properties(paragraph, _OF_LABELS)
        if found is not None:
            return found
    return None


def _properties(paragraph: Element, without: Sequence[str]) -> Element | None:
    """Return the run properties of a paragraph's text, or of its mark where it has no text."""
    runs = [child for child in children(paragraph) if child.tag == w("r")]
    holders = [r.find(w("rPr")) for r in runs] + [paragraph.find(f"{w('pPr')}/{w('rPr')}")]
    found = next((holder for holder in holders if holder is not None), None)
    if found is None:
        return None
    dropped = {w(tag) for tag in (*_TRACKED, *without)}
    kept = OxmlElement("w:rPr")
    kept.extend(deepcopy(child) for child in found if child.tag not in dropped)
    return kept


def _pieces(paragraph: Element) -> list[tuple[Element, str]]:
    out: list[tuple[Element, str]] = []
    for child in children(paragraph):
        for inner in child if child.tag == w("r") else ():
            if inner.tag == w("t"):
                out.append((inner, (inner.text or "").replace("\n", " ")))
            elif inner.tag in (w("tab"), w("br")):
                out.append((inner, "\t" if inner.tag == w("tab") else "\n"))
    return out


def _replace_by_text(found: Element, text: str) -> None:
    for piece in list(new_run(text, None)):
        found.addprevious(piece)
    found.getparent().remove(found)


def _paragraph(setup: Element | None = None) -> Element:
    """Return a new paragraph, with a copy of the properties of another."""
    made: Element = OxmlElement("w:p")
    if setup is not None:
        made.append(deepcopy(setup))
    return made
