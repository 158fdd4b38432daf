"""A gold question made of feedback, and adding it to a gold file.

The format is that of the evaluation, which checks a whole file again when it is used, and also
that the evidence stands in its document. Nothing here measures anything.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock

from indexing.searchtext import fold
from rag.store.errors import GoldError
from rag.store.records import Feedback

#: Kinds an administrator may choose; a follow-up is told by its history.
KINDS = (
    "fact", "numeric", "list", "table", "multi", "compare", "aggregate", "definition",
    "procedure", "colloquial", "traditional", "adversarial", "unanswerable", "followup",
)  # fmt: skip
#: Characters of a quote that count: a shorter one stands in many places, a longer one in no chunk.
SHORTEST_QUOTE, LONGEST_QUOTE = 6, 120
_SPACE = re.compile(r"\s+")
_FURNITURE = re.compile(r"续表|·\d+·|[|\-—–_*#>]+")


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
