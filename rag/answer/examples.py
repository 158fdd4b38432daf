"""Example questions for a first-time user: made from what is indexed, kept where answered whole.

A question is made with the facts its answer must have, read from the structure of a document. The
program then answers it itself; what it does not answer with all of them is not offered.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from operator import itemgetter

from indexing.index import Index
from indexing.records import Chunk, ChunkKind, Document, Section
from indexing.tokenize import normalise_query
from rag.answer.citations import without_marks
from rag.ask.mentions import heading_name
from rag.text.sentences import sentences

#: Examples on a page, and questions that are tried for them at most.
MOST, TRIED = 4, 12
#: Rows of a sheet, and characters of a section, that an answer can still tell whole.
_ROWS, _CHARACTERS = range(2, 9), range(30, 161)
#: Letters of a heading that says what stands under it, which a number alone does not.
_NAME = range(3, 13)
_NUMBER = re.compile(r"第[一二三四五六七八九十百\d]+[章节条课讲周]")
#: Questions of one document that are tried until one is answered, before it is the next one's turn.
_IN_A_ROW = 3
_ROW = re.compile(r"^(?P<name>.+)：(?P<told>[^：]+)$")
_SPACE = re.compile(r"[\s｜|*]+")
_SHARES = ("%", "％", "分", "分值")
_UNIT = re.compile(r"^\d+(?:\.\d+)? ?(?P<unit>\D+)$")
#: How the name of a sheet ends; what is left are the things that it counts.
_COUNTED = re.compile(r"的?(?:学时安排|时间安排|基准学时|学时|权重)$")
#: A line without two letters says nothing by itself.
_TELLING = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and what its answer must have, folded and without white space."""

    question: str
    needs: tuple[str, ...]

    def answered_by(self, text: str) -> bool:
        """Whether an answer has everything that the question asks for."""
        told = _folded(without_marks(text))
        return all(need in told for need in self.needs)


def example_questions(index: Index, answer: Callable[[str], str]) -> list[str]:
    """Return up to :data:`MOST` questions, of different documents where there are several.

    Args:
        index: what the questions are about.
        answer: answers a question; empty for a refusal.
    """
    found: list[str] = []
    left = TRIED
    documents = [iter(_of(index, info.id, n)) for n, info in enumerate(index.documents())]
    while documents:
        for document in list(documents):
            for example in islice(document, _IN_A_ROW):
                if left == 0 or len(found) == MOST:
                    return found
                left -= 1
                if example.answered_by(answer(example.question)):
                    found.append(example.question)
                    break
            else:  # it has no more, or none that is answered
                documents.remove(document)
    return found


def _of(index: Index, identifier: str, number: int) -> list[Example]:
    """Return questions of one document: its sheets of figures and its short sections in turns.

    Every other document begins with a section, so that the questions shown are not of one kind.
    """
    document = index.document(identifier)
    if document is None:
        return []
    sheets = [c for c in index.chunks_of(identifier) if c.kind is ChunkKind.FACT_SHEET]
    kinds = [list(_of_sheets(document, sheets)), list(_of_sections(document))]
    pairs = zip_longest(*(reversed(kinds) if number % 2 else kinds))
    return [example for pair in pairs for example in pair if example]


def _of_sheets(document: Document, sheets: Sequence[Chunk]) -> Iterator[Example]:
    """Yield what the sheets of figures tell, first those of a single course."""
    for sheet in sorted(sheets, key=lambda s: not _course(s)):
        name, *lines = sheet.text.split("\n")
        rows = [match for line in lines[:-1] if (match := _ROW.match(line))]
        if len(rows) not in _ROWS or len(rows) != len(lines) - 1:
            continue
        units = {found["unit"] for row in rows if (found := _UNIT.match(row["told"]))}
        unit = units.pop() if len(units) == 1 else ""
        asked = "各占多少" if unit in _SHARES else f"各多少{unit}"
        needs = tuple(_folded(row[part]) for row in rows for part in ("name", "told"))
        subject = _course(sheet) or _named(document)
        what = heading_name(_COUNTED.sub("", name))
        yield Example(f"{subject}的{what}{asked}？", needs)


def _of_sections(document: Document) -> Iterator[Example]:
    """Yield what short sections say that have a heading of their own, first those with parts."""
    headings = Counter(heading_name(normalise_query(s.heading)) for s in document.sections)
    below: defaultdict[int | None, list[Section]] = defaultdict(list)
    for section in document.sections:
        below[section.parent].append(section)
    found: list[tuple[int, Example]] = []
    for section in document.sections[1:]:
        name = heading_name(section.heading).rstrip("：:")
        once = headings[heading_name(normalise_query(section.heading))] == 1
        parts, body = _parts(document, section, below)
        telling = len(name) in _NAME and not _NUMBER.match(name)
        if once and telling and len(body) in _CHARACTERS:
            needs = tuple(_folded(s.text) for s in sentences(body) if _TELLING.search(s.text))
            found.append((-parts, Example(f"{_named(document)}里“{name}”写了什么？", needs)))
    return (example for _, example in sorted(found, key=itemgetter(0)))


def _parts(
    document: Document, section: Section, below: Mapping[int | None, Sequence[Section]]
) -> tuple[int, str]:
    """Return how many sections stand in one, and their text, or else its own, without headings.

    The text is empty where the parts have parts.
    """
    parts = below.get(section.id, ())
    if any(part.id in below for part in parts):
        return len(parts), ""
    each = (document.canonical[s.start : s.end].removeprefix(s.heading) for s in parts or [section])
    return len(parts), "\n".join(text.strip() for text in each)


def _course(sheet: Chunk) -> str:
    """Return the course that a sheet stands under, in title marks; empty for none."""
    courses = [h for h in sheet.heading_path if h.endswith("课程标准") and h != "课程标准"]
    name = heading_name(courses[-1]) if courses else ""
    return f"《{name}》" if name else ""


def _named(document: Document) -> str:
    return document.title if "《" in document.title else f"《{document.title}》"


def _folded(text: str) -> str:
    return _SPACE.sub("", normalise_query(text))
