"""What kind of document it is, by its title, its fields and its structure, with a probability.

Three sorts of evidence are added up for every kind: what the title names, the words of that kind
that stand where a label does (alone on a line, in a cell, before a colon), and what only structure
tells: articles (``第七条``), tables by weeks or weekdays, slides. A word that several kinds have
tells less of each. The sums are turned into probabilities by a softmax; the words are in
``indexing/kinds/shared/vocabulary.toml``. How a document is parsed is not decided here.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from indexing.kinds.shared.titles import bare_title
from indexing.kinds.shared.vocabulary import label, vocabulary
from indexing.numerals import article
from indexing.readers.blocks import Block, Line, TableBlock
from indexing.records import DocumentKind
from indexing.searchtext import fold

#: What a title is worth that ends with the name of a kind, and one that only has it in it.
_ENDS, _HAS = 3.0, 2.0
#: What the words for fields are worth together, at most; so many of them make half of it.
_FIELDS, _HALF = 4.0, 3.0
#: What structure is worth where all of a document has it.
_STRUCTURE = 4.0
#: What speaks for no known kind from the beginning.
_GENERIC = 1.8
#: Divides the sums before they become probabilities; fitted for likelihood.
_TEMPERATURE = 0.7
#: A label longer than this is a sentence.
_LONGEST = 14
_LONGEST_TITLE = 60
#: So many articles or slides, or such a share of the text by weeks, are a document of them.
_MANY, _MOST = 8, 0.4
_WEEK = re.compile(
    r"^第?[一二三四五六七八九十\d]{1,3}(?:[-—~～、,][一二三四五六七八九十\d]{1,3})*周?$"
)
_WEEKS = re.compile(r"^(?:教学)?周次?$")
_WEEKDAYS = re.compile(r"^(?:星期|周|礼拜)[一二三四五六日天]$")
_SLIDE = re.compile(r"^(?:幻灯片|slide)\s*\d+$", re.IGNORECASE)
_FEWEST_DAYS = 4
_NOTICE = re.compile(r"^(?:.{0,20}关于)?(?:印发|发布|公布)(.+?)的?通知$")

Words = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a document shows of its kind.

    Attributes:
        titles: what it may be called, the likeliest first; folded, without remarks and site.
        labels: what stands alone on a line, in a cell or before a colon, folded.
        articles: number of articles.
        weeks: share of the text that stands in tables by weeks or weekdays, 0 to 1.
        slides: number of slides.
    """

    titles: tuple[str, ...]
    labels: frozenset[str]
    articles: int = 0
    weeks: float = 0.0
    slides: int = 0


def evidence(
    blocks: Sequence[Block], titles: Iterable[str], labels: Iterable[str], slides: int = 0
) -> Evidence:
    """Return what a document shows of its kind.

    Args:
        blocks: the blocks of the document.
        titles: what it may be called, the likeliest first.
        labels: what stands alone in it, folded by :func:`indexing.kinds.shared.vocabulary.label`.
        slides: number of its pages that are slides by the file's format.
    """
    lines = [block for block in blocks if isinstance(block, Line)]
    tables = [block for block in blocks if isinstance(block, TableBlock)]
    return Evidence(
        titles=tuple(dict.fromkeys(bare for t in titles if (bare := _bare(t)))),
        labels=frozenset(text for text in labels if 1 < len(text) <= _LONGEST),
        articles=sum(article(line.text) is not None for line in lines),
        weeks=_share_by_weeks(lines, tables),
        slides=_MANY if slides else sum(bool(_SLIDE.match(line.text.strip())) for line in lines),
    )


def recognise(found: Evidence, words: Words | None = None) -> tuple[DocumentKind, float]:
    """Return the likeliest kind and its probability.

    Args:
        found: what the document shows.
        words: the words for fields of each kind; ``None`` for those of the vocabulary.
    """
    scores = _scores(found, field_words() if words is None else words)
    best = max(scores, key=lambda kind: scores[kind])
    top = scores[best]
    total = sum(math.exp((score - top) / _TEMPERATURE) for score in scores.values())
    return best, 1 / total


@cache
def field_words() -> dict[str, frozenset[str]]:
    """Return the words for fields of each kind, folded."""
    keys = ("marks", "typical", "signs")
    return {
        kind: frozenset(label(word) for key in keys for word in rule.get(key, ()))
        for kind, rule in vocabulary()["kinds"].items()
    }


def stands_in(word: str, labels: Collection[str]) -> bool:
    """Whether one of the labels begins or ends with a word: ``课程目标``, ``毕业要求与学分``."""
    return any(text.startswith(word) or text.endswith(word) for text in labels)


def _scores(found: Evidence, words: Words) -> dict[DocumentKind, float]:
    shared = Counter(word for own in words.values() for word in own)
    scores = dict.fromkeys(DocumentKind, 0.0)
    scores[DocumentKind.GENERIC] = _GENERIC
    for name, own in words.items():
        met = sum(1 / shared[w] for w in own if stands_in(w, found.labels))
        scores[DocumentKind(name)] += _FIELDS * met / (met + _HALF)
    for text in found.titles:
        named, points = _named(text)
        if named is not None:
            scores[named] += points
            break
    structure = {
        DocumentKind.REGULATION: found.articles / _MANY,
        DocumentKind.SCHEDULE: found.weeks / _MOST,
        DocumentKind.SLIDES: found.slides / _MANY,
    }
    for kind, share in structure.items():
        scores[kind] += _STRUCTURE * min(1.0, share)
    return scores


def _named(title: str) -> tuple[DocumentKind | None, float]:
    """Return the kind that a title names, with what that is worth.

    What stands last counts, and of words that end together the longest: 安全管理规定 is no 教案
    for having one inspected.
    """
    places = [
        (title.rfind(word) + len(word), len(word), kind)
        for kind, rule in vocabulary()["kinds"].items()
        for word in (*rule.get("titles", ()), *rule.get("named", ()))
        if word in title
    ]
    if not places:
        return None, 0.0
    end, _, kind = max(places)
    return DocumentKind(kind), _ENDS if end == len(title) else _HAS


def _bare(title: str) -> str:
    """Return a title to compare; of a notice, what it sends out."""
    bare = bare_title(title)
    notice = _NOTICE.match(bare)
    bare = bare_title(notice[1]) if notice else bare
    return bare if len(bare) <= _LONGEST_TITLE else ""


def _share_by_weeks(lines: Sequence[Line], tables: Sequence[TableBlock]) -> float:
    """Return how much of the text tells what is done in which week or at which hour of one."""
    sizes = [sum(len(cell.text) for row in table.rows for cell in row) for table in tables]
    whole = sum(len(line.text) for line in lines) + sum(sizes)
    own = sum(size for size, table in zip(sizes, tables, strict=True) if _is_by_weeks(table))
    return own / whole if whole else 0.0


def _is_by_weeks(table: TableBlock) -> bool:
    """Whether the rows of a table are weeks, or its columns weekdays."""
    rows = [[re.sub(r"\s", "", fold(cell.text)) for cell in row] for row in table.rows]
    for at, row in enumerate(rows[:3]):
        if sum(bool(_WEEKDAYS.match(text)) for text in row) >= _FEWEST_DAYS:
            return True
        for column, text in enumerate(row):
            if _WEEKS.match(text):
                below = [other[column] for other in rows[at + 1 :]]
                return sum(bool(_WEEK.match(text)) for text in below) * 2 > len(below)
    return False
