# ruff: noqa: D102 - the protocol Engine says what the methods do
"""The engines compared by :mod:`eval.bench.lexical`, behind one small protocol.

Every engine gets the same terms. The others than the product's own are imported when measured.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from indexing.lexical import Bm25, LexicalIndex, chunk_fields
from indexing.records import Chunk, Document
from indexing.searchtext import fold
from indexing.tokenize import Tokenizer

Cut = Callable[[str], list[str]]
Corpus = Sequence[tuple[Document, Sequence[Chunk]]]


class Engine(Protocol):
    """Something that ranks chunks by the words they share with a question."""

    def build(self, corpus: Corpus) -> None:
        """Index the corpus."""

    def replace(self, document: Document, chunks: Sequence[Chunk]) -> None:
        """Index one document again."""

    def search(self, question: str, k: int) -> list[str]:
        """Return chunk ids, best first."""

    def size(self) -> int:
        """Return bytes on disk."""


class _Cutter(Tokenizer):
    """A tokenizer made of a function, to measure other ways of cutting."""

    def __init__(self, cut: Cut) -> None:
        super().__init__()
        self._terms_of = cut

    def terms(self, text: str) -> list[str]:
        return self._terms_of(text)


@dataclass
class Own:
    """The product's own index, with any way of cutting text."""

    folder: Path
    cut: Cut
    ranking: Bm25

    def build(self, corpus: Corpus) -> None:
        self._path = self.folder / "own.sqlite"
        cutter = _Cutter(self.cut)
        self._index = LexicalIndex(self._path, cutter, writable=True, ranking=self.ranking)
        for document, chunks in corpus:
            self._index.add(chunks, document.title)
        self._index.finish()

    def replace(self, document: Document, chunks: Sequence[Chunk]) -> None:
        self._index.delete(document.id)
        self._index.add(chunks, document.title)

    def search(self, question: str, k: int) -> list[str]:
        return [identifier for identifier, _ in self._index.search(question, k)]

    def size(self) -> int:
        return self._path.stat().st_size


@dataclass
class Fts5:
    """SQLite's FTS5 with weighted columns over terms cut beforehand."""

    folder: Path
    cut: Cut
    ranking: Bm25

    def build(self, corpus: Corpus) -> None:
        self._connection = sqlite3.connect(self.folder / "fts5.sqlite")
        self._connection.execute(
            "CREATE VIRTUAL TABLE lexical USING fts5(title, heading, body, id UNINDEXED, "
            "document UNINDEXED, tokenize = \"ascii tokenchars '.:-/%+&_'\")"
        )
        for document, chunks in corpus:
            self._add(document, chunks)
        self._connection.commit()

    def replace(self, document: Document, chunks: Sequence[Chunk]) -> None:
        self._connection.execute("DELETE FROM lexical WHERE document = ?", (document.id,))
        self._add(document, chunks)
        self._connection.commit()

    def search(self, question: str, k: int) -> list[str]:
        terms = " OR ".join(f'"{term}"' for term in dict.fromkeys(self.cut(fold(question))))
        rows = self._connection.execute(
            "SELECT id FROM lexical WHERE lexical MATCH ? "
            "ORDER BY bm25(lexical, ?, ?, ?), id LIMIT ?",
            (terms, self.ranking.title, self.ranking.heading, self.ranking.body, k),
        )
        return [str(identifier) for (identifier,) in rows]

    def size(self) -> int:
        return (self.folder / "fts5.sqlite").stat().st_size

    def _add(self, document: Document, chunks: Sequence[Chunk]) -> None:
        for chunk in chunks:
            texts = [" ".join(self.cut(part)) for part in _texts(document, chunk)]
            self._connection.execute(
                "INSERT INTO lexical VALUES (?, ?, ?, ?, ?)", (*texts, chunk.id, document.id)
            )


@dataclass
class Bm25s:
    """bm25s over one field in which title and headings are repeated by their weight.

    With ``apart``, one index a field and the sum of their weighted scores.
    """

    folder: Path
    cut: Cut
    ranking: Bm25
    apart: bool = False

    def build(self, corpus: Corpus) -> None:
        bm25s: Any = import_module("bm25s")  # no type information
        self._corpus = dict(corpus_items(corpus))
        self._ids: list[str] = []
        fields: list[tuple[list[str], list[str]]] = []
        for document, chunks in self._corpus.values():
            for chunk in chunks:
                title, head, body = (self.cut(part) for part in _texts(document, chunk))
                heads = title * round(self.ranking.title) + head * round(self.ranking.heading)
                fields.append((heads, body))
                self._ids.append(chunk.id)
        texts = [[h for h, _ in fields], [b for _, b in fields]]
        if not self.apart:
            texts = [[h + b for h, b in fields]]
        self._indexes: list[Any] = []
        for field in texts:
            index = bm25s.BM25(k1=1.2, b=0.75)
            index.index(field, show_progress=False)
            self._indexes.append(index)

    def replace(self, document: Document, chunks: Sequence[Chunk]) -> None:
        self.build([*(v for k, v in self._corpus.items() if k != document.id), (document, chunks)])

    def search(self, question: str, k: int) -> list[str]:
        import numpy as np

        terms = list(dict.fromkeys(self.cut(fold(question))))
        scores = np.zeros(len(self._ids))
        for index in self._indexes:
            if known := [term for term in terms if term in index.vocab_dict]:
                scores = scores + index.get_scores(known)
        order = sorted(np.flatnonzero(scores), key=lambda i: (-scores[i], self._ids[i]))
        return [self._ids[i] for i in order[:k]]

    def size(self) -> int:
        for number, index in enumerate(self._indexes):
            index.save(str(self.folder / f"bm25s{number}"), show_progress=False)
        return _bytes(self.folder)


@dataclass
class Tantivy:
    """tantivy with three boosted fields."""

    folder: Path
    cut: Cut
    ranking: Bm25

    def build(self, corpus: Corpus) -> None:
        import tantivy

        builder = tantivy.SchemaBuilder()
        for name in ("title", "heading", "body"):
            builder.add_text_field(name, tokenizer_name="whitespace")
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("document", tokenizer_name="raw")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(self.folder))
        self._writer = self._index.writer(15_000_000, 1)
        for document, chunks in corpus:
            self._add(document, chunks)
        self._commit()

    def replace(self, document: Document, chunks: Sequence[Chunk]) -> None:
        self._writer.delete_documents("document", document.id)
        self._add(document, chunks)
        self._commit()

    def search(self, question: str, k: int) -> list[str]:
        from tantivy import Occur, Query

        boosts = {"title": self.ranking.title, "heading": self.ranking.heading, "body": 1.0}
        parts = [
            (Occur.Should, Query.boost_query(Query.term_query(self._schema, name, term), boost))
            for term in dict.fromkeys(self.cut(fold(question)))
            for name, boost in boosts.items()
        ]
        searcher = self._index.searcher()
        hits = searcher.search(Query.boolean_query(parts), k).hits
        return [str(searcher.doc(address)["id"][0]) for _, address in hits]

    def size(self) -> int:
        return _bytes(self.folder)

    def _add(self, document: Document, chunks: Sequence[Chunk]) -> None:
        from tantivy import Document as Entry

        for chunk in chunks:
            title, heading, body = (" ".join(self.cut(part)) for part in _texts(document, chunk))
            entry = Entry(
                title=title, heading=heading, body=body, id=chunk.id, document=document.id
            )
            self._writer.add_document(entry)

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()


def corpus_items(corpus: Corpus) -> list[tuple[str, tuple[Document, Sequence[Chunk]]]]:
    """Return the corpus with each document's id in front."""
    return [(document.id, (document, chunks)) for document, chunks in corpus]


def _texts(document: Document, chunk: Chunk) -> tuple[str, str, str]:
    title = fold(document.title)
    return (title, *chunk_fields(chunk, title))


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
