"""``beike batch``: a file of questions in, a file of answers out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexing.errors import BeikeError
from rag.ask.scope import Scope
from rag.assistant import Assistant
from rag.cli.index import ProgressBar, progress_bar, tell_failures, update_index
from rag.factory import make_assistant
from rag.service.document_files import DocumentFiles
from rag.settings import Settings
from rag.types import Turn, record_json

_LINE = (
    '每行应是 {"id": "…", "question": "…"}，'
    '追问另有 "history": [{"question": "…", "answer": "…"}]（answer 可以不写）。'
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A question of the file with the exchanges before it, the oldest first."""

    id: str
    question: str
    history: tuple[Turn, ...]


def run_batch(settings: Settings, questions: Path, out: Path, k: int, scope: Scope) -> None:
    """Answer every question from what is in ``scope``.

    The index is brought up to date first where the corpus exists.

    Each answer is written as soon as it is known, to a temporary file that takes the place of
    ``out`` at the end.

    Raises:
        BeikeError: a line is no question or its history no conversation, there is nothing to
            search, the scope names what is not there, or ``out`` cannot be written.
    """
    asked = list(_read(questions))
    partial = out.with_name(out.name + ".partial")
    try:
        # Opened before the work: a mistyped folder should not be found out after an hour.
        with partial.open("w", encoding="utf-8") as file, progress_bar() as progress:
            _update(settings, progress)
            with closing(make_assistant(settings)) as whole:
                assistant = whole.within(scope)
                for done, line in enumerate(asked):
                    progress("回答", done, len(asked), "")
                    history = _answered(assistant, line.history, k)
                    answer = record_json(assistant.ask(line.question, k, history))
                    row = json.dumps({"id": line.id, **answer}, ensure_ascii=False)
                    file.write(f"{row}\n")
                    file.flush()
        partial.replace(out)
    except OSError as error:
        raise BeikeError(
            f"写不了 {out}：{error.strerror}。", "请检查 --out 的文件夹是否存在、能否写入。"
        ) from error


def _update(settings: Settings, progress: ProgressBar) -> None:
    """Bring the index up to date; only a corpus nobody named may be missing."""
    files, named = DocumentFiles(settings), "corpus" in settings.model_fields_set
    if named or settings.corpus.is_dir() or files.uploads.is_dir():
        tell_failures(update_index(settings, files, progress))


def _answered(assistant: Assistant, history: Sequence[Turn], k: int) -> list[Turn]:
    """Return the earlier exchanges; what has no answer is answered first, in its place."""
    known: list[Turn] = []
    for turn in history:
        text = turn.answer or assistant.ask(turn.question, k, known).text
        known.append(Turn(turn.question, text))
    return known


def _read(path: Path) -> Iterator[_Line]:
    """Yield the questions; only a line feed parts lines, as in JSON lines."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BeikeError(f"{path.name} 不是 UTF-8 编码。", "请另存为 UTF-8。") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _parsed(line, f"{path.name} 第 {number} 行")


def _parsed(line: str, place: str) -> _Line:
    try:
        row: Any = json.loads(line)
        identifier, question, history = row["id"], row["question"], row.get("history")
    except (ValueError, KeyError, TypeError, AttributeError):
        identifier, question, history = None, None, None
    if not isinstance(identifier, str | int) or not isinstance(question, str):
        raise BeikeError(f"{place}不是问题。", _LINE)
    if not question.strip():
        raise BeikeError(f"{place}的问题是空的。", "请补上问题或删掉这一行。")
    turns = _turns(history, place)
    said = "".join(f"{turn.question}{turn.answer}" for turn in turns)
    try:
        f"{identifier}{question}{said}".encode()
    except UnicodeEncodeError:
        raise BeikeError(f"{place}含有残缺的字符。", "请检查这一行的编码。") from None
    return _Line(str(identifier), question.strip(), turns)


def _turns(history: Any, place: str) -> tuple[Turn, ...]:  # noqa: ANN401 - whatever the line holds
    """Return the earlier exchanges of a line; a line without any may leave them out.

    Raises:
        BeikeError: they are no exchanges; the message says which one.
    """
    if history is None:
        return ()
    if not isinstance(history, list):
        raise BeikeError(f"{place}的 history 不是一组问答。", _LINE)
    turns: list[Turn] = []
    for number, turn in enumerate(history, start=1):
        one = f"{place}的 history 第 {number} 项"
        if not isinstance(turn, dict) or not isinstance(turn.get("question"), str):
            raise BeikeError(f"{one}没有 question，或它不是文字。", _LINE)
        if not turn["question"].strip():
            raise BeikeError(f"{one}的 question 是空的。", "请补上当时的问题或删掉这一项。")
        answer = turn.get("answer")
        if not isinstance(answer, str | None):
            raise BeikeError(
                f"{one}的 answer 不是文字。", "请写成文字；不写时由程序先回答那个问题。"
            )
        turns.append(Turn(turn["question"].strip(), (answer or "").strip()))
    return tuple(turns)
