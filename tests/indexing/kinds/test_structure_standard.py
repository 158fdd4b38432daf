"""Course standards, on an invented one of nursing that a converter flattened to text."""

import pytest
from invented_standard import NAME, PAGES, TEXT
from outline import column, outline, rows, section, text_of, verbatim

from indexing.records import Document, DocumentKind

FIRST, SECOND = "（一）生命体征监测课程标准", "（二）老年居家照护课程标准"
FIELDS = [
    "典型工作任务描述",
    "工作内容分析",
    "课程目标",
    "学习内容",
    "参考性学习任务",
    "教学实施建议",
    "教学考核要求",
]


@pytest.fixture
def standard(understood) -> Document:
    return understood(TEXT, "护理标准.txt")


def test_kind_title_script_and_pages(standard: Document) -> None:
    assert standard.kind is DocumentKind.STANDARD
    assert standard.title == NAME
    assert standard.script == "hans"
    assert standard.pages == 7


def test_outer_chapters(standard: Document) -> None:
    assert [heading for level, heading in outline(standard) if level == 1] == [
        "一、专业信息",
        "二、培养目标和要求",
        "三、培养模式",
        "四、课程安排",
        "五、课程标准",
        "六、实施建议",
        "七、考核与评价",
    ]


def test_numbering_inside_a_course_does_not_collide_with_the_outer_one(standard: Document) -> None:
    assert section(standard, "一、任务的领取").path == (
        "五、课程标准",
        FIRST,
        "学习内容",
        "一、任务的领取",
    )
    assert section(standard, "1. 查看房间").path == (
        "五、课程标准",
        SECOND,
        "学习内容",
        "（一）居家环境",
        "1. 查看房间",
    )
    assert section(standard, "（一）师资队伍").path == ("六、实施建议", "（一）师资队伍")


def test_han_numbers_below_a_bracketed_part_of_the_content_stand_deeper(understood) -> None:
    standard = understood(TEXT.replace("1.  查看房间", "一、查看房间"), "护理标准.txt")
    step = section(standard, "一、查看房间")
    assert (step.level, step.path[-2]) == (5, "（一）居家环境")
    assert section(standard, "二、体征的测量与记录").level == 4


@pytest.mark.parametrize("course", [FIRST, SECOND])
def test_every_field_of_a_course(standard: Document, course: str) -> None:
    at = section(standard, course)
    children = [s.heading for s in standard.sections if s.parent == at.id]
    assert children == FIELDS
    assert {s.level for s in standard.sections if s.parent == at.id} == {3}


def analysis(standard: Document, course: str) -> list[tuple[int | None, str, str]]:
    """(page, label, text) of every part of the work analysis of a course."""
    at = section(standard, course, "工作内容分析").id
    parts = [s for s in standard.sections if s.parent == at]
    texts = [standard.canonical[s.start : s.end].removeprefix(s.heading).strip() for s in parts]
    return [(s.page, s.heading, text) for s, text in zip(parts, texts, strict=True)]


def test_the_five_columns_of_the_work_analysis(standard: Document) -> None:
    assert analysis(standard, FIRST) == [
        (3, "工作对象：", "1. 领取测量任务；\n2. 测量并记录体征数据。"),
        (3, "工具、设备、材料与资料：", "1. 工具：体温计、血压计、秒表；\n2. 材料：护理单。"),
        (3, "工作方法：", "要点提炼法、比对法。"),
        (3, "劳动组织方式：", "由一名护理人员独立完成。"),
        (
            3,
            "工作要求：",
            "1. 测量前核对患者身份；\n2. 读数准确到规定的小数位。\n① 按初中毕业生源计算。",
        ),
    ]


def test_columns_that_go_on_after_a_page_break_keep_their_label(standard: Document) -> None:
    assert analysis(standard, SECOND) == [
        (5, "工作对象：", "1. 查看居家环境；\n2. 协助进食与"),
        (5, "工具、设备、材料与资料：", "评估表、药盒、防滑垫。"),
        (5, "工作方法：", "观察法、访谈法、"),
        (5, "工作要求：", "1. 不得代替家属做决定；\n2. 用药前两人"),
        (6, "工作对象：", "用药。"),
        (6, "工作方法：", "记录法。"),
        (6, "劳动组织方式：", "两人一组上门，一人操作，一人记录。"),
        (6, "工作要求：", "核对药名和剂量；\n3. 离开前收拾用物。"),
    ]


def test_broken_lines_are_joined_and_letter_spacing_is_closed(standard: Document) -> None:
    assert "能独立完成体征监测、协助翻身、记录出入量等日常工作，知道什么时候" in standard.canonical
    assert "说明\n" in standard.canonical


def test_headings_of_the_advice_and_assessment(standard: Document) -> None:
    at = section(standard, FIRST, "教学考核要求")
    assert [s.heading for s in standard.sections if s.parent == at.id] == [
        "1. 过程性考核（60%）",
        "2. 终结性考核（40%）",
        "考核任务案例：晨间监测",
    ]
    assert text_of(standard, FIRST, "教学考核要求", "2. 终结性考核（40%）") == "抽签完成一项测量。"
    assert section(standard, "【任务要求】").path[-2] == "考核任务案例：晨间监测"
    assert "1∶20" in text_of(standard, FIRST, "教学实施建议", "2. 教学组织方式建议")


def test_printed_pages(standard: Document) -> None:
    expected = {
        "一、专业信息": 1,
        "三、培养模式": 2,
        "五、课程标准": 3,
        FIRST: 3,
        "体温与脉搏测量": 4,
        "血压测量": 5,
        SECOND: 5,
        "（一）居家环境": 6,
        "六、实施建议": 7,
    }
    assert {name: section(standard, name).page for name in expected} == expected
    assert {u.page for u in standard.units if u.end < section(standard, "一、专业信息").start} == {
        None
    }


def test_abilities_stand_under_their_level_and_task(standard: Document) -> None:
    assert text_of(standard, "中级技能", "生命体征监测").count("\n") == 2  # three, over two pages
    assert text_of(standard, "中级技能", "老年居家照护").startswith("1. 能和老人")
    assert standard.canonical.count("培养层级 典型工作任务 职业能力要求") == 1


def test_the_table_of_hours(standard: Document) -> None:
    table = standard.tables[0]
    assert table.columns == ("序号", "课程名称", "基准学时")
    assert rows(table) == [
        ("1", "生命体征监测", "60"),
        ("2", "老年居家照护", "96"),
        ("3", "临床护理综合实训", "900"),
        ("", "总学时", "1 056"),
    ]
    assert standard.sections[table.section].heading == "（一）中级技能层级课程表（初中起点三年）"


def test_the_tables_of_learning_tasks(standard: Document) -> None:
    first, second = standard.tables[1:]
    assert column(first, 0) == ["1", "2", "３"]
    assert column(first, 1) == ["体温与脉搏测量", "血压测量", "体征记录与上报（可选）"]
    assert column(first, 3) == ["20", "24", "16"]
    assert column(second, 1) == ["居家环境评估", "进食与用药照护"]
    assert column(second, 3) == ["36", "60"]
    assert FIRST in standard.sections[first.section].path
    assert SECOND in standard.sections[second.section].path


def test_hours_in_the_middle_of_a_description_do_not_cut_it(standard: Document) -> None:
    description = standard.tables[1].rows[0][2]
    text = description.text.replace("\n", "")
    assert text.endswith("再轮流操作并互相核对读数。")
    assert "20" not in text
    whole = standard.canonical[description.start : description.end]
    assert whole.startswith("某病区早上六点")
    assert whole.endswith("核对读数。")


def test_cells_carry_the_place_they_were_read_from(standard: Document) -> None:
    cells = [c for t in standard.tables for row in t.rows for c in row if "\n" not in c.text]
    assert len(cells) > 20
    for cell in cells:
        if cell.text:
            assert standard.canonical[cell.start : cell.end] == cell.text


def test_furniture_is_in_no_text(standard: Document) -> None:
    for mark in ("续表", ".indd", "·5·"):
        assert mark not in standard.canonical


def test_nothing_but_furniture_is_lost(standard: Document) -> None:
    kept = "".join(standard.canonical.split())
    header = {"培养层级 典型工作任务 职业能力要求", "序号 名称 学习任务描述 参考学时"}
    names = {"中级技能", "生命体征监测", "说　明", "序号 课程名称", "基准", "第 1", "第 2", "学期"}
    for page in PAGES:
        for line in page:
            if line == "续表" or ".indd" in line or line.startswith("·") or line in header | names:
                continue
            for word in line.split():
                assert word.replace("　", "") in kept, line


def test_chunks_never_mix_courses_and_name_their_task(standard: Document) -> None:
    chunks = verbatim(standard, len, 120)
    second = section(standard, SECOND)
    assert not [c for c in chunks if c.start < second.start < c.end]
    (task,) = [c for c in chunks if c.heading_path[-1:] == ("血压测量",)]
    assert task.heading_path == ("五、课程标准", FIRST, "参考性学习任务", "血压测量")
    assert task.kind == "table_row"
    assert task.page == 5
    assert task.text.split("\t")[:2] == ["2", "血压测量"]
    header = [c for c in chunks if "序号 名称 学习任务描述" in c.text]
    assert [c.heading_path[-1] for c in header] == ["体温与脉搏测量", "居家环境评估"]
