"""Course syllabi (教学大纲): parts, chapters with hours, and the fields of each chapter."""

from __future__ import annotations

import re

from indexing.numerals import numbered
from indexing.readers.blocks import Block, Line, TableBlock
from indexing.searchtext import fold
from indexing.structure.body import add_body
from indexing.structure.builder import Builder
from indexing.structure.collapsed import COLLAPSED, split_collapsed
from indexing.structure.vocabulary import alias, label, vocabulary
from indexing.wrapping import ends_sentence

_MAX_HEADING = 40
_LEVELS = {"han": 1, "paren_han": 2, "chapter": 3, "section": 4}
_FIELD_LEVEL = 4
#: A format that marks so many headings marks them all; one may be the title alone.
_MARKED = 2
_NUMBERED_TABLE = re.compile(r"^表\s*\d{1,2}\s*[^。;；]{2,30}$")
_CAPTION = re.compile(r"^表\s*\d{1,2}\s*[^。;；]{2,30}表$")


def parse(blocks: list[Block], *, wrapped: bool) -> tuple[Builder, str]:
    """Return a filled builder and the title of the syllabus."""
    builder = Builder()
    body: list[Block] = []
    in_field = in_chapter = False
    collapsed = any(isinstance(b, Line) and len(b.text) > COLLAPSED for b in blocks)
    wrapped = wrapped and not collapsed
    logical = _logical(blocks)
    marks = sum(isinstance(b, Line) and b.heading > 0 for b in blocks)
    plain = not collapsed and marks < _MARKED
    for index, block in enumerate(logical):
        if isinstance(block, TableBlock):
            body.append(block)
            continue
        head, rest = _heading(block)
        if not head and plain and not in_chapter and _is_part(block.text):
            head = block.text.strip()
        caption = _is_caption(block, logical[index + 1] if index + 1 < len(logical) else None)
        if not head and in_field and caption:
            head = block.text.strip()  # a table after the last field of a chapter is no part of it
        if not head:
            body.append(block)
            continue
        add_body(builder, body, wrapped=wrapped)
        body = [Line(rest, block.page)] if rest else []
        level = _FIELD_LEVEL if caption else _level(head, block, in_chapter=in_chapter)
        in_chapter = _opens_chapter(head) or (in_chapter and level >= _FIELD_LEVEL)
        in_field = level == _FIELD_LEVEL
        builder.heading(head, level, block.page)
    add_body(builder, body, wrapped=wrapped)
    return builder, _title(blocks)


def _is_caption(line: Line, following: Block | None) -> bool:
    """Whether a line is the caption of a table, by its wording or by the table below it."""
    text = fold(line.text.strip())
    below = isinstance(following, TableBlock) and bool(_NUMBERED_TABLE.match(text))
    return below or bool(_CAPTION.match(text))


def _logical(blocks: list[Block]) -> list[Block]:
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Line) and len(block.text) > COLLAPSED:
            out.extend(Line(text, block.page) for text in split_collapsed(block.text))
        elif isinstance(block, TableBlock) or block.text.strip():
            out.append(block)
    return out


def _heading(line: Line) -> tuple[str, str]:
    """Return the heading a line opens with and the text behind it, or two empty strings."""
    text = line.text.strip()
    number = numbered(text)
    field = re.match(r"^(\d{1,2}\s*[.、]?\s*[^:：。]{2,10}[:：])\s*(.*)$", text, re.S)
    if field and alias("syllabus", "fields", field[1]):
        return field[1], field[2]
    if alias("syllabus", "fields", text) and (number or line.heading):
        return text, ""
    if line.heading:
        return text, ""
    if number is None or len(text) > _MAX_HEADING or ends_sentence(text):
        return "", ""
    known = label(text) in vocabulary()["syllabus"]["headings"]
    if number.form == "chapter" and _looks_like_row(text):
        return "", ""
    if number.form in ("chapter", "section") or known:
        return text, ""
    if number.form in ("han", "paren_han") and not re.search("[，,、；;]$", text):
        return text, ""
    return "", ""


def _opens_chapter(head: str) -> bool:
    number = numbered(head)
    return number is not None and number.form in ("chapter", "section")


def _is_part(text: str) -> bool:
    """Whether a line is the name of a usual part and nothing else."""
    words = vocabulary()["syllabus"]
    name = label(text)
    return name in words["parts"] or name in words["headings"]


def _looks_like_row(text: str) -> bool:
    """Whether a chapter's name is a row of the hours table: it names goals before its hours."""
    return bool(re.search(r"课程目标\s*\d", fold(text)))


def _level(head: str, line: Line, *, in_chapter: bool) -> int:
    number = numbered(head)
    is_field = alias("syllabus", "fields", head) and (number is None or number.form == "digit")
    # 教学目标 may head a part of the course as well as a field of a chapter.
    if is_field and (in_chapter or (number is not None and not line.heading)):
        return _FIELD_LEVEL
    if number is not None and number.form in _LEVELS:
        return _LEVELS[number.form]
    return max(line.heading - 1, 1) if line.heading else 1


def _title(blocks: list[Block]) -> str:
    """Return the first short text that names a syllabus (``《…》課程教學大綱``), headings first."""
    lines = [block for block in blocks if isinstance(block, Line)]
    for block in sorted(lines, key=lambda line: line.heading != 1):
        if not numbered(block.text):
            head = block.text.strip()[:60]
            folded = fold(head)
            match = re.search(r"^.{0,40}?教学大纲|^.{0,40}?课程大纲", folded)
            if match and len(folded) == len(head):
                return head[: match.end()]
    return ""
