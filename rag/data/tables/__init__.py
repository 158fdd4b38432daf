"""The tables, one file a subject. Importing this package registers all of them on ``Base``.

Rows never leave :mod:`rag.data`: repositories turn them into the records of
:mod:`rag.data.records`. A change here needs a new revision in :mod:`rag.data.migrations`; a test
compares the two.
"""

from rag.data.tables.accounts import ApiKeyRow, LoginAttemptRow, SessionRow, UserRow
from rag.data.tables.base import Base
from rag.data.tables.conversations import ConversationRow, MessageRow
from rag.data.tables.documents import DocumentRow
from rag.data.tables.drafts import DraftRow, DraftVersionRow
from rag.data.tables.feedback import FeedbackRow

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
