"""``/files/draft/{id}``: a kept draft as a file to download."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import Response

from rag.api.identity import Asking
from rag.api.paging import Id
from rag.data.drafts import Drafts
from rag.drafting.export.docx import to_docx
from rag.drafting.export.lines import Citing
from rag.drafting.export.markdown import to_markdown
from rag.drafting.finish import findings_of
from rag.drafting.plan import Plan
from rag.service.service import Service
from ui.markup import escape

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_CITING = {"inline": "文中标编号，文末列出处", "appendix": "只在文末列出处", "none": "不要出处"}


def router(service: Service) -> APIRouter:
    """Return the route; a browser comes here by a form, so the answer is a file, not JSON."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/files/draft/{draft}")
    def file(
        user: Asking,
        draft: Id,
        format: Literal["docx", "md"] = "docx",
        citations: Citing = "inline",
        origins: Annotated[bool, Query()] = False,
        report: Annotated[bool, Query()] = False,
    ) -> Response:
        with service.database.read() as session:
            plan = Drafts(session, user).version(draft).plan
        if format == "md":
            data = to_markdown(plan, citations=citations, origins=origins).encode()
        else:
            findings = findings_of(plan) if report else None
            data = to_docx(plan, citations=citations, origins=origins, findings=findings)
        name = quote(f"{file_name(plan)}.{format}", safe="")
        return Response(
            data,
            media_type=_WORD if format == "docx" else "text/markdown; charset=utf-8",
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
        )

    return routes


def file_name(plan: Plan) -> str:
    """Return the name of a plan's file, without suffix."""
    title = plan.title or plan.request.task
    kept = "".join(c for c in title if c not in '\\/:*?"<>|' and c.isprintable())
    return kept.strip(" .") or "教案"


def files_html(draft_id: str) -> str:
    """Return the form that downloads a draft; empty while there is nothing to download."""
    if not draft_id:
        return '<p class="bk-quiet">生成教案之后，可以在这里导出。</p>'
    radios = "".join(
        f'<label><input type="radio" name="citations" value="{value}"'
        f"{' checked' if value == 'inline' else ''}> {label}</label>"
        for value, label in _CITING.items()
    )
    return (
        f'<form class="bk-files" method="get" action="/files/draft/{escape(draft_id)}">'
        f"<fieldset><legend>出处</legend>{radios}</fieldset>"
        "<fieldset><legend>另外</legend>"
        '<label><input type="checkbox" name="origins" value="true" checked>'
        " 标出建议、推断和教师提供</label>"
        '<label><input type="checkbox" name="report" value="true"> 附检查结果（Word）</label>'
        "</fieldset>"
        '<div class="bk-tools"><button class="bk-act bk-main-act" name="format" value="docx">'
        '下载 Word</button><button class="bk-act" name="format" value="md">下载 Markdown</button>'
        '</div></form><p class="bk-quiet">本校有自己的教案模板？选一个空白的 .docx，'
        "会按栏目名称填进去。</p>"
    )
