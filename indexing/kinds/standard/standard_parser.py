"""Course standards (课程标准): the outer chapters, the courses, and the fields of each course.

How deep a heading stands is decided in :mod:`indexing.kinds.standard.heading_levels`; the tables
of abilities, hours, tasks and of the work analysis have modules of their own.
"""

from __future__ import annotations

import re

from indexing.kinds.shared.body import add_body
from indexing.kinds.shared.builder import Builder
from indexing.kinds.shared.titles import whole_title, without_remark
from indexing.kinds.shared.vocabulary import alias, vocabulary
from indexing.kinds.standard.flat_tables import add_ability_table, add_hours_table, has_header
from indexing.kinds.standard.heading_levels import ANALYSIS, TASKS, State, enter, level_of
from indexing.kinds.standard.task_tables import add_task_table, add_tasks
from indexing.kinds.standard.work_analysis import add_analysis, before_colon, whole_labels
from indexing.numerals import numbered
from indexing.readers.blocks import Block, Line, TableBlock
from indexing.searchtext import fold
from indexing.wrapping import ends_sentence, local_widths

#: The title stands among so many first blocks.
_FRONT = 400


def parse(blocks: list[Block], *, wrapped: bool) -> tuple[Builder, str]:
    """Return a filled builder and the title of the standard."""
    builder = Builder()
    state = State()
    if wrapped:
        blocks = whole_labels(blocks)
    lines = [b if isinstance(b, Line) else Line("") for b in blocks]
    columns = local_widths(lines) if wrapped else [float("inf")] * len(lines)
    for index, block in enumerate(blocks):
        if isinstance(block, TableBlock):
            state.body.append(block)
            continue
        if not block.text.strip():
            continue
        level = level_of(block, state, columns[index], _next_text(blocks, index))
        if level:
            _flush(builder, state, wrapped=wrapped)
            head, rest = _split_label(block.text, state)
            enter(head, level, state)
            builder.heading(head, level, block.page)
            if state.topic == ANALYSIS and level == 4:
                state.analysis.open(head, block.page)
            if rest:
                state.body.append(Line(rest, block.page))
        else:
            state.body.append(block)
    _flush(builder, state, wrapped=wrapped)
    return builder, _title(blocks)


def _split_label(text: str, state: State) -> tuple[str, str]:
    """Cut ``工作方法：甲、乙`` into the label and its text."""
    text = text.strip()
    if state.topic == ANALYSIS and alias("standard", "analysis", before_colon(text)):
        match = re.match(r"^([^：:]*[：:]?)\s*(.*)$", text, re.S)
        if match:
            return match[1], match[2]
    return text, ""


def _next_text(blocks: list[Block], index: int) -> str:
    for block in blocks[index + 1 : index + 4]:
        if isinstance(block, Line) and block.text.strip():
            return block.text.strip()
    return ""


def _flush(builder: Builder, state: State, *, wrapped: bool) -> None:
    """Hand the body text gathered since the last heading to the right reader."""
    body, state.body = state.body, []
    if not body:
        return
    flat = [b for b in body if isinstance(b, Line)]
    is_flat = wrapped and len(flat) == len(body)
    if is_flat and state.topic == TASKS and has_header(flat, "task_columns"):
        add_task_table(builder, flat)
        return
    if is_flat and has_header(flat, "ability_columns"):
        add_ability_table(builder, flat)
        return
    if is_flat and state.topic == ANALYSIS:
        state.analysis.add(builder, flat)
        return
    if state.topic in (TASKS, ANALYSIS) and len(flat) < len(body):
        if state.topic == TASKS:
            add_tasks(builder, body, TASKS, wrapped=wrapped)
        else:
            add_analysis(builder, body, wrapped=wrapped)
        return
    if is_flat and _looks_like_hours(flat):
        add_hours_table(builder, flat, state.part_name or state.chapter_name)
        return
    add_body(builder, body, wrapped=wrapped)


def _looks_like_hours(lines: list[Line]) -> bool:
    words = vocabulary()["standard"]
    head = "".join(re.sub(r"\s", "", fold(line.text)) for line in lines[:8])
    return "序号" in head and "课程名称" in head and words["course_hours"][-2:] in head


def _title(blocks: list[Block]) -> str:
    """Return the standard's own title: a name in 《》 or on lines of its own, ending 课程标准."""
    suffix = vocabulary()["standard"]["course_suffix"]
    above: list[str] = []
    for block in blocks[:_FRONT]:
        if not isinstance(block, Line) or not block.text.strip():
            continue
        text = block.text.strip()
        named = re.search(rf"《([^》〈]{{4,40}}{suffix})》", text)
        if named:
            return named[1]
        above.append(text)
        bare = without_remark(text)
        alone = bare.endswith(suffix) and not ends_sentence(text)
        if numbered(text) is None and (alone or (block.heading == 1 and suffix in text)):
            title = whole_title(above, len(above) - 1)
            # （试行） of every passage's title would answer for each of them.
            title = title if block.heading else without_remark(title)
            if len(without_remark(title)) > len(suffix) + 2:
                return title
    return ""
