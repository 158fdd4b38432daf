"""An assistant whose reader knows by heart what answers which questions.

What is found, composed, cited, streamed and refused can then be told exactly, whatever network is
shipped. Nothing is judged but what the test's own table says.
"""

import pytest

from indexing.searchtext import fold
from rag.assistant import Assistant
from rag.read.network import Calibration, Read

YES, NO = 5.0, -5.0


class Knows:
    """Says yes to the units that answer a question, and no to all others.

    Args:
        answers: words that a question has, all of them, or one question letter by letter → words
            of the units that answer it, each of which has one of them. A question may have the
            words of several.
    """

    calibration = Calibration(relevance=0.0, unit=0.0)

    def __init__(self, answers):
        self._answers = answers

    def read(self, passages):
        return [self._read(fold(question), views) for question, _, views in passages]

    def _read(self, question, views):
        told = [
            words
            for asked, answer in self._answers.items()
            if (question == asked if isinstance(asked, str) else all(w in question for w in asked))
            for words in answer
        ]
        units = tuple(YES if any(words in view for words in told) else NO for view in views)
        return Read(max(units, default=NO), units)


def knowing(answers, settings, encoder, model=None):
    """Return an assistant that knows these answers; see :class:`Knows`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.assistant.backend_of", lambda *_: Knows(answers))
        return Assistant(settings, encoder, model)
