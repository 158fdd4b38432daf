"""What a generation is made of: the record in its ``manifest.json``.

Reading and checking folders is in :mod:`indexing.generations`; here are only the record, the hash
of a file and the fingerprint of the program's own rules.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from indexing.corrections import Correction
from indexing.tokenize import rules_fingerprint

#: Number of the layout on disk. Raise it when an older program could not read a newer folder.
FORMAT = 4

#: Modules that store or search what the others made of a file; a change there changes no chunk.
_STORING = frozenset(
    {
        *("__init__", "errors", "report", "settings", "pipeline", "previous", "reading"),
        *("corpus_files", "manifest", "generations", "publishing", "locks", "writer", "vectors"),
        *("tokenize", "stopwords", "dictionary", "lexical", "json_records", "index"),
        *("limited", "reading_process", "onnx_session", "segmenting", "freshness"),
        *("unfinished", "copies", "personal", "extras"),
        *("corrections",),
    }
)
_STORING_FOLDERS = frozenset({"embedding", "stores", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file could not be read: message and hint for the teacher."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus as it was when read.

    Attributes:
        path: path inside the corpus, with forward slashes.
        sha256: hash of its bytes, hexadecimal.
        size: bytes.
        mtime_ns: time of its last change, nanoseconds.
        problem: why it is left out, ``None`` for an indexed file.
        text: hash of the text that was read, hexadecimal; empty in older generations.
        correction: what was put right in how it was read.
    """

    path: str
    sha256: str
    size: int
    mtime_ns: int
    problem: Problem | None = None
    text: str = ""
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the generation; ``name`` is its path inside the folder."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything besides the documents that decides what is in a generation.

    Attributes:
        embedder: name of the embedding model.
        embedder_fingerprint: hash of its weights and of how they are used.
        chunk_tokens: see :class:`indexing.settings.IndexSettings`.
        understanding: hash of the program's rules from file to chunk.
        tokenizer: hash of the tokenizer's rules, the corpus' own words left out.
    """

    embedder: str
    embedder_fingerprint: str
    chunk_tokens: int
    understanding: str
    tokenizer: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record of a generation.

    Attributes:
        format: see :data:`FORMAT`.
        listed_ns: when the corpus was listed for it, nanoseconds since 1970.
        recipe: what it was built with.
        dimension: length of a vector.
        dictionary: hash of the words the corpus adds to the tokenizer.
        documents: number of documents.
        chunks: number of chunks.
        corpus: the files of the corpus, sorted by path.
        files: the files of the generation but the manifest, sorted by name.
        folder: what :func:`folder_hash` says of the corpus folder; empty in older generations.
    """

    format: int
    listed_ns: int
    recipe: Recipe
    dimension: int
    dictionary: str
    documents: int
    chunks: int
    corpus: tuple[CorpusFile, ...]
    files: tuple[StoredFile, ...]
    folder: str = ""


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folder_hash(corpus: Path) -> str:
    """Return a mark by which a corpus folder is known again; its path stays private."""
    return hashlib.sha256(os.fsencode(corpus.resolve())).hexdigest()


@cache
def understanding_fingerprint() -> str:
    """Hash of the modules that turn a file into chunks.

    With it, a new version of the program reads all documents again exactly when its rules changed,
    and nobody has to remember to raise a number. A module not known to be about storing counts.
    """
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root)
        if path.suffix not in {".py", ".toml", ".txt", ".md"} or place.parts[0] in _STORING_FOLDERS:
            continue
        if len(place.parts) == 1 and path.stem in _STORING:
            continue
        digest.update(f"{place.as_posix()}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def recipe(name: str, fingerprint: str, chunk_tokens: int) -> Recipe:
    """Return the recipe of an index built now with the given embedder and chunk size."""
    return Recipe(
        embedder=name,
        embedder_fingerprint=fingerprint,
        chunk_tokens=chunk_tokens,
        understanding=understanding_fingerprint(),
        tokenizer=rules_fingerprint(),
    )
