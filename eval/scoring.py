"""From outcomes to scores: every metric of every question, and what explains it.

A score that does not apply is ``None``. ``passed`` is what the paired comparison counts: an
answerable question whose answer leads (:mod:`eval.metrics.lead`), an unanswerable one refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.gold_file import GoldQuestion
from eval.measured_corpus import MeasuredCorpus
from eval.metrics.answer_length import answer_length
from eval.metrics.citation_support import citation_support
from eval.metrics.citation_validity import citation_validity
from eval.metrics.key_facts import key_facts
from eval.metrics.lead import answer_proper, lead, shown
from eval.metrics.ranking import ranking_scores
from eval.metrics.refusal import false_refusal, refusal_recall
from eval.metrics.span_recall import span_recall
from eval.metrics.wrong_place import places_of, wrong_place
from eval.records import LANES, Outcome
from eval.relevance import Quote, quotes_of, relevant_chunks, retrieved

#: How many passages of each lane are looked at.
DEPTH = 10

Scores = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Scored:
    """A question, how it went and what it scored.

    Attributes:
        question: from the gold file.
        outcome: what came of it.
        scores: by metric; those of lanes are named ``<lane>.<metric>``.
        quotes: its evidence.
        relevant: ids of all chunks that hold some of the evidence as a whole.
        unsupported: statements that what they cite does not support.
    """

    question: GoldQuestion
    outcome: Outcome
    scores: Scores
    quotes: tuple[Quote, ...]
    relevant: frozenset[str]
    unsupported: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the question counts as answered right."""
        return self.scores["passed"] == 1.0


def score(
    questions: Sequence[GoldQuestion], outcomes: Sequence[Outcome], corpus: MeasuredCorpus
) -> list[Scored]:
    """Return the scores in the order of the questions.

    Raises:
        EvalError: ir-measures is not installed.
        ValueError: the outcomes are not those of the questions.
    """
    if [q.id for q in questions] != [o.id for o in outcomes]:
        raise ValueError("the outcomes are not those of the questions")
    quotes = {q.id: quotes_of(q, corpus) for q in questions}
    qrels = {q.id: relevant_chunks(quotes[q.id], corpus.folded) for q in questions if q.answerable}
    ranking = {
        lane: ranking_scores(qrels, {o.id: o.lanes[lane][:DEPTH] for o in outcomes})
        for lane in LANES
    }
    out = []
    for question, outcome in zip(questions, outcomes, strict=True):
        scores: dict[str, float | None] = {}
        if question.answerable:
            for lane in LANES:
                passages = retrieved(outcome.lanes[lane], corpus.folded)
                for k in range(1, DEPTH + 1):
                    found = span_recall(quotes[question.id], passages, k)
                    scores[f"{lane}.recall@{k}"] = found
                for name, value in ranking[lane][question.id].items():
                    scores[f"{lane}.{name}"] = value
        unsupported = _score_answer(scores, question, outcome, quotes[question.id], corpus)
        out.append(
            Scored(
                question,
                outcome,
                scores,
                quotes[question.id],
                qrels.get(question.id, frozenset()),
                unsupported,
            )
        )
    return out


def _score_answer(
    scores: dict[str, float | None],
    question: GoldQuestion,
    outcome: Outcome,
    quotes: Sequence[Quote],
    corpus: MeasuredCorpus,
) -> tuple[str, ...]:
    """Add the scores of the answer; return its unsupported statements."""
    text, refused = outcome.answer, outcome.refused
    groups, forbidden = question.must_include, question.must_not_include
    support = citation_support(text, outcome.citations, refused=refused)
    scores["key_facts"] = key_facts(text, groups, refused=refused)
    scores["lead"] = lead(text, groups, forbidden, refused=refused)
    first = [corpus.passages[i].text for i in outcome.lanes["full"] if i in corpus.passages]
    scores["shown"] = shown(text, first, groups, refused=refused)
    scores["passed"] = scores["lead"] if question.answerable else float(refused)
    scores["refusal_recall"] = refusal_recall(answerable=question.answerable, refused=refused)
    scores["false_refusal"] = false_refusal(answerable=question.answerable, refused=refused)
    scores["citation_validity"] = citation_validity(
        text, outcome.citations, corpus.canonical, refused=refused
    )
    scores["citation_recall"] = support.recall if support else None
    scores["citation_precision"] = support.precision if support else None
    scores["wrong_place"] = wrong_place(
        text, outcome.citations, places_of(quotes, corpus), refused=refused
    )
    scores["answer_chars"] = answer_length(answer_proper(text), refused=refused)
    return support.unsupported if support else ()
