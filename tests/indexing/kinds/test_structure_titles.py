"""What documents of layouts not met before are called, and what kind they are."""

import pytest

from indexing.kinds.shared.titles import best_title, kind_named, whole_title, without_site
from indexing.kinds.understanding import kind_of
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
    ("found", "stated", "lines", "title"),
    [
        ("1 概述", "", ("《木工》课程标准", "1 概述"), "《木工》课程标准"),
        ("一、总则", "木工须知", ("说明",), "木工须知"),
        ("安平学校", "", ("安平学校", "木工车间管理办法"), "木工车间管理办法"),
        ("木工车间管理办法", "别的", ("安平学校管理办法",), "木工车间管理办法"),
        ("木工札记", "别的", ("木工札记",), "木工札记"),
        ("", "木工札记 - 资料网", (), "木工札记"),
    ],
)
def test_the_title_of_any_other_document(
    found: str, stated: str, lines: tuple[str, ...], title: str
) -> None:
    assert best_title(found, stated, _lines(*lines)) == title


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("《西點裝飾》教學大綱 | 課程網", "syllabus"),
        ("木工教案（第二稿）", "lesson_plan"),
        ("家具设计专业人才培养方案", "generic"),
        ("教学大纲编写与教案检查管理办法", "generic"),
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
    assert kind_of([Line(title), Line("課程資訊"), table]) is DocumentKind.SYLLABUS
    assert kind_of([Line(title), table]) is DocumentKind.SYLLABUS
    assert kind_of([Line(title), Line("課程資訊")]) is DocumentKind.GENERIC
    assert kind_of([Line("西点札记"), Line("課程資訊"), table]) is DocumentKind.GENERIC


def test_a_programme_with_the_fields_of_its_courses_is_no_syllabus() -> None:
    fields = ("课程目标", "主要内容", "考核方式", "学时分配")
    assert kind_of(_lines("说明", *fields)) is DocumentKind.SYLLABUS
    assert kind_of(_lines("木工专业人才培养方案", *fields)) is DocumentKind.GENERIC


def test_a_notice_in_front_does_not_hide_the_standard_behind_it() -> None:
    fields = ("典型工作任务描述", "工作内容分析", "参考性学习任务", "教学考核要求", "教学实施建议")
    notice = _lines("关于印发木工专业课程标准的通知", *fields, "学习内容", "课程目标")
    assert kind_of(notice) is DocumentKind.STANDARD
