"""Requests and responses of ``/v1/draft`` and ``/v1/drafts``."""

from __future__ import annotations

from typing import Literal

from pydantic import Base64Bytes, BaseModel, Field

from rag.api.document_models import FindingOut
from rag.api.kept import KeptOut
from rag.api.paging import Moment, PageOut
from rag.api.plan_in import PlanIn
from rag.drafting.missing import Question
from rag.drafting.offered import Offer
from rag.drafting.plan import EvidenceItem, Plan


class DraftOut(BaseModel):
    """A draft with what a check says of it."""

    plan: Plan = Field(description="草稿；改过之后可以交回检查、导出或保存。")
    findings: list[FindingOut] = Field(description="检查的结果。")


class FindingsOut(BaseModel):
    """What a check says of a draft."""

    findings: list[FindingOut] = Field(description="检查的结果；没有问题时为空。")


class OffersOut(BaseModel):
    """Courses and tasks that the standards offer."""

    items: list[Offer] = Field(description="各门课程和它的任务。")


class QuestionsOut(BaseModel):
    """What the teacher is still asked for."""

    items: list[Question] = Field(description="还要问老师的，重要的在前。")


class EvidenceOut(BaseModel):
    """Passages found for a form."""

    items: list[EvidenceItem] = Field(description="各栏目找到的依据。")


class CheckIn(BaseModel):
    """A draft to be checked; further fields, as of another version, are passed over."""

    plan: PlanIn


class ExportIn(CheckIn):
    """A draft to be written to a file."""

    format: Literal["docx", "md"] = Field("docx", description="docx 或 md。", examples=["docx"])
    citations: Literal["inline", "appendix", "none"] = Field(
        "appendix", description="inline 正文标注并列出，appendix 只在文末列出，none 不写。"
    )
    origins: bool = Field(True, description="是否标出〔建议〕〔教师提供〕〔推断〕。")
    report: bool = Field(False, description="是否附上检查报告（docx）。")
    template: Base64Bytes | None = Field(
        None, description="本校教案模板 .docx 的 Base64；按它的栏目填写。"
    )


class SaveIn(BaseModel):
    """A plan to be kept; further fields, as of another version, are passed over."""

    plan: PlanIn
    note: str = Field("", max_length=200, description="改了什么。", examples=["改了导入环节"])


class SavedOut(KeptOut):
    """A saved draft without its content."""

    versions: int = Field(description="保存过多少版。", examples=[2])


class SavedPageOut(PageOut):
    """A page of drafts."""

    items: list[SavedOut] = Field(description="最近保存的在前。")


class VersionInfoOut(BaseModel):
    """A version without its plan."""

    number: int = Field(description="第几版。", examples=[2])
    note: str = Field(description="改了什么。", examples=["改了导入环节"])
    created: Moment


class VersionsOut(PageOut):
    """A page of the versions of a draft."""

    items: list[VersionInfoOut] = Field(description="最新的在前。")


class VersionOut(VersionInfoOut):
    """A version."""

    draft: str = Field(description="草稿的编号。", examples=["0123456789abcdef0123456789abcdef"])
    plan: Plan = Field(description="这一版的内容。")
