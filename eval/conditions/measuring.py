"""Asks every question of a collection under every condition, and what each answer scores."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import fmean, median
from typing import Any

import numpy as np

from eval.conditions.collections import Collection
from eval.conditions.record import FILE_NAME, Cell, Column, Row, Table, load_table, save_table
from eval.conditions.subjects import bare, beike_retriever, llamaindex, pasted, texts_of
from eval.fingerprints import code_sha256, measured_settings, models_of, sha256_of
from eval.folding import squash_quote
from eval.gold_file import GoldQuestion
from eval.measured_corpus import FoldedPassage, MeasuredCorpus
from eval.metrics.answer_length import answer_length
from eval.metrics.citation_support import citation_support
from eval.metrics.citation_validity import citation_validity
from eval.metrics.lead import answer_proper, lead, shown
from eval.metrics.span_recall import span_recall
from eval.metrics.wrong_place import places_of, wrong_place
from eval.relevance import Quote, check_evidence, holds, quotes_of
from eval.remembering import RememberingEncoder
from eval.runner import Subject, history_of
from indexing.index import open_index
from indexing.pipeline import build_index
from indexing.report import Progress, no_progress
from indexing.stores.vectors import llama_vectors
from rag.assistant import Assistant
from rag.factory import make_encoder
from rag.settings import Settings
from rag.types import Answer, Passage

#: Passages that are retrieved of each question.
DEPTH = 10
#: Means over the questions they apply to; see :mod:`eval.metrics`.
MEANS = (
    "lead",
    "shown",
    "recall@5",
    "recall@10",
    "mrr",
    "refusal_recall",
    "false_refusal",
    "wrong_place",
    "citation_validity",
    "citation_recall",
)


def measure_table(
    collections: Sequence[Collection],
    conditions: Sequence[str],
    settings: Settings,
    home: Path,
    progress: Progress = no_progress,
    only: Container[str] | None = None,
) -> Table:
    """Return conditions by collections, and keep them in ``conditions.json``.

    The file is written after each collection. What is in it is not measured again while program,
    models, settings, documents and questions are the same.

    Args:
        collections: the columns, in order.
        conditions: names of ``eval/conditions.yaml``.
        settings: of the product; corpus and index are those of the collection.
        home: folder for the file and the indexes.
        progress: told how far it is.
        only: names of the collections to measure; all without it.

    Raises:
        BeikeError: a corpus cannot be indexed, a gold file does not fit it, or the file cannot be
            written.
    """
    table = Table(
        code_sha256(),
        sha256_of(measured_settings(settings)),
        models_of(settings, make_encoder(settings)),
        {},
    )
    known = _known(home / FILE_NAME, table, collections)
    for collection in collections:
        if only is None or collection.name in only:
            known[collection.name] = measure_collection(
                collection, conditions, settings, home, progress, known.get(collection.name)
            )
            columns = {c.name: known[c.name] for c in collections if c.name in known}
            table = replace(table, columns=columns)
            save_table(table, home / FILE_NAME)
    return table


def _known(path: Path, table: Table, collections: Sequence[Collection]) -> dict[str, Column]:
    """Return the columns on disk that were measured with what ``table`` is measured with."""
    before = load_table(path)
    if before is None or replace(before, columns={}) != table:
        return {}
    columns = {c.name: before.columns.get(c.name) for c in collections}
    return {
        c.name: column
        for c in collections
        if (column := columns[c.name]) and (column.title, column.seen) == (c.title, c.seen)
    }


def measure_collection(
    collection: Collection,
    conditions: Sequence[str],
    settings: Settings,
    home: Path,
    progress: Progress = no_progress,
    known: Column | None = None,
) -> Column:
    """Return the figures of each condition.

    Args:
        collection: what is asked of what.
        conditions: names of ``eval/conditions.yaml``.
        settings: of the product; corpus and index are those of the collection.
        home: folder for the indexes.
        progress: told how far it is.
        known: what was measured before; its cells are taken over where the inputs are the same.

    Raises:
        BeikeError: the corpus cannot be indexed, or a gold file does not fit it.
    """
    own = settings.model_copy(
        update={"corpus": collection.corpus, "index": home / collection.corpus_key}
    )
    embedder = make_encoder(own)
    report = build_index(
        own.corpus, own.index, own.for_index(), progress=progress, encoder=embedder
    )
    encoder = RememberingEncoder(embedder)
    golds = collection.golds()
    with ExitStack() as stack:
        index = stack.enter_context(open_index(own.index, open_vectors=llama_vectors))
        corpus = MeasuredCorpus(index)
        if collection.seen != "outside":
            for gold in golds:
                check_evidence(gold, corpus)
        hashes = (corpus.sha256, sha256_of([gold.sha256 for gold in golds]))
        same = known is not None and (known.corpus, known.gold) == hashes
        cells = dict(known.conditions) if known and same else {}
        assistant = Assistant(own, encoder, open_vectors=llama_vectors)
        stack.callback(assistant.close)
        product = Remembering(assistant)
        makers: dict[str, Callable[[], Subject]] = {
            "paste-1": lambda: PastingProduct(product, 1),
            "paste-2": lambda: PastingProduct(product, 2),
            "bare": lambda: bare(own, encoder, index),
            "llamaindex": lambda: llamaindex(texts_of(index), embedder),
            "retriever": lambda: beike_retriever(assistant),
            "product": lambda: product,
        }
        questions = [question for gold in golds for question in gold.questions]
        for condition in conditions:
            if condition not in cells:
                cells[condition] = measure_cell(
                    f"{collection.name} {condition}",
                    questions,
                    makers[condition](),
                    corpus,
                    kept=collection.seen != "sealed",
                    progress=progress,
                )
    left_out = tuple(path for path, *_ in report.failures)
    return Column(collection.title, collection.seen, *hashes, left_out, cells)


def measure_cell(
    name: str,
    questions: Sequence[GoldQuestion],
    subject: Subject,
    corpus: MeasuredCorpus,
    *,
    kept: bool,
    progress: Progress = no_progress,
) -> Cell:
    """Return what ``subject`` scores on the questions; ``kept`` says whether rows go with it."""
    rows: dict[str, Row] = {}
    for number, question in enumerate(questions):
        progress(name, number, len(questions), question.id)
        rows[question.id] = scores_of(question, ask(question, subject), corpus)
    return cell_of(rows, kept=kept)


def ask(question: GoldQuestion, subject: Subject) -> Answer:
    """Return the answer to a question after the exchanges before it."""
    return subject.ask(question.question, DEPTH, history_of(question, subject, DEPTH))


def scores_of(question: GoldQuestion, answer: Answer, corpus: MeasuredCorpus) -> Row:
    """Return the scores of one answer; what does not apply is ``None``."""
    refused = answer.status == "refused"
    row: dict[str, float | None] = {
        "chars": answer_length(answer_proper(answer.text), refused=refused)
    }
    if not question.answerable:
        return row | {"refusal_recall": float(refused)}
    groups = question.must_include
    row["lead"] = lead(answer.text, groups, question.must_not_include, refused=refused)
    row["shown"] = shown(answer.text, [p.text for p in answer.passages], groups, refused=refused)
    row["false_refusal"] = float(refused)
    quotes, passages = quotes_of(question, corpus), [folded(p) for p in answer.passages[:DEPTH]]
    row["recall@5"] = span_recall(quotes, passages, 5)
    row["recall@10"] = span_recall(quotes, passages, 10)
    row["mrr"] = reciprocal_rank(quotes, passages)
    if answer.citations:
        row["wrong_place"] = wrong_place(
            answer.text, answer.citations, places_of(quotes, corpus), refused=refused
        )
        support = citation_support(answer.text, answer.citations, refused=refused)
        row["citation_recall"] = support.recall if support else None
        row["citation_validity"] = citation_validity(
            answer.text, answer.citations, corpus.canonical, refused=refused
        )
    return row


def folded(passage: Passage) -> FoldedPassage:
    """Return a passage for comparing with quotes."""
    return FoldedPassage(
        passage.document,
        squash_quote(passage.text),
        tuple((s.document, squash_quote(s.quote)) for s in passage.sources),
    )


def reciprocal_rank(quotes: Sequence[Quote], passages: Sequence[FoldedPassage]) -> float:
    """Return 1 / rank of the first passage that holds a whole quote, 0 where none does."""
    ranks = (r for r, p in enumerate(passages, 1) if any(holds(p, quote) for quote in quotes))
    return 1 / next(ranks, float("inf"))


def cell_of(rows: Mapping[str, Row], *, kept: bool = True) -> Cell:
    """Return the figures over the scores of questions; ``kept`` says whether rows go with them."""
    values = {name: _values(rows, name) for name in (*MEANS, "chars")}
    figures = {name: fmean(values[name]) if values[name] else float("nan") for name in MEANS}
    lengths = values["chars"]
    figures["answer_chars_median"] = median(lengths) if lengths else float("nan")
    figures["answer_chars_p90"] = float(np.percentile(lengths, 90)) if lengths else float("nan")
    return Cell(
        answerable=len(values["false_refusal"]),
        unanswerable=len(values["refusal_recall"]),
        figures=figures,
        questions=rows if kept else {},
    )


def _values(rows: Mapping[str, Row], name: str) -> list[float]:
    found = (row.get(name) for row in rows.values())
    return [value for value in found if value is not None]


class Remembering:
    """Asks the product each question once; the pasting conditions use what it retrieved."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._known: dict[Any, Answer] = {}

    def ask(self, question: str, k: int = 10, history: Sequence[Any] = ()) -> Answer:
        """Return the product's answer."""
        key = (question, k, tuple(history))
        if key not in self._known:
            self._known[key] = self._assistant.ask(question, k, tuple(history))
        return self._known[key]


class PastingProduct:
    """Pastes the first passages that the product retrieved."""

    def __init__(self, product: Remembering, passages: int) -> None:
        self._product, self._passages = product, passages

    def ask(self, question: str, k: int = 10, history: Sequence[Any] = ()) -> Answer:
        """Return the passages pasted; a refusal only where nothing is found."""
        answer = self._product.ask(question, k, history)
        return pasted(question, answer.passages, self._passages)
