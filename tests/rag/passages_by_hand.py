"""Passages and questions made by hand, for tests of what is answered from them."""

from indexing.tokenize import Tokenizer, normalise_query
from rag.ask.question import Question
from rag.read.reader import Evidence, Reading
from rag.read.units import units_of
from rag.types import Passage, SourceQuote

TOKENIZER = Tokenizer()


class Known:
    """An index of which only the words of its documents are known, each of weight 2."""

    tokenizer = TOKENIZER

    def __init__(self, *words):
        self.words = set(words)

    def term_weights(self, terms):
        return dict.fromkeys(terms, 2.0)

    def known_terms(self, terms):
        return self.words & set(terms)


def question(text, **more):
    """A question that names nothing, as far as the index is concerned."""
    folded = normalise_query(text)
    known = {
        "text": text,
        "folded": folded,
        "full": folded,
        "terms": tuple(TOKENIZER.query_terms(folded)),
        "expanded": (),
        "documents": (),
        "mentions": (),
        "figures": False,
    }
    return Question(**(known | more))


def passage(text, rank=1, path=("一、安排",), **more):
    known = {
        "rank": rank,
        "chunk_id": f"c{rank}",
        "document": f"{rank}.md",
        "title": "木工培训标准",
        "heading_path": path,
        "page": rank,
        "text": text,
        "score": 1 / rank,
        "start": 1000 * rank,
        "end": 1000 * rank + len(text),
        "kind": "paragraph",
    }
    return Passage(**(known | more))


def sheet(rows, unit="学时", rank=1, **more):
    """A fact sheet of ``(name, value)`` rows; row ``i`` was read from ``100*i`` on page ``i+1``."""
    lines = [f"{name}：{value} {unit}" for name, value in rows]
    total = f"合计：{len(rows)} 项，{sum(value for _, value in rows)} {unit}"
    sources = tuple(
        SourceQuote(
            "标准.md", quote := f"{name}\t{value}", 100 * i, 100 * i + len(quote), i + 1, f"s{i}"
        )
        for i, (name, value) in enumerate(rows)
    )
    text = "\n".join(["课程的学时安排", *lines, total])
    return passage(text, rank, kind="fact_sheet", derived=True, sources=sources, **more)


def evidence(*passages, scores=None, usual=-5.0):
    """The units of passages as evidence, best first.

    Args:
        passages: the passages.
        scores: text of a unit → its score.
        usual: the score of all other units; far below what is told.
    """
    scores = scores or {}
    out = [
        Evidence(found, unit, scores.get(found.text[unit.start : unit.end], usual))
        for found in passages
        for unit in units_of(found.text, derived=found.derived)
    ]
    assert scores.keys() <= {item.text for item in out}, "a score of no unit"
    return tuple(sorted(out, key=lambda item: -item.score))


def reading(asked, *passages, scores=None, relevance=1.0, worth=0.0, parts=(), usual=-5.0):
    """What a reader made of passages: how surely they answer, and the score of each unit.

    Units are worth telling from ``worth`` on; see :func:`evidence` for the others.
    """
    asked = question(asked) if isinstance(asked, str) else asked
    told = evidence(*passages, scores=scores, usual=usual)
    return Reading(asked, passages, relevance, told, worth, tuple(parts))
