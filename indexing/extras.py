"""How to add an extra to the program that is running, in one command that works."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path


def how_to_install(extra: str) -> str:
    """Return the command that adds an extra.

    The program is in no package index, so the command names what the extra consists of.

    Args:
        extra: ``ocr``, ``postgres``, ``mcp`` or ``eval``.

    Returns:
        A command for any shell, with the Python that runs this: from the working folder where it
        lies in it, so that no folder of the machine is told to whoever asks over the network.
    """
    python = Path(sys.executable)
    own = python.relative_to(Path.cwd()) if python.is_relative_to(Path.cwd()) else Path(python.name)
    needs = _needs(extra)
    if not needs:
        return f'{own} rag/deploy/install.py ".[{extra}]"'
    packages = " ".join(f'"{name}"' for name in needs)
    return f"{own} -m pip install {packages}（可选组件 {extra}）"


def _needs(extra: str) -> list[str]:
    """Return the packages of an extra with their versions."""
    try:
        lines = requires("beike") or ()
    except PackageNotFoundError:  # run from its folder without having been installed
        return []
    parts = [line.partition(";") for line in lines]
    return [name.strip() for name, _, marker in parts if f"extra == '{extra}'" in marker]
