"""Draft cases: a section of a plan is asked for, drafted offline, and scored without a judge.

What a teacher reads of the draft must have the key facts and nothing forbidden. The list of
sources is not looked at for them: a quote there is no sentence of the plan. Which figures the gate
watches is in :mod:`eval.drafts_gate`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from eval.measured_corpus import MeasuredCorpus
from eval.metrics.citation_validity import is_verbatim
from eval.metrics.key_facts import key_facts, met
from indexing.records import DocumentKind
from rag.answer.citations import supported
from rag.checking import Severity
from rag.cli.drafting import plan_text
from rag.drafting.export.lines import Rendering
from rag.drafting.plan import SECTIONS, DraftRequest, Origin, Plan, Statement, statements_of
from rag.drafting.workshop import Workshop, findings_of
from rag.retrieve.searches import QueryEncoder
from rag.settings import Settings

_LESSONS = re.compile(r"(\d{1,2})\s*(?:个)?课时")
_MINUTES = re.compile(r"每课时\s*(\d{2})\s*分钟")


@dataclass(frozen=True, slots=True)
class DraftScored:
    """A draft case and what its draft scored.

    Attributes:
        id: of the case.
        question: as a teacher would say it.
        section: the section asked for.
        text: what the teacher reads of it.
        key_facts: share of the key facts met, 0 where something forbidden is said.
        validity: share of the citations that stand verbatim where they say.
        support: share of the document statements that their quotes support; 1 where there are none.
        rules: 1 where the checker finds no error in the whole plan, else 0.
        seconds: to draft the whole plan.
        reasons: why it is not passed, in Chinese.
    """

    id: str
    question: str
    section: str
    text: str
    key_facts: float
    validity: float
    support: float
    rules: float
    seconds: float
    reasons: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is amiss."""
        return min(self.key_facts, self.validity, self.support, self.rules) == 1.0


def measure_drafts(
    settings: Settings,
    encoder: QueryEncoder,
    cases: Sequence[Mapping[str, Any]],
    corpus: MeasuredCorpus,
    kinds: Mapping[str, DocumentKind],
) -> list[DraftScored]:
    """Draft and score every case, offline.

    Args:
        settings: the index; an endpoint is not used.
        encoder: embeds the names of tasks.
        cases: rows of the gold file.
        corpus: its documents.
        kinds: kind of each document by path.

    Raises:
        EvalError: a case names a document that is not there.
        BeikeError: the index cannot be used.
    """
    offline = settings.model_copy(update={"llm_base_url": "", "llm_model": ""})
    with closing(Workshop(offline, encoder)) as workshop:
        return [_scored(workshop, case, corpus, kinds) for case in cases]


def request_of(
    case: Mapping[str, Any], corpus: MeasuredCorpus, kinds: Mapping[str, DocumentKind]
) -> DraftRequest:
    """Return what the teacher of a case fills in: the task, the lessons, the plan to build on.

    Raises:
        EvalError: the evidence is in a document that is not there.
    """
    paths = [corpus.path_of(entry["doc"]) for entry in case["evidence"]]
    plans = [path for path in paths if kinds.get(path) == DocumentKind.LESSON_PLAN]
    lessons, minutes = _LESSONS.search(case["question"]), _MINUTES.search(case["question"])
    form = {
        "task": case["task"],
        "base_plan": plans[0] if plans else "",
        "lessons": int(lessons[1]) if lessons else 2,
        "minutes_per_lesson": int(minutes[1]) if minutes else 45,
    }
    return DraftRequest.model_validate(form)


def _scored(
    workshop: Workshop,
    case: Mapping[str, Any],
    corpus: MeasuredCorpus,
    kinds: Mapping[str, DocumentKind],
) -> DraftScored:
    request = request_of(case, corpus, kinds)
    started = time.perf_counter()
    *_, plan = workshop.draft(request)
    seconds = time.perf_counter() - started
    assert isinstance(plan, Plan)
    asked = workshop.missing(request)
    text = read_by_teacher(plan, case["section"], [question.text for question in asked])
    forbidden = [word for word in case["must_not_include"] if met(text, [word])]
    facts = key_facts(text, case["must_include"], refused=False)
    errors = [f.message for f in findings_of(plan) if f.severity is Severity.ERROR]
    unsupported = list(_unsupported(plan))
    said = sum(s.origin is Origin.DOCUMENT for s in _statements(plan))
    valid = [is_verbatim(citation, corpus.canonical) for citation in plan.citations]
    missing = [group[0] for group in case["must_include"] if not met(text, group)]
    reasons = [f"缺要点：{'、'.join(missing)}"] if missing else []
    reasons += [f"不该出现：{'、'.join(forbidden)}"] if forbidden else []
    reasons += [f"引文对不上原文：{valid.count(False)} 处"] if not all(valid) else []
    reasons += [f"出处不支持：{sentence}" for sentence in unsupported]
    reasons += [f"检查出错误：{message}" for message in errors]
    return DraftScored(
        id=case["id"],
        question=case["question"],
        section=case["section"],
        text=text,
        key_facts=0.0 if forbidden or facts is None else facts,
        validity=sum(valid) / len(valid) if valid else 1.0,
        support=1 - len(unsupported) / said if said else 1.0,
        rules=float(not errors),
        seconds=seconds,
        reasons=tuple(reasons),
    )


def read_by_teacher(plan: Plan, section: str, asked: Sequence[str]) -> str:
    """Return a section with the head of the plan, the remarks, and what is asked for.

    A name that is none of :data:`SECTIONS` asks for the head alone.
    """
    own = tuple(s for s in plan.sections if s.name == section and section in SECTIONS)
    part = Plan(plan.request, plan.title, own, course=plan.course, level=plan.level)
    return "\n".join([plan_text(part, Rendering("none")), *plan.notes, *asked])


def _unsupported(plan: Plan) -> Iterator[str]:
    quotes = {citation.n: citation.quote for citation in plan.citations}
    for statement in _statements(plan):
        if statement.origin is Origin.DOCUMENT:
            cited = "".join(quotes.get(n, "") for n in statement.citations)
            if not supported(statement.text, cited):
                yield statement.text


def _statements(plan: Plan) -> Iterator[Statement]:
    for section in plan.sections:
        yield from statements_of(section)
