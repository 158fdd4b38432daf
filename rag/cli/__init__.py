"""The command line: one file a command, beside what puts them together (:mod:`rag.cli.group`)."""

from rag.cli.group import main

__all__ = ["main"]
