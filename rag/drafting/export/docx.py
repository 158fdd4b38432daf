"""A plan as a Word file in the usual form: short fields, fields, process, appendices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rag.checking import Finding
from rag.drafting.export.appendices import REPORT, SOURCES, legend, report, source_list
from rag.drafting.export.basics import basics
from rag.drafting.export.form import form, framed
from rag.drafting.export.lines import (
    MATRIX,
    PROCESS,
    REFLECTION,
    Citing,
    Wording,
    plain,
    tagged,
)
from rag.drafting.export.looks import Looks, usual
from rag.drafting.export.ooxml import Element, apart, paragraph
from rag.drafting.export.package import packed
from rag.drafting.export.process_table import process_table
from rag.drafting.plan import SECTIONS, Plan

#: Room below each prompt of the reflection, in twips.
_ROOM = 320
_NUMERALS = "一二三四五六七八九十"


def to_docx(
    plan: Plan,
    *,
    citations: Citing = "appendix",
    origins: bool = True,
    findings: Sequence[Finding] | None = None,
    date: datetime | None = None,
) -> bytes:
    """Return a Word file (A4) of a plan; the same arguments give the same bytes.

    Args:
        plan: the draft; sections it has not yet are left out.
        citations: marks in the text with the list at the end, the list alone, or neither.
        origins: whether statements say that they come from the teacher or the program.
        findings: what a check found, as an appendix; ``None`` where nothing was checked.
        date: for the file's properties; ``None`` leaves it out.
    """
    wording, looks = Wording(citations, origins), usual()
    drafted = {section.name: section for section in plan.sections}
    at = SECTIONS.index(PROCESS)
    before = [drafted[name] for name in SECTIONS[:at] if name in drafted]
    after = [drafted[name] for name in SECTIONS[at + 1 :] if name in drafted and name != MATRIX]

    parts: list[tuple[str, list[Element]]] = [
        ("教学基本情况", form(basics(plan, origins=origins), before, wording, looks))
    ]
    if PROCESS in drafted:
        parts.append((PROCESS, [process_table(drafted[PROCESS].steps, wording, looks)]))
    for section in after:
        room = _ROOM if section.name == REFLECTION else 0
        parts.append((section.name, framed(section, wording, looks, room=room)))

    body = [_title(plan, looks)]
    for numeral, (name, elements) in zip(_NUMERALS, parts, strict=False):
        body += [_heading(f"{numeral}、{name}", looks), *elements]
    if origins and tagged(plan):
        body.append(legend(looks.small))
    for numeral, (name, elements) in zip(
        _NUMERALS, _appendices(plan, wording, looks, findings), strict=False
    ):
        body += [_heading(f"附录{numeral} {name}", looks), *elements]
    return packed(apart(body), plan.title, date)


def _appendices(
    plan: Plan, wording: Wording, looks: Looks, findings: Sequence[Finding] | None
) -> list[tuple[str, list[Element]]]:
    out: list[tuple[str, list[Element]]] = []
    matrix = plan.section(MATRIX)
    if matrix is not None:
        out.append((MATRIX, framed(matrix, wording, looks)))
    cited = [] if wording.citations == "none" else source_list(plan, looks.small)
    if cited:
        out.append((SOURCES, cited))
    if findings is not None:
        out.append((REPORT, report(findings, looks)))
    return out


def _title(plan: Plan, looks: Looks) -> Element:
    title = plan.title if "教案" in plan.title else f"{plan.title} 教案"
    return paragraph(looks.title.runs(plain(title)[0]), style="Title", align="center")


def _heading(text: str, looks: Looks) -> Element:
    return paragraph(looks.heading.runs(plain(text)[0]), style="Heading1", keep_next=True)
