"""Text that stands twice where once is meant: labels, names of steps, marks and words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from indexing.consistency.finding import Finding, Place, at, place
from indexing.extract import Outline, Records
from indexing.extract.lesson_steps import Step
from indexing.structure.vocabulary import label

_LABEL = re.compile(r"【([^】\n]{2,10})】")
_DOUBLED = re.compile(r"([。，、；：])[ \u3000]*\1+|([\u4e00-\u9fff]{1,4}[。；])\2+")
_AROUND = 10


def repeated(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield labels that open two parts of a cell in a row, and steps named in two cells."""
    for step in records.lesson_plan.steps if records.lesson_plan else ():
        yield from _labels(outline, step)
        yield from _name(outline, step)


def doubled(outline: Outline, records: Records) -> Iterator[Finding]:
    """Yield punctuation and words printed twice in a row."""
    text = outline.document.canonical
    for match in _DOUBLED.finditer(text):
        start = max(match.start() - _AROUND, text.rfind("\n", 0, match.start()) + 1)
        start = max(start, text.rfind("\t", 0, match.start()) + 1)
        yield Finding(
            "doubled",
            f"“{match[0]}”重复。",
            (place(outline, start, match.end()),),
            f"删去多出的部分，只留“{match[1] or match[2]}”。",
        )


def _labels(outline: Outline, step: Step) -> Iterator[Finding]:
    for cell in (step.content, step.teacher, step.student, step.design):
        if cell is None or cell.rest:  # several rows of the table may well repeat a label
            continue
        found = list(outline.finditer(_LABEL, cell.start, cell.end))
        for one, other in pairwise(found):
            if one[1] == other[1]:
                end = _end(outline, other.span()[1], cell.end)
                yield Finding(
                    "label_twice",
                    f"“{step.label}”的同一格里【{one[1]}】连用两次；"
                    "请看其中一段是否从别的教案带来。",
                    (
                        place(outline, one.span()[0], _end(outline, one.span()[1], cell.end)),
                        place(outline, other.span()[0], end),
                    ),
                    f"两段都属于本课就合成一个【{one[1]}】；不属于本课的一段删去。",
                )


def _end(outline: Outline, start: int, limit: int) -> int:
    """Return where the part that a label opens ends: at the next label, line or cell."""
    text = re.split(r"[【\n]", outline.document.canonical[start:limit], maxsplit=1)[0]
    return start + len(text.rstrip())


def _name(outline: Outline, step: Step) -> Iterator[Finding]:
    if step.name is None:
        return
    lines = [label(line) for line in step.name.text.split("\n")]
    if len(lines) > 1 and lines[0] == lines[1]:
        yield _twice(step, (at(outline, step.name),))
    elif step.content is not None:
        opening = step.content.text.split("\n", 1)[0]
        if label(opening) == label(step.label):
            start = step.content.start
            inside = place(outline, start, start + len(opening))
            yield _twice(step, (at(outline, step.name), inside))


def _twice(step: Step, places: tuple[Place, ...]) -> Finding:
    return Finding(
        "step_twice",
        f"环节名称“{step.label}”印了两次。",
        places,
        "删去其中一处；写在教学内容开头的，换成这一环节的主题。",
    )
