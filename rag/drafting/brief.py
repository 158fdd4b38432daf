"""What every section of one plan is composed from, worked out once so that they agree.

The evidence left ticked, the stages of work with their minutes, the goals, the title of what is
handed in. Sections that are kept decide first: their goals and their title hold for the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.answer.citations import supported
from rag.drafting.evidence import ADDED, BASE, STEP_NAME, Piece, narrowed
from rag.drafting.phrases import Likeness, tidy
from rag.drafting.plan import DraftRequest, Numbering, Origin, Section, Statement
from rag.drafting.timing import Timing
from rag.drafting.wording import words
from rag.text.sentences import sentences
from rag.types import Citation

KINDS = {"知": "知识目标", "能": "能力目标", "思": "思政目标"}
#: Sentences quoted of a passage that the teacher added.
_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal: ``id`` is its number (``知1``), ``kind`` the first character of it."""

    id: str
    text: str
    origin: Origin
    citations: tuple[int, ...] = ()
    stage: int | None = None

    @property
    def kind(self) -> str:
        """知, 能 or 思."""
        return self.id[0]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of work in class.

    Attributes:
        number: from 0.
        name: short name.
        kind: what is done there (``分析``).
        theory: theoretical knowledge.
        practice: practical knowledge.
        again: an earlier stage of the lesson is of the same kind.
    """

    number: int
    name: str
    kind: str
    theory: tuple[Piece, ...] = ()
    practice: tuple[Piece, ...] = ()
    again: bool = False

    @property
    def about(self) -> str:
        """Everything that is learnt there."""
        return " ".join([self.name, *(p.text for p in (*self.theory, *self.practice))])

    @property
    def step(self) -> str:
        """Name of the step of the plan in which it is worked on."""
        return f"任务探究{'一二三四五六七八'[self.number]}：{self.name}"


@dataclass(frozen=True, slots=True)
class Brief:
    """See the module.

    Attributes:
        request: what was asked for.
        topic: the task without its number.
        deliverable: what is handed in, without 《》.
        course: name of the course; empty where none was found.
        standard: title of the standard.
        chosen: the teacher chose the course.
        exact: the task is a reference task of the course.
        pieces: the evidence left ticked.
        stages: stages of work.
        timing: minutes in class.
        goals: the goals.
        kept: sections that stay as they are.
        citations: numbers of the plan's citations.
    """

    request: DraftRequest
    topic: str
    deliverable: str
    course: str
    standard: str
    chosen: bool
    exact: bool
    pieces: tuple[Piece, ...]
    stages: tuple[Stage, ...]
    timing: Timing
    goals: tuple[Goal, ...] = ()
    kept: Mapping[str, Section] = field(default_factory=dict)
    citations: Numbering = field(default_factory=Numbering)

    @property
    def title(self) -> str:
        """Title of what is handed in, as it stands everywhere."""
        return f"《{self.deliverable}》"

    def frame(self, key: str) -> str:
        """Return the name of a step that every lesson has: ours, or that of the plan built on."""
        own = next((p.text for p in self.pieces if p.role == STEP_NAME and p.label == key), "")
        return own or str(words("frame")[key])

    def of(self, section: str, *roles: str) -> tuple[Piece, ...]:
        """Return the evidence for a section, of some roles or of all."""
        return tuple(
            p for p in self.pieces if p.section == section and (not roles or p.role in roles)
        )

    def quoted(self, text: str, pieces: Sequence[Piece], *serves: str) -> Statement:
        """Return a statement that pieces of evidence support.

        What is cited but put so freely that the quotes do not support it is an inference.
        """
        cited = [c for p in pieces for c in p.citations]
        if not supported(text, _quotes(cited)):
            cited = [narrowed(citation, text) for citation in cited]
        sure = supported(text, _quotes(cited))
        origin = Origin.DOCUMENT if sure else Origin.INFERRED
        return Statement(text, origin, self.citations.numbers(cited), serves)

    def would_support(self, text: str, pieces: Sequence[Piece]) -> bool:
        """Whether pieces of evidence support a text, without citing them."""
        cited = [c for p in pieces for c in p.citations]
        if supported(text, _quotes(cited)):
            return True
        return supported(text, _quotes([narrowed(citation, text) for citation in cited]))

    def extra(self, section: str) -> tuple[Statement, ...]:
        """Return statements that quote what the teacher added for a section, or chose to build on.

        Of a long passage the sentences that are most about the task.
        """
        out = []
        for piece in self.of(section, ADDED, BASE):
            parts = [tidy(s.text) for s in sentences(piece.citations[0].quote) if len(s.text) > 7]
            like = Likeness(parts)
            best = sorted(parts, key=lambda part: -like.share(self.topic, part))[:_SENTENCES]
            out += [self.quoted(f"{part}。", [piece]) for part in parts if part in best]
        return tuple(dict.fromkeys(out))

    def ids(self, kind: str = "", stage: int | None = None) -> tuple[str, ...]:
        """Return the numbers of the goals of a kind and of a stage."""
        return tuple(
            goal.id
            for goal in self.goals
            if goal.id.startswith(kind) and (stage is None or goal.stage == stage)
        )


def _quotes(citations: Sequence[Citation]) -> str:
    return "".join(citation.quote for citation in citations)
