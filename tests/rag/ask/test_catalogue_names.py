"""Places by their number, what titles are of, and courses and chapters said short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_pottery import DOCUMENTS
from invented_workshop import build
from passages_by_hand import Known

from indexing.index import open_index
from rag.ask.catalogue import Catalogue
from rag.ask.mentions import heading_matches, numbered_place, title_name

THROWING, GLAZING = "手工拉坯成型技艺", "手工釉料调配技艺"


@pytest.fixture(scope="module")
def pottery(tmp_path_factory):
    """The names of the pottery school."""
    settings = build(tmp_path_factory.mktemp("pottery"), DOCUMENTS)
    with open_index(settings.index) as index:
        yield Catalogue.of(index)


@pytest.fixture(scope="module")
def kinds(pottery):
    """The kind of each document by its id."""
    return lambda ids: [pottery.kinds[identifier] for identifier in ids]


# --- places by their number --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("第三章 汤色", "3章"),
        ("第12节 汤色", "12节"),
        ("第二课 揉泥", "2课"),
        ("第十一讲", "11讲"),
        ("任务探究二 揉泥", "2探究"),
        ("教学活动一(10分钟)", "1活动"),
        ("项目3 拉坯", "3项目"),
        ("模块十 上釉", "10模块"),
        ("第iv讲 上釉", "4讲"),
        ("第八周 上釉", "8周"),
        ("第二单元 上釉", "2单元"),
        ("第2项目 上釉", "2项目"),
        ("第 3 章 上釉", "3章"),
        ("项目ii 拉坯", "2项目"),
        # a number that goes on, a count, no number, a number that is not the heading's own
        ("项目1.2 拉坯", ""),
        ("单元三个", ""),
        ("探究", ""),
        ("十二、拉坯", ""),
        ("小结第三章", ""),
    ],
)
def test_the_number_a_heading_opens_with(heading, number):
    assert numbered_place(heading) == number


def in_characters(number):
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return (f"{digits[tens]}十".removeprefix("一") if tens else "") + digits[ones].strip()


@given(st.integers(1, 99), st.sampled_from("章节课讲"))
def test_a_number_is_the_same_in_figures_and_in_characters(number, kind):
    in_figures = numbered_place(f"第{number}{kind} 揉泥")
    assert in_figures == numbered_place(f"第{in_characters(number)}{kind} 揉泥")
    assert in_figures == f"{number}{kind}"


@pytest.mark.parametrize(
    ("question", "name", "heading"),
    [
        ("第二章讲什么", "第二章", "第二章 泥料的练制(6学时)"),
        ("第2章讲什么", "第2章", "第二章 泥料的练制(6学时)"),
        ("探究一怎么揉", "探究一", "任务探究一 羊角揉法(20分钟)"),
        ("任务探究二几分钟", "探究二", "任务探究二 菊花揉法(15分钟)"),
    ],
)
def test_a_place_is_named_by_its_number(pottery, question, name, heading):
    (mention,) = pottery.mentions(question)
    assert (mention.name, mention.headings) == (name, {heading})
    assert mention.start == question.index(name)
    assert heading_matches((heading,), [mention]) == 1.0


@pytest.mark.parametrize(
    "question", ["第五章讲什么", "第二次揉泥", "探究九怎么揉", "两章一共几学时"]
)
def test_a_number_no_heading_has_names_nothing(pottery, question):
    assert pottery.mentions(question) == []


def test_in_all_does_not_name_the_first():
    found = Catalogue()
    found.headings["任务探究一"].add("任务探究一")
    found.counts["任务探究一"] = 1
    found.numbered["1探究"].add("任务探究一")
    assert found.mentions("任务探究一共几分钟") == found.mentions("任务探究一起做吗") == []
    assert {m.start for m in found.mentions("任务探究一几分钟")} == {0, 2}


# --- what a title is of ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("陶艺专业国家技能人才培养工学一体化课程标准（试用）", "陶艺"),
        ("《泥料学》课程教学大纲", "泥料学"),
        ("泥料学 课程大纲", "泥料学"),
        ("泥料學 教學大綱", "泥料学"),
        ("教案5.1《揉泥的手法》", "揉泥的手法"),
        ("任务3.1 揉泥 教学设计", "揉泥"),
        ("釉料手册", "釉料手册"),
        ("教案", ""),
    ],
)
def test_the_name_of_what_a_title_is_of(title, name):
    assert title_name(title) == name


def test_courses_chapters_and_documents_are_things_each_of_its_kind(pottery):
    assert {name: kind for name, kind in pottery.things.items() if name} == {
        "陶艺": "standard",
        "揉泥的手法": "lesson_plan",
        "泥料学": "syllabus",
        THROWING: "part of standard",
        GLAZING: "part of standard",
        "泥料的来源": "part of syllabus",
        "泥料的练制": "part of syllabus",
    }


@pytest.mark.parametrize(
    ("question", "subjects"),
    [
        (f"{GLAZING}和{THROWING}怎么考核", [GLAZING, THROWING]),
        ("泥料的练制几学时", ["泥料的练制"]),
        ("陶艺课标讲什么", ["陶艺"]),
        # a short title that nothing behind it tells from a word, and a field that many have
        ("陶艺怎么学", []),
        ("课程目标是什么", []),
    ],
)
def test_what_a_question_asks_about(pottery, question, subjects):
    assert pottery.subjects(question) == subjects


@pytest.mark.parametrize(
    ("question", "full"),
    [
        ("拉坯那门怎么考核", f"{THROWING}那门怎么考核"),
        ("釉料那门和拉坯那门", f"{GLAZING}那门和{THROWING}那门"),
        ("练制那章几学时", "泥料的练制那章几学时"),
        (f"{GLAZING}和拉坯那门", f"{GLAZING}和{THROWING}那门"),
        # both courses have these words, both chapters have these
        ("手工那门怎么考核", "手工那门怎么考核"),
        ("泥料那章几学时", "泥料那章几学时"),
        # a chapter is no course
        ("练制那门几学时", "练制那门几学时"),
        # in full already
        (f"{THROWING}那门怎么考核", f"{THROWING}那门怎么考核"),
        ("今天天气好", "今天天气好"),
    ],
)
def test_names_said_short_are_spelt_out(pottery, question, full):
    assert pottery.spelt_out(question) == full
    assert pottery.spelt_out(full) == full


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("陶艺专业讲什么", ["standard"]),
        ("陶艺怎么学", []),
        ("陶艺课前做什么", []),
        ("泥料学那门几学时", ["syllabus"]),
    ],
)
def test_a_document_is_named_by_what_its_title_is_of(pottery, kinds, question, named):
    assert kinds(pottery.named_documents(question)) == named


def test_a_heading_that_only_other_documents_have_is_a_mere_word():
    found = Catalogue()
    found.headings["揉泥"].add("一、揉泥")
    found.placed["揉泥"].add("here")
    assert [m.name for m in found.mentions("揉泥")] == ["揉泥"]
    assert [m.name for m in found.mentions("揉泥", ["there", "here"])] == ["揉泥"]
    assert found.mentions("揉泥", ["there"]) == []


def test_what_is_made_of_known_words_is_no_slip_though_a_name_is_one_letter_longer():
    found = Catalogue()
    found.headings["课程安排"].add("四、课程安排")
    question = "揉泥课安排真泥练习"
    assert found.corrected(question, Known("课", "安排")) == question
    assert found.corrected(question, Known("揉泥")) == "揉泥课程安排真泥练习"


@pytest.mark.parametrize(
    ("question", "full"),
    [
        ("陶雕怎么考核", "陶瓷雕塑怎么考核"),
        ("云职院和陶雕", "云水职业学院和陶瓷雕塑"),
        # there already
        ("陶瓷雕塑怎么考核", "陶瓷雕塑怎么考核"),
        # both courses may be meant
        ("釉配怎么考核", "釉配怎么考核"),
        # the documents say so themselves
        ("泥炼怎么考核", "泥炼怎么考核"),
        ("今天天气好", "今天天气好"),
    ],
)
def test_abbreviations_are_spelt_out(question, full):
    found = Catalogue()
    for name in ("陶瓷雕塑", "釉料配制", "釉色配比", "泥料炼制"):
        found.things[name] = "part of standard"
    found.institutions.add("云水职业学院")
    assert found.unabbreviated(question, Known("泥炼")) == full


PROGRAMME = """# 云水职业学院人才培养方案

## 课程设置

| 课程名称 | 学时 | 学期 |
|---|---|---|
| 普通物理 | 64 | 1 |
| 普通物理实验 | 16 | 2 |
| 高等数学 | 96 | 1 |
"""


def test_courses_of_tables_and_schools_of_titles_are_abbreviated(tmp_path):
    settings = build(tmp_path, {"方案.md": PROGRAMME})
    with open_index(settings.index) as index:
        catalogue = Catalogue.of(index)
        asked = "云职院的普物多少学时，高数呢"
        assert catalogue.unabbreviated(asked, index) == (
            "云水职业学院的普通物理多少学时，高等数学呢"
        )
