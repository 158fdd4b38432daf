"""What a teacher asks to have drafted: a small form, typed."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class DraftRequest(BaseModel):
    """The form. Empty text and ``None`` mean that the teacher did not say.

    ``course`` and ``course_document`` are set where the teacher chose a course of an indexed
    standard; otherwise the alignment is only inferred. ``base_plan`` is the path of an indexed
    lesson plan that the teacher chose to build on; nothing is taken from any other plan.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: str = Field(min_length=2, max_length=60, description="任务名称，例如：售后客户服务")
    course: str = Field("", max_length=60, description="课标里的课程名称")
    course_document: str = Field("", description="课程所在课标的路径")
    level: str = Field("", max_length=20, description="层级：中级、高级、预备技师")
    class_name: str = Field("", max_length=40, description="授课班级")
    students: int | None = Field(None, ge=1, le=200, description="学生人数")
    groups: int | None = Field(None, ge=1, le=30, description="小组数")
    lessons: int = Field(2, ge=1, le=12, description="课时数")
    minutes_per_lesson: int = Field(45, ge=30, le=60, description="每课时分钟数")
    form: str = Field("", max_length=40, description="授课形式")
    place: str = Field("", max_length=60, description="授课地点")
    deliverable: str = Field("", max_length=60, description="成果名称")
    learners: str = Field("", max_length=2000, description="教师了解的学情")
    base_plan: str = Field("", description="要参照的已有教案的路径")
    notes: str = Field("", max_length=4000, description="教师自己的要求")

    @property
    def minutes(self) -> int:
        """Minutes in class."""
        return self.lessons * self.minutes_per_lesson
