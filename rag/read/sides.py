"""Sides of a comparison: the best of each comes first, in turns, the best of all at the top."""

from __future__ import annotations

from collections.abc import Sequence

from indexing.tokenize import normalise_query
from rag.ask.naming import heading_name
from rag.ask.question import Question
from rag.retrieve.hits import Found


def sides(question: Question, found: Sequence[Found]) -> list[list[Found]]:
    """Return the candidates of each side where a question names several documents or sections.

    Sections count as sides when each is rare and no candidate stands under two of them: then they
    are compared, or asked for one after the other, and one does not lie in the other.
    """
    if len(question.documents) > 1:
        groups = [[f for f in found if f.chunk.document_id == d] for d in question.documents]
        return groups if all(groups) else []
    mentions = question.sides()
    places = [[m.covers(f.chunk.heading_path) for m in mentions] for f in found]
    if any(sum(place) > 1 for place in places):
        return []
    groups = [
        [f for f, place in zip(found, places, strict=True) if place[number]]
        for number in range(len(mentions))
    ]
    groups = [group for group in groups if group]
    return groups if len(groups) > 1 else _siblings(question, found)


def _siblings(question: Question, found: Sequence[Found]) -> list[list[Found]]:
    """Return the candidates of sibling sections that a contrast names by how they begin.

    “中级、高级、预备技师的运行机制有什么不同” names the sections 中级技能层级 … under one heading.
    """
    if not question.contrasts or not found:
        return []
    parent = found[0].chunk.heading_path[:-1]
    groups: dict[str, list[Found]] = {}
    for item in found:
        path = item.chunk.heading_path
        if (
            path
            and path[:-1] == parent
            and heading_name(normalise_query(path[-1]))[:2] in (question.folded)
        ):
            groups.setdefault(path[-1], []).append(item)
    return list(groups.values()) if len(groups) > 1 else []


def in_turns(found: Sequence[Found], groups: Sequence[Sequence[Found]], depth: int) -> list[Found]:
    """Put the ``depth`` best of each group first, in turns; the rest keep their order.

    The group with the best candidate begins: which side a question names first says nothing of
    where its answer stands.
    """
    ordered = sorted((g for g in groups if g), key=lambda group: -group[0].score)
    first: dict[str, Found] = {}
    for rank in range(depth):
        for group in ordered:
            if rank < len(group):
                first.setdefault(group[rank].chunk.id, group[rank])
    return [*first.values(), *(f for f in found if f.chunk.id not in first)]
