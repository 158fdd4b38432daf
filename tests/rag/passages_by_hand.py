"""Passages and questions made by hand, for tests of what is answered from them."""

from indexing.tokenize import Tokenizer, normalise_query
from rag.ask.question import Question, wanted
from rag.ask.terms import Terms
from rag.read.evidence import Scorer
from rag.read.reader import Reading
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
        "wanted": wanted(folded),
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


def scorer(asked, weights=None):
    """A scorer for which every term of the question counts alike, or as given."""
    return Scorer(asked, TOKENIZER, Terms(weights or dict.fromkeys(asked.terms, 1.0)))


def reading(passages, asked, *parts):
    """What is read in passages for a question and its parts, where all terms count alike."""
    return Reading(tuple(passages), scorer(asked), tuple(scorer(part) for part in parts))
