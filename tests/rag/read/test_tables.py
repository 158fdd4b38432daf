"""The whole table around a row: over several chunks, or not at all."""

from types import SimpleNamespace

import pytest

from indexing.records import Chunk, ChunkKind, Row, RowCell
from rag.read.tables import table_of

HEADER = "课程\t学时"


class Chunks:
    """An index of the chunks of one document."""

    def __init__(self, *chunks):
        self._chunks = chunks

    def chunk(self, identifier):
        return next((c for c in self._chunks if c.id == identifier), None)

    def chunks_of(self, document):
        return list(self._chunks)

    def documents(self):
        return [SimpleNamespace(id="d", path="标准.md", title="标准")]

    def copies(self, document):
        return ()


def chunk(name, text, section=1, columns=("课程", "学时"), parted=()):
    """A chunk whose lines with tabs are rows, but for the header and those that are parted."""
    rows, at = [], 0
    for line in text.split("\n"):
        cells = line.split("\t")
        if len(cells) == len(columns) and line != HEADER and line not in parted:
            told = tuple(RowCell(c, v) for c, v in zip(columns, cells, strict=True))
            rows.append(Row(at, at + len(line), told))
        at += len(line) + 1
    known = {"id": name, "document_id": "d", "kind": ChunkKind.PARAGRAPH, "text": text}
    place = {"heading_path": (), "page": 1, "start": 0, "end": len(text), "section": section}
    return Chunk(**known, **place, search_text=text, rows=tuple(rows))


def told(index, name, start):
    rows = table_of(index, name, start)
    return [(row.passage.chunk_id, row.passage.text[row.start : row.end]) for row in rows]


def test_the_rows_of_a_table_in_neighbouring_chunks():
    first, second = chunk("a", f"{HEADER}\n锯切\t8"), chunk("b", "打磨\t6\n贴金\t4")
    assert told(Chunks(first, second), "b", 0) == [
        ("a", "锯切\t8"),
        ("b", "打磨\t6"),
        ("b", "贴金\t4"),
    ]


def test_a_header_that_is_printed_again_parts_no_table():
    first, second = chunk("a", f"{HEADER}\n锯切\t8"), chunk("b", f"{HEADER}\n打磨\t6")
    assert told(Chunks(first, second), "b", len(HEADER) + 1) == [("a", "锯切\t8"), ("b", "打磨\t6")]


def test_text_between_parts_two_tables_and_another_section_does():
    one = chunk("a", f"{HEADER}\n锯切\t8\n下面是漆艺。\n{HEADER}\n打磨\t6")
    other = chunk("b", "贴金\t4", section=2)
    assert told(Chunks(one, other), "a", len(HEADER) + 1) == [("a", "锯切\t8")]
    assert told(Chunks(one, other), "b", 0) == [("b", "贴金\t4")]


@pytest.mark.parametrize("parted", ["锯切\t8", "贴金\t4"])
def test_a_table_of_which_a_row_is_not_known_is_none(parted):
    whole = chunk("a", f"{HEADER}\n锯切\t8\n打磨\t6\n贴金\t4", parted=(parted,))
    assert told(Chunks(whole), "a", whole.rows[0].start) == []


def test_no_table_of_an_unknown_chunk():
    assert told(Chunks(), "a", 0) == []
