"""What a document is called: of all that may be its title, the one the others agree with.

Candidates are the highest heading, the first lines, the title in the file's properties or head,
and the name of the file. A letterhead, a path through a web site, a form's blank (``××××``) or a
greeting is never one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexing.kinds.shared.titles import (
    early_lines,
    goes_on,
    names_document,
    whole_title,
    without_site,
)
from indexing.numerals import numbered
from indexing.readers.blocks import Block, Line
from indexing.searchtext import fold
from indexing.wrapping import ends_sentence

_LONGEST = 60
#: ``《木工》教学大纲``: the subject in brackets of its own.
_SUBJECT = re.compile(r"[《「“][^《》「」“”]{2,30}[》」”]")
#: Points of a candidate.
_NAMES, _MARKED, _AGREES, _LARGE, _FIRST, _FILE = 1.2, 3.0, 4.0, 0.5, 0.5, 2.5
#: Characters of a file's name that says what is in it; agreement that outweighs a colon.
_TELLING, _SURE = 5, 0.7
_QUOTED, _BLANK_FORM = 1.0, 0.3
_EXTRA, _MISSING = 0.7, 0.3
#: What a line loses to which the next is joined: most titles are on one.
_JOINED = 0.3
_BLANK = re.compile(r"[×xX✕＊*_＿]{3,}|×{2,}|某某")
_PATH = re.compile(
    r"^(?:- )?(?:首页|主页|当前位置|您的位置|您现在的位置|home)|[>»›]\s*$|^[>»›]", re.I
)
_GREETING = re.compile(r"^(?:欢迎|登录|登陆|打印|返回|上一篇|下一篇|发布时间|点击|浏览)")
#: Who publishes it, and nothing else.
_LETTERHEAD = re.compile(
    r"(?:学校|学院|大学|中学|小学|高中|幼儿园|中心|教研室|教研组|教务处|系|部|处|局|厅|委员会)$"
)
_PART = re.compile(r"^(?:幻灯片|slide|sheet|工作表)\s*\d+|^第\s*\d+\s*页", re.I)
_VALUE = re.compile(r"[:：]")
_WORD = re.compile(r"[\w]")


def best_title(blocks: Sequence[Block], stated: str, file: str, front: int | None = None) -> str:
    """Return the title of a document, ``""`` where only the name of its file can stand for it.

    Args:
        blocks: the blocks as read; only what the format marks is a heading here.
        stated: the title in the file's own metadata.
        file: name of the file without its suffix.
        front: number of blocks before the first heading of the outline that the format does not
            mark; all of them where it is left out.
    """
    printed = _printed(blocks, len(blocks) if front is None else front)
    marked = any(text == stated for text, _ in printed)  # in the style of a title
    candidates = [*printed, (without_site(stated), _MARKED if marked else _FIRST)]
    best, most = "", _file_points(file)
    for text, points in candidates:
        if not may_be_title(text) or len(text) > _LONGEST:
            continue
        agreed = agreement(text, file)
        if _VALUE.search(text) and not names_document(text) and agreed < _SURE:
            continue  # a label and its value
        points += _AGREES * agreed
        if _tells(text):
            points += _NAMES + (_QUOTED if _SUBJECT.search(text) else 0.0)
        if _is_form(text):
            points = _BLANK_FORM
        if points > most:
            best, most = text, points
    return best


def _printed(blocks: Sequence[Block], front: int) -> list[tuple[str, float]]:
    """Return the first heading and the first lines, each with its points."""
    lines = early_lines(blocks[:front])
    sizes = {b.text.strip(): b.size for b in blocks if isinstance(b, Line)}
    largest = max((sizes.get(line, 0.0) for line in lines), default=0.0)
    heads = [b for b in blocks if isinstance(b, Line) and b.heading and b.text.strip()]
    out: list[tuple[str, float]] = []
    if heads:
        first = min(heads, key=lambda line: line.heading)
        head = first.text.strip()
        alone = sum(line.heading == first.heading for line in heads) == 1
        if numbered(head) is None or names_document(head):
            out.append((head, _MARKED if alone else 0.0))
    for at, line in enumerate(lines):
        if ends_sentence(line):
            continue
        whole = whole_title(lines, at) if names_document(line) else line
        points = (_FIRST if at == 0 else 0.0) + (
            _LARGE if largest and sizes.get(line, 0.0) == largest else 0.0
        )
        out.append((whole, points))
        if at + 1 < len(lines) and not ends_sentence(lines[at + 1]) and may_be_title(line):
            out.append((line + lines[at + 1], points - _JOINED))
    return out


def _file_points(file: str) -> float:
    """Return the points of the name of a file: some say nothing (``扫描0001``)."""
    return _FILE if len(re.findall(r"[\u3400-\u9fff]", file)) >= _TELLING else 0.1


def may_be_title(text: str) -> bool:
    """Whether a text can be a title at all, and is no furniture."""
    bare = re.sub(r"\s+", " ", fold(text)).strip(" -—·|")
    if len(_WORD.findall(bare)) < 2 or _BLANK.search(text) or _PATH.search(bare):
        return False
    if _GREETING.search(bare) or _PART.match(bare):
        return False
    return not (_LETTERHEAD.search(bare) and len(bare) <= 30)


def _tells(text: str) -> bool:
    """Whether a title names a sort of document, and its subject with it."""
    rest = _without_letterhead(text)
    return names_document(rest) and not goes_on(rest)


def _is_form(text: str) -> bool:
    """Whether a line is no more than a school and the name of its form (``某校　教案``)."""
    rest = _without_letterhead(text)
    return rest != text and not names_document(rest) and names_document(f"某某{rest}")


def _without_letterhead(text: str) -> str:
    parts = text.split()
    while len(parts) > 1 and _LETTERHEAD.search(fold(parts[0])):
        parts.pop(0)
    return " ".join(parts)


def agreement(text: str, other: str) -> float:
    """Return how far ``other`` says what ``text`` says, 0 to 1.

    Pairs of characters are compared; one of ``text`` that ``other`` has not counts against it
    more than one of ``other`` that it leaves out (Tversky's index).
    """
    pairs, known = _pairs(text), _pairs(other)
    both = len(pairs & known)
    apart = _EXTRA * len(pairs - known) + _MISSING * len(known - pairs)
    return both / (both + apart) if both else 0.0


def _pairs(text: str) -> set[str]:
    bare = "".join(_WORD.findall(fold(text).lower())).replace("_", "")
    return {bare[i : i + 2] for i in range(len(bare) - 1)}
