"""Documents of the same text: one of them answers for all, and names the others.

Schools keep the same file in several folders, and once more as a copy that was saved anew. Each is
a document of the index; a question is asked of an index in which the text exists once, so that
copies neither crowd out other passages nor count twice in sums.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from indexing.index import Index
from indexing.stores.chunks import DocumentInfo
from indexing.visible import VisibleIndex, hiding


class DistinctIndex(VisibleIndex):
    """An :class:`Index` without the copies; made by :func:`distinct`."""

    def __init__(self, whole: Index, copies: Mapping[str, tuple[DocumentInfo, ...]]) -> None:
        """Hide the documents in ``copies``, each under the id of the one that stands for it."""
        super().__init__(whole, hiding([i.path for others in copies.values() for i in others]))
        self._copies = copies

    def copies(self, document_id: str) -> tuple[DocumentInfo, ...]:
        """See :meth:`Index.copies`."""
        return self._copies.get(document_id, ())


def distinct(index: Index) -> Index:
    """Return the index with every text once, or the index itself where no two are the same.

    Documents are the same where their files are, byte by byte, or what was read of them. The one
    with the shortest path stands for the others.
    """
    read = [file for file in index.manifest.corpus if file.problem is None]
    texts = {file.sha256: file.text for file in read if file.text}
    keys = {file.path: texts.get(file.sha256, file.sha256) for file in read}
    if len(set(keys.values())) == len(keys):
        return index
    groups: dict[str, list[DocumentInfo]] = defaultdict(list)
    for info in sorted(index.documents(), key=lambda info: (len(info.path), info.path)):
        groups[keys[info.path]].append(info)
    copies = {first.id: tuple(others) for first, *others in groups.values() if others}
    return DistinctIndex(index, copies) if copies else index
