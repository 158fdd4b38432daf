"""The teaching process as a table: phases as merged rows, a step a row, the header repeated."""

from __future__ import annotations

from collections.abc import Sequence

from rag.drafting.export.column_widths import lines_of
from rag.drafting.export.grids import CHARACTER, header_row
from rag.drafting.export.lines import Wording, plain, step_name
from rag.drafting.export.looks import Looks
from rag.drafting.export.ooxml import Element, TableCell, TableRow, paragraph, table
from rag.drafting.plan import PHASES, Cell, Step

#: Names of the columns of the usual form.
HEADER = ("环节与时间", "教学内容", "教师活动", "学生活动", "设计意图/\n思政融入")
#: How the width is shared between them.
_SHARES = (0.128, 0.213, 0.244, 0.244, 0.171)
_PHASE_SHADE = "F2F2F2"
#: A step of at most this many lines is not split between pages.
_WHOLE = 22


def process_table(steps: Sequence[Step], wording: Wording, looks: Looks) -> Element:
    """Return the table of the steps in the order of their phases."""
    rows = [header_row(HEADER, looks)]
    for phase in PHASES:
        inside = [step for step in steps if step.phase == phase]
        if inside:
            rows.append(_phase(phase, looks))
            rows += [_step(step, wording, looks) for step in inside]
    return table(rows, _widths(looks))


def _widths(looks: Looks) -> list[int]:
    return [int(share * looks.width) for share in _SHARES]


def _phase(name: str, looks: Looks) -> TableRow:
    # Kept with the first step: a phase alone at the foot of a page says nothing.
    text = paragraph(looks.label.runs(plain(name)[0]), align="center", keep_next=True)
    return TableRow(
        (TableCell((text,), span=len(HEADER), shade=_PHASE_SHADE, middle=True),), whole=True
    )


def _step(step: Step, wording: Wording, looks: Looks) -> TableRow:
    name, *minutes = step_name(step)
    first = [
        *looks.header.paragraphs(plain(name), align="center"),
        *looks.small.paragraphs(plain(*minutes), align="center"),
    ]
    columns: tuple[Cell, ...] = (step.content, step.teacher, step.student, step.design)
    cells = [wording.cell_at_once(cell) for cell in columns]
    heights = [
        sum(lines_of(line.text, (width - 190) // CHARACTER) for line in cell)
        for cell, width in zip(cells, _widths(looks)[1:], strict=True)
    ]
    return TableRow(
        (
            TableCell(tuple(first), middle=True),
            *(TableCell(tuple(looks.small.paragraphs(cell))) for cell in cells),
        ),
        whole=max(heights) <= _WHOLE,
    )
