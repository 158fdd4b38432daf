"""Conversations: order, search, and everything of an answer comes back."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_work import answer

from rag.store.conversations import Conversations
from rag.store.errors import NotFoundError
from rag.store.records import answer_from_json, answer_to_json
from rag.types import Answer, Citation, Passage, SourceQuote


@pytest.fixture
def talk(database, wang, clock):
    """Run one call on a teacher's conversations in a transaction of its own."""

    class Calls:
        def __getattr__(self, name):
            def call(*arguments, owner=wang, **named):
                with database.write() as session:
                    return getattr(Conversations(session, owner, clock), name)(*arguments, **named)

            return call

    return Calls()


def titles(found):
    return [conversation.title for conversation in found]


def test_an_answer_comes_back_with_all_it_rests_on(talk, clock):
    started = talk.start("绿茶")
    given = answer()
    added = talk.add_turn(started.id, given, "g-7")
    (message,) = talk.messages(started.id)
    assert message == added == talk.message(added.id)
    assert message.answer == given
    assert (message.position, message.generation, message.created) == (1, "g-7", clock.now)
    assert message.question == given.question


def test_turns_are_numbered_and_a_conversation_in_use_comes_first(talk, clock):
    old, new = talk.start("旧"), talk.start("新")
    clock.move(minutes=1)
    positions = [talk.add_turn(old.id, answer(f"问{n}"), "g").position for n in range(3)]
    assert positions == [1, 2, 3]
    assert [m.question for m in talk.messages(old.id)] == ["问0", "问1", "问2"]
    found = talk.page()
    assert titles(found) == ["旧", "新"]
    assert [c.turns for c in found] == [3, 0]
    assert found[0] == talk.get(old.id)
    assert (found[0].updated, found[1].updated) == (clock.now, new.updated)


def test_pages_part_the_list_without_gap_or_overlap(talk, clock):
    for number in range(7):
        talk.start(str(number))
        clock.move(seconds=1)
    pages = [titles(talk.page(limit=3, offset=offset)) for offset in (0, 3, 6, 9)]
    assert pages == [["6", "5", "4"], ["3", "2", "1"], ["0"], []]


def test_a_title_is_one_line_of_limited_length_and_never_empty(talk):
    assert talk.start("  绿茶\n 怎么  泡？\0").title == "绿茶 怎么 泡？"
    assert talk.start(" \n").title == "未命名"
    long = talk.start("茶" * 500)
    assert long.title == "茶" * 119 + "…"
    talk.rename(long.id, "短")
    assert talk.get(long.id).title == "短"


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["茶艺 A", "花藝", "其他 100%"]),
        ("  ", ["茶艺 A", "花藝", "其他 100%"]),
        ("绿茶", ["茶艺 A"]),
        ("綠茶", ["茶艺 A"]),
        ("花艺", ["花藝"]),
        ("四十五度", ["花藝"]),
        ("剪枝 度数", ["花藝"]),
        ("剪枝 绿茶", []),
        ("ｗifi", ["其他 100%"]),
        ("WIFI", ["其他 100%"]),
        ("100%", ["其他 100%"]),
        ("1%", []),
        ("_", []),
        ("\\", []),
        ("茶艺 a", ["茶艺 A"]),
        ("茶艺课程标准", []),
        ("茶\0艺", ["茶艺 A"]),
    ],
)
def test_search_looks_through_titles_questions_and_answers(talk, clock, search, found):
    """In either script, any case and width; not in the passages, and % and _ are characters."""
    for title, question, text in (
        ("其他 100%", "校园 WiFi 密码", "资料里没有。"),
        ("花藝", "剪枝度數", "斜剪四十五度[1]。"),
        ("茶艺 A", "绿茶多少学时", "共48学时[1]。"),
    ):
        talk.add_turn(talk.start(title).id, answer(question, text), "g")
        clock.move(seconds=1)
    assert titles(talk.page(search=search)) == found


def test_another_answer_takes_the_place_of_the_first(talk, clock):
    started = talk.start("绿茶")
    first = talk.add_turn(started.id, answer(text="48"), "g-1")
    talk.add_turn(started.id, answer("然后呢？"), "g-1")
    clock.move(minutes=1)
    again = talk.replace_answer(first.id, answer(text="四十八"), "g-2")
    assert (again.id, again.position, again.generation) == (first.id, 1, "g-2")
    assert [m.answer.text for m in talk.messages(started.id)] == ["四十八", "共48学时[1]。"]
    assert talk.get(started.id).updated == clock.now
    assert titles(talk.page(search="四十八")) == ["绿茶"]


def test_a_deleted_conversation_is_gone_with_its_turns(talk):
    gone, kept = talk.start("去"), talk.start("留")
    message = talk.add_turn(gone.id, answer(), "g")
    talk.add_turn(kept.id, answer(), "g")
    talk.delete(gone.id)
    assert titles(talk.page()) == ["留"]
    for call in (talk.get, talk.messages, talk.delete):
        with pytest.raises(NotFoundError, match="没有这个对话"):
            call(gone.id)
    with pytest.raises(NotFoundError, match="没有这次问答"):
        talk.message(message.id)
    assert len(talk.messages(kept.id)) == 1


def test_turns_added_at_the_same_time_get_numbers_of_their_own(talk):
    started = talk.start("绿茶")
    threads = [
        threading.Thread(target=talk.add_turn, args=(started.id, answer(str(n)), "g"))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    messages = talk.messages(started.id)
    assert [m.position for m in messages] == list(range(1, 9))
    assert {m.question for m in messages} == {str(n) for n in range(8)}


def test_what_not_every_database_takes_does_no_harm(talk):
    started = talk.start("a\0b\ud800")
    talk.add_turn(started.id, answer("问\0\ud800", "答\0\ud800"), "g")
    (message,) = talk.messages(started.id)
    assert started.title == "ab?"
    assert message.question == "问?"
    assert message.answer.text.startswith("答")


numbers = st.integers(0, 10**9)
words = st.text(max_size=20)
citations = st.builds(
    Citation, numbers, words, words, words, st.tuples(words), st.none() | numbers, words, numbers,
    numbers,
)  # fmt: skip
sources = st.builds(SourceQuote, words, words, numbers, numbers, st.none() | numbers, words)
passages = st.builds(
    Passage, numbers, words, words, words, st.tuples(words, words), st.none() | numbers, words,
    st.floats(allow_nan=False, allow_infinity=False), numbers, numbers, words, st.booleans(),
    st.tuples(sources),
)  # fmt: skip
answers = st.builds(
    Answer,
    words,
    st.sampled_from(["answered", "refused"]),
    words,
    st.tuples(citations),
    st.tuples(passages),
    st.dictionaries(words, st.floats(0, 1e6)),
    st.tuples(words),
)


@given(answers)
@settings(max_examples=60)
def test_any_answer_survives_being_stored(given_answer):
    assert answer_from_json(answer_to_json(given_answer)) == given_answer


def test_an_answer_stored_before_a_field_was_added_is_read():
    old = answer_to_json(answer())
    del old["notes"]
    for passage in old["passages"]:
        del passage["sources"]
    read = answer_from_json({**old, "of_a_later_version": 1})
    assert read.notes == ()
    assert read.text == answer().text
