"""The words a corpus adds to the tokenizer's dictionary: its headings, tables and course names.

They are read from what the structure parsers found, so a new major's courses are known without
anybody keeping a list. The words are kept in the generation: a question is cut with exactly the
dictionary the index was cut with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from indexing.records import Document
from indexing.searchtext import fold

#: Columns whose cells are names of courses, tasks, chapters or steps.
_NAME_COLUMN = re.compile(r"名称|课程|任务|章节|环节|项目")
#: Numbering in front of a heading, and what kind of part it is behind the name.
_NUMBERING = re.compile(
    r"^(?:第?[一二三四五六七八九十百]+[、.章节篇]|[(（][一二三四五六七八九十\d]+[)）]|\d+[.、)]?)\s*"
)
_SUFFIX = re.compile(r"(?:课程标准|课程教学大纲|教学大纲|课程)$")
_RUN = re.compile(r"[\u4e00-\u9fff]+")
_SHORTEST, _LONGEST = 3, 16


def corpus_words(document: Document) -> list[str]:
    """Return the names used in a document, sorted, each of 3 to 16 Chinese characters."""
    words: set[str] = set()
    for section in document.sections:
        words.update(_names(section.heading))
    for table in document.tables:
        words.update(_names(table.name))
        for index, column in enumerate(table.columns):
            if _NAME_COLUMN.search(fold(column)):
                for row in table.rows:
                    words.update(_names(row[index].text))
    return sorted(words)


def write_words(path: Path, words: Iterable[str]) -> None:
    """Write one word a line, UTF-8."""
    path.write_text("".join(f"{word}\n" for word in words), encoding="utf-8", newline="\n")


def read_words(path: Path) -> list[str]:
    """Read what :func:`write_words` wrote."""
    return path.read_text(encoding="utf-8").split()


def _names(text: str) -> set[str]:
    """Return the runs of Chinese characters in a heading, without numbering and part name."""
    if len(text) > 60:  # a sentence, not a name
        return set()
    bare = _NUMBERING.sub("", fold(text).strip())
    runs = _RUN.findall(re.sub(r"\s+", "", bare))
    runs += [_SUFFIX.sub("", run) for run in runs]
    return {run for run in runs if _SHORTEST <= len(run) <= _LONGEST}
