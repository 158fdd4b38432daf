"""Claims put forward for confirmation (“终结性占60%，对吧？”): what is claimed, and if it stands.

A claim is never repeated as if it were so: the document's own words are given, and where the
claimed number is not in them, that is said first.
"""

from __future__ import annotations

import re

from indexing.tokenize import normalise_query
from rag.citations import numbers, without_marks

_CONFIRM = re.compile(
    r"(?:对吧|对吗|对不对|对么|没错吧|没错吗|没问题吧|有问题吗|是吧|是吗|是不是|正确吗|可以吧|行吧|行吗)\W*$"
)
_CLAUSE = re.compile(r"[，,；;。]")
_STATES = re.compile(r"(?<![\d.])\d+(?![\d.])|是|由|占|为|有|排|按|在")
#: Clauses about what the asker does with the claim.
_ASIDE = re.compile(r"^(?:那)?(?:我|咱|我们)?(?:就|给|这么|这样|照|按这个)")
_SHORTEST = 4


def claims_of(text: str) -> list[str]:
    """Return what a question wants confirmed, claim by claim; none where it asks otherwise."""
    if not _CONFIRM.search(normalise_query(text)):
        return []
    body = _CONFIRM.sub("", text)
    clauses = [c for c in _CLAUSE.split(body) if c.strip()]
    stated = [c for i, c in enumerate(clauses) if i == 0 or not _ASIDE.match(c.strip())]
    out: list[str] = []
    for clause in stated:
        pieces = clause.split("、")
        apart = all(len(p) >= _SHORTEST and _STATES.search(p) for p in pieces)
        out.extend(pieces if apart else [clause])
    return [claim for claim in out if len(claim.strip()) >= _SHORTEST]


def contradicted(claim: str, told: str) -> set[str]:
    """Return the numbers of a claim that the document's words have others for.

    The number of a document such as 6.1 is no claim, and words without numbers contradict none.
    """
    said = numbers(without_marks(told))
    return {n for n in numbers(claim) if "." not in n} - said if said else set()
