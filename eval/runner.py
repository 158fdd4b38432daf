"""Asks every gold question, with progress; a run that broke off goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from eval.errors import EvalError
from eval.gold_file import GoldQuestion
from eval.measured_corpus import MeasuredCorpus
from eval.records import Outcome, outcome_from_json, outcome_json, outcome_of
from indexing.report import Progress, no_progress
from rag.types import Answer, Turn


class Subject(Protocol):
    """What is measured: the assistant, or something that stands in for it."""

    def ask(self, question: str, k: int = 10, history: Sequence[Turn] = ()) -> Answer:
        """Return the answer."""


class LaneSearch(Protocol):
    """What ranks chunks by the lanes besides the subject's own."""

    def search(
        self, question: str, k: int, history: Sequence[Turn] = ()
    ) -> dict[str, tuple[str, ...]]:
        """Return ids of chunks by lane, best first."""


def run(
    questions: Sequence[GoldQuestion],
    subject: Subject,
    lanes: LaneSearch,
    corpus: MeasuredCorpus,
    *,
    k: int,
    partial: Path,
    key: str,
    progress: Progress = no_progress,
) -> list[Outcome]:
    """Return the outcomes in the order of the questions.

    Args:
        questions: what to ask.
        subject: answers.
        lanes: ranks besides.
        corpus: the chunks that may be retrieved.
        k: passages a question.
        partial: holds what is done while the run goes on; kept when it breaks off.
        key: hash of all that decides the outcomes; what was done under another is thrown away.
        progress: told how far the run is.

    Raises:
        EvalError: ``partial`` cannot be written.
    """
    done = _done(partial, key)
    _write(partial, [{"key": key}, *map(outcome_json, done.values())], "w")
    for number, question in enumerate(questions):
        progress("提问", number, len(questions), question.id)
        if question.id not in done:
            done[question.id] = _ask(question, subject, lanes, corpus, k)
            _write(partial, [outcome_json(done[question.id])], "a")
    partial.unlink(missing_ok=True)
    return [done[question.id] for question in questions]


def _ask(
    question: GoldQuestion, subject: Subject, lanes: LaneSearch, corpus: MeasuredCorpus, k: int
) -> Outcome:
    history = history_of(question, subject, k)
    answer = subject.ask(question.question, k, history)
    ranked = lanes.search(question.question, k, history)
    return outcome_of(question.id, answer, ranked, corpus)


def history_of(question: GoldQuestion, subject: Subject, k: int) -> tuple[Turn, ...]:
    """Return the exchanges before a question; what has no answer yet is asked of ``subject``."""
    history: tuple[Turn, ...] = ()
    for turn in question.history:
        known = turn.answer or subject.ask(turn.question, k, history).text
        history = (*history, Turn(turn.question, known))
    return history


def _done(partial: Path, key: str) -> dict[str, Outcome]:
    """Return what an earlier run under the same key did; a torn last line is left out."""
    try:
        lines = partial.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return {}
    rows: list[Any] = []
    for line in lines:
        try:
            rows.append(json.loads(line))
        except ValueError:
            break
    if not rows or rows[0] != {"key": key}:
        return {}
    return {row["id"]: outcome_from_json(row) for row in rows[1:]}


def _write(path: Path, rows: Sequence[dict[str, Any]], mode: str) -> None:
    try:
        with path.open(mode, encoding="utf-8") as file:
            file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    except OSError as error:
        raise EvalError(
            f"写不了 {path}：{error.strerror}。", "请检查 --out 的文件夹能否写入。"
        ) from error
