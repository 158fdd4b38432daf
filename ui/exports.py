"""``/files/draft/{id}``: a kept draft as a file to download, also in a school's own Word form."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, UploadFile
from fastapi.responses import Response
from markupsafe import Markup

from rag.api.plans import NOTES, notes_header
from rag.api.routing import Asking, Id
from rag.drafting.export.docx import to_docx
from rag.drafting.export.lines import Citing
from rag.drafting.export.markdown import to_markdown
from rag.drafting.export.template import fill_template
from rag.drafting.plan import Plan
from rag.drafting.workshop import findings_of
from rag.service.service import Service
from rag.store.drafts import Drafts
from rag.store.records import User
from ui.markup import render

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


def files_html(draft_id: str, version: int) -> Markup:
    """Return the forms that download a draft.

    Args:
        draft_id: empty while there is nothing to download.
        version: of the draft; a form filled with an earlier one is not offered any more, because
            Gradio shows anew only what differs.
    """
    if not draft_id:
        return render("parts", "quiet", "生成教案之后，可以在这里导出。")
    return render("workspace", "files", draft_id, version, _CITING)
