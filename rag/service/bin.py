"""The bin: documents that were deleted and can be brought back.

Each has a folder of its own with its file under its own name, so that a person finds it too, and
an ``entry.json``. A document of the corpus folder, which the program never touches, has no file
here: its entry hides it instead. Only the file system is needed, so that ``beike index`` passes
over what is hidden without a database.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from uuid import uuid4

#: After so many days the files of deleted documents go for good.
KEEP_DAYS = 30
_ENTRY = "entry.json"


@dataclass(frozen=True, slots=True)
class Binned:
    """A deleted document.

    Attributes:
        id: of the entry.
        path: by which the index knew it.
        title: of the document.
        removed: when it was deleted.
        by: name of who did it.
        hides: whether a file of the corpus folder at this path is passed over meanwhile.
        file: its file in the bin; ``None`` where it lies in the corpus folder, or is gone for good.
    """

    id: str
    path: str
    title: str
    removed: datetime
    by: str
    hides: bool
    file: Path | None

    @property
    def name(self) -> str:
        """Its file name."""
        return PurePosixPath(self.path).name

    @property
    def until(self) -> datetime | None:
        """When its file goes for good; ``None`` where there is none here."""
        return None if self.file is None else self.removed + timedelta(days=KEEP_DAYS)


class Bin:
    """See the module. Read anew at every call: the command line may have changed it.

    Args:
        folder: of the bin; made when something is put in.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[Binned]:
        """Return what is in the bin, the latest first."""
        found = [self._read(entry.parent) for entry in self._folder.glob(f"*/{_ENTRY}")]
        kept = [one for one in found if one is not None and (one.file or one.hides)]
        return sorted(kept, key=lambda one: (one.removed, one.id), reverse=True)

    def hidden(self) -> frozenset[str]:
        """Return the paths of files of the corpus folder that are passed over."""
        return frozenset(one.path for one in self.all() if one.hides)

    def put(self, path: str, file: Path | None, *, title: str, by: str, hides: bool) -> None:
        """Move a file in, or hide one of the corpus folder, or both.

        Raises:
            OSError: the file cannot be moved, or the bin cannot be written.
        """
        one = Binned(uuid4().hex, path, title, datetime.now(UTC), by, hides, None)
        folder = self._folder / one.id
        folder.mkdir(parents=True)
        try:
            # Before the file: without its entry nobody would know where the file was.
            self._write(one)
            if file is not None:
                shutil.move(file, folder / one.name)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def take(self, one: Binned, target: Path) -> None:
        """Move a document's file back to ``target``, and hide nothing for it any more.

        Raises:
            OSError: the file cannot be moved.
        """
        if one.file is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            one.file.replace(target)
        shutil.rmtree(self._folder / one.id)

    def discard(self, one: Binned) -> None:
        """Delete a document's file for good; what it hides stays hidden.

        Raises:
            OSError: it cannot be deleted.
        """
        if not one.hides:
            shutil.rmtree(self._folder / one.id)
        elif one.file is not None:
            one.file.unlink()

    def expire(self) -> None:
        """Delete the files whose time is over, as far as they can be deleted."""
        now = datetime.now(UTC)
        for one in self.all():
            if one.until is not None and one.until <= now:
                try:
                    self.discard(one)
                except OSError:
                    continue

    def rename(self, before: str, after: str) -> None:
        """Give the documents in the folder ``before`` of the index the folder ``after``."""
        for one in self.all():
            if one.path.startswith(f"{before}/"):
                self._write(replace(one, path=f"{after}/{one.path.removeprefix(f'{before}/')}"))

    def _write(self, one: Binned) -> None:
        told = {
            "path": one.path,
            "title": one.title,
            "removed": one.removed.isoformat(),
            "by": one.by,
            "hides": one.hides,
        }
        entry = self._folder / one.id / _ENTRY
        partial = entry.with_suffix(".partial")
        partial.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        partial.replace(entry)

    def _read(self, folder: Path) -> Binned | None:
        try:
            told = json.loads((folder / _ENTRY).read_text(encoding="utf-8"))
        except FileNotFoundError:  # taken out meanwhile
            return None
        file = folder / PurePosixPath(told["path"]).name
        removed = datetime.fromisoformat(told["removed"])
        return Binned(
            id=folder.name,
            path=told["path"],
            title=told["title"],
            removed=removed,
            by=told["by"],
            hides=told["hides"],
            file=file if file.is_file() else None,
        )
