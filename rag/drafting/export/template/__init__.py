"""A school's own Word form filled with a plan; what it has no place for is appended.

Fields are found by their labels, the table of the process by its header. The form's fonts, its
own text and every other part of the file stay as they are. That is why the form's XML is changed
in place here and its parts are packed again as bytes: python-docx would rewrite parts it does not
know, refuses a .dotx, and has no call that copies a row or takes over the font of a blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.blkcntnr import BlockItemContainer

from indexing.readers.word.paragraphs import w
from rag.checking import Finding
from rag.drafting.export.blocks import (
    Styles,
    grid_table,
    heading,
    inherited_styles,
    legend,
    machine_written,
    paragraphs,
    process_table,
    report,
    source_list,
)
from rag.drafting.export.lines import REPORT, SOURCES, Citing, Rendering, plain, tagged
from rag.drafting.export.template.contents import Contents
from rag.drafting.export.template.fields import fill_controls, fill_fields, fill_paragraphs
from rag.drafting.export.template.layout import Layout, room_between_margins
from rag.drafting.export.template.opening import opened
from rag.drafting.export.template.steps import fill_process
from rag.drafting.export.word import Block, write
from rag.drafting.plan import PROCESS, SECTIONS, Plan

_BASICS = "其他基本信息"
#: Nothing appended names a style, so python-docx asks for no part that would hold it.
_NO_PART: Any = None


def fill_template(
    template: bytes,
    plan: Plan,
    *,
    name: str = "模板.docx",
    citations: Citing = "appendix",
    origins: bool = True,
    findings: Sequence[Finding] | None = None,
) -> tuple[bytes, tuple[str, ...]]:
    """Return a school's form filled in, and notes for the teacher in Chinese.

    A form whose blanks are filled already is left as it is there, and a note says so. The same
    arguments give the same bytes.

    Args:
        template: the form, a .docx or .dotx.
        plan: the draft.
        name: the form's file name, for messages.
        citations: marks in the text with the list at the end, the list alone, or neither.
        origins: whether statements say that they come from the teacher or the program.
        findings: what a check found, appended; ``None`` where nothing was checked.

    Raises:
        DocumentError: the file is no Word form, is damaged or encrypted, has macros, or unpacks
            to something unreasonable.
    """
    form = opened(template, name)
    contents = Contents(plan, Rendering(citations, origins))
    fill_controls(form.body, contents)
    for table in list(form.body.iter(w("tbl"))):
        layout = Layout(table)
        steps = fill_process(layout, contents)
        fill_fields(layout, contents, steps)
    fill_paragraphs(form.body, contents)
    left = leftovers(plan, contents, findings, room_between_margins(form.body))
    write(BlockItemContainer(form.body, _NO_PART), left)
    return form.packed(), tuple(contents.notes)


def leftovers(
    plan: Plan, contents: Contents, findings: Sequence[Finding] | None, width: int
) -> list[Block]:
    """Return what is appended to a form; adds a note for everything that had no place.

    ``width`` is the room between the form's margins, in twips.
    """
    styles = inherited_styles(width)
    out: list[Block] = []
    left: list[str] = []
    basics = contents.left_basics()
    if basics:
        left += basics
        out += [heading(_BASICS, styles)]
        out += paragraphs(plain(*(f"{name}：{v}" for name, v in basics.items())), styles.body)
    for name in SECTIONS:
        content = _section(name, contents, styles, left)
        out += [heading(name, styles), *content] if content else []
    if left:
        contents.notes.append(f"模板里没有这些内容的位置，已附在文末：{'、'.join(left)}。")
    if contents.rendering.origins and tagged(plan):
        out.append(legend(styles))
    out += machine_written(plan, styles)
    if contents.rendering.citations != "none" and (cited := source_list(plan, styles)):
        out += [heading(SOURCES, styles), *cited]
    if findings is not None:
        out += [heading(REPORT, styles), *report(findings, styles)]
    return out


def _section(name: str, contents: Contents, styles: Styles, left: list[str]) -> list[Block]:
    out: list[Block] = []
    slots, some_placed = contents.left_groups(name)
    for slot in slots:
        if slot.label:
            out += paragraphs(plain(slot.label), styles.label, keep_next=True)
        out += paragraphs(slot.lines, styles.body)
    grids = [grid for section, grid in contents.grids if section == name]
    for grid in grids:
        out += grid_table(grid, contents.rendering, styles)
    if name == PROCESS and contents.steps:
        out.append(process_table(contents.take_steps(), contents.rendering, styles))
    if out:
        named = [slot.label for slot in slots] + [grid.caption for grid in grids]
        parts = [part for part in named if part] if some_placed else []
        left.append(f"{name}（{'、'.join(parts)}）" if parts else name)
    return out
