"""What the conditions scored on every collection, and ``conditions.json``, which keeps it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from eval.conditions.collections import SEEN, Seen
from eval.errors import EvalError
from eval.fingerprints import Model
from eval.floors import SMALLER

FILE_NAME = "conditions.json"
#: Scores of one question by figure; what does not apply is ``None``.
Row = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """The figures of one condition on one collection.

    Attributes:
        answerable: answerable questions asked.
        unanswerable: the others.
        figures: :data:`eval.conditions.measuring.MEANS`, and ``answer_chars_median``,
            ``answer_chars_p90`` of the answers proper in characters; NaN where a figure applies
            to no question.
        questions: the scores of each question by its id; empty for a sealed collection.
    """

    answerable: int
    unanswerable: int
    figures: Mapping[str, float]
    questions: Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class Column:
    """One collection under every condition.

    Attributes:
        title: for readers.
        seen: whether the program was made by looking at the questions.
        corpus: hash of the documents, hexadecimal.
        gold: hash of the questions, hexadecimal.
        left_out: documents that could not be indexed.
        conditions: the cells by the name of the condition, in the order of the tables.
    """

    title: str
    seen: Seen
    corpus: str
    gold: str
    left_out: tuple[str, ...]
    conditions: Mapping[str, Cell]

    @property
    def label(self) -> str:
        """The title, after how much of it was seen."""
        return f"{SEEN[self.seen]}：{self.title}"


@dataclass(frozen=True, slots=True)
class Table:
    """Conditions by collections.

    Attributes:
        code: hash of the program that was measured, hexadecimal.
        config: hash of its settings, hexadecimal.
        models: its embedder and its reader.
        columns: by the name of the collection, those nobody looked at first.
    """

    code: str
    config: str
    models: Mapping[str, Model]
    columns: Mapping[str, Column]

    @property
    def unseen(self) -> dict[str, Column]:
        """The collections whose figures count: those that nothing was tuned on."""
        return {name: c for name, c in self.columns.items() if c.seen != "tuned"}


def mean(columns: Sequence[Column], condition: str, figure: str) -> float:
    """Return the mean over collections; NaN where one has no value or there are none."""
    values = [value_of(column, condition, figure) for column in columns]
    return fmean(values) if values else math.nan


def worst(columns: Mapping[str, Column], condition: str, figure: str) -> tuple[str, float]:
    """Return the collection with the worst value, and it; NaN wins, ``("", NaN)`` for none."""
    values = {name: value_of(column, condition, figure) for name, column in columns.items()}
    bad = (name for name, value in values.items() if math.isnan(value))
    if not values or (name := next(bad, "")):
        return (name if values else ""), math.nan
    return (max if figure in SMALLER else min)(values.items(), key=lambda item: item[1])


def value_of(column: Column, condition: str, figure: str) -> float:
    """Return a figure, NaN where it is missing."""
    cell = column.conditions.get(condition)
    return cell.figures.get(figure, math.nan) if cell else math.nan


def save_table(table: Table, path: Path) -> None:
    """Write a table.

    Raises:
        EvalError: it cannot be written.
    """
    text = json.dumps(_plain(asdict(table)), ensure_ascii=False, indent=1, allow_nan=False)
    try:
        path.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise EvalError(
            f"写不了 {path}：{error.strerror}。", "请用 --out 另指一个文件夹。"
        ) from error


def load_table(path: Path) -> Table | None:
    """Read a table; ``None`` where there is none, or one of another version of the program."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        models = {name: Model(**model) for name, model in data["models"].items()}
        columns = {name: _column(row) for name, row in data["columns"].items()}
        return Table(data["code"], data["config"], models, columns)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _column(row: Mapping[str, Any]) -> Column:
    cells = {
        name: Cell(**{**cell, "figures": {k: _number(v) for k, v in cell["figures"].items()}})
        for name, cell in row["conditions"].items()
    }
    return Column(**{**row, "left_out": tuple(row["left_out"]), "conditions": cells})


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a value for JSON: numbers to four digits, NaN as ``None``."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 4)
    return value
