"""What is wrong with a sentence of a model, held against the place it cites.

:func:`rag.answer.citations.supported` says whether a quote has the words, numbers and negation of a
sentence; a sentence that changes one word of it passes. Here the rest is looked at: names, words
put in the place of others, figures put to other things, the order of steps, duties. Headings and
title of the place count as its words. What can only be judged by meaning is not seen.
"""

from __future__ import annotations

import re
from enum import StrEnum

from indexing.values import in_figures, in_one_unit
from rag.answer.citations import SUPPORT
from rag.answer.model.swaps import (
    alike_words,
    figures_swapped,
    order_changed,
    replaced,
    words_table,
)
from rag.answer.model.unnamed import LABELLED, Names, no_names, unknown_names
from rag.text.coverage import (
    coverage,
    missing_numbers,
    numbers_apart,
    same_polarity,
    squash,
    unset_limit,
)

#: A clause, or an item of a list, has more than this share of its bigrams in its source.
_CLAUSE = 0.34
_SHORTEST = 4
_CLAUSES = re.compile(r"[，。；：！？,;:!?\s（）()]")
_ITEMS = re.compile(r"、|和|与|以及|及(?![时格])")
#: A number that is part of a name: 第六章, 6.1.
_NUMBERED = re.compile(r"第\d+[章节课讲篇单项]|(?<![\d.])\d{1,2}\.\d{1,2}(?![\d.%])")
_DENIAL = re.compile(r"[不没未](?=(\w{2}))")
_NUMERAL = re.compile(r"[\d零一二两三四五六七八九十百]")
_FIGURES = re.compile(r"第?\d+(?:\.\d+)?\s*(?:%|学时|分钟|[^\W\d])?")


class Fault(StrEnum):
    """Why a sentence cannot stand; the value is what the model is told."""

    UNCITED = "没有注明依据哪一条资料"
    UNKNOWN = "注明的编号不在资料里"
    NUMBER = "数字和资料不一致"
    NEGATION = "肯定、否定和资料不一致"
    LIMIT = "资料没有这样的上限或下限"
    NAME = "名称不是所注明资料里的"
    SWAP = "把资料里的说法换成了别的"
    ORDER = "先后次序和资料不一致"
    DUTY = "资料没有说必须如此"
    WORDS = "所注明的资料没有这样说"


def fault_of(said: str, quote: str, place: str = "", names: Names = no_names) -> Fault | None:
    """Return the first thing wrong with a sentence, ``None`` where its source bears it out.

    Args:
        said: the sentence without marks.
        quote: what it cites.
        place: title and headings above the quote.
        names: finds names of the index.
    """
    said = re.sub(words_table().framing, "", said)
    if missing_numbers(_without_numbered(said, place), quote):
        return Fault.NUMBER
    said, quote, place = map(_comparable, (said, quote, place))
    whole = f"{place}\n{quote}"
    if unset_limit(said, quote):
        return Fault.LIMIT
    if not same_polarity(said, quote) or _denied(said, quote):
        return Fault.NEGATION
    if unknown_names(said, whole, names):
        return Fault.NAME
    if figures_swapped(said, quote):
        return Fault.NUMBER
    if order_changed(said, quote):
        return Fault.ORDER
    table = words_table()
    if re.search(table.duty, said) and not re.search(table.duty_in_source, quote):
        return Fault.DUTY
    if replaced(said, quote):
        return Fault.SWAP
    return None if _borne_out(said, quote, place) else Fault.WORDS


def _comparable(text: str) -> str:
    """Return a folded text with the numbers and words that mean the same written alike."""
    return alike_words(in_one_unit(numbers_apart(text)))


def _denied(said: str, quote: str) -> bool:
    """Whether a sentence denies the very words that its source affirms."""
    there = squash(quote)
    told = [match[1] for match in _DENIAL.finditer(squash(said))]
    return any(word in there and not re.search(f"[不没未]有?{word}", there) for word in told)


def _without_numbered(said: str, place: str) -> str:
    """Return a sentence without the numbers in names: those that its place has, and of 任务三.

    Whether the latter are there is looked at with the other names.
    """
    there = squash(place)
    told = LABELLED.sub("", in_figures(numbers_apart(said)))
    return _NUMBERED.sub(lambda m: "" if squash(m[0]) in there else m[0], told)


def _borne_out(said: str, quote: str, place: str) -> bool:
    """Whether a source has enough of the words, of every clause and item some.

    What stands in the headings alone is no statement: the quote must add to them.
    """
    whole = f"{place}\n{quote}"
    share = coverage(said, whole)
    if share < SUPPORT or (coverage(said, quote) < SUPPORT and share <= coverage(said, place)):
        return False
    return all(_has_clause(clause, whole) for clause in _CLAUSES.split(said))


def _has_clause(clause: str, whole: str) -> bool:
    """Whether a source has something of a clause and of each item it lists."""
    bare = _FIGURES.sub("", clause)
    matter = squash(words_table().function.sub("", bare))
    if len(matter) >= _SHORTEST and coverage(bare, whole) < _CLAUSE:
        return False
    items = [squash(item) for item in _ITEMS.split(clause)]
    return len(items) < 2 or not any(
        len(item) > 1 and not _NUMERAL.search(item) and coverage(item, whole) < _CLAUSE
        for item in items
    )
