"""Searching in conversations: text folded, so that script, case and width make no difference.

Both sides are folded here and not by the database, so that SQLite and PostgreSQL find the same.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select

from indexing.searchtext import fold
from rag.store.tables import ConversationRow, MessageRow
from rag.store.tables.base import storable


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
