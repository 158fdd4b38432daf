"""A section as text a teacher can edit, and back: what was not touched comes back as it was.

Groups and tables stand under ``###``, steps too, their columns under ``####``; how a statement is
written is in :mod:`rag.drafting.lines`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.drafting.lines import LineReader, escaped, line_of, unescaped
from rag.drafting.plan import PHASES, Cell, Grid, Group, Section, Step
from rag.drafting.statements import statements_of
from rag.types import Citation

COLUMNS = {
    "教学内容": "content",
    "教师活动": "teacher",
    "学生活动": "student",
    "设计意图": "design",
}
_TABLE = "表："
_BREAK = "<br>"
_HEADING = re.compile(r"^###(?!#)\s?(?P<label>.*)$")
_COLUMN = re.compile(r"^####\s*(?P<name>.*?)\s*$")
_ITEM = re.compile(r"^(?:(?P<number>\d{1,3})[.．、]|[-*・•])(?:\s+|$)")
_STEP = re.compile(
    rf"^(?P<phase>{'|'.join(PHASES)})[｜|](?P<name>.*?)(?:（(?P<minutes>\d{{1,3}})\s*分钟）)?$"
)
_CELL_END = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_RULE = re.compile(r"^\|?(?:\s*:?-{2,}:?\s*(?:\||$))+$")


def section_text(section: Section) -> str:
    """Return a section as text, without its name."""
    parts = [_block_text(block) for block in section.blocks]
    parts += [_step_text(step) for step in section.steps]
    return "\n\n".join(parts)


def parse_section(
    name: str, text: str, citations: Sequence[Citation], before: Section | None = None
) -> tuple[Section, tuple[str, ...]]:
    """Return the section that a text says, and remarks for the teacher.

    Args:
        name: name of the section.
        text: as :func:`section_text` writes it; plain lines and lists are understood too.
        citations: what marks may name; others are dropped with a remark.
        before: the section the text was made from: its statements keep their origin.

    New text without a tag is the teacher's.
    """
    old = tuple(statements_of(before)) if before else None
    reader = LineReader({c.n: c for c in citations}, old)
    blocks: list[Group | Grid] = []
    steps: list[Step] = []
    for heading, lines in _parts(text):
        step = _STEP.match(heading or "")
        if step:
            steps.append(_step(step, lines, reader))
        elif heading is not None and heading.startswith(_TABLE):
            blocks.append(_grid(unescaped(heading[len(_TABLE) :].strip()), lines, reader))
        elif any(line.startswith("|") for line in lines):
            blocks.append(_grid(unescaped(heading or ""), lines, reader))
        else:
            blocks.append(_group(unescaped(heading or ""), lines, reader))
    return Section(name, tuple(blocks), tuple(steps)), tuple(dict.fromkeys(reader.notes))


def _block_text(block: Group | Grid) -> str:
    if isinstance(block, Group):
        label = escaped(block.label)
        label = f"\\{label}" if label.startswith(_TABLE) or _STEP.match(label) else label
        items = [
            f"{f'{n}.' if block.numbered else '-'} {line_of(statement)}"
            for n, statement in enumerate(block.statements, start=1)
        ]
        return "\n".join([f"### {label}".rstrip(), *items])
    head = "| " + " | ".join(escaped(column) for column in block.header) + " |"
    rule = "|" + " --- |" * len(block.header)
    rows = ["| " + " | ".join(map(_cell_text, row)) + " |" for row in block.rows]
    return "\n".join([f"### {_TABLE}{escaped(block.caption)}", head, rule, *rows])


def _step_text(step: Step) -> str:
    minutes = f"（{step.minutes}分钟）" if step.minutes is not None else ""
    lines = [f"### {step.phase}｜{escaped(step.name)}{minutes}"]
    for name, field in COLUMNS.items():
        cell: Cell = getattr(step, field)
        lines += [f"#### {name}", *(f"- {line_of(statement)}" for statement in cell)]
    return "\n".join(lines)


def _cell_text(cell: Cell) -> str:
    return _BREAK.join(line_of(statement) for statement in cell)


def _parts(text: str) -> Iterable[tuple[str | None, list[str]]]:
    """Yield each heading with the lines under it; lines before the first have ``None``."""
    heading: str | None = None
    lines: list[str] = []
    for raw in text.splitlines():
        line = raw.strip()
        match = _HEADING.match(line)
        if match:
            if heading is not None or lines:
                yield heading, lines
            heading, lines = match["label"].strip(), []
        elif line:
            lines.append(line)
    if heading is not None or lines:
        yield heading, lines


def _group(label: str, lines: Sequence[str], reader: LineReader) -> Group:
    matches = [_ITEM.match(line) for line in lines]
    statements = tuple(
        reader.statement(line[match.end() :] if match else line)
        for line, match in zip(lines, matches, strict=True)
    )
    return Group(label, statements, numbered=any(m and m["number"] for m in matches))


def _grid(caption: str, lines: Sequence[str], reader: LineReader) -> Grid:
    table = [line for line in lines if line.startswith("|")]
    if len(table) > 1 and _RULE.match(table[1]):
        del table[1]
    rows = [_cells(line) for line in table]
    if not rows:
        reader.notes.append("表格没有表头，已按空表处理。")
        return Grid((), (), caption)
    header, *body = rows
    out = []
    for cells in body:
        if len(cells) != len(header):
            reader.notes.append("表格有一行的格数与表头不同，已补齐或截去。")
        fitted = [*cells, *[""] * len(header)][: len(header)]
        out.append(tuple(_cell(cell, reader) for cell in fitted))
    return Grid(tuple(unescaped(column) for column in header), tuple(out), caption)


def _cells(line: str) -> list[str]:
    inner = line.removeprefix("|")
    parts: list[str] = []
    at = 0
    for match in _CELL_END.finditer(inner):
        parts.append(inner[at : match.end() - 1].strip())
        at = match.end()
    rest = inner[at:].strip()
    return [*parts, rest] if rest else parts


def _cell(text: str, reader: LineReader) -> Cell:
    parts = re.split(rf"(?<!\\)((?:\\\\)*){_BREAK}", text)
    # The pattern's group gives the backslashes before a break back to the part they end.
    joined = [a + b for a, b in zip(parts[::2], [*parts[1::2], ""], strict=True)]
    return tuple(reader.statement(part.strip()) for part in joined if part.strip())


def _step(head: re.Match[str], lines: Sequence[str], reader: LineReader) -> Step:
    cells: dict[str, list[str]] = {field: [] for field in COLUMNS.values()}
    field = "content"
    for line in lines:
        column = _COLUMN.match(line)
        if column:
            known = next((COLUMNS[n] for n in COLUMNS if n[:2] in column["name"]), None)
            field = known or field
            continue
        item = _ITEM.match(line)
        cells[field].append(line[item.end() :] if item else line)
    columns = {key: tuple(reader.statement(s) for s in found) for key, found in cells.items()}
    minutes = int(head["minutes"]) if head["minutes"] else None
    return Step(head["phase"].strip(), unescaped(head["name"].strip()), minutes, **columns)
