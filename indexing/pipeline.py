"""``build_index``: from a folder of documents to a published index.

Ties the steps together: compare (:mod:`indexing.previous`), read (:mod:`indexing.reading`), write
(:mod:`indexing.writer`, :mod:`indexing.vectors`), publish (:mod:`indexing.publishing`). Heavy
libraries are loaded only once something changed.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from indexing.archives import lies_in
from indexing.corpus_files import Changes, Uploads, list_documents
from indexing.corrections import Correction, Corrections
from indexing.errors import BeikeError, IndexDamagedError
from indexing.manifest import FORMAT, CorpusFile, Manifest, Recipe, folder_hash, recipe
from indexing.previous import Previous, previous
from indexing.publishing import GenerationWriter, Step, write_lock
from indexing.readers.file_names import readable_name
from indexing.reading import Reader, Reading, nothing_readable, read_files
from indexing.records import document_id
from indexing.report import BuildReport, Progress, no_progress
from indexing.settings import IndexSettings
from indexing.unfinished import Unfinished, unfinished
from indexing.writer import DICTIONARY, Encoder, Update, write_chunks, write_lexical

if TYPE_CHECKING:
    from indexing.vectors import Written


def build_index(
    corpus: Path,
    index: Path,
    settings: IndexSettings,
    *,
    uploads: Uploads | None = None,
    full: bool = False,
    again: Collection[str] = (),
    read: Reader | None = None,
    progress: Progress | None = None,
    encoder: Encoder | None = None,
    allow_empty: bool = False,
    step: Step = lambda name: None,
) -> BuildReport:
    """Bring the index up to date with the corpus and publish it.

    Readers keep the old generation until the new one is complete; a crash at any point leaves the
    old one in force. Nothing is published where nothing changed. What a build that was killed had
    read and encoded is used by the next one (:mod:`indexing.unfinished`).

    Args:
        corpus: folder of the documents.
        index: folder of the index; made where missing.
        settings: see :class:`IndexSettings`.
        uploads: documents beside the corpus folder, and what of that is passed over.
        full: read and embed everything again.
        again: paths in the corpus that are read again though their files are as they were; of an
            archive, all that is in it.
        read: reads a file within limits; see :func:`indexing.reading.read_files`.
        progress: told how far the build is.
        encoder: embedding model, ``None`` for the one of the settings.
        allow_empty: publish an index without documents where none is left.
        step: see :data:`indexing.publishing.Step`.

    Returns:
        What was done, and the files that had to be left out.

    Raises:
        BeikeError: the corpus is missing, or holds no document that can be read; or the
            corrections beside the index cannot be read.
        IndexBusyError: another build is under way.
        ModelError: the embedding model is missing.
    """
    started = time.monotonic()
    listed_ns = time.time_ns()
    folders = list_documents(corpus, index, uploads)
    if not folders and not allow_empty:
        raise BeikeError(
            f"资料文件夹 {readable_name(str(corpus))} 里没有文件。",
            "请把课程标准、教学大纲或教案放进去再运行。",
        )
    encoder = encoder or default_encoder(settings)
    now = recipe(encoder.name, encoder.fingerprint, settings.chunk_tokens)
    build = _Build(
        corpus,
        settings,
        encoder,
        now,
        listed_ns,
        progress or no_progress,
        step,
        again,
        Corrections(index).all(),
        read,
    )
    with write_lock(index) as writer, unfinished(index, now, full=full) as work:
        before = previous(index, now, full=full)
        try:
            report = build.run(writer, work, before, folders, allow_empty=allow_empty)
        except (IndexDamagedError, sqlite3.DatabaseError) as error:
            if before.folder is None:
                raise
            # Whole by its checksums but not readable: written by another version of a store.
            why = error.message.rstrip("。") if isinstance(error, BeikeError) else str(error)
            before = Previous(reason=f"旧索引读不出来：{why}")
            report = build.run(writer, work, before, folders, allow_empty=allow_empty)
    return replace(report, seconds=time.monotonic() - started)


def default_encoder(settings: IndexSettings) -> Encoder:
    """Return the embedder of the settings; nothing is loaded yet."""
    from indexing.embedding import DEFAULT_MODEL, Embedder

    return Embedder(settings.model or DEFAULT_MODEL, settings.cache_folder)


@dataclass(frozen=True, slots=True)
class _Build:
    """One build's tools; the arguments of :func:`build_index`."""

    corpus: Path
    settings: IndexSettings
    encoder: Encoder
    recipe: Recipe
    listed_ns: int
    progress: Progress
    step: Step
    again: Collection[str]
    corrections: Mapping[str, Correction]
    read: Reader | None

    def run(
        self,
        writer: GenerationWriter,
        work: Unfinished,
        before: Previous,
        folders: Mapping[str, Path],
        *,
        allow_empty: bool,
    ) -> BuildReport:
        """Publish what changed since ``before``, if anything did."""
        changes = before.changes(folders)
        again = {path for path in folders if lies_in(path, self.again)}
        changes.read_again(again)
        changes.correct(self.corrections)
        if before.up_to_date and before.manifest and before.folder and not changes.any:
            work.remove()
            return _report(before, changes, Reading(), before.manifest, before.folder)
        reading = read_files(
            folders,
            sorted([*changes.added, *changes.changed], key=lambda file: file.path),
            self.encoder.count_tokens,
            self.settings.chunk_tokens,
            self.progress,
            work,
            self.read,
            again,
        )
        if not reading.good and not _indexed(changes.unchanged) and not allow_empty:
            raise nothing_readable(self.corpus, reading.bad)
        files = sorted([*changes.unchanged, *reading.good, *reading.bad], key=lambda f: f.path)
        building = writer.begin()
        update = _update(before, changes, reading)
        manifest, encoded = self._write(building, update, files, work)
        folder = writer.publish(building, manifest, self.settings.keep_generations, self.step)
        work.remove()
        report = _report(before, changes, reading, manifest, folder)
        return replace(
            report,
            embedded=encoded.new,
            resumed_documents=reading.resumed,
            resumed_vectors=encoded.resumed,
            published=True,
        )

    def _write(
        self, folder: Path, update: Update, files: list[CorpusFile], work: Unfinished
    ) -> tuple[Manifest, Written]:
        """Fill the folder; return its record and how many texts had to be encoded."""
        from indexing.vectors import write_vectors

        self.step("chunks")
        documents, chunks, words = write_chunks(folder, update)
        self.step("lexical")
        write_lexical(folder, update, words, self.progress)
        self.step("vectors")
        written = write_vectors(folder, update, self.encoder, self.progress, work)
        self.progress("publish", 0, 1, "")
        manifest = Manifest(
            format=FORMAT,
            listed_ns=self.listed_ns,
            recipe=self.recipe,
            dimension=written.dimension,
            dictionary=hashlib.sha256((folder / DICTIONARY).read_bytes()).hexdigest(),
            documents=documents,
            chunks=chunks,
            corpus=tuple(files),
            files=(),
            folder=folder_hash(self.corpus),
        )
        return manifest, written


def _update(before: Previous, changes: Changes, reading: Reading) -> Update:
    stale = [*changes.deleted, *changes.changed]
    return Update(
        new=reading.documents,
        gone=[document_id(file.path) for file in stale],
        old=before.folder,
        keep_documents=before.manifest is not None and not before.reason,
        keep_words=before.keep_words,
        keep_vectors=before.keep_vectors,
    )


def _report(
    before: Previous, changes: Changes, reading: Reading, manifest: Manifest, folder: Path
) -> BuildReport:
    """Sort the paths by what became of the document, not of the file."""
    had, read = _indexed(before.corpus), _indexed(reading.good)
    kept = _indexed(changes.unchanged)
    problems = [(file.path, file.problem) for file in manifest.corpus if file.problem]
    return BuildReport(
        documents=manifest.documents,
        chunks=manifest.chunks,
        added=sorted(read - had),
        changed=sorted(read & had),
        unchanged=sorted(kept),
        deleted=sorted(had - read - kept),
        failures=[(path, problem.message, problem.hint) for path, problem in problems],
        generation=folder.name,
        reason=before.reason,
    )


def _indexed(files: Iterable[CorpusFile]) -> set[str]:
    """Return the paths of the files that are documents of the index."""
    return {file.path for file in files if not file.problem}
