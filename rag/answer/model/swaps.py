"""What a sentence changes of its source: a word put for another, a figure put to another thing.

Both have most words in common with the source, so a share of common words does not see them.
Names that the source lacks altogether are :mod:`rag.answer.model.unnamed`'s.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from indexing.segmenting import segmenter
from indexing.tokenize import normalise_query
from indexing.values import in_one_unit
from rag.answer.model.letters import commonprefix
from rag.ask.words import synonyms_in
from rag.text.coverage import numbers_apart

_BOUNDARY = re.compile(r"[\W_]+")
_NUMERAL = re.compile(r"[\d零一二两三四五六七八九十百]")
#: Most words that are put for another, and how many letters shorter or longer that may be.
_LONGEST, _DIFFERENCE = 2, 2
#: Letters on both sides together that must agree.
_AGREE = 4
_FIGURE = re.compile(
    r"(?<![\d.:])(\d+(?:\.\d+)?)(?:[~\-至到]\d+(?:\.\d+)?)?(?![\d.:])\s*"
    r"(%|学时|课时|分钟|小时|[^\W\d])?"
)
#: What a figure belongs to ends here; a bracket or colon does not part them.
_PART = re.compile(r"[，。；、,;\n\t]")
_LABEL = 10
#: Another label fits a figure so much better, and this well, that the figure is put to it.
_BETTER, _WELL = 0.3, 0.8
_FRAGMENT = 4

#: A word with the first letter of its part of speech.
Word = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The words of ``support.toml``."""

    function: re.Pattern[str]
    same: tuple[tuple[str, ...], ...]
    duty: str
    duty_in_source: str
    order: str
    framing: str


@cache
def words_table() -> Table:
    """Return the words, read once."""
    text = files("rag.answer.model").joinpath("support.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    return Table(
        function=re.compile(f"[{raw['function_letters']}]"),
        same=tuple(tuple(group) for group in raw["same"]),
        duty=raw["duty"],
        duty_in_source=raw["duty_in_source"],
        order=raw["order"],
        framing=raw["framing"],
    )


def alike_words(text: str) -> str:
    """Return a text with the words of one group of ``support.toml`` written as the first."""
    for group in words_table().same:
        for word in group[1:]:
            text = text.replace(word, group[0])
    return text


def replaced(said: str, quote: str) -> bool:
    """Whether a word stands where the source has another, with the same words on both sides."""
    there = [words for clause in _clauses(quote) if (words := _words(clause))]
    clauses = _clauses(said)
    whole = "".join(clauses)
    for own in map(_words, clauses):
        for start, end in _runs(own):
            sides = _sides(own, start, end)
            others = [w[a:b] for w in there for a, b in _runs(w) if _agree(sides, _sides(w, a, b))]
            word = own[start:end]
            if word not in others and any(not _alike(word, other, whole) for other in others):
                return True
    return False


def _runs(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return the places of the runs of up to ``_LONGEST`` words."""
    most = len(words)
    return [(a, b) for a in range(most) for b in range(a + 1, min(a + _LONGEST, most) + 1)]


def _sides(words: Sequence[Word], start: int, end: int) -> tuple[str, str]:
    """Return the letters before a run, from its end, and after it; ``|`` is the clause's end."""
    before = "|" + "".join(text for text, _ in words[:start])
    return before[::-1], "".join(text for text, _ in words[end:]) + "|"


def _agree(own: tuple[str, str], there: tuple[str, str]) -> bool:
    """Whether the words on both sides of two runs agree; the end of a clause is a letter."""
    ahead, behind = (len(commonprefix(pair)) for pair in zip(own, there, strict=True))
    return min(ahead, behind) > 0 and ahead + behind >= _AGREE


def _alike(word: Sequence[Word], other: Sequence[Word], said: str) -> bool:
    """Whether a run may stand for another: part of it, a synonym, another kind, told elsewhere.

    Numbers are compared elsewhere.
    """
    own, there = "".join(t for t, _ in word), "".join(t for t, _ in other)
    if word[0] == other[0] or word[-1] == other[-1]:
        return True  # a shorter run is what is put for the other
    if own in there or there in own or there in said or _NUMERAL.search(own + there):
        return True
    if abs(len(own) - len(there)) > _DIFFERENCE or word[-1][1] != other[-1][1]:
        return True
    return there in synonyms_in(own).get(own, ()) or own in synonyms_in(there).get(there, ())


def _clauses(text: str) -> list[str]:
    """Return the clauses of a text, folded."""
    # A line break joined in the middle of a sentence leaves a blank; cells are parted by tabs.
    return [c for c in _BOUNDARY.split(normalise_query(text).replace(" ", "")) if c]


@lru_cache(2000)
def _words(clause: str) -> list[Word]:
    """Return the words of a clause that carry matter, each with its part of speech."""
    function = words_table().function
    tagged = ((word, kind[:1]) for word, kind in segmenter().tagged(clause))
    return [(word, kind) for word, kind in tagged if function.sub("", word)]


def figures_swapped(said: str, quote: str) -> bool:
    """Whether a figure is put to what the source has another figure for."""
    told = _figures(quote)
    for label, number, unit in _figures(said):
        near = {True: 0.0, False: 0.0}
        for other, figure, of in told:
            if label and of == unit:
                share = len(label & other) / len(label)
                near[figure == number] = max(near[figure == number], share)
        known = any(figure == number for _, figure, _ in told)
        if known and near[False] >= _WELL and near[False] - near[True] >= _BETTER:
            return True
    return False


def _figures(text: str) -> list[tuple[frozenset[str], str, str]]:
    """Return the figures of a text: letters of what stands before each, figure, unit."""
    folded = in_one_unit(numbers_apart(text))
    out, last = [], 0
    for match in _FIGURE.finditer(folded):
        before = _PART.split(folded[last : match.start()])[-1]
        bare = words_table().function.sub("", re.sub(r"[\d\W_]+", "", before))[-_LABEL:]
        out.append((frozenset(bare), match[1], match[2] or ""))
        last = match.end()
    return out


def order_changed(said: str, quote: str) -> bool:
    """Whether steps told in an order stand in the source in another."""
    pieces = re.split(f"({words_table().order})", normalise_query(said))
    steps = [_BOUNDARY.sub("", step) for step in pieces[2::2]]
    there = _BOUNDARY.sub("", normalise_query(quote))
    places = [place for step in steps if (place := _place(step, there)) is not None]
    return places != sorted(places)


def _place(step: str, there: str) -> int | None:
    """Return where the source has a step: the first of the longest runs of letters in common."""
    for length in range(len(step), _FRAGMENT - 1, -1):
        found = [there.find(step[at : at + length]) for at in range(len(step) - length + 1)]
        if any(place >= 0 for place in found):
            return min(place for place in found if place >= 0)
    return None
