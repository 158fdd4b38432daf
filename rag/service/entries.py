"""The list of documents one user sees: those of the index, those that failed, those on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath

from indexing.archives import is_archive, lies_in
from indexing.index import Index
from indexing.records import document_id
from rag.service.file_names import folder_of
from rag.store.records import DocumentStatus, StoredDocument, User

_LOST = "服务停止时还没有处理完，请重新上传。"


class Status(StrEnum):
    """How far a document is."""

    QUEUED = "queued"
    READING = "reading"
    INDEXING = "indexing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done with a document; ``detail`` says how far, in Chinese."""

    status: Status
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the list.

    Attributes:
        id: uuid5 of the path, the same as in the index.
        path: inside the corpus.
        name: file name.
        title: title of the document, the file name while it is not indexed.
        kind: what it was understood as; empty while it is not.
        kind_certainty: probability of the kind, 0 to 1.
        properties: what it says of itself by name: course, school, class, term, author.
        pages: printed pages, 0 where it has none.
        chunks: passages that can answer; 0 while it is not indexed.
        status: how far it is.
        detail: of the status: the reason where it failed.
        school: whether everybody sees it.
        may_change: whether this user may replace, re-index and delete it.
        may_move: whether this user may rename and move it: what lies in the corpus folder is never
            touched, only what was uploaded.
        updated: when it was uploaded or indexed last; ``None`` for one put there by hand.
    """

    id: str
    path: str
    name: str
    title: str
    kind: str = ""
    pages: int = 0
    chunks: int = 0
    status: Status = Status.READY
    detail: str = ""
    school: bool = True
    may_change: bool = False
    may_move: bool = False
    updated: datetime | None = None
    kind_certainty: float = 1.0
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The folder it lies in, as its user knows it; empty for none."""
        return folder_of(self.path)

    @property
    def place(self) -> str:
        """Folder and file name, as its user knows them."""
        return f"{self.folder}/{self.name}" if self.folder else self.name

    @property
    def scope(self) -> str:
        """Who sees it, for programs: ``school`` or ``own``."""
        return "school" if self.school else "own"


def entries(
    index: Index | None,
    rows: Iterable[StoredDocument],
    steps: Mapping[str, Step],
    user: User,
    hidden: Collection[str],
) -> list[Entry]:
    """Return the documents by path.

    Args:
        index: the generation in force, if there is one.
        rows: the uploaded documents that the user sees.
        steps: what is being done, by path.
        user: who looks.
        hidden: paths that are not shown.
    """
    found = {} if index is None else _indexed(index, user)
    known: dict[str, str] = {}
    if index is not None:
        known = {file.path: file.sha256 for file in index.manifest.corpus}
    for row in rows:
        entry = found.get(row.path) or _new(row.path, user)
        may_change = row.owner_id == user.id or user.is_admin
        entry = replace(
            entry,
            name=row.name,
            kind=entry.kind or row.kind,
            school=row.owner_id is None,
            may_change=may_change,
            may_move=may_change,
            updated=row.updated,
        )
        inside = _inside(found, row) if is_archive(row.path) else {}
        found |= {
            path: replace(one, school=entry.school, may_change=entry.may_change)
            for path, one in inside.items()
        }
        if row.status is DocumentStatus.FAILED:
            entry = replace(entry, status=Status.FAILED, detail=row.problem)
        elif inside:
            entry = replace(entry, detail=_told(inside.values()))
        elif known.get(row.path) != row.sha256:
            entry = replace(entry, status=Status.FAILED, detail=_LOST)
        found[row.path] = entry
    for path, step in steps.items():
        entry = found.get(path) or _new(path, user)  # one that comes back has no trace but this
        found[path] = replace(entry, status=step.status, detail=step.detail)
    return [found[path] for path in sorted(found) if not lies_in(path, hidden)]


def _inside(found: Mapping[str, Entry], row: StoredDocument) -> dict[str, Entry]:
    """Return the documents in an uploaded archive, which are whose the archive is."""
    return {path: one for path, one in found.items() if path.startswith(f"{row.path}/")}


def _told(inside: Iterable[Entry]) -> str:
    """Return what is said of an archive."""
    failed = [one.status is Status.FAILED for one in inside]
    told = f"压缩包，收入 {len(failed) - sum(failed)} 份"
    return f"{told}，{sum(failed)} 份读不了" if any(failed) else told


def _indexed(index: Index, user: User) -> dict[str, Entry]:
    found = {
        info.path: replace(
            _new(info.path, user),
            title=info.title,
            kind=str(info.kind),
            pages=info.pages,
            chunks=info.chunks,
            kind_certainty=info.kind_certainty,
            properties=info.properties,
        )
        for info in index.documents()
    }
    for file in index.manifest.corpus:
        if file.problem is not None:
            told = f"{file.problem.message}{file.problem.hint}"
            failed = replace(_new(file.path, user), status=Status.FAILED, detail=told)
            found[file.path] = failed
    return found


def _new(path: str, user: User) -> Entry:
    name = PurePosixPath(path).name
    # What lies in the folder without having been uploaded belongs to the school.
    return Entry(document_id(path), path, name, name, may_change=user.is_admin)
