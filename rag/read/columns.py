"""The column of a lesson plan's process table that a question asks about.

学生要做什么 is told in the column 学生活动 of a step, whatever words the question shares with what
the teacher does there.
"""

from __future__ import annotations

from indexing.records import PROCESS_COLUMNS, ChunkKind
from rag.ask.question import Question
from rag.ask.words import asked_columns
from rag.types import Passage

_ELSEWHERE = -0.5


def column_fit(question: Question, passage: Passage, at: int) -> float:
    """Return 1 where a place lies in the column of a step that a question asks about.

    Below 0 in the other columns of the step; 0 in no step, or where no column is asked for.

    Args:
        question: the question.
        passage: where it stands; only steps have these columns.
        at: offset in the passage.
    """
    if passage.kind != ChunkKind.STEP or passage.text.count("\t") != len(PROCESS_COLUMNS) - 1:
        return 0.0
    asked = {name for pattern, name in asked_columns() if pattern.search(question.folded)}
    if not asked:
        return 0.0
    return 1.0 if PROCESS_COLUMNS[passage.text.count("\t", 0, at)] in asked else _ELSEWHERE
