"""A draft in which a language model wrote says so in every file it is exported to."""

import io
from dataclasses import replace

import docx
import pytest

from rag.drafting.export.docx import to_docx
from rag.drafting.export.markdown import to_markdown
from rag.drafting.export.template import fill_template
from rag.drafting.plan import GOALS, TASK
from rag.drafting.workshop import edit, text_of
from rag.types import BY_MODEL, Answer
from ui.transcript import copied


@pytest.fixture(scope="module")
def written(toast):
    """A plan two sections of which a model wrote."""
    sections = (replace(s, by_model=s.name in (GOALS, TASK)) for s in toast.sections)
    return replace(toast, sections=tuple(sections))


def line_of(plan):
    names = "、".join(s.name for s in plan.sections if s.by_model)
    return f"本教案中的{names}由人工智能模型参与写成，请教师核对后使用。"


def lines(data):
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


@pytest.mark.parametrize("citations", ["inline", "appendix", "none"])
def test_word_and_markdown_say_so_whatever_is_left_out(written, citations):
    data = to_docx(written, citations=citations, origins=False)
    assert lines(data).count(line_of(written)) == 1
    assert docx.Document(io.BytesIO(data)).core_properties.comments == line_of(written)
    text = to_markdown(written, citations=citations, origins=False)
    assert text.count(line_of(written)) == 1


def test_a_school_s_form_says_so(written):
    form = docx.Document()
    form.add_paragraph("教学目标")
    saved = io.BytesIO()
    form.save(saved)
    data, _ = fill_template(saved.getvalue(), written, name="模板.docx")
    assert lines(data).count(line_of(written)) == 1


def test_nothing_is_said_where_no_model_wrote(toast):
    assert "人工智能" not in to_markdown(toast)
    data = to_docx(toast)
    assert not any("人工智能" in line for line in lines(data))
    assert docx.Document(io.BytesIO(data)).core_properties.comments == ""


def test_a_section_that_the_teacher_changed_is_still_marked(written):
    changed, _ = edit(written, GOALS, text_of(written, GOALS) + "\n\n### 其他\n\n1. 收拾台面。")
    section = changed.section(GOALS)
    assert (section.edited, section.by_model) == (True, True)


def test_a_copied_answer_says_so():
    offline = Answer(question="问", status="answered", text="答。")
    assert BY_MODEL not in copied(offline)
    assert copied(replace(offline, by_model=True)).splitlines()[-1] == BY_MODEL
