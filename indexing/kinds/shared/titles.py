"""What a document is called, and what kind of document its title says it is.

A title is not always the first heading: a school's name may stand above it, it may be broken over
two lines, a chapter may be the first thing the format marks as a heading, and a web page adds the
name of the site.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from indexing.kinds.shared.vocabulary import vocabulary
from indexing.numerals import article, numbered
from indexing.readers.blocks import Block, Line
from indexing.searchtext import fold
from indexing.wrapping import ends_sentence, join

_LONGEST = 40
#: The title stands among so many first lines.
_EARLY = 8
_REMARK = re.compile(r"(?:\s*[(（【\[〔][^()（）【】\[\]〔〕]{1,24}[)）】\]〕])+$")
_SITE = re.compile(r"\s*(?:[|_｜]|\s[-–—]\s|——).*$", re.DOTALL)
_DOCUMENT_NUMBER = re.compile(r"号$|^\D{0,6}[\d\s.年月日/-]+$")


def early_lines(blocks: Sequence[Block]) -> list[str]:
    """Return the texts that stand where a title does: before the first numbered heading."""
    out: list[str] = []
    for block in blocks:
        text = block.text.strip() if isinstance(block, Line) else ""
        if not isinstance(block, Line) or numbered(text) or article(text) or len(out) >= _EARLY:
            break
        if text:
            out.append(text)
    return out


def kind_named(texts: Sequence[str]) -> str:
    """Return the kind of document the first telling title names, ``""`` where none does."""
    kinds: dict[str, dict[str, list[str]]] = vocabulary()["kinds"]
    for text in texts:
        bare = bare_title(text)
        if not bare or len(bare) > _LONGEST:
            continue
        for kind, rule in kinds.items():
            if bare.endswith(tuple(rule.get("titles", ()))):
                return kind
    return ""


def whole_title(lines: Sequence[str], at: int) -> str:
    """Return the title that ends on line ``at``, with the lines above that it goes on from.

    A line such as ``工学一体化课程标准`` tells the sort of document but not what it is about.
    """
    title = lines[at].strip()
    while at > 0 and goes_on(title) and _can_open(lines[at - 1]):
        at -= 1
        title = join(lines[at].strip(), title)
    return title


def without_remark(text: str) -> str:
    """Return a title without the brackets behind it (``（试行）``)."""
    return _REMARK.sub("", text.strip())


def without_site(title: str) -> str:
    """Return the title of a web page without the name of the site, where a title is left."""
    cut = _SITE.sub("", title).strip()
    return cut if len(cut) > 3 else title


def bare_title(text: str) -> str:
    """Return a title folded, without spaces, brackets behind it and the name of a site."""
    folded = re.sub(r"\s", "", fold(without_remark(without_site(text))))
    return folded.rstrip('》」』>"”')


def names_document(text: str) -> bool:
    """Whether a title ends with a word for a sort of document, and says more than that word."""
    bare = bare_title(text)
    return any(bare.endswith(word) and bare != word for word in _sorts())


@cache
def _sorts() -> frozenset[str]:
    """Return the words for sorts of documents with which titles end."""
    kinds: dict[str, dict[str, list[str]]] = vocabulary()["kinds"]
    ends: list[str] = vocabulary()["titles"]["ends"]
    return frozenset(ends).union(*(rule.get("titles", ()) for rule in kinds.values()))


def goes_on(title: str) -> bool:
    """Whether a title does not say of what it is: it goes on from a line above."""
    return bare_title(title).startswith(tuple(vocabulary()["titles"]["goes_on"]))


def _can_open(text: str) -> bool:
    text = text.strip()
    short = 4 <= len(text) <= _LONGEST and numbered(text) is None
    return short and not ends_sentence(text) and not _DOCUMENT_NUMBER.search(fold(text))
