"""A section as text a teacher can edit, and back: what was not touched comes back as it was.

Groups and tables stand under ``###``, steps too, their columns under ``####``. A statement is a
line, ``文本[1][2]〔建议〕（对应：知1、能2）``: the text, marks of its citations, its origin,
the goals it serves. What a document says has no tag. A backslash takes the meaning of what follows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from rag.answer.citations import supported
from rag.drafting.plan import (
    PHASES,
    STEP_COLUMNS,
    TAGS,
    Cell,
    Grid,
    Group,
    Origin,
    Section,
    Statement,
    Step,
    statements_of,
)
from rag.types import Citation

_ORIGINS = {tag: origin for origin, tag in TAGS.items()}
_END = re.compile(
    r"(?P<marks>(?:\[\d{1,4}\])*)"
    rf"(?P<tag>〔(?:{'|'.join(_ORIGINS)})〕)?"
    r"(?:（对应：(?P<serves>[^（）\\]*)）)?"
)
_SPECIAL = re.compile(
    rf"\\|\||<br>|\[(?=\d{{1,4}}\])|〔(?=(?:{'|'.join(_ORIGINS)})〕)|（(?=对应：)"
)
_ESCAPED = re.compile(r"\\(u[0-9a-f]{4}|.)", re.DOTALL)
#: Whatever ends a line, and white space at the ends of the text: reading by lines would lose it.
_LOST = re.compile(r"[\n\r\t\v\f\x1c-\x1f\x85\u2028\u2029]|^\s+|\s+$")
_GOAL = re.compile(r"[知能思]\d{1,2}")
_NOTED = 20
_FIELDS = dict(zip(STEP_COLUMNS, ("content", "teacher", "student", "design"), strict=True))
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


def escaped(text: str) -> str:
    """Return text in which nothing means anything but itself, on one line."""
    out = _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
    return _LOST.sub(lambda match: "".join(f"\\u{ord(c):04x}" for c in match[0]), out)


def unescaped(text: str) -> str:
    """Return text as it was before :func:`escaped`."""

    def one(match: re.Match[str]) -> str:
        code = match[1]
        if len(code) == 5:
            return chr(int(code[1:], 16))
        return "" if code == "z" else code

    return _ESCAPED.sub(one, text)


def line_of(statement: Statement) -> str:
    """Return a statement as a line."""
    marks = "".join(f"[{number}]" for number in statement.citations)
    tag = TAGS.get(statement.origin)
    serves = f"（对应：{'、'.join(statement.serves)}）" if statement.serves else ""
    # A text without a word needs a sign that there is one.
    text = escaped(statement.text) or "\\z"
    return f"{text}{marks}{f'〔{tag}〕' if tag else ''}{serves}"


def _end_of(line: str) -> tuple[int, re.Match[str]]:
    """Return where a statement's text ends, and the match of what follows it.

    What a backslash stands before belongs to the text, so the line is walked from the left.
    """
    at = 0
    while at < len(line):
        match = _END.fullmatch(line, at) if line[at] in "[〔（" else None
        if match:
            return at, match
        at += 2 if line[at] == "\\" else 1
    match = _END.fullmatch("")
    assert match is not None  # every part of the pattern may be empty
    return len(line), match


@dataclass(slots=True)
class LineReader:
    """Reads lines back; ``notes`` collects what the teacher should know.

    Attributes:
        citations: what can be cited, by number.
        before: the statements the text was made from: they come back as they were, and a tag
            holds only for them. ``None`` where that is not known: then tags are believed.
    """

    citations: dict[int, Citation]
    before: Collection[Statement] | None = None
    notes: list[str] = field(default_factory=list)

    def statement(self, line: str) -> Statement:
        """Return the statement of a line."""
        start, match = _end_of(line)
        text = unescaped(line[:start].strip())
        numbers = tuple(int(n) for n in re.findall(r"\d+", match["marks"]))
        serves = tuple(_GOAL.findall(match["serves"] or ""))
        tag = match["tag"]
        origin = _ORIGINS[tag[1:-1]] if tag else Origin.DOCUMENT if numbers else Origin.TEACHER
        read = Statement(text, origin, numbers, serves)
        return read if read in (self.before or ()) else self._changed(read)

    def _changed(self, new: Statement) -> Statement:
        """Return what the teacher wrote, under the origin it can claim."""
        known = tuple(n for n in new.citations if n in self.citations)
        if known != new.citations:
            gone = "".join(f"[{n}]" for n in new.citations if n not in known)
            self.notes.append(f"“{new.text[:_NOTED]}”后面的 {gone} 不在引用列表里，已去掉。")
        origin = new.origin
        same = self.before is None or any(
            s.text == new.text and s.origin is origin for s in self.before
        )
        if origin is Origin.DOCUMENT:
            quotes = "".join(self.citations[n].quote for n in known)
            if not known or not supported(new.text, quotes):
                origin = Origin.TEACHER
                if known:
                    self.notes.append(
                        f"“{new.text[:_NOTED]}”改动后与引文不完全相符，已标为教师提供。"
                    )
        elif not same:  # words of the teacher's under a tag left standing
            origin = Origin.TEACHER
        return Statement(new.text, origin, known, new.serves)


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
    for name, cell in zip(STEP_COLUMNS, step.cells, strict=True):
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
    cells: dict[str, list[str]] = {field: [] for field in _FIELDS.values()}
    field = "content"
    for line in lines:
        column = _COLUMN.match(line)
        if column:
            known = next((_FIELDS[n] for n in STEP_COLUMNS if n[:2] in column["name"]), None)
            field = known or field
            continue
        item = _ITEM.match(line)
        cells[field].append(line[item.end() :] if item else line)
    columns = {key: tuple(reader.statement(s) for s in found) for key, found in cells.items()}
    minutes = int(head["minutes"]) if head["minutes"] else None
    return Step(head["phase"].strip(), unescaped(head["name"].strip()), minutes, **columns)
