"""The answer without a model: the sentences, items or rows that answer, in readable order.

Sentences are picked greedily: each must add terms of the question that those before it lack. A
list is given whole when the question asks for it; figures come from fact sheets
(:mod:`rag.generation.figures`) where one has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from indexing.tokenize import normalise_query
from rag.citations import CitationBook
from rag.generation.evidence import Evidence, Scorer
from rag.generation.figures import figures
from rag.generation.sections import section_opening
from rag.generation.sufficiency import sufficient
from rag.generation.tightening import tight
from rag.question import Question, Wanted
from rag.sentences import Sentence, sentences, without_marker
from rag.types import Citation, Passage

#: Characters after which no further sentence is added.
_ENOUGH = 150
_MOST_SENTENCES = 4
#: A further sentence must add at least this share of the question's terms.
_GAIN = 0.1
#: Of several things asked for, what fits so nearly as well as the best is told too.
_NEARLY = 0.85
#: One item of a list is the answer when it has so much more of the question's terms.
_STANDS_OUT = 0.3
#: Whole lists are given up to this many characters.
_LONGEST_LIST = 420


def answer(
    question: Question,
    parts: Sequence[Question],
    passages: Sequence[Passage],
    scorer_of: Callable[[Question], Scorer],
) -> tuple[str, tuple[Citation, ...]] | None:
    """Return the answer with ``[n]`` marks and its citations; ``None`` means refuse.

    Args:
        question: the question as understood.
        parts: its parts where it asks several things, else none.
        passages: the ranked passages, best first.
        scorer_of: makes the scorer of a question.
    """
    book = CitationBook()
    lines: list[str] = []
    for part in parts or [question]:
        scorer = scorer_of(part)
        ranked = scorer.evidence(passages)
        if sufficient(part, ranked, passages, scorer):
            lines += [line for line in _lines(part, ranked, scorer, book) if line not in lines]
    return ("\n".join(lines), book.all()) if lines else None


def _lines(
    question: Question, ranked: Sequence[Evidence], scorer: Scorer, book: CitationBook
) -> Iterator[str]:
    sides = _sides(question, ranked)
    for side in sides:
        lines = list(_side(question, side, scorer, book, alone=len(sides) == 1))
        label = f"{_side_name(question, side[0])}：" if len(sides) > 1 else ""
        yield label + ("\n" if label and len(lines) > 1 else "") + "\n".join(lines)


def _sides(question: Question, ranked: Sequence[Evidence]) -> list[list[Evidence]]:
    """Return the evidence of each document or section that the question names side by side."""
    if len(question.documents) > 1:
        order = list(dict.fromkeys(e.passage.document for e in ranked))[: len(question.documents)]
        return [[e for e in ranked if e.passage.document == document] for document in order]
    mentions = question.sides()
    places = [[m.covers(e.passage.heading_path) for m in mentions] for e in ranked]
    if any(sum(place) > 1 for place in places):
        return [list(ranked)]  # one lies in the other: a single place, named twice
    sides = [
        [e for e, place in zip(ranked, places, strict=True) if place[number]]
        for number in range(len(mentions))
    ]
    sides = [side for side in sides if side]
    return sides if len(sides) > 1 else [list(ranked)]


def _side_name(question: Question, best: Evidence) -> str:
    for mention in question.sides():
        if mention.covers(best.passage.heading_path):
            return f"《{mention.name}》"
    title = best.passage.title
    return title if title.startswith("《") else f"《{title}》"


def _side(
    question: Question,
    ranked: Sequence[Evidence],
    scorer: Scorer,
    book: CitationBook,
    *,
    alone: bool,
) -> Iterator[str]:
    best = ranked[0]
    if best.passage.derived:
        yield from figures(question, best.passage, book)
        return
    opening = section_opening(question, ranked, scorer)
    for passage, sentence in opening:
        citation = book.cite(passage, sentence.start, sentence.end)
        yield f"{_readable(sentence.text)}[{citation.n}]"
    if opening:
        return
    told = [e for e in ranked if not e.passage.derived]
    picked = _pick(question, told, scorer, _MOST_SENTENCES if alone else 2)
    run = _whole_list(question, picked[0], ranked, scorer) if picked else None
    if run is not None:
        for number, entry in enumerate(run, start=1):
            citation = book.cite(best.passage, entry.start, entry.end)
            yield f"{number}. {without_marker(_readable(entry.text))}[{citation.n}]"
        return
    for item in picked:
        start, end = tight(question, item, scorer)
        citation = book.cite(item.passage, start, end)
        yield f"{_readable(item.passage.text[start:end])}[{citation.n}]"


def _pick(
    question: Question, ranked: Sequence[Evidence], scorer: Scorer, most: int
) -> list[Evidence]:
    """Return the best sentence and those that add to it, in order of their score.

    A sentence adds when it has terms those before it lack, a quoted phrase they lack, or, where
    several things are asked for at once, when it fits nearly as well as the best.
    """
    picked = [ranked[0]]
    covered = set(ranked[0].covered)
    several = question.wanted is Wanted.LIST and not _enumerates(ranked[0].sentence.text)
    for item in ranked[1:]:
        if len(picked) >= most or sum(len(e.sentence.text) for e in picked) >= _ENOUGH:
            break
        adds = scorer.share(item.own - covered) >= _GAIN
        fits = (
            several
            and item.score >= _NEARLY * ranked[0].score
            and item.passage is ranked[0].passage
        )
        if adds or fits or _new_phrase(question, item, picked):
            picked.append(item)
            covered |= item.covered
    return picked


def _new_phrase(question: Question, item: Evidence, picked: Sequence[Evidence]) -> bool:
    """Whether a sentence opens with a quoted phrase that no picked sentence opens with."""
    mine = [p for p in question.quoted if _opens_with(item, p)]
    return bool(mine) and not any(_opens_with(e, p) for e in picked for p in mine)


def _opens_with(item: Evidence, phrase: str) -> bool:
    return normalise_query(without_marker(item.sentence.text)).startswith(phrase)


def _whole_list(
    question: Question, item: Evidence, ranked: Sequence[Evidence], scorer: Scorer
) -> list[Sentence] | None:
    """Return the items around a sentence when the question asks for the list they form.

    Where one item has far more of the question's terms than the others, it alone is meant.
    """
    if question.wanted not in (Wanted.LIST, Wanted.PROCEDURE, Wanted.TEXT):
        return None
    parts = sentences(item.passage.text)
    at = next(i for i, part in enumerate(parts) if part.start == item.sentence.start)
    introduces = item.sentence.text.endswith(("：", ":"))
    if not (item.sentence.item or introduces) or _enumerates(item.sentence.text):
        return None
    first = at + 1 if introduces else at
    while first > 0 and parts[first - 1].item and not introduces:
        first -= 1
    last = first
    while last < len(parts) and parts[last].item:
        last += 1
    run = parts[first:last]
    others = [
        scorer.share(e.own)
        for e in ranked
        if e.passage is item.passage and e is not item and e.sentence in run
    ]
    if others and not introduces and scorer.share(item.own) - max(others) >= _STANDS_OUT:
        return None
    if len(run) < 2 or sum(len(entry.text) for entry in run) > _LONGEST_LIST:
        return None
    return run


def _enumerates(text: str) -> bool:
    """Whether a single item is itself the list asked for (``四大特点：甲、乙、丙、丁``)."""
    return bool(re.search(r"[:：]\S+?(?:、\S+?){2,}|→.*→", text))


def _readable(text: str) -> str:
    """Return a verbatim piece on one line."""
    return re.sub(r"\s*[\n\t]\s*", " ", text).strip()
