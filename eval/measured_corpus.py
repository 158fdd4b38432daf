"""What is measured on: the documents and all chunks of one index, folded once for comparing."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import PurePosixPath

from eval.errors import EvalError
from eval.folding import squash_quote
from indexing.index import Index
from rag.retrieve.hits import Found, passages_of
from rag.types import Passage


@dataclass(frozen=True, slots=True)
class FoldedPassage:
    """A chunk for comparing.

    Attributes:
        document: path of its document.
        text: its text, squashed.
        sources: document and squashed quote of each place a fact sheet was read from.
    """

    document: str
    text: str
    sources: tuple[tuple[str, str], ...] = ()


class MeasuredCorpus:
    """The documents and chunks of an index; reads everything once and needs it no more after.

    Args:
        index: an open index.
        names: short names of documents, with a part of the file name each stands for.
    """

    def __init__(self, index: Index, names: Mapping[str, str] | None = None) -> None:
        infos = index.documents()
        self._names = short_names() if names is None else names
        self.canonical = {info.path: index.canonical(info.id) or "" for info in infos}
        listed = sorted((file.path, file.sha256) for file in index.manifest.corpus)
        #: Hash of all files' paths and bytes, hexadecimal.
        self.sha256 = hashlib.sha256(repr(listed).encode()).hexdigest()
        chunks = [chunk for info in infos for chunk in index.chunks_of(info.id)]
        self.passages: dict[str, Passage] = {
            p.chunk_id: p for p in passages_of(index, [Found(chunk, 0.0) for chunk in chunks])
        }

    @cached_property
    def folded(self) -> dict[str, FoldedPassage]:
        """All chunks by id, folded."""
        return {
            identifier: FoldedPassage(
                passage.document,
                squash_quote(passage.text),
                tuple((s.document, squash_quote(s.quote)) for s in passage.sources),
            )
            for identifier, passage in self.passages.items()
        }

    @cached_property
    def squashed(self) -> dict[str, str]:
        """The squashed text of each document by path."""
        return {path: squash_quote(text) for path, text in self.canonical.items()}

    def path_of(self, name: str) -> str:
        """Return the path of the document that ``name`` names.

        A path, a file name with or without its ending, or a part of a path that fits a single
        document; else a short name.

        Raises:
            EvalError: none or several fit.
        """
        for wanted in (name, self._names.get(name, "")):
            paths = [PurePosixPath(path) for path in self.canonical] if wanted else []
            for fits in (
                [p for p in paths if wanted in (str(p), p.name, p.stem)],
                [p for p in paths if wanted in str(p)],
            ):
                if len(fits) == 1:
                    return str(fits[0])
        raise EvalError(
            f"题目里写的文件“{name}”在资料里找不到，或者不止一个。",
            f"资料里有：{'、'.join(self.canonical)}。请写完整的文件名，或在 "
            "eval/gold/documents.toml 里加一个短名。",
        )

    def known(self, passage: Passage) -> str:
        """Return the id of a passage when it is a chunk of this index, letter for letter.

        A passage that was made up or altered gets an id that nothing has: it can hold no evidence.
        """
        own = self.passages.get(passage.chunk_id)
        same = own is not None and (own.text, own.document) == (passage.text, passage.document)
        return passage.chunk_id if same else f"altered:{passage.chunk_id}"


def short_names() -> dict[str, str]:
    """Return the short names of ``eval/gold/documents.toml``."""
    text = files("eval").joinpath("gold/documents.toml").read_text(encoding="utf-8")
    return {name: str(part) for name, part in tomllib.loads(text).items()}
