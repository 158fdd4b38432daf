"""Picks what is told: the units the reader takes for evidence, as many as are read at ease."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from indexing.tokenize import normalise_query
from rag.ask.question import Question
from rag.read.reader import Evidence
from rag.text.sentences import Sentence, is_heading, is_item

#: A document, and the headings over a passage of it from the outermost inward.
Place = tuple[str, tuple[str, ...]]

#: Characters of an answer after which nothing is added but what makes a list whole.
ENOUGH = 170
#: Characters up to which a list or table is told whole, where so much of it is evidence.
_LONGEST, _MOST, _SURE = 420, 0.5, -1.0
#: How much less sure than the surest unit (in logits) one from elsewhere may be.
_ELSEWHERE = 3.5
#: Characters of what stands beside an answer.
_BESIDE = 100
#: A number alone says nothing outside of the answer, and after its surest unit only where a number
#: is asked for.
_TELLING = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"[^\w%％‰]*\d+(?:\.\d+)?[^\w%％‰]*")
_HOW_MUCH = re.compile(r"多少|几")
_STYLES = (r"\d", r"[（(]\d", r"[①-⑳]", r"【", r"[・•●▪*-]")


def pick(
    question: Question, evidence: Sequence[Evidence], worth: float, characters: int = ENOUGH
) -> list[Evidence]:
    """Return the surest unit and what else is worth telling while there is room; lists whole.

    What stands under another name than the one that is asked about is not; what stands in another
    document or section than what is told already has to be nearly as sure as the surest unit.

    Args:
        question: the question.
        evidence: all units that were read, best first.
        worth: score of a unit that is worth telling.
        characters: of room.
    """
    told: list[Evidence] = []
    names, room = set[str](), characters
    for item in evidence:
        if item in told or not _says_something(item):
            continue
        if told and (item.score < worth or len(item.text) > room or _out_of_place(question, item)):
            continue
        own = _names(question, item)
        if not told:
            names = own
        elif names - own or (item.score < told[0].score - _ELSEWHERE and _apart(item, told)):
            continue
        for added in _whole_list(item, evidence) or [item]:
            if added not in told:
                told.append(added)
                room -= len(added.text)
    return told


def beside(
    question: Question, evidence: Sequence[Evidence], told: Sequence[Evidence], worth: float
) -> list[Evidence]:
    """Return what the next best place says where that is worth telling; else nothing."""
    used = {item.passage.chunk_id for item in told}
    others = [
        item for item in evidence if item.passage.chunk_id not in used and not item.passage.derived
    ]
    best = next((o for o in others if _says_something(o) and _TELLING.search(o.text)), None)
    if best is None or best.score < worth:
        return []
    there = [item for item in others if item.passage is best.passage]
    return pick(question, there, worth, _BESIDE)


def same_place(one: Place, other: Place) -> bool:
    """Whether two places are one: the same document, and half of the headings of the shallower."""
    (document, path), (other_document, other_path) = one, other
    shared = sum(1 for _ in takewhile(lambda p: p[0] == p[1], zip(path, other_path, strict=False)))
    return document == other_document and 2 * shared >= min(len(path), len(other_path))


def _apart(item: Evidence, told: Sequence[Evidence]) -> bool:
    """Whether a unit stands in another place than everything that is told."""
    return not any(same_place(_place(item), _place(other)) for other in told)


def _place(item: Evidence) -> Place:
    return item.passage.document, item.passage.heading_path


def _names(question: Question, item: Evidence) -> set[str]:
    """Return the names of a question that a unit has or stands under."""
    text = re.sub(r"\s", "", normalise_query(item.text))
    path = item.passage.heading_path
    return {m.name for m in question.mentions if m.name in text or m.covers(path)}


def _says_something(item: Evidence) -> bool:
    """Whether a unit is more than a heading or the names of columns."""
    unit = item.unit
    sentence = Sentence(item.text, unit.start, unit.end, item=False)
    return not (unit.header or is_heading(sentence, item.passage))


def _out_of_place(question: Question, item: Evidence) -> bool:
    """Whether a unit is a number, such as that of a row, and no number is asked for."""
    return bool(_NUMBER.fullmatch(item.text)) and not _HOW_MUCH.search(question.folded)


def _whole_list(item: Evidence, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the list or table that a unit is of, where most of it is evidence; else nothing."""
    if item.passage.derived:
        return []
    mine = sorted((e for e in evidence if e.passage is item.passage), key=lambda e: e.unit.start)
    runs = (run for run in _runs(item.passage.text, mine) if item in run)
    run = next(runs, [])
    sure = sum(e.score >= _SURE for e in run)
    long = sum(len(e.text) for e in run) > _LONGEST
    return [] if len(run) < 2 or sure < max(2, _MOST * len(run)) or long else run


def _runs(text: str, units: Sequence[Evidence]) -> Iterator[list[Evidence]]:
    """Yield the runs of neighbouring units that are one list or the rows of one table."""
    run: list[Evidence] = []
    for item in units:
        if run and not _goes_on(text, run, item):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _goes_on(text: str, run: Sequence[Evidence], after: Evidence) -> bool:
    """Whether a list or table goes on: with a row, an item, or the rest of an item's line."""
    first, before = run[0], run[-1].unit
    if before.header or after.unit.header:
        return False
    if before.cells or after.unit.cells:
        return len(before.cells) == len(after.unit.cells)
    apart = text[before.end : after.unit.start]
    if not is_item(first.text) or "\t" in apart:
        return False
    if is_item(after.text):
        return _style(first.text) == _style(after.text)
    # What follows an item that stands inside a line may be of the whole line.
    last = next(item for item in reversed(run) if is_item(item.text))
    opens = text[: last.unit.start].rpartition("\n")[2].rpartition("\t")[2]
    return "\n" not in apart and not opens.strip()


def _style(item: str) -> int:
    return next((i for i, style in enumerate(_STYLES) if re.match(style, item)), -1)
