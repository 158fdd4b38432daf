"""What users think of answers, and the gold questions that administrators make of it.

The format of a gold question is that of the evaluation, which checks a whole file again when it is
used, and also that the evidence stands in its document. Nothing here measures anything.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from indexing.searchtext import fold
from rag.settings import Settings
from rag.store.conversations import Conversations
from rag.store.errors import GoldError, NotFoundError
from rag.store.records import (
    Clock,
    Feedback,
    User,
    Verdict,
    answer_from_json,
    answer_to_json,
    utc_now,
)
from rag.store.tables import FeedbackRow, Owned
from rag.store.users import require_admin
from rag.types import Answer, Turn

#: Places and secrets: the same question is answered the same whatever they are.
_ELSEWHERE = {
    "corpus", "index", "cache", "allow_download", "host", "port", "database", "llm_api_key",
    "allowed_hosts", "max_upload_mb", "read_timeout_s", "read_memory_mb", "feedback_gold",
}  # fmt: skip
#: Exchanges before the one judged that are kept with it: a follow-up means nothing without them.
HISTORY_TURNS = 6
#: Kinds an administrator may choose; a follow-up is told by its history.
KINDS = (
    "fact", "numeric", "list", "table", "multi", "compare", "aggregate", "definition",
    "procedure", "colloquial", "traditional", "adversarial", "unanswerable", "followup",
)  # fmt: skip
#: Characters of a quote that count: a shorter one stands in many places, a longer one in no chunk.
SHORTEST_QUOTE, LONGEST_QUOTE = 6, 120
_SPACE = re.compile(r"\s+")
_FURNITURE = re.compile(r"续表|·\d+·|[|\-—–_*#>]+")


def settings_fingerprint(settings: Settings) -> str:
    """Return the SHA-256, hexadecimal, of the settings that decide what is answered."""
    values = settings.model_dump(mode="json", exclude=_ELSEWHERE)
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


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


class FeedbackReview:
    """The feedback of all users.

    Args:
        session: an open session; ``database.write()`` for what changes something.
        by: who asks.

    Raises:
        ForbiddenError: ``by`` is no administrator.
    """

    def __init__(self, session: Session, by: User) -> None:
        require_admin(by)
        self._session = session

    def page(
        self,
        *,
        limit: int = 50,
        offset: int = 0,
        verdict: Verdict | None = None,
        gold: bool | None = None,
    ) -> list[Feedback]:
        """Return feedback, the newest first.

        Args:
            limit: at most so many.
            offset: so many are passed over.
            verdict: only these; ``None`` for all.
            gold: only what has, or has not, become a gold question; ``None`` for all.
        """
        rows = self._session.scalars(
            select(FeedbackRow)
            .where(*_wanted(verdict, gold))
            .order_by(FeedbackRow.created.desc(), FeedbackRow.id)
            .limit(limit)
            .offset(offset)
        )
        return [feedback_of(row) for row in rows]

    def count(self, *, verdict: Verdict | None = None, gold: bool | None = None) -> int:
        """Return how much feedback :meth:`page` has on all pages together."""
        query = select(func.count()).select_from(FeedbackRow).where(*_wanted(verdict, gold))
        return self._session.scalars(query).one()

    def get(self, feedback_id: str) -> Feedback:
        """Return one.

        Raises:
            NotFoundError: there is none.
        """
        return feedback_of(self._row(feedback_id))

    def mark_gold(self, feedback_id: str, gold: dict[str, Any]) -> Feedback:
        """Keep the gold question that was made of a feedback; see :mod:`rag.store.feedback`.

        Raises:
            NotFoundError: there is no such feedback.
        """
        row = self._row(feedback_id)
        row.gold = gold
        self._session.flush()
        return feedback_of(row)

    def _row(self, feedback_id: str) -> FeedbackRow:
        row = self._session.get(FeedbackRow, feedback_id)
        if row is None:
            raise NotFoundError("没有这条评价。", "它可能已经撤回。")
        return row


def _wanted(verdict: Verdict | None, gold: bool | None) -> list[ColumnElement[bool]]:
    wanted = [] if verdict is None else [FeedbackRow.verdict == verdict.value]
    return wanted if gold is None else [*wanted, FeedbackRow.gold.is_not(None) == gold]


def to_gold(
    feedback: Feedback,
    answerable: bool,
    must_include: Sequence[Sequence[str]] = (),
    evidence: Sequence[tuple[str, str]] = (),
    *,
    kind: str = "",
) -> dict[str, Any]:
    """Return the gold question for the question of a feedback.

    Args:
        feedback: what was asked, with what went before.
        answerable: whether the documents answer it.
        must_include: groups of ways to write what a right answer contains; none where the
            documents do not answer it.
        evidence: document and verbatim quote, such as those of the answer's citations; none where
            the documents do not answer it.
        kind: one of :data:`KINDS`; empty for what the question itself tells.

    Returns:
        A row for :func:`append_gold`. The history is in it only for a follow-up.

    Raises:
        GoldError: with what has to be added or taken away.
    """
    history = [
        {"question": t.question, "answer": t.answer} for t in feedback.history if t.question.strip()
    ]
    if not kind:
        kind = "followup" if history else "fact" if answerable else "unanswerable"
    groups = [[text.strip() for text in group if text.strip()] for group in must_include]
    row = {
        "id": f"fb-{feedback.id[:12]}",
        "question": feedback.question.strip(),
        "kind": kind,
        "answerable": answerable,
        "answer": "",
        "must_include": [group for group in groups if group],
        "must_not_include": [],
        "evidence": [{"doc": doc, "quote": quote.strip()} for doc, quote in evidence],
        **({"history": history} if kind == "followup" else {}),
    }
    _check(row, has_history=bool(history))
    return row


def append_gold(path: Path, row: dict[str, Any]) -> None:
    """Add a row to the end of a gold file; the file is made where there is none.

    Raises:
        GoldError: the file has this question already, is no gold file, or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock"):
            text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
            _check_new(text, row, path)
            line = json.dumps(row, ensure_ascii=False)
            with path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(f"{'' if not text or text.endswith(chr(10)) else chr(10)}{line}\n")
                file.flush()
                os.fsync(file.fileno())
    except UnicodeDecodeError:
        raise GoldError(f"题目文件 {path} 不是 UTF-8 编码。", "请另存为 UTF-8。") from None
    except OSError as error:
        raise GoldError(
            f"题目文件 {path} 写不了：{error.strerror}。", "请检查路径和权限。"
        ) from None


def squash(text: str) -> str:
    """Return a text as key facts are compared: folded, lower case, without white space."""
    return _SPACE.sub("", fold(text)).lower()


def _check(row: dict[str, Any], *, has_history: bool) -> None:
    kind, answerable = row["kind"], row["answerable"]
    if kind not in KINDS:
        raise GoldError(f"题目没有 {kind} 这一类。", f"应是 {'、'.join(KINDS)} 之一。")
    if not squash(row["question"]):
        raise GoldError("问题是空的，做不成评测题。")
    if kind == "followup" and not has_history:
        raise GoldError("这个问题前面没有别的问题，不是追问。", "请换一类。")
    if answerable and kind == "unanswerable":
        raise GoldError("可以回答的题不能归在“无答案”一类。", "请换一类。")
    if answerable and not row["must_include"]:
        raise GoldError("可以回答的题要写明答案里必须有的内容。", "每组写一种或几种写法。")
    if answerable and not row["evidence"]:
        raise GoldError("可以回答的题要有原文作依据。", "请从引文或段落里选一处。")
    if not answerable and (row["must_include"] or row["evidence"]):
        raise GoldError("资料里没有答案的题，不写必须有的内容，也不选依据。")
    if any(not squash(text) for group in row["must_include"] for text in group):
        raise GoldError("必须有的内容里有一项是空的。")
    for entry in row["evidence"]:
        length = len(_FURNITURE.sub("", squash(entry["quote"])))
        if not SHORTEST_QUOTE <= length <= LONGEST_QUOTE:
            raise GoldError(
                f"依据有 {length} 字，应在 {SHORTEST_QUOTE} 到 {LONGEST_QUOTE} 字之间。",
                "请只选能认出这一处的一句。",
            )


def _check_new(text: str, row: dict[str, Any], path: Path) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            other = json.loads(line)
            same = (other["id"] == row["id"]) or (
                squash(other["question"]) == squash(row["question"])
                and other.get("history", []) == row.get("history", [])
            )
        except (ValueError, KeyError, TypeError):
            raise GoldError(
                f"{path} 第 {number} 行不是评测题。", "请换一个文件，或者先改正这一行。"
            ) from None
        if same:
            raise GoldError(f"{path} 第 {number} 行已经有这道题。")
