"""Names in a sentence that its source does not have: the sentence is then about something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from indexing.tokenize import normalise_query
from indexing.values import in_figures
from rag.answer.model.letters import commonprefix
from rag.ask.catalogue import Catalogue
from rag.ask.mentions import heading_name
from rag.text.coverage import coverage, squash

#: Returns the names of the index in a sentence that belong elsewhere than to its source.
Names = Callable[[str, str], Collection[str]]

#: A heading that occurs at most so often, and has so many letters, names one thing.
_RARE, _LONG = 4, 4
#: Headings of one kind end alike in so many letters: 绿茶冲泡, 红茶冲泡.
_TAIL, _SHORTEST = 2, 2
_LATIN = re.compile(r"[a-z][a-z0-9]+")
#: In figures: 任务3, but not 任务3个.
LABELLED = re.compile(
    r"(?:任务|探究|项目|情境|模块|单元|环节|活动|阶段|案例|专题)\s*\d+(?![\d.个名位门项次种条])"
)
_NUMBERED = re.compile(rf"{LABELLED.pattern}|第\d+[章节课讲篇单]")
_TITLED = re.compile(r"《([^《》]{1,40})》|“([^“”]{1,40})”|「([^「」]{1,40})」|『([^『』]{1,40})』")


def no_names(said: str, source: str) -> Collection[str]:
    """Know no names; see :data:`Names`."""
    return ()


def names_of(catalogue: Catalogue) -> Names:
    """Return what finds names of other places: courses, tasks, chapters of ``catalogue``.

    The whole heading counts, and what sets it apart from a heading above the source that ends
    alike: 红茶 in a sentence that cites 绿茶冲泡, where 红茶冲泡 is a heading too.
    """
    rare = [name for name, count in catalogue.counts.items() if count <= _RARE]

    def names(said: str, source: str) -> list[str]:
        folded, there = normalise_query(said), squash(source)
        mentions = catalogue.mentions(folded)
        out = [m.name for m in mentions if m.count <= _RARE and len(m.name) >= _LONG]
        above = {heading_name(normalise_query(line)) for line in source.splitlines()}
        for own in above & catalogue.counts.keys():
            out += [apart for name in rare if (apart := _apart(name, own)) and apart in folded]
        return [name for name in out if squash(name) not in there and coverage(name, source) < 1]

    return names


def _apart(name: str, own: str) -> str:
    """Return what sets a name apart from one that ends alike, else nothing."""
    tail = len(commonprefix((name[::-1], own[::-1])))
    if tail < _TAIL or tail in (len(name), len(own)):
        return ""
    return name[: max(len(name) - tail, _SHORTEST)]  # 红 of 红茶冲泡 is half a word


def unknown_names(said: str, source: str, names: Names) -> list[str]:
    """Return the names in a sentence that its source lacks.

    Names are words in Latin letters, numbered things (任务探究二), what stands in title or
    quotation marks, and headings of the index, which name courses, tasks, chapters.

    Args:
        said: the sentence.
        source: what it cites, with its title and headings.
        names: finds names of the index.
    """
    there, own = squash(source), in_figures(normalise_query(said))
    words = (*_LATIN.findall(own), *map(squash, _NUMBERED.findall(own)))
    out = [word for word in words if word not in there]
    titled = ("".join(groups) for groups in _TITLED.findall(said))
    out += [name for name in titled if squash(name) not in there]
    return [*out, *names(said, source)]
