"""The pages a teacher uses. Everything about answering is in ``rag``."""

import indexing  # noqa: F401 - sizes the pools of libraries before one is loaded
