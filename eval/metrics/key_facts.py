"""Key facts: share of the ``must_include`` groups that an answer meets; *all* facts.

A group is met when one of its alternatives stands in the answer. Compared in NFKC, Simplified,
lower case, without white space, citation marks and commas. A number must stand alone: ``4学时`` is
not met by ``24学时``. All facts: every group is met and nothing of ``must_not_include`` stands
there. A refusal meets nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval.folding import squash
from indexing.searchtext import fold
from rag.answer.citations import MARK

_MARK = re.compile(MARK)
#: White space with no digit beside it, which is no border between two numbers.
_INNER = re.compile(r"(?<!\d)\s+(?!\d)")


def key_facts(answer: str, groups: Sequence[Sequence[str]], *, refused: bool) -> float | None:
    """Return the share of ``groups`` met, 0 to 1; ``None`` where there are none."""
    if not groups:
        return None
    return 0.0 if refused else sum(met(answer, group) for group in groups) / len(groups)


def all_facts(
    answer: str, groups: Sequence[Sequence[str]], forbidden: Sequence[str], *, refused: bool
) -> float | None:
    """Return 1 when all groups are met and nothing forbidden is said, else 0."""
    share = key_facts(answer, groups, refused=refused)
    return None if share is None else float(share == 1.0 and not met(answer, forbidden))


def met(answer: str, alternatives: Sequence[str]) -> bool:
    """Whether one of the alternatives stands in the answer."""
    shown = _MARK.sub(" ", answer)  # a mark parts two numbers
    # Joined, "共 48" and "48 36" both match what is written without a space; apart, the border
    # between two numbers is kept.
    joined = squash(shown).replace(",", "")
    apart = _INNER.sub("", fold(shown)).lower().replace(",", "")
    return any(_stands(text, joined) or _stands(text, apart) for text in alternatives)


def _stands(alternative: str, text: str) -> bool:
    wanted = squash(alternative).replace(",", "")
    before = r"(?<!\d)(?<!\d\.)" if wanted[:1].isdigit() else ""
    after = r"(?!\d)(?!\.\d)" if wanted[-1:].isdigit() else ""
    return re.search(f"{before}{re.escape(wanted)}{after}", text) is not None
