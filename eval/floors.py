"""Floors: the worst value each figure may have, in all and for each kind. They only ever rise.

A floor lies a little below the value it was made from, so that one question more or less does not
turn the gate red by itself; whole questions are watched by the paired comparison. For figures that
are better when smaller it is a ceiling.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.drafts_gate import DRAFT_FIGURES
from eval.errors import EvalError
from eval.labels import ANSWER_FIGURES, LANE_FIGURES
from eval.records import LANES
from eval.summary import Figure, Summary

#: Figures that are better when smaller.
SMALLER = frozenset({"false_refusal", "wrong_place", "answer_chars_median", "answer_chars_p90"})
#: Figures that must be in every run and have a floor.
GATED = (
    *(f"full.{name}" for name in LANE_FIGURES),
    *(f"{lane}.recall@5" for lane in LANES if lane != "full"),
    *(name for name in ANSWER_FIGURES if name != "passed"),
)
#: Room below the value; figures in characters get a share of theirs.
_ROOM, _ROOM_CHARS = 0.02, 0.10

#: Figures that have no room at all.
_WHOLE = {"citation_validity", "draft.validity", "draft.support", "draft.rules"}

ByName = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Floors:
    """Worst values allowed: by figure, and by kind and figure."""

    overall: ByName
    kinds: Mapping[str, ByName]

    def keeps(self, name: str, value: float, kind: str = "") -> bool:
        """Whether a value is good enough, see :func:`keeps`."""
        return keeps(name, value, (self.kinds.get(kind, {}) if kind else self.overall).get(name))


def keeps(name: str, value: float, floor: float | None) -> bool:
    """Whether the value of a figure is good enough; ``False`` without a floor or for NaN.

    A comparison with NaN is never true, so it cannot pass.
    """
    if floor is None:
        return False
    return value <= floor + 1e-9 if name in SMALLER else value >= floor - 1e-9


def floors_from(summary: Summary) -> Floors:
    """Return floors a little below the figures.

    Raises:
        EvalError: a figure that must be there is missing or NaN.
    """
    names = [*GATED, *(name for name in DRAFT_FIGURES if name in summary.overall)]
    missing = [n for n in names if not math.isfinite(_value(summary.overall.get(n)))]
    if missing:
        raise EvalError(
            f"这些指标没有数值，不能定下限：{'、'.join(missing)}。",
            "题目里要既有能回答的题，也有没有答案的题，并且至少有一题得到回答。",
        )
    return Floors(
        {name: floor_of(name, summary.overall[name].value, _ROOM) for name in names},
        {
            kind: {
                name: floor_of(name, f.value, max(_ROOM, 1 / f.n)) for name, f in figures.items()
            }
            for kind, figures in summary.kinds.items()
        },
    )


def raised(old: Floors, new: Floors) -> Floors:
    """Return the better of two floors, figure by figure."""
    return Floors(
        better(old.overall, new.overall),
        {
            kind: better(old.kinds.get(kind, {}), new.kinds.get(kind, {}))
            for kind in {**old.kinds, **new.kinds}
        },
    )


def load_floors(path: Path) -> Floors:
    """Read ``floors.json``.

    Raises:
        EvalError: it is missing or not in order.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        kinds = {kind: numbers(figures) for kind, figures in data["kinds"].items()}
        return Floors(numbers(data["overall"]), kinds)
    except OSError:
        raise EvalError(
            f"没有下限文件 {path}。", "运行 beike eval --update-baseline 生成，检查后提交。"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvalError(
            f"下限文件 {path} 不对：{error}。", "从版本库取回，或用 --update-baseline 重做。"
        ) from None


def save_floors(floors: Floors, path: Path) -> None:
    """Write ``floors.json``."""
    data = {"overall": dict(floors.overall), "kinds": {k: dict(v) for k, v in floors.kinds.items()}}
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(f"{text}\n", encoding="utf-8")


def numbers(figures: Mapping[str, object]) -> dict[str, float]:
    """Return figures that are numbers.

    Raises:
        ValueError: one is none, or NaN.
    """
    out = {}
    for name, value in figures.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            raise ValueError(f"{name} 不是数")
        out[name] = float(value)
    return out


def _value(figure: Figure | None) -> float:
    return figure.value if figure else math.nan


def floor_of(name: str, value: float, room: float) -> float:
    """Return the floor of a figure, ``room`` below its value; what must be whole has none."""
    if name in _WHOLE:
        return 1.0
    if name.startswith("answer_chars"):
        return float(math.ceil(value * (1 + _ROOM_CHARS)))
    if name in SMALLER:
        return math.ceil((value + room) * 1000 - 1e-6) / 1000
    return max(0.0, math.floor((value - room) * 1000 + 1e-6) / 1000)


def better(old: ByName, new: ByName) -> dict[str, float]:
    """Return the better of two floors of each figure."""
    return {
        name: (min if name in SMALLER else max)(
            value for value in (old.get(name), new.get(name)) if value is not None
        )
        for name in {**old, **new}
    }
