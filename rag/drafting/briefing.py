"""Makes the brief of a plan from a request, the evidence, and the sections that are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.drafting.aligning import Alignment
from rag.drafting.brief import Brief, Stage
from rag.drafting.deliverable import title_for
from rag.drafting.evidence import STEP, Gathered
from rag.drafting.numbering import Numbering
from rag.drafting.phrases import tidy, topic_of
from rag.drafting.pieces import Piece
from rag.drafting.plan import Section
from rag.drafting.request import DraftRequest
from rag.drafting.sections import goals
from rag.drafting.statements import title_in
from rag.drafting.timing import timing
from rag.drafting.wording import all_said, kind_of

_STEPS = "教学实施过程"


def make_brief(
    request: DraftRequest,
    aligned: Alignment | None,
    found: Gathered,
    pieces: Sequence[Piece],
    kept: Mapping[str, Section],
    citations: Numbering,
) -> Brief:
    """Return the brief.

    Args:
        request: what was asked for.
        aligned: the course, if one is near.
        found: what the course has for the task.
        pieces: the evidence left ticked, and what the teacher added.
        kept: sections that stay as they are, by name.
        citations: numbers of the citations in use.
    """
    topic = topic_of(request.task)
    stages = _stages(found, pieces)
    deliverable = title_in(kept) or request.deliverable.strip("《》 ")
    if not deliverable:
        told = [p.text for p in pieces if p.section == "课堂任务" and p.role == "工作过程"]
        deliverable = title_for(topic, told, [stage.name for stage in stages])
    weights = [sum(len(p.text) for p in (*s.theory, *s.practice)) for s in stages]
    brief = Brief(
        request=request,
        topic=topic,
        deliverable=deliverable,
        course=tidy(aligned.course.name.text) if aligned else "",
        standard=aligned.standard.document.title if aligned else "",
        chosen=aligned.chosen if aligned else False,
        exact=aligned.exact if aligned else False,
        pieces=tuple(pieces),
        stages=stages,
        timing=timing(request.minutes, weights, request.groups),
        kept=kept,
        citations=citations,
    )
    # Only to know what the goals will be: their citations are numbered when they are written.
    section = kept.get(goals.NAME)
    scratch = brief if section else replace(brief, citations=Numbering())
    known = goals.goals_of(section or goals.compose(scratch), scratch)
    return replace(brief, goals=known)


def with_goals(brief: Brief, section: Section) -> Brief:
    """Return the brief with the goals of a section."""
    return replace(brief, goals=goals.goals_of(section, brief))


def _stages(found: Gathered, pieces: Sequence[Piece]) -> tuple[Stage, ...]:
    """Return the stages that have evidence left; without any, those of every task.

    A stage whose step the teacher unticked is left out with all it has.
    """
    out: list[tuple[str, list[Piece]]] = []
    for number, name in enumerate(found.stages):
        own = [p for p in pieces if p.section == _STEPS and p.stage == number]
        printed = [p for p in found.pieces if p.stage == number and p.role == STEP]
        if own and all(p in own for p in printed):
            out.append((name, own))
    out = out or [(name, []) for name in all_said("通用环节", "环节")]
    kinds = [kind_of(name) for name, _ in out]
    return tuple(
        Stage(
            number,
            name,
            kinds[number],
            tuple(p for p in own if p.role == "理论知识"),
            tuple(p for p in own if p.role == "实践知识"),
            again=kinds[number] in kinds[:number],
        )
        for number, (name, own) in enumerate(out)
    )
