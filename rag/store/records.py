"""What the repositories hand out: plain values that need no open session.

Answers and plans come back as :class:`rag.types.Answer` and :class:`rag.drafting.plan.Plan`;
documents are in :mod:`rag.store.document_records`.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import PlainSerializer, WithJsonSchema
from pydantic.dataclasses import dataclass

from rag.drafting.plan import Plan
from rag.types import Answer, Turn

#: A time in UTC, written with its offset.
Moment = Annotated[
    datetime,
    PlainSerializer(datetime.isoformat, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class Role(StrEnum):
    """What a user may do."""

    TEACHER = "teacher"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """The name people read."""
        return {"teacher": "教师", "admin": "管理员"}[self.value]


@dataclass(frozen=True, slots=True)
class User:
    """An account; ``local`` is the built-in user of a service without accounts.

    Attributes:
        id: of the row.
        name: as shown.
        role: what the user may do.
        created: when the account was made.
        can_sign_in: false once it was disabled, and for the built-in user.
    """

    id: str
    name: str
    role: Role
    created: Moment
    can_sign_in: bool = False

    @property
    def is_admin(self) -> bool:
        """Whether the user may see to what belongs to others."""
        return self.role is Role.ADMIN


@dataclass(frozen=True, slots=True)
class Login:
    """A session just opened: ``token`` goes into the cookie and is kept nowhere."""

    user: User
    token: str
    expires: Moment


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of a program; ``hint`` is its beginning."""

    id: str
    name: str
    hint: str
    created: Moment
    last_used: Moment | None


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key just made: ``secret`` is shown this once."""

    key: ApiKey
    secret: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation without its exchanges; ``turns`` counts them."""

    id: str
    title: str
    created: Moment
    updated: Moment
    turns: int


@dataclass(frozen=True, slots=True)
class Message:
    """One exchange; ``position`` counts from 1, ``generation`` is the index that answered."""

    id: str
    conversation_id: str
    position: int
    question: str
    answer: Answer
    generation: str
    created: Moment


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft without its content; ``versions`` counts the saved ones."""

    id: str
    title: str
    created: Moment
    updated: Moment
    versions: int


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A version in a list, without its plan."""

    number: int
    note: str
    created: Moment


@dataclass(frozen=True, slots=True)
class DraftVersion:
    """A saved version of the draft of the id ``draft``, numbered from 1."""

    draft: str
    number: int
    plan: Plan
    note: str
    created: Moment


class Verdict(StrEnum):
    """A thumb."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a teacher thought of an answer, with what is needed to ask the same again.

    Attributes:
        id: of the feedback.
        owner_id: who gave it; ``None`` once that user is gone.
        message_id: the exchange it is about; ``None`` for a program's, or once it is deleted.
        verdict: up or down.
        reason: in the teacher's words; may be empty.
        question: as asked.
        history: the exchanges before it, oldest first.
        answer: with citations and passages.
        fingerprint: of the settings; see :func:`rag.store.fingerprint.settings_fingerprint`.
        generation: of the index.
        gold: the gold question made of it, ``None`` while there is none.
        created: when it was given or last changed.
    """

    id: str
    owner_id: str | None
    message_id: str | None
    verdict: Verdict
    reason: str
    question: str
    history: tuple[Turn, ...]
    answer: Answer
    fingerprint: str
    generation: str
    gold: dict[str, Any] | None
    created: Moment
