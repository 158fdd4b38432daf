"""A school's own Word form filled with a plan; what it has no place for is appended.

Fields are found by their labels, the table of the process by its header. The form's fonts, its
own text and every other part of the file stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexing.readers.docx_text import w
from rag.checking import Finding
from rag.drafting.export.lines import Citing, Wording
from rag.drafting.export.ooxml import Element, apart
from rag.drafting.export.template.contents import Contents
from rag.drafting.export.template.controls import fill_controls
from rag.drafting.export.template.fields import fill_fields
from rag.drafting.export.template.layout import Layout, room_between_margins
from rag.drafting.export.template.leftovers import leftovers
from rag.drafting.export.template.opening import opened
from rag.drafting.export.template.process import fill_process
from rag.drafting.export.template.running_text import fill_paragraphs
from rag.drafting.plan import Plan


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
    contents = Contents(plan, Wording(citations, origins))
    fill_controls(form.body, contents)
    for table in list(form.body.iter(w("tbl"))):
        layout = Layout(table)
        steps = fill_process(layout, contents)
        fill_fields(layout, contents, steps)
    fill_paragraphs(form.body, contents)
    _append(form.body, leftovers(plan, contents, findings, room_between_margins(form.body)))
    return form.packed(), tuple(contents.notes)


def _append(body: Element, blocks: list[Element]) -> None:
    """Add blocks at the end, before the page setup."""
    setup = body.find(w("sectPr"))
    last = [child for child in body if child.tag in (w("p"), w("tbl"))][-1:]
    for block in apart([*last, *blocks])[len(last) :]:
        if setup is None:
            body.append(block)
        else:
            setup.addprevious(block)
