"""Content controls of a school's form: fields that name themselves."""

from __future__ import annotations

from indexing.readers.docx_text import value_of, w
from rag.drafting.export.ooxml import Element, run
from rag.drafting.export.template.contents import Contents
from rag.drafting.export.template.layout import is_blank_text
from rag.drafting.export.template.words import Kind, target_of
from rag.drafting.export.template.writing import fill_paragraph


def fill_controls(body: Element, contents: Contents) -> None:
    """Write into the controls whose title or tag is the name of a part of the plan."""
    for control in list(body.iter(w("sdt"))):
        title = value_of(control, "sdtPr/alias") or ""
        target = target_of(title) or target_of(value_of(control, "sdtPr/tag") or "")
        inner = control.find(w("sdtContent"))
        if target is None or inner is None or not contents.has(target):
            continue
        hint = control.find(f"{w('sdtPr')}/{w('showingPlcHdr')}")
        text = "".join(t.text or "" for t in inner.iter(w("t")))
        if hint is None and not is_blank_text(text):
            continue
        paragraph = next(inner.iter(w("p")), None)
        if paragraph is None and target.kind is not Kind.BASIC:
            continue  # inside a line there is no room for a list
        lines = contents.take(target)
        if hint is not None:
            hint.getparent().remove(hint)
        if paragraph is not None:
            fill_paragraph(paragraph, lines)
        else:
            _inside_a_line(inner, lines[0].text)


def _inside_a_line(inner: Element, text: str) -> None:
    """Write into the first run of a control inside a paragraph; the style of its hint goes."""
    first = next(inner.iter(w("r")), None)
    look = None if first is None else first.find(w("rPr"))
    for style in () if look is None else look.findall(w("rStyle")):
        style.getparent().remove(style)
    made = run(text, look)
    for child in list(inner):
        inner.remove(child)
    inner.append(made)
