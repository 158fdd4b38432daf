"""Course syllabi (教学大纲): parts, chapters with hours, and the fields of each chapter.

A text scraped into one endless line still says where its parts begin: numbers in sequence, known
headings, ``第一章…(4學時)``. It is cut before every heading, field, item and table row; only white
space is added, no character is lost or moved.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from indexing.kinds.outline import shift_of
from indexing.kinds.shared.body import add_body
from indexing.kinds.shared.builder import Builder
from indexing.kinds.shared.vocabulary import alias, label, vocabulary
from indexing.numerals import numbered
from indexing.readers.blocks import Block, Line, TableBlock
from indexing.searchtext import fold, to_search_text
from indexing.wrapping import ends_sentence

_MAX_HEADING = 40
_LEVELS = {"han": 1, "paren_han": 2, "chapter": 3, "section": 4}
_FIELD_LEVEL = 4
#: A format that marks so many headings marks them all; one may be the title alone.
_MARKED = 2
_NUMBERED_TABLE = re.compile(r"^表\s*\d{1,2}\s*[^。;；]{2,30}$")
_CAPTION = re.compile(r"^表\s*\d{1,2}\s*[^。;；]{2,30}表$")
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_FIELD = re.compile(r"^(\d{1,2}\s*[.、]?\s*[^:：。]{2,10}[:：])\s*(.*)$", re.S)
COLLAPSED = 1500


def parse(blocks: list[Block], *, wrapped: bool) -> tuple[Builder, str]:
    """Return a filled builder and the title of the syllabus."""
    collapsed = any(isinstance(b, Line) and len(b.text) > COLLAPSED for b in blocks)
    builder = Builder()
    if collapsed:
        _add_collapsed(builder, _logical(blocks))
    else:
        _add(builder, _logical(blocks), wrapped=wrapped)
    return builder, _title(blocks) if collapsed else ""


def _add(builder: Builder, blocks: list[Block], *, wrapped: bool) -> None:
    """Add a syllabus whose lines are lines: its headings are those of its outline.

    A usual part that stands alone on a line is one where the outline has none, and a field of a
    chapter (``1. 主要内容：…``) is one below it.
    """
    marked = sum(isinstance(block, Line) and block.heading > 0 for block in blocks)
    shift = shift_of(blocks)
    body: list[Block] = []
    above = field = 0  # levels of the last heading of the outline, and of the field that is open
    in_chapter = in_field = False
    for index, block in enumerate(blocks):
        head = rest = ""
        if isinstance(block, Line):
            head, rest = _named(block)
            if not head and marked < _MARKED and not in_chapter and _is_part(block.text):
                head = block.text.strip()
        caption = (
            isinstance(block, Line)
            and in_field
            and not block.heading
            and _is_caption(block, blocks[index + 1] if index + 1 < len(blocks) else None)
        )
        if caption and isinstance(block, Line):
            head = block.text.strip()  # a table after the last field of a chapter is no part of it
        if not head or isinstance(block, TableBlock):
            body.append(block)
            continue
        add_body(builder, body, wrapped=wrapped)
        body = [Line(rest, block.page)] if rest else []
        if block.heading:
            above = max(block.heading - shift, 1)
            in_chapter = _opens_chapter(head) or in_chapter
        level = above if block.heading else field if caption else above + in_chapter or 1
        in_field = caption or (in_chapter and alias("syllabus", "fields", head) is not None)
        field = level if in_field else 0
        builder.heading(head, level, block.page)
    add_body(builder, body, wrapped=wrapped)


def _named(line: Line) -> tuple[str, str]:
    """Return what a line of the outline or a field says, and the text behind it."""
    text = line.text.strip()
    field = _FIELD.match(text)
    if field and alias("syllabus", "fields", field[1]):
        return field[1], field[2]
    named = line.heading or (numbered(text) and alias("syllabus", "fields", text))
    return (text, "") if named else ("", "")


def _add_collapsed(builder: Builder, blocks: list[Block]) -> None:
    """Add a syllabus that was scraped into one line and cut where its parts begin."""
    body: list[Block] = []
    in_field = in_chapter = False
    for index, block in enumerate(blocks):
        if isinstance(block, TableBlock):
            body.append(block)
            continue
        head, rest = _heading(block)
        caption = _is_caption(block, blocks[index + 1] if index + 1 < len(blocks) else None)
        if not head and in_field and caption:
            head = block.text.strip()  # a table after the last field of a chapter is no part of it
        if not head:
            body.append(block)
            continue
        add_body(builder, body, wrapped=False)
        body = [Line(rest, block.page)] if rest else []
        level = _FIELD_LEVEL if caption else _level(head, block, in_chapter=in_chapter)
        in_chapter = _opens_chapter(head) or (in_chapter and level >= _FIELD_LEVEL)
        in_field = level == _FIELD_LEVEL
        builder.heading(head, level, block.page)
    add_body(builder, body, wrapped=False)


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
    field = _FIELD.match(text)
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


def split_collapsed(text: str) -> list[str]:
    """Return the logical lines of a collapsed text."""
    search = to_search_text(text)
    cuts = sorted(
        {
            search.offsets[position]
            for pattern in _patterns()
            for match in pattern.finditer(search.text)
            for group in ("open", "close")
            if group in pattern.groupindex and (position := match.start(group)) >= 0
        }
        | {search.offsets[at] for at in (*_item_cuts(search.text), *_basic_cuts(search.text))}
    )
    bounds = [0, *(cut for cut in cuts if 0 < cut < len(text)), len(text)]
    pieces = (text[a:b].strip() for a, b in pairwise(bounds))
    return [piece for piece in pieces if piece]


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    words = vocabulary()["syllabus"]
    headings = "|".join(sorted(map(re.escape, words["headings"]), key=len, reverse=True))
    fields = "|".join(re.escape(name) for names in words["fields"] for name in names)
    return (
        re.compile(rf"(?P<open>{_NUMERAL}、)(?:{headings})(?:情况|一览)?(?P<close>)"),
        re.compile(rf"(?P<open>\({_NUMERAL}\))(?:{headings})(?P<close>)"),
        re.compile(rf"(?P<open>第{_NUMERAL}章)[^。;:]{{2,30}}?\(\d+学时\)(?P<close>)"),
        re.compile(rf"(?P<open>\d\.)(?:{fields})[:]"),
        re.compile(r"(?P<open>表\d{1,2})[^\d。]{4,30}?(?:一览表|情况表|表)(?P<close>)"),
        re.compile(rf"(?P<open>第{_NUMERAL}章)[^。;:()]{{2,24}}?课程目标\d"),
        re.compile(r"(?<=\d)(?P<open>合计)\d"),
        re.compile(r"(?<=[√\d])(?P<open>课程目标\d)(?=√)"),
    )


def _basic_cuts(text: str) -> list[int]:
    """Return where the labels of the first table stand: before the course is described."""
    basics: list[str] = vocabulary()["syllabus"]["basics"]
    begin = text.find("课程基本信息")
    last = text.find(basics[-1], begin)
    if begin < 0 or last < 0:
        return []
    words = "|".join(sorted(map(re.escape, basics), key=len, reverse=True))
    # ``学分2学时48学时``: behind a number a word is a unit, unless a number follows it in turn.
    label = re.compile(rf"(?<!\d)(?:{words})|(?:{words})(?=\d)")
    return [m.start() for m in label.finditer(text) if begin < m.start() <= last]


def _item_cuts(text: str) -> list[int]:
    """Return where ``(1)``, ``(2)`` … open the items of a list, each number the next one."""
    cuts: list[int] = []
    expected = 1
    for match in re.finditer(r"\(([1-9]\d?)\)", text):
        value = int(match[1])
        if value == expected or value == 1:
            cuts.append(match.start())
            expected = value + 1
    return cuts
