"""A draft as the file that ``POST /v1/draft/export`` sends, and the notes that come with it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi import Response

from rag.api.draft_models import ExportIn
from rag.drafting.finish import findings_of

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Header with what a school's form had no place for. A header holds ASCII only, so the notes are a
#: JSON array with escapes.
NOTES = "Beike-Notes"
#: Longest header, in bytes; many servers in between take 8 KiB for all of them.
_LONGEST = 4096

#: What an OpenAPI document says of the file.
FILE: dict[str, Any] = {
    "description": "文件",
    "headers": {
        NOTES: {
            "description": (
                "填进本校模板时老师要知道的：哪一栏没有位置、哪一栏已有文字。"
                "字符串的 JSON 数组，汉字写成 \\u 转义；没有要说的就没有这个响应头。"
            ),
            "schema": {"type": "string"},
            "example": '["\\u8bf7\\u6838\\u5bf9\\u3002"]',
        }
    },
    "content": {
        _WORD: {"schema": {"type": "string", "format": "binary"}},
        "text/markdown": {"schema": {"type": "string"}},
    },
}


def file_response(sent: ExportIn) -> Response:
    """Return the file, with the notes of a school's form in the header.

    Raises:
        DocumentError: the form cannot be filled in.
    """
    data, kind, notes = _exported(sent)
    name = f"{sent.plan.title or sent.plan.request.task}.{sent.format}"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    if notes:
        headers[NOTES] = notes_header(notes)
    return Response(data, media_type=kind, headers=headers)


def notes_header(notes: Sequence[str]) -> str:
    """Return notes as ASCII; where they are too many, how many more there are."""
    kept = len(notes)
    while kept >= 0:
        left = len(notes) - kept
        value = json.dumps([*notes[:kept], *([f"另有 {left} 条。"] if left else [])])
        if len(value) <= _LONGEST:
            break
        kept -= 1
    return value


def _exported(sent: ExportIn) -> tuple[bytes, str, tuple[str, ...]]:
    if sent.format == "md":
        from rag.drafting.export.markdown import to_markdown

        text = to_markdown(sent.plan, citations=sent.citations, origins=sent.origins)
        return text.encode(), "text/markdown; charset=utf-8", ()
    from rag.drafting.export.docx import to_docx
    from rag.drafting.export.template import fill_template

    findings = findings_of(sent.plan) if sent.report else None
    more: dict[str, Any] = {"origins": sent.origins, "findings": findings}
    if sent.template is None:
        return to_docx(sent.plan, citations=sent.citations, **more), _WORD, ()
    data, notes = fill_template(sent.template, sent.plan, citations=sent.citations, **more)
    return data, _WORD, notes
