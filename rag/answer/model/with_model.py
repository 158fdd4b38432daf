"""Whether a model is asked, and whether what it answers counts; the offline answer stands by.

A model never decides alone. Where retrieval has an answer, the model may say it better. Where it
has none but near passages, the model may find what no rule found, if every sentence it writes
stands and the question's names and units are met; else the refusal stands.

What was shown is never taken back: where a model breaks off, the offline answer follows the
sentences it had written, which were checked, as one answer with one row of citations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexing.tokenize import normalise_query
from rag.answer.model.answer_model import Answering, AnswerModel, BrokenOffError, Result, Text
from rag.answer.model.unnamed import Names
from rag.answer.sufficiency import names_known, unit_in
from rag.ask.question import Question
from rag.errors import EndpointError
from rag.read.evidence import Scorer
from rag.read.forms import fits
from rag.types import Citation, Passage, Turn

_INSTEAD = "模型没有答上来，下面是直接从资料里摘出的回答。"
_AFTER = "模型没有写完，空行后面是直接从资料里摘出的回答。"
_NOTHING = "模型没有答上来。"
#: Share of the question's terms in its best passages that makes them near, and in an answer, with
#: what it cites and the headings above, that makes it one to this question.
_NEAR, _ABOUT = 0.15, 0.6
_READ = 4
_MARK = re.compile(r"\[(\d{1,3})\]")


def answered(
    model: AnswerModel,
    said: str,
    question: Question,
    passages: Sequence[Passage],
    history: Sequence[Turn],
    offline: Result,
    scorer: Scorer,
    names: Names,
) -> Answering:
    """Yield the answer as it stands; return it with notes, ``None`` for a refusal.

    Args:
        model: writes answers.
        said: the question as asked.
        question: the question as understood.
        passages: its ranked passages.
        history: earlier exchanges.
        offline: the answer without a model, ``None`` where the documents seem not to say it.
        scorer: made for this question.
        names: finds names of the index in a text.
    """
    if offline is None:
        pieces = model.stream(said, passages, history, names, unsure=True)
        return (yield from _found_after_all(pieces, question, passages, scorer))
    try:
        return (yield from model.stream(said, passages, history, names))
    except BrokenOffError as error:
        text, citations = _following(error.shown[1], offline)
        yield f"\n\n{text}"
        return (f"{error.shown[0]}\n\n{text}", citations), (f"{_AFTER}{error.message}",)
    except EndpointError as error:
        yield offline[0]
        return offline, (f"{_INSTEAD}{error.message}",)


def _following(before: Sequence[Citation], answer: Text) -> Text:
    """Return an answer with its citations numbered on from those before it, and all of them.

    A place that is cited before keeps the number it has there.
    """
    citations = list(before)
    known = {(c.chunk_id, c.start, c.end): c.n for c in before}
    numbers: dict[str, int] = {}
    for citation in answer[1]:
        n = known.get((citation.chunk_id, citation.start, citation.end), len(citations) + 1)
        if n > len(citations):
            citations.append(replace(citation, n=n))
        numbers[str(citation.n)] = n
    text = _MARK.sub(lambda mark: f"[{numbers.get(mark[1], mark[1])}]", answer[0])
    return text, tuple(citations)


def _found_after_all(
    pieces: Answering, question: Question, passages: Sequence[Passage], scorer: Scorer
) -> Answering:
    """Have a model look where no rule found an answer; nothing is shown until it counts."""
    if not near(question, passages, scorer):
        return None, ()
    try:
        while True:
            next(pieces)
    except StopIteration as stop:
        result, notes = stop.value
    except EndpointError as error:
        return None, (f"{_NOTHING}{error.message}",)
    if result is None or not counts(question, result[0], result[1], scorer):
        return None, ()
    yield result[0]
    return result, notes


def near(question: Question, passages: Sequence[Passage], scorer: Scorer) -> bool:
    """Whether passages are near a question: they have its names and some of its terms."""
    if not passages or not names_known(question, passages):
        return False
    covered: set[str] = set()
    for item in scorer.evidence(passages)[:_READ]:
        covered |= item.covered
    return scorer.share_of_all(covered) >= _NEAR


def counts(question: Question, text: str, citations: Sequence[Citation], scorer: Scorer) -> bool:
    """Whether a text that stands is an answer to this question, not just something true."""
    said = normalise_query(text)
    if fits(question, text) < 0 or not unit_in(question, said):
        return False
    places = (part for c in citations for part in (c.title, *c.heading_path, c.quote))
    return scorer.share_of_all(scorer.terms_of(" ".join((text, *places)))) >= _ABOUT
