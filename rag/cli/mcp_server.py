"""``beike mcp``: Beike as tools for other programs, over the Model Context Protocol on stdio.

A program that holds a language model (an editor, a desktop assistant) starts ``beike mcp`` and
calls its tools; what they return is what the API returns (:mod:`rag.types`), citations included.
Nothing is written, and no file is read but what is indexed.

The protocol is spoken by the package ``mcp`` (modelcontextprotocol.io), the extra ``mcp``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from indexing.errors import BeikeError
from rag.ask.scope import Scope
from rag.assistant import Assistant
from rag.checking.report import check_bytes, check_file, findings_json, report_json
from rag.drafting.export.markdown import to_markdown
from rag.drafting.plan import SECTIONS, DraftRequest, Plan
from rag.drafting.workshop import Workshop, findings_of
from rag.factory import make_assistant, make_encoder
from rag.service.document_files import DocumentFiles
from rag.settings import Settings
from rag.types import Turn, record_json

_INSTRUCTIONS = (
    "备课：查学校自己的课程文件（课程标准、教学大纲、教案）。回答逐句带出处 [n]，转述时请保留；"
    "status 为 refused 就是文件里没有，不要自己补。"
    "Beike answers from a school's own curriculum documents; keep its [n] marks, and where status "
    "is refused the documents do not say it."
)
Question = Annotated[str, Field(description="问题，一句话", min_length=1, max_length=1000)]
Documents = Annotated[
    tuple[str, ...], Field(description="只查这些资料：路径、文件名或标题；不写则查全部")
]
Collection = Annotated[str, Field(description="只查这个文件夹里的资料")]


def run_mcp(settings: Settings) -> None:
    """Serve the tools on standard input and output until the program that asks hangs up."""
    with closing(make_assistant(settings)) as assistant:
        server_of(assistant, settings).run("stdio")


def server_of(assistant: Assistant, settings: Settings) -> MCPServer[Any]:
    """Return the server with its tools.

    Args:
        assistant: answers, searches, and shows sources.
        settings: for drafting and checking.
    """
    server: MCPServer[Any] = MCPServer(
        "beike", title="备课 Beike", instructions=_INSTRUCTIONS, log_level="WARNING"
    )

    @server.tool()
    def ask(
        question: Question,
        documents: Documents = (),
        collection: Collection = "",
        before: Annotated[str, Field(description="追问时写上一个问题")] = "",
    ) -> dict[str, Any]:
        """回答问题，每句注明出处；资料里没有就说没有。Answer with citations, or refuse."""
        history = (Turn(before, ""),) if before.strip() else ()
        with _told():
            answer = assistant.within(_scope(documents, collection)).ask(question, 10, history)
        told = record_json(answer)
        return {name: value for name, value in told.items() if name != "passages"}

    @server.tool()
    def search(
        question: Question,
        k: Annotated[int, Field(description="几段", ge=1, le=50)] = 5,
        documents: Documents = (),
        collection: Collection = "",
    ) -> list[dict[str, Any]]:
        """查找相关段落，按相关程度排列。Ranked passages, verbatim."""
        with _told():
            passages = assistant.within(_scope(documents, collection)).search(question, k)
        return [record_json(passage) for passage in passages]

    @server.tool()
    def source(
        chunk_id: Annotated[str, Field(description="出处或段落的 chunk_id")],
        context: Annotated[int, Field(description="前后各几个字", ge=0, le=4000)] = 600,
    ) -> dict[str, Any]:
        """看一处出处的上下文。A cited passage in its surroundings."""
        with _told():
            try:
                view: dict[str, Any] = record_json(assistant.source(chunk_id, context))
            except KeyError:
                raise BeikeError(
                    f"索引里没有 {chunk_id}。", "请用这一次 ask 或 search 返回的 chunk_id。"
                ) from None
        return view

    @server.tool()
    def documents() -> list[dict[str, Any]]:
        """列出可以查的资料。The indexed documents."""
        with _told():
            return [record_json(info) for info in assistant.documents()]

    @server.tool()
    def check(
        document: Annotated[str, Field(description="资料里一份教案的路径")] = "",
        text: Annotated[
            str, Field(description="或者教案的全文，Markdown", max_length=200_000)
        ] = "",
    ) -> dict[str, Any]:
        """检查一份教案：用时、权重、目标、环节、名称。Check a lesson plan, with mends."""
        with _told():
            if bool(document) == bool(text):
                raise BeikeError("document 和 text 要写一个，也只能写一个。", "")
            if text:
                return report_json(check_bytes(text.encode(), "教案.md"))
            files = DocumentFiles(settings)
            known = any(info.path == document for info in assistant.documents())
            file = files.find(document) if known else None
            if file is None:
                raise BeikeError(f"资料里没有 {document}。", "可用的路径见 documents。")
            limits, correction = settings.for_reading(), files.correction_of(file)
            return report_json(check_file(file, limits=limits, correction=correction))

    @server.tool()
    def draft(
        request: DraftRequest,
        sections: Annotated[tuple[str, ...], Field(description="只要这几栏；不写则起草整份")] = (),
    ) -> dict[str, Any]:
        """起草教案，返回 Markdown、还缺什么、检查结果。Draft a lesson plan, with citations."""
        with _told(), closing(Workshop(settings, make_encoder(settings))) as workshop:
            if unknown := [name for name in sections if name not in SECTIONS]:
                raise BeikeError(
                    f"没有{'、'.join(unknown)}这一栏。", f"可选：{'、'.join(SECTIONS)}。"
                )
            asked = workshop.missing(request)
            *_, plan = workshop.draft(request, sections or None)
            assert isinstance(plan, Plan)
            return {
                "markdown": to_markdown(plan),
                "missing": [{"field": q.field, "question": q.text} for q in asked],
                "findings": findings_json(findings_of(plan)) if plan.sections else [],
                "notes": plan.notes,
            }

    return server


def _scope(documents: tuple[str, ...], collection: str) -> Scope:
    return Scope(documents, (collection,) if collection else ())


@contextmanager
def _told() -> Iterator[None]:
    """Turn an error for the user into the tool's: what was wrong and what to do."""
    try:
        yield
    except BeikeError as error:
        raise ToolError(f"{error.message}{error.hint}") from error
