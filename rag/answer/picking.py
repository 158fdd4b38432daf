"""Picks the sentences of an answer: the best, and those that add to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexing.tokenize import normalise_query
from rag.answer.lists import enumerates
from rag.ask.question import Question, Wanted
from rag.read.evidence import Scorer
from rag.read.forms import fits
from rag.read.pieces import Evidence
from rag.text.coverage import coverage, numbers
from rag.text.sentences import without_marker

#: Characters after which no further sentence is added.
_ENOUGH = 150
#: A further sentence must add at least this share of the question's terms.
_GAIN = 0.1
#: Of several things asked for, what fits so nearly as well as the best is told too.
_NEARLY = 0.85
#: The same of rows of one table.
_NEAR = 0.74
#: What has so little of the score of the best tells of something else. Of unseen questions 66 to
#: 68 % are answered with any share up to half, 64 % with three quarters (``eval/ABLATION.md``).
_RELATED = 0.4
#: Sentences of sibling sections say the same of their subject when they share so much.
_ALIKE = 0.3
_DEFINES = re.compile(r"\s*(?:[:：]|是|指|即|,是|，是)")


def pick(
    question: Question, ranked: Sequence[Evidence], scorer: Scorer, most: int
) -> list[Evidence]:
    """Return the best sentence and up to ``most - 1`` that add to it, in order of their score.

    A sentence adds when it has terms those before it lack, a quoted phrase they lack, or, where
    several things are asked for at once, when it fits nearly as well as the best.
    """
    picked = [ranked[0]]
    covered = set(ranked[0].covered)
    several = question.wanted is Wanted.LIST and not enumerates(ranked[0].sentence.text)
    for item in ranked[1:]:
        if len(picked) >= most or sum(len(e.sentence.text) for e in picked) >= _ENOUGH:
            break
        if astray(question, item, ranked[0]):
            continue
        if question.wanted is Wanted.NUMBER and not _as_fitting(question, item, ranked[0]):
            continue
        adds = scorer.share(item.own - covered) >= _GAIN
        fits = several and item.score >= _nearly_as(item, ranked[0]) * ranked[0].score
        fits = fits and item.passage is ranked[0].passage
        if adds or fits or _new_phrase(question, item, picked):
            picked.append(item)
            covered |= item.covered
    return sorted(picked, key=lambda e: _asked_at(question, e))


def _nearly_as(item: Evidence, best: Evidence) -> float:
    """Return how nearly a further sentence must fit; rows of one table are told together."""
    return _NEAR if item.cells and best.cells else _NEARLY


def filled(
    question: Question, picked: Sequence[Evidence], ranked: Sequence[Evidence], characters: int
) -> list[Evidence]:
    """Return what was picked and the next best evidence of its documents, as long as it has room.

    What stands under another name than the one asked about is none.

    Which sentence answers, words alone tell badly where nobody tuned them; what has room in 160
    characters answers half as many questions again (``eval/ABLATION.md``).

    Args:
        question: the question.
        picked: comes first, however long it is.
        ranked: all evidence, best first.
        characters: most characters in all.
    """
    told = list(picked)
    documents = {item.passage.document for item in picked}
    enough = _RELATED * ranked[0].score
    room = characters - sum(len(item.sentence.text) for item in picked)
    for item in ranked:
        if item.score < enough or len(item.sentence.text) > room or item in told:
            continue
        if item.passage.document in documents and not astray(question, item, picked[0]):
            told.append(item)
            room -= len(item.sentence.text)
    return told


def astray(question: Question, item: Evidence, best: Evidence) -> bool:
    """Whether evidence is of another chapter or row than the one that is asked about."""
    return bool(_named(question, best) - _named(question, item))


def _named(question: Question, item: Evidence) -> set[str]:
    """Return the names of a question that a sentence has or stands under."""
    text = re.sub(r"\s", "", normalise_query(item.sentence.text))
    path = item.passage.heading_path
    return {
        m.name for m in question.mentions if m.start >= 0 and (m.name in text or m.covers(path))
    }


def _as_fitting(question: Question, item: Evidence, best: Evidence) -> bool:
    """Whether a further sentence has a number too, and the unit asked for if the best has it."""
    told = item.sentence.text
    return bool(numbers(told)) and fits(question, told) >= fits(question, best.sentence.text)


def parallels(question: Question, ranked: Sequence[Evidence]) -> list[Evidence]:
    """Return the best sentence and what sibling sections say alike, in reading order; else none.

    “三个层级有什么不同” is answered by one sentence of each level's section.
    """
    if not question.contrasts or not ranked or ranked[0].passage.derived:
        return []
    best = ranked[0]
    parent = best.passage.heading_path[:-1]
    found = {best.passage.heading_path: best}
    for item in ranked[1:]:
        path = item.passage.heading_path
        sibling = path[:-1] == parent and item.passage.document == best.passage.document
        if sibling and path not in found and _alike(best, item):
            found[path] = item
    if len(found) < 2:
        return []
    return sorted(found.values(), key=lambda e: e.passage.start + e.sentence.start)


def _alike(left: Evidence, right: Evidence) -> bool:
    return coverage(left.sentence.text, right.sentence.text) >= _ALIKE


def _new_phrase(question: Question, item: Evidence, picked: Sequence[Evidence]) -> bool:
    """Whether a sentence opens with a quoted phrase that no picked sentence opens with."""
    mine = [p for p in question.quoted if _opens_with(question, item, p)]
    return bool(mine) and not any(_opens_with(question, e, p) for e in picked for p in mine)


def _asked_at(question: Question, item: Evidence) -> int:
    """Return which quoted phrase a sentence opens with; their number where with none."""
    opened = (n for n, p in enumerate(question.quoted) if _opens_with(question, item, p))
    return next(opened, len(question.quoted))


def _opens_with(question: Question, item: Evidence, phrase: str) -> bool:
    text = normalise_query(without_marker(item.sentence.text))
    if not text.startswith(phrase):
        return False
    defines = question.wanted is Wanted.DEFINITION
    return not defines or bool(_DEFINES.match(text[len(phrase) :]))
