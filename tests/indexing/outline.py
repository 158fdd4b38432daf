"""What the structure tests compare: a document's sections and tables in short form."""

from indexing.chunking import CountTokens, chunk_document
from indexing.records import Chunk, ChunkKind, Document, Section, Table


def outline(document: Document) -> list[tuple[int, str]]:
    """(level, heading) of every section but the root."""
    return [(section.level, section.heading) for section in document.sections[1:]]


def section(document: Document, *path: str) -> Section:
    """The one section whose path ends with ``path``."""
    found = [s for s in document.sections if s.path[-len(path) :] == path]
    assert len(found) == 1, f"{path}: {len(found)} sections"
    return found[0]


def text_of(document: Document, *path: str) -> str:
    """The text of the one section whose path ends with ``path``, its heading left out."""
    at = section(document, *path)
    text = document.canonical[at.start : at.end]
    return text.removeprefix(at.heading).strip()


def rows(table: Table) -> list[tuple[str, ...]]:
    """The cells of a table as text."""
    return [tuple(cell.text for cell in row) for row in table.rows]


def column(table: Table, index: int) -> list[str]:
    """One column of a table."""
    return [row[index].text for row in table.rows]


def verbatim(document: Document, count_tokens: CountTokens, limit: int) -> list[Chunk]:
    """The chunks taken from the document, without the fact sheets derived from it."""
    chunks = chunk_document(document, count_tokens, limit)
    return [chunk for chunk in chunks if chunk.kind is not ChunkKind.FACT_SHEET]
