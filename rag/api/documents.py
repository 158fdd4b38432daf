"""``/v1/documents`` and ``/v1/bin``: the documents of the service, managed without a terminal."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field, StringConstraints

from indexing.errors import DocumentError, IndexMissingError
from indexing.kinds.correcting import DEEPEST, spots
from indexing.personal import PersonalKind, by_kind
from indexing.records import Corrected, Document, DocumentKind
from rag.api.errors import BY_ID, CONFLICT, SIGNED_IN, TOO_LARGE, error_response
from rag.api.models import Strict
from rag.api.routing import Asking, Id, Page, Paged, Served
from rag.checking import check
from rag.checking.report import Report, report_json
from rag.service.entries import Entry
from rag.service.restoring import binned_json
from rag.store.records import Moment

router = APIRouter(prefix="/v1/documents", tags=["资料"], responses=SIGNED_IN)
bin_router = APIRouter(prefix="/v1/bin", tags=["资料"], responses=SIGNED_IN)

Minutes = Annotated[
    int | None, Query(ge=30, le=60, description="每课时分钟数；不写则 45 或 40 都可以。")
]
Kind = DocumentKind | Literal[""]


class DocumentOut(BaseModel):
    """A document in the list."""

    id: str = Field(
        description="编号，由路径算出。", examples=["6f1c0a52-8d0a-5e0b-9a5e-2f7f0f1d3c44"]
    )
    path: str = Field(description="在资料文件夹里的路径。", examples=["标签课.docx"])
    name: str = Field(description="文件名。", examples=["标签课.docx"])
    title: str = Field(description="文件自己的标题。", examples=["标签课教案"])
    kind: Kind = Field(
        description="课程标准 standard，人才培养方案 programme，教案 lesson_plan，"
        "教学大纲 syllabus，授课计划和课表 schedule，手册和指导书 handbook，"
        "规章制度 regulation，课件 slides，"
        "一般文件 generic；还没读时为空。",
        examples=["lesson_plan"],
    )
    kind_certainty: float = Field(
        description="种类的把握，0 到 1；种类只作参考，不影响能不能查到。", examples=[0.97]
    )
    properties: dict[Literal["course", "school", "class", "term", "author"], str] = Field(
        description="文件里写明的课程 course、学校 school、班级 class、学期 term、"
        "作者 author；没写的不出现。",
        examples=[{"course": "木工基础", "class": "木工2401班"}],
    )
    pages: int = Field(description="印刷页数；没有页码时为 0。", examples=[6])
    chunks: int = Field(description="可以用来回答的片段数。", examples=[42])
    status: Literal["queued", "reading", "indexing", "ready", "failed"] = Field(
        description="queued 排队，reading 读取，indexing 建索引，ready 可以提问，failed 失败。",
        examples=["ready"],
    )
    detail: str = Field(description="进度；失败时是原因和办法。", examples=["计算向量 12/40"])
    scope: Literal["school", "own"] = Field(description="school 全校可见，own 只有自己可见。")
    may_change: bool = Field(description="自己能不能替换、重读和删除它。")
    may_move: bool = Field(description="自己能不能给它改名、移动；资料文件夹里的原件不行。")
    updated: Moment | None = Field(description="最近一次上传或处理的时间；手工放入的为 null。")


class PlaceIn(Strict):
    """Where a document is to lie; what is left out stays as it is."""

    name: str | None = Field(
        None,
        min_length=1,
        max_length=200,
        description="新的文件名，扩展名不变，可以不写。",
        examples=["标签课（2025）"],
    )
    folder: str | None = Field(
        None,
        max_length=500,
        description="新的文件夹，多层用 / 分开；空的放在最外层。自己的资料仍在自己名下。",
        examples=["网店运营"],
    )


class HeadingOut(BaseModel):
    """A heading of the outline."""

    path: list[str] = Field(description="从上到下的各级标题。", examples=[["考核", "比例"]])
    level: int = Field(description="级别，从 1 开始。", examples=[2])
    page: int | None = Field(description="印刷页码；没有时为 null。", examples=[7])


class TableOut(BaseModel):
    """A table that was found."""

    name: str = Field(description="表名；没有时为空。", examples=["课程表"])
    columns: list[str] = Field(description="各列的名称。", examples=[["课程", "学时"]])
    rows: int = Field(description="行数，不算表头。", examples=[12])
    page: int | None = Field(description="印刷页码；没有时为 null。", examples=[3])


class DocumentDetailOut(DocumentOut):
    """A document with how it was understood."""

    sections: list[HeadingOut] = Field(description="读出的各级标题；还没收入索引时为空。")
    tables: list[TableOut] = Field(description="读出的表格。")


class HeadingIn(Strict):
    """A line whose level as a heading is put right."""

    line: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)] = (
        Field(description="这一行的文字，照读到的原样。", examples=["考核办法"])
    )
    nth: int = Field(
        default=1, ge=1, le=100_000, description="文字相同的几行里的第几行，从 1 开始。"
    )
    level: int = Field(
        ge=0, le=DEEPEST, description="标题的级别，从 1 开始；0 是不是标题。", examples=[2]
    )


class CorrectionIn(Strict):
    """How a document is to be read; it takes the place of what was put right before."""

    title: str = Field(
        default="", max_length=200, description="题名；为空时照程序读的。", examples=["陶艺大纲"]
    )
    kind: Kind = Field(default="", description="种类；为空时照程序读的。", examples=["syllabus"])
    headings: list[HeadingIn] = Field(
        default=[], max_length=2000, description="级别要改的标题、不是标题的标题、漏掉的标题。"
    )


class LineOut(BaseModel):
    """A line of the outline; one that was put right to be no heading has level 0."""

    line: str = Field(description="这一行的文字。", examples=["考核办法"])
    nth: int = Field(description="文字相同的几行里的第几行。", examples=[1])
    level: int = Field(description="标题的级别，从 1 开始；0 是不是标题。", examples=[1])
    level_read: int = Field(description="不更正这一行时，照现在的种类读成的级别。", examples=[2])
    guessed: bool = Field(description="是不是只凭字体和位置猜的。")
    page: int | None = Field(description="印刷页码；没有时为 null。", examples=[7])
    start: int = Field(description="在文件规范文本中的起点（字符）。", examples=[120])


class UncertainOut(BaseModel):
    """Text that was recognised in a picture with little confidence."""

    quote: str = Field(description="认出的文字。", examples=["釉料"])
    page: int | None = Field(description="页码；没有时为 null。", examples=[2])
    start: int = Field(description="在文件规范文本中的起点（字符）。", examples=[40])
    end: int = Field(description="终点（不含）。", examples=[42])


class LeftOutOut(BaseModel):
    """What of the file is not in its text."""

    text: str = Field(description="第一处的文字。", examples=["青石中学 陶艺讲义"])
    count: int = Field(description="共有几处。", examples=[12])
    page: int | None = Field(description="第一处在文件的第几页；没有页时为 null。", examples=[1])
    contents: bool = Field(description="是印出的目录，还是页眉、页脚、页码这样印在正文外的。")


class PersonalOut(BaseModel):
    """Personal data of one kind in a document."""

    kind: PersonalKind = Field(description="种类。", examples=["手机号"])
    count: int = Field(description="有几处。", examples=[3])
    pages: list[str] = Field(description="在哪些页，照印刷的写法；没有页时为空。", examples=[["2"]])


class ReadingOut(BaseModel):
    """How a document was read, and what was put right in that."""

    title: str = Field(description="题名。", examples=["陶艺大纲"])
    title_read: str = Field(description="程序自己读出的题名。", examples=["青石中学"])
    kind: Kind = Field(description="种类。", examples=["syllabus"])
    kind_read: Kind = Field(description="程序自己读成的种类。", examples=["generic"])
    pages: int = Field(description="印刷页数；没有页码时为 0。", examples=[6])
    outline: list[LineOut] = Field(description="各级标题，依正文的次序。")
    tables: list[TableOut] = Field(description="读出的表格。")
    uncertain: list[UncertainOut] = Field(description="文字识别没有把握的。")
    left_out: list[LeftOutOut] = Field(description="没有读进正文的。")
    unread_pages: list[int] = Field(
        description="没有读出文字的页，按文件的次序数。", examples=[[3]]
    )
    misfits: list[str] = Field(description="从前的更正里，和现在的文件对不上、没有照用的。")
    personal: list[PersonalOut] = Field(description="个人信息，按种类；显示时默认遮住。")


class PlaceOut(BaseModel):
    """A place in the document."""

    quote: str = Field(description="原文。", examples=["过程性考核占 60%"])
    page: int | None = Field(description="印刷页码；没有时为 null。", examples=[7])
    start: int = Field(description="在文件规范文本中的起点（字符）。", examples=[120])
    end: int = Field(description="终点（不含）。", examples=[131])
    path: list[str] = Field(description="所在的各级标题。", examples=[["考核"]])


class FindingOut(BaseModel):
    """Something that a check found."""

    name: str = Field(description="规则的名称。", examples=["权重合计"])
    rule: str = Field(description="规则，供程序用。", examples=["weights_sum"])
    message: str = Field(description="哪里不对。", examples=["各项权重合计 90%，不是 100%。"])
    mend: str = Field(description="办法。", examples=["请补上缺的 10%。"])
    severity: Literal["error", "advice"] = Field(description="error 要改，advice 供斟酌。")
    places: list[PlaceOut] = Field(description="位置。")


class ReportOut(BaseModel):
    """A check's report."""

    document: str = Field(description="文件。", examples=["标签课.docx"])
    title: str = Field(description="标题。", examples=["标签课教案"])
    kind: Kind = Field(description="文件的种类；规则因种类而异。", examples=["lesson_plan"])
    errors: int = Field(description="错误的条数。", examples=[1])
    advice: int = Field(description="建议的条数。", examples=[3])
    findings: list[FindingOut] = Field(description="逐条的结果。")


class BinnedOut(BaseModel):
    """A deleted document."""

    id: str = Field(description="在回收站里的编号。", examples=["0123456789abcdef0123456789abcdef"])
    document: str = Field(
        description="恢复后资料的编号。", examples=["6f1c0a52-8d0a-5e0b-9a5e-2f7f0f1d3c44"]
    )
    path: str = Field(description="资料的路径。", examples=["标签课.docx"])
    title: str = Field(description="资料的标题。", examples=["标签课教案"])
    removed: Moment = Field(description="删除的时间（UTC）。")
    by: str = Field(description="谁删除的。", examples=["教务处"])
    until: Moment | None = Field(
        description="文件保留到什么时候；原件在资料文件夹里、没有移动的，为 null。"
    )


class EmptiedOut(BaseModel):
    """What was deleted for good."""

    files: int = Field(description="永久删除的文件数。", examples=[3])


@router.get(
    "",
    response_model=Page[DocumentOut],
    summary="列出资料",
    description="全校的资料和自己的资料，按路径排列，包括正在处理的和读不了的。",
)
def listed(user: Asking, service: Served, paged: Paged) -> Page[Entry]:
    """List what the user sees."""
    return paged.of(service.library.all(user))


@router.post(
    "",
    status_code=202,
    response_model=DocumentOut,
    summary="上传资料",
    description=(
        "收下就返回，读取和建索引在后台进行；用返回的 `id` 查 `status`，`ready` 后即可提问。"
        "`.zip` 当作文件夹：里面的文件各是一份资料，路径在压缩包的路径之下，随它一起替换和删除。"
    ),
    responses={**CONFLICT, **TOO_LARGE, **error_response(400, "请求内容无法解析")},
)
def upload(
    user: Asking,
    service: Served,
    file: Annotated[
        UploadFile,
        File(
            description="Word、演示文稿、表格、PDF、网页、文本或图片，如 .docx；.zip 当作文件夹。"
        ),
    ],
    scope: Annotated[
        Literal["school", "own"] | None,
        Form(description="school 全校可见（管理员），own 只有自己可见；不写则按角色定。"),
    ] = None,
    replace: Annotated[bool, Form(description="为 true 时替换同名的文件。")] = False,
) -> Entry:
    """Take a file."""
    school = user.is_admin if scope is None else scope == "school"
    name = file.filename or ""
    return service.library.upload(user, name, file.file, school=school, replace=replace)


@router.get(
    "/{document}",
    response_model=DocumentDetailOut,
    summary="查看一份资料",
    description="状态、种类、页数、片段数，以及它被读成了什么样：各级标题和表格。",
    responses=BY_ID,
)
def shown(user: Asking, service: Served, document: Id) -> dict[str, Any]:
    """Show one with its outline; empty while it is not indexed."""
    entry = service.library.get(user, document)
    try:
        read = service.library.understood(user, document)
    except IndexMissingError:
        read = None
    return {
        **DocumentOut.model_validate(entry, from_attributes=True).model_dump(),
        "sections": read.sections[1:] if read else (),
        "tables": _tables(read) if read else (),
    }


@router.get(
    "/{document}/file",
    response_class=FileResponse,
    summary="下载原件",
    description="上传或放入时的文件，一个字节也没有改。",
    responses={
        **BY_ID,
        200: {
            "description": "文件",
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            },
        },
    },
)
def original(user: Asking, service: Served, document: Id) -> FileResponse:
    """Hand out its file, as a download whatever it is: a page of it would be ours."""
    entry, file = service.library.original(user, document)
    return FileResponse(file, filename=entry.name, media_type="application/octet-stream")


@router.patch(
    "/{document}",
    status_code=202,
    response_model=DocumentOut,
    summary="改名、移动",
    description=(
        "给上传的资料改文件名或换文件夹；文件夹就是提问时的 `collection`。"
        "路径变了，返回的 `id` 也变；索引在后台更新。资料文件夹里的原件不动，请在文件夹里改。"
    ),
    responses={**BY_ID, **CONFLICT},
)
def moved(user: Asking, service: Served, document: Id, sent: PlaceIn) -> Entry:
    """Give it another name or folder."""
    return service.library.move(user, document, name=sent.name, folder=sent.folder)


@router.delete(
    "/{document}",
    status_code=202,
    response_model=DocumentOut,
    summary="删除资料",
    description=(
        "从这一刻起不再用它回答，索引在后台更新；文件移到回收站，可以恢复（见 `/v1/bin`）。"
        "资料文件夹里的原件不动，只是不再用来回答。"
    ),
    responses=BY_ID,
)
def remove(user: Asking, service: Served, document: Id) -> Entry:
    """Move it to the bin."""
    return service.library.remove(user, document)


@router.post(
    "/{document}/reindex",
    status_code=202,
    response_model=DocumentOut,
    summary="重新读取资料",
    description=(
        "文件改过没有都重新读一遍，限制与上传时相同；读不了的写明原因，不再用它回答。"
        "其他有改动的文件也一并更新。"
    ),
    responses=BY_ID,
)
def reindex(user: Asking, service: Served, document: Id) -> Entry:
    """Read it again."""
    return service.library.refresh(user, document)


@router.get(
    "/{document}/reading",
    response_model=ReadingOut,
    summary="看一份资料读成了什么样",
    description="题名、种类、各级标题、表格，拿不准的和没有读进正文的；更正过的同时给出原来的读法。",
    responses=BY_ID,
)
def reading(user: Asking, service: Served, document: Id) -> dict[str, Any]:
    """Show how it was read."""
    read = service.library.understood(user, document)
    if read is None:
        raise DocumentError("这份资料还没有收入索引。", "请等它处理完。")
    return {**_reading(read), "personal": by_kind(service.library.personal(user, document))}


@router.put(
    "/{document}/correction",
    status_code=202,
    response_model=DocumentOut,
    summary="更正一份资料的读法",
    description=(
        "代替从前的更正，全部留空就是照程序的读法；在后台只重读这一份。"
        "更正记在索引旁边，重建索引后照样有效；文件换过以后对不上的不照用，写在 `misfits` 里。"
    ),
    responses={**BY_ID, **CONFLICT},
)
def correct(user: Asking, service: Served, document: Id, body: CorrectionIn) -> Entry:
    """Put it right."""
    return service.library.correct(
        user,
        document,
        title=body.title,
        kind=DocumentKind(body.kind) if body.kind else None,
        headings=[(one.line, one.nth, one.level) for one in body.headings],
    )


def _reading(read: Document) -> dict[str, Any]:
    done = read.corrected or Corrected(read.title, read.kind)
    before = {one.start: one for one in done.headings}
    return {
        "title": read.title,
        "title_read": done.title_read,
        "kind": read.kind,
        "kind_read": done.kind_read,
        "pages": read.pages,
        "outline": [
            {
                "line": spot.line,
                "nth": spot.nth,
                "level": spot.level,
                "level_read": before[spot.start].level_read if spot.start in before else spot.level,
                "guessed": spot.section in read.guessed,
                "page": spot.page,
                "start": spot.start,
            }
            for spot in spots(read)
            if spot.level or spot.start in before
        ],
        "tables": _tables(read),
        "uncertain": read.doubtful,
        "left_out": read.left_out,
        "unread_pages": read.unread_pages,
        "misfits": done.misfits,
    }


def _tables(read: Document) -> list[dict[str, Any]]:
    return [
        {"name": t.name, "columns": t.columns, "rows": len(t.rows), "page": t.page}
        for t in read.tables
    ]


@router.get(
    "/{document}/check",
    response_model=ReportOut,
    summary="检查一份资料",
    description="查前后矛盾；教案还查用时、权重、目标、环节。每条都有位置和办法。",
    responses=BY_ID,
)
def checked(
    user: Asking, service: Served, document: Id, minutes_per_lesson: Minutes = None
) -> dict[str, Any]:
    """Check what it was read as."""
    entry = service.library.get(user, document)
    read = service.library.understood(user, document)
    if read is None:
        raise DocumentError(f"{entry.name} 还没有收入索引，不能检查。", "请等它处理完。")
    findings = check(read, minutes_per_lesson=minutes_per_lesson)
    return report_json(Report(entry.path, entry.title, read.kind, findings))


@bin_router.get(
    "",
    response_model=Page[BinnedOut],
    summary="列出回收站",
    description="自己删除的资料；管理员还有全校的资料。文件保留 30 天。",
)
def binned(user: Asking, service: Served, paged: Paged) -> Page[dict[str, Any]]:
    """List what can be brought back."""
    return paged.of([binned_json(one) for one in service.library.removed(user)])


@bin_router.post(
    "/{binned}/restore",
    status_code=202,
    response_model=DocumentOut,
    summary="恢复资料",
    description="放回原处，在后台读取和建索引；原处已有同名的资料时不恢复。",
    responses={**BY_ID, **CONFLICT},
)
def restore(user: Asking, service: Served, binned: Id) -> Entry:
    """Bring one back."""
    return service.library.restore(user, binned)


@bin_router.delete(
    "/{binned}",
    status_code=204,
    response_class=Response,
    summary="永久删除一份",
    description="删除它的文件，不能再恢复；资料文件夹里的原件不动，仍然不用来回答。",
    responses=BY_ID,
)
def discard(user: Asking, service: Served, binned: Id) -> None:
    """Delete one for good."""
    service.library.discard(user, binned)


@bin_router.delete(
    "",
    summary="清空回收站",
    description="永久删除列表里的全部文件；资料文件夹里的原件不动，仍然不用来回答。",
)
def emptied(user: Asking, service: Served) -> EmptiedOut:
    """Delete all of them for good."""
    return EmptiedOut(files=service.library.discard(user))
