"""Nobody reaches another user's rows: not by id, not by list, not by search."""

import inspect

import pytest
from invented_work import answer, plan

from rag.store.conversations import Conversations
from rag.store.documents import Documents, Upload
from rag.store.drafts import Drafts
from rag.store.errors import ForbiddenError, NotFoundError
from rag.store.feedback import FeedbackOf, FeedbackReview
from rag.store.records import Verdict
from rag.store.users import Users


@pytest.fixture
def of_wang(database, wang):
    """Ids of one row of everything, all of one teacher's."""
    with database.write() as session:
        talk = Conversations(session, wang).start("绿茶")
        message = Conversations(session, wang).add_turn(talk.id, answer(), "g")
        feedback = FeedbackOf(session, wang).on_message(message.id, Verdict.DOWN, "f")
        draft = Drafts(session, wang).start(plan())
        document = Documents(session, wang).add(Upload("users/w/a.docx", "a.docx", "0" * 64))
    return {
        "conversation_id": talk.id,
        "message_id": message.id,
        "feedback_id": feedback.id,
        "draft_id": draft.id,
        "document_id": document.id,
    }


#: What the other arguments of a method may be.
OTHERS = {
    "answer": answer(),
    "generation": "g",
    "title": "x",
    "plan": plan(),
    "number": 1,
    "verdict": Verdict.UP,
    "fingerprint": "f",
    "sha256": "1" * 64,
    "kind": "generic",
    "problem": "x",
    "path": "改了.md",
    "name": "改了.md",
}


def methods(repository):
    """Return the methods that take an id, each with the name of that argument."""
    found = {}
    for name, method in inspect.getmembers(repository, inspect.isfunction):
        wanted = [p for p in inspect.signature(method).parameters if p.endswith("_id")]
        if not name.startswith("_") and wanted:
            found[name] = wanted[0]
    return found


def refusal(session, repository, stranger, name, id_name, identifier):
    """Return what a stranger is told who calls a method with an id."""
    method = getattr(repository(session, stranger), name)
    given = {p: OTHERS[p] for p in inspect.signature(method).parameters if p in OTHERS}
    with pytest.raises(NotFoundError) as caught:
        method(**{**given, id_name: identifier})
        pytest.fail(f"{name} let a stranger in")
    return str(caught.value)


@pytest.mark.parametrize(
    ("repository", "count"), [(Conversations, 7), (Drafts, 7), (FeedbackOf, 2), (Documents, 6)]
)
def test_another_users_id_is_an_id_that_does_not_exist(
    database, of_wang, li, head, repository, count
):
    """For every method, and administrators included: they have calls of their own."""
    found = methods(repository)
    found.pop("of_message", None)  # answers with None, see below
    assert len(found) == count
    with database.write() as session:
        for name, id_name in found.items():
            for stranger in (li, head):
                call = (session, repository, stranger, name, id_name)
                assert refusal(*call, of_wang[id_name]) == refusal(*call, "f" * 32)
        assert FeedbackOf(session, li).of_message(of_wang["message_id"]) is None


def test_lists_and_searches_hold_the_own_rows_only(database, of_wang, wang, li, head):
    with database.read() as session:
        for stranger in (li, head):
            assert Conversations(session, stranger).page() == []
            assert Conversations(session, stranger).page(search="绿茶") == []
            assert Drafts(session, stranger).page() == []
            assert FeedbackOf(session, stranger).page() == []
            assert Documents(session, stranger).page() == []
            assert Documents(session, stranger).hidden_paths() == {"users/w/a.docx"}
        assert Documents(session, wang).hidden_paths() == frozenset()
        assert len(Conversations(session, wang).page(search="绿茶")) == 1


@pytest.mark.parametrize("repository", [Users, FeedbackReview])
def test_what_concerns_everybody_is_for_administrators(database, wang, head, repository):
    with database.read() as session:
        repository(session, head)
        with pytest.raises(ForbiddenError):
            repository(session, wang)


def test_records_hold_no_open_session(database, of_wang, wang):
    with database.read() as session:
        kept = Conversations(session, wang).messages(of_wang["conversation_id"])[0]
    database.close()
    assert kept.answer.text == answer().text
    with pytest.raises(AttributeError):
        kept.question = "x"
