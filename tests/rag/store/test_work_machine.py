"""Any sequence of calls on conversations and drafts of two users, against plain dictionaries."""

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from invented_work import answer, plan

from rag.store.conversations import Conversations
from rag.store.database import open_database
from rag.store.drafts import Drafts
from rag.store.errors import NotFoundError
from rag.store.tables import title_of

words = st.text(min_size=1, max_size=8)
who = st.sampled_from([0, 1])


@pytest.fixture
def owners(account):
    """Makes two new users for each run, so that runs share one database and no rows."""
    made = []

    def make():
        made.append(1)
        return [account(f"u{len(made)}{letter}") for letter in "ab"]

    return make


def test_conversations_and_drafts_behave_like_dictionaries(database, settings, owners, clock):
    class Machine(RuleBasedStateMachine):
        conversations = Bundle("conversations")
        messages = Bundle("messages")
        drafts = Bundle("drafts")

        def __init__(self):
            super().__init__()
            self.database = database
            self.users = owners()
            # Of each user: id -> what a caller should see.
            self.talks = [{}, {}]
            self.plans = [{}, {}]

        def on(self, repository, user, name, *arguments):
            """Call a repository; ``None`` where it says that there is no such row."""
            clock.move(seconds=1)
            with self.database.write() as session:
                try:
                    call = getattr(repository(session, self.users[user], clock), name)
                    return call(*arguments)
                except NotFoundError:
                    return None

        @rule(target=conversations, user=who, title=words)
        def start(self, user, title):
            made = self.on(Conversations, user, "start", title)
            self.talks[user][made.id] = {"title": title_of(title), "turns": [], "at": clock.now}
            return made.id

        @rule(target=messages, user=who, conversation=conversations, question=words)
        def add_turn(self, user, conversation, question):
            added = self.on(Conversations, user, "add_turn", conversation, answer(question), "g")
            talk = self.talks[user].get(conversation)
            assert (added is None) == (talk is None)
            if added is None:
                return multiple()
            talk["turns"].append(answer(question))
            talk["at"] = clock.now
            assert added.position == len(talk["turns"])
            return (conversation, added.position - 1, added.id)

        @rule(user=who, message=messages, text=words)
        def replace(self, user, message, text):
            conversation, index, identifier = message
            new = answer(text=text)
            done = self.on(Conversations, user, "replace_answer", identifier, new, "g")
            talk = self.talks[user].get(conversation)
            assert (done is None) == (talk is None)
            if talk:
                talk["turns"][index] = new
                talk["at"] = clock.now

        @rule(user=who, conversation=conversations, title=words)
        def rename(self, user, conversation, title):
            self.on(Conversations, user, "rename", conversation, title)
            if conversation in self.talks[user]:
                self.talks[user][conversation]["title"] = title_of(title)

        @rule(user=who, conversation=consumes(conversations))
        def delete(self, user, conversation):
            self.on(Conversations, user, "delete", conversation)
            self.talks[user].pop(conversation, None)

        @rule(target=drafts, user=who, text=words)
        def draft(self, user, text):
            made = self.on(Drafts, user, "start", plan(text=text))
            self.plans[user][made.id] = {"versions": [text], "at": clock.now}
            return made.id

        @rule(user=who, draft=drafts, text=words)
        def save(self, user, draft, text):
            saved = self.on(Drafts, user, "save", draft, plan(text=text))
            kept = self.plans[user].get(draft)
            assert (saved is None) == (kept is None)
            if kept:
                kept["versions"].append(text)
                kept["at"] = clock.now
                assert saved.number == len(kept["versions"])

        @rule(user=who, draft=drafts, number=st.integers(0, 4))
        def bring_back(self, user, draft, number):
            back = self.on(Drafts, user, "bring_back", draft, number)
            kept = self.plans[user].get(draft)
            there = kept is not None and 1 <= number <= len(kept["versions"])
            assert (back is not None) == there
            if there:
                kept["versions"].append(kept["versions"][number - 1])
                kept["at"] = clock.now

        @rule(user=who, draft=consumes(drafts))
        def delete_draft(self, user, draft):
            self.on(Drafts, user, "delete", draft)
            self.plans[user].pop(draft, None)

        @rule()
        def reopen(self):
            """What is kept outlives the process."""
            if self.database is not database:
                self.database.close()
            self.database = open_database(settings)

        @invariant()
        def every_user_sees_exactly_the_own(self):
            for user in (0, 1):
                listed = self.on(Conversations, user, "page")
                expected = sorted(
                    self.talks[user].items(), key=lambda item: item[1]["at"], reverse=True
                )
                assert [(c.id, c.title, c.turns) for c in listed] == [
                    (key, talk["title"], len(talk["turns"])) for key, talk in expected
                ]
                for key, talk in expected:
                    kept = self.on(Conversations, user, "messages", key)
                    assert [m.answer for m in kept] == talk["turns"]
                drafts = self.on(Drafts, user, "page")
                assert {d.id: d.versions for d in drafts} == {
                    key: len(kept["versions"]) for key, kept in self.plans[user].items()
                }
                for key, kept in self.plans[user].items():
                    for number, text in enumerate(kept["versions"], 1):
                        version = self.on(Drafts, user, "version", key, number)
                        assert version.plan == plan(text=text)

        def teardown(self):
            if self.database is not database:
                self.database.close()

    run_state_machine_as_test(
        Machine,
        settings=hypothesis_settings(max_examples=12, stateful_step_count=14, deadline=None),
    )
