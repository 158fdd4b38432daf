"""Fields of a school's form: a label in a table, in running text, or on a content control.

Each is filled where the form has room for it: the blank cell to the right of its label or below,
``任务名称：____`` in a line, the paragraph below a heading, the control itself.
"""

from __future__ import annotations

import re
from collections.abc import Container

from indexing.readers.word.paragraphs import paragraph_text, value_of, w
from rag.drafting.export.template.contents import Contents
from rag.drafting.export.template.labels import Kind, Target, target_of
from rag.drafting.export.template.layout import (
    Layout,
    Spot,
    is_blank,
    is_blank_text,
    paragraphs_of,
    text_of,
)
from rag.drafting.export.template.writing import (
    add_behind,
    append_text,
    fill_cell,
    fill_paragraph,
    new_run,
    replace_span,
)
from rag.drafting.export.word import Element
from rag.drafting.plan import PROCESS

_SHOWN = 12
#: A colon and the room behind it, or room without a colon.
_ROOM = re.compile(r"[：:][\s_＿]*|[_＿]{2,}\s*")
_PADDING = "  "


def fill_controls(body: Element, contents: Contents) -> None:
    """Write into the controls whose title or tag is the name of a part of the plan."""
    for control in list(body.iter(w("sdt"))):
        title = value_of(control, "sdtPr/alias") or ""
        target = target_of(title) or target_of(value_of(control, "sdtPr/tag") or "")
        inner = control.find(w("sdtContent"))
        if target is None or inner is None or not contents.has(target):
            continue
        hint = control.find(f"{w('sdtPr')}/{w('showingPlcHdr')}")
        text = "".join(t.text or "" for t in inner.iter(w("t")))
        if hint is None and not is_blank_text(text):
            continue
        paragraph = next(inner.iter(w("p")), None)
        if paragraph is None and target.kind is not Kind.BASIC:
            continue  # inside a line there is no room for a list
        lines = contents.take(target)
        if hint is not None:
            hint.getparent().remove(hint)
        if paragraph is not None:
            fill_paragraph(paragraph, lines)
        else:
            _inside_a_line(inner, lines[0].text)


def _inside_a_line(inner: Element, text: str) -> None:
    """Write into the first run of a control inside a paragraph; the style of its hint goes."""
    first = next(inner.iter(w("r")), None)
    look = None if first is None else first.find(w("rPr"))
    for style in () if look is None else look.findall(w("rStyle")):
        style.getparent().remove(style)
    made = new_run(text, look)
    for child in list(inner):
        inner.remove(child)
    inner.append(made)


def fill_fields(layout: Layout, contents: Contents, skipped: Container[int]) -> None:
    """Fill the cells that belong to labels.

    Args:
        layout: the table.
        contents: what is to be placed.
        skipped: rows that are something else, such as the steps of the process.
    """
    field = ""
    for index, spots in enumerate(layout.spots):
        if index in skipped:
            continue
        named = ""
        for spot in spots:
            target = target_of(text_of(spot.cell), named or field)
            if target is not None and target.kind is Kind.FIELD:
                named = target.name
            if spot.row != index:
                continue  # its first row has been through
            if target is None:
                fill_paragraphs(spot.cell, contents, named or field)
            else:
                _fill(layout, spot, target, contents)
        if len(spots) == 1:
            field = named  # a heading across the table
        elif named:
            field = ""


def _fill(layout: Layout, spot: Spot, target: Target, contents: Contents) -> None:
    is_process = target == Target(Kind.FIELD, PROCESS) and bool(contents.steps)
    if not is_process and not contents.has(target):
        return
    place = _place(layout, spot, target)
    if place is not None:
        lines = contents.take_steps_as_text() if is_process else contents.take(target)
        fill_cell(place.cell, lines, label=spot.cell)
        return
    right = layout.right_of(spot, spot.row)
    if right is None:
        fill_paragraphs(spot.cell, contents)
    elif target_of(text_of(right.cell), target.name) is None:
        text = " ".join(text_of(right.cell).split())
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        name = target.part or target.name
        contents.notes.append(f"模板的“{name}”一栏已有文字“{shown}”，没有改动，请核对。")


def _place(layout: Layout, spot: Spot, target: Target) -> Spot | None:
    """Return the blank cell to the right, else the one below, if it belongs to the label."""
    right = layout.right_of(spot, spot.row)
    if right is not None and is_blank(right.cell):
        return right
    if right is not None and target_of(text_of(right.cell), target.name) is None:
        return None
    below = layout.below(spot)
    if below is None or not is_blank(below.cell) or below.end > spot.end:
        return None
    if right is not None and _has_parts(layout, spot, target):
        return None
    # With a label to its left, the cell below is that one's.
    left = [s for s in layout.spots[below.row] if s.end == below.start]
    if left and target_of(text_of(left[0].cell)) is not None:
        return None
    return below


def _has_parts(layout: Layout, spot: Spot, target: Target) -> bool:
    """Whether the cells next to a field's name are the labels of its parts."""
    right = layout.right_of(spot, spot.row)
    inner = target_of(text_of(right.cell), target.name) if right else None
    return inner is not None and inner.kind is Kind.PART and inner.name == target.name


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
