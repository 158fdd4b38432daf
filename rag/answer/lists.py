"""Whole lists and the steps of a procedure: complete, in order, with nothing else in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.ask.chatter import for_readers
from rag.ask.question import Question, Wanted
from rag.read.evidence import Scorer
from rag.read.pieces import Evidence
from rag.text.sentences import Sentence, sentences
from rag.types import Passage

#: Whole lists are given up to this many characters.
_LONGEST = 420
#: One item of a list is the answer when it has so much more of the question's terms.
_STANDS_OUT = 0.3
#: Fewer steps than this are a sentence, not a procedure.
_FEWEST_STEPS = 3
#: The steps are looked for in so many of the best sentences.
_CANDIDATES = 12
#: Who asks for several things wants the list, however well one of its items fits.
_ALL_ITEMS = re.compile(r"哪[几两三四五六七八九十][种个项条点类大步]")
_STYLES = (r"\d", r"[（(]\d", r"[①-⑳]", r"【", r"[・•●▪*-]")


def list_around(question: Question, item: Evidence, scorer: Scorer) -> list[Sentence]:
    """Return the items around a sentence when the question asks for the list they form, else none.

    Items are of one list when nothing but items of one style stands between them, in one table
    cell; an item that opens a line has all of its sentences. Where one item has far more of the
    question's terms than the others, it alone is meant.
    """
    if question.wanted not in (Wanted.LIST, Wanted.PROCEDURE, Wanted.TEXT):
        return []
    text = item.passage.text
    parts = _entries(text)
    at = next(i for i, part in enumerate(parts) if item.sentence.end <= part.end)
    introduces = item.sentence.text.endswith(("：", ":"))
    if not (parts[at].item or introduces) or enumerates(item.sentence.text):
        return []
    first = at + 1 if introduces else at
    while not introduces and first > 0 and _same_list(text, parts[first - 1], parts[first]):
        first -= 1
    last = first + 1
    while last < len(parts) and _same_list(text, parts[last - 1], parts[last]):
        last += 1
    run = [part for part in parts[first:last] if part.item]
    if not introduces and len(run) > 1 and not _ALL_ITEMS.search(question.folded):
        shares = {part: scorer.share(scorer.terms_of(part.text)) for part in run}
        mine = shares.pop(parts[at])
        if mine - max(shares.values()) >= _STANDS_OUT:
            return []
    return run if len(run) > 1 and sum(len(part.text) for part in run) <= _LONGEST else []


def steps(question: Question, ranked: Sequence[Evidence]) -> tuple[Passage, list[Sentence]] | None:
    """Return the clauses of the paragraph that tells a procedure, where one is asked for.

    It is the paragraph or cell with the most clauses parted by semicolons among those of the best
    sentences, and no list; a chain of arrows is a sentence of its own and left alone.
    """
    if question.wanted is not Wanted.PROCEDURE or not ranked or enumerates(ranked[0].sentence.text):
        return None
    best: tuple[Passage, list[Sentence]] | None = None
    most = _FEWEST_STEPS - 2
    for item in ranked[:_CANDIDATES]:
        if item.passage.derived or item.score < 0.5 * ranked[0].score:
            continue
        run = _paragraph(item)
        parted = sum(bool(re.search(r"\w[；;]$", part.text)) for part in run[:-1])
        if parted > most and not any(part.item for part in run):
            best, most = (item.passage, run), parted
    return best if best and sum(len(part.text) for part in best[1]) <= _LONGEST else None


def enumerates(text: str) -> bool:
    """Whether a sentence is itself the list asked for: ``特点：甲、乙、丙``, ``先甲，再乙，…``."""
    return bool(re.search(r"[:：]\S+?(?:、\S+?){2,}|→.*→|先[^。；]+[，,]再[^。；]+[，,]", text))


def _entries(text: str) -> list[Sentence]:
    """Return the sentences of a text, those of one item in one where the item opens its line."""
    out: list[Sentence] = []
    for part in for_readers(text):
        before = out[-1] if out else None
        if before and before.item and not part.item and _opens_line(text, before.start):
            between = text[before.end : part.start]
            if "\n" not in between and "\t" not in between:
                out[-1] = Sentence(text[before.start : part.end], before.start, part.end, item=True)
                continue
        out.append(part)
    return out


def _opens_line(text: str, start: int) -> bool:
    """Whether nothing stands before a place in its line or cell."""
    return not re.split(r"[\n\t]", text[:start])[-1].strip()


def _same_list(text: str, before: Sentence, after: Sentence) -> bool:
    """Whether two neighbouring sentences are items of one list."""
    if not (before.item and after.item) or "\t" in text[before.end : after.start]:
        return False
    return _style(before.text) == _style(after.text)


def _style(item: str) -> int:
    return next((i for i, s in enumerate(_STYLES) if re.match(s, item)), -1)


def _paragraph(item: Evidence) -> list[Sentence]:
    """Return the sentences of the line or cell that a sentence stands in."""
    text = item.passage.text
    start = max(text.rfind(mark, 0, item.sentence.start) for mark in "\n\t") + 1
    ends = [at for mark in "\n\t" if (at := text.find(mark, item.sentence.end)) >= 0]
    end = min(ends, default=len(text))
    return [part for part in sentences(text) if start <= part.start and part.end <= end]
