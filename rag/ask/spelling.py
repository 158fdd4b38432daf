"""Names that are not written as they are printed: shorter, or with one character wrong.

A short form (机房节能那门 for 制冷机房节能改造与技术指导) keeps the order of the name. A piece of
it has two letters or more, or it is the letter a word of the name begins or ends with: 电控检修 is
制冷系统电气控制检修. It counts where it fits one name only: what two names share tells neither
apart. Nothing is listed by hand; the names are those of the index.

A misspelt name (电商用护管理 for 电商用户管理) has one character wrong, missing or too many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from indexing.tokenize import word_starts
from rag.ask.words import counted_words, question_words

if TYPE_CHECKING:
    from rapidfuzz.distance import ScoreAlignment

#: What may stand behind a short form, and the kinds of things it may then name.
_CLASSES = (
    (
        re.compile(r"^的?(?:[这那][套份个])?(?:课标|标准|课程标准)"),
        frozenset({"standard", "generic"}),
    ),
    (re.compile(r"^(?:专业|[一二三四五六七八九十\d几]+门)"), frozenset({"standard"})),
    (re.compile(r"^的?(?:[这那][套份个])?(?:教学)?大纲"), frozenset({"syllabus", "generic"})),
    (re.compile(r"^的?(?:教案|教学设计|那节课|这节课|一课)"), frozenset({"lesson_plan"})),
    (
        re.compile(
            r"^(?:[和与跟及、][^\W_]{2,10}){0,3}的?(?:[这那][一两三四五]?)?(?:门课程?|门|课程|课(?![标时中前后]))"
        ),
        frozenset({"part of standard", "syllabus", "standard", "generic"}),
    ),
    (
        re.compile(
            r"^(?:下面|里面?|当?中)?的?[这那前后]?(?:[一二两三四五六七八九十几\d]+个)?(?:学习)?任务"
        ),
        frozenset({"part of standard"}),
    ),
    (re.compile(r"^的?(?:[这那]一?)?章"), frozenset({"part of syllabus", "part of generic"})),
)
#: Letters a short form needs: where a word behind it says what it is, and where none does. Then
#: it must also begin as the name does, or common words such as 实训项目 would name things.
_CLASSED_LENGTH, _BARE_LENGTH = 2, 4
#: A title of so many letters names its document by itself.
_TITLE_LENGTH = 6
_RUN = re.compile(r"[^\W\d_]+")
#: Shorter names differ from other words by one character too often.
_SHORTEST = 4
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class ShortName:
    """A short form found in a question at ``start:end``, and the name it stands for."""

    start: int
    end: int
    name: str


def short_names(question: str, names: Mapping[str, str]) -> list[ShortName]:
    """Return the short forms of names in a folded question, in its order.

    Args:
        question: folded; names that it has in full are blanked out.
        names: folded names that must be told apart, each with what it names: a kind of document,
            or ``part of`` that kind for a course or a chapter.
    """
    return _each(question, partial(_longest, question, names=names))


def told_apart(question: str, names: Sequence[str]) -> list[ShortName]:
    """Return the short forms that tell names of one table apart: 互评 for 学生互评.

    Words that merely ask, or say what tables count, name nothing.

    Args:
        question: folded; names that it has in full are blanked out.
        names: folded names of the rows.
    """
    return _each(question, partial(_one_row, question, names=names))


def _each(question: str, find: Callable[[int, int], ShortName | None]) -> list[ShortName]:
    """Return what is found from each place on to the end of its run of letters, none twice."""
    found: list[ShortName] = []
    for run in _RUN.finditer(question):
        start = run.start()
        while start < run.end():
            best = find(start, run.end())
            found += [best] if best else []
            start = best.end if best else start + 1
    return found


def _one_row(question: str, start: int, end: int, names: Sequence[str]) -> ShortName | None:
    for stop in range(min(end, start + _longest_of(names)), start + 1, -1):
        said = question[start:stop]
        fitting = {name for name in names if shortens(said, name)}
        if fitting:
            one = len(fitting) == 1 and said not in counted_words() and said not in question_words()
            return ShortName(start, stop, fitting.pop()) if one else None
    return None


def classed(question: str, end: int) -> bool:
    """Whether what stands behind a place says that a course or document is named before it."""
    return any(behind.match(question[end:]) for behind, _ in _CLASSES)


def names_document(question: str, title: str) -> int:
    """Return where a folded question names a document by its title, -1 where it does not.

    A short title is a word like others (电子商务) unless what stands behind it says what it is.
    """
    for found in re.finditer(re.escape(title), question) if title else ():
        rest = question[found.end() :]
        quoted = question[: found.start()].endswith("《") and rest.startswith("》")
        if len(title) >= _TITLE_LENGTH or quoted or classed(question, found.end()):
            return found.start()
    return -1


def _longest(question: str, start: int, end: int, names: Mapping[str, str]) -> ShortName | None:
    """Return the longest short form that begins at ``start`` and fits one name."""
    for stop in range(min(end, start + _longest_of(names)), start + _CLASSED_LENGTH - 1, -1):
        rest = question[stop:]
        kinds = next((kinds for behind, kinds in _CLASSES if behind.match(rest)), None)
        if kinds is None and stop - start < _BARE_LENGTH:
            continue
        said = question[start:stop]
        if said in counted_words() or (kinds is None and not _is_word_end(question, stop)):
            continue  # 客户满意 of 客户满意度 is no name
        meant = (name for name, kind in names.items() if kinds is None or kind in kinds)
        fitting = [n for n in meant if shortens(said, n) and (kinds or _begins(said, n, names[n]))]
        if fitting:
            return ShortName(start, stop, fitting[0]) if len(fitting) == 1 else None
    return None


def _is_word_end(question: str, at: int) -> bool:
    return at in _starts(question) or not question[at : at + 1].isalpha()


def _begins(said: str, name: str, kind: str) -> bool:
    """Whether a short form needs no word behind it: it begins a name, or 管理办法 ends a title.

    Words from the middle of a title (安全管理) are words like others.
    """
    begins = name[0] == said[0] and (kind.startswith("part") or kind == "generic")
    return begins or (kind == "generic" and name.endswith(said))


def _longest_of(names: Iterable[str]) -> int:
    """Return the length of the longest name: no short form is longer, however long the question."""
    return max(map(len, names), default=0)


def shortens(said: str, name: str) -> bool:
    """Whether ``said`` is a short form of ``name``."""
    return said != name and _pieces(said, name, 0)


@lru_cache(4096)
def _pieces(said: str, name: str, since: int) -> bool:
    """Whether the rest of a short form is made of pieces of a name from ``since`` on."""
    if not said:
        return True
    for at in range(since, len(name)):
        length = 0
        while length < len(said) and name[at + length : at + length + 1] == said[length]:
            length += 1
        # 汽修 has the first letter of 汽车 and the last of 维修.
        shortest = 1 if at in _starts(name) or at + 1 in _starts(name) | {len(name)} else 2
        if any(_pieces(said[take:], name, at + take) for take in range(length, shortest - 1, -1)):
            return True
    return False


_starts = lru_cache(4096)(word_starts)


def misspelt(question: str, names: Iterable[str]) -> list[tuple[str, int, int]]:
    """Return the names that a text has with one slip, in its order, with where they begin and end.

    Args:
        question: folded; what is already understood is blanked out.
        names: folded names.

    Returns:
        Non-overlapping finds, the closest first where several claim a place; names that are
        equally close to the same place are ambiguous and left out.
    """
    from rapidfuzz import fuzz

    found: list[tuple[float, int, int, str]] = []
    for name in names:
        if len(name) < _SHORTEST or not _HAN.fullmatch(name):
            continue
        # One substitution costs a deletion and an insertion of 2 * len(name) characters.
        closest = 100 * (1 - 1 / len(name)) - 0.01
        place = fuzz.partial_ratio_alignment(name, question, score_cutoff=closest)
        if (
            place
            and place.score < 100
            and _HAN.fullmatch(question[place.dest_start : place.dest_end])
        ):
            found.append((place.score, *_trimmed(question, name, place), name))
    found.sort(key=lambda f: (-f[0], f[1], f[3]))
    kept: list[tuple[float, int, int, str]] = []
    rivals: set[tuple[float, int, int]] = set()
    for score, start, end, name in found:
        clashes = [k for k in kept if start < k[2] and k[1] < end]
        rivals |= {k[:3] for k in clashes if k[0] == score}
        if not clashes:
            kept.append((score, start, end, name))
    clear = [(start, end, n) for score, start, end, n in kept if (score, start, end) not in rivals]
    return [(name, start, end) for start, end, name in sorted(clear)]


def _trimmed(question: str, name: str, place: ScoreAlignment) -> tuple[int, int]:
    """Return the place of a name, letter for letter.

    The window of an alignment takes in a neighbour where a letter is missing, and leaves out a
    wrong letter at its end.
    """
    from rapidfuzz.distance import Levenshtein

    start, end = place.dest_start, place.dest_end
    windows = [
        (first, last)
        for first in (start - 1, start, start + 1)
        for last in (end - 1, end, end + 1)
        if 0 <= first < last <= len(question)
    ]

    def badness(window: tuple[int, int]) -> tuple[int, int]:
        typed = question[window[0] : window[1]]
        return Levenshtein.distance(typed, name), abs(len(typed) - len(name))

    return min(windows, key=badness)
