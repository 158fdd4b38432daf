"""Lines of a passage that tell nothing by themselves."""

import pytest

from rag.text.lines import by_column, in_columns, table_header
from rag.text.sentences import sentences


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("项目\t分值\n出勤\t20", "项目\t分值"),
        ("工序\t工具\t时间\n开榫\t凿子\t两天", "工序\t工具\t时间"),
        # a label with its value is no header, though the next line looks alike
        ("授课单元\t模块六 榫卯与打磨\n授课班级\t木工一班", None),
        ("授课班级\t2024级\n授课形式\t线下", None),
    ],
)
def test_the_header_of_a_table_is_no_label_with_its_value(text, header):
    found = table_header(sentences(text))
    assert (found.text if found else None) == header


def test_cells_have_the_names_of_their_columns():
    cells = by_column("环节\t周数\t地点", "跟岗\t4\t 工坊 ")
    assert cells == [("环节", "跟岗"), ("周数", "4"), ("地点", "工坊")]
    assert in_columns(cells) == "环节跟岗环节 周数4周数 地点工坊地点"


@pytest.mark.parametrize("row", ["跟岗\t4", "跟岗", "跟岗\t4\t工坊\t无"])
def test_a_row_of_other_columns_has_no_names(row):
    assert by_column("环节\t周数\t地点", row) == []
    assert in_columns([]) == ""
