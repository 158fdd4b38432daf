"""Lead and shown: whether the answer itself is right, and whether what a teacher sees is.

*Lead*: all ``must_include`` groups are met, and nothing of ``must_not_include``, by the answer
proper, its text without the lines that begin with ``另见：``. *Shown*: all groups are met by what
is read without a click, the answer with those lines and the first three passages. A refusal leads
with nothing; its passages are shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.key_facts import all_facts, met

#: Passages that stand under an answer without a click.
SHOWN_PASSAGES = 3
_BESIDE = "另见："


def answer_proper(answer: str) -> str:
    """Return an answer without the lines that stand beside it."""
    return "\n".join(line for line in answer.split("\n") if not line.startswith(_BESIDE))


def lead(
    answer: str, groups: Sequence[Sequence[str]], forbidden: Sequence[str], *, refused: bool
) -> float | None:
    """Return 1 when the answer proper has all facts, else 0; ``None`` where there are no groups."""
    return all_facts(answer_proper(answer), groups, forbidden, refused=refused)


def shown(
    answer: str, passages: Sequence[str], groups: Sequence[Sequence[str]], *, refused: bool
) -> float | None:
    """Return 1 when answer and first passages together have all facts, else 0.

    Args:
        answer: what the teacher reads.
        passages: texts of the ranked passages, best first.
        groups: alternatives of which one each must be there; ``None`` is returned without any.
        refused: whether the answer is a refusal.
    """
    if not groups:
        return None
    text = "\n".join([*([] if refused else [answer]), *passages[:SHOWN_PASSAGES]])
    return float(all(met(text, group) for group in groups))
