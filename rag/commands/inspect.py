"""``beike inspect``: how a document was understood."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from indexing.readers import read
from indexing.records import Document
from indexing.structure import understand

_KINDS = {
    "standard": "课程标准",
    "lesson_plan": "教案",
    "syllabus": "教学大纲",
    "generic": "一般文件",
}


def inspect_json(file: Path) -> dict[str, Any]:
    """Return document, kind, pages, sections and tables.

    Raises:
        DocumentError: the file cannot be read.
    """
    document = _understood(file)
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
    }


def inspect_text(file: Path) -> str:
    """Return the same for a terminal: an indented outline and the tables' sizes."""
    document = _understood(file)
    pages = f"，{document.pages} 页" if document.pages else ""
    lines = [f"{document.title}（{_KINDS[document.kind]}{pages}，{len(document.canonical)} 字）"]
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


def _understood(file: Path) -> Document:
    raw = read(file)
    return understand(raw, file.name, hashlib.sha256(file.read_bytes()).hexdigest())
