"""Measuring retrieval and answers against gold questions."""

import indexing  # noqa: F401 - sizes the pools of libraries before one is loaded
