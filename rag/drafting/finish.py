"""What the checker says of a draft: the plan is written as Markdown and read back like any file.

So a draft is judged by the same rules, and by the same reading, as the plans of a school.
"""

from __future__ import annotations

from rag.checking import Finding
from rag.checking.report import check_bytes
from rag.drafting.export.markdown import to_markdown
from rag.drafting.plan import SECTIONS, Plan
from rag.drafting.wording import words

_NAME = "草稿.md"


def findings_of(plan: Plan) -> tuple[Finding, ...]:
    """Return what the checker finds in a draft; of a part of a plan, what a part can keep.

    Raises:
        DocumentError: the draft cannot be read back.
    """
    text = to_markdown(plan, citations="inline")
    report = check_bytes(text.encode(), _NAME, minutes_per_lesson=plan.request.minutes_per_lesson)
    if {section.name for section in plan.sections} >= set(SECTIONS):
        return report.findings
    whole: list[str] = words("checking")["whole"]
    return tuple(finding for finding in report.findings if finding.rule not in whole)
