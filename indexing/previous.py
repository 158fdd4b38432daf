"""What the generation in force still offers to the next one, and why it may not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indexing.corpus_files import Changes, compare
from indexing.errors import IndexDamagedError, IndexMissingError
from indexing.generations import check_file, current_generation, load_manifest
from indexing.manifest import CorpusFile, Manifest, Recipe


@dataclass(frozen=True, slots=True)
class Previous:
    """The generation in force, compared with what would be built now.

    Attributes:
        folder: its folder, ``None`` where there is none or it is damaged.
        manifest: its record, ``None`` likewise.
        reason: in Chinese, why every document is to be read again; ``""`` where not.
        keep_words: whether its terms were cut by today's rules.
        keep_vectors: whether its vectors are those of today's model and may be used.
    """

    folder: Path | None = None
    manifest: Manifest | None = None
    reason: str = ""
    keep_words: bool = False
    keep_vectors: bool = False

    @property
    def corpus(self) -> tuple[CorpusFile, ...]:
        """The files it was built from."""
        return self.manifest.corpus if self.manifest else ()

    @property
    def up_to_date(self) -> bool:
        """Whether today's rules would make the same of the same files."""
        return not self.reason and self.keep_words

    def changes(self, files: Mapping[str, Path]) -> Changes:
        """Return what changed since; nothing is unchanged where there is a reason.

        Args:
            files: what :func:`indexing.corpus_files.list_corpus` returned.
        """
        listed_ns = self.manifest.listed_ns if self.manifest and not self.reason else 0
        changes = compare(files, self.corpus, listed_ns)
        if self.reason:
            changes.read_again([file.path for file in changes.unchanged])
        return changes


def previous(index: Path, now: Recipe, *, full: bool) -> Previous:
    """Check the generation in force down to its checksums.

    Args:
        index: folder of the index.
        now: what would be built now.
        full: whether everything is to be made again whatever is found.
    """
    try:
        folder = current_generation(index)
        manifest = load_manifest(folder)
        for stored in manifest.files:
            check_file(folder, stored)
    except IndexMissingError:
        return Previous(reason="还没有索引")
    except IndexDamagedError as error:
        return Previous(reason=error.message.rstrip("。"))
    then = manifest.recipe
    same_model = then.embedder_fingerprint == now.embedder_fingerprint
    return Previous(
        folder,
        manifest,
        reason="要求全部重建" if full else _reason(then, now),
        keep_words=then.tokenizer == now.tokenizer,
        keep_vectors=same_model and not full,
    )


def _reason(then: Recipe, now: Recipe) -> str:
    """Return why documents read then cannot be kept now, ``""`` where they can."""
    if then.embedder_fingerprint != now.embedder_fingerprint:
        if then.embedder != now.embedder:
            return f"向量模型由 {then.embedder} 换成了 {now.embedder}"
        return f"向量模型 {now.embedder} 的文件变了"
    if then.chunk_tokens != now.chunk_tokens:
        return f"段落长度由 {then.chunk_tokens} 改成了 {now.chunk_tokens}"
    if then.understanding != now.understanding:
        return "程序读取文件的规则更新了"
    return ""
