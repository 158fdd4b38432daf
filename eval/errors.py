"""Errors of measuring that the person who started it can mend."""

from __future__ import annotations

from indexing.errors import BeikeError


class EvalError(BeikeError):
    """A gold file, a baseline or an option that cannot be used."""
