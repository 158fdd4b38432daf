"""What documents of layouts not met before are called, and what kind they are."""

import pytest

from indexing.kinds.outline import best_title
from indexing.kinds.shared.titles import kind_named, whole_title, without_site
from indexing.kinds.understanding import layout_of
from indexing.readers.blocks import Line, TableBlock, TableCell
from indexing.records import DocumentKind


def _lines(*texts: str) -> list[Line]:
    return [Line(text) for text in texts]


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            ("珠宝制作专业", "国家技能人才培养工学一体化课程标准"),
            "珠宝制作专业国家技能人才培养工学一体化课程标准",
        ),
        (
            ("珠宝制作专业国家技能人才培养", "工学一体化", "课程标准"),
            "珠宝制作专业国家技能人才培养工学一体化课程标准",
        ),
        (("安平技师学院", "珠宝制作专业课程标准"), "珠宝制作专业课程标准"),
        (("教务〔2031〕5号", "课程标准"), "课程标准"),
        (("现把标准印发给你们。", "工学一体化课程标准"), "工学一体化课程标准"),
    ],
)
def test_a_title_goes_on_from_the_lines_it_needs(lines: tuple[str, ...], title: str) -> None:
    assert whole_title(lines, len(lines) - 1) == title


def test_the_title_of_a_standard_printed_over_two_lines(understood) -> None:
    text = (
        " 珠宝制作专业\n国家技能人才培养工学一体化课程标准（校本版）\n\n"
        "说  明\n\n本标准由学校编写。\n"
        " 一、专业信息\n\n五、课程标准\n（一）镶嵌课程标准\n典型工作任务描述\n甲。\n"
        "工作内容分析\n乙。\n课程目标\n丙。\n"
    )
    document = understood(text, "标准.txt")
    assert document.kind is DocumentKind.STANDARD
    assert document.title == "珠宝制作专业国家技能人才培养工学一体化课程标准"


@pytest.mark.parametrize(
    ("lines", "stated", "file", "title"),
    [
        (("《木工》课程标准", "1 概述"), "", "附件3", "《木工》课程标准"),
        (("安平学校", "木工车间管理办法"), "", "2031-5", "木工车间管理办法"),
        (("安平学校", "木工车间管理办法"), "安平学校文件", "木工办法", "木工车间管理办法"),
        (("木工札记",), "", "扫描0001", "木工札记"),
        ((), "木工札记 - 资料网", "1", "木工札记"),
        # A letterhead, a blank form and a path through a site are no titles.
        (("首页 > 教务 > 木工",), "", "木工教学进度", ""),
        (("××××专业人才培养方案",), "", "安平学院_人才培养方案", ""),
        (("安平技师学院　教案",), "", "教案-榫卯制作（三次课）", ""),
        (("欢迎使用 编辑器", "木工教学大纲"), "", "a", "木工教学大纲"),
        # A form's name is less than what the file is called after.
        (("优质课申报教学设计", "木工：认识榫卯"), "", "木工_认识榫卯_教学设计", "木工：认识榫卯"),
        # A title may go on in a second line; one in brackets says its subject.
        (
            ("家具制作专业", "核心课程标准"),
            "",
            "家具制作专业核心课程标准",
            "家具制作专业核心课程标准",
        ),
        (("《木工》教学进度表",), "", "B06_合并单元格_木工", "《木工》教学进度表"),
    ],
)
def test_the_title_of_any_other_document(
    lines: tuple[str, ...], stated: str, file: str, title: str
) -> None:
    assert best_title(_lines(*lines), stated, file) == title


def test_one_heading_over_all_others_is_the_title_and_one_of_several_is_not() -> None:
    file = "a"
    one = [Line("木工手记", heading=1), Line("第一天", heading=2), Line("第二天", heading=2)]
    assert best_title(one, "某站", file) == "木工手记"
    several = [Line("木工手记（两册）"), Line("上册", heading=1), Line("下册", heading=1)]
    assert best_title(several, "", file) == "木工手记（两册）"


def test_the_lines_of_the_title_end_at_the_first_heading() -> None:
    lines = _lines("木工手记", "实验一 识图")
    assert best_title(lines, "", "识图", front=1) == "木工手记"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("《西點裝飾》教學大綱 | 課程網", "syllabus"),
        ("木工教案（第二稿）", "lesson_plan"),
        ("家具设计专业人才培养方案", "programme"),
        ("教学大纲编写与教案检查管理办法", "regulation"),
        ("木工札记", ""),
        ("这一句话说到了" + "很长" * 20 + "的教学大纲", ""),
    ],
)
def test_the_kind_a_title_names(title: str, kind: str) -> None:
    assert kind_named([title]) == kind


def test_the_name_of_a_site_is_no_part_of_a_title() -> None:
    assert without_site("西點裝飾 - 資料網") == "西點裝飾"
    assert without_site("首頁") == "首頁"
    assert without_site("A | 網") == "A | 網"


@pytest.mark.parametrize("title", ["西點裝飾教學大綱", "西点装饰教学大纲"])
def test_a_title_and_two_usual_fields_make_a_syllabus(title: str) -> None:
    table = TableBlock(((TableCell("週次"), TableCell("單元主題")),))
    assert layout_of([Line(title), Line("課程資訊"), table]) is DocumentKind.SYLLABUS
    assert layout_of([Line(title), table]) is DocumentKind.SYLLABUS
    assert layout_of([Line(title), Line("課程資訊")]) is DocumentKind.GENERIC
    assert layout_of([Line("西点札记"), Line("課程資訊"), table]) is DocumentKind.GENERIC


def test_a_programme_with_the_fields_of_its_courses_is_no_syllabus() -> None:
    fields = ("课程目标", "主要内容", "考核方式", "学时分配")
    assert layout_of(_lines("说明", *fields)) is DocumentKind.SYLLABUS
    assert layout_of(_lines("木工专业人才培养方案", *fields)) is DocumentKind.GENERIC


def test_a_notice_in_front_does_not_hide_the_standard_behind_it() -> None:
    fields = ("典型工作任务描述", "工作内容分析", "参考性学习任务", "教学考核要求", "教学实施建议")
    notice = _lines("关于印发木工专业课程标准的通知", *fields, "学习内容", "课程目标")
    assert layout_of(notice) is DocumentKind.STANDARD
