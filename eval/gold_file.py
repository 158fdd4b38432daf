"""Gold questions: reading a JSON-lines file and refusing one that is not in order.

The format is described in ``eval/gold/README.md``. Whether the evidence stands in the documents is
checked in :mod:`eval.evidence`, which needs the index.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.errors import EvalError
from eval.gold_schema import drafts_only, problems_of
from rag.types import Turn

#: How many problems an error message lists.
_SHOWN = 12
#: Draft cases may stand in a file of their own beside the questions: ``shipped_drafts.jsonl``.
_DRAFTS = "_drafts.jsonl"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim piece of a document; ``doc`` is a path or a short name of it."""

    doc: str
    quote: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with what a right answer holds.

    Attributes:
        id: unique in its file.
        line: line of the file, from 1.
        question: as a teacher types it.
        kind: one of :data:`eval.gold_schema.KINDS`.
        answerable: whether the documents answer it.
        answer: an answer in the author's words; for readers, never compared.
        must_include: groups of alternatives; one of each group must be in the answer.
        must_not_include: what a right answer does not say.
        evidence: quotes a retrieved passage must hold.
        history: earlier exchanges of a follow-up; an empty answer is to be asked for.
        stands_alone: whether it changes the subject, so that the history must not matter.
    """

    id: str
    line: int
    question: str
    kind: str
    answerable: bool
    answer: str
    must_include: tuple[tuple[str, ...], ...] = ()
    must_not_include: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    history: tuple[Turn, ...] = ()
    stands_alone: bool = False


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold file.

    Attributes:
        path: where it was read.
        sha256: hash of its bytes, with those of the draft cases beside it, hexadecimal.
        questions: in the file's order, without the drafts.
        drafts: draft cases as they stand in the file and beside it; see :mod:`eval.drafts`.
    """

    path: Path
    sha256: str
    questions: tuple[GoldQuestion, ...]
    drafts: tuple[dict[str, Any], ...] = field(default=())


def load_gold(path: Path, *, own: bool = True) -> Gold:
    """Read a gold file; ``own`` is that of :func:`eval.gold_schema.problems_of`.

    Raises:
        EvalError: it is missing, no UTF-8, empty, or some line is not in order; the message names
            each line.
    """
    beside = path.with_name(f"{path.stem}{_DRAFTS}")
    data, rows = _rows(path)
    more, drafts = _rows(beside) if beside.is_file() else (b"", [])
    refuse(problems_of(rows, path.name, own=own), path)
    refuse([*problems_of(drafts, beside.name), *drafts_only(drafts, beside.name)], beside)
    if not rows:
        raise EvalError(f"题目文件 {path} 是空的。", "每行应是一道题（JSON）。")
    return Gold(
        path=path,
        sha256=hashlib.sha256(data + more).hexdigest(),
        questions=tuple(_question(n, row) for n, row in rows if row["kind"] != "draft"),
        drafts=tuple(row for _, row in (*rows, *drafts) if row["kind"] == "draft"),
    )


def refuse(problems: Sequence[str], path: Path) -> None:
    """Raise an error that lists the problems, if there are any.

    Raises:
        EvalError: there are.
    """
    if problems:
        more = [f"……另有 {len(problems) - _SHOWN} 处"] if len(problems) > _SHOWN else []
        listed = "\n".join(f"  {line}" for line in [*problems[:_SHOWN], *more])
        raise EvalError(
            f"题目文件 {path} 有 {len(problems)} 处不对：\n{listed}",
            "请逐行改正后再运行；格式见 eval/gold/README.md。",
        )


def _rows(path: Path) -> tuple[bytes, list[tuple[int, Any]]]:
    """Return the bytes of a file, and the number and JSON of each line.

    Raises:
        EvalError: it is missing, no UTF-8, or a line is no JSON.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise EvalError(
            f"题目文件 {path} 打不开：{error.strerror}。", "请用 --gold 指明题目文件。"
        ) from None
    except UnicodeDecodeError:
        raise EvalError(f"题目文件 {path} 不是 UTF-8 编码。", "请另存为 UTF-8。") from None
    rows, problems = [], []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            if line.strip():
                rows.append((number, json.loads(line)))
        except ValueError as error:
            problems.append(f"{path.name} 第 {number} 行：不是 JSON：{error}")
    refuse(problems, path)
    return data, rows


def _question(line: int, row: dict[str, Any]) -> GoldQuestion:
    return GoldQuestion(
        id=row["id"],
        line=line,
        question=row["question"].strip(),
        kind=row["kind"],
        answerable=row["answerable"],
        answer=row["answer"],
        must_include=tuple(tuple(group) for group in row["must_include"]),
        must_not_include=tuple(row["must_not_include"]),
        evidence=tuple(Evidence(e["doc"], e["quote"]) for e in row["evidence"]),
        history=tuple(Turn(t["question"], t.get("answer", "")) for t in row.get("history", ())),
        stands_alone=row.get("stands_alone", False),
    )
