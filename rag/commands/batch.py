"""``beike batch``: a file of questions in, a file of answers out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from indexing.errors import BeikeError
from rag.commands.index import tell_failures, update_index
from rag.commands.progress import ProgressBar, progress_bar
from rag.factory import make_assistant
from rag.serialise import answer_json
from rag.settings import Settings


def run_batch(settings: Settings, questions: Path, out: Path, k: int) -> None:
    """Answer every question; the index is brought up to date first where the corpus exists.

    Each answer is written as soon as it is known, to a temporary file that takes the place of
    ``out`` at the end.

    Raises:
        BeikeError: a line is no question, there is nothing to search, or ``out`` cannot be written.
    """
    asked = list(_read(questions))
    partial = out.with_name(out.name + ".partial")
    try:
        # Opened before the work: a mistyped folder should not be found out after an hour.
        with partial.open("w", encoding="utf-8") as file, progress_bar() as progress:
            _update(settings, progress)
            with closing(make_assistant(settings)) as assistant:
                for done, (identifier, question) in enumerate(asked):
                    progress("回答", done, len(asked), "")
                    answer = answer_json(assistant.ask(question, k), identifier)
                    file.write(f"{json.dumps(answer, ensure_ascii=False)}\n")
                    file.flush()
        partial.replace(out)
    except OSError as error:
        raise BeikeError(
            f"写不了 {out}：{error.strerror}。", "请检查 --out 的文件夹是否存在、能否写入。"
        ) from error


def _update(settings: Settings, progress: ProgressBar) -> None:
    """Bring the index up to date; only a corpus nobody named may be missing."""
    if settings.corpus.is_dir() or "corpus" in settings.model_fields_set:
        tell_failures(update_index(settings, progress))


def _read(path: Path) -> Iterator[tuple[str, str]]:
    """Yield id and question of each line; only a line feed parts lines, as in JSON lines."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BeikeError(f"{path.name} 不是 UTF-8 编码。", "请另存为 UTF-8。") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _parsed(line, f"{path.name} 第 {number} 行")


def _parsed(line: str, place: str) -> tuple[str, str]:
    try:
        row: Any = json.loads(line)
        identifier, question = row["id"], row["question"]
    except (ValueError, KeyError, TypeError):
        identifier, question = None, None
    if not isinstance(identifier, str | int) or not isinstance(question, str):
        raise BeikeError(f"{place}不是问题。", '每行应是 {"id": "…", "question": "…"}。')
    if not question.strip():
        raise BeikeError(f"{place}的问题是空的。", "请补上问题或删掉这一行。")
    try:
        f"{identifier}{question}".encode()
    except UnicodeEncodeError:
        raise BeikeError(f"{place}含有残缺的字符。", "请检查这一行的编码。") from None
    return str(identifier), question.strip()
