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

from rag.answer.citations import without_marks
from rag.answer.model.answer_model import Answering, AnswerModel, BrokenOffError, Result, Text
from rag.answer.model.unnamed import Names
from rag.errors import EndpointError
from rag.read.reader import Reader, Reading
from rag.types import Citation, Turn

_INSTEAD = "模型没有答上来，下面是直接从资料里摘出的回答。"
_AFTER = "模型没有写完，空行后面是直接从资料里摘出的回答。"
_NOTHING = "模型没有答上来。"
#: Passages that answer less surely than this are not near (logits below the line of an answer).
_NEAR = -3.0
_MARK = re.compile(r"\[(\d{1,3})\]")


def answered(
    model: AnswerModel,
    said: str,
    reading: Reading,
    history: Sequence[Turn],
    offline: Result,
    names: Names,
    reader: Reader,
) -> Answering:
    """Yield the answer as it stands; return it with notes, ``None`` for a refusal.

    Args:
        model: writes answers.
        said: the question as asked.
        reading: what was read for it.
        history: earlier exchanges.
        offline: the answer without a model, ``None`` where the documents seem not to say it.
        names: finds names of the index in a text.
        reader: says whether a text answers.
    """
    passages = reading.passages
    if offline is None:
        pieces = model.stream(said, passages, history, names, unsure=True)
        return (yield from _found_after_all(pieces, reading, reader))
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


def _found_after_all(pieces: Answering, reading: Reading, reader: Reader) -> Answering:
    """Have a model look where nothing seemed to answer; nothing is shown until it counts."""
    if not near(reading):
        return None, ()
    try:
        while True:
            next(pieces)
    except StopIteration as stop:
        result, notes = stop.value
    except EndpointError as error:
        return None, (f"{_NOTHING}{error.message}",)
    if result is None or not reader.answers(reading.question, without_marks(result[0])):
        return None, ()
    yield result[0]
    return result, notes


def near(reading: Reading) -> bool:
    """Whether passages are near enough to a question for a model to look at them."""
    return bool(reading.passages) and reading.relevance >= _NEAR
