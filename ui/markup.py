"""Text to HTML that is safe to show: the only place where foreign text becomes markup.

``gr.HTML`` shows what it is given as it is, and a question, a document or a model may contain
anything. So all HTML is made by the templates in ``ui/templates``, which escape every value, and
an answer gets a small part of Markdown (paragraphs, lists, tables, emphasis) without raw HTML,
links or images: an image alone would make the browser fetch an address that somebody else chose.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape

from rag.answer.quoting import BESIDE

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_MARK = re.compile(r"\[(\d{1,3})\]")
_BREAKS = ("softbreak", "hardbreak")
_OFF = ("link", "image", "autolink", "html_inline", "html_block", "reference", "code", "lheading")

#: A line break in a template and the indentation behind it.
_BROKEN = re.compile(r"(?P<quote>\"?)\s*\n\s*")

#: ``[n]`` -> HTML, or ``None`` where there is no such citation.
Marker = Callable[[int], Markup | None]


class _Unbroken(Extension):
    """Takes the line breaks out of templates, which a browser would show as spaces.

    Only behind the value of an attribute a space is left, for the next one.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _BROKEN.sub(lambda match: '" ' if match["quote"] else "", source.strip())


def render(template: str, macro: str, *values: Any, **named: Any) -> Markup:  # noqa: ANN401
    """Return the HTML that a macro of ``ui/templates/<template>.html`` makes of values.

    Every value is escaped but those that are HTML already (:class:`~markupsafe.Markup`).

    Raises:
        jinja2.UndefinedError: the template uses what it was not given.
    """
    made: Markup = getattr(_templates().get_template(f"{template}.html").module, macro)(
        *values, **named
    )
    return made


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("ui"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[_Unbroken],
    )
    templates.filters |= {"when": when, "cut": _cut, "share": _share}
    return templates


def when(moment: datetime) -> str:
    """Return a time as people say it, in the machine's own time zone."""
    local = moment.astimezone()
    now = datetime.now(UTC).astimezone()
    if local.date() == now.date():
        return f"今天 {local:%H:%M}"
    if (now.date() - local.date()).days == 1:
        return f"昨天 {local:%H:%M}"
    year = "" if local.year == now.year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"


def _share(value: float) -> str:
    return f"{value * 100:.1f}%"


def answer_html(text: str, marker: Marker) -> Markup:
    """Return an answer as HTML.

    Args:
        text: answer with ``[n]`` marks, plain or Markdown.
        marker: gives the HTML of a mark; a mark it does not know stays plain text.
    """
    return Markup(_markdown().render(text, {"marker": marker}))


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
