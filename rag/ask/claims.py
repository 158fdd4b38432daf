"""Claims put forward for confirmation (“终结性占60%，对吧？”): what is claimed, and if it stands.

A claim is never repeated as if it were so: the document's own words are given, and where the
claimed number is not in them, that is said first. Saying so of a right claim would be worse than
missing a wrong one, so a number is contradicted only by another of its unit.
"""

from __future__ import annotations

import re

from indexing.tokenize import normalise_query
from indexing.values import in_one_unit
from rag.text.coverage import numbers, numbers_apart

_CONFIRM = re.compile(
    r"(?:(?:[帮给替]我|请|麻烦)?(?:确认|核实|核对)(?:一下|下)?|对吧|对吗|对不对|对么|没错吧|没错吗|没问题吧|有问题吗|是吧|是吗|是不是|正确吗|可以吧|行吧|行吗)$"
)
#: The comma of thousands in 1,360 parts nothing.
_CLAUSE = re.compile(r"[，；;。\n]|,(?!\d{3}(?!\d))")
#: What stands in quotation marks is one thing.
_PIECE = re.compile(r"、(?![^“]*”)(?![^「]*」)")
_STATES = re.compile(r"(?<![\d.])\d+(?![\d.])|是|由|占|为|有|排|按|在")
#: A clause that asks on its own claims nothing.
_ASKS = re.compile(r"多少|几|哪|什么|谁|怎么|怎样|如何|咋|啥|多长|多久|为何")
#: Clauses about what the asker does with the claim.
_ASIDE = re.compile(r"^(?:那)?(?:我|咱|我们)?(?:就|给|这么|这样|照|按这个)")
#: What the asker goes on to do is no claim: …对吧，我就这么出卷了.
_THEN = re.compile(
    r"(?<=[吧吗么对])[，,。；;？?]\s*那?(?:我们?|咱们?)(?:就|要|得|好|先)[^，,。；;？?]*$"
)
_SHORTEST = 4
_FIGURE = re.compile(
    r"(?:\d{1,3}(?:[ ,]\d{3})+(?!\d)|\d[\d.]*)\s*"
    r"(?P<unit>%|学时|课时|分钟|小时|[^\W\d_])?"
)
_COUNTERS = "个项门种类条步点次款处"
_SAME_UNIT = {"课时": "学时", "名": "人", "位": "人", **dict.fromkeys(_COUNTERS, "个")}
#: Of two clauses with numbers, the claim is about the one so much more alike (Dice's measure).
_NEARER = 0.2


def claims_of(text: str) -> list[str]:
    """Return what a question wants confirmed, claim by claim; none where it asks otherwise."""
    bare = _THEN.sub("", re.sub(r"\W+$", "", text))
    confirms = _CONFIRM.search(normalise_query(bare))
    if not confirms:
        return []
    body = bare[: len(bare) - len(confirms.group())]
    clauses = [c for c in _CLAUSE.split(body) if c.strip()]
    if any(_ASKS.search(normalise_query(clause)) for clause in clauses):
        return []
    stated = [c for i, c in enumerate(clauses) if i == 0 or not _ASIDE.match(c.strip())]
    out: list[str] = []
    for clause in stated:
        pieces = _PIECE.split(clause)
        apart = all(len(p) >= _SHORTEST and _STATES.search(p) for p in pieces)
        out.extend(pieces if apart else [clause])
    return [claim for claim in out if len(claim.strip()) >= _SHORTEST]


def contradicted(claim: str, told: str, above: str = "") -> set[str]:
    """Return the numbers of a claim that the document's words have others for.

    A number that the words lack is contradicted by any other of its unit (40% by 30%, but 2024级
    by no percentage); one that they have, where another clause says it of what is claimed. The
    number of a document such as 6.1 is no claim, and words without numbers contradict none.

    Args:
        claim: what is claimed.
        told: the document's words, without ``[n]`` marks.
        above: the headings above them; a number that stands there names a place.
    """
    claimed, said = _units(claim), _units(told)
    present = {unit for units in said.values() for unit in units}
    wrong: set[str] = set()
    for number in claimed.keys() - numbers(above):
        units = claimed[number]
        if number in said:
            misplaced = not units or bool(units & said[number])
            if misplaced and _of_another(claim, told, number):
                wrong.add(number)
        elif said and ("" in units or units & present):
            wrong.add(number)
    return wrong


def _units(text: str) -> dict[str, set[str]]:
    """Return the units that each number of a text is written with; ``""`` where it has none."""
    out: dict[str, set[str]] = {}
    for match in _FIGURE.finditer(in_one_unit(numbers_apart(text))):
        unit = match["unit"] or ""
        for number in numbers(match.group()):
            if "." not in number:
                out.setdefault(number, set()).add(_SAME_UNIT.get(unit, unit))
    return out


def _of_another(claim: str, told: str, number: str) -> bool:
    """Whether told words have a number, but in a clause about something else than the claim.

    “终结性占70%” against 过程性占70%，终结性占30%: the second clause is what the claim is about.
    """
    about = _pairs(claim)
    near = {True: 0.0, False: 0.0}
    units = _units(claim)[number]
    for clause in re.split(rf"{_CLAUSE.pattern}|[：:、]", told):
        figures = _units(clause)
        has = number in figures
        if has or any(units & other for other in figures.values()):
            words = _pairs(clause)
            alike = 2 * len(about & words) / (len(about) + len(words) or 1)
            near[has] = max(near[has], alike)
    return near[False] - near[True] >= _NEARER


def _pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring letters of a text, without its numbers."""
    words = re.sub(r"[\d\W_]+", "", normalise_query(text))
    return {words[at : at + 2] for at in range(len(words) - 1)}
