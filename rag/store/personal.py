"""Everything of one user: written to a file, deleted, or given to an account."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from rag.drafting.plan import Plan
from rag.store.backup import private_file
from rag.store.conversations import Conversations
from rag.store.database import Database
from rag.store.documents import Documents
from rag.store.drafts import Drafts
from rag.store.errors import NotFoundError
from rag.store.feedback import FeedbackOf
from rag.store.logins import digest
from rag.store.records import LOCAL, Feedback, User, plan_to_json
from rag.store.tables import (
    ApiKeyRow,
    Base,
    ConversationRow,
    DocumentRow,
    DraftRow,
    FeedbackRow,
    LoginAttemptRow,
    SessionRow,
    UserRow,
)
from rag.store.users import ApiKeys, Users, local_user, require_admin
from rag.types import record_json

_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_PAGE = 100
Record = TypeVar("Record")
_Table = type[ConversationRow] | type[DraftRow] | type[FeedbackRow]
_TABLES: dict[str, _Table] = {
    "conversations": ConversationRow,
    "drafts": DraftRow,
    "feedback": FeedbackRow,
}


def write_export(
    session: Session, owner: User, file: BinaryIO, markdown: Callable[[Plan], str]
) -> dict[str, int]:
    """Write a zip of everything that belongs to ``owner``.

    In it are ``account.json``, ``conversations.json``, ``feedback.json``, ``documents.json`` and
    for each draft a ``.json`` with all versions and a ``.md`` of the newest. No password, no key,
    and not the files of the documents.

    Args:
        session: an open session; ``database.read()`` is enough.
        owner: whose.
        file: open for writing bytes.
        markdown: turns a plan into text.

    Returns:
        How many conversations, drafts, feedback and documents there are.
    """
    conversations = [*_conversations(session, owner)]
    feedback = [_feedback(f) for f in _all(FeedbackOf(session, owner).page)]
    documents = [asdict(d) for d in _all(Documents(session, owner).page) if d.owner_id == owner.id]
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        account = {
            "name": owner.name,
            "role": owner.role.label,
            "created": owner.created,
            "api_keys": [asdict(key) for key in ApiKeys(session, owner).all()],
        }
        archive.writestr("account.json", _text(account))
        archive.writestr("conversations.json", _text(conversations))
        archive.writestr("feedback.json", _text(feedback))
        archive.writestr("documents.json", _text(documents))
        drafts = _write_drafts(archive, Drafts(session, owner), markdown)
    return {
        "conversations": len(conversations),
        "drafts": drafts,
        "feedback": len(feedback),
        "documents": len(documents),
    }


def _conversations(session: Session, owner: User) -> Iterator[dict[str, Any]]:
    repository = Conversations(session, owner)
    for conversation in _all(repository.page):
        messages = [
            {
                "position": message.position,
                "created": message.created,
                "generation": message.generation,
                **record_json(message.answer),
            }
            for message in repository.messages(conversation.id)
        ]
        yield {**asdict(conversation), "messages": messages}


def _write_drafts(archive: ZipFile, drafts: Drafts, markdown: Callable[[Plan], str]) -> int:
    number = 0
    for number, draft in enumerate(_all(drafts.page), 1):
        name = f"drafts/{number:03}-{_UNFIT.sub('_', draft.title)[:60]}"
        versions = []
        newest = drafts.version(draft.id)
        for info in reversed(drafts.versions(draft.id)):
            plan = drafts.version(draft.id, info.number).plan
            versions.append({**asdict(info), "plan": plan_to_json(plan)})
        archive.writestr(f"{name}.json", _text({**asdict(draft), "versions": versions}))
        archive.writestr(f"{name}.md", markdown(newest.plan))
    return number


def _feedback(feedback: Feedback) -> dict[str, Any]:
    return {
        "verdict": feedback.verdict,
        "reason": feedback.reason,
        "created": feedback.created,
        "generation": feedback.generation,
        "fingerprint": feedback.fingerprint,
        "history": [asdict(turn) for turn in feedback.history],
        **record_json(feedback.answer),
    }


def _all(page: Callable[..., Sequence[Record]]) -> Iterator[Record]:
    """Yield the records of all pages."""
    offset = 0
    while records := page(limit=_PAGE, offset=offset):
        yield from records
        offset += len(records)


def _text(value: Any) -> str:  # noqa: ANN401 - anything json can print
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


def export_user(database: Database, name: str, path: Path) -> dict[str, int]:
    """Write everything of the user ``name`` into a zip that only its owner can read.

    Returns:
        How many conversations, drafts, feedback and documents there are.

    Raises:
        NotFoundError: there is no such user.
        BackupError: the file is there already or cannot be written.
    """
    from rag.drafting.export.markdown import to_markdown

    with database.read() as session:
        user = Users(session, local_user(session)).find(name)
        with private_file(path) as file:
            return write_export(session, user, file, to_markdown)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was deleted.

    Attributes:
        counts: how many conversations, drafts, feedback and documents.
        kept_gold: feedback that stays, without a name, because a gold question was made of it.
        paths: files of the user's documents in the corpus, for the caller to remove.
    """

    counts: Mapping[str, int]
    kept_gold: int
    paths: tuple[str, ...]


def erase_user(session: Session, by: User, user: User) -> Erased:
    """Delete a user's account and everything that belongs to it.

    Documents of the school stay, also those that the user uploaded. Feedback that became a gold
    question stays without owner, reason, conversation and, unless the question needs it, history.
    The built-in user stays, with nothing left.

    Args:
        session: of ``database.write()``.
        by: who asks: an administrator, or the user.
        user: whom to delete.

    Raises:
        ForbiddenError: ``by`` is neither.
        NotFoundError: the user is gone already.
    """
    if by.id != user.id:
        require_admin(by)
    row = session.scalar(select(UserRow).where(UserRow.id == user.id).with_for_update())
    if row is None:
        raise NotFoundError(f"没有用户 {user.name}。")
    name_hash = digest(row.folded)
    paths = tuple(
        session.scalars(
            select(DocumentRow.path)
            .where(DocumentRow.owner_id == user.id)
            .order_by(DocumentRow.path)
        )
    )
    kept = _keep_gold(session, user)
    counts = {
        "conversations": _remove(session, ConversationRow, ConversationRow.owner_id == user.id),
        "drafts": _remove(session, DraftRow, DraftRow.owner_id == user.id),
        "feedback": _remove(session, FeedbackRow, FeedbackRow.owner_id == user.id),
        "documents": _remove(session, DocumentRow, DocumentRow.owner_id == user.id),
    }
    _remove(session, ApiKeyRow, ApiKeyRow.user_id == user.id)
    _remove(session, SessionRow, SessionRow.user_id == user.id)
    _remove(session, LoginAttemptRow, LoginAttemptRow.name_hash == name_hash)
    session.execute(
        update(DocumentRow).where(DocumentRow.uploaded_by == user.id).values(uploaded_by=None)
    )
    if user.id != LOCAL:
        _remove(session, UserRow, UserRow.id == user.id)
    return Erased(counts, kept, paths)


def _keep_gold(session: Session, user: User) -> int:
    rows = session.scalars(
        select(FeedbackRow).where(FeedbackRow.owner_id == user.id, FeedbackRow.gold.is_not(None))
    ).all()
    for row in rows:
        row.owner_id = row.message_id = None
        row.reason = ""
        if "history" not in (row.gold or {}):
            row.history = []
    session.flush()
    return len(rows)


def _remove(session: Session, table: type[Base], which: ColumnElement[bool]) -> int:
    count = session.scalar(select(func.count()).select_from(table).where(which)) or 0
    session.execute(delete(table).where(which))
    return count


@dataclass(frozen=True, slots=True)
class Taken:
    """What now belongs to the account.

    Attributes:
        counts: how many conversations, drafts, feedback and documents.
        moves: paths in the corpus of its documents, before and after.
    """

    counts: Mapping[str, int]
    moves: tuple[tuple[str, str], ...]


def left_over(session: Session) -> dict[str, int]:
    """Return how many conversations, drafts, feedback and documents the built-in user has."""
    tables: dict[str, _Table | type[DocumentRow]] = {**_TABLES, "documents": DocumentRow}
    return {
        name: session.scalars(
            select(func.count()).select_from(table).where(table.owner_id == LOCAL)
        ).one()
        for name, table in tables.items()
    }


def take_over(session: Session, by: User, user: User, path_of: Callable[[str], str]) -> Taken:
    """Give ``user`` everything of the built-in user's, the keys of programs among it.

    A document or key of which the user has one of the same name stays where it is.

    Args:
        session: of ``database.write()``.
        by: who asks.
        user: who gets it.
        path_of: returns the path in the corpus of the user's document of a name.

    Raises:
        ForbiddenError: ``by`` is no administrator.
        NotFoundError: ``user`` is the built-in one.
    """
    require_admin(by)
    if user.id == LOCAL:
        raise NotFoundError("内置用户的内容本来就是它的。", "请写要归到的账户。")
    counts = {
        name: len(session.execute(_given(table, user)).all()) for name, table in _TABLES.items()
    }
    moves = _documents(session, user, path_of)
    taken = select(ApiKeyRow.name).where(ApiKeyRow.user_id == user.id)
    session.execute(
        update(ApiKeyRow)
        .where(ApiKeyRow.user_id == LOCAL, ApiKeyRow.name.not_in(taken))
        .values(user_id=user.id)
    )
    session.flush()
    return Taken({**counts, "documents": len(moves)}, moves)


def _given(table: _Table, user: User) -> ReturningUpdate[tuple[str]]:
    return update(table).where(table.owner_id == LOCAL).values(owner_id=user.id).returning(table.id)


def _documents(
    session: Session, user: User, path_of: Callable[[str], str]
) -> tuple[tuple[str, str], ...]:
    moves = []
    rows = session.scalars(
        select(DocumentRow).where(DocumentRow.owner_id == LOCAL).order_by(DocumentRow.path)
    )
    for row in rows.all():
        path = path_of(row.name)
        if session.scalar(select(DocumentRow.id).where(DocumentRow.path == path)) is None:
            moves.append((row.path, path))
            row.owner_id, row.path = user.id, path
    session.flush()
    return tuple(moves)
