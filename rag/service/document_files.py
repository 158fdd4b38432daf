"""Where the files of documents lie: in the corpus folder, or uploaded and beside the index.

Both are one to the index: a file has one path, whichever folder it is in, and an upload takes the
place of a file of the corpus folder at the same path. The corpus folder is the school's: nothing is
ever put there or changed there. Earlier versions did put uploads there; they answer as before, and
leave it when they are deleted.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable
from pathlib import Path

from indexing.archives import FOLDER
from indexing.corpus_files import Uploads
from indexing.corrections import Correction, Corrections
from indexing.errors import BeikeError
from indexing.manifest import hash_file
from indexing.readers.file_names import on_disk, readable_name
from rag.service.bin import Bin, Binned
from rag.service.file_names import owner_of, private_folder
from rag.settings import Settings

logger = logging.getLogger(__name__)

#: Hidden folder of the bin, inside that of the uploads: to move a file there is one rename.
_BIN = ".bin"


class DocumentFiles:
    """See the module.

    Args:
        settings: name both folders.

    Attributes:
        corpus: folder of the school's own documents.
        uploads: folder of uploaded ones; made with the first.
        bin: what was deleted.
        corrections: what was put right in how documents were read.
    """

    def __init__(self, settings: Settings) -> None:
        self.corpus = settings.corpus
        self.uploads = settings.uploads
        self._archives = settings.index / FOLDER
        self.bin = Bin(self.uploads / _BIN)
        self.corrections = Corrections(settings.index)
        # A folder that nobody named and that is not there is no mistake.
        self._alone = "corpus" not in settings.model_fields_set

    def find(self, path: str) -> Path | None:
        """Return the file of a document, ``None`` where there is none or it was deleted."""
        if (upload := self.uploads / path).is_file():
            return upload
        original = self._original(path)
        return original if original.is_file() and path not in self.bin.hidden() else None

    def is_uploaded(self, path: str) -> bool:
        """Tell whether the file of a document lies among the uploads."""
        return (self.uploads / path).is_file()

    def correction_of(self, file: Path) -> Correction | None:
        """Return what was put right in how a file of the documents was read.

        Raises:
            BeikeError: the corrections cannot be read.
        """
        place = file.resolve()
        for root in (self.uploads, self._archives, self.corpus):
            if place.is_relative_to(root.resolve()):
                inside = place.relative_to(root.resolve())
                return self.corrections.of("/".join(map(readable_name, inside.parts)))
        return None

    def _original(self, path: str) -> Path:
        """Return where a document of the school's own lies, or its copy out of an archive."""
        archived = self._archives / path
        return archived if archived.is_file() else on_disk(self.corpus, path)

    def for_index(self) -> Uploads:
        """Return what an index is made of beside the corpus folder, as of now."""
        return Uploads(self.uploads, self.bin.hidden(), self._alone)

    def without_corpus(self) -> None:
        """Go on where the corpus folder is not there, as in a service without documents yet."""
        self._alone = self._alone or not self.corpus.is_dir()

    def deleted(self) -> frozenset[str]:
        """Return the paths of deleted documents that have not come back otherwise."""
        found = self.bin.all()
        hidden = {one.path for one in found if one.hides}
        return frozenset(
            one.path
            for one in found
            if not (self.uploads / one.path).is_file()
            and (one.path in hidden or not self._original(one.path).is_file())
        )

    def remove(self, path: str, *, title: str, by: str, sha256: str | None) -> None:
        """Move a document to the bin; one of the corpus folder stays there and is hidden.

        Args:
            path: of the document.
            title: of the document.
            by: name of who deletes it.
            sha256: of the file that was uploaded; ``None`` for a document of the school's own.

        Raises:
            OSError: it cannot be moved.
        """
        upload, original = self.uploads / path, self._original(path)
        file, hides = upload if upload.is_file() else None, original.is_file()
        if file is None and hides and hash_file(original) == sha256:
            file, hides = original, False  # uploaded by an earlier version
        if file is not None or hides:
            self.bin.put(path, file, title=title, by=by, hides=hides)
            self.expire()

    def expire(self) -> None:
        """Delete for good what has been in the bin for long, with what was put right in it."""
        self.bin.expire()
        try:
            self.forget_corrections()
        except BeikeError as error:  # whoever updates the index is told; answers go on
            logger.warning("%s", error)

    def forget_corrections(self) -> None:
        """Forget what was put right in users' own documents that are gone for good.

        Those of the school stay: the folder may only not be there today.

        Raises:
            BeikeError: the corrections cannot be read or written.
        """
        binned = {one.path for one in self.bin.all()}
        self.corrections.forget(
            path
            for path in self.corrections.all()
            if owner_of(path) is not None and path not in binned and self.find(path) is None
        )

    def restore(self, one: Binned) -> None:
        """Bring a document back from the bin.

        Raises:
            OSError: its file cannot be moved.
        """
        self.bin.take(one, self.uploads / one.path)

    def hand_over(self, moves: Iterable[tuple[str, str]]) -> None:
        """Give uploads other paths: all of them or none.

        Raises:
            BeikeError: a file cannot be moved.
        """
        done: list[tuple[Path, Path]] = []
        try:
            for before, after in moves:
                if (file := self.find(before)) is not None:  # else it failed, or went by hand
                    _move(file, self.uploads / after)
                    done.append((file, self.uploads / after))
        except BaseException:
            for file, target in reversed(done):
                _move(target, file)
            raise

    def erase(self, owner_id: str, paths: Iterable[str]) -> int:
        """Delete the files of a user's documents for good, also those in the bin.

        Args:
            owner_id: the user.
            paths: of the user's documents; one that leads out of the folders is passed over.

        Returns:
            How many files of documents there were, those in the bin not counted.

        Raises:
            BeikeError: a file cannot be deleted.
        """
        removed = 0
        shutil.rmtree(self._archives / private_folder(owner_id), ignore_errors=True)
        try:
            for one in self.bin.all():
                if one.path.startswith(f"{private_folder(owner_id)}/"):
                    self.bin.discard(one)
            for path in paths:
                for root in (self.uploads.resolve(), self.corpus.resolve()):
                    file = (root / path).resolve()
                    if file.is_relative_to(root) and file.is_file():
                        file.unlink()
                        removed += 1
        except OSError as error:
            raise BeikeError(
                f"文件 {error.filename} 删不掉：{error.strerror}。", "请手工删除。"
            ) from None
        self.forget_corrections()
        return removed


def _move(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source, target)
    except OSError as error:
        raise BeikeError(
            f"文件 {source} 移不动：{error.strerror}。", "请检查它所在的文件夹的权限。"
        ) from None
