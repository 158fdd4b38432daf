"""Drafts the sections of a plan in order, each from the same brief."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexing.index import Index
from rag.drafting.aligning import Alignment, align
from rag.drafting.base_plan import base_pieces
from rag.drafting.brief import Brief
from rag.drafting.briefing import make_brief, with_goals
from rag.drafting.evidence import Gathered, gather
from rag.drafting.model import Rewrite, SectionModel
from rag.drafting.numbering import Numbering
from rag.drafting.offered import level_of, standards
from rag.drafting.phrases import tidy
from rag.drafting.pieces import items_of, used_pieces, with_ticks
from rag.drafting.plan import SECTIONS, EvidenceItem, Group, Plan, Section
from rag.drafting.renumbering import renumbered
from rag.drafting.request import DraftRequest
from rag.drafting.sections import (
    assessment,
    goals,
    ideology,
    key_points,
    learners,
    matrix,
    methods,
    process,
    reflection,
    resources,
    task,
    tiers,
)
from rag.drafting.statements import statements_of
from rag.drafting.wording import said
from rag.retrieve.retrieval import Retrieval
from rag.types import Citation

Compose = Callable[[Brief], Section]
_COMPOSE: Mapping[str, Compose] = {
    module.NAME: module.compose
    for module in (
        learners,
        goals,
        ideology,
        key_points,
        task,
        resources,
        methods,
        assessment,
        process,
        reflection,
        tiers,
    )
}
_EXTRA = "参考依据"


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
        if goals.NAME not in {*kept, *wanted}:
            brief = with_goals(brief, goals.compose(brief))
        done: dict[str, Section] = dict(kept)
        rewrite = self._model.for_draft() if self._model else None
        notes = list(prepared.notes)
        for name in SECTIONS:
            if name in wanted and name not in kept:
                section, remarks = _section(brief, name, done, rewrite)
                brief = replace(brief, kept={**brief.kept, name: section})
                if name == goals.NAME:
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
    if name == matrix.NAME:
        return matrix.compose(brief, done), ()
    section = _COMPOSE[name](brief)
    notes: tuple[str, ...] = ()
    if rewrite is not None:
        section, notes = rewrite(brief, section)
    extra = brief.extra(name) if name != process.NAME else ()
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
        gone = (said("说明", "没有这门课", course=request.course),) if request.course else ()
        return (*gone, said("说明", "无课程", task=request.task))
    out = []
    course = tidy(aligned.course.name.text)
    if not aligned.chosen:
        key = "同名任务" if aligned.exact else "推断课程"
        out.append(said("说明", key, course=course, standard=aligned.standard.document.title))
    hours = aligned.task.hours.number if aligned.task and aligned.task.hours else None
    if hours and aligned.exact and hours > request.lessons:
        out.append(
            said("说明", "学时", hours=f"{hours}", lessons=f"{request.lessons}", task=request.task)
        )
    return tuple(out)
