"""Whether a sentence has the form of the answer wanted: a number, a definition, steps, a list."""

from __future__ import annotations

import re

from indexing.tokenize import normalise_query
from rag.ask.quantities import asked_quantities
from rag.ask.question import Question, Wanted
from rag.text.sentences import without_marker

_DIGIT = re.compile(
    r"\d|百分之|[一二三四五六七八九十]+(?:个|名|年|学|项|门|分|种|类|条|次|章|级|家|本)"
)
_SAYS_WHAT = re.compile(r"是指|就是|指的是|是一种|[:：]|→|的过程|简称")
_STEPS = re.compile(r"→|—>|；.*；|，.*，.*，")
#: What a question wants explained, and what a sentence begins to explain.
_TERM_ASKED = re.compile(
    r"什么(?:是|叫)(?P<after>[^\W_]{2,12})|(?P<before>[^\W_]{2,16}?)(?:这个词|这个概念|到底|究竟)?"
    r"(?:指的|是指|指啥|指什么|是什么意思|什么意思|是啥|怎么|咋|如何|的定义|的含义|的概念|是什么)"
)
_TERM_TOLD = re.compile(
    r"(?:\d\.)?(?P<term>[^\W_]{2,14}?)(?:的(?:含义|定义|概念|意思))?(?:是指|是|指|即|:)"
)
_LATIN = re.compile(r"[a-z]{2,}")
_NUMBER, _WITH_UNIT, _OTHER_NUMBER, _NO_NUMBER = 0.6, 0.4, 0.3, -0.6
_QUOTED = 0.15
_DEFINITION = 0.5


def fits(question: Question, text: str) -> float:
    """Return how far a sentence has the form wanted: 1 at best, below 0 where it cannot answer."""
    folded = normalise_query(without_marker(text))
    wanted, asked = question.wanted, asked_quantities(question.folded)
    if asked or wanted is Wanted.NUMBER:
        if any(quantity.written.search(folded) for quantity in asked):
            return _NUMBER + _WITH_UNIT
        digits = _DIGIT.search(folded)
        return (_OTHER_NUMBER if asked else _NUMBER) if digits else _NO_NUMBER
    if wanted is Wanted.DEFINITION:
        return float(bool(_SAYS_WHAT.search(folded)) or _opens_with_term(question, folded))
    if wanted is Wanted.PROCEDURE:
        return float(bool(_STEPS.search(folded)))
    if wanted is Wanted.LIST:
        return min(1.0, (text.count("、") + text.count("；")) / 3)
    return 0.0


def about_quoted(question: Question, text: str) -> float:
    """Return more than 0 for a sentence with a quoted phrase, most for one that opens with it."""
    if question.claim:
        return 0.0  # what is claimed of the thing is in doubt
    folded = normalise_query(without_marker(text))
    if any(folded.startswith(phrase) for phrase in question.quoted):
        return 2 * _QUOTED
    return _QUOTED if any(phrase in folded for phrase in question.quoted) else 0.0


def defines(question: Question, text: str) -> float:
    """Return more than 0 for a sentence that says what the thing asked about is.

    It opens with its name and goes on with 是 or 指, or spells out a name in Latin letters.
    """
    if question.wanted is not Wanted.DEFINITION:
        return 0.0
    folded = re.sub(r"\s", "", normalise_query(without_marker(text)))
    named = [m.name for m in question.mentions if m.start >= 0]
    subjects = [*named, *question.quoted, *_LATIN.findall(question.folded)]
    if _opens_with_term(question, folded):
        return _DEFINITION
    return _DEFINITION * any(
        re.match(rf"{re.escape(subject)}.{{0,14}}?(?:是|指|即|:)", folded)
        or f"({subject})" in folded
        or f"{subject}(" in folded
        for subject in subjects
    )


def _opens_with_term(question: Question, folded: str) -> bool:
    """Whether a folded sentence opens with the term asked about and goes on with what it is."""
    told = _TERM_TOLD.match(folded)
    asked = _TERM_ASKED.search(question.folded)
    return bool(told and asked and (asked["after"] or asked["before"]).endswith(told["term"]))
