"""What a question is limited to: single documents and collections, which are folders.

A scope is what somebody named; which documents that are is decided against the documents of the
generation in force, among those the user may see. What is not among them does not exist, so that
an error names nothing that is another user's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Protocol, TypeVar

from indexing.searchtext import fold
from rag.errors import ScopeError

#: How a document is called where one is missed.
_HOW = "资料可以写路径、文件名或标题。"


class Named(Protocol):
    """What tells one document from another."""

    @property
    def path(self) -> str:
        """Path inside the corpus."""

    @property
    def title(self) -> str:
        """Title of the document."""


N = TypeVar("N", bound=Named)


@dataclass(frozen=True, slots=True)
class Scope:
    """Documents and collections; true where there is one, and then nothing else is searched.

    Attributes:
        documents: each a path inside the corpus, a file name with or without suffix, or a title;
            script, width and case make no difference. A name of several means all of them.
        collections: each a folder inside the corpus, with what lies below it, or the last part of
            its path.
    """

    documents: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()

    @classmethod
    def at(cls, places: Iterable[str]) -> Scope:
        """Return the scope of :meth:`places`."""
        listed = list(places)
        return cls(
            tuple(place for place in listed if not place.endswith("/")),
            tuple(place for place in listed if place.endswith("/")),
        )

    def __bool__(self) -> bool:
        """Tell whether it limits anything."""
        return bool(self.documents or self.collections)

    def choose(self, documents: Iterable[N]) -> list[N]:
        """Return those of the documents that are in the scope, in their order.

        Raises:
            ScopeError: a name is that of none of them.
        """
        listed = list(documents)
        places = self.places(listed)
        return [one for one in listed if any(_is_in(one.path, place) for place in places)]

    def places(self, documents: Iterable[Named]) -> tuple[str, ...]:
        """Return paths of documents and of folders, these with a slash at the end, once each.

        Raises:
            ScopeError: a name is that of none of the documents.
        """
        listed = list(documents)
        found = [path for name in self.documents for path in _documents(name, listed)]
        names = folders(one.path for one in listed)
        found += [f"{path}/" for name in self.collections for path in _folders(name, names)]
        return tuple(dict.fromkeys(found))


#: Of a question that nobody limited.
EVERYTHING = Scope()


def folders(paths: Iterable[str]) -> list[str]:
    """Return the folders that documents lie in, at any depth, sorted."""
    found = {str(folder) for path in paths for folder in PurePosixPath(path).parents}
    return sorted(found - {"."})


def called(place: str) -> str:
    """Return a short name of one of :meth:`Scope.places`, for people."""
    path = PurePosixPath(place)
    return f"“{path.name}”文件夹" if place.endswith("/") else f"《{path.stem}》"


def _is_in(path: str, place: str) -> bool:
    return path.startswith(place) if place.endswith("/") else path == place


def _documents(name: str, documents: Sequence[Named]) -> list[str]:
    """Return the paths of the documents of a name, by the first way of naming that fits."""
    ways = (
        {one.path: (one.path,) for one in documents},
        {one.path: _names(one) for one in documents},
    )
    found = _matching(name, ways)
    if not found:
        near = _nearest(name, {p: (p, *names) for p, names in ways[1].items()})
        raise ScopeError(f"没有资料“{name}”。", f"最接近的是“{near}”。{_HOW}" if near else _EMPTY)
    return found


def _folders(name: str, names: Sequence[str]) -> list[str]:
    bare = name.replace("\\", "/").strip("/ ")
    ways = ({path: (path,) for path in names}, {p: (PurePosixPath(p).name,) for p in names})
    found = _matching(bare, ways)
    if not found:
        near = _nearest(bare, {path: (path, *ways[1][path]) for path in names})
        cure = f"最接近的是“{near}”。" if near else "资料没有分文件夹；可以改为指定单份资料。"
        raise ScopeError(f"没有文件夹“{bare}”。", cure)
    return found


#: What is said where there is nothing that could be near.
_EMPTY = "还没有收录资料，请先建立索引或上传。"


def _names(document: Named) -> tuple[str, ...]:
    file = PurePosixPath(document.path)
    return file.name, file.stem, document.title


def _matching(name: str, ways: Iterable[Mapping[str, Sequence[str]]]) -> list[str]:
    wanted = _folded(name)
    for way in ways:
        if found := [path for path, names in way.items() if wanted in map(_folded, names)]:
            return found
    return []


def _nearest(name: str, known: Mapping[str, Sequence[str]]) -> str:
    """Return the path of which a name is most like ``name``; empty where there is none."""
    wanted = _folded(name)

    def likeness(path: str) -> float:
        each = [_folded(one) for one in known[path]]
        part = any(wanted and wanted in one for one in each)
        return part + max(SequenceMatcher(None, wanted, one).ratio() for one in each)

    return max(known, key=likeness, default="")


def _folded(text: str) -> str:
    return "".join(fold(text).casefold().replace("\\", "/").split()).strip("《》")
