"""Names of what is asked about are told apart from what is asked of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages_by_hand import passage, question, scorer, sheet

from rag.ask.mentions import Mention

COURSE = "榫卯制作"


def asked(text="榫卯制作怎么考核评分", **more):
    """A question with the terms 榫卯, 制作 (its subject), 考核 and 评分 (what is asked)."""
    return question(text, content=text, **({"subjects": (COURSE,)} | more))


def read(of, text, **more):
    """The sentences of a passage with their scores before its rank counts."""
    return {e.sentence.text: e for e in scorer(of).read(passage(text, **more))}


def test_the_name_of_the_subject_is_covered_but_no_word_of_the_sentence_own():
    found = read(asked(), "榫卯制作的考核由两人评分。")["榫卯制作的考核由两人评分。"]
    assert found.covered == {"榫卯", "制作", "考核", "评分"}
    assert found.own == found.fresh == {"考核", "评分"}


def test_a_sentence_that_only_names_the_subject_has_nothing_of_its_own():
    found = read(asked(), "榫卯制作是木工的基础。由两人评分。")
    assert found["榫卯制作是木工的基础。"].own == frozenset()
    assert found["由两人评分。"].own == {"评分"}


def test_shares_of_what_is_asked_and_of_what_it_is_asked_of_are_each_a_whole():
    score = scorer(asked(), {"榫卯": 3.0, "制作": 1.0, "考核": 1.0, "评分": 3.0})
    assert score.named_share({"榫卯"}) == 0.75
    assert score.asked_share({"评分"}) == 0.75
    assert score.named_share({"考核", "评分"}) == score.asked_share({"榫卯", "制作"}) == 0.0
    assert score.named_share({"榫卯", "制作"}) == score.asked_share({"考核", "评分"}) == 1.0
    assert score.share({"榫卯", "评分"}) == 0.75


def test_a_question_that_is_nothing_but_a_name_asks_nothing_more():
    score = scorer(asked(COURSE))
    assert (score.named_share({"榫卯"}), score.asked_share({"榫卯"})) == (0.5, 0.0)


def test_a_question_without_a_subject_only_asks():
    score = scorer(asked(subjects=()))
    assert (score.named_share({"榫卯"}), score.asked_share({"榫卯"})) == (0.0, 0.25)


@given(
    st.dictionaries(
        st.sampled_from(["榫卯", "制作", "考核", "评分"]), st.floats(0.1, 9), min_size=4
    ),
    st.sets(st.sampled_from(["榫卯", "制作", "考核", "评分", "刨花"])),
)
def test_shares_lie_between_nothing_and_everything(weights, terms):
    score = scorer(asked(), weights)
    for share in (score.share(terms), score.named_share(terms), score.asked_share(terms)):
        assert 0.0 <= share <= 1.0 + 1e-9


def test_the_subject_in_the_heading_counts_as_in_the_sentence():
    under = read(asked(), "由两人评分。", path=(COURSE,))["由两人评分。"]
    elsewhere = read(asked(), "由两人评分。", path=("雕花",))["由两人评分。"]
    # the whole name, at the weight of a heading
    assert under.score - elsewhere.score == pytest.approx(0.7)


def test_a_row_that_has_nothing_of_what_is_asked_counts_less():
    found = read(asked(), "学员名单\n学员签到。")
    assert found["学员名单"].score == pytest.approx(-0.4)
    assert found["学员签到。"].score == pytest.approx(0.0)


def test_a_row_that_has_something_of_it_does_not():
    own = read(asked(), "两人评分")["两人评分"]
    assert own.score == pytest.approx(read(asked(), "两人评分。")["两人评分。"].score)


def test_a_row_that_is_nothing_but_the_name_counts_less():
    found = read(asked(), "榫卯制作组\n榫卯制作组。")
    less = found["榫卯制作组。"].score - found["榫卯制作组"].score
    assert less == pytest.approx(0.4)


# --- parts: what is carried into them ----------------------------------------------------------


def carried(words="燕尾榫", text="燕尾榫 刨花怎么处理"):
    return question(text, content=text, carried=words)


def beside(text, of=None):
    return read(of or carried(), text)["刨花装袋。"].score


def test_what_is_carried_counts_a_little_where_it_stands_beside_the_sentence():
    alone = beside("直尺要放平。刨花装袋。")
    # all of the carried terms beside it, and half of them: 燕尾 and 榫
    assert beside("燕尾榫要慢锯。刨花装袋。") - alone == pytest.approx(0.35)
    assert beside("直角榫要慢锯。刨花装袋。") - alone == pytest.approx(0.35 / 2)


def test_what_is_not_carried_counts_nothing_beside_the_sentence():
    whole = question("燕尾榫的刨花怎么处理", content="燕尾榫的刨花怎么处理", subjects=("燕尾榫",))
    assert beside("燕尾榫要慢锯。刨花装袋。", whole) == beside("直尺要放平。刨花装袋。", whole)


def test_in_the_heading_what_is_carried_counts_more_than_beside_and_not_twice():
    text = "燕尾榫要慢锯。刨花装袋。"
    named = read(carried(), text, path=("燕尾榫",))["刨花装袋。"].score
    assert named - beside("直尺要放平。刨花装袋。") == pytest.approx(0.7)


def test_of_a_sheet_the_row_of_the_subject_counts_most():
    mention = Mention(COURSE, frozenset({COURSE}), 1, 0)
    of = asked("榫卯制作几学时", figures=True, mentions=(mention,))
    found = scorer(of).read(sheet([(COURSE, 24), ("家具打磨", 36)]))
    assert [e.sentence.text for e in sorted(found, key=lambda e: -e.score)] == [
        "榫卯制作：24 学时",
        "家具打磨：36 学时",
    ]


def test_a_sheet_that_does_not_tell_of_the_subject_is_no_evidence():
    of = asked("榫卯制作几学时", figures=True)
    assert scorer(of).read(sheet([("雕花", 24), ("家具打磨", 36)])) == []
