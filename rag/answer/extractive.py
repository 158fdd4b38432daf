"""The answer without a model: the sentences, items or rows that answer, in readable order.

Sentences are picked greedily: each must add terms of the question that those before it lack. A
list is given whole when the question asks for it; figures come from fact sheets
(:mod:`rag.answer.figures`) where one has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from indexing.records import document_id
from indexing.tokenize import normalise_query
from rag.answer.citations import CitationBook, without_marks
from rag.answer.figures import figures, singles_out
from rag.answer.lists import list_around, steps
from rag.answer.picking import filled, parallels, pick
from rag.answer.quoting import BESIDE, beside, numbered, quoted, readable
from rag.answer.repeats import said_once
from rag.answer.spans import clause_with
from rag.answer.sufficiency import names_known, sufficient, within_reach
from rag.ask.claims import contradicted
from rag.ask.mentions import Mention
from rag.ask.places import asks_one_place
from rag.ask.question import Question
from rag.read.evidence import Scorer
from rag.read.pieces import Evidence
from rag.read.reader import Reading
from rag.text.coverage import numbers
from rag.types import Citation

_MOST_SENTENCES = 4
#: Characters that are told where no table, list, procedure or claim answers; of one of several
#: sides half of it.
_CHARACTERS = 160
#: Weight of where the whole question is at home in choosing the evidence of its parts.
_HOME = 0.6
_DIFFERS = "与资料不符，资料写的是："
_SAYS = "资料的原话是："
_BELONGS = "资料里写 {} 的是："


def answer(
    reading: Reading,
) -> tuple[str, tuple[Citation, ...]] | None:
    """Return the answer with ``[n]`` marks and its citations; ``None`` means refuse.

    Args:
        reading: what was read for the question.
    """
    book = CitationBook()
    lines: list[str] = []
    passages, whole = reading.passages, reading.whole
    if not names_known(whole.question, passages) or not within_reach(
        whole.question, passages, whole
    ):
        return None
    home = _home(whole.evidence(passages)) if reading.parts else {}
    for scorer in reading.parts or (whole,):
        part = scorer.question
        ranked = _nearest(scorer.evidence(passages), home)
        if sufficient(part, ranked, passages, scorer):
            lines += _lines(part, ranked, scorer, book)
    text = said_once(lines)
    return (text, book.all()) if text else None


def _home(ranked: Sequence[Evidence]) -> dict[str, float]:
    """Return how much each passage has of the whole question, the best 1.

    Things asked together are told together: 每组做几条、每条多重，烤多久 is about one bread.
    """
    best = ranked[0].score if ranked else 1.0
    home: dict[str, float] = {}
    for item in ranked:
        home.setdefault(item.passage.chunk_id, max(item.score / best, 0.0))
    return home


def _nearest(ranked: list[Evidence], home: Mapping[str, float]) -> list[Evidence]:
    """Return evidence of a part with what stands where the whole question is at home raised."""
    if not home:
        return ranked
    raised = [replace(e, score=e.score + _HOME * home.get(e.passage.chunk_id, 0)) for e in ranked]
    return sorted(raised, key=lambda e: -e.score)


def _lines(
    question: Question, ranked: Sequence[Evidence], scorer: Scorer, book: CitationBook
) -> Iterator[str]:
    sides = _sides(question, ranked)
    for side in sides:
        told = list(_side(question, side, scorer, book, alone=len(sides) == 1))
        lines = [line for line in told if not line.startswith(BESIDE)]
        if not lines:
            continue  # it has but a sheet of other things
        label = f"{_side_name(question, side[0])}：" if len(sides) > 1 else ""
        text = label + ("\n" if label and len(lines) > 1 else "") + "\n".join(lines)
        yield from _judged(question, text, side, book) if question.claim else [text]
        yield from told[len(lines) :]


def _judged(
    question: Question, told: str, ranked: Sequence[Evidence], book: CitationBook
) -> Iterator[str]:
    """Yield what the document says of a claim, and where a wrong number of it belongs."""
    best = ranked[0].passage
    above = " ".join((best.title, *best.heading_path))
    wrong = contradicted(question.text, without_marks(told), above)
    yield f"{_DIFFERS if wrong else _SAYS}{told}"
    here = (e for e in ranked if e.passage is best and wrong <= numbers(e.sentence.text))
    other = next(here, None) if wrong else None
    if other is None:
        return
    named = _BELONGS.format("、".join(sorted(wrong)))
    if best.derived:  # its first line is its name, the others have a source each
        row = best.text.count("\n", 0, other.sentence.start) - 1
        citation = book.cite_source(best, best.sources[row])
        yield f"{named}{other.sentence.text}[{citation.n}]"
        return
    start, end = clause_with(other, wrong)
    citation = book.cite(best, start, end)
    yield f"{named}{readable(best.text[start:end])}[{citation.n}]"


def _sides(question: Question, ranked: Sequence[Evidence]) -> list[list[Evidence]]:
    """Return the evidence of each document or section that the question names side by side.

    A fact sheet has the sides in its rows.
    """
    if ranked and ranked[0].passage.derived and len(question.documents) < 2:
        return [list(ranked)]
    if len(question.documents) > 1:
        each = [
            [e for e in ranked if document_id(e.passage.document) == d] for d in question.documents
        ]
        return [side for side in each if side]
    mentions = question.sides()
    places = [[_is_of(e, m) for m in mentions] for e in ranked]
    if any(sum(place) > 1 for place in places):
        return [list(ranked)]  # one lies in the other: a single place, named twice
    sides = [
        [e for e, place in zip(ranked, places, strict=True) if place[number]]
        for number in range(len(mentions))
    ]
    sides = [side for side in sides if side]
    return sides if len(sides) > 1 else [list(ranked)]


def _is_of(item: Evidence, mention: Mention) -> bool:
    """Whether evidence stands under what is named, or names it itself."""
    told = re.sub(r"\s", "", normalise_query(item.sentence.text))
    return mention.covers(item.passage.heading_path) or mention.name in told


def _side_name(question: Question, best: Evidence) -> str:
    for mention in question.sides():
        if mention.covers(best.passage.heading_path):
            return f"《{mention.name}》"
    title = best.passage.title
    return title if "《" in title else f"《{title}》"


def _side(
    question: Question,
    ranked: Sequence[Evidence],
    scorer: Scorer,
    book: CitationBook,
    *,
    alone: bool,
) -> Iterator[str]:
    best = ranked[0]
    if best.passage.derived and singles_out(question, best.passage):
        mine = (e.passage for e in ranked if e.passage.document == best.passage.document)
        sheets = {p.chunk_id: p for p in mine if p.derived and p is not best.passage}
        yield from figures(question, best.passage, book, list(sheets.values()))
        return
    told = [e for e in ranked if not e.passage.derived]
    if not told:
        return
    procedure = steps(question, told)
    if procedure:
        yield from numbered(*procedure, book)
        return
    siblings = parallels(question, told)
    if siblings:
        yield from quoted(question, siblings, book)
        return
    most = 1 if asks_one_place(question) else _MOST_SENTENCES if alone else 2
    picked = pick(question, told, scorer, most)
    run = list_around(question, picked[0], scorer)
    if run:
        yield from numbered(picked[0].passage, run, book)
        return
    if question.claim:
        yield from quoted(question, picked, book)
        return
    picked = filled(question, picked, told, _CHARACTERS if alone else _CHARACTERS // 2)
    yield from quoted(question, picked, book)
    yield from beside(question, picked, told, book)
