"""Follow-ups spelt out: what of the question before is replaced, and what is kept."""

from functools import partial

import pytest
from invented_pottery import DOCUMENTS
from invented_workshop import build

from indexing.index import open_index
from rag.ask.followup import readings
from rag.retrieve.retrieval import Retrieval


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    settings = build(tmp_path_factory.mktemp("pottery"), DOCUMENTS)
    retrieval = Retrieval(settings, encoder=None)
    with open_index(settings.index) as index:
        understand = partial(retrieval.understand, index)
        yield lambda text, before: readings(text, before, understand)


@pytest.fixture(scope="module")
def spelt_out(read):
    return lambda text, before: read(text, before)[0]


@pytest.mark.parametrize(
    ("before", "text", "full"),
    [
        # a course for a course, a chapter for a chapter, a place for a place, a field for a field
        ("手工拉坯成型技艺怎么考核", "手工釉料调配技艺呢", "手工釉料调配技艺怎么考核"),
        ("泥料的来源的教学要点", "泥料的练制呢？", "泥料的练制的教学要点"),
        ("第一章几学时", "第二章呢", "第二章几学时"),
        ("探究一几分钟", "那探究二呢", "探究二几分钟"),
        ("手工拉坯成型技艺的教学考核要求", "课程目标呢", "手工拉坯成型技艺的课程目标"),
        # the other of two is kept
        ("泥料的来源的主要内容", "泥料的练制呢", "泥料的练制的主要内容"),
        ("泥料的来源的主要内容", "思考作业呢", "泥料的来源的思考作业"),
        ("泥料学大纲第一章的主要内容", "第二章呢", "泥料学大纲第二章的主要内容"),
        ("泥料学大纲第一章的主要内容", "思考作业呢", "泥料学大纲第一章的思考作业"),
        ("手工拉坯成型技艺第一章几学时", "第二章呢", "手工拉坯成型技艺第二章几学时"),
        ("手工拉坯成型技艺第一章几学时", "手工釉料调配技艺呢", "手工釉料调配技艺第一章几学时"),
        # how many of what, the question before has said
        ("手工拉坯成型技艺几学时", "那三个任务各多少？", "手工拉坯成型技艺那三个任务各多少学时"),
        ("手工拉坯成型技艺几学时", "另外两个几", "手工拉坯成型技艺另外两个几学时"),
        ("手工拉坯成型技艺怎么考核", "那三个任务各多少", "手工拉坯成型技艺那三个任务各多少"),
        # one measure for another, a level behind a word of change
        ("泥条9.52的每米多重", "那12.7的呢？", "泥条12.7的每米多重"),
        ("中级的专业编码", "那换成高级呢", "高级的专业编码"),
        ("手工拉坯成型技艺几学时", "换热器那门呢", "换热器几学时"),
        # letters in common tell what takes whose place, whatever it is
        ("这把壶的口径", "那底径呢", "这把壶的底径"),
        # said short
        ("拉坯那门怎么考核", "釉料那门呢", "手工釉料调配技艺那门怎么考核"),
        ("来源那章的教学要点", "练制那章呢", "泥料的练制那章的教学要点"),
        # put right, or but named
        ("手工拉坯成型技艺几学时", "我问的是手工釉料调配技艺", "手工釉料调配技艺几学时"),
        ("探究一几分钟", "不是探究一，是探究二", "探究二几分钟"),
        ("中级的专业编码", "高级", "高级的专业编码"),
        ("中级的专业编码", "高级是多少", "高级的专业编码"),
        # one lesson for another
        ("教案5.1要写多少字", "6.2呢", "教案6.2要写多少字"),
    ],
)
def test_a_name_takes_the_place_of_one_of_its_kind(spelt_out, before, text, full):
    assert spelt_out(text, before).replace(" ", "") == full


def test_a_question_about_the_same_keeps_the_subject(spelt_out):
    asked = spelt_out("老师要什么条件", "手工拉坯成型技艺怎么考核")
    assert asked == "手工拉坯成型技艺 老师要什么条件"


def test_a_heading_that_only_few_have_may_be_of_what_was_talked_of(read):
    told = read("教学要点是什么", "第二章几学时")
    assert told == ("教学要点是什么", "第二章 教学要点是什么")


def test_a_course_for_a_course_and_a_heading_of_the_same_leave_no_other_reading(read):
    course = read("手工釉料调配技艺也一样吗", "手工拉坯成型技艺几人一组")
    assert course == ("手工釉料调配技艺几人一组",)
    heading = read("思考作业呢", "泥料的来源的主要内容")
    assert all("泥料的来源" in reading for reading in heading)


def test_what_has_no_name_may_take_the_place_of_the_owner(read):
    told = read("那预备技师呢", "中级的专业编码")
    assert told == ("中级的专业编码 那预备技师呢", "预备技师的专业编码")


@pytest.mark.parametrize(
    "text", ["教案5.1的课后呢", "手工釉料调配技艺怎么考核", "泥料的练制有哪些教学要点？"]
)
def test_a_question_that_says_what_it_is_about_stands_alone(spelt_out, text):
    assert spelt_out(text, "手工拉坯成型技艺几学时") == text


def test_the_number_of_a_chapter_takes_the_place_of_another_with_its_name(spelt_out):
    assert "来源" not in spelt_out("第二章呢", "第一章泥料的来源讲什么")


@pytest.mark.parametrize("text", ["老师要什么条件", "押金要交多少钱", "中级的专业编码是什么"])
def test_words_that_do_not_tell_leave_it_to_the_documents(read, text):
    told = read(text, "手工拉坯成型技艺怎么考核")
    assert set(told) == {f"手工拉坯成型技艺 {text}", text}


@pytest.mark.parametrize(
    "text",
    ["考核呢", "这个环节几分钟", "它由谁保管", "其中哪项最难", "每个多少分", "另外两项做什么"],
)
def test_what_leaves_out_or_points_is_never_meant_as_typed(read, text):
    assert text not in read(text, "手工拉坯成型技艺怎么考核")


@pytest.mark.parametrize("text", ["手工釉料调配技艺怎么考核", "教案5.1的教学重点是什么"])
def test_what_names_its_subject_needs_no_documents(read, text):
    assert read(text, "手工拉坯成型技艺怎么考核") == (text,)
