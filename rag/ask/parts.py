"""Several questions in one: each clause that asks something is answered on its own.

A clause inherits the documents and headings that the whole question names before or around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexing.index import Index
from indexing.tokenize import normalise_query
from indexing.values import in_figures
from rag.ask.catalogue import Catalogue
from rag.ask.claims import claims_of
from rag.ask.mentions import Mention
from rag.ask.question import Question, understand_question
from rag.ask.words import content_of, question_words

_CLAUSE = re.compile(r"[，,；;。？?！!]|(?<=[^\d])[:：]|另外|还有|以及")
_ASKS = re.compile(
    r"多少|几|哪|什么|谁|怎么|怎样|如何|吗|各(?![个门种类项位级层地省])|咋|啥|多长|多久|(?:^|[\W是])[^\W\d]{2}还是[^\W\d]{2}$"
)
#: Openings of a clause that asks of each thing the clause before asks for.
_OF_EACH = re.compile(
    r"各(?!个|门|种|类|项|位)|分别|[多少差高]多少|相差|差几"
    r"|[^\W\d]{2,6}各[占是有]?(?:多少|几)$"
)
_NAMES_EACH = re.compile(r"哪|几[个门项章节步种类]|有什么|列|总|共")
_NAME = re.compile(r"[a-z][a-z0-9+\-]+")
_EACH = re.compile(
    r"(?P<one>[^\W的和与、\d]{2,6})[和与及、](?P<other>[^\W的和与、]{2,6})(?:分别|各自)(?=是|有|怎|为|写)"
)
#: RFM这个知识点 is about RFM.
_THIS = re.compile(r"(?<=\w)[这那][个门节种份条项]\w{0,4}$")
#: 这一项又是谁打分 asks of what the clause before asked about.
_THE_SAME = re.compile(r"^[又那还而]*(?:[这那]一?[项个条块](?!\w{2,}[是有])|(?<!其)它)")
_MOST, _MEASURE = re.compile(r"最[多少长短高低大小]"), re.compile(r"学时|课时|分钟|学分|周")
_SHORTEST = 3
#: Where a clause turns from its subject to what is asked of it.
_BEGINS_TO_ASK = re.compile(
    rf"{_ASKS.pattern}|分别|各|每|最|应|由|会|能|是|有|要|需|一共|总共|排|给|占"
)
_SHORTEST_LEAD = 3
#: A heading that occurs at most so often names one thing.
_RARE = 4
#: So many letters find a clause again.
_TELLING = 6
#: A clause behind one of these may be about something else.
_APART = re.compile(r"[？?。；;！!]\s*$")
#: Openings of a sentence that goes on about the same.
_GOES_ON = re.compile(r"[到那它其还再又要每各最然之分共用占需由在多几哪怎谁什为]|一共|总共")


def clauses(text: str) -> list[str]:
    """Return the clauses of a question that ask something, in order.

    A clause that asks nothing belongs to the one that follows, or else to the one before. One that
    asks of each (有哪些，各多少学时) belongs to the one before.
    """
    out: list[str] = []
    waiting = ""
    for piece in (part for clause in _CLAUSE.split(text) for part in _enumerated(clause)):
        if not piece.strip():
            continue
        if out and not waiting and _OF_EACH.match(piece.strip()) and _NAMES_EACH.search(out[-1]):
            out[-1] += f"，{piece}"
            continue
        waiting += piece
        if _ASKS.search(piece) and len(waiting) >= _SHORTEST:
            out.append(waiting)
            waiting = ""
    if waiting and out:
        out[-1] += waiting
    return out


def _each_of(text: str) -> list[str]:
    """Split ``教案的重点和难点分别是什么`` into a question for each."""
    found = _EACH.search(text)
    if not found:
        return [text]
    before, after = text[: found.start()], text[found.end() :]
    return [f"{before}{found[name]}{after}" for name in ("one", "other")]


def _enumerated(clause: str) -> list[str]:
    """Split ``多长时间、几分钟、哪五个维度`` where every piece asks something."""
    pieces = clause.split("、")
    return pieces if all(_ASKS.search(piece) for piece in pieces) else [clause]


def parts_of(question: Question, index: Index, catalogue: Catalogue) -> list[Question]:
    """Return the parts of a question as questions of their own; none where it asks one thing."""
    claims = claims_of(question.text)
    pieces = claims or clauses(question.folded)
    lead = "" if claims else _lead(question)
    if len(pieces) == 1 and not (question.sides() or question.figures):
        pieces, lead = _each_of(question.folded), ""
    if not claims:
        pieces = _with_content(pieces)
    if len(pieces) < 2 and not claims:
        return []
    parts: list[Question] = []
    documents = question.documents[:1]
    named: tuple[Mention, ...] = ()
    for piece in pieces:
        part = understand_question(piece, index, catalogue)
        subject = any(m.count == 1 or m.name in part.subjects for m in part.mentions)
        before = question.folded[: max(question.folded.find(piece[:_TELLING]), 0)]
        apart = bool(_APART.search(before)) and (
            _has_subject(part, index) or not (_GOES_ON.match(piece.strip()) or _fields(part))
        )
        named = () if apart and not _fields(part) else named
        carried = "" if subject or apart or lead in part.folded else lead
        if part.documents:  # of the lead, its names alone: the rest is of another document
            carried = " ".join(n for n in _NAME.findall(lead) if n not in part.folded)
        elif not carried and not claims and parts and not _has_subject(part, index):
            carried = " ".join(n for n in _NAME.findall(parts[-1].content) if n not in part.folded)
        if parts and _THE_SAME.match(piece.strip()):
            carried = _thing(parts[-1]) or carried
        if parts and _MOST.search(piece) and not _MEASURE.search(piece):
            piece += next(iter(_MEASURE.findall(parts[-1].folded)), "")  # 最多的是哪个 of the hours
        if carried:
            part = understand_question(f"{carried} {piece}", index, catalogue)
        part = replace(part, carried=carried or lead if lead in part.folded else carried)
        documents = part.documents or documents
        named = part.mentions or named or question.mentions[:1]
        part = replace(part, documents=documents, mentions=named)
        parts.append(_as_claim(part) if claims else part)
    return parts


def _thing(part: Question) -> str:
    """Return what a part asks about, without what that belongs to: 期末呈现 of 总成绩里期末呈现."""
    return next((p for p in reversed(re.split(r"[的里中,\s]+", part.content)) if len(p) > 1), "")


def _with_content(pieces: Sequence[str]) -> list[str]:
    """Put a piece that only asks (教案咋写的) to the one before it."""
    out: list[str] = []
    for piece in pieces:
        if out and not re.sub(r"[\W的]+", "", content_of(normalise_query(piece))):
            out[-1] += f"，{piece}"
        else:
            out.append(piece)
    return out


def _lead(question: Question) -> str:
    """Return what a question says before it begins to ask: what all of its parts are about.

    ``RFM这个知识点，教案…？大纲…？``, ``高级技能层级：学时多少、学制几年``, ``第五章几学时、支撑…``
    """
    text = question.folded
    first = next((clause for clause in _CLAUSE.split(text) if clause.strip()), "")
    if not _ASKS.search(first):
        return _THIS.sub("", first.strip())
    lead = _BEGINS_TO_ASK.split(first)[0]
    named = [m for m in question.mentions if m.count <= _RARE and 0 <= m.start < len(lead)]
    for mention in named[:1]:  # what stands behind it is asked of it
        lead = lead[: mention.start + len(mention.name)]
    lead = lead.strip("的 ")
    return lead if len(lead) >= _SHORTEST_LEAD else ""


def _fields(part: Question) -> list[str]:
    """Return the headings a part names that many things have: 主要内容 is asked of a subject."""
    named = (m for m in part.mentions if m.name not in part.subjects)
    return [m.name for m in named if m.count > 1]


def _has_subject(part: Question, index: Index) -> bool:
    """Whether a part says what it asks about, beyond documents and words that ask."""
    terms = set(index.tokenizer.query_terms(part.content)) - question_words() - set(part.aliased)
    terms -= {t for name in _fields(part) for t in index.tokenizer.query_terms(name)}
    naming = index.tokenizer.nouns(part.content) | {t for t in terms if t.isascii()}
    return bool(index.known_terms([t for t in terms & naming if not t[0].isdigit()]))


def _as_claim(part: Question) -> Question:
    """Return a part as a claim; one that has a number is to be checked against numbers."""
    has_number = bool(re.search(r"(?<![\d.])\d+(?![\d.])", in_figures(part.folded)))
    return replace(
        part,
        claim=True,
        figures=has_number and bool(re.search(r"学时|课时|分钟", part.folded)),
    )
