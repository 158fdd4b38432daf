"""``python -m eval.bench.lexical``: which engine and which terms search by words best.

Prints one line an engine: span recall, mean reciprocal rank, milliseconds a question, seconds to
build and to replace the smallest document, size. It decided for our own index, its fields and its
terms; k1 and b stay at the values of the literature.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from eval.bench.engines import Bm25s, Corpus, Cut, Engine, Fts5, Own, Tantivy
from eval.bench.quotes import Question, load_questions, recall, reciprocal_rank, squash
from indexing.chunking import chunk_document
from indexing.corpus_files import list_corpus
from indexing.dictionary import corpus_words
from indexing.kinds import understand
from indexing.lexical import Bm25
from indexing.manifest import hash_file
from indexing.readers import read
from indexing.settings import IndexSettings
from indexing.tokenize import Tokenizer, normalise_query

_HAN = re.compile(r"[^\W_a-z0-9]+")
_DEPTH = 10
_NEEDED = {"bm25s": "bm25s>=0.3", "tantivy": "tantivy>=0.25"}


def load(folder: Path, limit: int) -> Corpus:
    """Read, understand and cut the documents; a token is taken for a character and a half."""
    corpus = []
    for name, path in list_corpus(folder, folder / ".none").items():
        document = understand(read(path), name, hash_file(path))
        corpus.append((document, chunk_document(document, lambda t: len(t) * 2 // 3, limit)))
    return corpus


def bigrams(text: str) -> list[str]:
    """Return all pairs of neighbouring Chinese characters."""
    runs = _HAN.findall(normalise_query(text))
    return [run[i : i + 2] for run in runs for i in range(len(run) - 1)]


def variants(corpus: Corpus) -> dict[str, Callable[[Path], Engine]]:
    """Return what is measured, by name; each is made in a folder of its own."""
    words = sorted({word for document, _ in corpus for word in corpus_words(document)})
    cut = Tokenizer(words).terms
    plain: Cut = Tokenizer().terms
    chosen, equal = Bm25(), Bm25(title=1, heading=1)
    body = Bm25(title=0, heading=0)
    return {
        "own": lambda folder: Own(folder, cut, chosen),
        "own, fields equal": lambda folder: Own(folder, cut, equal),
        "own, body only": lambda folder: Own(folder, cut, body),
        "own, without corpus words": lambda folder: Own(folder, plain, chosen),
        "own, words and bigrams": lambda folder: Own(folder, lambda t: cut(t) + bigrams(t), chosen),
        "own, bigrams": lambda folder: Own(folder, bigrams, chosen),
        "own, not segmented": lambda folder: Own(folder, lambda t: t.split(), chosen),
        "fts5": lambda folder: Fts5(folder, cut, chosen),
        "bm25s, one field": lambda folder: Bm25s(folder, cut, chosen),
        "bm25s, two indexes": lambda folder: Bm25s(folder, cut, chosen, apart=True),
        "tantivy": lambda folder: Tantivy(folder, cut, chosen),
    }


def measure(engine: Engine, corpus: Corpus, questions: Sequence[Question]) -> str:
    """Return one line of figures."""
    texts = {chunk.id: squash(chunk.text) for _, chunks in corpus for chunk in chunks}
    started = time.perf_counter()
    engine.build(corpus)
    build = time.perf_counter() - started
    found, spent = [], []
    for question in questions:
        started = time.perf_counter()
        ids = engine.search(question.text, _DEPTH)
        spent.append((time.perf_counter() - started) * 1000)
        found.append([texts[identifier] for identifier in ids])
    size = engine.size()
    smallest = min(corpus, key=lambda entry: len(entry[1]))
    started = time.perf_counter()
    engine.replace(*smallest)
    update = time.perf_counter() - started
    pairs = list(zip(questions, found, strict=True))
    recalls = [
        statistics.mean(recall(question.quotes, texts[:k]) for question, texts in pairs)
        for k in (1, 3, 5, 10)
    ]
    mrr = statistics.mean(reciprocal_rank(question.quotes, texts) for question, texts in pairs)
    quality = " ".join(f"{value:5.3f}" for value in (*recalls, mrr))
    slow = statistics.quantiles(spent, n=20)[-1]
    return (
        f"{quality} {statistics.median(spent):7.2f} {slow:7.2f} "
        f"{build:7.2f} {update:8.3f} {size / 1024:8.0f}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.lexical", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of documents")
    parser.add_argument("--gold", type=Path, required=True, help="questions with evidence quotes")
    parser.add_argument("--chunk-tokens", type=int, default=IndexSettings().chunk_tokens)
    parser.add_argument("--copies", type=int, default=1, help="index the corpus this many times")
    options = parser.parse_args()
    corpus = load(options.corpus, options.chunk_tokens)
    questions = load_questions(options.gold)
    corpus = multiply(corpus, options.copies)
    print(f"{sum(len(chunks) for _, chunks in corpus)} chunks, {len(questions)} questions")
    names = "R@1   R@3   R@5   R@10  MRR    ms/med  ms/p95 build/s update/s      KiB"
    print(f"{'':28}{names}")
    for name, make in variants(corpus).items():
        package = name.split(",")[0]
        if package in _NEEDED and importlib.util.find_spec(package) is None:
            print(f"{name:28}not measured: pip install '{_NEEDED[package]}'")
            continue
        with tempfile.TemporaryDirectory() as folder:
            print(f"{name:28}{measure(make(Path(folder)), corpus, questions)}", flush=True)


def multiply(corpus: Corpus, copies: int) -> Corpus:
    """Return the corpus ``copies`` times under other ids, to measure speed at size."""
    return [
        (
            replace(document, id=f"{document.id}{copy or ''}"),
            [
                replace(
                    chunk, id=f"{chunk.id}{copy or ''}", document_id=f"{document.id}{copy or ''}"
                )
                for chunk in chunks
            ],
        )
        for copy in range(copies)
        for document, chunks in corpus
    ]


if __name__ == "__main__":
    main()
