"""Numbers a finished plan's citations anew, in the order of their first use.

While sections are written those that are kept hold on to their numbers, so that some numbers may
be left out or come late.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.drafting.plan import Section
from rag.drafting.rewriting import with_statements
from rag.drafting.statements import statements_of
from rag.types import Citation


def renumbered(
    sections: Sequence[Section], citations: Iterable[Citation]
) -> tuple[tuple[Section, ...], tuple[Citation, ...]]:
    """Return sections and citations numbered in the order of first use, the unused left out."""
    numbered = {citation.n: citation for citation in citations}
    used = dict.fromkeys(n for s in sections for x in statements_of(s) for n in x.citations)
    new = {old: number for number, old in enumerate(used, start=1)}
    kept = tuple(replace(numbered[old], n=number) for old, number in new.items())
    return tuple(_with_numbers(section, new) for section in sections), kept


def _with_numbers(section: Section, new: dict[int, int]) -> Section:
    changed = {
        place: replace(statement, citations=tuple(new[n] for n in statement.citations))
        for place, statement in enumerate(statements_of(section))
        if any(new[n] != n for n in statement.citations)
    }
    return with_statements(section, changed) if changed else section
