"""“哪一章”“哪门课”“哪个环节”: the answer is a heading above the sentence that was found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexing.tokenize import normalise_query
from rag.ask.question import Question

_KINDS = (
    (re.compile(r"哪[一几个两]*章|第几章"), re.compile(r"^第\S+章")),
    (re.compile(r"哪[一几个]*(?:门课|课程|门)"), re.compile(r"课程标准$")),
    (
        re.compile(
            r"哪[一几个]*(?:环节|步骤|步|任务|阶段|部分|[条栏](?![\u4e00-\u9fff]{2}))|第几个|第几步|放在哪|安排在哪"
        ),
        re.compile(r"."),
    ),
)
_ONE = re.compile(r"哪[一个]*(?:章|门课|课程|门|环节|步骤|步|任务|阶段|部分|条|栏)|第几[章个步]")
_MANY = re.compile(r"哪(?:几|些|[两二三四五六七八九])|分别|各|都")


def asked_place(question: Question, path: Sequence[str]) -> str:
    """Return the heading of a path that a question asks for, or ``""``.

    Args:
        question: the question.
        path: the headings above the sentence that was found.
    """
    for asked, heading in _KINDS:
        if asked.search(question.folded):
            bare = ((h, re.sub(r"\s", "", normalise_query(h))) for h in reversed(path))
            return next((h for h, folded in bare if heading.search(folded)), "")
    return ""


def lacks_place(question: Question, path: Sequence[str]) -> bool:
    """Whether a question asks for a chapter or course and nothing of a path is one."""
    kinds = [heading for asked, heading in _KINDS if asked.search(question.folded)]
    bare = [re.sub(r"\s", "", normalise_query(heading)) for heading in path]
    return bool(kinds) and not any(kinds[0].search(heading) for heading in bare)


def asks_one_place(question: Question) -> bool:
    """Whether a question asks for one place only (“哪一章”, not “哪几章”)."""
    return bool(_ONE.search(question.folded)) and not _MANY.search(question.folded)
