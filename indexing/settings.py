"""What an index is built with. Settings of questions and of the interface live in ``rag``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """How documents become an index.

    A change of ``model`` or ``chunk_tokens`` makes the next build a full one.

    Attributes:
        model: embedding model: ``""`` for the built-in one, else a directory or a hub name.
        cache: folder for the materialised model, ``None`` for the user's cache folder.
        chunk_tokens: most tokens of the embedding model in a chunk's search text.
        keep_generations: published generations kept on disk, the one in force included.
    """

    model: str = ""
    cache: Path | None = None
    chunk_tokens: int = 300
    keep_generations: int = 2

    def __post_init__(self) -> None:
        """Refuse values no index can be built with.

        Raises:
            ValueError: a chunk of fewer than 32 tokens, or no generation to keep.
        """
        if self.chunk_tokens < 32:
            raise ValueError(f"chunk_tokens must be at least 32, not {self.chunk_tokens}")
        if self.keep_generations < 1:
            raise ValueError(f"keep_generations must be at least 1, not {self.keep_generations}")

    @property
    def cache_folder(self) -> Path:
        """The cache folder in use."""
        from platformdirs import user_cache_path

        return self.cache or user_cache_path("beike")
