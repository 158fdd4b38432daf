"""``beike inspect``: how a document was understood, and with ``--check`` what in it disagrees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from indexing.kinds import records_of, to_json
from indexing.limited import LimitedReader
from indexing.limits import USUAL, Limits
from indexing.readers.file_names import readable_name
from indexing.records import Document
from rag.checking import Place, check
from rag.checking.report import CHECK, check_file
from rag.cli.record_summary import summary

KINDS = {
    "standard": "课程标准",
    "lesson_plan": "教案",
    "syllabus": "教学大纲",
    "generic": "一般文件",
}


_LONGEST_QUOTE = 80


def inspect_json(file: Path, *, checked: bool = False, limits: Limits = USUAL) -> dict[str, Any]:
    """Return document, kind, pages, sections, tables and records.

    In ``records`` every value has its ``text``, its span and page, whether it is ``certain``, and
    ``number`` where it is one.

    Args:
        file: the file.
        checked: whether to add ``findings``: rule, message and places of each.
        limits: what reading the file may take.

    Raises:
        DocumentError: the file cannot be read, or not within the limits.
    """
    document = _understood(file, limits, tried=CHECK if checked else "")
    findings = {"findings": to_json(check(document))} if checked else {}
    return {
        "document": document.path,
        "title": document.title,
        "kind": str(document.kind),
        "pages": document.pages,
        "sections": [
            {"path": list(s.path), "page": s.page, "start": s.start, "end": s.end, "level": s.level}
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
        "records": to_json(records_of(document)),
        **findings,
    }


def inspect_text(file: Path, *, limits: Limits = USUAL) -> str:
    """Return the same for a terminal: an indented outline and the tables' sizes."""
    document = _understood(file, limits)
    pages = f"，{document.pages} 页" if document.pages else ""
    lines = [f"{document.title}（{KINDS[document.kind]}{pages}，{len(document.canonical)} 字）"]
    lines += summary(records_of(document))
    for section in document.sections[1:]:
        page = f"  第 {section.page} 页" if section.page is not None else ""
        lines.append(f"{'  ' * section.level}{section.heading}{page}")
    if document.tables:
        lines.append("表格：")
        lines += [
            f"  {table.name or '（无题）'}：{' | '.join(table.columns)}，{len(table.rows)} 行"
            for table in document.tables
        ]
    return "\n".join(lines)


def check_text(file: Path, *, limits: Limits = USUAL) -> str:
    """Return what in a file disagrees with itself, for a terminal: advice, each with its places.

    Raises:
        DocumentError: the file cannot be read, or not within the limits.
    """
    report = check_file(file, limits=limits)
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


def _understood(file: Path, limits: Limits, *, tried: str = "") -> Document:
    """Return what a file is read as; its path is its name."""
    with LimitedReader(limits) as reader:
        return reader.document(file, readable_name(file.name), tried=tried)
