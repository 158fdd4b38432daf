"""Which sentences make up an answer."""

from hypothesis import given
from hypothesis import strategies as st
from passages_by_hand import passage, question, scorer

from rag.answer.picking import parallels, pick
from rag.ask.question import Wanted


def picked(asked, *texts, most=4, **more):
    asked = question(asked, **more) if isinstance(asked, str) else asked
    passages = [passage(text, rank) for rank, text in enumerate(texts, 1)]
    ranked = scorer(asked).evidence(passages)
    return [e.sentence.text for e in pick(asked, ranked, scorer(asked), most)]


def alike(asked, *passages):
    asked = question(asked, contrasts=True)
    return [e.sentence.text for e in parallels(asked, scorer(asked).evidence(passages))]


# --- pick --------------------------------------------------------------------------------------


def test_the_best_and_what_adds_terms_to_it():
    text = "锯片每周磨。锯片要磨。刨刀每月换。凿子要收。"
    assert picked("锯片和刨刀怎么保养", text) == ["锯片每周磨。", "刨刀每月换。"]


def test_no_more_than_so_many():
    text = "锯片每周磨。刨刀每月换。凿子收好。"
    assert len(picked("锯片、刨刀和凿子怎么保养", text)) == 3
    assert len(picked("锯片、刨刀和凿子怎么保养", text, most=2)) == 2
    assert len(picked("锯片、刨刀和凿子怎么保养", text, most=1)) == 1


def test_nothing_is_added_to_a_long_answer():
    long = f"锯片{'很' * 150}贵。"
    assert picked("锯片和刨刀怎么保养", f"{long}刨刀每月换。") == [long]


def test_to_a_number_only_numbers_are_added():
    text = "锯片共12片。刨刀由专人保管。刨刀共3把。"
    assert picked("锯片和刨刀各有多少", text, wanted=Wanted.NUMBER) == [
        "锯片共12片。",
        "刨刀共3把。",
    ]
    # who asks for no number is told the rest as well
    assert "刨刀由专人保管。" in picked("锯片和刨刀由谁保管", text)


def test_of_several_things_asked_for_what_fits_as_well_is_told():
    text = "锯片分圆锯片。锯片分带锯片。"
    assert picked("锯片分哪些", text) == ["锯片分圆锯片。", "锯片分带锯片。"]
    assert picked("锯片分开放", text) == ["锯片分圆锯片。"]


def test_rows_of_one_table_are_told_together_though_they_fit_less():
    table = "阶段\t班级\t周数\n见习\t小班\t4\n助理\t中班\t8\n顶岗\t大班\t10"
    rows = ["见习\t小班\t4", "助理\t中班\t8", "顶岗\t大班\t10"]
    assert picked("分别在什么班级", table) == rows


def test_each_quoted_phrase_has_its_defining_sentence_in_the_order_asked():
    asked = question("“基准面”和“锯路”是什么意思", quoted=("基准面", "锯路"))
    text = "锯路是锯片切出的缝。锯路要留在线外。基准面：画线的依据。基准面要平。"
    assert picked(asked, text) == ["基准面：画线的依据。", "锯路是锯片切出的缝。"]


def test_what_opens_with_no_quoted_phrase_comes_after_those_that_do():
    asked = question("“锯路”是什么意思，锯片呢", quoted=("锯路",), wanted=Wanted.DEFINITION)
    text = "锯路是切出的缝。换锯片要断电。"
    assert picked(asked, text) == ["锯路是切出的缝。", "换锯片要断电。"]


# --- parallels ---------------------------------------------------------------------------------


def level(name, text, rank, start, **more):
    return passage(text, rank, path=("二、等级", name), start=start, document="1.md", **more)


BASIC = level("初级", "学徒以练习为主，师傅为辅。", 3, 100)
MIDDLE = level("中级", "学徒以制作为主，师傅为辅。", 1, 200)
MASTER = level("高级", "学徒以设计为主，师傅为辅。另有考试。", 2, 300)


def test_siblings_are_told_alike_in_reading_order():
    assert alike("各级的学徒以什么为主，有什么不同", MIDDLE, MASTER, BASIC) == [
        "学徒以练习为主，师傅为辅。",
        "学徒以制作为主，师傅为辅。",
        "学徒以设计为主，师傅为辅。",
    ]


def test_one_sentence_of_each_section():
    again = level("中级", "学徒以制作为主，师傅为辅助。", 4, 250)
    assert len(alike("学徒以什么为主，有什么不同", MIDDLE, MASTER, BASIC, again)) == 3


def test_what_says_something_else_or_stands_elsewhere_is_no_parallel():
    other = level("高级", "学徒要考试。", 2, 300)
    cousin = passage("学徒以设计为主，师傅为辅。", 3, path=("三、证书", "高级"), document="1.md")
    foreign = passage("学徒以设计为主，师傅为辅。", 4, path=("二、等级", "高级"), document="9.md")
    for alone in (other, cousin, foreign):
        assert alike("学徒以什么为主，有什么不同", MIDDLE, alone) == []


def test_no_parallels_where_no_difference_is_asked_for():
    asked = question("学徒以什么为主")
    assert parallels(asked, scorer(asked).evidence([MIDDLE, MASTER])) == []
    assert alike("学徒以什么为主，有什么不同") == []


# --- always ------------------------------------------------------------------------------------


@given(
    st.lists(st.text("锯刨磨3。；：，\n1.", min_size=1, max_size=40), min_size=1, max_size=3),
    st.sampled_from(["锯和刨有哪些", "锯多少", "“锯”和“刨”是什么意思", "锯和刨有什么不同"]),
    st.integers(1, 4),
)
def test_what_is_picked_is_evidence_each_once_with_the_best_in_it(texts, asked, most):
    quoted = ("锯", "刨") if "“" in asked else ()
    asked = question(asked, quoted=quoted, contrasts="不同" in asked)
    passages = [passage(text, rank) for rank, text in enumerate(texts, 1)]
    ranked = scorer(asked).evidence(passages)
    if not ranked:
        return
    for found in (pick(asked, ranked, scorer(asked), most), parallels(asked, ranked)):
        keys = [(e.passage.rank, e.sentence.start) for e in found]
        assert len(keys) == len(set(keys))
        assert not found or ranked[0] in found
        for e in found:
            assert e.passage.text[e.sentence.start : e.sentence.end] == e.sentence.text
    assert len(pick(asked, ranked, scorer(asked), most)) <= most
