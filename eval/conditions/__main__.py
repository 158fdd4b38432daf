"""``python -m eval.conditions``: conditions by collections, and the gate on them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.conditions.collections import (
    collection_names,
    load_collections,
    load_conditions,
    shared_folder,
)
from eval.conditions.gate import FLOORS, judge, save_floors, updated
from eval.conditions.measuring import measure_table
from eval.conditions.record import FILE_NAME, load_table
from eval.conditions.table import report_md, write_readme
from eval.errors import EvalError
from eval.gate import Verdict
from eval.measuring import HOME
from indexing.errors import BeikeError
from rag.cli.index import progress_bar
from rag.settings import load_settings

#: The README whose tables ``--update-baseline`` writes.
README = Path(__file__).parents[2] / "README.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write ``conditions.json``, print the tables and the verdict; return the status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these collections")
    parser.add_argument("--conditions", nargs="+", metavar="NAME", help="these conditions")
    parser.add_argument("--out", type=Path, default=HOME / "conditions", help="folder")
    parser.add_argument("--gate", action="store_true", help="exit 1 when the gate is red")
    parser.add_argument(
        "--update-baseline", action="store_true", help="raise the floors, write README's tables"
    )
    given = parser.parse_args(arguments)
    try:
        return _run(given)
    except BeikeError as error:
        print(f"{error.message}{error.hint}", file=sys.stderr)
        return 1


def _run(given: argparse.Namespace) -> int:
    texts, names = load_conditions(), collection_names()
    collections = load_collections(shared_folder())
    _refuse_unknown(given.only, [c.name for c in collections])
    _refuse_unknown(given.conditions, list(texts))
    given.out.mkdir(parents=True, exist_ok=True)
    conditions = given.conditions or list(texts)
    with progress_bar() as progress:
        measure_table(collections, conditions, load_settings(), given.out, progress, given.only)
    table = load_table(given.out / FILE_NAME)  # what is judged is what was written down
    if table is None:
        raise EvalError(f"{given.out / FILE_NAME} 读不了。", "请用 --out 另指一个文件夹。")
    if given.update_baseline:
        save_floors(updated(table, names, list(texts), FLOORS), FLOORS)
        write_readme(table, texts, README)
        print(f"下限已写入 {FLOORS}，表已写入 {README}，请检查后单独提交，并写明原因。")
    verdict = judge(table, names, list(texts), FLOORS)
    report = f"{report_md(table, texts)}\n{_told(verdict)}"
    (given.out / "report.md").write_text(report, encoding="utf-8")
    print(report)
    return int(given.gate and not verdict.green)


def _told(verdict: Verdict) -> str:
    state = "✅ 关口通过" if verdict.green else "❌ 关口不通过"
    checks = (f"- {'✅' if c.ok else '❌'} {c.name}：{c.message}" for c in verdict.checks)
    return "\n".join([f"## {state}\n", *checks]) + "\n"


def _refuse_unknown(names: Sequence[str] | None, known: Sequence[str]) -> None:
    if unknown := set(names or ()) - set(known):
        raise EvalError(f"没有 {'、'.join(sorted(unknown))}。", f"有：{'、'.join(known)}。")


if __name__ == "__main__":
    raise SystemExit(main())
