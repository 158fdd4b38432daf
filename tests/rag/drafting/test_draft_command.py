"""``beike draft``: what it prints, what it asks, what it writes, and how it fails."""

import io
import json
import re

import pytest
from docx import Document as Word
from pydantic import TypeAdapter

from rag.checking.report import check_file
from rag.drafting.export.docx import to_docx
from rag.drafting.plan import SECTIONS, Plan

TASK = "吐司面包制作"


@pytest.fixture
def drafting(beike, bakery_settings):
    """The command over the baking corpus, searched by words only."""
    beike.environ = {
        **beike.environ,
        "BEIKE_INDEX": str(bakery_settings.index),
        "BEIKE_CORPUS": str(bakery_settings.corpus),
        "BEIKE_DENSE_WEIGHT": "0",
    }
    return lambda *arguments: beike("draft", *arguments)


def test_a_whole_plan_is_printed_with_its_sources_and_its_check(drafting):
    result = drafting("--task", TASK)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == f"{TASK}教案"
    assert "课程名称：面包制作〔推断〕" in lines
    assert [line[3:-3] for line in lines if line.startswith("━━")] == [*SECTIONS, "引用来源"]
    marks = {int(n) for n in re.findall(r"\[(\d+)\]", result.stdout)}
    listed = {int(m[1]) for line in lines if (m := re.match(r"\[(\d+)\] ", line))}
    assert marks == listed == set(range(1, len(listed) + 1))
    assert "  ◆ 任务导入（5分钟）" in lines
    # What is left to find are the blanks of the form, which only the teacher can fill.
    assert "处错误" not in result.stdout
    assert "【待填写】" in result.stdout


def test_progress_remarks_and_questions_are_told_on_stderr(drafting):
    told = drafting("--task", TASK).stderr.splitlines()
    assert told[:12] == [f"[{n}/12] {name}" for n, name in enumerate(SECTIONS, 1)]
    assert any(line.startswith("说明：") and "面包制作" in line for line in told)
    asked = [line.split()[0] for line in told if line.startswith("  --")]
    assert asked[:4] == ["--class", "--groups", "--students", "--place"]


def test_what_was_told_is_not_asked_for(drafting):
    result = drafting(
        "--task", TASK, "--course", "面包制作", "--class", "烘焙1班", "--students", 30,
        "--groups", 6, "--place", "烘焙室", "--form", "线下", "--deliverable", "记录册",
        "--learners", "会称料。", "--level", "中级", "--minutes-per-lesson", 40,
    )  # fmt: skip
    assert "还可以告诉我" not in result.stderr
    assert "授课班级：烘焙1班" in result.stdout
    assert "课时数：2（每课时40分钟，共80分钟）" in result.stdout
    assert "《记录册》" in result.stdout
    minutes = [int(m) for m in re.findall(r"^  ◆ .*（(\d+)分钟）$", result.stdout, re.M)]
    assert sum(minutes) == 80


def test_only_the_sections_asked_for_are_drafted(drafting):
    result = drafting(
        "--task", TASK, "--section", "考核评价", "--section", "教学目标", "--no-check"
    )
    headings = [s for s in SECTIONS if f"━━ {s} ━━" in result.stdout]
    assert headings == ["教学目标", "考核评价"]
    assert "没有查出问题" not in result.stdout


def test_the_head_alone_may_be_asked_for(drafting):
    result = drafting("--task", TASK, "--section", "教学基本情况")
    assert "课程名称：面包制作〔推断〕" in result.stdout
    assert "待教师填写：授课单元、授课班级" in result.stdout
    assert "━━" not in result.stdout


@pytest.mark.parametrize(
    ("name", "nearest"), [("目标", "教学目标"), ("教学过程", "教学实施过程"), ("评价", "考核评价")]
)
def test_an_unknown_section_is_refused_with_the_nearest_name(drafting, name, nearest):
    result = drafting("--task", TASK, "--section", name)
    assert result.exit_code == 2
    assert f"没有“{name}”这一栏，是不是“{nearest}”" in result.stderr
    assert result.stdout == ""


def test_marks_may_stand_at_the_end_only_or_nowhere(drafting):
    listed = drafting("--task", TASK, "--section", "教学目标", "--citations", "appendix").stdout
    goals, sources = listed.split("━━ 引用来源 ━━")
    assert not re.search(r"\[\d+\]", goals)
    assert "[1] " in sources
    none = drafting("--task", TASK, "--section", "教学目标", "--citations", "none").stdout
    assert "引用来源" not in none


def test_json_holds_the_plan_the_questions_and_the_findings(drafting):
    result = drafting("--task", TASK, "--json")
    data = json.loads(result.stdout)
    plan = TypeAdapter(Plan).validate_python(data["plan"])
    assert [s.name for s in plan.sections] == list(SECTIONS)
    assert plan.course == "面包制作"
    assert {q["field"] for q in data["missing"]} >= {"class_name", "groups"}
    assert not [f for f in data["findings"] if f["severity"] == "error"]
    unchecked = json.loads(drafting("--task", TASK, "--json", "--no-check").stdout)
    assert unchecked["findings"] is None


def test_a_word_file_is_written_and_read_back_as_a_plan(drafting, tmp_path):
    result = drafting("--task", TASK, "--out", tmp_path / "教案.docx")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert f"已写入 {tmp_path / '教案.docx'}" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["教案.docx"]
    assert check_file(tmp_path / "教案.docx").is_plan
    text = "\n".join(c.text for t in Word(tmp_path / "教案.docx").tables for c in t._cells)
    assert "任务探究一" in text


def test_a_markdown_file_is_written(drafting, tmp_path):
    drafting("--task", TASK, "--out", tmp_path / "教案.md", "--citations", "none")
    text = (tmp_path / "教案.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {TASK}教案\n")
    assert "## 教学实施过程" in text


def test_a_form_of_the_school_is_filled(drafting, tmp_path):
    form = Word()
    table = form.add_table(rows=2, cols=2)
    for at, name in enumerate(("课题", "教学目标")):
        table.cell(at, 0).text = name
    form.save(tmp_path / "模板.docx")
    result = drafting("--task", TASK, "--template", tmp_path / "模板.docx",
                      "--out", tmp_path / "教案.docx")  # fmt: skip
    assert result.exit_code == 0
    filled = Word(tmp_path / "教案.docx").tables[0]
    assert filled.cell(0, 1).text == TASK
    assert "能力目标" in filled.cell(1, 1).text


def test_a_form_that_is_no_word_file_loses_nothing(drafting, tmp_path):
    (tmp_path / "模板.docx").write_bytes(b"not a form")
    result = drafting("--task", TASK, "--template", tmp_path / "模板.docx",
                      "--out", tmp_path / "教案.docx")  # fmt: skip
    assert result.exit_code == 1
    assert "错误：" in result.stderr
    assert "━━ 教学反思 ━━" in result.stdout
    assert not (tmp_path / "教案.docx").exists()


def test_a_file_that_cannot_be_written_loses_nothing(drafting, tmp_path):
    result = drafting("--task", TASK, "--out", tmp_path / "没有" / "教案.docx")
    assert result.exit_code == 1
    assert "写不了" in result.stderr
    assert "办法：" in result.stderr
    assert "━━ 教学反思 ━━" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--task", "面"], "--task"),
        (["--task", TASK, "--class", "班" * 41], "--class"),
        (["--task", TASK, "--minutes-per-lesson", "90"], "--minutes-per-lesson"),
        (["--task", TASK, "--out", "教案.pdf"], ".docx"),
        (["--task", TASK, "--template", "模板.docx"], "--out"),
        ([], "--task"),
    ],
)
def test_bad_usage_exits_with_2(drafting, arguments, told):
    result = drafting(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--base-plan", "没有.docx"], "没有找到要参照的教案"),
        (["--template", "没有.docx", "--out", "教案.docx"], "读不了模板"),
    ],
)
def test_what_is_not_there_is_told_with_a_remedy(drafting, arguments, told):
    result = drafting("--task", TASK, *arguments)
    assert result.exit_code == 1
    assert told in result.stderr
    assert "办法：" in result.stderr


def test_without_an_index_the_remedy_is_told(beike, tmp_path):
    result = beike("draft", "--task", TASK, "--index", tmp_path / "none")
    assert result.exit_code == 1
    assert "beike index" in result.stderr


def test_help_is_in_both_languages(beike):
    text = beike("draft", "--help").stdout
    assert "起草教案" in text
    assert "Draft a lesson plan" in text
    assert "学校的教案模板" in text


def test_a_word_file_says_that_the_course_is_inferred(toast, bakery, draft):
    plan = draft(bakery, TASK)
    for origins, expected in ((True, "面包制作〔推断〕"), (False, "面包制作")):
        cells = Word(io.BytesIO(to_docx(plan, origins=origins))).tables[0]._cells
        assert expected in [cell.text for cell in cells]
    chosen = Word(io.BytesIO(to_docx(toast))).tables[0]._cells
    assert "面包制作" in [cell.text for cell in chosen]


def test_a_plan_can_be_limited_to_some_documents(drafting):
    whole = json.loads(drafting("--task", TASK, "--json").stdout)
    limited = json.loads(drafting("--task", TASK, "--collection", "教案", "--json").stdout)
    assert "标准/烘焙.md" in {c["document"] for c in whole["plan"]["citations"]}
    assert {c["document"] for c in limited["plan"]["citations"]} <= {"教案/曲奇.md", "教案/泡芙.md"}
    wrong = drafting("--task", TASK, "--document", "曲奇饼")
    assert (wrong.exit_code, wrong.stdout) == (1, "")
    assert "没有资料“曲奇饼”。" in wrong.stderr
    assert "最接近的是“教案/曲奇.md”" in wrong.stderr
