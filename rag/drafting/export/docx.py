"""A plan as a Word file in the usual form: short fields, fields, process, appendices.

The document begins as ``plan.docx``, an empty one that has the page, its numbers and the paragraph
styles; it can be opened and changed in Word.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import files

from docx import Document

from rag.checking import Finding
from rag.drafting.export.blocks import (
    LABEL_SHADE,
    TEXT_WIDTH,
    Styles,
    grid_table,
    heading,
    legend,
    machine_written,
    paragraphs,
    process_table,
    report,
    source_list,
    usual_styles,
)
from rag.drafting.export.lines import (
    BASICS_LAYOUT,
    REPORT,
    SOURCES,
    Citing,
    Rendering,
    basics,
    by_model,
    plain,
    tagged,
)
from rag.drafting.export.word import (
    Block,
    Line,
    Table,
    TableCell,
    TableRow,
    lines_of,
    write,
    zipped,
)
from rag.drafting.plan import (
    MATRIX,
    PROCESS,
    REFLECTION,
    SECTIONS,
    Grid,
    Group,
    Plan,
    Section,
)

#: Boundaries of the form's columns: label, sublabel, and where the second short field begins.
_FORM = (1400, 1300, 2119, 1400, TEXT_WIDTH - 6219)
#: A row of a field is kept on one page if it has so many lines at most.
_WHOLE_FIELD = 16
#: Width of a full-width character of 五号, in twips.
_CHARACTER = 210
#: Room below each prompt of the reflection, in twips.
_ROOM = 320
_NUMERALS = "一二三四五六七八九十"


def to_docx(
    plan: Plan,
    *,
    citations: Citing = "appendix",
    origins: bool = True,
    findings: Sequence[Finding] | None = None,
    date: datetime | None = None,
) -> bytes:
    """Return a Word file (A4) of a plan; the same arguments give the same bytes.

    Args:
        plan: the draft; sections it has not yet are left out.
        citations: marks in the text with the list at the end, the list alone, or neither.
        origins: whether statements say that they come from the teacher or the program.
        findings: what a check found, as an appendix; ``None`` where nothing was checked.
        date: for the file's properties; ``None`` leaves it out.
    """
    document = Document(io.BytesIO((files("rag.drafting.export") / "plan.docx").read_bytes()))
    write(document._body, _blocks(plan, Rendering(citations, origins), findings))
    document.core_properties.title = plan.title
    document.core_properties.comments = by_model(plan)
    if date is not None:
        moment = date.astimezone(UTC)
        document.core_properties.created = document.core_properties.modified = moment
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as container:
        return zipped({name: container.read(name) for name in container.namelist()})


def _blocks(plan: Plan, rendering: Rendering, findings: Sequence[Finding] | None) -> list[Block]:
    styles = usual_styles()
    drafted = {section.name: section for section in plan.sections}
    at = SECTIONS.index(PROCESS)
    before = [drafted[name] for name in SECTIONS[:at] if name in drafted]
    after = [drafted[name] for name in SECTIONS[at + 1 :] if name in drafted and name != MATRIX]

    parts = [
        ("教学基本情况", _form(basics(plan, origins=rendering.origins), before, rendering, styles))
    ]
    if PROCESS in drafted:
        parts.append((PROCESS, [process_table(drafted[PROCESS].steps, rendering, styles)]))
    for section in after:
        room = _ROOM if section.name == REFLECTION else 0
        parts.append((section.name, _framed(section, rendering, styles, room=room)))
    appendices: list[tuple[str, list[Block]]] = []
    if MATRIX in drafted:
        appendices.append((MATRIX, _framed(drafted[MATRIX], rendering, styles)))
    if rendering.citations != "none" and (cited := source_list(plan, styles)):
        appendices.append((SOURCES, cited))
    if findings is not None:
        appendices.append((REPORT, report(findings, styles)))

    title = plain(plan.title if "教案" in plan.title else f"{plan.title} 教案")[0]
    out: list[Block] = [Line(title, styles.title, "Title", align="center", before=None, after=None)]
    for numeral, (name, blocks) in zip(_NUMERALS, parts, strict=False):
        out += [heading(f"{numeral}、{name}", styles), *blocks]
    if rendering.origins and tagged(plan):
        out.append(legend(styles))
    out += machine_written(plan, styles)
    for numeral, (name, blocks) in zip(_NUMERALS, appendices, strict=False):
        out += [heading(f"附录{numeral} {name}", styles), *blocks]
    return out


def _form(
    fields: dict[str, str], sections: Sequence[Section], rendering: Rendering, styles: Styles
) -> list[Block]:
    """Return the short fields and the fields as one table: label | sublabel | text.

    It is interrupted where a field has tables.
    """
    out: list[Block] = []
    rows = _basics_rows(fields, styles)
    for section in sections:
        rows += _field_rows(section, rendering, styles)
        grids = [block for block in section.blocks if isinstance(block, Grid)]
        if grids:
            out.append(Table(tuple(rows), _FORM))
            rows = []
        for grid in grids:
            out += grid_table(grid, rendering, styles)
    return [*out, Table(tuple(rows), _FORM)] if rows else out


def _basics_rows(fields: dict[str, str], styles: Styles) -> list[TableRow]:
    """Return the rows of the short fields; a field alone in its row has merged cells."""
    rows = []
    for names in BASICS_LAYOUT:
        cells: list[TableCell] = []
        for name, span in zip(names, (2, 1) if len(names) == 2 else (4,), strict=True):
            value = TableCell(paragraphs(plain(fields[name]), styles.body), span)
            cells += [_label_cell(name, styles), value]
        rows.append(TableRow(tuple(cells), whole=True))
    return rows


def _field_rows(section: Section, rendering: Rendering, styles: Styles) -> list[TableRow]:
    """Return the rows of the groups of a field; its label goes down all of them."""
    groups = [block for block in section.blocks if isinstance(block, Group)]
    if section.blocks and not groups:  # its tables need a name above them
        return [TableRow((_label_cell(section.name, styles, span=len(_FORM)),), whole=True)]
    rows = []
    for index, group in enumerate(groups):
        first = _label_cell("" if index else section.name, styles, joined=index > 0)
        lines = rendering.group(group)
        span = 3 if group.label else 4
        named = (_label_cell(group.label, styles),) if group.label else ()
        room = sum(_FORM[-span:]) // _CHARACTER
        whole = sum(lines_of(line.text, room) for line in lines) <= _WHOLE_FIELD
        text = TableCell(paragraphs(lines, styles.body), span)
        rows.append(TableRow((first, *named, text), whole=whole))
    return rows


def _framed(
    section: Section, rendering: Rendering, styles: Styles, *, room: int = 0
) -> list[Block]:
    """Return the groups of a section in a frame, and its tables below it.

    ``room`` is left below each group to write in, in twips.
    """
    out: list[Block] = []
    inside: list[Line] = []
    for block in section.blocks:
        if isinstance(block, Grid):
            out += [*_frame(inside), *grid_table(block, rendering, styles)]
            inside = []
            continue
        if block.label:
            inside += paragraphs(plain(block.label), styles.label, keep_next=True)
        lines = rendering.group(block)
        inside += paragraphs(lines[:-1], styles.body)
        inside += paragraphs(lines[-1:], styles.body, after=room)
    return out + _frame(inside)


def _frame(inside: list[Line]) -> list[Block]:
    row = TableRow((TableCell(tuple(inside)),), whole=True)
    return [Table((row,), (TEXT_WIDTH,))] if inside else []


def _label_cell(text: str, styles: Styles, *, span: int = 1, joined: bool = False) -> TableCell:
    lines = paragraphs(plain(text), styles.label, align="center")
    return TableCell(lines, span, joined=joined, shade=LABEL_SHADE, middle=True)
