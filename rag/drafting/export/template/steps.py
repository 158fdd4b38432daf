"""The table of the teaching process in a school's form: found by its header, rows added.

A row of the form is the pattern of all rows written; the form's own rows for phases are used.
What a step says goes to the columns the form has. Text that stands in the table already is kept
behind the steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from copy import deepcopy
from dataclasses import dataclass

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.simpletypes import ST_Merge

from indexing.kinds.shared.vocabulary import label
from indexing.readers.word.paragraphs import children, number_of, w
from rag.drafting.export.lines import Rendering, TextLine, plain
from rag.drafting.export.template.contents import Contents
from rag.drafting.export.template.labels import column_of, target_of
from rag.drafting.export.template.layout import Layout, Spot, is_blank_text, paragraphs_of, text_of
from rag.drafting.export.template.writing import clear, fill_cell
from rag.drafting.export.word import Element, paragraph_of
from rag.drafting.plan import PHASES, Step

_LONGEST_HEADER = 16
#: Columns of which a header of the process has two at least.
_CORE = {"step", "phase", "content", "teacher", "student", "group"}
_NAMES = {
    "step": "教学环节",
    "content": "教学内容",
    "teacher": "教师活动",
    "student": "学生活动",
    "design": "设计意图",
}
#: Where a text goes whose column the form does not have, nearest first.
_INSTEAD = {
    "step": ("content", "teacher", "group", "student", "design"),
    "content": ("group", "teacher", "student", "design", "step"),
    "teacher": ("group", "content", "student", "design", "step"),
    "student": ("group", "teacher", "content", "design", "step"),
    "design": ("content", "group", "student", "teacher", "step"),
}


@dataclass(frozen=True, slots=True)
class _Region:
    """Rows ``header:first`` are the header, ``first:end`` the rows for steps.

    ``roles`` says what each column of the grid is for.
    """

    header: int
    first: int
    end: int
    roles: dict[int, str]


def fill_process(layout: Layout, contents: Contents) -> set[int]:
    """Fill the tables of the process; return the rows that are none of the other fields'."""
    taken: set[int] = set()
    index = 0
    while index < len(layout.rows):
        region = _region(layout, index)
        if region is None:
            index += 1
            continue
        if contents.steps:
            _fill(layout, region, contents)
        taken |= set(range(region.header, region.end))
        index = region.end
    return taken


def _region(layout: Layout, index: int) -> _Region | None:
    """Return the region whose header begins in a row."""
    roles = _roles(layout.spots[index], index)
    if len(_CORE & set(roles.values())) < 2:
        return None
    first = index + 1
    while first < len(layout.spots) and (
        further := _roles(layout.spots[first], first, roles, lead=index)
    ):
        roles = further
        first += 1
    end = first
    while end < len(layout.spots) and not _ends(layout.spots[end], end):
        end += 1
    return _Region(index, first, end, roles)


def _roles(
    spots: list[Spot], row: int, above: dict[int, str] | None = None, lead: int = -1
) -> dict[int, str]:
    """Return the role of each column by a header row; empty where it is none.

    A second header row refines the first: 教师活动 and 学生活动 under 教学活动.
    """
    out = dict(above or {})
    named = blank = 0
    for spot in spots:
        if spot.row != row:
            if above is not None and spot.row >= lead:
                continue
            return {}
        text = text_of(spot.cell).strip()
        role = column_of(text)
        if not text:
            blank += 1
            continue
        if len("".join(text.split())) > _LONGEST_HEADER:
            return {}
        named += role is not None
        if role is None and above is not None:
            return {}
        if role is not None:
            out |= dict.fromkeys(range(spot.start, spot.end), role)
    if above is not None:
        return out if named else {}
    return out if named >= 2 and blank <= 1 else {}  # a row of fields has as many blanks as labels


def _ends(spots: list[Spot], row: int) -> bool:
    """Whether a row is no step: it opens with the label of another field."""
    texts = [text_of(spot.cell).strip() for spot in spots if spot.row == row]
    first = next((text for text in texts if text), "")
    if label(first) in PHASES:
        return False
    target = target_of(first)
    return target is not None and column_of(first) is None


def _fill(layout: Layout, region: _Region, contents: Contents) -> None:
    steps = contents.take_steps()
    columns = _columns(region.roles)
    rows = range(region.first, region.end)
    pattern = layout.rows[_pattern(layout, region)]
    phases = {_phase_of(layout, row): layout.rows[row] for row in rows}
    kept = [layout.rows[r] for r in rows if not _is_free(layout, r)]
    after = layout.rows[region.first - 1]
    made: list[Element] = []
    for phase in PHASES:
        inside = [step for step in steps if step.phase == phase]
        if not inside:
            continue
        new = [_row(step, pattern, columns, contents) for step in inside]
        if "phase" in columns.values() and "step" in columns.values():
            merged_vertically(new, _first("phase", columns), plain(phase))
        else:
            new.insert(0, one_cell(phases.get(phase, pattern), plain(phase)))
        made += new
    for row in rows:
        if _is_free(layout, row):
            layout.rows[row].getparent().remove(layout.rows[row])
    for row in reversed(made):
        after.addnext(row)
    for row in kept:
        text = " ".join(cell for c in children(row) if c.tag == w("tc") for cell in [text_of(c)])
        contents.notes.append(
            f"模板的教学过程表里原有的“{' '.join(text.split())[:20]}”留在新增各行之后，请核对。"
        )


def _columns(roles: dict[int, str]) -> dict[int, str]:
    """Return the roles; without a column of steps, that of phases names the steps."""
    if "step" in roles.values():
        return roles
    return {at: "step" if role == "phase" else role for at, role in roles.items()}


def _first(role: str, columns: dict[int, str]) -> int:
    return min(at for at, found in columns.items() if found == role)


def _pattern(layout: Layout, region: _Region) -> int:
    """Return the row whose format the new rows get: the first for steps with most cells."""
    rows = range(region.first, region.end)
    if not rows:
        return region.first - 1
    return max(rows, key=lambda row: (len(layout.spots[row]), -row))


def _phase_of(layout: Layout, row: int) -> str:
    """Return the phase a row announces: it holds nothing else."""
    texts = [text_of(s.cell).strip() for s in layout.spots[row] if s.row == row]
    filled = [text for text in texts if not is_blank_text(text)]
    name = label(filled[0]) if len(filled) == 1 else ""
    return name if name in PHASES else ""


def _is_free(layout: Layout, row: int) -> bool:
    """Whether a row holds nothing that must be kept."""
    texts = [text_of(s.cell) for s in layout.spots[row] if s.row == row]
    return bool(_phase_of(layout, row)) or all(map(is_blank_text, texts))


def _row(step: Step, pattern: Element, columns: dict[int, str], contents: Contents) -> Element:
    texts: dict[str, Sequence[TextLine]] = texts_of(step, set(columns.values()), contents.rendering)
    return written(pattern, columns, texts)


def written(
    pattern: Element, columns: Mapping[int, str], texts: Mapping[str, Sequence[TextLine]]
) -> Element:
    """Return a copy of a row with the text of each column.

    Args:
        pattern: a row of the form.
        columns: role by column of the grid.
        texts: lines by role; a role that several cells have is written into the first.
    """
    row = _blank(pattern)
    done: set[str] = set()
    column = number_of(row, "trPr/gridBefore", 0)
    for cell in _cells(row):
        role = columns.get(column, "")
        if role in texts and role not in done:
            done.add(role)
            fill_cell(cell, texts[role])
        column += max(number_of(cell, "tcPr/gridSpan", 1), 1)
    return row


def one_cell(pattern: Element, lines: Sequence[TextLine]) -> Element:
    """Return a copy of a row as one cell across the table, its text centred."""
    row = _blank(pattern)
    cells = _cells(row)
    first = cells[0]
    span = sum(max(number_of(cell, "tcPr/gridSpan", 1), 1) for cell in cells)
    widths = [cell.find(f"{w('tcPr')}/{w('tcW')}") for cell in cells]
    if all(width is not None and width.get(w("type")) == "dxa" for width in widths):
        total = sum(int(float(width.get(w("w")) or 0)) for width in widths)
        widths[0].set(w("w"), str(total))
    elif widths[0] is not None:
        widths[0].getparent().remove(widths[0])
    for cell in cells[1:]:
        cell.getparent().remove(cell)
    first.get_or_add_tcPr().grid_span = span
    fill_cell(first, lines)
    for paragraph in map(paragraph_of, paragraphs_of(first)):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
    return row


def merged_vertically(rows: Sequence[Element], column: int, lines: Sequence[TextLine]) -> None:
    """Merge the cells of a column of the grid in rows that follow each other; write into them."""
    for index, row in enumerate(rows):
        at = number_of(row, "trPr/gridBefore", 0)
        for cell in _cells(row):
            if at == column:
                cell.vMerge = ST_Merge.CONTINUE if index else ST_Merge.RESTART
                if not index:
                    fill_cell(cell, lines)
            at += max(number_of(cell, "tcPr/gridSpan", 1), 1)


def _blank(pattern: Element) -> Element:
    """Return a copy of a row without text, vertical merging and the marks of a header."""
    row = deepcopy(pattern)
    for tag in ("tblHeader", "cantSplit"):
        for found in row.iterfind(f"{w('trPr')}/{w(tag)}"):
            found.getparent().remove(found)
    was_header = pattern.find(f"{w('trPr')}/{w('tblHeader')}") is not None
    for cell in _cells(row):
        for merge in cell.iterfind(f"{w('tcPr')}/{w('vMerge')}"):
            merge.getparent().remove(merge)
        if was_header:
            for shade in cell.iterfind(f"{w('tcPr')}/{w('shd')}"):
                shade.getparent().remove(shade)
        paragraphs = paragraphs_of(cell)
        for paragraph in paragraphs[1:]:
            paragraph.getparent().remove(paragraph)
        for paragraph in paragraphs[:1]:
            _keep_font(paragraph)
            clear(paragraph)
    return row


def _keep_font(paragraph: Element) -> None:
    """Move the font of the first run to the paragraph's mark, where blank text has its font."""
    font = next((r.find(w("rPr")) for r in paragraph.iter(w("r"))), None)
    if font is None:
        return
    setup = paragraph.get_or_add_pPr()
    for old in setup.findall(w("rPr")):
        setup.remove(old)
    setup.insert_element_before(deepcopy(font), "w:sectPr", "w:pPrChange")


def _cells(row: Element) -> list[Element]:
    return [child for child in children(row) if child.tag == w("tc")]


def texts_of(step: Step, roles: Set[str], rendering: Rendering) -> dict[str, Sequence[TextLine]]:
    """Return the lines of each column; nothing of the step is left out.

    Args:
        step: the step.
        roles: the columns the form has.
        rendering: how statements are written.
    """
    minutes = "" if step.minutes is None else f"{step.minutes}分钟"
    first = plain(step.name) + (plain(minutes) if minutes and "time" not in roles else ())
    columns = [first, *map(rendering.cell_at_once, step.cells)]
    own: dict[str, tuple[TextLine, ...]] = dict(zip(_NAMES, columns, strict=True))
    out: dict[str, Sequence[TextLine]] = {role: list(own[role]) for role in own if role in roles}
    if "time" in roles:
        out["time"] = list(plain(minutes))
    for role in (role for role in own if role not in roles and own[role]):
        place = next((other for other in _INSTEAD[role] if other in roles), None)
        if place is None:
            continue
        name = f"【{_NAMES[role]}】"
        named = own[role][0].text.startswith(name)
        lines = own[role] if named else (*plain(name), *own[role])
        held = out.get(place, ())
        out[place] = [*lines, *held] if role == "step" else [*held, *lines]
    return out
