"""``python -m eval.conversations``: whether a conversation helps a question, and never harms it.

Two kinds of turns are measured. A *follow-up* needs what was said before; it counts when its answer
is right. A turn that *stands alone* changes the subject: it is asked by itself and in its
conversation, and *pollution* is the share that is right when asked alone and wrong in the
conversation, over all such turns.

Turns that stand alone are those marked ``stands_alone`` in a gold file. A gold question without a
history stands alone as well: with ``--borrow`` each is asked once more behind the question before
it in the file, as by a teacher who turns to something else. That measures pollution on gold sets
that were not written for it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from eval.gold_file import GoldQuestion, load_gold
from eval.measured_corpus import MeasuredCorpus
from eval.measuring import index_folder
from eval.metrics.key_facts import all_facts
from eval.relevance import check_evidence
from eval.remembering import RememberingEncoder
from eval.runner import Subject
from indexing.errors import BeikeError
from indexing.index import open_index
from indexing.pipeline import build_index
from indexing.report import Progress, no_progress
from rag.assistant import Assistant
from rag.cli.index import progress_bar
from rag.factory import make_encoder
from rag.settings import load_settings
from rag.types import Answer, Turn

_GOLD = Path(__file__).parent / "gold" / "conversations.jsonl"


@dataclass(frozen=True, slots=True)
class Asked:
    """A turn of a conversation as it went.

    Attributes:
        id: of the gold question.
        right: whether its answer in the conversation is right.
        alone: whether its answer is right when asked alone; ``None`` for a follow-up.
        understood: how the program understood it, empty where as typed.
    """

    id: str
    right: bool
    alone: bool | None
    understood: str = ""

    @property
    def polluted(self) -> bool:
        """Whether the conversation spoilt what the question alone would have got right."""
        return bool(self.alone) and not self.right


@dataclass(frozen=True, slots=True)
class Conversations:
    """The turns of one gold file."""

    name: str
    turns: tuple[Asked, ...]

    @property
    def followups(self) -> list[Asked]:
        """The turns that need what was said before."""
        return [turn for turn in self.turns if turn.alone is None]

    @property
    def standing(self) -> list[Asked]:
        """The turns that stand alone."""
        return [turn for turn in self.turns if turn.alone is not None]

    @property
    def pollution(self) -> float:
        """Share of the turns that stand alone which the conversation spoilt; 0 without any."""
        standing = self.standing
        return sum(turn.polluted for turn in standing) / len(standing) if standing else 0.0


def converse(
    subject: Subject,
    questions: Sequence[GoldQuestion],
    name: str = "",
    *,
    borrow: bool = False,
    progress: Progress = no_progress,
) -> Conversations:
    """Ask every turn of the gold questions, and those that stand alone once more alone.

    Args:
        subject: answers.
        questions: gold questions; those without a history are left out unless ``borrow``.
        name: of their file.
        borrow: whether a question without a history is asked behind the one before it.
        progress: told how far it is.
    """
    cases = [(q, q.history, q.stands_alone) for q in questions if q.history]
    if borrow:
        plain = [q for q in questions if not q.history]
        cases += [(q, (Turn(p.question, p.answer),), True) for p, q in pairwise(plain)]
    turns = []
    for number, (question, history, stands_alone) in enumerate(cases):
        progress("提问", number, len(cases), question.id)
        answer = subject.ask(question.question, history=history)
        alone = right(question, subject.ask(question.question)) if stands_alone else None
        turns.append(Asked(question.id, right(question, answer), alone, answer.understood))
    return Conversations(name, tuple(turns))


def right(question: GoldQuestion, answer: Answer) -> bool:
    """Whether an answer has all facts of an answerable question, or refuses another."""
    refused = answer.status == "refused"
    if not question.answerable:
        return refused
    groups, forbidden = question.must_include, question.must_not_include
    return all_facts(answer.text, groups, forbidden, refused=refused) == 1.0


def table(found: Sequence[Conversations]) -> str:
    """Return a Markdown table of the figures, with the turns that went wrong below it."""
    lines = [
        "| gold | follow-ups right | stand alone: right alone | in conversation | pollution |",
        "|---|---|---|---|---|",
    ]
    for one in found:
        follow, standing = one.followups, one.standing
        alone, together = sum(bool(t.alone) for t in standing), sum(t.right for t in standing)
        lines.append(
            f"| {one.name} | {sum(t.right for t in follow)}/{len(follow)} | "
            f"{alone}/{len(standing)} | {together}/{len(standing)} | {one.pollution:.3f} |"
        )
    for one in found:
        wrong = " ".join(turn.id for turn in one.followups if not turn.right)
        polluted = " ".join(turn.id for turn in one.standing if turn.polluted)
        lines += ["", f"{one.name}: follow-ups wrong: {wrong or '-'}; polluted: {polluted or '-'}"]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", type=Path, help="default: the shipped documents")
    parser.add_argument("--gold", type=Path, nargs="+", default=[_GOLD])
    parser.add_argument("--borrow", action="store_true", help="ask plain questions in turns too")
    given = parser.parse_args(arguments)
    settings = load_settings({"corpus": given.corpus} if given.corpus else {})
    settings = settings.model_copy(update={"index": index_folder(settings)})
    encoder = make_encoder(settings)
    try:
        build_index(settings.corpus, settings.index, settings.for_index(), encoder=encoder)
        files = [load_gold(path) for path in given.gold]
        with open_index(settings.index) as index:
            corpus = MeasuredCorpus(index)
            for gold in files:
                check_evidence(gold, corpus)
        with (
            closing(Assistant(settings, RememberingEncoder(encoder))) as assistant,
            progress_bar() as progress,
        ):
            found = [
                converse(
                    assistant,
                    gold.questions,
                    gold.path.stem,
                    borrow=given.borrow,
                    progress=progress,
                )
                for gold in files
            ]
    except BeikeError as error:
        print(f"{error.message}{error.hint}", file=sys.stderr)
        return 1
    print(table(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
