"""What one user thinks of answers; looking through everybody's is in ``feedback_review``."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy.orm import Session

from rag.store.clock import Clock, utc_now
from rag.store.conversations import Conversations
from rag.store.owned import Owned
from rag.store.records import Feedback, User, Verdict
from rag.store.stored import answer_from_json, answer_to_json
from rag.store.tables import FeedbackRow
from rag.types import Answer, Turn

#: Exchanges before the one judged that are kept with it: a follow-up means nothing without them.
HISTORY_TURNS = 6


class FeedbackOf:
    """The feedback of one user.

    Args:
        session: an open session; ``database.write()`` for what changes something.
        owner: whose feedback.
        clock: the time.
    """

    def __init__(self, session: Session, owner: User, clock: Clock = utc_now) -> None:
        self._session = session
        self._owner = owner
        self._clock = clock
        self._rows = Owned(session, FeedbackRow, owner, "没有这条评价，或者它已经做成评测题。")

    def on_message(
        self, message_id: str, verdict: Verdict, fingerprint: str, reason: str = ""
    ) -> Feedback:
        """Judge an exchange of one's own; judging it again replaces what was said before.

        Args:
            message_id: the exchange; question, answer and what went before are copied from it.
            verdict: up or down.
            fingerprint: of the settings it was answered with.
            reason: in the teacher's words.

        Raises:
            NotFoundError: the owner has no such exchange.
        """
        conversations = Conversations(self._session, self._owner, self._clock)
        message = conversations.message(message_id, lock=True)
        row = self._session.scalar(self._rows.select().where(FeedbackRow.message_id == message_id))
        if row is None:
            row = FeedbackRow(owner_id=self._owner.id, message_id=message_id, gold=None)
        before = [
            Turn(earlier.question, earlier.answer.text)
            for earlier in conversations.messages(message.conversation_id)
            if earlier.position < message.position
        ]
        return self._fill(
            row, verdict, reason, message.answer, before, fingerprint, message.generation
        )

    def on_answer(
        self,
        answer: Answer,
        verdict: Verdict,
        fingerprint: str,
        generation: str,
        reason: str = "",
        history: list[Turn] | None = None,
    ) -> Feedback:
        """Judge an answer that is in no conversation, such as one given to a program.

        Args:
            answer: with citations and passages.
            verdict: up or down.
            fingerprint: of the settings it was answered with.
            generation: of the index it was answered from.
            reason: in the teacher's words.
            history: the exchanges before it, oldest first.
        """
        row = FeedbackRow(owner_id=self._owner.id, message_id=None, gold=None)
        return self._fill(row, verdict, reason, answer, history or [], fingerprint, generation)

    def of_message(self, message_id: str) -> Feedback | None:
        """Return what the owner said of an exchange, ``None`` if nothing."""
        row = self._session.scalar(self._rows.select().where(FeedbackRow.message_id == message_id))
        return None if row is None else feedback_of(row)

    def withdraw(self, feedback_id: str) -> None:
        """Take feedback back.

        Raises:
            NotFoundError: the owner has given no such feedback, or a gold question was made of it.
        """
        self._rows.delete(feedback_id, FeedbackRow.gold.is_(None))

    def page(self, *, limit: int = 50, offset: int = 0) -> list[Feedback]:
        """Return at most ``limit`` of the owner's after ``offset`` others, the newest first."""
        rows = self._session.scalars(
            self._rows.select()
            .order_by(FeedbackRow.created.desc(), FeedbackRow.id)
            .limit(limit)
            .offset(offset)
        )
        return [feedback_of(row) for row in rows]

    def count(self) -> int:
        """Return how much feedback the owner has given."""
        return self._rows.count()

    def _fill(
        self,
        row: FeedbackRow,
        verdict: Verdict,
        reason: str,
        answer: Answer,
        history: list[Turn],
        fingerprint: str,
        generation: str,
    ) -> Feedback:
        row.verdict = verdict.value
        row.reason = reason.strip()
        row.question = answer.question
        row.history = [asdict(turn) for turn in history[-HISTORY_TURNS:]]
        row.answer = answer_to_json(answer)
        row.fingerprint = fingerprint
        row.generation = generation
        row.created = self._clock()
        self._session.add(row)
        self._session.flush()
        return feedback_of(row)


def feedback_of(row: FeedbackRow) -> Feedback:
    """Return a row as a record."""
    return Feedback(
        id=row.id,
        owner_id=row.owner_id,
        message_id=row.message_id,
        verdict=Verdict(row.verdict),
        reason=row.reason,
        question=row.question,
        history=tuple(Turn(**turn) for turn in row.history),
        answer=answer_from_json(row.answer),
        fingerprint=row.fingerprint,
        generation=row.generation,
        gold=row.gold,
        created=row.created,
    )
