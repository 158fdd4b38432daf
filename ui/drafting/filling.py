"""A school's own form, uploaded to be filled with a draft."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rag.drafting.export.template import fill_template
from rag.drafting.plan import Plan
from ui.exports import file_name
from ui.markup import escape
from ui.parts import attempted


def filled(template: Path, plan: Plan | None) -> tuple[Path | None, str]:
    """Return the form filled in, ``None`` where that was not possible, and remarks as HTML.

    The uploaded form is removed; what is returned lies beside it, where the page may offer it.
    """
    if plan is None or not plan.sections:
        template.unlink(missing_ok=True)
        return None, '<p class="bk-note">请先生成教案。</p>'

    def work(plan: Plan = plan) -> tuple[Path | None, str]:
        data, notes = fill_template(template.read_bytes(), plan, name=template.name)
        target = Path(tempfile.mkdtemp(dir=template.parent)) / f"{file_name(plan)}.docx"
        target.write_bytes(data)
        told = "".join(f'<p class="bk-note">{escape(note)}</p>' for note in notes)
        return target, told or '<p class="bk-done">已经填好。</p>'

    try:
        return attempted(work, lambda problem: (None, problem))
    finally:
        template.unlink(missing_ok=True)
