"""Words of teachers against words of documents, read once from ``words.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from indexing.tokenize import normalise_query


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(files("rag.ask").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = dict(_tables()["synonyms"])
    table.update({said: [written] for said, written in _tables()["short_forms"].items()})
    ordered = sorted(table, key=len, reverse=True)
    return {normalise_query(w): tuple(normalise_query(x) for x in table[w]) for w in ordered}


@cache
def kind_words() -> dict[str, str]:
    """Return the kind of document each word names."""
    kinds: dict[str, list[str]] = _tables()["kinds"]
    return {normalise_query(word): kind for kind, words in kinds.items() for word in words}


@cache
def hinting_words() -> dict[str, str]:
    """Return the kind of document each word hints at; those that name one are among them."""
    kinds: dict[str, list[str]] = _tables()["kind_hints"]
    hints = {normalise_query(word): kind for kind, words in kinds.items() for word in words}
    return {**hints, **kind_words()}


@cache
def asks_tables() -> re.Pattern[str]:
    """Return what a folded question says that asks for what fact sheets tell."""
    return re.compile("|".join(f"(?:{asked})" for asked in _tables()["tables"]["asked"]))


def expansions(question: str) -> list[str]:
    """Return the written forms of the words said in a folded question, each once."""
    written = (w for words in synonyms_in(question).values() for w in words if w not in question)
    return list(dict.fromkeys(written))


def synonyms_in(question: str) -> dict[str, tuple[str, ...]]:
    """Return the words said in a folded question with their written forms, the longest words."""
    found: dict[str, tuple[str, ...]] = {}
    for said, written in _synonyms().items():
        if said in question and not any(said in longer for longer in found):
            found[said] = written
    return found


@cache
def question_words() -> frozenset[str]:
    """Return the words that ask, not words that are asked about."""
    text = files("rag.ask").joinpath("question_words.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(normalise_query(word) for line in lines for word in line.split())


@cache
def _asking() -> re.Pattern[str]:
    words = sorted((w for w in {*question_words(), *kind_words()} if len(w) > 1), key=len)
    return re.compile("|".join(map(re.escape, reversed(words))))


def content_of(question: str) -> str:
    """Return a folded question with the words that ask or name kinds of documents blanked out.

    Cut before the words are: 课标的 would else be taken for 标的.
    """
    return _asking().sub(" ", question)


@cache
def counted_words() -> frozenset[str]:
    """Return the words for what tables are about and count; they name no row of one."""
    return frozenset(map(normalise_query, _tables()["counted"]["words"]))


@cache
def short_form_table() -> dict[str, str]:
    """Return what each short form stands for, the longest first."""
    table = {normalise_query(s): normalise_query(w) for s, w in _tables()["short_forms"].items()}
    return {said: table[said] for said in sorted(table, key=len, reverse=True)}


def short_forms(question: str) -> frozenset[str]:
    """Return the short forms that a folded question has."""
    return frozenset(said for said in short_form_table() if said in question)


def spelt_out(question: str) -> str:
    """Return a folded question with short forms in full: 客服管理 becomes 客户服务管理."""
    for said, written in short_form_table().items():
        if written not in question:
            question = question.replace(said, written)
    return question
