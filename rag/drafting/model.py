"""Sections written better by a model behind an OpenAI-compatible endpoint, checked item by item.

The model sees the offline section, statement by statement, and the evidence for it; it answers
with JSON that may only give those statements other words. The structure, the minutes, the weights
and what the teacher wrote stay. A statement that fails a check keeps its offline text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from prompts import prompt
from rag.answer.model.endpoint import Endpoint
from rag.drafting.brief import Brief
from rag.drafting.evidence import Piece
from rag.drafting.plan import (
    GOALS,
    IDEOLOGY,
    LEARNERS,
    METHODS,
    PROCESS,
    REFLECTION,
    TASK,
    TIERS,
    Origin,
    Section,
    Statement,
    statements_of,
    with_statements,
)
from rag.errors import EndpointError
from rag.settings import Settings
from rag.text.coverage import coverage, missing_numbers

#: Sections whose words other sections or the arithmetic rest on are left as they are.
_WRITTEN = (LEARNERS, GOALS, IDEOLOGY, TASK, METHODS, PROCESS, REFLECTION, TIERS)
_BATCH = 24
_SHORTEST = 10
_MOST = 160
_PROMPT_SHARE = 0.7
_OBJECT = re.compile(r"\{.*\}", re.DOTALL)
_KINDS = {Origin.DOCUMENT: "依据", Origin.SUGGESTED: "建议"}

_LABEL = re.compile(r"^【[^】]{2,10}】")
_TITLE = re.compile(r"《[^《》]*》")
_QUOTED = re.compile(r"“[^“”]*”")
_NO_TEXT = re.compile(r"[\[【［]\s*\d|〔|[{}<>|]|https?:")
#: Share of the new words' bigrams that the old words have: it is still about the same.
_SAME = 0.2

Rewrite = Callable[[Brief, Section], tuple[Section, tuple[str, ...]]]


class _Item(BaseModel):
    """One statement in other words."""

    model_config = ConfigDict(extra="forbid")

    id: int = Field(ge=1)
    text: str = Field(min_length=4, max_length=_MOST * 2)
    cites: list[int] = []


class _Reply(BaseModel):
    """What the model must answer with."""

    model_config = ConfigDict(extra="forbid")

    items: list[_Item]


class SectionModel:
    """Writes sections through one endpoint; the client is made on first use."""

    def __init__(self, settings: Settings) -> None:
        self._endpoint = Endpoint(settings)
        self._room = int(settings.llm_context_window * _PROMPT_SHARE)

    def for_draft(self) -> Rewrite:
        """Return what rewrites the sections of one draft.

        After the endpoint failed once the rest of the draft is not sent: a teacher would wait for
        the same failure a dozen times.
        """
        failed: list[str] = []

        def rewrite(brief: Brief, section: Section) -> tuple[Section, tuple[str, ...]]:
            if section.name not in _WRITTEN or failed:
                return section, ()
            try:
                return self._rewritten(brief, section)
            except EndpointError as error:
                failed.append(error.message)
                return section, (f"模型没有写成，草稿用的是离线文字。{error.message}",)

        return rewrite

    def _rewritten(self, brief: Brief, section: Section) -> tuple[Section, tuple[str, ...]]:
        """Return the section with what passed the checks.

        Raises:
            EndpointError: the endpoint failed.
        """
        statements = statements_of(section)
        open_ = [n for n, s in enumerate(statements) if _is_open(s)]
        pieces = brief.of(section.name)
        new: dict[int, Statement] = {}
        notes: list[str] = []
        dropped = 0
        for at in range(0, len(open_), _BATCH):
            batch = open_[at : at + _BATCH]
            reply = self._reply(brief, section.name, [statements[n] for n in batch], pieces)
            if reply is None:
                notes.append(f"模型写的“{section.name}”格式不对，这一部分用的是离线文字。")
                break
            for item in reply.items:
                place = batch[item.id - 1] if item.id <= len(batch) else None
                better = (
                    _checked(brief, statements[place], item, pieces)
                    if place is not None and place not in new
                    else None
                )
                if better is None or place is None:
                    dropped += 1
                else:
                    new[place] = better
        if dropped:
            notes.append(f"模型写的“{section.name}”有 {dropped} 条没有通过核对，用的是离线文字。")
        written = with_statements(section, new)
        return replace(written, by_model=section.by_model or bool(new)), tuple(notes)

    def _reply(
        self, brief: Brief, name: str, statements: Sequence[Statement], pieces: Sequence[Piece]
    ) -> _Reply | None:
        draft = "\n".join(
            f"{n}. （{_KINDS[s.origin]}）{s.text}" for n, s in enumerate(statements, start=1)
        )
        fields = {
            "section": name,
            "title": brief.title,
            "topic": brief.topic,
            "most": f"{_MOST}",
            "goals": "\n".join(f"{goal.id} {goal.text}" for goal in brief.goals),
            "draft": draft,
        }
        left = self._room - len(prompt("draft/改写", evidence="", **fields))
        lines: list[str] = []
        for number, piece in enumerate(pieces, start=1):
            line = f"[{number}] {piece.role}：{piece.text}"
            left -= len(line) + 1
            if left < 0:
                break
            lines.append(line)
        filled = prompt("draft/改写", evidence="\n".join(lines) or "（无）", **fields)
        return _parsed("".join(self._endpoint.stream(filled)))


def _is_open(statement: Statement) -> bool:
    """Whether a statement may get other words."""
    return (
        statement.origin in _KINDS
        and len(statement.text) >= _SHORTEST
        and "〔" not in statement.text
        and "%" not in statement.text
    )


def _parsed(text: str) -> _Reply | None:
    """Return the reply in a model's text, ``None`` where it keeps to no schema."""
    found = _OBJECT.search(text.rpartition("</think>")[2])
    try:
        return _Reply.model_validate(json.loads(found[0])) if found else None
    except (ValidationError, ValueError, RecursionError):
        return None


def _checked(
    brief: Brief, old: Statement, item: _Item, pieces: Sequence[Piece]
) -> Statement | None:
    """Return a statement in the model's words, ``None`` where they cannot stand."""
    text = re.sub(r"\s+", "", item.text) if "\n" in item.text else item.text.strip()
    if len(text) > _MOST or not _kept_promises(old.text, text, brief.title):
        return None
    if old.origin is Origin.SUGGESTED:
        return Statement(text, old.origin, (), old.serves)
    cited = [pieces[n - 1] for n in dict.fromkeys(item.cites) if 1 <= n <= len(pieces)]
    if not cited or not brief.would_support(text, cited):
        return None
    return brief.quoted(text, cited, *old.serves)


def _kept_promises(old: str, new: str, title: str) -> bool:
    """Whether new words keep what the old ones promise to the rest of the plan.

    The same label in front, the title of what is handed in and no other title, what stands in
    quotation marks (names of steps), no figure of their own, no markup, and the same matter.
    """
    label = _LABEL.match(old)
    if (label[0] if label else "") != (m[0] if (m := _LABEL.match(new)) else ""):
        return False
    if set(_TITLE.findall(new)) - {title, *_TITLE.findall(old)}:
        return False
    if (title in old and title not in new) or _NO_TEXT.search(new):
        return False
    if any(quoted not in new for quoted in _QUOTED.findall(old)):
        return False
    alike = coverage(_TITLE.sub("", new), _TITLE.sub("", old)) >= _SAME
    return alike and not missing_numbers(new, old)
