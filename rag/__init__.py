"""From a question to a cited answer: understanding, retrieval, answering, service, commands."""

import indexing  # noqa: F401 - sizes the pools of libraries before one is loaded
