"""What a real table is called, and the names of its columns where its header has several rows."""

import pytest
from outline import rows

from indexing.kinds.shared.tables import header_of, table_name
from indexing.readers.blocks import Line, TableBlock, TableCell

MERGED = TableCell("", merged=True)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("表1 课程设置", "表1 课程设置"),
        ("表 3-2 各学期周数", "表 3-2 各学期周数"),
        ("表一 職業面向", "表一 職業面向"),
        ("各学期的教学安排如下表：", "各学期的教学安排"),
        ("毕业要求见表2。", "毕业要求"),
        ("各部分的分值如下表所示。", "各部分的分值"),
        ("第五条 借用的期限和押金如下表：", "借用的期限和押金"),
        ("设备清单", "设备清单"),
        ("总评满分100分，由以下四部分组成：", "四、标题"),
        ("前面讲的是别的事情。", "四、标题"),
        ("", "四、标题"),
    ],
)
def test_the_name_of_a_table(line: str, name: str) -> None:
    assert table_name([Line("上文。"), Line(line)][: 1 + bool(line)], "四、标题") == (
        name if line else "四、标题"
    )


def test_the_unit_between_caption_and_table_is_passed_over() -> None:
    assert table_name([Line("表4 学时"), Line("（单位：学时）")], "") == "表4 学时"


def test_a_table_without_a_caption_is_called_by_its_heading(understood) -> None:
    document = understood(
        "# 手册\n\n## 二、设备\n\n| 名称 | 数量 |\n|---|---|\n| 刨子 | 9 |\n", "a.md"
    )
    assert [table.name for table in document.tables] == ["二、设备"]


def test_a_header_of_two_rows_is_one_name_a_column() -> None:
    table = _table(["课程", "学时", MERGED, "学分"], [MERGED, "理论", "实践", MERGED], ["甲"] * 4)
    header = header_of(table)
    assert (header.columns, header.rows) == (("课程", "学时·理论", "学时·实践", "学分"), 2)


def test_words_said_again_below_are_said_once() -> None:
    table = _table(["课程", "学时", MERGED], [MERGED, "总学时", "实践学时"], ["甲", "4", "2"])
    assert header_of(table).columns == ("课程", "总学时", "实践学时")


def test_a_row_of_data_under_a_wide_header_is_no_header() -> None:
    table = _table(["课程", "备注", MERGED], ["甲", "一", "二"], ["乙", "三", "四"])
    assert (header_of(table).columns, header_of(table).rows) == (("课程", "备注", ""), 1)


def test_a_first_row_of_one_cell_is_the_title() -> None:
    table = _table(["表2 器材", MERGED], ["名称", "数量"], ["刨子", "9"])
    header = header_of(table)
    assert (header.title, header.columns, header.rows) == ("表2 器材", ("名称", "数量"), 2)


def test_the_rows_of_a_web_table_with_a_wide_header(understood) -> None:
    page = (
        "<h1>木工手册</h1><h2>学时</h2><table>"
        "<tr><th rowspan=2>课程</th><th colspan=2>学时</th></tr><tr><th>理论</th><th>实践</th></tr>"
        "<tr><td>刨削</td><td>4</td><td>8</td></tr></table>"
    )
    (table,) = understood(page, "手册.html").tables
    assert table.columns == ("课程", "学时·理论", "学时·实践")
    assert rows(table) == [("刨削", "4", "8")]


def _table(*given: list[str | TableCell]) -> TableBlock:
    return TableBlock(
        tuple(tuple(c if isinstance(c, TableCell) else TableCell(c) for c in row) for row in given)
    )
