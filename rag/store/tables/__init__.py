"""The tables, one file a subject. Importing this package registers all of them on ``Base``.

Rows never leave :mod:`rag.store`: repositories turn them into the records of
:mod:`rag.store.records`. A change here needs a new revision in :mod:`rag.store.migrations`; a test
compares the two.
"""

from rag.store.tables.accounts import ApiKeyRow, LoginAttemptRow, SessionRow, UserRow
from rag.store.tables.base import Base
from rag.store.tables.conversations import ConversationRow, MessageRow
from rag.store.tables.documents import DocumentRow
from rag.store.tables.drafts import DraftRow, DraftVersionRow
from rag.store.tables.feedback import FeedbackRow

__all__ = [
    "ApiKeyRow",
    "Base",
    "ConversationRow",
    "DocumentRow",
    "DraftRow",
    "DraftVersionRow",
    "FeedbackRow",
    "LoginAttemptRow",
    "MessageRow",
    "SessionRow",
    "UserRow",
]
