"""PDF pages as schools print them: built with reportlab, each from the text it is to be read as.

Text is set in a Chinese type that every reader of PDF files knows by name, so that no font has to
be installed. Positions are in points; ``y`` is counted from the top of the page, as a reader does.
"""

import io
from collections.abc import Callable, Iterable, Sequence

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = A4
Draw = Callable[[Canvas], None]
Row = Sequence[str]

_vertical = UnicodeCIDFont(FONT, isVertical=True)
_vertical.name = _vertical.fontName = "STSong-Vertical"
pdfmetrics.registerFont(_vertical)
UPRIGHT = _vertical.fontName
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def pdf(*pages: Draw, size: tuple[float, float] = A4, turned: int = 0) -> bytes:
    """One page for each function, which is given the canvas; ``turned`` is their ``/Rotate``."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size, invariant=True)
    for draw in pages:
        canvas.setFont(FONT, 12)
        canvas.setPageRotation(turned)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def lines(texts: Iterable[str], x: float = 72, top: float = 80, step: float = 20) -> Draw:
    """Lines below one another, in 12 points."""

    def draw(canvas: Canvas) -> None:
        for at, text in enumerate(texts):
            canvas.drawString(x, canvas._pagesize[1] - top - step * at, text)

    return draw


def together(*parts: Draw) -> Draw:
    """Everything on one page."""

    def draw(canvas: Canvas) -> None:
        for part in parts:
            part(canvas)

    return draw


def turned(draw: Draw, degrees: int) -> Draw:
    """The page drawn turned by a multiple of 90 degrees, counter-clockwise, to fill it again."""

    def drawn(canvas: Canvas) -> None:
        width, height = canvas._pagesize
        canvas.saveState()
        shift = {90: (width, 0), 180: (width, height), 270: (0, height)}[degrees]
        canvas.translate(*shift)
        canvas.rotate(degrees)
        canvas._pagesize = (width, height) if degrees == 180 else (height, width)
        draw(canvas)
        canvas._pagesize = (width, height)
        canvas.restoreState()

    return drawn


def columns(
    texts: Iterable[str], *, size: float = 14, right: float = 520, top: float = 90, step: float = 2
) -> Draw:
    """Columns of vertical text from the right, ``step`` sizes of type apart, glyph by glyph."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, size)
        for column, text in enumerate(texts):
            for at, char in enumerate(text):
                y = canvas._pagesize[1] - top - size * (at + 1)
                canvas.drawString(right - size * step * column, y, char)

    return draw


def columns_in_type(texts: Iterable[str], *, size: float = 14, right: float = 520) -> Draw:
    """Columns of vertical text in a type that is itself set downwards."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(UPRIGHT, size)
        for column, text in enumerate(texts):
            canvas.drawString(right - 2 * size * column, canvas._pagesize[1] - 90, text)

    return draw


def table(
    rows: Iterable[Row],
    at: Sequence[float],
    *,
    top: float = 100,
    step: float = 22,
    right: Sequence[int] = (),
    size: float = 11,
) -> Draw:
    """Rows without a rule; the columns begin ``at`` these places, those in ``right`` end there.

    ``\\n`` in a cell breaks it; its row is as much higher.
    """

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, size)
        y = canvas._pagesize[1] - top
        for row in rows:
            high = 0
            for column, (x, text) in enumerate(zip(at, row, strict=True)):
                put = canvas.drawRightString if column in right else canvas.drawString
                for line, part in enumerate(text.split("\n")):
                    put(x, y - size * 1.3 * line, part)
                    high = max(high, line)
            y -= step + size * 1.3 * high

    return draw


LANDSCAPE = landscape(A4)
