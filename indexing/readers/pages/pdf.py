"""PDF: the text layer as lines, ruled tables as tables, page by page.

Running heads and page numbers are left in: the lines of one page cannot tell what is furniture.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from indexing.errors import DocumentError
from indexing.limits import USUAL, Limits
from indexing.readers import problems
from indexing.readers.blocks import RawDocument
from indexing.readers.bounds import Bounds
from indexing.readers.encoding import common_han
from indexing.readers.pages.aligned import Span
from indexing.readers.pages.layout import Laid, PlacedTable, laid_out
from indexing.readers.pages.recognition import (
    is_installed,
    page_blocks,
    pictures_of_pdf,
    progress,
)
from indexing.readers.pages.tables import find_tables, outside
from indexing.readers.pages.texts import Text
from indexing.readers.pages.turning import Char, divided, quarter_of, stood_up, upright

_log = logging.getLogger(__name__)

#: A page with fewer characters than this under a picture of half its size is a scan.
_SCAN_MAX_CHARS = 20
_SCAN_MIN_AREA = 0.5
#: Above this share of characters without a meaning the text is of no use.
_MAX_GARBLED = 0.3
#: So many characters of Chinese tell whether they are ordinary ones, which half of them are.
_ENOUGH_HAN, _COMMON = 50, 0.5
_UNMAPPED = re.compile(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f]")
#: So near in points a character is printed again.
_AGAIN = 1.0
#: What is shown for a character that is not known, and for one that stands alone.
_BOX, _BULLET = "□", "•"
#: Letters with accents: bytes of Chinese taken for them are told by their number.
_ACCENTED = re.compile(r"[\xa1-\u024f]")
#: A gap this wide, in font sizes, is a space; a narrower one is justification or letter-spacing.
_SPACE_RATIO = 0.25
#: So narrow a gap may divide two cells of a sheet.
_PIECE_RATIO = 0.1
#: What the names of bold types have in them; 黑体 is what Chinese headings are set in.
_BOLD = re.compile(r"bold|black|heavy|hei|黑", re.IGNORECASE)
_PLACEHOLDERS = frozenset({"untitled", "(anonymous)", "无标题", "文档", "文档1"})


def read(data: bytes, name: str, limits: Limits = USUAL) -> RawDocument:
    """Read a PDF file.

    Args:
        data: the whole file.
        name: the file's name, for messages.
        limits: how much it may hold.

    Raises:
        DocumentError: encrypted, damaged, or too long; or its pages are pictures, or have no usable
            character codes, and the extra for text recognition is not installed.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    # Its warnings are about drawing (colours, boxes) and number in the hundreds a file.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    # The parser mends a file cut short by leaving pages out; better to say so than lose them.
    if b"%%EOF" not in data.rstrip(b"\0\r\n\t ")[-2048:]:
        raise problems.damaged(name, "PDF")
    bounds = Bounds(name, limits)
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            bounds.pages(len(pdf.pages))
            pages: list[_Page] = []
            for page in pdf.pages:
                pages.append(_read_page(page, pages[-1].columns if pages else ()))
            title = _title(pdf.metadata.get("Title"))
            labels = tuple(page.page_obj.label or "" for page in pdf.pages)
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # a broken file makes the parser fail in any way there is
        if _caused_by(error, PDFPasswordIncorrect):
            raise problems.encrypted(name) from error
        raise problems.damaged(name, "PDF") from error
    if not pages:
        raise problems.damaged(name, "PDF")
    unread = _unread(pages)
    if unread and _recognise(pages, unread, data, name):
        unread = []
    return RawDocument(
        bounds.blocks(block for page in pages for block in page.blocks),
        title=title,
        pages=len(pages),
        wrapped=True,
        doubtful=tuple(text for page in pages for text in page.doubtful),
        labels=labels if any(labels) else (),
        unread=tuple(unread),
    )


class _Page:
    """What one page gave, with what is needed to judge whether that is all there was."""

    def __init__(self, laid: Laid, chars: list[str], *, is_picture: bool) -> None:
        self.blocks = laid.blocks
        self.columns = laid.columns
        self.doubtful = list(laid.doubtful)
        self.chars = sum(1 for char in chars if not char.isspace())
        unmapped = sum(1 for char in chars if _UNMAPPED.fullmatch(char))
        self.garbled = self.chars if _is_no_language(chars) else unmapped
        self.is_scan = is_picture and self.chars < _SCAN_MAX_CHARS


def _is_no_language(chars: list[str]) -> bool:
    """Whether the codes of the characters are wrong: most are ones that hardly any text has."""
    marks = [char for char in chars if not char.isspace()]
    if sum(bool(_ACCENTED.match(char)) for char in marks) > _MAX_GARBLED * len(marks):
        return True
    han = [char for char in chars if "\u3400" <= char <= "\u9fff"]
    return len(han) >= _ENOUGH_HAN and sum(c in common_han() for c in han) < _COMMON * len(han)


def _read_page(page: Any, carried: tuple[Span, ...]) -> _Page:  # noqa: ANN401 - not typed for us
    """Read one page and let go of what the library keeps of it."""
    page = upright(page)
    try:
        clean = page.filter(_printed_once(page.chars))
        tables = find_tables(clean, page.page_number)
        rest = clean.filter(outside(tables)).chars
        laid = _laid_out(rest, tables, page.page_number, carried)
        area = page.width * page.height
        is_picture = any(
            image["width"] * image["height"] >= _SCAN_MIN_AREA * area for image in page.images
        )
        chars = [char["text"] for char in clean.chars]
        return _Page(laid, chars, is_picture=is_picture)
    finally:
        page.close()


def _laid_out(
    chars: Sequence[Char], tables: Sequence[PlacedTable], number: int, carried: tuple[Span, ...]
) -> Laid:
    """Return the blocks of a page: its upright text first, then what stands on its side."""
    standing: dict[int, list[Char]] = {0: [], 90: [], 180: [], 270: []}
    for char in chars:
        standing[quarter_of(char)].append(char)
    level, downwards = divided(standing[0])
    if downwards:
        top = min(char["top"] for char in downwards)
        above = [char for char in level if char["top"] < top]
        below = [char for char in level if char["top"] >= top]
        # Latin words between the columns lie on their side, as one reads downwards.
        parts = [above, stood_up([*downwards, *standing.pop(270)], 270), below]
    else:
        parts = [level]
    del standing[0]
    parts += [stood_up(part, quarter) for quarter, part in standing.items()]
    first = laid_out(_texts(parts[0]), tables, number, carried)
    rest = [laid_out(_texts(part), (), number) for part in parts[1:] if part]
    return Laid(
        [block for laid in (first, *rest) for block in laid.blocks],
        first.columns,
        tuple(text for laid in (first, *rest) for text in laid.doubtful),
    )


def _texts(chars: Sequence[Char]) -> list[Text]:
    """Return the words of upright characters, each in the type most of it is set in."""
    from pdfplumber.utils.text import extract_words

    words = extract_words(list(chars), x_tolerance_ratio=_SPACE_RATIO, return_chars=True)
    return [text for word in words for text in _pieces(word["chars"])]


def _pieces(chars: Sequence[Char]) -> list[Text]:
    """Return a word; in pieces where gaps too narrow for a space may divide cells of a sheet."""
    gaps = [
        at
        for at, (before, after) in enumerate(pairwise(chars), start=1)
        if after["x0"] - before["x1"] >= _PIECE_RATIO * before["size"]
    ]
    if len(gaps) * 2 >= len(chars):  # set wide
        gaps = []
    return [
        _text(chars[start:end], glued=start > 0) for start, end in pairwise([0, *gaps, len(chars)])
    ]


def _text(chars: Sequence[Char], *, glued: bool) -> Text:
    """Return characters side by side, in the type that most of them are set in."""
    size = Counter(round(char["size"], 1) for char in chars).most_common(1)[0][0]
    bold = all(_BOLD.search(char["fontname"]) for char in chars)
    known = "".join(char["text"] for char in chars)
    text = _UNMAPPED.sub(_BOX, known)
    sure = text == known
    if text == _BOX and not sure:
        text, sure = _BULLET, True  # what stands alone is from a font of symbols
    tops, bottoms = zip(*((char["top"], char["bottom"]) for char in chars), strict=True)
    box = (chars[0]["x0"], min(tops), chars[-1]["x1"], max(bottoms))
    return Text(text, box, sure, size=size, bold=bold, glued=glued)


def _printed_once(chars: Sequence[Char]) -> Callable[[dict[str, Any]], bool]:
    """Return a filter that drops slanted characters, and those printed again at the same place.

    Fake bold prints each character twice; a slanted one is a watermark across the page.
    """
    seen: dict[tuple[str, str], list[tuple[float, float]]] = {}
    dropped: set[int] = set()
    for char in chars:
        x, y = char["x0"], char["top"]
        places = seen.setdefault((char["text"], char["fontname"]), [])
        if _is_slanted(char) or any(
            abs(x - u) <= _AGAIN and abs(y - v) <= _AGAIN for u, v in places
        ):
            dropped.add(id(char))
        places.append((x, y))
    return lambda thing: id(thing) not in dropped


def _is_slanted(char: Char) -> bool:
    """Whether a character is set at an angle that is no multiple of 90 degrees."""
    a, b = abs(char["matrix"][0]), abs(char["matrix"][1])
    return bool(min(a, b) > 0.1 * max(a, b))


def _unread(pages: list[_Page]) -> list[int]:
    """Return the numbers of the pages whose text layer is missing or of no use."""
    chars = sum(page.chars for page in pages)
    if chars == 0:
        return list(range(1, len(pages) + 1))
    if sum(page.garbled for page in pages) > _MAX_GARBLED * chars:
        return list(range(1, len(pages) + 1))
    return [
        number
        for number, page in enumerate(pages, start=1)
        if page.is_scan or page.garbled > _MAX_GARBLED * page.chars
    ]


def _recognise(pages: list[_Page], unread: list[int], data: bytes, name: str) -> bool:
    """Put what is recognised on the pages ``unread`` in the place of what their text layer says.

    Returns:
        Whether that could be done; if not, nothing stands in the place of what has no meaning.

    Raises:
        DocumentError: most pages are pictures, and the extra for recognition is not installed, or
            no text is on them.
    """
    if not is_installed():
        if len(unread) * 2 > len(pages):
            garbled = any(page.garbled for page in pages)
            raise problems.needs_ocr(name, "字体缺少文字对照信息的 PDF" if garbled else "扫描件")
        _log.warning("%s: pages without usable text: %s", name, unread)
        for number in unread:
            pages[number - 1].blocks = []
        return False
    from pypdfium2 import PdfiumError

    tell = progress.get()
    try:
        for done, (number, picture) in enumerate(
            zip(unread, pictures_of_pdf(data, unread), strict=True), start=1
        ):
            pages[number - 1].blocks, pages[number - 1].doubtful = page_blocks(picture, number)
            tell(done, len(unread))
    except (PdfiumError, IndexError) as error:  # stricter than the parser that found the pages
        raise problems.damaged(name, "PDF") from error
    if not any(page.blocks for page in pages):
        raise problems.nothing_recognised(name)
    return True


def _title(value: object) -> str:
    """Return the title a person gave, not the one a program made up."""
    if not isinstance(value, str):
        return ""
    title = re.sub(r"^Microsoft (Word|PowerPoint) - |\.(docx?|wps|indd|pptx?)$", "", value.strip())
    return "" if title.lower() in _PLACEHOLDERS else title


def _caused_by(error: BaseException, kind: type[Exception]) -> bool:
    """Tell whether ``kind`` is the error itself or wrapped in it."""
    return isinstance(error, kind) or any(isinstance(part, kind) for part in error.args)
