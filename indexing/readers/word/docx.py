"""Word files: paragraphs and tables in reading order, heading levels, automatic numbers.

Only the parts that carry text are opened (document, styles, numbering, properties), straight
from the container: a package library refuses the whole file for a missing picture, a macro or
the "strict" flavour. A text box follows the paragraph it is anchored in, a footnote the one that
bears its mark. Headers, footers, comments and tracked deletions are left out, and so is a
generated table of contents, which only repeats the headings.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from indexing.limits import USUAL, Limits
from indexing.readers import problems
from indexing.readers.blocks import Block, Line, RawDocument, TableBlock
from indexing.readers.bounds import Bounds
from indexing.readers.detect import ZIP_ERRORS
from indexing.readers.grid import Grid
from indexing.readers.pages.recognition import picture, recognised
from indexing.readers.word.notes import Notes
from indexing.readers.word.numbering import Numbering
from indexing.readers.word.paragraphs import (
    children,
    number_of,
    paragraph_text,
    text_boxes,
    value_of,
    w,
)
from indexing.readers.word.styles import Styles

#: The "strict" flavour of the format differs in its namespaces only.
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_USUAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PROPERTIES_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_PROPERTIES_AUTHOR = "{http://purl.org/dc/elements/1.1/}creator"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_TOC = re.compile(r"(toc|目录) ?\d", re.IGNORECASE)


def read(data: bytes, name: str, limits: Limits = USUAL) -> RawDocument:
    """Read a Word file (.docx and its macro-enabled and template kin).

    The title is the first paragraph in the style Title, else the one in the file's properties.

    Args:
        data: the whole file.
        name: the file's name, for messages.
        limits: how much it may hold.

    Raises:
        DocumentError: the container or the XML in it is damaged, or it holds only pictures or too
            much.
    """
    from lxml import etree

    bounds = Bounds(name, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            path = _main_part(package, bounds)
            folder = posixpath.dirname(path)
            document = _part(package, path, bounds)
            if document is None or (body := document.find(w("body"))) is None:
                raise problems.damaged(name, "Word(.docx)")
            styles = Styles(_part(package, f"{folder}/styles.xml", bounds))
            numbering = Numbering(_part(package, f"{folder}/numbering.xml", bounds))
            notes = Notes(
                _part(package, f"{folder}/footnotes.xml", bounds),
                _part(package, f"{folder}/endnotes.xml", bounds),
            )
            properties = _part(package, "docProps/core.xml", bounds)
            pictures = _pictures(package, folder, body, bounds)
        reader = _Body(styles, numbering, notes, bounds)
        blocks = bounds.blocks(reader.blocks(body))
    except (*ZIP_ERRORS, zlib.error, etree.XMLSyntaxError, RecursionError) as error:
        raise problems.damaged(name, "Word(.docx)") from error
    stated = None if properties is None else properties.findtext(_PROPERTIES_TITLE)
    author = None if properties is None else properties.findtext(_PROPERTIES_AUTHOR)
    found = RawDocument(
        blocks, title=reader.title or (stated or "").strip(), author=(author or "").strip()
    )
    if pictures and not found.has_text:
        pages = (picture(data, name) for data in pictures)
        return recognised(pages, len(pictures), name, "只有图片的 Word 文件", bounds)
    return found


def _pictures(package: zipfile.ZipFile, folder: str, body: Any, bounds: Bounds) -> list[bytes]:  # noqa: ANN401
    """Return the pictures in the text, in the order in which they stand there."""
    relations = _part(package, f"{folder}/_rels/document.xml.rels", bounds)
    targets = {r.get("Id"): r.get("Target") for r in (() if relations is None else relations)}
    found: list[bytes] = []
    for blip in body.iter(_BLIP):
        target = targets.get(blip.get(_EMBED))
        path = posixpath.normpath(f"{folder}/{target}").lstrip("/")
        is_page = path.lower().endswith((".png", ".jpg", ".jpeg"))
        if target and is_page and path in package.namelist():
            bounds.unpacked(package.getinfo(path).file_size)
            found.append(package.read(path))
    return found


def _main_part(package: zipfile.ZipFile, bounds: Bounds) -> str:
    """Return the path of the part with the text, as the package's relations say."""
    relations = _part(package, "_rels/.rels", bounds)
    for relation in () if relations is None else relations:
        if (relation.get("Type") or "").endswith("/officeDocument"):
            return str(relation.get("Target") or "").lstrip("/")
    return "word/document.xml"


def _part(package: zipfile.ZipFile, path: str, bounds: Bounds) -> Any | None:  # noqa: ANN401
    """Return the root of an XML part, ``None`` where the package has no such part."""
    from lxml import etree

    if path not in package.namelist():
        return None
    bounds.unpacked(package.getinfo(path).file_size)
    # No entities: they are no part of the format, only of attacks.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(package.read(path).replace(_STRICT, _USUAL), parser)


class _Body:
    """Turns the body into blocks; counts automatic numbers on the way, in reading order."""

    def __init__(self, styles: Styles, numbering: Numbering, notes: Notes, bounds: Bounds) -> None:
        self.title = ""
        self._notes = notes
        self._bounds = bounds
        self._styles = styles
        self._numbering = numbering

    def blocks(self, parent: Any) -> Iterator[Block]:  # noqa: ANN401
        """Yield the blocks of a body or of a cell."""
        for element in children(parent):
            if element.tag == w("p"):
                yield from self._paragraph(element)
            elif element.tag == w("tbl"):
                yield from self._table(element)

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:  # noqa: ANN401
        yield from self._lines(paragraph)
        yield from (Line(note) for note in self._notes.met())
        for box in text_boxes(paragraph):
            yield from self.blocks(box)

    def _lines(self, paragraph: Any) -> Iterator[Line]:  # noqa: ANN401
        style = value_of(paragraph, "pPr/pStyle")
        text = paragraph_text(paragraph, self._notes.mark)
        lines = [line for line in text.split("\n") if line.strip()]
        if not lines and paragraph.find(f"{w('pPr')}/{w('rPr')}/{w('del')}") is not None:
            return  # deleted with its mark: it has no number either
        # Word numbers an empty paragraph as well, so it is counted though not shown.
        numbered = self._styles.numbering(paragraph)
        label = "" if numbered is None else self._numbering.advance(*numbered)
        style_name = self._styles.name(style)
        if not lines or _TOC.match(style_name):
            return
        lines[0] = label + (lines[0].lstrip() if label else lines[0])
        if not self.title and style_name in ("title", "标题"):
            self.title = " ".join(line.strip() for line in lines)
        heading = self._styles.heading(paragraph)
        if heading:
            # A break inside a heading is layout: the heading is still one.
            lines = ["".join(lines)]
        size, bold = self._styles.look(paragraph)
        for line in lines:
            yield Line(line, heading=heading, size=size, bold=bold)

    def _table(self, table: Any) -> Iterator[Block]:  # noqa: ANN401
        rows = [row for row in children(table) if row.tag == w("tr") and not _is_deleted(row)]
        cells = [[cell for cell in children(row) if cell.tag == w("tc")] for row in rows]
        if [len(row) for row in cells] == [1]:
            # One cell is a frame round the text, often round the whole document.
            yield from self.blocks(cells[0][0])
            return
        grid = Grid(self._bounds)
        open_spans: set[int] = set()  # columns where a vertical merge can go on
        for index, (row, row_cells) in enumerate(zip(rows, cells, strict=True)):
            column = number_of(row, "trPr/gridBefore", 0)
            still_open: set[int] = set()
            for cell in row_cells:
                span = max(number_of(cell, "tcPr/gridSpan", 1), 1)
                vertical = _merge(cell, "vMerge")
                if _merge(cell, "hMerge") == "continue" or (
                    vertical == "continue" and column in open_spans
                ):
                    grid.cover(index, column, colspan=span, down=vertical == "continue")
                else:
                    grid.put(index, column, self._cell_text(cell), colspan=span)
                if vertical is not None:
                    still_open.add(column)
                column += span
            open_spans = still_open
        if cells:
            yield TableBlock(grid.rows())

    def _cell_text(self, cell: Any) -> str:  # noqa: ANN401
        """Return the paragraphs of a cell, one a line; a nested table's row is one line."""
        lines: list[str] = []
        for block in self.blocks(cell):
            if isinstance(block, Line):
                lines.append(block.text)
            else:
                texts = ([c.text.replace("\n", " ") for c in row if c.text] for row in block.rows)
                lines.extend(" ".join(row) for row in texts if row)
        return "\n".join(lines)


def _merge(cell: Any, kind: str) -> str | None:  # noqa: ANN401
    """Return ``restart``, ``continue`` (which is also what no value means) or ``None``."""
    element = cell.find(f"{w('tcPr')}/{w(kind)}")
    return None if element is None else str(element.get(w("val")) or "continue")


def _is_deleted(row: Any) -> bool:  # noqa: ANN401
    return row.find(f"{w('trPr')}/{w('del')}") is not None
