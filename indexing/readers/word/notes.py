"""Footnotes and endnotes of Word: each is printed once, after the paragraph that bears its mark."""

from __future__ import annotations

from typing import Any

from indexing.readers.word.paragraphs import paragraph_text, w

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


class Notes:
    """The notes of a document, numbered in the order in which their marks are met.

    Args:
        footnotes: root of the part with the footnotes, ``None`` where the file has none.
        endnotes: the same for the endnotes.
    """

    def __init__(self, footnotes: Any | None, endnotes: Any | None) -> None:  # noqa: ANN401
        self._texts: dict[str, str] = {}
        for root, kind in ((footnotes, "footnote"), (endnotes, "endnote")):
            for note in () if root is None else root.findall(w(kind)):
                text = "".join(map(paragraph_text, note.iter(w("p")))).strip()
                if text:  # the lines that divide notes from the text are notes as well
                    self._texts[f"{w(kind)}Reference{note.get(w('id'))}"] = text
        self._count = 0
        self._met: list[str] = []

    def mark(self, reference: str) -> str:
        """Return the mark of the note with this id, ``""`` where there is no such note."""
        text = self._texts.pop(reference, "")
        if not text:
            return ""
        self._count += 1
        mark = _CIRCLED[self._count - 1] if self._count <= len(_CIRCLED) else f"[{self._count}]"
        self._met.append(f"{mark}{text}")
        return mark

    def met(self) -> list[str]:
        """Return the notes whose marks were met since the last call, mark first."""
        notes, self._met = self._met, []
        return notes
