"""The embedder that the rest of Beike uses: text in, vectors of length 1 out.

Here lives the choice of how to run a model; the model's files are
:mod:`indexing.embedding.folder`, the arithmetic is in ``encoding`` and ``heavy``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from indexing.embedding.encoding import Encoded, LightEncoder
from indexing.embedding.folder import ModelFolder, locate

if TYPE_CHECKING:
    from indexing.embedding.heavy import HeavyEncoder


class Embedder:
    """A sentence-transformers model, found and loaded when first needed.

    Every method may raise :class:`indexing.errors.ModelError`: the model is then missing, damaged
    or not loadable, and the message says what to do. All methods may be called from any thread.
    """

    def __init__(
        self,
        model: str,
        cache: Path,
        allow_download: bool = False,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        """Remember what to load; nothing is read yet.

        Args:
            model: see :func:`indexing.embedding.folder.locate`.
            cache: Beike's cache folder.
            allow_download: whether a missing model may be fetched from the network.
            progress: told in Chinese about slow first steps.
        """
        self.name = model
        self._cache = cache
        self._allow_download = allow_download
        self._progress = progress
        self._lock = RLock()
        self._found: ModelFolder | None = None
        self._heavy: HeavyEncoder | None = None
        self._light: LightEncoder | None = None

    @property
    def max_tokens(self) -> int:
        """Longest document in tokens as :meth:`count_tokens` counts; the rest would be cut off."""
        return self._folder().max_tokens

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._folder().dimension or self._load_heavy().dimension

    @property
    def fingerprint(self) -> str:
        """Hash of what decides the vectors, see :attr:`ModelFolder.fingerprint`."""
        return self._folder().fingerprint

    def encode_query(self, text: str) -> Encoded:
        """Return a question encoded."""
        folder = self._folder()
        if folder.is_packaged:
            return self._load_light().encode(text, folder.query_prompt)
        return self._load_heavy().encode([text], folder.query_prompt, "query")[0]

    def encode_documents(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> list[Encoded]:
        """Return passages encoded, in order.

        The vector of a text can differ in the seventh digit with the texts encoded beside it.

        Args:
            texts: passages, each cut at :attr:`max_tokens`.
            progress: called with the number of passages done and of all passages.
        """
        if not texts:
            return []
        prompt = self._folder().document_prompt
        return self._load_heavy().encode(texts, prompt, "document", progress)

    def count_tokens(self, text: str) -> int:
        """Return the tokens of ``text`` as a document, prompt and special tokens included.

        Needs the ``tokenizers`` library only.
        """
        return self.count_tokens_many([text])[0]

    def count_tokens_many(self, texts: Sequence[str]) -> list[int]:
        """Return :meth:`count_tokens` of each text, in order."""
        folder = self._folder()
        with self._lock:
            tokenizer = folder.tokenizer
        prompted = [folder.document_prompt + text for text in texts]
        return [len(encoding) for encoding in tokenizer.encode_batch_fast(prompted)]

    def _folder(self) -> ModelFolder:
        with self._lock:
            if self._found is None:
                path = locate(self.name, self._cache, self._allow_download, self._progress)
                self._found = ModelFolder(path)
            return self._found

    def _load_heavy(self) -> HeavyEncoder:
        with self._lock:
            if self._heavy is None:
                from indexing.embedding.heavy import HeavyEncoder

                self._heavy = HeavyEncoder(self._folder())
            return self._heavy

    def _load_light(self) -> LightEncoder:
        with self._lock:
            if self._light is None:
                self._light = LightEncoder(self._folder())
            return self._light
