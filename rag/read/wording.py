"""How a sentence is worded against the question: shared phrases, labels, forms, counted things.

Terms alone miss what lies between them: 价值维度 is one thing though it is cut into two words, a
row answers by its label, “哪七项” wants a list of seven, “谁来做” wants 由…完成.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from indexing.numerals import value_of
from indexing.tokenize import normalise_query
from rag.ask.question import Question
from rag.ask.words import answer_forms
from rag.text.sentences import without_marker

_LABEL, _FORM, _COUNTED, _ROW = 0.4, 0.5, 0.7, 0.4
_NUMERAL = r"(?P<count>[两二三四五六七八九十]|\d{1,2})"
_COUNT = re.compile(
    rf"(?:哪|的|个|有|分|成|为|是|这|那|列了|包括){_NUMERAL}"
    r"(?:大|个|项|类|种|步|点|条|区|门|字|要点|部分|方面|环节|阶段|层级|维度|指标)"
    r"(?:的?(?P<thing>[^\W\d_的是有]{2}))?"
)
#: A list with its label.
_RUN = re.compile(r"(?:[^。；：:,，]*[：:])?(?P<run>[^。；：:,，]*、[^。；：:,，]*)")
#: A list of as many other things.
_OTHERS = 0.5
_LABELLED = re.compile(r"^\s*[【\[]?(?P<label>[^：:】\]\t｜。，；]{2,14})[】\]：:\t｜]")
#: 价值维度4项：… is about 价值维度.
_ITS_COUNT = re.compile(r"(?<=\w\w)[\d一二三四五六七八九十两]+[项个类种条点]$")
_PARTED = re.compile(r"、|以及|和|及|与")
_SUBJECT = re.compile(
    r"(?:^|[的里中,。、:])(?P<subject>[^\W的里中]{2,8}?)(?:分别|都|各|具体)?"
    r"(?:(?:是|有|包括|包含|分为?|为)(?:哪|什么|多少|几|啥|怎)|(?:怎么|如何)(?:写|说|讲|规定|描述|要求))"
)


@dataclass(frozen=True)
class Wording:
    """The wording of one question, worked out once.

    Attributes:
        question: the question.
    """

    question: Question

    def shape(self, text: str) -> float:
        """Return how well the shape of a sentence answers, 0 where nothing shows."""
        folded = re.sub(r"\s+", "", normalise_query(without_marker(text)))
        return (
            _LABEL * self._label(text)
            + _FORM * any(form.search(folded) for form in self._forms)
            + _COUNTED * self._counted(folded)
            + _ROW * self._row(text)
        )

    def phrase(self, text: str) -> float:
        """Return the share of the question's pairs of letters that a sentence has, 0 to 1."""
        have = _pairs(re.sub(r"\s+", "", normalise_query(text)))
        return len(self._pairs & have) / len(self._pairs) if self._pairs else 0.0

    def names(self, heading: str) -> bool:
        """Whether a heading tells the name of what is asked: 考核任务案例：… for 考核案例."""
        found = _LABELLED.match(heading)
        label = re.sub(r"\s+", "", normalise_query(found["label"])) if found else ""
        asked = self.question.folded
        return len(label) > 3 and label[:2] in asked and label[-2:] in asked

    def counts(self, text: str) -> bool:
        """Whether a sentence lists as many things as the question counts."""
        return self._counted(re.sub(r"\s+", "", normalise_query(without_marker(text)))) > 0

    def _label(self, text: str) -> bool:
        """Whether the label before a colon or tab is one the question means."""
        found = _LABELLED.match(without_marker(text))
        if found is None:
            return False
        label = re.sub(r"\s+", "", normalise_query(found["label"]))
        bare = _ITS_COUNT.sub("", label)
        if self._subject and (label.endswith(self._subject) or bare in self._subject):
            return True
        return any(name in label or label in name for name in self._intended)

    def _row(self, text: str) -> bool:
        """Whether the first cell of a row is a name in the question; figures have their sheets."""
        if self.question.figures:
            return False
        first, parted, _ = text.partition("\t")
        name = re.sub(r"\s+", "", normalise_query(first))
        return (
            bool(parted) and len(name) > 1 and not name.isdigit() and name in self.question.folded
        )

    def _counted(self, folded: str) -> float:
        """Return 1 where the sentence lists as many things as the question counts, else 0.

        Less where neither the list nor its label names these things.
        """
        fits = [
            found[0]
            for found in _RUN.finditer(folded)
            if self._count and len(_PARTED.split(found["run"])) == self._count
        ]
        return max((1.0 if self._thing in run else _OTHERS for run in fits), default=0.0)

    @cached_property
    def _pairs(self) -> set[str]:
        pieces = re.split(r"[\W_]+", self.question.content)
        return {pair for piece in pieces for pair in _pairs(piece)}

    @cached_property
    def _intended(self) -> list[str]:
        return [m.name for m in self.question.mentions if m.start < 0]

    @cached_property
    def _subject(self) -> str:
        """What is asked to be listed or told: 四大特点 of “画像的四大特点是哪几个”."""
        found = _SUBJECT.search(self.question.folded)
        return found["subject"] if found else ""

    @cached_property
    def _forms(self) -> list[re.Pattern[str]]:
        return [form for asked, form in answer_forms() if asked.search(self.question.folded)]

    @cached_property
    def _thing(self) -> str:
        """What the question counts: 价值 of 三方面的价值; empty where it does not say."""
        found = _COUNT.search(self.question.folded)
        return (found["thing"] or "") if found else ""

    @cached_property
    def _count(self) -> int:
        found = _COUNT.search(self.question.folded)
        if not found:
            return 0
        text = found["count"].replace("两", "二")
        return int(text) if text.isdigit() else value_of(text) or 0


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
