"""The records that flow from a file to the index: documents, sections, tables, chunks.

All offsets are character offsets into ``Document.canonical``. For every chunk taken from a
document ``canonical[chunk.start:chunk.end] == chunk.text`` holds.
"""

from __future__ import annotations

import uuid
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from enum import StrEnum

#: Namespace of all deterministic ids; changing it changes every id in every index.
NAMESPACE = uuid.UUID("6f2c2c0e-6d0f-5a55-9d53-0c6a1f6d7a11")
#: Columns of the table of a lesson plan's teaching process, whatever the plan calls them.
PROCESS_COLUMNS = ("教学环节", "教学内容", "教师活动", "学生活动", "设计意图")


class DocumentKind(StrEnum):
    """What a document is, decided by what it looks like."""

    STANDARD = "standard"
    PROGRAMME = "programme"
    LESSON_PLAN = "lesson_plan"
    SYLLABUS = "syllabus"
    SCHEDULE = "schedule"
    HANDBOOK = "handbook"
    REGULATION = "regulation"
    SLIDES = "slides"
    GENERIC = "generic"


class ChunkKind(StrEnum):
    """The shape of a chunk."""

    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE_ROW = "table_row"
    STEP = "step"
    FACT_SHEET = "fact_sheet"


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and everything under it.

    Attributes:
        id: position of the section in ``Document.sections``; the root is 0.
        parent: id of the parent section, ``None`` for the root.
        heading: the heading as printed; for the root, the document's title.
        path: headings from the top to this one, without the root.
        level: 0 for the root, 1 for a chapter and so on.
        page: printed page of the heading, ``None`` where the document has no pages.
        start: offset of the heading.
        end: offset after the last character of the section and its descendants.
    """

    id: int
    parent: int | None
    heading: str
    path: tuple[str, ...]
    level: int
    page: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell; ``start == end`` where the value was derived or is empty."""

    text: str
    start: int
    end: int
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table as understood, each row as long as ``columns``.

    A cell that is merged over several rows is in all of them, at its one place.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    section: int
    page: int | None

    def names(self) -> set[str]:
        """Return what its header says, see :func:`names_in`."""
        return {name for column in self.columns for name in names_in(column)}

    def as_printed(self) -> Table:
        """Return the table with each merged cell in its first row only, as sums need it."""
        blank = Cell("", 0, 0)
        above: tuple[Cell, ...] = ()
        rows: list[tuple[Cell, ...]] = []
        for row in self.rows:
            pairs = zip(row, above or (blank,) * len(row), strict=True)
            rows.append(tuple(blank if c == a and c.start < c.end else c for c, a in pairs))
            above = row
        return replace(self, rows=tuple(rows))


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a document that a derived value was read from."""

    quote: str
    start: int
    end: int
    page: int | None = None


class UnitKind(StrEnum):
    """What the smallest block of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest block of a document; units cover the canonical text but for line breaks."""

    kind: UnitKind
    start: int
    end: int
    section: int
    page: int | None


class PropertyName(StrEnum):
    """What is told of a document as a whole."""

    COURSE = "course"
    SCHOOL = "school"
    CLASS = "class"
    TERM = "term"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Property:
    """What a document says of itself; ``start == end`` where no place of its text says so."""

    name: PropertyName
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the file a document was read from.

    Attributes:
        start: offset of what is on it in the canonical text.
        page: its place in the file, from 1: what opens it.
        label: what a reader sees on it, such as ``iv``; empty where nothing is printed.
    """

    start: int
    page: int
    label: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Lines of the file that are not in the text, all of one wording but for their digits.

    Attributes:
        text: the first of them.
        count: how many there are.
        page: page of the first, as the file counts; ``None`` where it has no pages.
        contents: whether they are entries of the printed table of contents, which are counted
            together; else they are printed around the text, as running heads are.
    """

    text: str
    count: int
    page: int | None
    contents: bool = False


@dataclass(frozen=True, slots=True)
class CorrectedHeading:
    """A line whose level as a heading a person put right.

    Attributes:
        start: offset of the line.
        line: its text, white space made single.
        nth: which of the lines of this text it is, from 1.
        level_read: the level it would have, 0 for no heading.
        level: the level it has, 0 for no heading.
    """

    start: int
    line: str
    nth: int
    level_read: int
    level: int


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a person put right in how the document was read.

    Attributes:
        title_read: the title it would have.
        kind_read: the kind it would have.
        headings: the lines concerned, in reading order.
        misfits: in Chinese, what was put right once and does not fit the file any more.
    """

    title_read: str
    kind_read: DocumentKind
    headings: tuple[CorrectedHeading, ...] = ()
    misfits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as understood.

    Attributes:
        id: uuid5 of ``path``.
        path: path inside the corpus folder, with forward slashes.
        title: the document's own title.
        kind: what its title, its fields and its structure say it is.
        sha256: hash of the file's bytes, hexadecimal.
        script: ``hans`` or ``hant``.
        canonical: the text in reading order, furniture taken out and broken lines joined.
        sections: the section tree in reading order; ``sections[0]`` is the root.
        tables: the tables found.
        units: headings, paragraphs, list items and rows in reading order.
        pages: printed pages, 0 where the document has none.
        doubtful: what was recognised in a picture with little confidence.
        leaves: the pages of the file in reading order, where it has pages.
        kind_certainty: probability of ``kind``, 0 to 1.
        properties: course, school, class, term and author, at most one of each.
        layout: kind whose parser read it, ``generic`` for one of a known kind whose form is its
            own; ``None`` where that is its kind's.
        guessed: ids of the sections whose heading neither the format marks nor a number.
        left_out: lines of the file that are not in the text.
        unread_pages: pages, as the file counts, in which no text was found.
        corrected: what a person put right, ``None`` where nobody did.
    """

    id: str
    path: str
    title: str
    kind: DocumentKind
    sha256: str
    script: str
    canonical: str
    sections: tuple[Section, ...]
    tables: tuple[Table, ...] = ()
    units: tuple[Unit, ...] = ()
    pages: int = 0
    doubtful: tuple[Source, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    kind_certainty: float = 1.0
    properties: tuple[Property, ...] = ()
    layout: DocumentKind | None = None
    guessed: tuple[int, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unread_pages: tuple[int, ...] = ()
    corrected: Corrected | None = None

    def leaf_at(self, start: int) -> Leaf | None:
        """Return the page of the file that a place is on, ``None`` where there are no pages."""
        at = bisect_right(self.leaves, start, key=lambda leaf: leaf.start)
        return self.leaves[at - 1] if at else None


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell of a row with the name of its column.

    ``printed`` is false where it stands in a row above, merged with this one's.
    """

    column: str
    text: str
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table in a chunk; ``start`` and ``end`` are offsets in the chunk's text."""

    start: int
    end: int
    cells: tuple[RowCell, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document that can be retrieved and cited.

    Attributes:
        id: uuid5 of the document's id and the span, see :func:`chunk_id`.
        document_id: id of the document.
        kind: shape of the chunk.
        text: verbatim text, original script; for a fact sheet, the derived text.
        search_text: what is embedded and lexically indexed: heading path and text, NFKC,
            Simplified.
        heading_path: headings from the top to the chunk's section.
        page: printed page the chunk starts on, if any.
        start: offset of ``text`` in ``Document.canonical`` (a fact sheet: of its section).
        end: offset after ``text``.
        section: id of the section the chunk is in.
        previous: id of the chunk before, in reading order, ``None`` for the first.
        next: id of the chunk after, ``None`` for the last.
        sources: for a fact sheet, the places its cells were read from; else empty.
        rows: the rows of tables that stand in it, in order.
        header: the names of the columns of its first row where they stand in an earlier chunk.
        page_label: what a reader sees on that page, such as ``iv``; empty where it is ``page``.
        file_page: that page's place in the file, from 1, which opens it.
    """

    id: str
    document_id: str
    kind: ChunkKind
    text: str
    search_text: str
    heading_path: tuple[str, ...]
    page: int | None
    start: int
    end: int
    section: int
    previous: str | None = None
    next: str | None = None
    sources: tuple[Source, ...] = field(default=())
    rows: tuple[Row, ...] = ()
    header: Source | None = None
    page_label: str = ""
    file_page: int | None = None


def names_in(column: str) -> set[str]:
    """Return the name of a column and the names it is joined from where the header has two rows."""
    return {column, *column.split("·")}


def document_id(path: str) -> str:
    """Return the stable id of the document at ``path`` (inside the corpus, forward slashes)."""
    return str(uuid.uuid5(NAMESPACE, path))


def chunk_id(document: str, start: int, end: int, label: str = "") -> str:
    """Return the stable id of a chunk; ``label`` tells fact sheets of one span apart."""
    return str(uuid.uuid5(NAMESPACE, f"{document}:{start}:{end}:{label}"))
