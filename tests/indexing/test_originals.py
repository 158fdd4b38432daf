"""The four documents teachers handed over, where they are at hand.

They are not part of this repository. ``BEIKE_SHARED`` names the folder that holds ``corpus/`` and
``gold/`` (default: ``shared`` beside the checkout); with ``BEIKE_REQUIRE_SHARED=1`` their absence
is a failure. Only names and figures are written here, never sentences.
"""

import json
import os
import re
from functools import cache
from pathlib import Path

import pytest
from original_courses import COURSES
from outline import column, section, verbatim

from indexing.kinds import understand
from indexing.kinds.shared.vocabulary import alias
from indexing.readers import read
from indexing.records import Chunk, Document, DocumentKind
from indexing.searchtext import fold

SHARED = Path(os.environ.get("BEIKE_SHARED") or Path(__file__).parents[3] / "shared")
REQUIRED = os.environ.get("BEIKE_REQUIRE_SHARED") == "1"
FILES = {
    "课程标准": "course-standard.txt",
    "教案4.3": "lesson-plan-4.3.txt",
    "教案6.1": "lesson-plan-6.1.txt",
    "CRM大纲": "crm-syllabus.txt",
}
PRESENT = all((SHARED / "corpus" / name).is_file() for name in FILES.values())
LIMIT = 240

pytestmark = pytest.mark.skipif(
    not PRESENT and not REQUIRED, reason=f"the original documents are not in {SHARED}"
)

FIELDS = [
    "典型工作任务描述",
    "工作内容分析",
    "课程目标",
    "学习内容",
    "参考性学习任务",
    "教学实施建议",
    "教学考核要求",
]
ANALYSIS = ["工作对象", "工具、设备、材料与资料", "工作方法", "劳动组织方式", "工作要求"]
STEPS = [5, 5, 15, 20, 20, 15, 15, 15]


@cache
def load(name: str) -> Document:
    path = SHARED / "corpus" / FILES[name]
    assert path.is_file(), f"{path} is missing and BEIKE_REQUIRE_SHARED is set"
    return understand(read(path), path.name, "0" * 64)


@cache
def chunks(name: str) -> list[Chunk]:
    # About the tokens of the default model: somewhat more than one character a token.
    return verbatim(load(name), lambda text: int(len(text) / 1.6) + 1, LIMIT)


def courses() -> list[str]:
    document = load("课程标准")
    at = section(document, "五、课程标准").id
    return [s.heading for s in document.sections if s.parent == at]


def test_kinds_titles_scripts_and_pages() -> None:
    found = {name: load(name) for name in FILES}
    assert {name: (d.kind, d.script, d.pages) for name, d in found.items()} == {
        "课程标准": (DocumentKind.STANDARD, "hans", 103),
        "教案4.3": (DocumentKind.LESSON_PLAN, "hans", 0),
        "教案6.1": (DocumentKind.LESSON_PLAN, "hans", 0),
        "CRM大纲": (DocumentKind.SYLLABUS, "hant", 0),
    }
    assert found["课程标准"].title == "电子商务专业国家技能人才培养工学一体化课程标准"
    assert found["教案4.3"].title == "任务4.3 开展顾客精细化运营"
    assert found["教案6.1"].title == "任务6.1 分析客户服务数据"
    assert found["CRM大纲"].title == "《客戶關系管理》課程教學大綱"


def test_the_sixteen_courses_with_their_hours_and_pages() -> None:
    document = load("课程标准")
    headings = courses()
    assert [re.sub("^（.*?）", "", heading) for heading in headings] == [
        f"{name}课程标准" for name, *_ in COURSES
    ]
    for heading, (name, hours, page, _) in zip(headings, COURSES, strict=True):
        at = section(document, heading)
        assert at.page == page
        opening = re.sub(r"\s+", " ", document.canonical[at.start : at.start + 90])
        assert re.search(rf"工学一体化课程名称 {name} 基准学时 {hours}(?!\d)", opening)


def test_the_seven_headings_of_every_course_and_the_name_line_above_them() -> None:
    document = load("课程标准")
    for heading in courses():
        at = section(document, heading)
        assert [s.heading for s in document.sections if s.parent == at.id] == FIELDS
        parts = section(document, heading, "工作内容分析").id
        columns = [(s.page, s.heading) for s in document.sections if s.parent == parts]
        named = {alias("standard", "analysis", text) for _, text in columns}
        assert named == set(ANALYSIS), heading
        assert len(set(columns)) == len(columns), heading
        advice = section(document, heading, "教学实施建议").id
        assert len([s for s in document.sections if s.parent == advice]) == 4, heading
        exam = section(document, heading, "教学考核要求").id
        names = [s.heading for s in document.sections if s.parent == exam]
        assert names[:2] == ["1. 过程性考核（70%）", "2. 终结性考核（30%）"], heading
        assert names[2].startswith("考核任务案例"), heading
        last = [s for s in document.sections if s.path[1:3] == (heading, "学习内容")][-1]
        assert last.heading.endswith("通用能力、职业素养、思政素养"), heading


def test_columns_of_the_work_analysis_that_go_on_after_a_page_break() -> None:
    document = load("课程标准")
    broken = []
    for heading in courses():
        parts = section(document, heading, "工作内容分析").id
        columns = [s for s in document.sections if s.parent == parts]
        if len({s.page for s in columns}) == 1:
            continue
        broken.append(heading[1 : heading.index("）")])
        again = [s for s in columns if s.page != columns[0].page]
        assert (again[0].heading, again[-1].heading) == ("工作对象：", "工作要求："), heading
        text = document.canonical[again[-1].start : again[-1].end]
        assert "小组" not in text, heading  # how the work is organised is another column
        assert text.endswith("。"), heading
    assert broken == ["六", "七", "十二", "十三", "十四", "十五"]


def test_the_forty_seven_tasks_and_their_hours() -> None:
    document = load("课程标准")
    tables = [t for t in document.tables if t.name == "参考性学习任务"]
    tasks = 0
    optional: list[int] = []
    for table, (_, hours, _, expected) in zip(tables, COURSES, strict=True):
        found = [int(fold(text)) for text in column(table, 3)]
        assert found == [abs(value) for value in expected]
        assert sum(found) == hours
        assert [int(fold(text)) for text in column(table, 0)] == list(range(1, len(found) + 1))
        flags = ["可选" in name for name in column(table, 1)]
        assert flags == [value < 0 for value in expected]
        tasks += len(found)
        optional += [value for value, flag in zip(found, flags, strict=True) if flag]
    assert (tasks, len(optional), sum(optional)) == (47, 6, 166)


def test_descriptions_of_tasks_are_whole() -> None:
    for table in load("课程标准").tables:
        if table.name == "参考性学习任务":
            for row in table.rows:
                assert len(row[2].text) > 150
                assert row[2].text.rstrip().endswith("。")
                assert not re.search(r"\n\d{1,3}\n", row[2].text)


def test_the_five_tables_of_hours() -> None:
    tables = [t for t in load("课程标准").tables if t.columns[-1] == "基准学时"]
    names = [name for name, *_ in COURSES]
    hours = [value for _, value, *_ in COURSES]
    expected = [(4, "560"), (11, "1 360"), (11, "1 360"), (16, "1 850"), (16, "1 850")]
    for table, (count, total) in zip(tables, expected, strict=True):
        assert column(table, 1) == [*names[:count], "总学时"]
        assert [int(text) for text in column(table, 2)[:-1]] == hours[:count]
        assert column(table, 2)[-1] == total
        assert sum(hours[:count]) == int(total.replace(" ", ""))


def test_outer_chapters() -> None:
    document = load("课程标准")
    assert [(s.heading[2:], s.page) for s in document.sections if s.level == 1] == [
        ("专业信息", 1),
        ("培养目标和要求", 2),
        ("培养模式", 8),
        ("课程安排", 10),
        ("课程标准", 14),
        ("实施建议", 100),
        ("考核与评价", 103),
    ]


def test_abilities_stand_under_three_levels() -> None:
    document = load("课程标准")
    at = section(document, "（二）培养要求").id
    levels = [s for s in document.sections if s.parent == at]
    assert [s.heading for s in levels] == ["中级技能", "高级技能", "预备技师（技师）"]
    tasks = [[t for t in document.sections if t.parent == s.id] for s in levels]
    assert [len(found) for found in tasks] == [4, 8, 6]


@pytest.mark.parametrize("name", ["教案4.3", "教案6.1"])
def test_the_steps_of_both_plans(name: str) -> None:
    document = load(name)
    (table,) = document.tables
    assert len(table.rows) == 10
    assert all(cell.text for row in table.rows for cell in row)
    steps = [s for s in document.sections if s.level == 3]
    assert [s.path[-2] for s in steps] == ["课前", *["课中"] * 8, "课后"]
    minutes = [int(m[1]) for s in steps if (m := re.search(r"（(\d+)分钟）$", s.heading))]
    assert minutes == STEPS
    assert sum(minutes) == 110


@pytest.mark.parametrize("name", ["教案4.3", "教案6.1"])
def test_the_parts_of_both_plans(name: str) -> None:
    document = load(name)
    assert [s.heading for s in document.sections if s.level == 1] == [
        *("学情分析", "教学目标", "课程思政", "教学重点及难点", "课堂任务", "教学资源"),
        *("教学方法", "考核评价", "教学实施过程", "教学反思"),
    ]
    for field, parts in (("学情分析", 3), ("教学目标", 3), ("课程思政", 4), ("教学反思", 3)):
        at = section(document, field).id
        assert len([s for s in document.sections if s.parent == at]) == parts, field


def test_the_eight_chapters_of_the_syllabus() -> None:
    document = load("CRM大纲")
    chapters = [s for s in document.sections if re.match("第.章", s.heading)]
    hours = [int(m[1]) for s in chapters if (m := re.search(r"\((\d+)學時\)$", s.heading))]
    assert hours == [4, 6, 4, 6, 4, 4, 4, 16]
    assert sum(hours) == 48
    for chapter in chapters:
        fields = [s.heading for s in document.sections if s.parent == chapter.id]
        assert [re.sub(r"^\d\.|:$", "", fold(field)) for field in fields[:8]] == [
            *("预期学习成效", "主要内容", "教学要点", "实现环节"),
            *("课程思政", "阅读材料", "学习建议", "思考作业"),
        ]


FURNITURE = [
    *("续表", ".indd", "bookmark", "溫馨提示", "人人文庫", "版權說明", "文檔簡介", "最新文檔"),
    *("提交評論", "0/150"),
]


@pytest.mark.parametrize("name", FILES)
def test_no_furniture_in_any_chunk(name: str) -> None:
    for chunk in chunks(name):
        assert not [mark for mark in FURNITURE if mark in chunk.text]
        assert not re.search(r"·\s*\d{1,3}\s*·", chunk.text)


#: What the tables of the standard print again at the head of a page.
AGAIN = re.compile(
    "序号名称学习任务描述参考学时|培养层级典型工作任务职业能力要求|[中高]级技能|预备技师|（技师）"
    r"|网店推广|网店用户管理|网店商品规划|序号课程名称|基准|学时|学时分配|第\d+|学期"
)


def _kept(name: str) -> list[str]:
    """The lines of a file that are not furniture."""
    lines = (SHARED / "corpus" / FILES[name]).read_text(encoding="utf-8").split("\n")
    texts = [re.sub(r"\s+", " ", line).strip() for line in lines]
    if name == "CRM大纲":
        return [max(texts, key=len)]
    return [
        text.replace("[bookmark: _GoBack]", "")
        for text in texts
        if text and text != "续表" and ".indd" not in text and not re.match(r"^·\d+·$", text)
    ]


@pytest.mark.parametrize("name", FILES)
def test_every_other_character_is_in_some_chunk_and_in_order(name: str) -> None:
    shown = "".join("".join(chunk.text for chunk in chunks(name)).split())
    printed = "".join("".join(_kept(name)).split())
    if name != "课程标准":
        assert shown == printed
        return
    # Of the standard only what a table prints again after a page break is left out.
    at = 0
    for line in _kept(name):
        bare = "".join(line.split())
        if shown.startswith(bare, at):
            at += len(bare)
        else:
            assert AGAIN.fullmatch(bare), f"{line} after {shown[at - 20 : at]}"
    assert at == len(shown)


@pytest.mark.parametrize("name", FILES)
def test_chunks_are_verbatim_within_the_limit_and_cut_no_sentence(name: str) -> None:
    document = load(name)
    starts = {unit.start for unit in document.units}
    for chunk in chunks(name):
        assert document.canonical[chunk.start : chunk.end] == chunk.text
        assert int(len(chunk.text) / 1.6) + 1 <= LIMIT * 3 // 2
        assert chunk.text[0] not in "。！？；：，、）】》”"
        before = document.canonical[: chunk.start].rstrip()[-1:]
        assert chunk.start in starts or before in "。；，：？！、;,:?!", chunk.text[:30]


def test_no_chunk_mixes_two_courses() -> None:
    document = load("课程标准")
    starts = [section(document, heading).start for heading in courses()]
    for chunk in chunks("课程标准"):
        inside = [at for at in starts if chunk.start < at < chunk.end]
        # The first course may follow the heading of its chapter.
        assert not inside or document.canonical[chunk.start : inside[0]].strip() == "五、课程标准"


def test_chunks_under_a_course_name_it() -> None:
    document = load("课程标准")
    headings = set(courses())
    first, last = (section(document, heading) for heading in (courses()[0], courses()[-1]))
    for chunk in chunks("课程标准"):
        if first.start <= chunk.start < last.end:
            assert chunk.heading_path[1] in headings


GOLD = SHARED / "gold" / "dev.jsonl"


@pytest.mark.skipif(not GOLD.is_file() and not REQUIRED, reason="no gold set at hand")
def test_every_gold_quote_is_in_the_canonical_text_of_its_document() -> None:
    texts = {name: "".join(fold(load(name).canonical).split()) for name in FILES}
    missing = []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        for evidence in json.loads(line).get("evidence", []):
            quote = "".join(fold(evidence["quote"]).split())
            if quote not in texts[evidence["doc"]]:
                missing.append((json.loads(line)["id"], evidence["quote"]))
    assert not missing
