"""Answers and plans of an invented school, with every field filled, to be stored and read back."""

from rag.drafting.plan import (
    DraftRequest,
    EvidenceItem,
    Grid,
    Group,
    Origin,
    Plan,
    Section,
    Statement,
    Step,
)
from rag.types import Answer, Citation, Passage, SourceQuote

QUOTE = "绿茶冲泡课程共48学时"


def citation(n=1):
    return Citation(
        n=n,
        chunk_id="c1",
        document="茶艺.md",
        title="茶艺课程标准",
        heading_path=("茶艺", "学时"),
        page=3,
        quote=QUOTE,
        start=10,
        end=10 + len(QUOTE),
    )


def answer(question="绿茶冲泡一共多少学时？", text="共48学时[1]。", **more):
    """Return an answer with a citation and two passages, one of them derived."""
    plain = Passage(
        1, "c1", "茶艺.md", "茶艺课程标准", ("茶艺", "学时"), 3, QUOTE, 0.75, 10, 20, "paragraph"
    )
    sheet = Passage(
        2, "s1", "茶艺.md", "茶艺课程标准", (), None, "合计 48", 0.5, 0, 5, "fact_sheet",
        derived=True, sources=(SourceQuote("茶艺.md", "48", 14, 16, 3, "c1"),),
    )  # fmt: skip
    given = {
        "status": "answered",
        "citations": (citation(),),
        "passages": (plain, sheet),
        "timings_ms": {"retrieve": 12.5, "answer": 3.0},
        "notes": ("模型没有答上来。",),
    }
    return Answer(question=question, text=text, **{**given, **more})


def plan(title="绿茶冲泡", text="能按流程冲泡绿茶"):
    """Return a plan with every kind of block."""
    statement = Statement(text, Origin.DOCUMENT, (1,), ("能1",))
    cell = (statement, Statement("分组练习", Origin.SUGGESTED))
    return Plan(
        request=DraftRequest(task="绿茶冲泡", lessons=4, students=32, class_name="茶艺一班"),
        title=title,
        sections=(
            Section("教学目标", (Group("能力目标", (statement,), numbered=True),), locked=True),
            Section("考核评价", (Grid(("项目", "分值"), ((cell, cell),), "评分表"),), edited=True),
            Section(
                "教学实施过程",
                steps=(Step("课中", "示范", 20, cell, cell, cell, cell),),
            ),
        ),
        citations=(citation(),),
        evidence=(EvidenceItem("教学目标", "课程目标", citation(), used=False, added=True),),
        generation="g-1",
        notes=("没有填写授课地点。",),
    )
