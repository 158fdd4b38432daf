"""A question that has many answers: one in each of several courses or documents.

师资要求是什么 names a heading that sixteen courses have and says of none whose it is meant. The
best answer stands, and the question can be asked of each of them.
"""

from __future__ import annotations

import re

from rag.ask.catalogue import Catalogue
from rag.ask.question import Question
from rag.ask.words import content_of
from rag.types import Choice

#: From so many on it is left to the teacher whose is meant; fewer an answer can tell at once.
_MANY = 4
#: A question asks for a heading itself where it has so few letters besides.
_BESIDE = 2
_NO_LETTER = re.compile(r"[\W_]+")


def choices_of(question: Question, catalogue: Catalogue) -> tuple[Choice, ...]:
    """Return the questions that a teacher may have meant, as many as there are owners.

    Args:
        question: as understood.
        catalogue: the names of the index.

    Returns:
        One for each course or document that has the heading, in the order of the documents; none
        where the question says whose it means, asks for several, or few have it.
    """
    if question.documents or question.subjects or question.figures or question.contrasts:
        return ()
    asked = [m for m in question.mentions if m.count >= _MANY]
    if len(question.mentions) != 1 or not asked:
        return ()
    name = asked[0].name
    if len(_NO_LETTER.sub("", content_of(question.folded.replace(name, " ")))) > _BESIDE:
        return ()
    owners = catalogue.owners(name)
    if len(owners) < _MANY:
        return ()
    return tuple(Choice(owner, f"{owner}的{question.clear.strip()}") for owner in owners)
