"""Rules with chapters and articles: every article is a section that can be cited."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outline import outline, rows, section, text_of, verbatim

from indexing.numerals import article
from indexing.records import Document, DocumentKind, UnitKind

TEXT = """\
安平工业学校
焊接实训基地使用管理办法（试行）

第一章 总则

第一条 为了让焊接实训基地用得安全、用得长久，也为了让工位不空着，根据学校的有关
制度，制定本办法。

第二条 本办法适用于在基地上课的全部班级。
第三条 基地设主任 1 名、工位管理员 2 名，管理员须有焊工高级证书；凡是违反本办法
第二条规定的外来人员，不得进入。

第二章 工位与借用

第四条 下列人员不得上工位：
（一）没有穿阻燃工作服的；
（二）安全测验低于 90 分的。
第五条 逾期一天扣信用分 2 分。

附件1：工位预约登记表
"""

MARKDOWN = """\
# 竞赛奖励与学分认定办法

**第一章 总则**

第一条 为鼓励学生参加比赛，制定本办法。

第二条 比赛分为国家级、省级和校级。

**第二章 奖励**

第三条 学分和奖金的标准如下表所示：

| 级别 | 学分 | 奖金 |
|---|---|---|
| 国家级 | 6 | 5000 元 |
| 省级 | 4 | 2000 元 |

第四条 同一作品只取最高的一项。
"""


@pytest.fixture
def rule(understood) -> Document:
    return understood(TEXT, "办法.txt")


def test_chapters_articles_and_attachments_are_sections(rule: Document) -> None:
    assert rule.kind is DocumentKind.REGULATION
    assert rule.title == "焊接实训基地使用管理办法（试行）"
    assert outline(rule) == [
        (1, "第一章 总则"),
        (2, "第一条"),
        (2, "第二条"),
        (2, "第三条"),
        (1, "第二章 工位与借用"),
        (2, "第四条"),
        (2, "第五条"),
        (1, "附件1：工位预约登记表"),
    ]


def test_a_mention_of_an_article_at_the_start_of_a_line_opens_none(rule: Document) -> None:
    assert text_of(rule, "第三条").endswith("凡是违反本办法第二条规定的外来人员，不得进入。")


def test_an_article_is_a_paragraph_and_what_it_lists_are_items(rule: Document) -> None:
    at = section(rule, "第四条")
    kinds = [unit.kind for unit in rule.units if unit.section == at.id]
    assert kinds == [UnitKind.PARAGRAPH, UnitKind.ITEM, UnitKind.ITEM]
    assert at.path == ("第二章 工位与借用", "第四条")


def test_every_article_opens_a_chunk_of_its_own(rule: Document) -> None:
    found = {c.heading_path[-1]: c.text for c in verbatim(rule, len, 200) if c.heading_path}
    assert found["第二条"] == "第二条 本办法适用于在基地上课的全部班级。"
    assert found["第五条"] == "第五条 逾期一天扣信用分 2 分。"
    assert found["第四条"].startswith("第二章 工位与借用\n第四条 下列人员不得上工位：\n（一）")


def test_where_only_the_title_is_marked_numbers_still_make_headings(understood) -> None:
    document = understood(MARKDOWN, "办法.md")
    assert document.title == "竞赛奖励与学分认定办法"
    assert outline(document) == [
        (1, "竞赛奖励与学分认定办法"),
        (2, "第一章 总则"),
        (3, "第一条"),
        (3, "第二条"),
        (2, "第二章 奖励"),
        (3, "第三条"),
        (3, "第四条"),
    ]
    (table,) = document.tables
    assert table.name == "学分和奖金的标准"
    assert rows(table)[0] == ("国家级", "6", "5000 元")
    assert text_of(document, "第四条") == "同一作品只取最高的一项。"


def test_items_of_an_article_that_look_like_headings_are_none(understood) -> None:
    text = "第一章 总则\n\n第一条 器材分为：\n\n（一）焊机\n\n（二）面罩\n\n第二条 器材编号入册。\n"
    assert outline(understood(text, "办法.md")) == [
        (1, "第一章 总则"),
        (2, "第一条"),
        (2, "第二条"),
    ]


def test_articles_stand_under_han_numbers_that_come_before_them(understood) -> None:
    text = "一、总则\n\n第一条 为了安全。\n\n二、借用\n\n第二条 借期三天。\n"
    assert outline(understood(text, "办法.md")) == [
        (1, "一、总则"),
        (2, "第一条"),
        (1, "二、借用"),
        (2, "第二条"),
    ]


def test_an_article_with_a_name_is_a_heading(understood) -> None:
    text = "第一条 目的\n\n为了安全，制定本规定。\n\n第二条 范围\n\n适用于全校。\n"
    document = understood(text, "规定.md")
    assert outline(document) == [(1, "第一条 目的"), (1, "第二条 范围")]
    assert text_of(document, "第二条 范围") == "适用于全校。"


def test_one_article_quoted_alone_is_no_section(understood) -> None:
    text = "一、依据\n\n第一条 规定了课时。\n\n二、安排\n\n见课表。\n"
    assert outline(understood(text, "说明.md")) == [(1, "一、依据"), (1, "二、安排")]


@given(st.integers(1, 199))
def test_numbers_of_articles(number: int) -> None:
    found = article(f"第{_han(number)}条　内容")
    assert found is not None
    assert (found.value, found.apart, found.rest) == (number, True, "内容")
    assert article(f"第 {number} 条：内容") == type(found)(f"第{number}条", number, True, "内容")


@pytest.mark.parametrize("text", ["第三章 借用", "依照第三条", "三条", "第条 空"])
def test_what_is_no_article(text: str) -> None:
    assert article(text) is None


def _han(number: int) -> str:
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    out = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (digits[ones] if ones else "")
