"""What a school's form has no place for: appended under its heading, and said in a note."""

from __future__ import annotations

from collections.abc import Sequence

from rag.checking import Finding
from rag.drafting.export.appendices import REPORT, SOURCES, legend, report, source_list
from rag.drafting.export.grids import grid_table
from rag.drafting.export.lines import PROCESS, plain, tagged
from rag.drafting.export.looks import Looks, inherited
from rag.drafting.export.ooxml import Element, paragraph
from rag.drafting.export.process_table import process_table
from rag.drafting.export.template.contents import Contents
from rag.drafting.plan import SECTIONS, Plan

_BASICS = "其他基本信息"


def leftovers(
    plan: Plan, contents: Contents, findings: Sequence[Finding] | None, width: int
) -> list[Element]:
    """Return what is appended to a form; adds a note for everything that had no place.

    ``width`` is the room between the form's margins, in twips.
    """
    looks = inherited(width)
    out: list[Element] = []
    left: list[str] = []
    basics = contents.left_basics()
    if basics:
        left += basics
        out += [_heading(_BASICS, looks)]
        out += looks.body.paragraphs(plain(*(f"{name}：{v}" for name, v in basics.items())))
    for name in SECTIONS:
        content = _section(name, contents, looks, left)
        out += [_heading(name, looks), *content] if content else []
    if left:
        contents.notes.append(f"模板里没有这些内容的位置，已附在文末：{'、'.join(left)}。")
    if contents.wording.origins and tagged(plan):
        out.append(legend(looks.small))
    if contents.wording.citations != "none" and (cited := source_list(plan, looks.small)):
        out += [_heading(SOURCES, looks), *cited]
    if findings is not None:
        out += [_heading(REPORT, looks), *report(findings, looks)]
    return out


def _section(name: str, contents: Contents, looks: Looks, left: list[str]) -> list[Element]:
    out: list[Element] = []
    slots, some_placed = contents.left_groups(name)
    for slot in slots:
        if slot.label:
            out += looks.label.paragraphs(plain(slot.label), keep_next=True)
        out += looks.body.paragraphs(slot.lines)
    grids = [grid for section, grid in contents.grids if section == name]
    for grid in grids:
        out += grid_table(grid, contents.wording, looks)
    if name == PROCESS and contents.steps:
        out.append(process_table(contents.take_steps(), contents.wording, looks))
    if out:
        named = [slot.label for slot in slots] + [grid.caption for grid in grids]
        parts = [part for part in named if part] if some_placed else []
        left.append(f"{name}（{'、'.join(parts)}）" if parts else name)
    return out


def _heading(text: str, looks: Looks) -> Element:
    return paragraph(looks.heading.runs(plain(text)[0]), keep_next=True, before=240, after=60)
