"""Text recognition (OCR): the picture of a page to lines and ruled tables.

Runs RapidOCR on ONNX Runtime, with the models of its package and without a network; it comes with
the extra ``ocr``. What is recognised is no more than likely: texts below a confidence are
told apart, so that nothing rests on them unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from functools import cache
from statistics import median
from typing import Any, cast

from indexing.errors import DocumentError
from indexing.readers import problems
from indexing.readers.blocks import Block, RawDocument, TableBlock, TableCell
from indexing.readers.bounds import Bounds
from indexing.readers.pages.layout import PlacedTable, laid_out
from indexing.readers.pages.texts import Box, Text, around, rows_of


def _unheard(done: int, total: int) -> None:
    """Tell nobody."""


#: Told after every page: pages done, pages in all. Whoever waits for a long file listens.
progress: ContextVar[Callable[[int, int], None]] = ContextVar("progress", default=_unheard)
#: Below this confidence a text is doubtful, below the second it is left out as noise.
_SURE, _NOISE = 0.8, 0.4
#: A text lies in a cell with so much of its width at least.
_WITHIN = 0.5
#: Texts that tell how a page lies, and their length at least; degrees that it must be askew.
_ASKED, _LONG, _ASKEW = 7, 4, 0.2
#: A gap between texts on a line, in heights of the line, that is shown as a space.
_GAP = 0.5
#: A rule is no shorter than this share of the page; strokes of characters are.
_RULE = 1 / 30


def is_installed() -> bool:
    """Whether the extra for text recognition is installed."""
    from importlib.util import find_spec

    return find_spec("rapidocr") is not None


def recognised(
    pictures: Iterable[Any], count: int, name: str, what: str, bounds: Bounds
) -> RawDocument:
    """Return what stands on pictures of pages.

    Args:
        pictures: RGB arrays of shape (height, width, 3), 8 bits; drawn one by one.
        count: how many there are.
        name: the file's name, for messages.
        what: what the file is, for messages.
        bounds: what the file may hold.

    Raises:
        DocumentError: the extra is not installed, no text is found, or too much.
    """
    if not is_installed():
        raise problems.needs_ocr(name, what)
    tell = progress.get()
    doubtful: list[str] = []
    blocks: list[Block] = []
    for number, picture in enumerate(pictures, start=1):
        found, unsure = page_blocks(picture, number)
        blocks += found
        doubtful += unsure
        tell(number, count)
    if not blocks:
        raise problems.nothing_recognised(name)
    return RawDocument(bounds.blocks(blocks), pages=count, wrapped=True, doubtful=tuple(doubtful))


def page_blocks(picture: Any, number: int) -> tuple[list[Block], list[str]]:  # noqa: ANN401
    """Return the blocks of one page, and those of its texts that are doubtful.

    Args:
        picture: RGB array of shape (height, width, 3).
        number: 1-based number of the page.
    """
    texts, picture = _read(picture)
    tables = [rows for rows in _ruled(picture) if _holds_text(rows, texts)]
    placed: list[PlacedTable] = []
    rest = texts
    for rows in tables:
        cells = [cell for row in rows for cell in row if cell is not None]
        rest = [text for text in rest if not any(_is_in(text.box, cell) for cell in cells)]
        block = TableBlock(tuple(tuple(_cell(cell, texts) for cell in row) for row in rows), number)
        placed.append(PlacedTable(block, _outline(cells)))
    laid = laid_out(_words(rest), placed, number)
    return laid.blocks, [text.text for text in texts if not text.sure]


def _outline(cells: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*cells, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


@cache
def _engine() -> Any:  # noqa: ANN401 - not typed
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical", "Global.text_score": _NOISE})


def _read(picture: Any) -> tuple[list[Text], Any]:  # noqa: ANN401
    """Return the texts of a page, and its picture, both turned to where its top is."""
    import numpy

    found = _found(picture)
    quarters = _quarters(found, picture)
    if quarters:
        picture = numpy.ascontiguousarray(numpy.rot90(picture, -quarters))
        found = _found(picture)
    return _straight(found, picture)


def _found(picture: Any) -> list[tuple[str, float, Any]]:  # noqa: ANN401
    """Return texts, how sure they are, and the corners of each from its top left clockwise."""
    found = _engine()(picture[:, :, ::-1], use_det=True, use_cls=True, use_rec=True)
    if found.txts is None:
        return []
    texts = zip(found.txts, found.scores, found.boxes, strict=True)
    return [(text.strip(), score, corners) for text, score, corners in texts if text.strip()]


def _quarters(found: Sequence[tuple[str, float, Any]], picture: Any) -> int:  # noqa: ANN401
    """Return by how many quarters to the right a page is turned to the left.

    Told by the longest texts, which stand if the page lies on its side, and are classified as
    upside down or not.
    """
    import numpy

    longest = sorted(found, key=lambda text: -len(text[0]))[:_ASKED]
    long = [corners for text, _, corners in longest if len(text) >= _LONG]
    if not long:
        return 0
    spans = [numpy.ptp(corners, axis=0) for corners in long]
    on_side = sum(span[1] > span[0] for span in spans) * 2 > len(long)
    over = 0
    for corners in long:
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        part = picture[max(int(top), 0) : int(bottom) + 1, max(int(left), 0) : int(right) + 1, ::-1]
        part = numpy.ascontiguousarray(numpy.rot90(part, -1) if on_side else part)
        ((label, score),) = _engine()(part, use_det=False, use_cls=True, use_rec=False).cls_res
        over += label == "180" and score >= _SURE
    upside_down = over * 2 > len(long)
    return (1 if on_side else 0) + (2 if upside_down else 0)


def _straight(found: Sequence[tuple[str, float, Any]], picture: Any) -> tuple[list[Text], Any]:  # noqa: ANN401
    """Return the texts of a page and its picture, turned by the few degrees that it is askew."""
    import cv2
    import numpy

    height, width = picture.shape[:2]
    slopes = [
        float(numpy.degrees(numpy.arctan2(*(corners[1] - corners[0])[::-1])))
        for text, _, corners in found
        if len(text) >= _LONG
    ]
    angle = median(slopes) if slopes else 0.0
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    if abs(angle) >= _ASKEW:
        picture = cv2.warpAffine(picture, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    texts = []
    for text, score, corners in found:
        places = corners @ turn[:, :2].T + turn[:, 2] if abs(angle) >= _ASKEW else corners
        (left, top), (right, bottom) = places.min(axis=0), places.max(axis=0)
        box = (float(left), float(top), float(right), float(bottom))
        texts.append(Text(text, box, bool(score >= _SURE)))
    return texts, picture


def _words(texts: Iterable[Text]) -> list[Text]:
    """Return the texts, those that all but touch one another put together."""
    return [word for row in rows_of(texts) for word in _closed(row)]


def _closed(row: Sequence[Text]) -> list[Text]:
    out: list[Text] = []
    for text in row:
        if out and text.box[0] - out[-1].box[2] <= _GAP * text.height:
            both = (out[-1], text)
            sure = all(part.sure for part in both)
            out[-1] = Text("".join(part.text for part in both), around(both), sure)
        else:
            out.append(text)
    return out


# Ruled tables


def _ruled(picture: Any) -> list[list[list[Box | None]]]:  # noqa: ANN401
    """Return the ruled tables: rows of cells as boxes, ``None`` where a merged cell covers."""
    import cv2
    from pdfplumber import table as ruling
    from pdfplumber.page import Page

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15
    )
    width = grey.shape[1]
    edges = []
    for orientation, size in (("h", (int(width * _RULE), 1)), ("v", (1, int(width * _RULE)))):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
        strokes = cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel)
        for outline in cv2.findContours(strokes, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
            x, y, w, h = cv2.boundingRect(outline)
            edges.append(_edge(orientation, x, y, w, h))
    near = max(width // 150, 5)
    joined = ruling.merge_edges(edges, near, near, near, near)
    crossings = ruling.edges_to_intersections(joined, near, near)
    cells = ruling.intersections_to_cells(crossings)
    found = []
    for group in ruling.cells_to_tables(cells):
        # The rows follow from the cells alone, without the page.
        rows = [list(row.cells) for row in ruling.Table(cast(Page, None), group).rows]
        if max(map(len, rows)) > 1:
            found.append(rows)
    return found


def _edge(orientation: str, x: int, y: int, w: int, h: int) -> dict[str, Any]:
    """Return a rule as the library takes it, without its thickness."""
    if orientation == "h":
        y, h = y + h // 2, 0
    else:
        x, w = x + w // 2, 0
    return {
        "orientation": orientation,
        "object_type": "line",
        "x0": x,
        "x1": x + w,
        "top": y,
        "bottom": y + h,
        "width": w,
        "height": h,
    }


def _holds_text(rows: list[list[Box | None]], texts: Sequence[Text]) -> bool:
    cells = [cell for row in rows for cell in row if cell is not None]
    return sum(any(_is_in(text.box, cell) for text in texts) for cell in cells) > 1


def _is_in(box: Box, cell: Box) -> bool:
    """Whether a box overlaps a cell enough to have text in it."""
    x, y = min(box[2], cell[2]) - max(box[0], cell[0]), (box[1] + box[3]) / 2
    enough = x > min((box[3] - box[1]) * _GAP, (box[2] - box[0]) * _WITHIN)
    return cell[1] <= y < cell[3] and enough


def _cell(cell: Box | None, texts: Sequence[Text]) -> TableCell:
    if cell is None:
        return TableCell("", merged=True)
    parts = [_within(text, cell) for text in texts if _is_in(text.box, cell)]
    rows = rows_of(part for part in parts if part.text)
    return TableCell("\n".join(" ".join(text.text for text in _closed(row)) for row in rows))


def _within(text: Text, cell: Box) -> Text:
    """Return the part of a text inside a cell: neighbours are sometimes taken for one text."""
    left, right = text.box[0], text.box[2]
    step = max(right - left, 1.0) / len(text.text)
    kept = "".join(
        char for at, char in enumerate(text.text) if cell[0] <= left + (at + 0.5) * step < cell[2]
    )
    return Text(kept.strip(), text.box, text.sure)


def pictures_of_pdf(data: bytes, numbers: Sequence[int]) -> Iterable[Any]:
    """Yield pages of a PDF as pictures for :func:`recognised`.

    Args:
        data: the whole file.
        numbers: 1-based numbers of the pages.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        for number in numbers:
            page = document[number - 1]
            # 200 dpi, less for posters: a picture of 40 million points is the most.
            scale = min(200 / 72, (40e6 / max(page.get_width() * page.get_height(), 1)) ** 0.5)
            yield page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3].copy()
            page.close()
    finally:
        document.close()


def picture(data: bytes, name: str, most_points: float = 100e6) -> Any:  # noqa: ANN401
    """Return a photograph or scan as :func:`recognised` takes it, turned as the camera says.

    Raises:
        DocumentError: it is damaged or too large.
    """
    import io

    import numpy
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.width * opened.height > most_points:
                raise problems.bomb(name)
            return numpy.array(ImageOps.exif_transpose(opened).convert("RGB"))
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # a broken picture makes the decoder fail in any way there is
        raise problems.damaged(name, "图片") from error
