"""What teachers put right in how documents were read: kept beside the index, apart from it.

One small JSON file for a corpus, by the path of the document. The index is made with it and can be
made again with it; a changed correction has that one document read again. How a correction is
applied is told in :mod:`indexing.kinds.correcting`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from indexing.errors import BeikeError
from indexing.json_records import from_json, to_json
from indexing.records import DocumentKind

_FORMAT = 1
#: Seconds to wait for another process that is writing the file, which takes it milliseconds.
_WAIT_S = 10.0


@dataclass(frozen=True, slots=True)
class HeadingCorrection:
    """How deep a line stands as a heading.

    Attributes:
        line: text of the line, white space made single.
        nth: which of the lines of this text is meant, in reading order from 1.
        count: how many of them there were.
        level: level of the heading, 1 the highest; 0 where the line is none.
    """

    line: str
    nth: int
    count: int
    level: int


@dataclass(frozen=True, slots=True)
class Correction:
    """What was put right in one document.

    Attributes:
        sha256: hash of the file that was looked at.
        title: its title; ``""`` where that was read right.
        title_read: the title that was read instead.
        kind: its kind; ``None`` where that was read right.
        kind_read: the kind that was read instead.
        headings: lines that are headings of another level, or none, or that are headings at all.
    """

    sha256: str
    title: str = ""
    title_read: str = ""
    kind: DocumentKind | None = None
    kind_read: DocumentKind | None = None
    headings: tuple[HeadingCorrection, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is put right."""
        return not (self.title or self.kind or self.headings)


class Corrections:
    """The corrections of a corpus; see the module. Read anew at every call.

    Args:
        index: folder of the index.

    Attributes:
        file: where they are; made with the first.
    """

    def __init__(self, index: Path) -> None:
        place = index.absolute()
        self.file = place.with_name(f"{place.name}-corrections.json")

    def all(self) -> dict[str, Correction]:
        """Return the corrections by the path of their document.

        Raises:
            BeikeError: the file is damaged or cannot be read.
        """
        try:
            return parsed(self.file.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            why = error.strerror if isinstance(error, OSError) else "内容不完整或被改动过"
            raise BeikeError(
                f"对资料的更正 {self.file} 读不了：{why}。",
                "请从备份恢复这个文件；没有备份就把它移走，更正要重新做。",
            ) from None

    def of(self, path: str) -> Correction | None:
        """Return the correction of a document, ``None`` where there is none.

        Raises:
            BeikeError: as :meth:`all`.
        """
        return self.all().get(path)

    def put(self, path: str, correction: Correction) -> None:
        """Keep a correction in the place of the one before; an empty one takes that away.

        Raises:
            BeikeError: the file is damaged or cannot be written.
        """

        def changed(known: dict[str, Correction]) -> dict[str, Correction]:
            rest = {other: known[other] for other in known if other != path}
            return rest if correction.is_empty else rest | {path: correction}

        self._change(changed)

    def forget(self, paths: Iterable[str]) -> None:
        """Take away the corrections of documents that are gone.

        Raises:
            BeikeError: as :meth:`put`.
        """
        gone = frozenset(paths)
        self._change(lambda known: {p: c for p, c in known.items() if p not in gone})

    def rename(self, before: str, after: str) -> None:
        """Give the document or the folder of documents ``before`` the path ``after``.

        Raises:
            BeikeError: as :meth:`put`.
        """

        def moved(path: str) -> str:
            inside = path == before or path.startswith(f"{before}/")
            return f"{after}{path.removeprefix(before)}" if inside else path

        self._change(lambda known: {moved(path): one for path, one in known.items()})

    def replace(self, content: bytes) -> None:
        """Put the content of another such file in the place of all of it.

        Raises:
            BeikeError: as :meth:`put`.
            ValueError: it is not the content of such a file.
        """
        try:
            new = parsed(content)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError("not a file of corrections") from error
        self._change(lambda known: new, reads=False)

    def _change(
        self,
        change: Callable[[dict[str, Correction]], dict[str, Correction]],
        *,
        reads: bool = True,
    ) -> None:
        from filelock import FileLock, Timeout

        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.file.with_suffix(".lock")).acquire(timeout=_WAIT_S):
                known = self.all() if reads else {}
                if (changed := change(known)) != known or not reads:
                    self._write(changed)
        except (OSError, Timeout) as error:
            why = error.strerror if isinstance(error, OSError) else "另一个程序正在写"
            raise BeikeError(
                f"对资料的更正存不进 {self.file}：{why}。", "请检查文件夹的权限和磁盘空间。"
            ) from None

    def _write(self, corrections: dict[str, Correction]) -> None:
        partial = self.file.with_suffix(".partial")
        with partial.open("wb") as file:
            file.write(content(corrections))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.file)


def content(corrections: dict[str, Correction]) -> bytes:
    """Return the content of the file."""
    documents = {path: json.loads(to_json(corrections[path])) for path in sorted(corrections)}
    told = {"format": _FORMAT, "documents": documents}
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def parsed(data: bytes) -> dict[str, Correction]:
    """Return the corrections in the content of such a file.

    Raises:
        ValueError: it is not, or of a newer version of Beike; so do ``TypeError``, ``KeyError``
            and ``AttributeError``.
    """
    told = json.loads(data)
    if told["format"] != _FORMAT:
        raise ValueError("of a newer version")
    return {path: from_json(Correction, json.dumps(one)) for path, one in told["documents"].items()}
