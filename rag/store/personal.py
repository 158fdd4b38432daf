"""Everything of one user as a file; deleting it all is in :mod:`rag.store.erasing`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, BinaryIO, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy.orm import Session

from rag.drafting.plan import Plan
from rag.store.api_keys import ApiKeys
from rag.store.conversations import Conversations
from rag.store.documents import Documents
from rag.store.drafts import Drafts
from rag.store.feedback import FeedbackOf
from rag.store.records import Feedback, User
from rag.store.stored import plan_to_json
from rag.types import record_json

_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_PAGE = 100
Record = TypeVar("Record")


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
