"""Feedback: what is copied with it, changing one's mind, and what outlives what."""

import pytest
from invented_work import answer

from rag.settings import Settings
from rag.store.conversations import Conversations
from rag.store.errors import NotFoundError
from rag.store.feedback import HISTORY_TURNS, FeedbackOf, FeedbackReview, settings_fingerprint
from rag.store.records import Verdict
from rag.types import Turn


@pytest.fixture
def said(database, wang, clock):
    """Run one call on a teacher's feedback in a transaction of its own."""

    class Calls:
        def __getattr__(self, name):
            def call(*arguments, **named):
                with database.write() as session:
                    return getattr(FeedbackOf(session, wang, clock), name)(*arguments, **named)

            return call

    return Calls()


@pytest.fixture
def messages(database, wang, clock):
    """Nine exchanges of one conversation."""
    with database.write() as session:
        talks = Conversations(session, wang, clock)
        talk = talks.start("绿茶")
        return [talks.add_turn(talk.id, answer(f"问{n}", f"答{n}"), f"g{n}") for n in range(9)]


def test_everything_needed_to_ask_again_is_copied(said, messages, clock):
    given = said.on_message(messages[2].id, Verdict.DOWN, "f" * 64, " 漏了实训 ")
    assert given.question == "问2"
    assert given.answer == messages[2].answer
    assert len(given.answer.passages) == 2
    assert given.history == (Turn("问0", "答0"), Turn("问1", "答1"))
    assert (given.reason, given.verdict) == ("漏了实训", Verdict.DOWN)
    assert (given.generation, given.fingerprint, given.created) == ("g2", "f" * 64, clock.now)
    assert said.of_message(messages[2].id) == given
    assert said.of_message(messages[1].id) is None


def test_only_the_latest_exchanges_before_it_are_copied(said, messages):
    given = said.on_message(messages[8].id, Verdict.UP, "f")
    assert [turn.question for turn in given.history] == [f"问{n}" for n in range(2, 8)]
    assert len(given.history) == HISTORY_TURNS


def test_judging_again_replaces_what_was_said(said, messages, clock):
    first = said.on_message(messages[0].id, Verdict.DOWN, "f", "不对")
    clock.move(minutes=1)
    second = said.on_message(messages[0].id, Verdict.UP, "f")
    assert second.id == first.id
    assert (second.verdict, second.reason, second.created) == (Verdict.UP, "", clock.now)
    assert said.page() == [second]


def test_an_answer_outside_of_a_conversation_is_judged_as_often_as_it_comes(said):
    one = said.on_answer(answer(), Verdict.UP, "f", "g", history=[Turn("前", "答")])
    two = said.on_answer(answer(), Verdict.DOWN, "f", "g", reason="短")
    assert one.id != two.id
    assert (one.message_id, one.history) == (None, (Turn("前", "答"),))
    assert (two.reason, two.history) == ("短", ())


def test_feedback_outlives_its_conversation(said, messages, database, wang):
    said.on_message(messages[1].id, Verdict.DOWN, "f")
    with database.write() as session:
        Conversations(session, wang).delete(messages[0].conversation_id)
    (kept,) = said.page()
    assert kept.message_id is None
    assert kept.answer == messages[1].answer


def test_feedback_stays_with_the_answer_it_was_about(said, messages, database, wang):
    given = said.on_message(messages[0].id, Verdict.DOWN, "f")
    with database.write() as session:
        Conversations(session, wang).replace_answer(messages[0].id, answer(text="新"), "g")
    assert said.of_message(messages[0].id) is None
    (kept,) = said.page()
    assert (kept.id, kept.message_id, kept.answer.text) == (given.id, None, "答0")
    again = said.on_message(messages[0].id, Verdict.UP, "f")
    assert (again.answer.text, again.id != given.id) == ("新", True)


def test_feedback_can_be_taken_back_until_a_gold_question_is_made_of_it(
    said, messages, database, head
):
    one, two = (said.on_message(m.id, Verdict.DOWN, "f") for m in messages[:2])
    with database.write() as session:
        FeedbackReview(session, head).mark_gold(two.id, {"id": "x"})
    said.withdraw(one.id)
    for gone in (one, two):
        with pytest.raises(NotFoundError):
            said.withdraw(gone.id)
    assert [f.id for f in said.page()] == [two.id]


def test_an_administrator_looks_through_everybodys(said, database, li, head, messages, clock):
    mine = said.on_message(messages[0].id, Verdict.DOWN, "f")
    clock.move(minutes=1)
    with database.write() as session:
        other = FeedbackOf(session, li, clock).on_answer(answer(), Verdict.UP, "f", "g")
        marked = FeedbackReview(session, head).mark_gold(other.id, {"id": "fb", "问": "题"})
    with database.read() as session:
        review = FeedbackReview(session, head)
        assert review.page() == [marked, mine]
        assert review.page(verdict=Verdict.DOWN) == [mine]
        assert review.page(gold=True) == [marked]
        assert review.page(gold=False) == [mine]
        assert review.page(limit=1, offset=1) == [mine]
        assert review.get(other.id).gold == {"id": "fb", "问": "题"}
        with pytest.raises(NotFoundError):
            review.get("f" * 32)


def test_the_fingerprint_tells_settings_apart_that_answer_differently(tmp_path):
    plain = settings_fingerprint(Settings())
    assert len(plain) == 64
    assert settings_fingerprint(Settings(dense_weight=0.3)) != plain
    assert settings_fingerprint(Settings(llm_model="m")) != plain
    assert settings_fingerprint(Settings(index=tmp_path, port=1, llm_api_key="s")) == plain
