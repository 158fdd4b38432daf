"""Drafts the sections of a plan in order, each from the same brief."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexing.index import Index
from rag.drafting.brief import Brief, Stage
from rag.drafting.courses import Alignment, align, level_of, standards
from rag.drafting.evidence import Piece, items_of, used_pieces, with_ticks
from rag.drafting.gathering import STEP, Gathered, base_pieces, gather
from rag.drafting.model import Rewrite, SectionModel
from rag.drafting.phrases import tidy, topic_of
from rag.drafting.plan import (
    ASSESSMENT,
    GOALS,
    IDEOLOGY,
    KEY_POINTS,
    LEARNERS,
    MATRIX,
    METHODS,
    PROCESS,
    REFLECTION,
    RESOURCES,
    SECTIONS,
    TASK,
    TIERS,
    DraftRequest,
    EvidenceItem,
    Group,
    Numbering,
    Plan,
    Section,
    renumbered,
    statements_of,
    title_in,
)
from rag.drafting.sections.assessment import compose_assessment, compose_matrix
from rag.drafting.sections.goals import (
    compose_goals,
    compose_ideology,
    compose_key_points,
    goals_of,
)
from rag.drafting.sections.process import compose_process, compose_reflection
from rag.drafting.sections.resources import compose_methods, compose_resources
from rag.drafting.sections.task import compose_learners, compose_task, compose_tiers
from rag.drafting.timing import timing
from rag.drafting.wording import all_sentences, kind_of, sentence, title_for
from rag.retrieve.retrieval import Retrieval
from rag.types import Citation

Compose = Callable[[Brief], Section]
#: What writes each section; 对齐矩阵 is written from the others.
_COMPOSE: Mapping[str, Compose] = {
    LEARNERS: compose_learners,
    GOALS: compose_goals,
    IDEOLOGY: compose_ideology,
    KEY_POINTS: compose_key_points,
    TASK: compose_task,
    RESOURCES: compose_resources,
    METHODS: compose_methods,
    ASSESSMENT: compose_assessment,
    PROCESS: compose_process,
    REFLECTION: compose_reflection,
    TIERS: compose_tiers,
}
_EXTRA = "参考依据"


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
        acts = [p.text for p in pieces if p.section == TASK and p.role == "工作过程"]
        deliverable = title_for(topic, acts, [stage.name for stage in stages])
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
    section = kept.get(GOALS)
    scratch = brief if section else replace(brief, citations=Numbering())
    known = goals_of(section or compose_goals(scratch), scratch)
    return replace(brief, goals=known)


def with_goals(brief: Brief, section: Section) -> Brief:
    """Return the brief with the goals of a section."""
    return replace(brief, goals=goals_of(section, brief))


def _stages(found: Gathered, pieces: Sequence[Piece]) -> tuple[Stage, ...]:
    """Return the stages that have evidence left; without any, those of every task.

    A stage whose step the teacher unticked is left out with all it has.
    """
    out: list[tuple[str, list[Piece]]] = []
    for number, name in enumerate(found.stages):
        own = [p for p in pieces if p.section == PROCESS and p.stage == number]
        printed = [p for p in found.pieces if p.stage == number and p.role == STEP]
        if own and all(p in own for p in printed):
            out.append((name, own))
    out = out or [(name, []) for name in all_sentences("通用环节", "环节")]
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


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was found for a request, before anything is written."""

    aligned: Alignment | None
    found: Gathered
    evidence: tuple[EvidenceItem, ...]
    notes: tuple[str, ...]


class Drafter:
    """Drafts plans over one index.

    Args:
        index: the index, open for as long as the drafter is used.
        retrieval: finds the course of a task that no standard has by this name.
        model: gives the sections better words; ``None`` leaves them as they are.
    """

    def __init__(
        self, index: Index, retrieval: Retrieval, model: SectionModel | None = None
    ) -> None:
        self._index = index
        self._retrieval = retrieval
        self._model = model

    def prepare(self, request: DraftRequest) -> Prepared:
        """Return the course and the evidence for a request.

        Raises:
            BeikeError: the index or the model cannot be used, or the base plan is not there.
        """
        aligned = align(request, standards(self._index), self._index, self._retrieval)
        found = gather(self._index, aligned, request)
        found = replace(found, pieces=(*found.pieces, *base_pieces(self._index, request)))
        return Prepared(aligned, found, items_of(found.pieces), _notes(request, aligned))

    def draft(
        self,
        request: DraftRequest,
        sections: Sequence[str] | None = None,
        keep: Plan | None = None,
        evidence: Sequence[EvidenceItem] | None = None,
    ) -> Iterator[Section | Plan]:
        """Yield sections as they are written, and last the whole plan.

        The plan is authoritative: where sections were kept, its citations are numbered anew.

        Args:
            request: the form.
            sections: names of the sections to write; ``None`` for all.
            keep: a plan whose other sections, and whose locked ones, stay as they are.
            evidence: passages with their ticks; ``None`` takes those of ``keep``. What the
                teacher has not seen is ticked.

        Raises:
            ValueError: a name is none of a section.
            BeikeError: see :meth:`prepare`.
        """
        wanted = list(SECTIONS if sections is None else sections)
        unknown = set(wanted) - set(SECTIONS)
        if unknown:
            raise ValueError(f"no such section: {', '.join(sorted(unknown))}")
        old = {s.name: s for s in keep.sections} if keep else {}
        kept = {n: s for n, s in old.items() if s.locked or n not in wanted}
        prepared = self.prepare(request)
        seen = evidence if evidence is not None else keep.evidence if keep else None
        shown = with_ticks(prepared.evidence, seen)
        citations = Numbering(_in_use(keep, kept) if keep else ())
        pieces = used_pieces(prepared.found.pieces, shown)
        brief = make_brief(request, prepared.aligned, prepared.found, pieces, kept, citations)
        if GOALS not in {*kept, *wanted}:
            brief = with_goals(brief, compose_goals(brief))
        done: dict[str, Section] = dict(kept)
        rewrite = self._model.for_draft() if self._model else None
        notes = list(prepared.notes)
        for name in SECTIONS:
            if name in wanted and name not in kept:
                section, remarks = _section(brief, name, done, rewrite)
                brief = replace(brief, kept={**brief.kept, name: section})
                if name == GOALS:
                    brief = with_goals(brief, section)
                done[name] = section
                notes += remarks
                yield section
        written, cited = renumbered(
            [done[name] for name in SECTIONS if name in done], citations.all()
        )
        yield Plan(
            request=request,
            title=f"{brief.topic}教案",
            sections=written,
            citations=cited,
            evidence=tuple(_numbered(shown, cited)),
            generation=self._index.generation,
            notes=tuple(dict.fromkeys(notes)),
            course=brief.course,
            level=level_of(prepared.aligned.standard, brief.course) if prepared.aligned else "",
        )


def _section(
    brief: Brief, name: str, done: Mapping[str, Section], rewrite: Rewrite | None
) -> tuple[Section, tuple[str, ...]]:
    """Return a section as written, and remarks on what a model could not do."""
    if name == MATRIX:
        return compose_matrix(brief, done), ()
    section = _COMPOSE[name](brief)
    notes: tuple[str, ...] = ()
    if rewrite is not None:
        section, notes = rewrite(brief, section)
    extra = brief.extra(name) if name != PROCESS else ()
    if extra:
        section = replace(section, blocks=(*section.blocks, Group(_EXTRA, extra)))
    return section, notes


def _in_use(plan: Plan, kept: Mapping[str, Section]) -> list[Citation]:
    used = {n for section in kept.values() for s in statements_of(section) for n in s.citations}
    return [citation for citation in plan.citations if citation.n in used]


def _numbered(
    items: Sequence[EvidenceItem], citations: Sequence[Citation]
) -> Iterator[EvidenceItem]:
    """Yield evidence with the numbers under which the plan cites it, 0 where it does not."""
    numbers = {(c.document, c.start, c.end): c.n for c in citations}
    for item in items:
        place = (item.citation.document, item.citation.start, item.citation.end)
        yield replace(item, citation=replace(item.citation, n=numbers.get(place, 0)))


def _notes(request: DraftRequest, aligned: Alignment | None) -> tuple[str, ...]:
    if aligned is None:
        gone = (sentence("说明", "没有这门课", course=request.course),) if request.course else ()
        return (*gone, sentence("说明", "无课程", task=request.task))
    out = []
    course = tidy(aligned.course.name.text)
    if not aligned.chosen:
        key = "同名任务" if aligned.exact else "推断课程"
        out.append(sentence("说明", key, course=course, standard=aligned.standard.document.title))
    hours = aligned.task.hours.number if aligned.task and aligned.task.hours else None
    if hours and aligned.exact and hours > request.lessons:
        out.append(
            sentence(
                "说明", "学时", hours=f"{hours}", lessons=f"{request.lessons}", task=request.task
            )
        )
    return tuple(out)
