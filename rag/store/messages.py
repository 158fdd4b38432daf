"""What the row of one exchange holds, and the exchange as a record."""

from __future__ import annotations

from datetime import datetime

from rag.store.records import Message
from rag.store.searching import folded_words
from rag.store.stored import answer_from_json, answer_to_json
from rag.store.tables import MessageRow
from rag.types import Answer


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
