"""Ways to spoil an assistant. Each wraps one and changes what it gives out; none is in the product.

The index without segmentation is the exception: it replaces the search by words underneath.
"""

import random
import re
from dataclasses import replace

from indexing.lexical import LexicalIndex
from indexing.tokenize import Tokenizer, normalise_query
from rag.answer.citations import MARK


class Recorded:
    """Asks an assistant each question once; the mutations spoil what it said."""

    def __init__(self, assistant):
        self._assistant = assistant
        self._said = {}

    def ask(self, question, k=10, history=()):
        key = (question, k, tuple(history))
        if key not in self._said:
            self._said[key] = self._assistant.ask(question, k, history)
        return self._said[key]


class RecordedLanes:
    """Ranks by each lane once a question."""

    def __init__(self, lanes):
        self._lanes = lanes
        self._found = {}

    def search(self, question, k, history=()):
        key = (question, k, tuple(history))
        if key not in self._found:
            self._found[key] = self._lanes.search(question, k, history)
        return self._found[key]


class Mutated:
    """An assistant whose answers go through ``change``."""

    def __init__(self, assistant, change):
        self._assistant = assistant
        self._change = change

    def ask(self, question, k=10, history=()):
        return self._change(self._assistant.ask(question, k, history))


def shuffled(answer):
    """The same ten passages in another order, the same for every run."""
    passages = list(answer.passages)
    random.Random(answer.question).shuffle(passages)
    return replace(answer, passages=tuple(passages))


def empty(answer):
    return replace(answer, text="") if answer.status == "answered" else answer


def always_refuse(answer):
    return replace(answer, status="refused", text="资料里没有。", citations=())


def never_refuse(answer):
    """What would have been refused is answered with the first sentence found."""
    return replace(answer, status="answered")


def marks_shifted(answer):
    """``[1]`` becomes ``[2]`` and so on; the last points nowhere."""
    return replace(answer, text=re.sub(MARK, _next_mark, answer.text))


def _next_mark(match):
    return re.sub(r"\d+", lambda number: str(int(number[0]) + 1), match[0])


def citations_rotated(answer):
    """Every mark resolves, but to the quote of its neighbour; a lone one to another answer's."""
    moved = [replace(c, n=c.n % len(answer.citations) + 1) for c in answer.citations]
    return replace(answer, citations=tuple(moved))


def offsets_shifted(answer):
    """Every quote is said to stand one character further on."""
    moved = [replace(c, start=c.start + 1, end=c.end + 1) for c in answer.citations]
    return replace(answer, citations=tuple(moved))


def digits_changed(answer):
    """The last digit of every number of the answer is another; marks stay."""
    parts = re.split(f"({MARK})", answer.text)
    changed = [
        part if number % 2 else re.sub(r"\d(?!\d)", lambda d: str((int(d[0]) + 1) % 10), part)
        for number, part in enumerate(parts)
    ]
    return replace(answer, text="".join(changed))


MUTATIONS = {
    "shuffled retriever": shuffled,
    "empty answers": empty,
    "always refuse": always_refuse,
    "never refuse": never_refuse,
    "citations shifted by one": marks_shifted,
    "citations rotated": citations_rotated,
    "offsets shifted by one": offsets_shifted,
    "a digit changed in every number": digits_changed,
}


class Memorising:
    """Looks up the answers of the questions it was tuned on; to others it says ``otherwise``.

    Args:
        assistant: retrieves, and refuses what is no question it knows.
        known: gold questions by their text.
        otherwise: from an answer of the assistant to the text to give instead.
    """

    def __init__(self, assistant, known, otherwise):
        self._assistant, self._known, self._otherwise = assistant, known, otherwise

    def ask(self, question, k=10, history=()):
        answer = self._assistant.ask(question, k, history)
        if found := self._known.get(question):
            text = "；".join(group[0] for group in found.must_include)
            status = "answered" if found.answerable else "refused"
            return replace(answer, status=status, text=text, citations=())
        if answer.status == "refused":
            return answer
        return replace(answer, text=self._otherwise(answer), citations=())


OTHERWISE = {
    "the first passage": lambda answer: answer.passages[0].text,
    "nonsense": lambda answer: "详见相关文件。",
}


class ClauseTokenizer(Tokenizer):
    """Takes a whole clause for one word, as a tokenizer that knows only spaces does."""

    def terms(self, text):
        return [clause for clause in re.split(r"[\W_]+", normalise_query(text)) if clause]

    def query_terms(self, text):
        return list(dict.fromkeys(self.terms(text)))


def without_segmentation(index, path, patch):
    """Make all searches by words go to an index of clauses; ``patch`` is pytest's monkeypatch."""
    tokenizer = ClauseTokenizer()
    words = LexicalIndex(path, tokenizer, writable=True)
    for info in index.documents():
        words.add(index.chunks_of(info.id), info.title)
    words.finish()
    patch.setattr(
        "indexing.index.Index.lexical_search",
        lambda self, query, k, allowed=None: words.search(query, k, allowed),
    )
    patch.setattr("indexing.index.Index.tokenizer", tokenizer)
