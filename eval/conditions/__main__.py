"""``python -m eval.conditions [--only NAME …] [--conditions NAME …] [--out FOLDER]``."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.conditions.collections import load_collections, load_conditions, shared_folder
from eval.conditions.measuring import Cell, measure_collection
from eval.conditions.table import report_md
from eval.errors import EvalError
from eval.measuring import HOME
from indexing.errors import BeikeError
from rag.cli.index import progress_bar
from rag.settings import load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables and write ``conditions.json``; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these collections")
    parser.add_argument("--conditions", nargs="+", metavar="NAME", help="these conditions")
    parser.add_argument("--out", type=Path, default=HOME / "conditions", help="folder")
    given = parser.parse_args(arguments)
    try:
        known = load_conditions()
        collections = load_collections(shared_folder())
        _refuse_unknown(given.only, [c.name for c in collections])
        _refuse_unknown(given.conditions, list(known))
        collections = [c for c in collections if not given.only or c.name in given.only]
        settings = load_settings()
        given.out.mkdir(parents=True, exist_ok=True)
        cells: dict[str, dict[str, Cell]] = {}
        with progress_bar() as progress:
            for collection in collections:
                cells[collection.name] = measure_collection(
                    collection, given.conditions or known, settings, given.out, progress
                )
    except BeikeError as error:
        print(f"{error.message}{error.hint}", file=sys.stderr)
        return 1
    figures = {
        name: {condition: _json(cell) for condition, cell in row.items()}
        for name, row in cells.items()
    }
    (given.out / "conditions.json").write_text(
        json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    print(report_md(collections, cells))
    return 0


def _refuse_unknown(names: Sequence[str] | None, known: Sequence[str]) -> None:
    if unknown := set(names or ()) - set(known):
        raise EvalError(f"没有 {'、'.join(sorted(unknown))}。", f"有：{'、'.join(known)}。")


def _json(cell: Cell) -> dict[str, object]:
    return {
        "answerable": cell.answerable,
        "unanswerable": cell.unanswerable,
        "figures": {k: None if math.isnan(v) else round(v, 4) for k, v in cell.figures.items()},
        "questions": cell.rows,
    }


if __name__ == "__main__":
    raise SystemExit(main())
