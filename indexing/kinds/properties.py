"""What a document says of itself as a whole: course, school, class, term and author.

Read where such things stand: the title, the lines and the table at the front, the name of the
file, and its own metadata for the author. A label tells its value (``授课班级：造价2401``, or the
cell to its right); a school and a term are also known by their form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from indexing.kinds.shared.vocabulary import label, vocabulary
from indexing.records import Document, DocumentKind, Property, PropertyName
from indexing.searchtext import fold

#: The front of a document: so many of its units, up to so many characters.
_UNITS, _CHARACTERS = 40, 2500
_LONGEST_VALUE, _LONGEST_LINE, _LONGEST_SCHOOL = 48, 70, 24
#: What ends a value, besides the next label.
_ENDS = re.compile(r"[\t\n|｜\u3000；;。]|\s{2,}|\s+(?=[^\s:：]{2,8}[:：])")
_TERM = re.compile(
    r"(?:20\d\d\s*[-—–~～至]+\s*20\d\d|1\d\d)\s*学年度?\s*(?:第?[一二12上下]学期)?"
    r"|20\d\d\s*年?\s*[春秋](?:季?学期|季)?"
)
#: Parts of a line at whose beginning the name of a school may stand.
_PARTS = re.compile(r"[^\s·•|｜:：,，、()（）《》“”—_－▸]+")
_BEFORE = re.compile(r"^(?:关于)?(?:印发|发布)")
_SUBJECT = re.compile(r"《([^《》]{2,24})》")
_PERSON = re.compile(r"[\u4e00-\u9fff·]{2,6}")
_NAME = r"[\u4e00-\u9fff·]{2,6}(?![\u4e00-\u9fff])(?:[（(][^（）()]*[)）])?"
#: What the value of each property begins with.
_VALUES = {
    PropertyName.COURSE: re.compile(r"(?:(?!\s+\d{4}).)+"),
    PropertyName.SCHOOL: re.compile(r".+"),
    PropertyName.CLASS: re.compile(r"(?=.*[班级級\d])(?:(?!(?<=班)\s).)+"),
    PropertyName.TERM: re.compile(r"[^,，:：]{1,30}(?:[学學][期年]|[春秋]季?)(?:[（(]\w[)）])?"),
    PropertyName.AUTHOR: re.compile(rf"{_NAME}(?:\s?[、，,和]\s?{_NAME})*"),
}
#: Words that no name has.
_SENTENCE = re.compile(r"[由的为被把向从其或按是了要让某]")
#: What only the name of a whole school has, not that of a department.
_WHOLE = re.compile(
    r"职业|技工|技师|师范|理工|政法|大学|学校|中学|小学|高中|初中|幼儿园|中心|专科|职[校高]|技校"
)
_SAYS = re.compile(r"[\u4e00-\u9fffA-Za-z]")
#: Kinds whose title has the course in brackets; in that of a lesson plan it is the text to read.
_OF_A_COURSE = frozenset({DocumentKind.SYLLABUS, DocumentKind.SCHEDULE, DocumentKind.STANDARD})


def properties_of(document: Document, stated: str = "", author: str = "") -> tuple[Property, ...]:
    """Return what the document says of itself, at most one property of each name.

    Args:
        document: the document as understood.
        stated: its title by the file's own metadata.
        author: who wrote it by the file's own metadata.
    """
    front = _front(document)
    file = re.sub(r"\.[^.]*$", "", document.path.rsplit("/", 1)[-1])
    texts = [*front.split("\n"), document.title, stated, file]
    headers = {"\t".join(table.columns) for table in document.tables}
    told = {name: _labelled(front, name, headers) for name in PropertyName}
    found = (
        told[PropertyName.COURSE] or _course_of_title(document),
        _first_school(texts, front) or told[PropertyName.SCHOOL],
        told[PropertyName.CLASS],
        _first_term(texts, front) or told[PropertyName.TERM],
        told[PropertyName.AUTHOR] or _author_of_file(author),
    )
    return tuple(one for one in found if one is not None)


def _front(document: Document) -> str:
    units = document.units[:_UNITS]
    return document.canonical[: min(units[-1].end, _CHARACTERS)] if units else ""


def _labelled(front: str, name: PropertyName, headers: set[str]) -> Property | None:
    """Return what stands behind the likeliest label of a property that has a value."""
    folded = _folded(front)
    for pattern in _patterns(name):
        for match in pattern.finditer(folded):
            start = match.end()
            line = front[front.rfind("\n", 0, start) + 1 :].split("\n", 1)[0]
            if _is_header(line, match[0], headers):
                continue
            rest = front[start : start + _LONGEST_VALUE + 1]
            end = _ENDS.search(rest)
            value = _VALUES[name].match(rest[: end.start()] if end else rest)
            text = value[0].strip(" ，,、：:") if value else ""
            if _is_value(text, name):
                start += rest.index(text)
                return Property(name, text, start, start + len(text))
    return None


@cache
def _patterns(name: PropertyName) -> tuple[re.Pattern[str], ...]:
    """Return patterns that end where the value behind a label begins."""
    words: list[str] = vocabulary()["properties"][name.value]
    return tuple(
        re.compile(rf"(?:^|[\s|;,。(]){re.escape(fold(word))}(?:\s*:[ \t]*|\t+)", re.MULTILINE)
        for word in words
    )


def _is_header(line: str, labelled: str, headers: set[str]) -> bool:
    """Whether a line is the header of a table: labels in place of values.

    In ``课程  衬衫制作  班级  服装2302`` every second cell is a value.
    """
    cells = [label(cell) for cell in re.split(r"\t|\s{2,}", line)]
    own = label(labelled)
    at = cells.index(own) if own in cells else 0
    values = cells[at + 1 :: 2]
    known = [cell in _labels() for cell in cells[at::2]]
    return any(cell in _labels() for cell in values) or (line in headers and not all(known))


def _is_value(text: str, name: PropertyName) -> bool:
    """Whether a text is what a label tells, and no label itself."""
    words = vocabulary()["properties"]
    bare = label(text)
    if len(text) < 2 or not _SAYS.search(text) or bare in _labels() or "某" in bare:
        return False
    if name is PropertyName.SCHOOL:
        return bare.endswith(tuple(words["schools"]))
    unlike: list[str] = words["nobody"] if name is PropertyName.AUTHOR else words["headers"]
    return name is PropertyName.CLASS or not bare.endswith(tuple(unlike))


@cache
def _labels() -> frozenset[str]:
    words = vocabulary()
    own = [word for name in PropertyName for word in words["properties"][name.value]]
    basics = [word for names in words["lesson_plan"]["basics"] for word in names]
    return frozenset(
        map(label, [*own, *basics, *words["syllabus"]["basics"], *words["properties"]["headers"]])
    )


def _course_of_title(document: Document) -> Property | None:
    """Return the course that the title has in brackets."""
    subject = _SUBJECT.search(document.title)
    if subject is None or document.kind not in _OF_A_COURSE:
        return None
    return _placed(PropertyName.COURSE, subject[1], document.canonical)


def _first_school(texts: Iterable[str], front: str) -> Property | None:
    """Return the first name of a school with which a part of a short line begins.

    What may be a school's own department (``工程学院``) only where there is no other.
    """
    names = [
        name
        for text in texts
        if len(text) <= _LONGEST_LINE
        for part in _PARTS.finditer(text)
        if (name := _school_in(part[0]))
    ]
    whole = [name for name in names if _WHOLE.search(_folded(name))]
    best = next(iter([*whole, *names]), "")
    return _placed(PropertyName.SCHOOL, best, front) if best else None


def _school_in(text: str) -> str:
    """Return the name of a school that a text begins with, ``""`` where it does not."""
    text = _BEFORE.sub("", text)
    match = _school().match(_folded(text[:_LONGEST_SCHOOL]))
    if match is None or _SENTENCE.search(match[0]):
        return ""
    return text[: match.end()] if len(_no_school().sub("", match["name"])) > 1 else ""


@cache
def _school() -> re.Pattern[str]:
    ends = "|".join(sorted(vocabulary()["properties"]["schools"], key=len, reverse=True))
    # 某大学附属中学 is one school; 某学院 says no more for 学校教务处 behind it.
    return re.compile(
        rf"(?P<name>[\u4e00-\u9fff]{{2,14}}?)(?:{ends})(?!系)(?:附属[\u4e00-\u9fff]{{0,8}}?(?:{ends}))?"
    )


@cache
def _no_school() -> re.Pattern[str]:
    return re.compile("|".join(sorted(vocabulary()["properties"]["no_school"], key=len)[::-1]))


def _first_term(texts: Iterable[str], front: str) -> Property | None:
    """Return the first term that a short line names, unless it only says from when on."""
    for text in texts:
        match = _TERM.search(_folded(text)) if len(text) <= _LONGEST_LINE else None
        if match is not None and not text[match.end() :].lstrip().startswith(("起", "前", "以")):
            return _placed(PropertyName.TERM, text[match.start() : match.end()].strip(), front)
    return None


def _author_of_file(author: str) -> Property | None:
    """Return the author in the file's metadata, unless it is a name that a program put there."""
    if not _PERSON.fullmatch(author) or author in vocabulary()["properties"]["no_author"]:
        return None
    return Property(PropertyName.AUTHOR, author, 0, 0)


def _placed(name: PropertyName, text: str, canonical: str) -> Property:
    at = canonical.find(text)
    return Property(name, text, at, at + len(text)) if at >= 0 else Property(name, text, 0, 0)


def _folded(text: str) -> str:
    """Return a text folded character by character, so that places in it stay."""
    return "".join(map(_folded_character, text))


@cache
def _folded_character(character: str) -> str:
    folded = fold(character)
    return folded if len(folded) == 1 else character
