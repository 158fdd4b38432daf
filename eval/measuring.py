"""One measurement: an index brought up to date, every question asked, every answer scored."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from eval.drafts import DraftScored, measure_drafts
from eval.drafts_gate import draft_figures
from eval.fingerprints import (
    Model,
    code_sha256,
    measured_settings,
    models_of,
    reader_of,
    sha256_of,
)
from eval.gold_file import Gold
from eval.lanes import Lanes
from eval.measured_corpus import MeasuredCorpus
from eval.metrics.ranking import require_ir_measures
from eval.relevance import check_evidence
from eval.remembering import RememberingEncoder
from eval.runner import LaneSearch, Subject, run
from eval.scoring import DEPTH, Scored, score
from eval.summary import Summary, summarise
from indexing.index import open_index
from indexing.pipeline import build_index
from indexing.records import DocumentKind
from indexing.report import BuildReport, Progress, no_progress
from indexing.stores.vectors import llama_vectors
from rag.assistant import Assistant
from rag.factory import make_assistant, make_encoder
from rag.retrieve.searches import QueryEncoder
from rag.settings import Settings

#: Where evaluation keeps its indexes and reports; the user's own index is left alone.
HOME = Path(".beike/eval")


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one run found.

    Attributes:
        settings: it ran under.
        gold: questions asked.
        corpus: what was searched.
        inputs: hashes of corpus, gold and settings, see :data:`eval.baseline.INPUTS`.
        models: the embedder and the reader.
        scored: each question.
        summary: figures over them.
        left_out: files that could not be indexed, with the reason.
        drafts: the draft cases.
        model: the same questions answered through the endpoint, empty without one.
    """

    settings: Settings
    gold: Gold
    corpus: MeasuredCorpus
    inputs: Mapping[str, str]
    models: Mapping[str, Model]
    scored: list[Scored]
    summary: Summary
    left_out: Mapping[str, str] = field(default_factory=dict)
    model: list[Scored] = field(default_factory=list)
    drafts: list[DraftScored] = field(default_factory=list)


def measure(
    settings: Settings,
    gold: Gold,
    out: Path,
    progress: Progress,
    encoder: QueryEncoder | None = None,
) -> Measurement:
    """Bring the index up to date and measure the assistant on it, offline and with a model if set.

    Raises:
        EvalError: the gold file does not fit the corpus, ``out`` cannot be written, or
            ir-measures is not installed.
        BeikeError: the corpus cannot be indexed.
    """
    require_ir_measures()
    own = make_encoder(settings)
    report = build_index(
        settings.corpus, settings.index, settings.for_index(), progress=progress, encoder=own
    )
    embedder = RememberingEncoder(encoder or own)
    with open_index(settings.index, open_vectors=llama_vectors) as index:
        corpus = MeasuredCorpus(index)
        check_evidence(gold, corpus)
        lanes = Lanes(settings, embedder, index)
        offline = Assistant(settings, embedder, open_vectors=llama_vectors)
        try:
            found = measure_subject(offline, lanes, corpus, gold, settings, out, progress)
        finally:
            offline.close()
        kinds = {info.path: DocumentKind(info.kind) for info in index.documents()}
        cases = [case for case in gold.drafts if "task" in case]
        drafted = measure_drafts(settings, embedder, cases, corpus, kinds) if cases else []
        written = _with_model(settings, lanes, corpus, gold, out, progress)
    summary = summarise(found)
    return Measurement(
        settings=settings,
        gold=gold,
        corpus=corpus,
        inputs=inputs_of(settings, gold, corpus),
        models=models_of(settings, own),
        scored=found,
        summary=replace(summary, overall={**summary.overall, **draft_figures(drafted)}),
        left_out=_left_out(report),
        model=written,
        drafts=drafted,
    )


def measure_subject(
    subject: Subject,
    lanes: LaneSearch,
    corpus: MeasuredCorpus,
    gold: Gold,
    settings: Settings,
    out: Path,
    progress: Progress = no_progress,
    name: str = "offline",
) -> list[Scored]:
    """Ask ``subject`` every question and score it; ``name`` tells runs of one folder apart.

    Raises:
        EvalError: ``out`` cannot be written, or ir-measures is not installed.
    """
    reader = str(reader_of(settings))
    key = sha256_of([inputs_of(settings, gold, corpus), code_sha256(), reader, name])
    outcomes = run(
        gold.questions,
        subject,
        lanes,
        corpus,
        k=DEPTH,
        partial=out / f"{name}.partial.jsonl",
        key=key,
        progress=progress,
    )
    return score(gold.questions, outcomes, corpus)


def inputs_of(settings: Settings, gold: Gold, corpus: MeasuredCorpus) -> dict[str, str]:
    """Return the hashes that a baseline is made under."""
    return {
        "corpus": corpus.sha256,
        "gold": gold.sha256,
        "config": sha256_of(measured_settings(settings)),
    }


def index_folder(settings: Settings) -> Path:
    """Return the folder of the index: the one that was named, else one made for the evaluation.

    Each corpus, chunk size and embedding model has a folder of its own, so that comparing settings
    does not build one index over the other again and again.
    """
    if "index" in settings.model_fields_set:
        return settings.index
    parts = [str(settings.corpus.resolve()), settings.chunk_tokens, settings.embedding_model]
    return HOME / f"index-{hashlib.sha256(repr(parts).encode()).hexdigest()[:12]}"


def _with_model(
    settings: Settings,
    lanes: Lanes,
    corpus: MeasuredCorpus,
    gold: Gold,
    out: Path,
    progress: Progress,
) -> list[Scored]:
    if not (settings.llm_base_url and settings.llm_model):
        return []
    assistant = make_assistant(settings, llama_vectors)
    name = f"model-{sha256_of([settings.llm_base_url, settings.llm_model])[:12]}"
    try:
        return measure_subject(assistant, lanes, corpus, gold, settings, out, progress, name)
    finally:
        assistant.close()


def _left_out(report: BuildReport) -> dict[str, str]:
    return {path: f"{message}{hint}" for path, message, hint in report.failures}
