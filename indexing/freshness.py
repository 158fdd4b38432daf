"""Whether the files behind an index are still what was read: unchanged, changed, or gone.

Asked about the few documents that an answer cites: size and time of a file are compared, and its
bytes only where these differ. Bringing the index up to date is :mod:`indexing.pipeline`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path, PurePosixPath

from indexing.manifest import CorpusFile, Manifest, folder_hash, hash_file


class Outdated(StrEnum):
    """What became of a file since it was read."""

    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Freshness:
    """Compares the files of an index with the folders they were read from.

    Attributes:
        corpus: the corpus folder.
        uploads: folder of uploads, whose files take the place of those of the corpus; it may be
            missing.
    """

    corpus: Path
    uploads: Path

    def outdated(
        self, manifest: Manifest, paths: Collection[str] | None = None
    ) -> dict[str, Outdated]:
        """Return what became of files, by path; those that are as they were are not in it.

        Nothing is said of a file that cannot be opened, and no file is called deleted where the
        corpus folder is not the one that the index was made of.

        Args:
            manifest: record of the generation.
            paths: of the documents asked about, ``None`` for all.
        """
        known = self.corpus.is_dir() and manifest.folder == folder_hash(self.corpus)
        found = {
            file.path: self._state(file, known=known)
            for file in manifest.corpus
            if file.problem is None and (paths is None or file.path in paths)
        }
        return {path: state for path, state in found.items() if state is not None}

    def _state(self, file: CorpusFile, *, known: bool) -> Outdated | None:
        roots = (self.uploads, self.corpus) if known else (self.uploads,)
        try:
            for root in roots:
                if (place := root / file.path).is_file():
                    return _compared(file, place, "")
            for root in roots:
                place, inside = _found(root, file.path)
                if place.is_file():
                    return _compared(file, place, inside)
        except OSError:
            return None
        return Outdated.DELETED if known else None


def _found(root: Path, path: str) -> tuple[Path, str]:
    """Return the file of an odd name and ``""``, or an archive and the path of a file in there."""
    # Questions load no reader of files but where a file is not simply at its path.
    from indexing.archives import is_archive
    from indexing.readers.file_names import on_disk

    parts = PurePosixPath(path).parts
    for end, part in enumerate(parts[:-1], start=1):
        if is_archive(part) and (archive := on_disk(root, "/".join(parts[:end]))).is_file():
            return archive, "/".join(parts[end:])
    return on_disk(root, path), ""


def _compared(file: CorpusFile, place: Path, inside: str) -> Outdated | None:
    seen = place.stat()
    if not inside and (seen.st_size, seen.st_mtime_ns) == (file.size, file.mtime_ns):
        return None
    try:
        sha256 = _hash(place, inside, seen.st_size, seen.st_mtime_ns)
    except KeyError:
        return Outdated.DELETED
    return None if sha256 == file.sha256 else Outdated.CHANGED


@lru_cache(4096)
def _hash(place: Path, inside: str, size: int, mtime_ns: int) -> str:
    """Return the hash of a file that looks so; a file that was only touched is read once."""
    if not inside:
        return hash_file(place)
    from indexing.archives import member_hash

    return member_hash(place, inside)
