"""The answer without a model: which pieces it is made of, in which order, and what they cite."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from passages_by_hand import passage, question, reading, sheet

from indexing.records import document_id
from rag.answer.citations import marks, without_marks
from rag.answer.extractive import answer
from rag.ask.mentions import Mention
from rag.text.sentences import without_marker

RULES = """进入车间要遵守下列规定：
1. 戴护目镜和口罩；
2. 长发盘进帽子；
3. 开锯前检查锯片；
4. 离开时切断电源。
违反规定的学员停课一次。"""
#: A row of a fact sheet as told.
ROW = re.compile(r"^(.+)：(\d+) (?:学时|分钟)$")


def told(asked, *passages, parts=()):
    asked = question(asked) if isinstance(asked, str) else asked
    return answer(reading(passages, asked, *parts))


def lines(asked, *passages, parts=()):
    text, _ = told(asked, *passages, parts=parts)
    return text.split("\n")


def assert_made_of_quotes(text, citations):
    """Every piece but labels and sums is one of the quote it cites, or a row read from it."""
    for line in text.split("\n"):
        if not marks(line):
            assert line.endswith("："), line
        for piece in re.findall(r"[^\[\]]+(?:\[\d+\])+", line):
            numbers = marks(piece)
            said = without_marks(piece).split("》：")[-1].removeprefix("另见：")
            quote = " ".join(citations[numbers[0] - 1].quote.split())
            if said.startswith("共 "):
                continue
            if len(numbers) == 2:  # a row, and the names of its columns
                names = citations[numbers[1] - 1].quote
                head, _, cells = said.partition("：")
                assert head in quote, line
                for name, _, value in (cell.rpartition(" ") for cell in cells.split("，")):
                    assert name in names, line
                    assert value in quote, line
            elif row := ROW.match(said):
                assert row[1] in quote, line
                assert row[2] in quote, line
            else:
                assert without_marker(said) in without_marker(quote), line


def test_the_sentence_that_answers_and_its_place():
    text = f"{'车间每天打扫，' * 30}好。锯片每周检查一次。"
    text, (citation,) = told("锯片多久检查一次", passage(text))
    assert text == "锯片每周检查一次。[1]"
    assert citation.quote == "锯片每周检查一次。"
    assert (citation.start, citation.end) == (1212, 1221)
    assert (citation.document, citation.page) == ("1.md", 1)


def test_nothing_that_answers_is_none():
    assert told("锯片多久检查一次", passage("花瓶每天换水。")) is None
    assert told("锯片多久检查一次") is None


def test_a_further_sentence_must_add_something():
    same = passage("锯片要磨。", rank=6)
    adds = passage("刨刀要换。", rank=3)
    found = lines("锯片和刨刀怎么保养", passage("锯片每周磨。"), same, adds)
    assert [line for line in found if not line.startswith("另见")] == [
        "锯片每周磨。[1]",
        "刨刀要换。[2]",
    ]


# --- as much as has room ------------------------------------------------------------------------


def test_a_short_passage_is_told_whole():
    text = "锯片存放在铁柜里。锯片每周检查一次。花瓶每天换水。"
    whole, citations = told("锯片多久检查一次", passage(text))
    assert whole == "锯片存放在铁柜里。[1]锯片每周检查一次。[2]花瓶每天换水。[3]"
    assert "".join(citation.quote for citation in citations) == text


def test_what_fits_much_worse_is_not_told():
    best = passage("锯片每周检查一次。", document="1.md")
    near = passage("锯片每月检查两次。", rank=2, document="1.md")
    far = passage("花很贵。", rank=9, document="1.md")
    assert lines("锯片多久检查一次", best, near, far)[:2] == [
        "锯片每周检查一次。[1]",
        "锯片每月检查两次。[2]",
    ]
    assert lines("锯片多久检查一次", best, far) == [
        "锯片每周检查一次。[1]",
        "另见：花很贵。[2]",
    ]


def test_what_stands_apart_in_a_passage_is_quoted_apart():
    apart = passage(f"锯片每周检查一次。{'花' * 160}。锯片每月检查两次。")
    assert lines("锯片多久检查一次", apart) == [
        "锯片每周检查一次。[1]",
        "锯片每月检查两次。[2]",
    ]


def test_no_more_is_told_than_160_characters():
    first = passage(f"锯片每周检查一次。锯片{'很' * 100}贵。锯片{'很' * 60}亮。")
    (line,) = lines("锯片多久检查一次", first)
    assert line == f"锯片每周检查一次。[1]锯片{'很' * 100}贵。[2]"


def test_another_document_stands_beside_the_answer_and_not_in_it():
    first, second = "榫卯课用的锯片要磨。", "锯片存放在铁柜里。"
    text, citations = told("锯片", passage(first), passage(second, rank=2))
    assert text.split("\n") == [f"{first}[1]", f"另见：{second}[2]"]
    assert [citation.quote for citation in citations] == [first, second]


def test_what_stands_beside_has_a_hundred_characters():
    long = f"锯片{'很' * 60}贵。锯片{'很' * 60}亮。"
    assert lines("锯片怎么磨", passage("锯片怎么磨，看图。"), passage(long, 2))[1:] == [
        f"另见：锯片{'很' * 60}贵。[2]"
    ]


def test_what_answers_two_parts_is_told_once_and_does_not_stand_beside():
    both = passage("锯片每周磨。锯片每月换。")
    parts = [question("锯片什么时候磨"), question("锯片什么时候换")]
    found = lines("锯片什么时候磨，什么时候换", both, parts=parts)
    assert found == ["锯片每周磨。[1]锯片每月换。[2]"]


def test_a_piece_broken_over_lines_is_told_on_one_and_quoted_as_it_stands():
    text, citations = told("任务探究几分钟", passage("任务探究\n一\n15分钟\t1. 看图纸；"))
    assert text == "任务探究 一 15分钟[1]1. 看图纸；[2]"
    assert citations[0].quote == "任务探究\n一\n15分钟"


# --- lists -------------------------------------------------------------------------------------


def test_a_list_asked_for_is_whole_and_in_order():
    text, citations = told("进入车间有哪些规定？", passage(RULES))
    assert text.split("\n") == [
        "1. 戴护目镜和口罩[1]",
        "2. 长发盘进帽子[2]",
        "3. 开锯前检查锯片[3]",
        "4. 离开时切断电源[4]",
    ]
    assert [citation.quote for citation in citations] == RULES.split("\n")[1:5]


#: Too long to be told beside what was picked.
LONG = f"锯片{'很' * 160}贵。"


def test_the_item_that_stands_out_makes_no_list_of_the_others():
    rules = RULES.replace("戴护目镜和口罩", LONG)
    assert lines("长发怎么盘进帽子？", passage(rules))[0].startswith("2. 长发盘进帽子；")


def test_who_asks_for_a_number_gets_no_list():
    text = "1. 戴口罩；\n2. 锯片共12片；\n3. 断电源。"
    assert lines("锯片有多少片", passage(text)) == [
        "1. 戴口罩；[1]2. 锯片共12片；[2]3. 断电源。[3]"
    ]


def test_an_item_that_is_itself_the_list_makes_no_list_of_the_others():
    text = f"1. 四种工具：锯、刨、凿、锉；\n2. 三种漆：清漆、色漆、生漆。\n3. {LONG}"
    assert lines("工具有哪四种", passage(text)) == [
        "1. 四种工具：锯、刨、凿、锉；[1]2. 三种漆：清漆、色漆、生漆。[2]"
    ]


# --- figures -----------------------------------------------------------------------------------


def test_figures_come_from_the_sheet_and_cite_the_document():
    asked = question("榫卯制作多少学时？", figures=True)
    text, (citation,) = told(asked, sheet([("榫卯制作", 24), ("打磨", 36)]), passage("榫卯。", 2))
    assert text == "榫卯制作：24 学时[1]"
    assert citation.quote == "榫卯制作\t24"
    assert citation.chunk_id == "s0"


def test_a_question_that_asks_for_no_hours_is_not_answered_by_a_sheet():
    rules = passage("打磨要戴口罩。", rank=2)
    assert lines("打磨要戴什么", sheet([("榫卯制作", 24), ("打磨", 36)]), rules) == [
        "打磨要戴口罩。[1]"
    ]


# --- sides and parts ---------------------------------------------------------------------------


def named(*names):
    return tuple(Mention(name, frozenset({name}), 1, at) for at, name in enumerate(names))


def test_two_places_compared_each_under_its_name():
    asked = question("榫卯课程和打磨课程的考核", mentions=named("榫卯课程", "打磨课程"))
    first = passage("考核占55%。", path=("榫卯课程", "考核"))
    second = passage("考核占65%。", rank=2, path=("打磨课程", "考核"))
    text, citations = told(asked, first, second)
    assert text.split("\n") == ["《榫卯课程》：考核占55%。[1]", "《打磨课程》：考核占65%。[2]"]
    assert [citation.heading_path[0] for citation in citations] == ["榫卯课程", "打磨课程"]


def test_a_place_inside_another_is_one_place_and_told_once():
    asked = question("榫卯课程的师资要求", mentions=named("榫卯课程", "师资要求"))
    both = passage("师资要求从业五年。", path=("榫卯课程", "师资要求"))
    one = passage("榫卯课程共24学时。", rank=2, path=("榫卯课程", "安排"))
    assert lines(asked, both, one)[0] == "师资要求从业五年。[1]"
    assert not any("《" in line for line in lines(asked, both, one))


def test_two_documents_named_are_told_side_by_side_under_their_titles():
    asked = question("教学重点", documents=(document_id("1.md"), document_id("2.md")))
    first = passage("教学重点是划线。", title="教案2.1《燕尾榫》")
    second = passage("教学重点是调漆。", rank=2, title="漆艺讲义")
    other = passage("教学重点是安全。", rank=3)
    assert lines(asked, first, second, other) == [
        "教案2.1《燕尾榫》：教学重点是划线。[1]",
        "《漆艺讲义》：教学重点是调漆。[2]",
    ]


def test_each_part_is_answered_and_numbers_run_on():
    parts = [question("锯片多久检查"), question("刨刀怎么磨")]
    passages = (passage("刨刀用油石磨。"), passage("锯片每周检查。", rank=2))
    text, citations = told("锯片多久检查？刨刀怎么磨？", *passages, parts=parts)
    assert text.split("\n") == ["锯片每周检查。[1]", "刨刀用油石磨。[2]"]
    assert [citation.document for citation in citations] == ["2.md", "1.md"]


def test_what_two_parts_share_is_told_once():
    parts = [question("锯片检查"), question("检查锯片")]
    assert lines("锯片", passage("锯片每周检查。"), parts=parts) == ["锯片每周检查。[1]"]


def test_a_part_the_documents_do_not_answer_is_left_out():
    parts = [question("锯片多久检查"), question("RFM是什么")]
    assert lines("…", passage("锯片每周检查。"), parts=parts) == ["锯片每周检查。[1]"]
    assert told("…", passage("花。"), parts=parts) is None


# --- always ------------------------------------------------------------------------------------

TEXTS = st.text("锯片刨刀检查磨24。；：、\n1.", min_size=1, max_size=60)


@settings(max_examples=60)
@given(
    st.lists(TEXTS, min_size=1, max_size=3),
    st.sampled_from(["锯片检查有哪些", "刨刀怎么磨", "锯片多少", "什么是锯片", "检查步骤"]),
)
def test_an_answer_is_made_of_its_quotes_and_all_quotes_are_used(texts, asked):
    passages = [passage(text, rank) for rank, text in enumerate(texts, 1)]
    result = told(asked, *passages)
    if result is None:
        return
    text, citations = result
    assert [c.n for c in citations] == list(range(1, len(citations) + 1))
    assert sorted(set(marks(text))) == [c.n for c in citations]
    assert_made_of_quotes(text, citations)
    for citation in citations:
        source = texts[int(citation.document[0]) - 1]
        offset = 1000 * int(citation.document[0])
        assert source[citation.start - offset : citation.end - offset] == citation.quote


@pytest.mark.parametrize(
    "asked",
    [
        "榫卯制作怎么考核？",
        "榫卯制作和家具打磨的考核有什么不同？",
        "安全守则有哪些规定？",
        "蔭房的濕度是多少？",
        "榫卯制作的任务各多少学时？",
        "课中一共多少分钟？",
    ],
)
def test_over_a_real_index_too(workshop, asked):
    result = workshop.ask(asked)
    assert result.status == "answered"
    assert_made_of_quotes(result.text, result.citations)


def test_a_sheet_of_other_things_answers_nothing():
    """Where nothing but it was found; this used to be an error."""
    hours = sheet([("榫卯制作", 60), ("家具打磨", 40)])
    asked = question("油漆调配多少学时", figures=True)
    assert told(asked, hours) is None
    assert told(question("木工一共多少学时", figures=True), hours) is not None
