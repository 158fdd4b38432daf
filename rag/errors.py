"""Errors of the question side, in the same shape as those of indexing."""

from __future__ import annotations

from indexing.errors import BeikeError


class SettingsError(BeikeError):
    """A setting is unknown or has a value that cannot be used."""


class EndpointError(BeikeError):
    """The configured model endpoint failed; the offline answer stands."""


class ScopeError(BeikeError):
    """A question is to be limited to a document or a folder that is not there."""
