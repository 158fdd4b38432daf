"""Search by words: BM25F over title, headings and body, in a SQLite file.

``python -m eval.bench.lexical`` compared it with SQLite's FTS5, bm25s and tantivy over the same
terms. It finds as much as bm25s, which cannot replace a document without indexing all others
again, and more than FTS5 and tantivy, which ignore the fields' weights in the length of a passage
or add up the fields' scores. It also lets a term count less than another, which a synonym needs.

Terms come cut from :class:`indexing.tokenize.Tokenizer`; postings are plain rows, so adding and
removing a document is adding and removing rows, and nothing is built at query time.

Score of a chunk: the sum over the query's terms of ``weight · idf · tf·(k1+1) / (tf + k1·(1 - b +
b·len/avglen))``, where ``tf`` and ``len`` count an occurrence by the weight of its field and
``idf = ln(1 + (N - df + 0.5)/(df + 0.5))`` (Robertson, Zaragoza and Taylor, "Simple BM25 Extension
to Multiple Weighted Fields", 2004; the idf is Lucene's, which never turns negative).
"""

from __future__ import annotations

import json
import math
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexing.records import Chunk
from indexing.searchtext import fold
from indexing.stores.sqlite import connect
from indexing.tokenize import Tokenizer

_SCHEMA = """
CREATE TABLE terms (number INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE);
CREATE TABLE chunks (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL,
    title INTEGER NOT NULL, heading INTEGER NOT NULL, body INTEGER NOT NULL
);
CREATE TABLE postings (
    term INTEGER NOT NULL, chunk INTEGER NOT NULL,
    title INTEGER NOT NULL, heading INTEGER NOT NULL, body INTEGER NOT NULL,
    PRIMARY KEY (term, chunk)
) WITHOUT ROWID;
"""
_SEARCH = """
WITH
wanted(term, gain) AS (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:wanted)
),
found(chunk, gain, tf, length) AS (
    SELECT c.id, w.gain,
        :title * p.title + :heading * p.heading + :body * p.body,
        :title * c.title + :heading * c.heading + :body * c.body
    FROM wanted AS w JOIN postings AS p ON p.term = w.term JOIN chunks AS c ON c.number = p.chunk
    WHERE :all OR c.document_id IN (SELECT value FROM json_each(:allowed))
)
SELECT chunk, round(sum(gain * tf * (:k1 + 1)
    / (tf + :k1 * (1 - :b + :b * length / :average))), 9) AS score
FROM found WHERE tf > 0 GROUP BY chunk HAVING score > 0 ORDER BY score DESC, chunk LIMIT :k
"""
_FREQUENCIES = """
SELECT t.number, t.term, (SELECT count(*) FROM postings AS p WHERE p.term = t.number)
FROM terms AS t WHERE t.term IN (SELECT value FROM json_each(?))
"""
_ADD_POSTING = """
INSERT INTO postings SELECT number, ?, ?, ?, ? FROM terms WHERE term = ?
"""


@dataclass(frozen=True, slots=True)
class Bm25:
    """Parameters of the score: weights of the fields, saturation ``k1``, length ``b``."""

    title: float = 2.0
    heading: float = 2.0
    body: float = 1.0
    k1: float = 1.2
    b: float = 0.75


class LexicalIndex:
    """BM25F over chunks. Safe to search from several threads; written by one.

    Args:
        path: the SQLite file.
        tokenizer: the tokenizer of the generation, for documents and questions alike.
        writable: open for building; created where missing. Else opened as immutable.
        ranking: parameters of the score, at search time only.
    """

    def __init__(
        self,
        path: Path,
        tokenizer: Tokenizer,
        *,
        writable: bool = False,
        ranking: Bm25 | None = None,
    ) -> None:
        """Open the file.

        Raises:
            sqlite3.DatabaseError: the file is no database, or, for reading, is missing.
        """
        self.tokenizer = tokenizer
        self.ranking = ranking or Bm25()
        self._lock = threading.Lock()
        self._totals: tuple[int, int, int, int] | None = None
        created = writable and not path.exists()
        self._connection = connect(path, writable=writable)
        if created:
            self._connection.executescript(_SCHEMA)

    def add(self, chunks: Iterable[Chunk], title: str = "") -> None:
        """Add the chunks of one document titled ``title``.

        Raises:
            sqlite3.IntegrityError: a chunk is there already.
        """
        folded = fold(title)
        titles = Counter(self.tokenizer.terms(folded))
        with self._lock, self._connection:
            self._totals = None
            for chunk in chunks:
                head, body = chunk_fields(chunk, folded)
                self._add(chunk, titles, self._count(head), self._count(body))

    def delete(self, document_id: str) -> None:
        """Remove every chunk of the document; nothing happens where there is none."""
        with self._lock, self._connection as connection:
            self._totals = None
            connection.execute(
                "DELETE FROM postings WHERE chunk IN "
                "(SELECT number FROM chunks WHERE document_id = ?)",
                (document_id,),
            )
            connection.execute("DELETE FROM chunks WHERE document_id = ?", (document_id,))

    def search(
        self,
        query: str | Sequence[str] | Mapping[str, float],
        k: int,
        allowed_documents: Iterable[str] | None = None,
    ) -> list[tuple[str, float]]:
        """Return the ids and scores of the ``k`` best chunks, best first, ties by id.

        Args:
            query: a question, or its terms, or terms with the weight each counts with.
            k: most results wanted.
            allowed_documents: ids of the documents that may answer, ``None`` for all.

        Returns:
            Chunks that hold at least one term, so perhaps fewer than ``k``. Scores are above 0
            and comparable within one query only.

        Raises:
            ValueError: ``k`` is below 1.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        weights = self._weights(query)
        rank = self.ranking
        with self._lock:
            number, *lengths = self._sums()
            fields = (rank.title, rank.heading, rank.body)
            total = sum(w * length for w, length in zip(fields, lengths, strict=True))
            if not total:
                return []
            values = {
                "wanted": json.dumps(
                    [
                        (term, weights[text] * _idf(count, number))
                        for term, text, count in self._frequencies(weights)
                    ]
                ),
                "title": rank.title,
                "heading": rank.heading,
                "body": rank.body,
                "k1": rank.k1,
                "b": rank.b,
                "average": total / number,
                "all": allowed_documents is None,
                "allowed": json.dumps(list(allowed_documents or ())),
                "k": k,
            }
            rows = self._connection.execute(_SEARCH, values).fetchall()
        return [(str(identifier), float(score)) for identifier, score in rows]

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """Return in how many chunks each term occurs, 0 for an unknown one."""
        wanted = dict.fromkeys(terms, 0)
        with self._lock:
            return wanted | {text: count for _, text, count in self._frequencies(wanted)}

    def count(self) -> int:
        """Return the number of chunks."""
        with self._lock:
            return self._sums()[0]

    def finish(self) -> None:
        """Tidy up after building: drop terms in no chunk, give back unused space."""
        with self._lock:
            with self._connection as connection:
                connection.execute(
                    "DELETE FROM terms WHERE number NOT IN (SELECT term FROM postings)"
                )
            self._connection.execute("VACUUM")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _weights(self, query: str | Sequence[str] | Mapping[str, float]) -> dict[str, float]:
        if isinstance(query, Mapping):
            return dict(query)
        terms = self.tokenizer.query_terms(query) if isinstance(query, str) else query
        return dict.fromkeys(terms, 1.0)

    def _sums(self) -> tuple[int, int, int, int]:
        """Return the number of chunks and the lengths of each field in all."""
        if self._totals is None:
            sql = "SELECT count(*), total(title), total(heading), total(body) FROM chunks"
            number, *lengths = self._connection.execute(sql).fetchone()
            title, heading, body = map(int, lengths)
            self._totals = int(number), title, heading, body
        return self._totals

    def _frequencies(self, terms: Iterable[str]) -> list[tuple[int, str, int]]:
        """Return number, term and number of chunks of each term that is indexed."""
        return self._connection.execute(_FREQUENCIES, (json.dumps(list(terms)),)).fetchall()

    def _count(self, text: str) -> Counter[str]:
        return Counter(self.tokenizer.terms(text))

    def _add(
        self, chunk: Chunk, title: Counter[str], heading: Counter[str], body: Counter[str]
    ) -> None:
        terms = sorted({*title, *heading, *body})
        cursor = self._connection.execute(
            "INSERT INTO chunks (id, document_id, title, heading, body) VALUES (?, ?, ?, ?, ?)",
            (chunk.id, chunk.document_id, title.total(), heading.total(), body.total()),
        )
        number = cursor.lastrowid
        self._connection.executemany(
            "INSERT OR IGNORE INTO terms (term) VALUES (?)", ((term,) for term in terms)
        )
        self._connection.executemany(
            _ADD_POSTING,
            ((number, title[term], heading[term], body[term], term) for term in terms),
        )


def chunk_fields(chunk: Chunk, title: str) -> tuple[str, str]:
    """Return headings (with a lead-in line, where there is one) and body of a chunk, folded.

    The first line of a search text is title, headings and lead-in.

    Args:
        chunk: the chunk.
        title: the document's title, folded.
    """
    head, found, body = chunk.search_text.partition("\n")
    return (head.removeprefix(title), body) if found else ("", head)


def _idf(count: int, number: int) -> float:
    return math.log(1 + (number - count + 0.5) / (count + 0.5))
