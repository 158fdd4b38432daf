"""Examples for the reader: each question with what our own retrieval finds for it.

A collection is indexed as a school's documents are; its questions are retrieved for as they are
asked. A unit of a candidate is evidence where a quote of the question stands in it. Places that
hold evidence and were not found are added behind the found ones, so that they can be learnt.

``python -m eval.training.candidates --work FOLDER [--public FOLDER]`` writes a file for each
collection, and ``public.jsonl`` (:mod:`eval.training.public`); what is there is not made again.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.folding import FURNITURE, squash_quote
from eval.training import public
from eval.training.check import DATA
from eval.training.collection import Collection, Row, load, locate
from indexing.index import Index, open_index
from indexing.pipeline import build_index
from indexing.records import Chunk
from indexing.report import Progress, no_progress
from indexing.searchtext import to_search_text
from rag.cli.index import progress_bar
from rag.factory import make_encoder
from rag.read.units import Unit, head_of, is_derived, units_in
from rag.retrieve.retrieval import Retrieval
from rag.settings import Settings, load_settings

#: So many candidates of each question.
DEPTH = 24
#: A unit is evidence where it holds so much of a quote, or a quote so much of it.
_HALF = 0.5

Span = tuple[int, int]


def examples_of(
    folder: Path, settings: Settings, home: Path, progress: Progress = no_progress
) -> Iterator[dict[str, Any]]:
    """Yield an example for each question of a collection.

    ``{"id", "question", "answerable", "hits": [{"chunk", "head", "score", "units": [view, …],
    "evidence": [0 | 1, …]}]}``, best hit first. A follow-up has the question before in front.

    Args:
        folder: of the collection.
        settings: how is retrieved.
        home: folder for the index.
        progress: told how far it is.
    """
    collection = load(folder)
    own = settings.model_copy(
        update={"corpus": folder / "docs", "index": home / f"index-{folder.name}"}
    )
    encoder = make_encoder(own)
    build_index(own.corpus, own.index, own.for_index(), progress=progress, encoder=encoder)
    retrieval = Retrieval(own, encoder)
    with open_index(own.index) as index:
        documents = {info.path: info.id for info in index.documents()}
        for row in collection.rows:
            spans = evidence_spans(row, collection, index, documents)
            yield _example(row, spans, index, retrieval)


def evidence_spans(
    row: Row, collection: Collection, index: Index, documents: Mapping[str, str]
) -> dict[str, list[Span]]:
    """Return where the evidence of a question stands in the canonical texts, by document id.

    A quote of which nothing tells at which of several places it is meant stands at all of them.
    """
    spans: dict[str, list[Span]] = {}
    for entry, places in zip(row["evidence"], locate(row, collection.texts), strict=True):
        document = documents[entry["doc"]]
        origin = origins(index.canonical(document) or "")
        length = len(squash_quote(entry["quote"]))
        spans.setdefault(document, []).extend(
            (origin[place], origin[place + length - 1] + 1) for place in places
        )
    return spans


def origins(text: str) -> list[int]:
    """Return the offset in ``text`` of each character of ``squash_quote(text)``."""
    folded = to_search_text(text)
    kept = [
        (lower, offset)
        for character, offset in zip(folded.text, folded.offsets, strict=False)
        for lower in character.lower()
        if not character.isspace()
    ]
    squashed = "".join(character for character, _ in kept)
    gone = {i for match in FURNITURE.finditer(squashed) for i in range(*match.span())}
    return [offset for i, (_, offset) in enumerate(kept) if i not in gone]


def is_evidence(start: int, end: int, spans: Sequence[Span]) -> bool:
    """Whether a place holds half of a span, or a span half of it."""
    return any(
        min(end, last) - max(start, first) >= _HALF * max(1, min(end - start, last - first))
        for first, last in spans
    )


def labels(chunk: Chunk, units: Sequence[Unit], spans: Sequence[Span]) -> list[int]:
    """Return 1 for each unit of a chunk that is evidence, else 0.

    Args:
        chunk: the chunk.
        units: of its text.
        spans: of the evidence in its document.
    """
    if not is_derived(chunk):
        return [int(is_evidence(chunk.start + u.start, chunk.start + u.end, spans)) for u in units]
    lines = [chunk.text.count("\n", 0, unit.start) - 1 for unit in units]
    return [
        int(
            0 <= line < len(chunk.sources)
            and is_evidence(chunk.sources[line].start, chunk.sources[line].end, spans)
        )
        for line in lines
    ]


def asked(row: Row) -> str:
    """Return the question as it is read: a follow-up behind the question before it."""
    before = [turn["question"] for turn in row.get("history", [])[-1:]]
    return " ".join([*before, row["question"]])


def _example(
    row: Row, spans: Mapping[str, list[Span]], index: Index, retrieval: Retrieval
) -> dict[str, Any]:
    question = retrieval.understand(index, asked(row))
    found = list(retrieval.retrieve(index, question).whole.found[:DEPTH])
    hits = [(item.chunk, item.score) for item in found]
    known = {chunk.id for chunk, _ in hits}
    for document in spans:
        hits += [
            (chunk, 0.0)
            for chunk in index.chunks_of(document)
            if chunk.id not in known
            and not is_derived(chunk)
            and is_evidence_of(chunk, spans[document])
        ]
    return {
        "id": row["id"],
        "question": asked(row),
        "answerable": row["answerable"],
        "miss": row.get("miss", ""),
        "hits": [_hit(chunk, score, spans.get(chunk.document_id, ())) for chunk, score in hits],
    }


def is_evidence_of(chunk: Chunk, spans: Sequence[Span]) -> bool:
    """Whether some unit of a chunk is evidence."""
    return any(labels(chunk, units_in(chunk), spans))


def _hit(chunk: Chunk, score: float, spans: Sequence[Span]) -> dict[str, Any]:
    units = units_in(chunk)
    return {
        "chunk": chunk.id,
        "head": head_of(chunk),
        "score": round(score, 4),
        "units": [unit.view for unit in units],
        "evidence": labels(chunk, units, spans),
    }


def write(examples: Iterator[dict[str, Any]], path: Path) -> int:
    """Write examples as JSON lines; return how many."""
    count = 0
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        for example in examples:
            file.write(json.dumps(example, ensure_ascii=False) + "\n")
            count += 1
    partial.replace(path)
    return count


def main() -> None:
    """Write the examples of all collections."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--public", type=Path, help="folder with CMRC 2018 and DRCD")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    settings = load_settings()
    with progress_bar() as progress:
        for folder in sorted(path for path in DATA.iterdir() if path.is_dir()):
            path = given.work / f"{folder.name}.jsonl"
            if not path.exists():
                write(examples_of(folder, settings, given.work, progress), path)
    path = given.work / "public.jsonl"
    if given.public and not path.exists():
        write(public.examples(given.public), path)


if __name__ == "__main__":
    main()
