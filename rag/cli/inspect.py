"""``beike inspect``: how a document was understood, and with ``--check`` what in it disagrees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from indexing.corrections import Correction
from indexing.kinds import Records, records_of, to_json
from indexing.kinds.lesson_plan.lesson_plan import LessonPlan
from indexing.kinds.standard.course import Course
from indexing.kinds.syllabus.syllabus import Syllabus
from indexing.limited import LimitedReader
from indexing.limits import USUAL, Limits
from indexing.personal import PersonalCount, by_kind, masked_document, personal_of
from indexing.readers.file_names import readable_name
from indexing.records import Document, LeftOut
from rag.checking import Place, check
from rag.checking.report import CHECK, check_file

KINDS = {
    "standard": "课程标准",
    "programme": "人才培养方案",
    "lesson_plan": "教案",
    "syllabus": "教学大纲",
    "schedule": "授课计划、课表",
    "handbook": "手册",
    "regulation": "规章制度",
    "slides": "课件",
    "generic": "一般文件",
}
PROPERTIES = {"course": "课程", "school": "学校", "class": "班级", "term": "学期", "author": "作者"}


_LONGEST_QUOTE = 80
_UNREAD = "是图片或字体缺少文字对照信息，装上文字识别（运行 beike doctor 看怎样装）后可以识别"


def inspect_json(
    file: Path,
    *,
    checked: bool = False,
    limits: Limits = USUAL,
    correction: Correction | None = None,
    masked: bool = True,
) -> dict[str, Any]:
    """Return document, kind, pages, sections, tables, what is uncertain or left out, and records.

    In ``records`` every value has its ``text``, its span and page, whether it is ``certain``, and
    ``number`` where it is one.

    Args:
        file: the file.
        checked: whether to add ``findings``: rule, message and places of each.
        limits: what reading the file may take.
        correction: what was put right in how it is read.
        masked: whether personal data is masked; how much there is, is told in any case.

    Raises:
        DocumentError: the file cannot be read, or not within the limits.
    """
    document, personal = _understood(
        file, limits, correction, masked, tried=CHECK if checked else ""
    )
    findings = {"findings": to_json(check(document))} if checked else {}
    return {
        "document": document.path,
        "title": document.title,
        "kind": str(document.kind),
        "kind_certainty": round(document.kind_certainty, 3),
        "properties": {
            str(told.name): {"text": told.text, "start": told.start, "end": told.end}
            for told in document.properties
        },
        "pages": document.pages,
        "sections": [
            {
                "path": list(s.path),
                "page": s.page,
                "start": s.start,
                "end": s.end,
                "level": s.level,
                "guessed": s.id in document.guessed,
            }
            for s in document.sections[1:]
        ],
        "tables": [
            {
                "name": table.name,
                "columns": list(table.columns),
                "rows": [[cell.text for cell in row] for row in table.rows],
                "page": table.page,
                "section": list(document.sections[table.section].path),
            }
            for table in document.tables
        ],
        "uncertain": [
            {"text": place.quote, "page": place.page, "start": place.start, "end": place.end}
            for place in document.doubtful
        ],
        "page_labels": {leaf.page: leaf.label for leaf in document.leaves},
        "left_out": to_json(document.left_out),
        "unread_pages": list(document.unread_pages),
        "corrected": to_json(document.corrected),
        "personal": to_json(tuple(personal)),
        "records": to_json(records_of(document)),
        **findings,
    }


def inspect_text(
    file: Path,
    *,
    limits: Limits = USUAL,
    correction: Correction | None = None,
    masked: bool = True,
) -> str:
    """Return the same for a terminal: an indented outline and the tables' sizes."""
    document, personal = _understood(file, limits, correction, masked)
    pages = f"，{document.pages} 页" if document.pages else ""
    lines = [f"{document.title}（{KINDS[document.kind]}{pages}，{len(document.canonical)} 字）"]
    if document.unread_pages:
        lines.append(f"没有读出的页：{'、'.join(map(str, document.unread_pages))}（{_UNREAD}）")
    lines += summary(records_of(document))
    lines += [f"{PROPERTIES[told.name]}：{told.text}" for told in document.properties]
    for section in document.sections[1:]:
        page = f"  第 {section.page} 页" if section.page is not None else ""
        guessed = "  （猜的）" if section.id in document.guessed else ""
        lines.append(f"{'  ' * section.level}{section.heading}{page}{guessed}")
    if document.tables:
        lines.append("表格：")
        lines += [
            f"  {table.name or '（无题）'}：{' | '.join(table.columns)}，{len(table.rows)} 行"
            + (f"  第 {table.page} 页" if table.page is not None else "")
            for table in document.tables
        ]
    if personal:
        lines.append("个人信息：")
        lines += [f"  {personal_line(one)}" for one in personal]
    return "\n".join([*lines, *_doubts(document)])


def personal_line(one: PersonalCount) -> str:
    """Return on one line how many places there are and on which pages."""
    pages = f"（第 {'、'.join(one.pages)} 页）" if one.pages else ""
    return f"{one.kind} {one.count} 处{pages}"


def _doubts(document: Document) -> list[str]:
    """Return as lines what was recognised with little confidence, left out, and put right."""
    lines: list[str] = []
    if document.doubtful:
        lines.append("文字识别没有把握：")
        lines += [f"  {_at(place.page)}{place.quote}" for place in document.doubtful]
    if document.left_out:
        lines.append("没有读进正文：")
        lines += [f"  {left_out(one)}" for one in document.left_out]
    if document.unread_pages:
        pages = "、".join(map(str, document.unread_pages))
        lines.append(f"没有读出文字的页：第 {pages} 页")
    if (done := document.corrected) is not None:
        lines.append("更正：")
        if document.title != done.title_read:
            lines.append(f"  题名，原来读成“{done.title_read}”")
        if document.kind is not done.kind_read:
            lines.append(f"  种类，原来读成{KINDS[done.kind_read]}")
        lines += [
            f"  “{one.line}”：{_level(one.level)}，原来读成{_level(one.level_read)}"
            for one in done.headings
        ]
        lines += [f"  对不上：{told}" for told in done.misfits]
    return lines


def left_out(one: LeftOut) -> str:
    """Return on one line what was left out and how often it comes."""
    if one.contents:
        return f"印出的目录，{one.count} 行"
    times = f"，共 {one.count} 处" if one.count > 1 else ""
    return f"{_at(one.page)}{one.text}{times}"


def _at(page: int | None) -> str:
    return "" if page is None else f"第 {page} 页："


def _level(level: int) -> str:
    return f"{level} 级标题" if level else "不是标题"


def check_text(
    file: Path,
    *,
    limits: Limits = USUAL,
    correction: Correction | None = None,
    masked: bool = True,
) -> str:
    """Return what in a file disagrees with itself, for a terminal: advice, each with its places.

    Raises:
        DocumentError: the file cannot be read, or not within the limits.
    """
    report = check_file(file, limits=limits, correction=correction, masked=masked)
    findings = report.findings
    lines = [f"{report.title}（{KINDS[report.kind]}）"]
    lines.append(f"查出 {len(findings)} 处，请核对：" if findings else "没有查出前后矛盾的地方。")
    for number, finding in enumerate(findings, start=1):
        lines.append(f"{number}. {finding.message}")
        lines += [f"   - {told(place)}" for place in finding.places]
    return "\n".join(lines)


def told(place: Place) -> str:
    """Return a place on one line: page, headings, quote."""
    page = f"第 {place.page} 页" if place.page is not None else ""
    around = "，".join(
        part for part in (page, " > ".join(heading.rstrip("：:") for heading in place.path)) if part
    )
    quote = " ".join(place.quote.split())
    cut = quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE] + "…"
    return f"{around}：“{cut}”" if around else f"“{cut}”"


def _understood(
    file: Path, limits: Limits, correction: Correction | None, masked: bool, *, tried: str = ""
) -> tuple[Document, list[PersonalCount]]:
    """Return what a file is read as, its path being its name, and what personal data it has."""
    with LimitedReader(limits) as reader:
        name = readable_name(file.name)
        document = reader.document(file, name, correction=correction, tried=tried)
    personal = by_kind(personal_of(document))
    return masked_document(document) if masked else document, personal


def summary(records: Records) -> list[str]:
    """Return lines in Chinese; none where there are no records."""
    lines: list[str] = []
    if records.programme is not None and records.courses:
        lines.append(_courses(records.courses))
        levels = [(lv.name, lv.total.number) for lv in records.programme.levels if lv.total]
        if levels:
            lines.append("总学时：" + "，".join(f"{name} {hours}" for name, hours in levels))
    if records.lesson_plan is not None:
        lines.append(_plan(records.lesson_plan))
    if records.syllabus is not None:
        lines.append(_syllabus(records.syllabus))
    return lines


def _courses(courses: tuple[Course, ...]) -> str:
    tasks = [task for course in courses for task in course.tasks]
    optional = sum(task.optional for task in tasks)
    remark = f"（{optional} 个可选）" if optional else ""
    return f"{len(courses)} 门课程，{len(tasks)} 个学习任务{remark}"


def _plan(plan: LessonPlan) -> str:
    phases = list(dict.fromkeys(step.phase for step in plan.steps if step.phase))
    counts = [(phase, sum(step.phase == phase for step in plan.steps)) for phase in phases]
    named = "，".join(f"{phase} {count}" for phase, count in counts)
    timed = [step.minutes.number or 0 for step in plan.steps if step.minutes]
    minutes = f"，共 {sum(timed)} 分钟" if timed else ""
    return f"{len(plan.steps)} 个教学环节" + (f"（{named}）" if named else "") + minutes


def _syllabus(syllabus: Syllabus) -> str:
    hours = [c.hours.number or 0 for c in syllabus.chapters if c.hours]
    total = f"，共 {sum(hours)} 学时" if hours else ""
    kinds = [
        f"{name} {value.number}"
        for name, value in (("理论", syllabus.totals.theory), ("实践", syllabus.totals.practice))
        if value is not None
    ]
    return f"{len(syllabus.chapters)} 章{total}" + (f"（{'，'.join(kinds)}）" if kinds else "")
