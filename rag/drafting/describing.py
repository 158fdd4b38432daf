"""The parts of a task's description: the situation, the process, the rules to be kept.

Standards write them as paragraphs, or in one run behind labels (``情境：… 步骤：…``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.drafting.located import Located
from rag.drafting.phrases import split, tidy
from rag.drafting.wording import pattern, words

_LABEL = re.compile(r"^\s*([^：:，。]{2,5})[：:]\s*")
_LEAD = re.compile(r"^(?:首先|然后|最后|接着|其次|并且?|再|同时|依次)(?=\S{3})")
_GIVEN = re.compile(
    r"^(?:根据|按照|按|依据|依|使用|运用|通过|利用|结合|在|由|据|以|如|包括|为|学生|学员|与)"
)
_RULES_AT_MOST = 140


@dataclass(frozen=True, slots=True)
class Description:
    """A description taken apart, sentence by sentence."""

    situation: tuple[Located, ...] = ()
    process: tuple[Located, ...] = ()
    rules: tuple[Located, ...] = ()

    def clauses(self) -> list[str]:
        """Return the process as clauses that each say one thing to do."""
        parts = [
            part
            for sentence in self.process
            for part in split(tidy(sentence.text).replace("→", "；"), "；;。")
        ]
        return [act for part in parts for act in _acts(part)]


def described(text: Located | None) -> Description:
    """Return the parts of a description; without one all are empty."""
    parts: dict[str, list[Located]] = {"situation": [], "process": [], "rules": []}
    into = "situation"
    for sentence in text.sentences() if text else ():
        label, body = _label(sentence.text)
        bare = tidy(sentence.text)
        if label:
            into = label
            sentence = sentence.part(body, len(sentence.text))
        elif _obeys(bare):
            into = "rules"
        elif into == "rules" or (into == "situation" and _begins(bare, bool(parts[into]))):
            into = "process"
        if sentence.text:
            parts[into].append(sentence)
    return Description(*(tuple(parts[key]) for key in ("situation", "process", "rules")))


def _begins(sentence: str, told: bool) -> bool:
    """Whether a sentence begins the process; ``told`` where a situation stands before it."""
    begins = pattern("task", "starts").search(sentence)
    return bool(begins or (told and pattern("task", "given").search(sentence)))


def _obeys(sentence: str) -> bool:
    """Whether a sentence does nothing but name what has to be kept."""
    names = pattern("task", "obeys").search(sentence)
    return bool(names) and len(sentence) < _RULES_AT_MOST and "；" not in sentence


def _label(sentence: str) -> tuple[str, int]:
    """Return which part a sentence opens by a label, and where its text begins."""
    match = _LABEL.match(sentence)
    for key in ("situation", "process", "rules"):
        if match and tidy(match[1]) in words("task")[key]:
            return key, match.end()
    return "", 0


def _acts(part: str) -> list[str]:
    """Return the acts of a part of a sentence: its clauses without those that only give a means."""
    out = []
    for clause in split(part, "，,"):
        act = _LEAD.sub("", clause)
        if len(act) >= 3 and not _GIVEN.match(act) and not act.endswith(("后", "时")):
            out.append(act)
    return out
