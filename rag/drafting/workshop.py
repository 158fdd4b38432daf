"""The workshop: everything a page, a command or a service does with drafts, in one place.

It keeps no plan: plans come in and go out as values. Every call uses one generation of the index
from beginning to end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace

from indexing.handle import IndexHandle
from indexing.visible import VisibleHandle
from rag.drafting.adding import evidence_from_chunk
from rag.drafting.drafter import Drafter, Prepared
from rag.drafting.editing import parse_section, section_text
from rag.drafting.missing import Question, missing
from rag.drafting.model import SectionModel
from rag.drafting.offered import Offer, offers
from rag.drafting.phrases import tidy
from rag.drafting.plan import SECTIONS, EvidenceItem, Plan, Section
from rag.drafting.request import DraftRequest
from rag.retrieve.retrieval import Retrieval
from rag.retrieve.searches import QueryEncoder
from rag.settings import Settings


class Workshop:
    """Drafts plans over the index of ``settings``. Safe to share by threads; keeps no draft.

    Args:
        settings: paths, weights, the endpoint.
        encoder: embeds a task's name where no standard has a task of this name; see
            :func:`rag.factory.make_encoder`.
    """

    def __init__(self, settings: Settings, encoder: QueryEncoder) -> None:
        self._handle = IndexHandle(settings.index)
        self._encoder = encoder
        self._retrieval = Retrieval(settings, encoder)
        configured = settings.llm_base_url and settings.llm_model
        self._model = SectionModel(settings) if configured else None

    def offers(self) -> tuple[Offer, ...]:
        """Return the courses and tasks of all indexed standards.

        Raises:
            BeikeError: there is no usable index.
        """
        with self._handle.use() as index:
            return offers(index)

    def missing(self, request: DraftRequest) -> tuple[Question, ...]:
        """Return what the teacher should still be asked for.

        Raises:
            BeikeError: there is no usable index or model.
        """
        with self._handle.use() as index:
            aligned = Drafter(index, self._retrieval).prepare(request).aligned
        near: tuple[str, ...] = ()
        if aligned and not aligned.exact and not aligned.chosen:
            near = (tidy(aligned.course.name.text), *aligned.others)
        return missing(request, found=aligned is not None, near=near)

    def evidence(self, request: DraftRequest) -> tuple[EvidenceItem, ...]:
        """Return the passages found for each section, all ticked.

        Raises:
            BeikeError: there is no usable index or model, or no such base plan.
        """
        return self._prepared(request).evidence

    def draft(
        self,
        request: DraftRequest,
        sections: Sequence[str] | None = None,
        keep: Plan | None = None,
        evidence: Sequence[EvidenceItem] | None = None,
    ) -> Iterator[Section | Plan]:
        """Yield sections as they are written, and last the whole plan; see :meth:`Drafter.draft`.

        Raises:
            ValueError: a name is none of a section.
            BeikeError: there is no usable index or model, or no such base plan.
        """
        with self._handle.use() as index:
            yield from Drafter(index, self._retrieval, self._model).draft(
                request, sections, keep, evidence
            )

    def redraft(self, plan: Plan, section: str) -> Plan:
        """Return a plan with one section written anew, the others as they are.

        A locked section is not written.

        Raises:
            ValueError: there is no such section.
            BeikeError: see :meth:`draft`.
        """
        *_, last = self.draft(plan.request, [section], plan)
        assert isinstance(last, Plan)
        return last

    def add(self, plan: Plan, section: str, chunk_id: str) -> Plan:
        """Return a plan with a passage, found by a search, as further evidence of a section.

        Raises:
            KeyError: the index has no such chunk.
            ValueError: there is no such section, or the chunk is a fact sheet.
            BeikeError: there is no usable index.
        """
        _known(section)
        with self._handle.use() as index:
            item = evidence_from_chunk(index, section, chunk_id)
        places = {(e.section, e.citation.document, e.citation.start) for e in plan.evidence}
        if (section, item.citation.document, item.citation.start) in places:
            return plan
        return replace(plan, evidence=(*plan.evidence, item))

    def without(self, documents: frozenset[str]) -> Workshop:
        """Return this workshop as one to which the documents at these paths do not exist.

        It is closed with this one.
        """
        other = copy(self)
        other._handle = VisibleHandle(self._handle, documents)
        return other

    def adjusted(self, settings: Settings) -> Workshop:
        """Return one with other weights and model over the same open index; closed with this."""
        other = Workshop(settings, self._encoder)
        other._handle = self._handle
        return other

    def close(self) -> None:
        """Let the index go."""
        self._handle.close()

    def _prepared(self, request: DraftRequest) -> Prepared:
        with self._handle.use() as index:
            return Drafter(index, self._retrieval).prepare(request)


def tick(plan: Plan, number: int, *, used: bool) -> Plan:
    """Return a plan with a passage ticked or not; ``number`` is its place in ``plan.evidence``.

    Raises:
        IndexError: there is no such passage.
    """
    if not 0 <= number < len(plan.evidence):
        raise IndexError(number)
    items = list(plan.evidence)
    items[number] = replace(items[number], used=used)
    return replace(plan, evidence=tuple(items))


def lock(plan: Plan, section: str, *, locked: bool = True) -> Plan:
    """Return a plan with a section locked or not.

    Raises:
        ValueError: the plan has no such section.
    """
    return _with(plan, replace(_section(plan, section), locked=locked))


def text_of(plan: Plan, section: str) -> str:
    """Return a section as text that can be edited; see :func:`section_text`.

    Raises:
        ValueError: the plan has no such section.
    """
    return section_text(_section(plan, section))


def edit(plan: Plan, section: str, text: str) -> tuple[Plan, tuple[str, ...]]:
    """Return a plan with a section as the teacher wrote it, and remarks on what was changed.

    Raises:
        ValueError: the plan has no such section.
    """
    old = _section(plan, section)
    new, notes = parse_section(section, text, plan.citations, old)
    if new.blocks == old.blocks and new.steps == old.steps:
        return plan, notes
    return _with(plan, replace(new, locked=old.locked, edited=True)), notes


def _section(plan: Plan, name: str) -> Section:
    found = plan.section(name)
    if found is None:
        raise ValueError(f"the plan has no section {name}")
    return found


def _with(plan: Plan, section: Section) -> Plan:
    sections = tuple(section if s.name == section.name else s for s in plan.sections)
    return replace(plan, sections=sections)


def _known(section: str) -> None:
    if section not in SECTIONS:
        raise ValueError(f"no such section: {section}")
