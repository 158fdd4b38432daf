"""PowerPoint files: each slide a section named by its title, the slide's number as the page.

On a slide the title comes first, then the shapes from top to bottom, those side by side from left
to right; a group is read as one shape. The speaker's notes follow under a heading of their own,
so that what is said is never taken for what is shown. Dates, footers and slide numbers are left
out. Tables, the labels of diagrams (SmartArt) and the data of charts are read, pictures are not.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from indexing.limits import USUAL, Limits
from indexing.readers import problems
from indexing.readers.blocks import Block, Line, RawDocument, TableBlock, TableCell
from indexing.readers.bounds import Bounds
from indexing.readers.detect import ZIP_ERRORS
from indexing.readers.grid import Grid
from indexing.readers.slides.paragraphs import lines_of, paragraph_text

#: Heading above the speaker's notes of a slide.
NOTES = "备注"
_WHAT = "PowerPoint(.pptx)"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"
#: Shows and templates are decks under another type, which the library does not open.
_KINDS = re.compile(
    rb"presentationml\.(?:slideshow|template)\.main\+xml"
    rb"|vnd\.ms-powerpoint\.(?:slideshow|template)\.macroEnabled\.main\+xml"
)
_DECK = b"presentationml.presentation.main+xml"
_NO_TITLE = re.compile(r"(?:microsoft )?powerpoint(?: presentation)?|(?:powerpoint )?演示文稿\d*|")
#: A line on a slide without a title is taken for one up to this length.
_LONGEST_TITLE = 40
#: Shapes that overlap by more than this share of the lower one stand side by side.
_BESIDE = 0.5


def read(data: bytes, name: str, limits: Limits = USUAL) -> RawDocument:
    """Read a PowerPoint file (.pptx and its show, template and macro-enabled kin).

    The title is the one in the file's properties, else that of the first slide.

    Args:
        data: the whole file.
        name: the file's name, for messages.
        limits: how much it may hold.

    Raises:
        DocumentError: the package or the XML in it is damaged, it holds only pictures or too much.
    """
    import pptx
    from lxml import etree
    from pptx.exc import PythonPptxError

    bounds = Bounds(name, limits)
    try:
        deck = pptx.Presentation(io.BytesIO(_as_deck(data, bounds)))
        slides = list(deck.slides)
        bounds.pages(len(slides))
        blocks = bounds.blocks(
            block
            for number, slide in enumerate(slides, start=1)
            for block in _Slide(slide, number, bounds).blocks()
        )
        stated = (deck.core_properties.title or "").strip()
        author = (deck.core_properties.author or "").strip()
        pictures = any(part.partname.startswith("/ppt/media/") for part in _parts(deck))
    except (
        *(*ZIP_ERRORS, zlib.error, etree.XMLSyntaxError, RecursionError),
        *(PythonPptxError, AttributeError, IndexError, TypeError),
    ) as error:
        raise problems.damaged(name, _WHAT) from error
    title = "" if _NO_TITLE.fullmatch(stated.lower()) else stated
    if not any(isinstance(b, TableBlock) or not _is_made_up(b) for b in blocks):
        raise problems.only_pictures(name) if pictures else problems.empty(name)
    return RawDocument(blocks, title=title, pages=len(slides), author=author, deck=True)


def _parts(deck: Any) -> Iterator[Any]:  # noqa: ANN401 - the library's parts have no common type
    return iter(deck.part.package.iter_parts())


def _as_deck(data: bytes, bounds: Bounds) -> bytes:
    """Return the package as the library opens it; checks what it unpacks to first.

    Raises:
        DocumentError: a part is too large.
    """
    types = "[Content_Types].xml"
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for entry in package.infolist():
            bounds.unpacked(entry.file_size)
        if not _KINDS.search(package.read(types)):
            return data
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as copy:
            for entry in package.infolist():
                part = package.read(entry)
                own = entry.filename == types
                copy.writestr(entry, _KINDS.sub(_DECK, part) if own else part)
    return stream.getvalue()


def _is_made_up(line: Line) -> bool:
    """Whether a line is a name that this reader gave to a slide without any."""
    return line.heading == 1 and line.text == _untitled(line.page or 0)


def _untitled(number: int) -> str:
    """Return what PowerPoint itself calls a slide without a title."""
    return f"幻灯片 {number}"


class _Slide:
    """Turns one slide into blocks."""

    def __init__(self, slide: Any, number: int, bounds: Bounds) -> None:  # noqa: ANN401
        for tree in (slide.shapes._spTree, *_notes_tree(slide)):
            _choose(tree)
        self._slide = slide
        self._number = number
        self._bounds = bounds

    def blocks(self) -> Iterator[Block]:
        """Yield the title, what the slide shows, and its notes."""
        shapes = _in_order(shape for shape in self._slide.shapes if not _is_furniture(shape))
        title, rest = self._title(shapes)
        body = [block for shape in rest for block in self._shape(shape)]
        notes = list(self._notes())
        if not (title or body or notes):
            return
        yield Line(title or _untitled(self._number), self._number, heading=1)
        yield from body
        if notes:
            yield Line(NOTES, self._number, heading=2)
            yield from notes

    def _title(self, shapes: list[Any]) -> tuple[str, list[Any]]:
        """Return the slide's title and the shapes without it.

        Where nothing is marked as one, a single short line above everything else is the title.
        """
        marked = self._slide.shapes.title
        if marked is not None and (text := _flat(marked)):
            return text, [shape for shape in shapes if shape.shape_id != marked.shape_id]
        first = shapes[0] if len(shapes) > 1 else None
        if first is not None and first.has_text_frame:
            lines = list(self._text(first))
            alone = len(lines) == 1 and len(lines[0]) <= _LONGEST_TITLE
            if alone and not lines[0].endswith(("。", "；", "，", "：")):
                return lines[0], shapes[1:]
        return "", shapes

    def _shape(self, shape: Any) -> Iterator[Block]:  # noqa: ANN401
        if hasattr(shape, "shapes"):
            for inner in _in_order(shape.shapes):
                yield from self._shape(inner)
        elif getattr(shape, "has_table", False):
            yield self._table(shape.table)
        elif getattr(shape, "has_chart", False):
            yield from self._chart(shape.chart)
        elif shape.has_text_frame:
            yield from (Line(text, self._number) for text in self._text(shape))
        else:
            yield from self._diagram(shape)

    def _text(self, shape: Any) -> Iterator[str]:  # noqa: ANN401
        body = shape.text_frame._txBody
        return lines_of(body, [body.find(f"{_A}lstStyle"), *_inherited(shape, self._slide)])

    def _table(self, table: Any) -> TableBlock:  # noqa: ANN401
        grid = Grid(self._bounds)
        for at, row in enumerate(table.rows):
            for column, cell in enumerate(row.cells):
                if not cell.is_spanned:
                    text = "\n".join(lines_of(cell.text_frame._txBody, ()))
                    spans = (cell.span_height, cell.span_width) if cell.is_merge_origin else (1, 1)
                    grid.put(at, column, text, *spans)
        return TableBlock(grid.rows(), page=self._number)

    def _chart(self, chart: Any) -> Iterator[Block]:  # noqa: ANN401
        """Yield a chart's title, and its data as a table with a row for each category."""
        if chart.has_title and chart.chart_title.has_text_frame:
            yield Line(chart.chart_title.text_frame.text, self._number)
        series = [(line.name, list(line.values)) for plot in chart.plots for line in plot.series]
        categories = [str(label) for label in chart.plots[0].categories] if series else []
        self._bounds.cells(len(categories) * (len(series) + 1))
        if categories:
            head = ("", *(name for name, _ in series))
            rows = [
                (label, *(_number(values[at : at + 1]) for _, values in series))
                for at, label in enumerate(categories)
            ]
            cells = (tuple(map(TableCell, row)) for row in (head, *rows))
            yield TableBlock(tuple(cells), page=self._number)

    def _diagram(self, shape: Any) -> Iterator[Line]:  # noqa: ANN401
        """Yield the labels of a SmartArt diagram, which lie in a part of their own."""
        from lxml import etree

        relations = shape._element.find(f".//{_DIAGRAM}relIds")
        if relations is None:
            return
        part = self._slide.part.related_part(relations.get(_RELATION))
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        for label in etree.fromstring(part.blob, parser).iter(f"{_DIAGRAM}pt"):
            texts = (paragraph_text(p).strip() for p in label.iter(f"{_A}p"))
            yield from (Line(text, self._number) for text in texts if text)

    def _notes(self) -> Iterator[Line]:
        if not self._slide.has_notes_slide:
            return
        frame = self._slide.notes_slide.notes_text_frame
        if frame is not None:
            texts = lines_of(frame._txBody, [frame._txBody.find(f"{_A}lstStyle")])
            yield from (Line(text, self._number) for text in texts)


def _notes_tree(slide: Any) -> list[Any]:  # noqa: ANN401
    return [slide.notes_slide.shapes._spTree] if slide.has_notes_slide else []


def _choose(tree: Any) -> None:  # noqa: ANN401
    """Put the newest form of every alternative in the place of all of them: each is read once."""
    for alternative in list(tree.iter(f"{_MC}AlternateContent")):
        parent = alternative.getparent()
        choice = alternative.find(f"{_MC}Choice")
        at = parent.index(alternative)
        parent.remove(alternative)
        for offset, child in enumerate(list(choice) if choice is not None else ()):
            parent.insert(at + offset, child)


def _in_order(shapes: Iterable[Any]) -> list[Any]:
    """Return shapes from top to bottom, those side by side from left to right."""
    placed = sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0))
    bands: list[list[Any]] = []
    bottom = 0
    for shape in placed:
        top, height = shape.top or 0, shape.height or 0
        if bands and bottom - top > _BESIDE * height and height:
            bands[-1].append(shape)
            bottom = min(bottom, top + height)
        else:
            bands.append([shape])
            bottom = top + height
    return [shape for band in bands for shape in sorted(band, key=lambda shape: shape.left or 0)]


def _is_furniture(shape: Any) -> bool:  # noqa: ANN401
    from pptx.enum.shapes import PP_PLACEHOLDER

    if not shape.is_placeholder:
        return False
    return shape.placeholder_format.type in (
        PP_PLACEHOLDER.DATE,
        PP_PLACEHOLDER.FOOTER,
        PP_PLACEHOLDER.SLIDE_NUMBER,
        PP_PLACEHOLDER.HEADER,
    )


def _inherited(shape: Any, slide: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield the list styles a placeholder takes from its layout and its master, nearest first."""
    if not shape.is_placeholder:
        return
    place = shape.placeholder_format
    layout = slide.slide_layout
    for base in (layout.placeholders, layout.slide_master.placeholders):
        for other in base:
            same = other.placeholder_format
            if same.idx == place.idx or (base is not layout.placeholders and _alike(same, place)):
                yield from other._element.iter(f"{_A}lstStyle")
                break
    styles = layout.slide_master._element.find(f"{_P}txStyles")
    body = None if styles is None else styles.find(f"{_P}bodyStyle")
    if body is not None and not _is_heading(place):
        yield body


def _alike(one: Any, other: Any) -> bool:  # noqa: ANN401
    return bool(_is_heading(one) == _is_heading(other))


def _is_heading(place: Any) -> bool:  # noqa: ANN401
    from pptx.enum.shapes import PP_PLACEHOLDER

    return place.type in (
        PP_PLACEHOLDER.TITLE,
        PP_PLACEHOLDER.CENTER_TITLE,
        PP_PLACEHOLDER.SUBTITLE,
        PP_PLACEHOLDER.VERTICAL_TITLE,
    )


def _flat(shape: Any) -> str:  # noqa: ANN401
    """Return the text of a title on one line: a break in it is layout."""
    paragraphs = shape.text_frame._txBody.findall(f"{_A}p")
    lines = (paragraph_text(paragraph).split("\n") for paragraph in paragraphs)
    return " ".join(part.strip() for texts in lines for part in texts if part.strip())


def _number(values: list[float | None]) -> str:
    """Return a value of a chart as a person would write it, empty where there is none."""
    return "" if not values or values[0] is None else f"{values[0]:.10g}"
