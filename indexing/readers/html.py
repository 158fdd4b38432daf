"""Web pages: the main content as lines, headings, list items and tables; site furniture dropped.

What a table is (data or mere layout) is decided in ``html_tables.py``.
"""

from __future__ import annotations

import re
from typing import Any

from indexing.limits import USUAL, Limits
from indexing.readers import problems
from indexing.readers.blocks import Block, Line, RawDocument, TableBlock
from indexing.readers.bounds import Bounds
from indexing.readers.encoding import decode
from indexing.readers.flow import reflow

_DROPPED = frozenset(
    (
        *("head", "script", "style", "nav", "footer", "aside", "noscript", "template"),
        *("iframe", "object", "svg", "math", "canvas", "audio", "video"),
        *("button", "select", "textarea", "input"),
    )
)
_BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "body", "center", "details", "div", "fieldset"),
        *("figcaption", "figure", "form", "header", "hr", "main", "p", "section", "summary"),
        *("dd", "dl", "dt", "li", "ol", "ul"),
        *("tbody", "td", "tfoot", "th", "thead", "tr"),
    )
)
_HEADING = re.compile(r"h([1-6])")
#: Where a page stands in its site: ``首页 > 教学 > 数学``.
_PATH = re.compile(
    r"(?:首[页頁]|主[页頁]|(?:您的|您现在的|当前|你的|所在)?位置|home)\s*(?:[:：]\s*\S{1,12}\s*)?[>»›/→].{0,80}$",
    re.IGNORECASE,
)
_BOLD = frozenset({"b", "strong", "th"})
_WEIGHT = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: A search box or a log-in has fewer characters of its own.
_FORM_TEXT = 80
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.I)


def read(data: bytes, name: str, limits: Limits = USUAL) -> RawDocument:
    """Read a web page saved as a file.

    Args:
        data: the whole file.
        name: the file's name, for messages.
        limits: how much it may hold.

    Raises:
        DocumentError: the encoding cannot be told, or the page is too deeply nested to be one, or
            holds too much.
    """
    try:
        declared = _DECLARED.search(data[:4096])
        encoding = declared[1].decode("ascii") if declared else None
        tree = _parse(decode(data, name, declared=encoding))
        title = reflow(str(tree.xpath("string(//head//title)")))
        bounds = Bounds(name, limits)
        return RawDocument(bounds.blocks(_content(tree, bounds)), title=title)
    except RecursionError as error:
        raise problems.damaged(name, "HTML") from error


def fragment(text: str, bounds: Bounds) -> list[Block]:
    """Return the blocks of a piece of HTML, such as one found inside Markdown."""
    return _blocks(_parse(f"<body>{text}</body>"), bounds, keep_forms=True)


def _parse(text: str) -> Any:  # noqa: ANN401 - lxml has no types
    """Return the root element; an empty one where there is nothing to parse."""
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, no_network=True
    )
    # As bytes: lxml refuses a str that declares an encoding.
    root = etree.fromstring(text.encode(), parser)
    return etree.Element("html") if root is None else root


def _content(tree: Any, bounds: Bounds) -> list[Block]:  # noqa: ANN401
    """Return the blocks of the part of the page that is its content."""
    mains = tree.xpath("//main") or tree.xpath("//*[@role='main']")
    articles = tree.xpath("//article[not(ancestor::article)]")
    for roots in (mains[:1], articles, [tree]):
        # Some server frameworks wrap the whole page in a form: keep forms when nothing is left.
        for keep_forms in (False, True):
            blocks = [
                block for root in roots for block in _blocks(root, bounds, keep_forms=keep_forms)
            ]
            if blocks:
                return blocks
    return []


def _blocks(root: Any, bounds: Bounds, *, keep_forms: bool) -> list[Block]:  # noqa: ANN401
    builder = _Builder(bounds, keep_forms=keep_forms)
    builder.walk(root)
    builder.flush()
    return builder.blocks


class _Builder:
    """Walks elements and collects blocks; text gathers in a buffer until a block ends."""

    def __init__(self, bounds: Bounds, *, keep_forms: bool) -> None:
        self.blocks: list[Block] = []
        self._bounds = bounds
        self._keep_forms = keep_forms
        self._text: list[str] = []
        self._marker = ""
        self._numbers: dict[Any, str] = {}
        self._heading = 0
        self._bold = 0  # how many elements around make type bold
        self._light = False  # whether any of the text being gathered is not bold

    def flush(self) -> None:
        """End the line being gathered, with the marker of its list item if it is the first."""
        text = reflow("".join(self._text))
        self._text.clear()
        if text:
            bold = not self._light and not self._marker
            self.blocks.append(Line(self._marker + text, heading=self._heading, bold=bold))
            self._marker = ""
        self._light = False

    def walk(self, element: Any) -> None:  # noqa: ANN401
        """Add an element and everything in it; the text after it is its parent's business."""
        tag = element.tag
        if not isinstance(tag, str) or self._is_dropped(element):
            return
        if tag == "br":
            # Inside a heading a break is only layout: the heading stays one line.
            self._text.append("\n") if self._heading else self.flush()
        elif tag == "table":
            self.flush()
            self._table(element)
        elif heading := _HEADING.fullmatch(tag):
            self.flush()
            self._heading = int(heading[1])
            self._children(element)
            self.flush()
            self._heading = 0
        elif tag == "pre":
            self.flush()
            lines = "".join(element.itertext()).strip("\n").split("\n")
            self.blocks.extend(Line(line.rstrip()) for line in lines if line.strip())
        elif tag in _BLOCKS:
            self.flush()
            if tag == "li":
                self._marker = self._numbers.pop(element, "- ")
            elif tag == "ol":
                self._numbers.update(_numbers(element))
            self._children(element)
            self.flush()
            if tag == "li":
                self._marker = ""
        else:
            self._children(element)

    def _children(self, element: Any) -> None:  # noqa: ANN401
        heavy = element.tag in _BOLD or bool(_WEIGHT.search(element.get("style") or ""))
        self._bold += heavy
        self._gather(element.text)
        for child in element:
            self.walk(child)
            self._gather(child.tail)
        self._bold -= heavy

    def _gather(self, text: str | None) -> None:
        self._text.append(text or "")
        self._light = self._light or (not self._bold and bool((text or "").strip()))

    def _is_dropped(self, element: Any) -> bool:  # noqa: ANN401
        """Tell site furniture and hidden parts from content."""
        tag = element.tag
        if tag == "form" and not self._keep_forms and not _is_content(element):
            return True
        if tag == "header":
            # The header of an article holds its heading; the header of a page its site's name.
            return not any(parent.tag in ("article", "main") for parent in element.iterancestors())
        if tag in ("ul", "ol", "div", "p") and _PATH.match(reflow("".join(element.itertext()))):
            return True
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        return tag in _DROPPED or bool(hidden)

    def _table(self, element: Any) -> None:  # noqa: ANN401
        from indexing.readers.html_tables import caption, is_layout, is_list, resolve

        if (title := caption(element)) is not None:
            self._children(title)
            self.flush()
        if is_layout(element):
            for row in element.xpath("tr | thead/tr | tbody/tr | tfoot/tr"):
                self.walk(row)
        elif rows := resolve(element, self._cell_text, self._bounds):
            if is_list(rows):
                for row in rows:
                    text = " ".join(cell.text for cell in row if cell.text)
                    self.blocks += [Line(line) for line in text.split("\n") if line]
            else:
                self.blocks.append(TableBlock(rows))

    def _cell_text(self, cell: Any) -> str:  # noqa: ANN401
        r"""Return the lines of a cell, joined by ``\n``; a data cell holds no tables."""
        blocks = _blocks(cell, self._bounds, keep_forms=self._keep_forms)
        return "\n".join(block.text for block in blocks if isinstance(block, Line))


def _is_content(form: Any) -> bool:  # noqa: ANN401
    """Whether a form holds what a page is about, and not a search box or a log-in."""
    if form.xpath(".//h1 | .//h2 | .//h3 | .//h4"):
        return True
    shown = form.xpath(".//text()[not(ancestor::option or ancestor::button or ancestor::label)]")
    return len("".join("".join(shown).split())) >= _FORM_TEXT


def _numbers(ordered: Any) -> dict[Any, str]:  # noqa: ANN401
    """Return what a browser would put before each item of an ordered list."""
    items = [child for child in ordered if child.tag == "li"]
    step = -1 if ordered.get("reversed") is not None else 1
    number = _int(ordered.get("start"), len(items) if step < 0 else 1) - step
    markers = {}
    for item in items:
        number = _int(item.get("value"), number + step)
        markers[item] = f"{number}. "
    return markers


def _int(value: str | None, default: int) -> int:
    match = re.match(r"\s*(-?\d{1,9})", value or "")
    return int(match[1]) if match else default
