"""A draft as HTML: sections to be read, with their citations and where each sentence is from."""

from __future__ import annotations

from collections.abc import Collection
from types import MappingProxyType

from markupsafe import Markup

from rag.drafting.plan import PHASES, SECTIONS, STEP_COLUMNS, TAGS, Plan
from ui.markup import render

#: Number of the panel of a draft's citations; a draft has only one.
TURN = 0
#: What the templates need to know of plans in general.
_TEXTS = MappingProxyType(
    {
        "columns": ("环节", *STEP_COLUMNS),
        "phases": PHASES,
        "tags": TAGS,
        "turn": TURN,
    }
)


def plan_html(
    plan: Plan, chosen: str = "", *, writing: bool = False, faulty: Collection[str] = ()
) -> Markup:
    """Return the whole draft.

    Args:
        plan: the draft; sections it has not yet are left out.
        chosen: the section that is being worked on.
        writing: whether more sections are coming; nothing can be pressed meanwhile.
        faulty: sections in which the check found errors.
    """
    cited = {citation.n: citation for citation in plan.citations}
    drafted = {section.name: section for section in plan.sections}
    sections = [drafted[name] for name in SECTIONS if name in drafted]
    return render("plan", "plan", plan, sections, cited, chosen, writing, faulty, _TEXTS)
