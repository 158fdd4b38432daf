"""Fields in running text: ``任务名称：____``, and headings with room for text below them.

Works on the paragraphs of the body or of a single cell.
"""

from __future__ import annotations

import re

from indexing.readers.docx_text import paragraph_text, w
from rag.drafting.export.ooxml import Element
from rag.drafting.export.template.contents import Contents
from rag.drafting.export.template.layout import is_blank, paragraphs_of
from rag.drafting.export.template.words import Kind, Target, target_of
from rag.drafting.export.template.writing import (
    add_behind,
    append_text,
    fill_paragraph,
    replace_span,
)

#: A colon and the room behind it, or room without a colon.
_ROOM = re.compile(r"[：:][\s_＿]*|[_＿]{2,}\s*")
_PADDING = "  "


def fill_paragraphs(container: Element, contents: Contents, field: str = "") -> None:
    """Fill the fields of the paragraphs of a body or a cell.

    Args:
        container: the body or the cell.
        contents: what is to be placed.
        field: the field the container belongs to.
    """
    for paragraph in paragraphs_of(container):
        text = paragraph_text(paragraph)
        target = target_of(text, field)
        if target is None:
            _inline(paragraph, text, contents, field)
            continue
        if target.kind is Kind.FIELD:
            field = target.name
        if not contents.has(target) or _goes_on(paragraph, target):
            continue
        if target.kind is Kind.BASIC and text.rstrip().endswith(("：", ":")):
            append_text(paragraph, contents.take(target)[0].text)
        else:
            _below(paragraph, target, contents)


def _below(paragraph: Element, target: Target, contents: Contents) -> None:
    lines = contents.take(target)
    following = paragraph.getnext()
    if following is not None and following.tag == w("p") and is_blank(following):
        fill_paragraph(following, lines)
    else:
        add_behind(paragraph, lines)


def _goes_on(paragraph: Element, target: Target) -> bool:
    """Whether the labels of the parts of a field follow below its name."""
    following = paragraph.getnext()
    while following is not None and following.tag == w("p") and is_blank(following):
        following = following.getnext()
    if following is None or following.tag != w("p") or target.kind is not Kind.FIELD:
        return False
    text = re.split("[：:]", paragraph_text(following))[0]
    inner = target_of(text, target.name)
    return inner is not None and inner.kind is Kind.PART and inner.name == target.name


def _inline(paragraph: Element, text: str, contents: Contents, field: str) -> None:
    """Fill the blanks behind the labels of one paragraph."""
    rooms = list(_ROOM.finditer(text))
    for at in reversed(range(len(rooms))):
        room = rooms[at]
        before = text[rooms[at - 1].end() if at else 0 : room.start()]
        target = _label_of(before, field)
        if target is None or not contents.has(target) or not _is_room(text, rooms, at, field):
            continue
        last = at == len(rooms) - 1
        start = room.start() + room[0].startswith(("：", ":"))
        if last and target.kind is not Kind.BASIC:
            lines = contents.take(target)
            if len(lines) > 1:
                add_behind(paragraph, lines)
                continue
        elif target.kind is not Kind.BASIC:
            continue
        else:
            lines = contents.take(target)
        value = f"{lines[0].number} {lines[0].text}".strip()
        padded = value if last else value + _PADDING
        if start == room.end():
            if last:
                append_text(paragraph, padded)
            else:
                replace_span(paragraph, start - 1, start, text[start - 1] + padded)
        else:
            replace_span(paragraph, start, room.end(), padded)


def _label_of(before: str, field: str) -> Target | None:
    """Return what the label at the end of ``before`` asks for."""
    whole = before.strip(" _＿\u3000\t\n；;，,。")
    last = re.split(r"[\s_＿；;，,。]+", whole)[-1]
    return target_of(whole, field) or target_of(last, field)


def _is_room(text: str, rooms: list[re.Match[str]], at: int, field: str) -> bool:
    """Whether what is behind a colon is blank and not text that is there already."""
    room = rooms[at]
    following = text[room.end() : rooms[at + 1].start() if at + 1 < len(rooms) else len(text)]
    if not following.strip():
        return True
    if at + 1 == len(rooms):
        return False
    wide = len(room[0].lstrip("：:")) >= 2
    return wide or _label_of(following, field) is not None
