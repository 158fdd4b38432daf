"""One user's conversations: kept, listed, searched.

Text is folded for searching, so that script, case and width make no difference; by the program and
not by the database, so that SQLite and PostgreSQL find the same.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from indexing.searchtext import fold
from rag.store.errors import NotFoundError
from rag.store.records import (
    Clock,
    Conversation,
    Message,
    User,
    answer_from_json,
    answer_to_json,
    utc_now,
)
from rag.store.tables import ConversationRow, FeedbackRow, MessageRow, Owned, storable, title_of
from rag.types import Answer


def folded_words(text: str) -> str:
    """Return ``text`` in NFKC, Simplified and without difference of case."""
    return fold(storable(text)).casefold()


def mentions(search: str) -> list[ColumnElement[bool]]:
    """Return the condition that a conversation has all words of ``search``; none for no words.

    They have to stand in its title, or together in one exchange.
    """
    words = folded_words(search).split()
    if not words:
        return []
    exchange = select(MessageRow.id).where(
        MessageRow.conversation_id == ConversationRow.id,
        *(MessageRow.searchable.contains(word, autoescape=True) for word in words),
    )
    title = and_(*(ConversationRow.searchable.contains(word, autoescape=True) for word in words))
    return [or_(title, exchange.exists())]


def message_row(
    conversation_id: str, position: int, answer: Answer, generation: str, now: datetime
) -> MessageRow:
    """Return a new row for an answer and the question it answers."""
    row = MessageRow(
        conversation_id=conversation_id, position=position, question=answer.question, created=now
    )
    put_answer(row, answer, generation)
    return row


def put_answer(row: MessageRow, answer: Answer, generation: str) -> None:
    """Put an answer to the row's question into it."""
    row.answer = answer_to_json(answer)
    row.searchable = folded_words(f"{row.question}\n{answer.text}")
    row.generation = generation


def message_of(row: MessageRow) -> Message:
    """Return a row as a record."""
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        position=row.position,
        question=row.question,
        answer=answer_from_json(row.answer),
        generation=row.generation,
        created=row.created,
    )


class Conversations:
    """The conversations of one user; those of others do not exist here.

    Args:
        session: an open session; ``database.write()`` for what changes something.
        owner: whose conversations.
        clock: the time.
    """

    def __init__(self, session: Session, owner: User, clock: Clock = utc_now) -> None:
        self._session = session
        self._owner = owner
        self._clock = clock
        self._rows = Owned(session, ConversationRow, owner, "没有这个对话。", "它可能已经删除。")

    def start(self, title: str) -> Conversation:
        """Begin an empty conversation; its first question makes a good title."""
        now = self._clock()
        row = ConversationRow(
            owner_id=self._owner.id,
            title=title_of(title),
            searchable=folded_words(title_of(title)),
            created=now,
            updated=now,
        )
        self._session.add(row)
        self._session.flush()
        return _conversation(row, 0)

    def add_turn(self, conversation_id: str, answer: Answer, generation: str) -> Message:
        """Put an exchange at the end of a conversation.

        Args:
            conversation_id: one of the owner's.
            answer: with the question it answers.
            generation: index generation it was answered from.

        Raises:
            NotFoundError: the owner has no such conversation.
        """
        conversation = self._rows.one(conversation_id, lock=True)
        last = self._session.scalar(
            select(func.max(MessageRow.position)).where(
                MessageRow.conversation_id == conversation_id
            )
        )
        now = self._clock()
        row = message_row(conversation_id, (last or 0) + 1, answer, generation, now)
        self._session.add(row)
        conversation.updated = now
        self._session.flush()
        return message_of(row)

    def replace_answer(self, message_id: str, answer: Answer, generation: str) -> Message:
        """Put another answer, to the same question, in the place of an earlier one.

        Feedback on the earlier answer stays, but no longer points to this exchange.

        Raises:
            NotFoundError: the owner has no such exchange.
        """
        row = self._message_row(message_id)
        self._rows.one(row.conversation_id, lock=True).updated = self._clock()
        put_answer(row, answer, generation)
        self._session.execute(
            update(FeedbackRow).where(FeedbackRow.message_id == row.id).values(message_id=None)
        )
        self._session.flush()
        return message_of(row)

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title.

        Raises:
            NotFoundError: the owner has no such conversation.
        """
        row = self._rows.one(conversation_id, lock=True)
        row.title = title_of(title)
        row.searchable = folded_words(row.title)
        self._session.flush()

    def delete(self, conversation_id: str) -> None:
        """Remove a conversation with its exchanges; feedback on them stays.

        Raises:
            NotFoundError: the owner has no such conversation.
        """
        self._rows.delete(conversation_id)

    def get(self, conversation_id: str) -> Conversation:
        """Return a conversation.

        Raises:
            NotFoundError: the owner has no such conversation.
        """
        row = self._rows.one(conversation_id)
        turns = select(func.count()).where(MessageRow.conversation_id == row.id)
        return _conversation(row, self._session.scalars(turns).one())

    def messages(self, conversation_id: str) -> list[Message]:
        """Return the exchanges of a conversation in order.

        Raises:
            NotFoundError: the owner has no such conversation.
        """
        row = self._rows.one(conversation_id)
        rows = self._session.scalars(
            select(MessageRow)
            .where(MessageRow.conversation_id == row.id)
            .order_by(MessageRow.position)
        )
        return [message_of(row) for row in rows]

    def message(self, message_id: str, *, lock: bool = False) -> Message:
        """Return one exchange; with ``lock`` nobody changes its conversation meanwhile.

        Raises:
            NotFoundError: the owner has no such exchange.
        """
        row = self._message_row(message_id)
        if lock:
            self._rows.one(row.conversation_id, lock=True)
        return message_of(row)

    def page(self, *, limit: int = 50, offset: int = 0, search: str = "") -> list[Conversation]:
        """Return conversations, the one used last first.

        Args:
            limit: at most so many.
            offset: so many are passed over.
            search: words, apart by white space, that all have to stand in the title or together in
                one exchange (question and answer), in either script and any case.
        """
        turns = (
            select(func.count())
            .where(MessageRow.conversation_id == ConversationRow.id)
            .scalar_subquery()
        )
        rows = self._session.execute(
            self._rows.select(turns)
            .where(*mentions(search))
            .order_by(ConversationRow.updated.desc(), ConversationRow.id)
            .limit(limit)
            .offset(offset)
        )
        return [_conversation(row, count) for row, count in rows]

    def count(self, search: str = "") -> int:
        """Return how many conversations :meth:`page` has on all pages together."""
        return self._rows.count(*mentions(search))

    def _message_row(self, message_id: str) -> MessageRow:
        row = self._session.scalar(
            select(MessageRow)
            .join(ConversationRow, ConversationRow.id == MessageRow.conversation_id)
            .where(MessageRow.id == message_id, ConversationRow.owner_id == self._owner.id)
        )
        if row is None:
            raise NotFoundError("没有这次问答。", "它所在的对话可能已经删除。")
        return row


def _conversation(row: ConversationRow, turns: int) -> Conversation:
    return Conversation(row.id, row.title, row.created, row.updated, turns)
