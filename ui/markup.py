"""Text to HTML that is safe to show: the only place where foreign text becomes markup.

``gr.HTML`` shows what it is given as it is, and a question, a document or a model may contain
anything. So plain text is escaped, and an answer gets a small part of Markdown (paragraphs,
lists, tables, emphasis) without raw HTML, links or images: an image alone would make the browser
fetch an address that somebody else chose.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rag.answer.quoting import BESIDE

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_MARK = re.compile(r"\[(\d{1,3})\]")
_BREAKS = ("softbreak", "hardbreak")
_OFF = ("link", "image", "autolink", "html_inline", "html_block", "reference", "code", "lheading")

#: ``[n]`` -> HTML, or ``None`` where there is no such citation.
Marker = Callable[[int], str | None]


def escape(text: str) -> str:
    """Return ``text`` for element content and quoted attributes."""
    return html.escape(text, quote=True)


def answer_html(text: str, marker: Marker) -> str:
    """Return an answer as HTML.

    Args:
        text: answer with ``[n]`` marks, plain or Markdown.
        marker: gives the HTML of a mark; a mark it does not know stays plain text.
    """
    rendered: str = _markdown().render(text, {"marker": marker})
    return rendered


@cache
def _markdown() -> MarkdownIt:
    # Stateless once built: the markers travel in the environment of each call.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    parser.disable(list(_OFF))
    parser.add_render_rule("text", _text)
    parser.core.ruler.push("beside", _quieten)
    return parser


def _quieten(state: StateCore) -> None:
    """Put lines that say what may answer instead apart from the answer's own."""
    from markdown_it.token import Token

    for token in state.tokens:
        if not token.children:
            continue
        children: list[Token] = []
        for _, found in groupby(token.children, lambda child: child.type in _BREAKS):
            line = list(found)
            whole = sum(child.nesting for child in line) == 0  # emphasis may reach over lines
            if whole and line[0].type == "text" and line[0].content.startswith(BESIDE):
                opening = Token("beside_open", "span", 1, attrs={"class": "bk-beside"})
                line = [opening, *line, Token("beside_close", "span", -1)]
            children += line
        token.children = children


def _text(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:  # noqa: ANN401
    marker: Marker = env["marker"]
    content: str = tokens[index].content
    parts: list[str] = []
    end = 0
    for match in _MARK.finditer(content):
        parts.append(escape(content[end : match.start()]))
        parts.append(marker(int(match[1])) or escape(match[0]))
        end = match.end()
    return "".join([*parts, escape(content[end:])])
