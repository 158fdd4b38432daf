"""The answer without a model: the units that answer, verbatim, in readable order, or a refusal.

Figures come from fact sheets (:mod:`rag.answer.figures`) where one has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexing.index import Index
from indexing.records import document_id
from indexing.tokenize import normalise_query
from rag.answer.citations import CitationBook, without_marks
from rag.answer.figures import figures, operates
from rag.answer.picking import ENOUGH, beside, pick
from rag.answer.quoting import BESIDE, clause_with, quoted, readable, said_once
from rag.answer.rows import worked_out
from rag.ask.claims import contradicted
from rag.ask.mentions import Mention
from rag.ask.question import Question
from rag.read.reader import Evidence, Reading
from rag.text.coverage import numbers
from rag.types import Citation, Passage

_DIFFERS = "与资料不符，资料写的是："
_SAYS = "资料的原话是："
_BELONGS = "资料里写 {} 的是："
#: Places that a refusal names.
_NEAR = 2


def compose(reading: Reading) -> tuple[str, tuple[Citation, ...]] | None:
    """Return the answer with ``[n]`` marks and its citations; ``None`` means refuse.

    Args:
        reading: what was read for the question.
    """
    book = CitationBook()
    lines: list[str] = []
    for part in reading.parts or (reading,):
        if part.relevance >= 0 and part.evidence:
            lines += _lines(part, book)
    text = said_once(lines)
    return (text, book.all()) if text else None


def _lines(reading: Reading, book: CitationBook) -> Iterator[str]:
    question = reading.question
    if lines := worked_out(question, reading.table, book):
        yield from lines
        return
    sides = _sides(question, reading.evidence)
    for side in sides:
        told = list(_side(question, side, book, reading.worth, ENOUGH // len(sides)))
        lines = [line for line in told if not line.startswith(BESIDE)]
        if not lines:
            continue
        label = f"{_side_name(question, side[0])}：" if len(sides) > 1 else ""
        text = label + ("\n" if label and len(lines) > 1 else "") + "\n".join(lines)
        yield from _judged(question, text, side, book) if question.claim else [text]
        yield from told[len(lines) :]


def _side(
    question: Question,
    evidence: Sequence[Evidence],
    book: CitationBook,
    worth: float,
    characters: int,
) -> Iterator[str]:
    if sheet := _sheet(question, evidence):
        mine = (e.passage for e in evidence if e.passage.document == sheet.document)
        sheets = {p.chunk_id: p for p in mine if p.derived and p is not sheet}
        yield from figures(question, sheet, book, list(sheets.values()))
        return
    told = pick(question, [e for e in evidence if not e.passage.derived], worth, characters)
    if not told:
        return
    yield from quoted(question, told, book)
    if not question.claim:
        for line in quoted(question, beside(question, evidence, told, worth), book):
            yield f"{BESIDE}{line}"


def _sheet(question: Question, evidence: Sequence[Evidence]) -> Passage | None:
    """Return the best passage where it is a fact sheet to work with, else ``None``."""
    best = max((item.passage for item in evidence), key=lambda passage: passage.score)
    return best if best.derived and operates(question, best) else None


def _judged(
    question: Question, told: str, evidence: Sequence[Evidence], book: CitationBook
) -> Iterator[str]:
    """Yield what the document says of a claim, and where a wrong number of it belongs."""
    best = evidence[0].passage
    above = " ".join((best.title, *best.heading_path))
    wrong = contradicted(question.text, without_marks(told), above)
    yield f"{_DIFFERS if wrong else _SAYS}{told}"
    here = (e for e in evidence if e.passage is best and wrong <= numbers(e.text))
    other = next(here, None) if wrong else None
    if other is None:
        return
    named = _BELONGS.format("、".join(sorted(wrong)))
    if best.derived:  # its first line is its name, the others have a source each
        row = best.text.count("\n", 0, other.unit.start) - 1
        if 0 <= row < len(best.sources):
            yield f"{named}{other.text}[{book.cite_source(best, best.sources[row]).n}]"
        return
    start, end = clause_with(other, wrong)
    citation = book.cite(best, start, end)
    yield f"{named}{readable(best.text[start:end])}[{citation.n}]"


def _sides(question: Question, evidence: Sequence[Evidence]) -> list[Sequence[Evidence]]:
    """Return the evidence of each document or section that the question names side by side.

    A fact sheet has the sides in its rows.
    """
    if evidence[0].passage.derived and len(question.documents) < 2:
        return [evidence]
    if len(question.documents) > 1:
        each: list[Sequence[Evidence]] = [
            [e for e in evidence if document_id(e.passage.document) == d]
            for d in question.documents
        ]
        return [side for side in each if side]
    mentions = question.sides()
    places = [[_is_of(e, m) for m in mentions] for e in evidence]
    if any(sum(place) > 1 for place in places):
        return [evidence]  # one lies in the other: a single place, named twice
    sides: list[Sequence[Evidence]] = [
        [e for e, place in zip(evidence, places, strict=True) if place[number]]
        for number in range(len(mentions))
    ]
    sides = [side for side in sides if side]
    return sides if len(sides) > 1 else [evidence]


def _is_of(item: Evidence, mention: Mention) -> bool:
    """Whether evidence stands under what is named, or names it itself."""
    told = re.sub(r"\s", "", normalise_query(item.text))
    return mention.covers(item.passage.heading_path) or mention.name in told


def _side_name(question: Question, best: Evidence) -> str:
    for mention in question.sides():
        if mention.covers(best.passage.heading_path):
            return f"《{mention.name}》"
    title = best.passage.title
    return title if "《" in title else f"《{title}》"


def refusal(
    index: Index, question: Question, passages: Sequence[Passage], *, limited: bool = False
) -> str:
    """Return a refusal: that the documents do not say it, what was searched, what is near.

    Args:
        index: what was searched.
        question: what was asked.
        passages: the best of what was found.
        limited: whether the user chose what was searched.
    """
    infos = {info.id: info.title for info in index.documents()}
    named = [infos[identifier] for identifier in question.documents if identifier in infos]
    titles = named or list(infos.values())
    shown = "、".join(_title(title) for title in titles[:4])
    more = f"等 {len(titles)} 份资料" if len(titles) > 4 else ""
    where, only = ("所选的资料", "只查了") if limited else ("资料", "查过的是")
    text = f"{where}里没有找到这个问题的答案。{only}：{shown}{more}。"
    near = list(dict.fromkeys(_place(passage) for passage in passages if passage.heading_path))
    if near:
        text += f"较接近的内容在：{'；'.join(near[:_NEAR])}。"
    return text


def _title(title: str) -> str:
    return title if "《" in title else f"《{title}》"


def _place(passage: Passage) -> str:
    return f"{_title(passage.title)}{' › '.join(passage.heading_path[-2:])}"
