"""The workshop: everything a page, a command or a service does with drafts, in one place.

It keeps no plan: plans come in and go out as values. Every call uses one generation of the index
from beginning to end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace

from indexing.index import Index, IndexHandle
from indexing.visible import VisibleHandle, VisibleIndex, hiding
from rag.checking import Finding
from rag.checking.report import check_bytes
from rag.drafting.courses import Offer, offers
from rag.drafting.drafter import Drafter, Prepared
from rag.drafting.editing import parse_section, section_text
from rag.drafting.evidence import evidence_from_chunk
from rag.drafting.export.markdown import to_markdown
from rag.drafting.model import SectionModel
from rag.drafting.phrases import tidy
from rag.drafting.plan import SECTIONS, DraftRequest, EvidenceItem, Plan, Section
from rag.drafting.wording import sentence, words
from rag.retrieve.retrieval import Retrieval
from rag.retrieve.searches import QueryEncoder
from rag.settings import Settings

#: Courses offered where the task may belong to several.
_OFFERED = 3
_NAME = "草稿.md"


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """A question; ``field`` is the field of the form that answers it.

    ``options`` are answers to choose from, the likeliest first; empty where there are none.
    """

    field: str
    text: str
    options: tuple[str, ...] = ()


def missing(
    request: DraftRequest, *, found: bool = True, near: Sequence[str] = ()
) -> tuple[FormQuestion, ...]:
    """Return the questions, the most important ones first.

    Args:
        request: the form.
        found: whether a course was found for the task; if not it is a question too.
        near: names of the courses the task may belong to, where that was only inferred; the
            first :data:`_OFFERED` of them are offered.
    """
    questions: dict[str, str] = words("missing")
    out = []
    for field, text in questions.items():
        if field == "course":
            if not request.course and (near or not found):
                out.append(_course(text, tuple(near[:_OFFERED])))
            continue
        if not getattr(request, field):
            out.append(FormQuestion(field, text))
    return tuple(out)


def _course(text: str, names: tuple[str, ...]) -> FormQuestion:
    if not names:
        return FormQuestion("course", text)
    listed = "、".join(f"“{name}”" for name in names)
    return FormQuestion("course", sentence("说明", "请选课程", courses=listed), names)


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


class Workshop:
    """Drafts plans over the index of ``settings``. Safe to share by threads; keeps no draft.

    Args:
        settings: paths, weights, the endpoint.
        encoder: embeds a task's name where no standard has a task of this name; see
            :func:`rag.factory.make_encoder`.
    """

    def __init__(self, settings: Settings, encoder: QueryEncoder) -> None:
        self._handle = IndexHandle(settings.index, masked=settings.mask_personal_data)
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

    def missing(self, request: DraftRequest) -> tuple[FormQuestion, ...]:
        """Return what the teacher should still be asked for.

        Raises:
            BeikeError: there is no usable index or model.
        """
        with self._open(request) as index:
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
        with self._open(request) as index:
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
        other._handle = VisibleHandle(self._handle, hiding(documents))
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
        with self._open(request) as index:
            return Drafter(index, self._retrieval).prepare(request)

    @contextmanager
    def _open(self, request: DraftRequest) -> Iterator[Index]:
        """Open the generation in force, limited to what a form names.

        Raises:
            ScopeError: it names what is not there.
        """
        with self._handle.use() as index:
            scope = request.scope
            yield VisibleIndex(index, scope.choose) if scope else index


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
    return _with(plan, replace(new, locked=old.locked, edited=True, by_model=old.by_model)), notes


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
