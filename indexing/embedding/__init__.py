"""Turns text into vectors with a sentence-transformers model that needs no network.

Importing this package is cheap; the first encode loads the model.
"""

from indexing.embedding.embedder import Embedder
from indexing.embedding.materialise import DEFAULT_MODEL

__all__ = ["DEFAULT_MODEL", "Embedder"]
