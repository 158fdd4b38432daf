"""The command line: one function a command, imported when its name is looked up.

Results go to stdout, messages to stderr. Exit code 0 is ok, 1 an error the user can mend, 2 bad
usage.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import click

from rag.cli.options import HELP, speak_chinese

#: Every command: name -> module and name there. ``eval`` stands above this package: as with the
#: page in :mod:`rag.app`, nothing else of it knows of that.
_COMMANDS = {
    "ask": ("rag.cli.commands", "ask"),
    "backup": ("rag.cli.data", "backup"),
    "batch": ("rag.cli.commands", "batch"),
    "bin": ("rag.cli.data", "bin_"),
    "check": ("rag.cli.check", "check_command"),
    "doctor": ("rag.cli.commands", "doctor"),
    "draft": ("rag.cli.draft", "draft_command"),
    "eval": ("eval.cli", "evaluate"),
    "export": ("rag.cli.data", "export"),
    "index": ("rag.cli.commands", "index"),
    "inspect": ("rag.cli.commands", "inspect"),
    "mcp": ("rag.cli.commands", "mcp"),
    "restore": ("rag.cli.data", "restore"),
    "search": ("rag.cli.commands", "search"),
    "serve": ("rag.cli.commands", "serve"),
    "upgrade": ("rag.cli.data", "upgrade"),
    "user": ("rag.cli.user", "user"),
}


class _Commands(Mapping[str, click.Command]):
    """The commands of the table, each imported when it is asked for."""

    def __getitem__(self, name: str) -> click.Command:
        """Import a command."""
        module, attribute = _COMMANDS[name]
        found: click.Command = getattr(import_module(module), attribute)
        return found

    def __iter__(self) -> Iterator[str]:
        """Yield the names, which needs no import."""
        return iter(_COMMANDS)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(_COMMANDS)


class _Main(click.Group):
    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as in the parent
        """Run a command; Click's own messages are in Chinese and English too."""
        speak_chinese()
        return super().main(*args, **kwargs)


@click.group(cls=_Main, commands=_Commands())
@HELP
@click.version_option(package_name="beike", prog_name="beike", help="显示版本 / show the version")
def main() -> None:
    """备课：在课程标准、教学大纲、教案里查找，回答带出处。Beike: answers with citations.

    Asks Chinese curriculum documents (standards, syllabuses, lesson plans) and cites each sentence.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console of another encoding lacks some characters of the documents.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
