"""Answers to questions that name a part of a document: how it opens.

“直播推广怎么考核” shares no word with what 教学考核要求 says, only with its heading. Then the
section itself is the answer, from its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.chatter import for_readers
from rag.evidence import Scorer
from rag.lines import is_heading
from rag.mentions import heading_matches
from rag.pieces import Evidence
from rag.question import Question, Wanted
from rag.sentences import Sentence, sentences
from rag.types import Passage
from rag.words import words_of_intent

#: A passage stands where the question points when it has this share of the headings named.
_THERE = 0.9
#: A question that names no field but so much of whose words name a course asks for the course.
_NAMED = 0.5
#: A sentence with more of what the headings leave open answers better than the section's opening.
_FRESH = 0.3
#: Characters of the section that are told.
_TOLD = 130
#: A row of bare names tells nothing of a section.
_TELLS = re.compile(r"[。；！？;!?，,、：:]")
#: A line that is a heading rather than a sentence.
_LINE = re.compile(r"[^，。；！？、,;!?\t]{2,20}")


def section_opening(
    question: Question, ranked: Sequence[Evidence], scorer: Scorer
) -> list[tuple[Passage, Sentence]]:
    """Return the first sentences of the section a question names; none where it names none.

    Args:
        question: the question.
        ranked: its evidence, best first.
        scorer: made for this question.
    """
    if question.wanted is not Wanted.TEXT or question.figures or not question.mentions:
        return []  # who does it, or what a table counts, is asked of a section, not its opening
    if ranked and is_heading(ranked[0].sentence, ranked[0].passage):
        return []  # the heading itself tells what is asked
    fields = [m for m in question.mentions if m.name not in question.subjects]
    if not fields and scorer.share(scorer.terms_of(" ".join(question.subjects))) < _NAMED:
        return []
    there = [
        e
        for e in ranked
        if not e.passage.derived
        and heading_matches(e.passage.heading_path, question.mentions) >= _THERE
    ]
    if not there or max(scorer.share(_left_open(question, e, scorer)) for e in there) >= _FRESH:
        return []
    passage = min(
        (e.passage for e in there), key=lambda p: (len(p.heading_path), p.document, p.start)
    )
    told: list[tuple[Passage, Sentence]] = []
    parts = [s for s in for_readers(passage.text) if not is_heading(s, passage)]
    for sentence in [s for s in parts if _TELLS.search(s.text)] or parts:
        told.append((passage, sentence))
        if sum(len(s.text) for _, s in told) >= _TOLD:
            break
    return told


def _left_open(question: Question, item: Evidence, scorer: Scorer) -> frozenset[str]:
    """Return the terms of a sentence beyond the headings and the words that mean its section."""
    meant = any(m.start < 0 and m.covers(item.passage.heading_path) for m in question.mentions)
    return item.fresh - scorer.terms_of(words_of_intent(question.folded)) if meant else item.fresh


def end_of_body(question: Question, item: Evidence) -> int:
    """Return where to stop quoting a sentence: after the next one if it is but a line above it.

    Documents print small headings that are no section of their own (``增值性考核（10%）``); who
    asks about one wants what stands under it.
    """
    sentence, text = item.sentence, item.passage.text
    line = _LINE.fullmatch(sentence.text)
    opens = text[sentence.start - 1 : sentence.start] in ("", "\n")
    if (
        question.wanted is not Wanted.TEXT
        or not (line and opens)
        or text[sentence.end :][:1] != "\n"
    ):
        return sentence.end
    under = next((s for s in sentences(text) if s.start > sentence.start), None)
    return under.end if under and under.text.endswith("。") else sentence.end
