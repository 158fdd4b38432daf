"""The schema of a gold row, and what two rows may not have in common.

Every problem is one Chinese line that names file and line; nothing is mended or passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from eval.folding import squash, squash_quote
from eval.metrics.key_facts import met

#: The kinds of questions with their Chinese names; ``followup`` has a history, ``draft`` a task
#: instead of a question.
KINDS = {
    "fact": "事实",
    "numeric": "数值",
    "list": "列举",
    "table": "表格",
    "multi": "多处",
    "compare": "比较",
    "aggregate": "汇总",
    "definition": "定义",
    "procedure": "步骤",
    "colloquial": "口语",
    "traditional": "繁体",
    "adversarial": "陷阱",
    "followup": "追问",
    "unanswerable": "无答案",
    "draft": "起草",
}
_FIELDS: dict[str, type] = {
    "id": str,
    "question": str,
    "kind": str,
    "answerable": bool,
    "answer": str,
    "must_include": list,
    "must_not_include": list,
    "evidence": list,
}
#: A shorter quote stands in many places; a longer one in no passage.
_SHORTEST, _LONGEST = 6, 120


def problems_of(rows: Sequence[tuple[int, Any]], name: str, *, own: bool = True) -> list[str]:
    """Return what is wrong with the rows of the file ``name``; empty when it is in order.

    Args:
        rows: line number and parsed JSON of each line.
        name: of the file, for the messages.
        own: whether the rules for authors hold too (length of a quote, an answer that has its own
            facts); questions from elsewhere are taken as they are.
    """
    problems: list[str] = []
    ids: dict[str, int] = {}
    asked: dict[str, int] = {}
    for line, row in rows:
        found = list(_row(row))
        if own and not found and row["kind"] != "draft":
            found = list(_authored(row))
        if not found:
            found += _seen(ids, row["id"], line, f"编号 {row['id']} 与第 {{}} 行重复")
            if row["kind"] != "draft":
                key = squash(str(row.get("history", "")) + row["question"])
                found += _seen(asked, key, line, "问题与第 {} 行相同")
        problems += [f"{name} 第 {line} 行：{problem}" for problem in found]
    return problems


def drafts_only(rows: Sequence[tuple[int, Any]], name: str) -> list[str]:
    """Return what keeps the rows of a file of draft cases from being drafted."""
    wanted = (*_FIELDS, "section", "task")
    out = []
    for line, row in rows:
        if not isinstance(row, dict) or row.get("kind") != "draft":
            out.append(f"{name} 第 {line} 行：应是起草题（kind 为 draft）")
        elif missing := [key for key in wanted if key not in row]:
            out.append(f"{name} 第 {line} 行：缺少 {'、'.join(missing)}")
    return out


def _seen(known: dict[str, int], key: str, line: int, message: str) -> list[str]:
    first = known.setdefault(key, line)
    return [message.format(first)] if first != line else []


def _row(row: Any) -> Iterator[str]:  # noqa: ANN401 - whatever the line holds
    if not isinstance(row, dict):
        yield "应是一个 JSON 对象"
        return
    if row.get("kind") == "draft":
        if not isinstance(row.get("id"), str) or not row["id"]:
            yield "缺少 id"
        return
    wrong = [
        f"{key} {'的类型不对' if key in row else '缺少'}"
        for key, kind in _FIELDS.items()
        if not isinstance(row.get(key), kind)
    ]
    if wrong:
        yield from wrong
        return
    if row["kind"] not in KINDS:
        yield f"kind {row['kind']} 没有这一类，应是 {'、'.join(KINDS)} 之一"
    for key in ("id", "question"):
        if not row[key].strip():
            yield f"{key} 是空的"
    if not all(isinstance(text, str) and squash(text) for text in row["must_not_include"]):
        yield "must_not_include 应是一组文字"
    yield from _facts(row)
    yield from _evidence(row)
    yield from _history(row)


def _facts(row: dict[str, Any]) -> Iterator[str]:
    groups = row["must_include"]
    if not all(
        isinstance(group, list)
        and group
        and all(isinstance(text, str) and squash(text) for text in group)
        for group in groups
    ):
        yield 'must_include 应是若干组写法，例如 [["48学时", "48课时"], ["必修"]]'
        return
    if row["answerable"] and not groups:
        yield "可以回答的题要有 must_include"
    if not row["answerable"] and groups:
        yield "资料里没有答案的题不能有 must_include"


def _evidence(row: dict[str, Any]) -> Iterator[str]:
    evidence = row["evidence"]
    if not all(
        isinstance(e, dict) and isinstance(e.get("doc"), str) and isinstance(e.get("quote"), str)
        for e in evidence
    ):
        yield 'evidence 的每一项应是 {"doc": "…", "quote": "…"}'
        return
    if row["answerable"] != bool(evidence):
        yield "可以回答的题要有 evidence，没有答案的题不能有"
    if row["answerable"] and row["kind"] == "unanswerable":
        yield "kind 是 unanswerable，answerable 却是 true"


def _authored(row: dict[str, Any]) -> Iterator[str]:
    """Yield what breaks the rules for authors in a row that is in order."""
    if row["answerable"] and row["answer"]:
        missing = [group[0] for group in row["must_include"] if not met(row["answer"], group)]
        if missing:
            yield f"answer 自己没有写到 must_include 里的 {'、'.join(missing)}"
    for entry in row["evidence"]:
        length = len(squash_quote(entry["quote"]))
        if not _SHORTEST <= length <= _LONGEST:
            yield f"引文有 {length} 字，应在 {_SHORTEST} 到 {_LONGEST} 字之间：{entry['quote']}"


def _history(row: dict[str, Any]) -> Iterator[str]:
    history = row.get("history", [])
    if not isinstance(history, list) or not all(
        isinstance(turn, dict)
        and isinstance(turn.get("question"), str)
        and turn["question"].strip()
        and isinstance(turn.get("answer", ""), str)
        for turn in history
    ):
        yield 'history 的每一项应是 {"question": "…", "answer": "…"}，answer 可以不写'
    elif bool(history) != (row["kind"] == "followup"):
        yield "追问（followup）要有 history，别的题不能有"
    if not isinstance(row.get("stands_alone", False), bool):
        yield "stands_alone 应是 true 或 false：换了话题、不靠上文也能懂的是 true"
