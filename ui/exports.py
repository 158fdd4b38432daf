"""``/files/draft/{id}``: a kept draft as a file to download, also in a school's own Word form."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, UploadFile
from fastapi.responses import Response

from rag.api.plans import NOTES, notes_header
from rag.api.routing import Asking, Id
from rag.drafting.export.docx import to_docx
from rag.drafting.export.lines import Citing
from rag.drafting.export.markdown import to_markdown
from rag.drafting.export.template import fill_template
from rag.drafting.finish import findings_of
from rag.drafting.plan import Plan
from rag.service.service import Service
from rag.store.drafts import Drafts
from rag.store.records import User
from ui.markup import escape

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_CITING = {"inline": "文中标编号，文末列出处", "appendix": "只在文末列出处", "none": "不要出处"}


def router(service: Service) -> APIRouter:
    """Return the routes; a browser comes here by a form, so the answer is a file, not JSON."""
    routes = APIRouter(include_in_schema=False)

    def plan_of(user: User, draft: str) -> Plan:
        with service.database.read() as session:
            return Drafts(session, user).version(draft).plan

    @routes.get("/files/draft/{draft}")
    def file(
        user: Asking,
        draft: Id,
        format: Literal["docx", "md"] = "docx",
        citations: Citing = "inline",
        origins: Annotated[bool, Query()] = False,
        report: Annotated[bool, Query()] = False,
    ) -> Response:
        plan = plan_of(user, draft)
        if format == "md":
            data = to_markdown(plan, citations=citations, origins=origins).encode()
        else:
            findings = findings_of(plan) if report else None
            data = to_docx(plan, citations=citations, origins=origins, findings=findings)
        return _attached(plan, data, format)

    # A teacher's form is held for as long as it is being filled, and nothing of it is kept.
    @routes.post("/files/draft/{draft}/form")
    def filled(user: Asking, draft: Id, form: UploadFile) -> Response:
        plan = plan_of(user, draft)
        data, notes = fill_template(form.file.read(), plan, name=form.filename or "模板.docx")
        response = _attached(plan, data, "docx")
        response.headers[NOTES] = notes_header(notes)
        return response

    return routes


def _attached(plan: Plan, data: bytes, format: Literal["docx", "md"]) -> Response:
    name = quote(f"{_file_name(plan)}.{format}", safe="")
    return Response(
        data,
        media_type=_WORD if format == "docx" else "text/markdown; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def _file_name(plan: Plan) -> str:
    """Return the name of a plan's file, without suffix."""
    title = plan.title or plan.request.task
    kept = "".join(c for c in title if c not in '\\/:*?"<>|' and c.isprintable())
    return kept.strip(" .") or "教案"


def files_html(draft_id: str, version: int) -> str:
    """Return the forms that download a draft.

    Args:
        draft_id: empty while there is nothing to download.
        version: of the draft; a form filled with an earlier one is not offered any more, because
            Gradio shows anew only what differs.
    """
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
        f'<form class="bk-fill" action="/files/draft/{escape(draft_id)}/form" '
        f'data-version="{version}"><label class="bk-act">选本校的 Word 模板来填'
        '<input class="bk-hidden" type="file" accept=".docx,.dotx"></label>'
        '<div class="bk-filled" role="status"></div></form>'
    )
