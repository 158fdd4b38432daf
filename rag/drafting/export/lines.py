"""What an exported plan says, line by line: statements with their tags and citation marks.

The short fields at the top of a plan too. Formats differ in how they show a line, never in what
it says. Nothing here knows of Word or Markdown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Literal

from rag.drafting.plan import TAGS, Cell, Grid, Group, Origin, Plan, Statement, Step, statements_of
from rag.types import Citation

#: ``inline``: marks in the text and the list at the end; ``appendix``: the list only.
Citing = Literal["inline", "appendix", "none"]

#: What a statement that no document backs is marked with.
BRACKETED_TAGS = {origin: f"〔{tag}〕" for origin, tag in TAGS.items()}
#: Only where statements of both kinds stand in one cell: there no tag could mean the whole cell.
_DOCUMENT = "〔文件〕"
LEGEND = (
    "标注说明：〔教师提供〕为教师填写的内容，〔建议〕为程序给出的建议，"
    "〔推断〕为程序推断、尚待教师确认的内容；没有标注的内容来自所引文件。"
    "表格中，标在表名后的适用于整张表，另有标注或引用编号的除外；一格只有一处标注时，"
    "适用于整格；格内来源不同时逐条标注，〔文件〕为所引文件的内容。"
)
#: Stands in every export, whatever else is left out of it.
BY_MODEL = "本教案中的{}由人工智能模型参与写成，请教师核对后使用。"
#: Names of the appendices.
SOURCES, REPORT = "引用来源", "检查报告"
#: Names of the columns of the teaching process.
PROCESS_HEADER = ("环节与时间", "教学内容", "教师活动", "学生活动", "设计意图/\n思政融入")
#: How the usual form lays the short fields out, row by row.
BASICS_LAYOUT = (
    ("课程名称", "授课单元"),
    ("任务名称",),
    ("授课班级", "学生人数"),
    ("授课形式", "授课地点"),
    ("课时数", "授课层级"),
    ("授课教师", "授课时间"),
)


class Tone(Enum):
    """How much of the reader's attention a part of a line asks for."""

    TEXT = auto()
    TAG = auto()
    MARK = auto()


@dataclass(frozen=True, slots=True)
class TextRun:
    """A part of a line in one tone."""

    text: str
    tone: Tone = Tone.TEXT


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph; ``number`` (``1.``) stands before it where it is an item of a numbered list."""

    runs: tuple[TextRun, ...]
    number: str = ""

    @property
    def text(self) -> str:
        """Return the line as plain text, without its number."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Rendering:
    """Turns the parts of a plan into lines.

    Attributes:
        citations: whether ``[n]`` marks stand in the text.
        origins: whether the tags of :data:`BRACKETED_TAGS` stand in the text.
    """

    citations: Citing = "appendix"
    origins: bool = True

    def statement(self, statement: Statement, number: str = "") -> TextLine:
        """Return a statement with its tag and marks."""
        runs = [TextRun(statement.text)]
        if self.citations == "inline":
            runs += [TextRun(f"[{n}]", Tone.MARK) for n in statement.citations]
        if self.origins and statement.origin in BRACKETED_TAGS:
            runs.append(TextRun(BRACKETED_TAGS[statement.origin], Tone.TAG))
        return TextLine(tuple(runs), number)

    def cell(self, cell: Cell) -> tuple[TextLine, ...]:
        """Return the statements of a table cell, one a line."""
        return tuple(self.statement(statement) for statement in cell)

    def cell_at_once(self, cell: Cell) -> tuple[TextLine, ...]:
        """Return the statements of a table cell with one tag for all of them where that is true."""
        if self.origins and len({s.origin for s in cell}) > 1:
            return self._each_tagged(cell)
        lines = replace(self, origins=False).cell(cell)
        if not self.origins or not lines:
            return lines
        return (*lines[:-1], _tagged(lines[-1], common_tag(cell)))

    def grid(self, grid: Grid) -> tuple[str, list[list[tuple[TextLine, ...]]]]:
        """Return the tag of most of a table, or ``""``, and the lines of its cells.

        Cells of that tag have none of their own.
        """
        counts = Counter(
            BRACKETED_TAGS.get(s.origin, "") for row in grid.rows for cell in row for s in cell
        ).most_common(1)
        tag = counts[0][0] if counts and self.origins else ""
        return tag, [[self._cell_of(cell, tag) for cell in row] for row in grid.rows]

    def _cell_of(self, cell: Cell, tag: str) -> tuple[TextLine, ...]:
        if not tag:
            return self.cell_at_once(cell)
        if common_tag(cell) == tag:
            return replace(self, origins=False).cell(cell)
        return self._each_tagged(cell)

    def _each_tagged(self, cell: Cell) -> tuple[TextLine, ...]:
        lines = replace(self, origins=False).cell(cell)
        of_documents = "" if self.citations == "inline" else _DOCUMENT  # a mark says it too
        tags = [BRACKETED_TAGS.get(s.origin, of_documents) for s in cell]
        return tuple(_tagged(line, tag) for line, tag in zip(lines, tags, strict=True))

    def group(self, group: Group) -> tuple[TextLine, ...]:
        """Return the statements of a group without its label."""
        return tuple(
            self.statement(statement, f"{index}." if group.numbered else "")
            for index, statement in enumerate(group.statements, 1)
        )


def common_tag(statements: Iterable[Statement]) -> str:
    """Return the tag all statements share; empty where they share none."""
    tags = {BRACKETED_TAGS.get(statement.origin, "") for statement in statements}
    return tags.pop() if len(tags) == 1 else ""


def _tagged(line: TextLine, tag: str) -> TextLine:
    return replace(line, runs=(*line.runs, TextRun(tag, Tone.TAG))) if tag else line


def plain(*texts: str) -> tuple[TextLine, ...]:
    """Return texts that nobody stated, such as labels, as lines."""
    return tuple(TextLine((TextRun(text),)) for text in texts)


def step_name(step: Step) -> tuple[str, ...]:
    """Return the lines that name a step: its name, and its minutes where it has some."""
    return (step.name,) if step.minutes is None else (step.name, f"{step.minutes}分钟")


def _places(citation: Citation) -> list[str]:
    """Return the headings above a quote, without the colon that a label may end with."""
    return [heading.rstrip("：: ") for heading in citation.heading_path]


def _source(citation: Citation, used_in: Iterable[str], *, titled: bool) -> str:
    # No 《》: a checker takes what stands in them for the title of something handed in.
    where = " › ".join([*([citation.title] if titled else []), *_places(citation)])
    page = f"，第{citation.page}页" if citation.page is not None else ""
    sections = "、".join(used_in)
    used = f"（用于：{sections}）" if sections else ""
    return f"{where}{page}：“{citation.quote.strip()}”{used}"


def sources(plan: Plan) -> tuple[str, ...]:
    """Return the list of what a plan cites, an entry a paragraph; empty where it cites nothing.

    Where all of it stands in one document, its title stands once, above the entries.
    """
    used: dict[int, list[str]] = {}
    for section in plan.sections:
        for statement in statements_of(section):
            for n in statement.citations:
                names = used.setdefault(n, [])
                if section.name not in names:
                    names.append(section.name)
    cited = [citation for citation in plan.citations if citation.n in used]
    titles = dict.fromkeys(citation.title for citation in cited)
    one = len(titles) == 1 and len(cited) > 1
    entries = [f"[{c.n}] {_source(c, used[c.n], titled=not one)}" for c in cited]
    return (f"以下各条均引自：{next(iter(titles))}", *entries) if one else tuple(entries)


def by_model(plan: Plan) -> str:
    """Return the line that says what a language model wrote; empty where it wrote nothing."""
    names = "、".join(section.name for section in plan.sections if section.by_model)
    return BY_MODEL.format(names) if names else ""


def tagged(plan: Plan) -> bool:
    """Whether any statement of a plan has a tag to explain."""
    return any(
        s.origin in BRACKETED_TAGS for section in plan.sections for s in statements_of(section)
    )


def basics(plan: Plan, *, origins: bool = True) -> dict[str, str]:
    """Return the short fields by name; empty where the form was left empty.

    The course and the level that the program inferred say so, unless ``origins`` is false.

    The names are those of ``lesson_plan.basics`` in the vocabulary of indexing, so that a form is
    filled and a plan is read back by the same words.
    """
    request = plan.request
    inferred = BRACKETED_TAGS[Origin.INFERRED] if origins else ""
    lessons = (
        f"{request.lessons}（每课时{request.minutes_per_lesson}分钟，共{request.minutes}分钟）"
    )
    return {
        "课程名称": request.course or _inferred(plan.course, inferred),
        "授课单元": "",
        "任务名称": request.task,
        "授课班级": request.class_name,
        "学生人数": "" if request.students is None else f"{request.students}人",
        "授课形式": request.form,
        "授课地点": request.place,
        "课时数": lessons,
        "授课层级": request.level or _inferred(plan.level, inferred),
        "授课教师": "",
        "授课时间": "",
    }


def _inferred(text: str, tag: str) -> str:
    return f"{text}{tag}" if text else ""
