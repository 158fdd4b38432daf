"""What the repositories hand out: plain values that need no open session.

Answers and plans come back as :class:`rag.types.Answer` and :class:`rag.drafting.plan.Plan`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

from pydantic import PlainSerializer, TypeAdapter, WithJsonSchema
from pydantic.dataclasses import dataclass

from rag.drafting.plan import Plan
from rag.types import Answer, Turn

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


#: The built-in user of a service without accounts: its id and its name.
LOCAL = "local"
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
        fingerprint: of the settings; see :func:`rag.store.feedback.settings_fingerprint`.
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


class DocumentStatus(StrEnum):
    """How far an uploaded document is."""

    WAITING = "waiting"
    INDEXED = "indexed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """An uploaded document.

    Attributes:
        id: of the row.
        owner_id: whose it is; ``None`` for the whole school.
        path: inside the corpus.
        name: as uploaded.
        kind: as recognised; empty before it is read.
        status: how far it is.
        problem: why it failed; empty otherwise.
        sha256: of the file.
        uploaded_by: id of the user; ``None`` once that user is gone.
        created: when it was uploaded first.
        updated: when any of this last changed.
    """

    id: str
    owner_id: str | None
    path: str
    name: str
    kind: str
    status: DocumentStatus
    problem: str
    sha256: str
    uploaded_by: str | None
    created: datetime
    updated: datetime


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


@cache
def _plans() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """Return an answer with all it rests on, as values that JSON knows."""
    value: dict[str, Any] = _answers().dump_python(answer, mode="json")
    return value


def answer_from_json(value: dict[str, Any]) -> Answer:
    """Return the answer that was stored."""
    return _answers().validate_python(value)


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Return a plan as values that JSON knows."""
    value: dict[str, Any] = _plans().dump_python(plan, mode="json")
    return value


def plan_from_json(value: dict[str, Any]) -> Plan:
    """Return the plan that was stored."""
    return _plans().validate_python(value)
