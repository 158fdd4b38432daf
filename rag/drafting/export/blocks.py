"""The blocks that the usual form and the end of a school's form share: styles, tables, sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.checking import Finding, Severity
from rag.drafting.export.lines import (
    LEGEND,
    PROCESS_HEADER,
    Rendering,
    TextLine,
    TextRun,
    Tone,
    by_model,
    plain,
    sources,
    step_name,
)
from rag.drafting.export.word import (
    CELL_PADDING,
    Align,
    Block,
    Line,
    Table,
    TableCell,
    TableRow,
    TextStyle,
    lines_of,
    shared_out,
)
from rag.drafting.plan import (
    PHASES,
    Grid,
    Origin,
    Plan,
    Statement,
    Step,
)

#: What A4 leaves between the margins of ``plan.docx``, in twips.
TEXT_WIDTH = 9638
#: Song for text, Hei for what stands out.
_BODY = ("Times New Roman", "宋体")
_STRONG = ("Times New Roman", "黑体")
#: How the columns of the process share the width.
_SHARES = (0.128, 0.213, 0.244, 0.244, 0.171)
#: Ground of labels and of headers.
LABEL_SHADE, _HEADER_SHADE = "F2F2F2", "E7E6E6"
#: A step, and a table, are kept on one page if they have so many lines at most.
_WHOLE_STEP, _WHOLE_TABLE = 22, 30
#: Width of a full-width character of 小五, in twips.
_SMALL_CHARACTER = 180
#: What hangs to the left in the list of sources, in twips.
_HANGING = 480
_SEVERITY = {Severity.ERROR: "错误", Severity.ADVICE: "建议"}


@dataclass(frozen=True, slots=True)
class Styles:
    """The text styles of everything in a file.

    Attributes:
        body: text of a field.
        small: text of a table of several columns.
        label: label of a field, or a phase.
        header: header of a table of several columns.
        caption: caption of a table.
        heading: heading of a part.
        title: title of the plan.
        width: room between the margins, in twips.
        named: whether the file has the paragraph styles Title, Heading 1 and Caption.
    """

    body: TextStyle
    small: TextStyle
    label: TextStyle
    header: TextStyle
    caption: TextStyle
    heading: TextStyle
    title: TextStyle
    width: int
    named: bool


def usual_styles() -> Styles:
    """Return the styles of the usual form: 宋体 for text, 黑体 for labels; 五号 and 小五."""
    return Styles(
        body=TextStyle(_BODY, 10.5, tag_size=7.5),
        small=TextStyle(_BODY, 9, tag_size=6.5),
        label=TextStyle(_STRONG, 10.5),
        header=TextStyle(_STRONG, 9),
        caption=TextStyle(_STRONG, 10, tag_size=6.5),
        heading=TextStyle(_STRONG, 13),
        title=TextStyle(_STRONG, 18, bold=True),
        width=TEXT_WIDTH,
        named=True,
    )


def inherited_styles(width: int) -> Styles:
    """Return styles that leave the fonts to the file they are added to.

    ``width`` is the room between its margins, in twips.
    """
    strong = TextStyle(bold=True)
    return Styles(
        body=TextStyle(tag_size=7.5),
        small=TextStyle(size=9, tag_size=6.5),
        label=strong,
        header=TextStyle(size=9, bold=True),
        caption=TextStyle(size=10, bold=True, tag_size=6.5),
        heading=TextStyle(size=13, bold=True),
        title=strong,
        width=width,
        named=False,
    )


def heading(text: str, styles: Styles) -> Line:
    """Return the heading of a part."""
    named, space = ("Heading 1", None) if styles.named else (None, 240)
    after = None if styles.named else 60
    return Line(plain(text)[0], styles.heading, named, keep_next=True, before=space, after=after)


def paragraphs(
    lines: Iterable[TextLine],
    look: TextStyle,
    *,
    align: Align | None = None,
    keep_next: bool = False,
    after: int = 0,
) -> tuple[Line, ...]:
    """Return a paragraph a line."""
    return tuple(Line(line, look, align=align, keep_next=keep_next, after=after) for line in lines)


def source_list(plan: Plan, styles: Styles) -> list[Block]:
    """Return the list of what the plan cites, a paragraph each; empty where it cites nothing."""
    return [Line(line, styles.small, hanging=_HANGING, after=40) for line in plain(*sources(plan))]


def legend(styles: Styles) -> Line:
    """Return the line that explains the tags."""
    return Line(plain(LEGEND)[0], styles.small, before=120)


def machine_written(plan: Plan, styles: Styles) -> list[Block]:
    """Return the line that says what a language model wrote; nothing where it wrote nothing."""
    return [Line(line, styles.small, before=120) for line in plain(*filter(None, [by_model(plan)]))]


def report(findings: Sequence[Finding], styles: Styles) -> list[Block]:
    """Return the findings as a table, errors first."""
    if not findings:
        return [*paragraphs(plain("检查了这份教案，没有发现问题。"), styles.body)]
    ranked = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    texts = [
        (
            _SEVERITY[finding.severity],
            " › ".join(finding.places[0].path) if finding.places else "",
            finding.message,
            finding.mend,
        )
        for finding in ranked
    ]
    rows = tuple(tuple((Statement(text, Origin.SUGGESTED),) for text in row) for row in texts)
    grid = Grid(("类别", "位置", "问题", "修改建议"), rows)
    return grid_table(grid, Rendering(citations="none", origins=False), styles)


def process_table(steps: Sequence[Step], rendering: Rendering, styles: Styles) -> Table:
    """Return the teaching process: phases as merged rows, a step a row, the header repeated."""
    widths = tuple(int(share * styles.width) for share in _SHARES)
    rows = [_header_row(PROCESS_HEADER, styles)]
    for phase in PHASES:
        inside = [step for step in steps if step.phase == phase]
        if inside:
            # Kept with the first step: a phase alone at the foot of a page says nothing.
            name = Line(
                plain(phase)[0],
                styles.label,
                align="center",
                keep_next=True,
                before=None,
                after=None,
            )
            cell = TableCell((name,), len(PROCESS_HEADER), shade=LABEL_SHADE, middle=True)
            rows.append(TableRow((cell,), whole=True))
            rows += [_step_row(step, rendering, styles, widths) for step in inside]
    return Table(tuple(rows), widths)


def _step_row(step: Step, rendering: Rendering, styles: Styles, widths: Sequence[int]) -> TableRow:
    name, *minutes = step_name(step)
    first = (
        *paragraphs(plain(name), styles.header, align="center"),
        *paragraphs(plain(*minutes), styles.small, align="center"),
    )
    cells = [rendering.cell_at_once(cell) for cell in step.cells]
    heights = [
        sum(lines_of(line.text, (width - CELL_PADDING) // _SMALL_CHARACTER) for line in cell)
        for cell, width in zip(cells, widths[1:], strict=True)
    ]
    texts = (TableCell(paragraphs(cell, styles.small)) for cell in cells)
    return TableRow((TableCell(first, middle=True), *texts), whole=max(heights) <= _WHOLE_STEP)


def grid_table(grid: Grid, rendering: Rendering, styles: Styles) -> list[Block]:
    """Return a table such as a rubric under its caption, its header repeated.

    One tag stands for the whole table where that is true.
    """
    tag, rows = rendering.grid(grid)
    texts = [["\n".join(line.text for line in cell) for cell in row] for row in rows]
    widths = shared_out(grid.header, texts, styles.width, _SMALL_CHARACTER)
    rooms = [width // _SMALL_CHARACTER - 1 for width in widths]
    together = sum(max(map(lines_of, row, rooms)) for row in texts) <= _WHOLE_TABLE
    body = [
        TableRow(
            tuple(
                TableCell(paragraphs(cell, styles.small, keep_next=together and at < len(rows) - 1))
                for cell in row
            ),
            whole=True,
        )
        for at, row in enumerate(rows)
    ]
    table = Table((_header_row(grid.header, styles), *body), widths)
    return [*_caption(grid.caption, tag, styles), table]


def _header_row(names: Sequence[str], styles: Styles) -> TableRow:
    return TableRow(
        tuple(
            TableCell(
                paragraphs(plain(name), styles.header, align="center", keep_next=True),
                shade=_HEADER_SHADE,
                middle=True,
            )
            for name in names
        ),
        header=True,
        whole=True,
    )


def _caption(text: str, tag: str, styles: Styles) -> list[Block]:
    if not text and not tag:
        return []
    line = TextLine((TextRun(text), TextRun(tag, Tone.TAG)))
    # Without a caption the tag alone stands at the right, where it looks like no heading.
    return [
        Line(
            line,
            styles.caption,
            "Caption" if styles.named else None,
            align="center" if text else "right",
            keep_next=True,
            before=None,
            after=None,
        )
    ]
