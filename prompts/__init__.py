"""Prompt templates, one Markdown file a task, filled with named fields."""

from __future__ import annotations

from importlib.resources import files


def prompt(name: str, **fields: str) -> str:
    """Return the template ``name`` with its ``{fields}`` filled.

    Values are inserted as they are: braces in them are not looked at again.

    Raises:
        FileNotFoundError: there is no such template.
        KeyError: the template names a field that was not given.
    """
    template = files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")
    return template.format_map(fields)
