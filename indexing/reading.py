"""Reads the files that changed: documents with their chunks, or the problem a file has."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexing.errors import BeikeError, DocumentError
from indexing.manifest import CorpusFile, Problem
from indexing.readers.file_names import on_disk, readable_name
from indexing.records import Chunk, Document
from indexing.report import Progress
from indexing.unfinished import Unfinished

logger = logging.getLogger(__name__)


#: Reads and understands one file of a folder, the corpus folder or that of uploads.
Reader = Callable[[Path, CorpusFile], Document]


@dataclass(slots=True)
class Reading:
    """What came of reading: each file is in one of the two lists, in the order given.

    ``resumed`` counts the documents that an unfinished build had read.
    """

    good: list[CorpusFile] = field(default_factory=list)
    bad: list[CorpusFile] = field(default_factory=list)
    documents: list[tuple[Document, list[Chunk]]] = field(default_factory=list)
    resumed: int = 0


def read_files(
    folders: Mapping[str, Path],
    files: list[CorpusFile],
    count_tokens: Callable[[str], int],
    chunk_tokens: int,
    progress: Progress,
    work: Unfinished,
    read: Reader | None = None,
    again: Collection[str] = (),
) -> Reading:
    """Read, understand and cut the files; one that cannot be read does not stop the others.

    Args:
        folders: the folder in which each file lies, by its path there.
        files: files of them.
        count_tokens: measures a text for ``chunk_tokens``.
        chunk_tokens: most tokens in a chunk.
        progress: told about every file.
        work: what an unfinished build read already; takes what is read now.
        read: :func:`read_document`, or :meth:`indexing.limited.LimitedReader.file`, which does it
            within limits of time and memory.
        again: paths of files that are read now, whatever is known of them.
    """
    reading = Reading()
    for done, file in enumerate(files):
        progress("read", done, len(files), file.path)
        found: tuple[Document, list[Chunk]] | Problem | None = None
        if file.path not in again and (found := work.reading(file)) is not None:
            reading.resumed += 1
        if found is None:
            folder = folders[file.path]
            found = _read(folder, file, read or read_document, count_tokens, chunk_tokens)
            if not isinstance(found, Problem):
                work.keep_reading(file, *found)
        if isinstance(found, Problem):
            reading.bad.append(replace(file, problem=found))
        else:
            text = hashlib.sha256(found[0].canonical.encode("utf-8", "surrogatepass")).hexdigest()
            reading.good.append(replace(file, problem=None, text=text))
            reading.documents.append(found)
    progress("read", len(files), len(files), "")
    return reading


def nothing_readable(corpus: Path, bad: list[CorpusFile]) -> BeikeError:
    """Return what is told where none of the files can be read."""
    first = next((file.problem for file in bad if file.problem), None)
    return BeikeError(
        f"{readable_name(str(corpus))} 里的 {len(bad)} 个文件都读不了。"
        + (f"例如：{first.message}" if first else ""),
        first.hint if first else "",
    )


def read_document(corpus: Path, file: CorpusFile) -> Document:
    """Read and understand one file, here and now.

    Raises:
        DocumentError: it cannot be read.
    """
    from indexing.kinds import understand
    from indexing.readers import read

    raw = read(on_disk(corpus, file.path))
    return understand(raw, file.path, file.sha256, file.correction)


def _read(
    corpus: Path,
    file: CorpusFile,
    read: Reader,
    count_tokens: Callable[[str], int],
    chunk_tokens: int,
) -> tuple[Document, list[Chunk]] | Problem:
    from indexing.chunking import chunk_document

    try:
        document = read(corpus, file)
        return document, chunk_document(document, count_tokens, chunk_tokens)
    except DocumentError as error:
        return Problem(error.message, error.hint)
    except Exception as error:
        # A mistake of ours in one odd file must not keep a school from all its others.
        logger.exception("reading %s failed", file.path)
        return Problem(
            f"{file.path} 解析时程序出错（{type(error).__name__}）。",
            "其他文件不受影响；请把这个文件另存为 .docx 或 .txt 后再试。",
        )
