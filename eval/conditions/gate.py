"""The gate on conditions and collections: floors on what nobody tuned on. It fails closed.

Leave one corpus out (LOCO): what the figures are made with has seen none of the collections, those
apart that were tuned on. Over the others the mean and the worst have floors, and each sealed
collection has its own. A floor lies below its figure by the noise of the figure, one binomial
standard error: it needs totals only, and of sealed questions there is nothing else. Besides, in
every collection, the product's answers tell all that is asked for at least as often as the first
passage pasted. Where they fall short, by how much is committed as owed, and may only shrink.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from eval.conditions.record import Column, Table, mean, value_of, worst
from eval.conditions.table import PASTED, PRODUCT, share, shortfalls
from eval.errors import EvalError
from eval.floors import SMALLER, ByName, better, floor_of, keeps, numbers
from eval.gate import Check, Verdict
from eval.labels import figure_label

#: Figures of the product with floors.
GATED = (
    "lead",
    "shown",
    "recall@5",
    "mrr",
    "refusal_recall",
    "false_refusal",
    "wrong_place",
    "citation_validity",
    "citation_recall",
    "answer_chars_median",
)
FLOORS = Path(__file__).parent.parent / "baselines" / "conditions" / "floors.json"
#: Places with floors beside each sealed collection.
MEAN, WORST = "mean", "worst"
_UPDATE = "请运行 python -m eval.conditions --update-baseline，检查后单独提交并写明原因。"


@dataclass(frozen=True, slots=True)
class Floors:
    """What is committed.

    Attributes:
        config: hash of the settings that were measured.
        inputs: hashes of the documents and of the questions of each collection.
        floors: worst values by place (:data:`MEAN`, :data:`WORST`, the sealed collections) and
            figure.
        owed: how much smaller ``lead`` of the product may be than that of pasting, by collection;
            nothing for one that is not named. It may only shrink.
        left_out: how many documents of a collection cannot be indexed, likewise.
    """

    config: str
    inputs: Mapping[str, Sequence[str]]
    floors: Mapping[str, ByName]
    owed: ByName
    left_out: ByName


@dataclass(frozen=True, slots=True)
class _Value:
    """The value of a figure at a place with its noise, and the place for readers."""

    value: float
    noise: float
    place: str


def noise(value: float, n: int) -> float:
    """Return the binomial standard error of a share over ``n`` questions, at least one question.

    It is the largest that a mean of ``n`` values between 0 and 1 can have.
    """
    return max(math.sqrt(value * (1 - value) / n), 1 / n) if n and 0 <= value <= 1 else math.nan


def judge(
    table: Table, collections: Sequence[str], conditions: Sequence[str], path: Path
) -> Verdict:
    """Return the verdict on a table.

    Args:
        table: what was measured.
        collections: names of all that must be there.
        conditions: names of all that must be there.
        path: the committed floors.
    """
    checks = [*_complete(table, collections, conditions)]
    try:
        floors = load_floors(path)
    except EvalError as error:
        return Verdict((*checks, Check("下限", False, f"{error.message}{error.hint}")))
    checks += [
        *_same_inputs(table, floors),
        *_indexed(table, floors),
        *_above(table, floors),
        *_not_below_pasting(table, floors),
    ]
    return Verdict(tuple(checks))


def updated(
    table: Table, collections: Sequence[str], conditions: Sequence[str], path: Path
) -> Floors:
    """Return the floors of a table, none lower than those on disk where there are any.

    Raises:
        EvalError: something is missing, a value is below its floor, or more is owed than before.
    """
    new = _floors_of(table)
    old = load_floors(path) if path.exists() else new
    checks = [
        *_complete(table, collections, conditions),
        *_indexed(table, old),
        *_above(table, old),
        *_not_below_pasting(table, old),
    ]
    if wrong := [f"  {check.name}：{check.message}" for check in checks if not check.ok]:
        raise EvalError(
            "\n".join(["不能作为新的下限：", *wrong]),
            f"下限只升不降，欠的只减不增。若资料或题目换了、旧下限不再适用，请删掉 {path} "
            "再更新，单独提交并写明原因。",
        )
    places = {**old.floors, **new.floors}
    risen = {p: better(old.floors.get(p, {}), new.floors.get(p, {})) for p in places}
    return replace(new, floors=risen)


def load_floors(path: Path) -> Floors:
    """Read the committed floors.

    Raises:
        EvalError: the file is missing or not in order.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Floors(
            str(data["config"]),
            {name: tuple(map(str, hashes)) for name, hashes in data["inputs"].items()},
            {place: numbers(figures) for place, figures in data["floors"].items()},
            numbers(data["owed"]),
            numbers(data["left_out"]),
        )
    except OSError:
        raise EvalError(f"没有下限文件 {path}。", _UPDATE) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvalError(f"下限文件 {path} 不对：{error}。", f"从版本库取回，或{_UPDATE}") from None


def save_floors(floors: Floors, path: Path) -> None:
    """Write the floors."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(floors), ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(f"{text}\n", encoding="utf-8")


def _complete(
    table: Table, collections: Sequence[str], conditions: Sequence[str]
) -> Iterator[Check]:
    missing = [name for name in collections if name not in table.columns]
    extra = [name for name in table.columns if name not in collections]
    for name, column in table.columns.items():
        missing += [f"{name} 的 {c}" for c in conditions if c not in column.conditions]
    ok = bool(collections) and not missing and not extra
    told = f"缺少 {'、'.join(missing) or '无'}，多出 {'、'.join(extra) or '无'}。"
    advice = "请不加 --only、--conditions 再运行；没有原件时用 BEIKE_SHARED 指明它们的文件夹。"
    yield Check("资料与做法齐全", ok, "齐全。" if ok else f"{told}{advice}")


def _same_inputs(table: Table, floors: Floors) -> Iterator[Check]:
    now = {name: (column.corpus, column.gold) for name, column in table.columns.items()}
    changed = [
        name for name in {**now, **floors.inputs} if now.get(name) != floors.inputs.get(name)
    ]
    told = f"{'、'.join(changed)} 的资料或题目变了，与下限不能比。若是有意改的，{_UPDATE}"
    yield Check("资料与题目没有变", not changed, told if changed else "相同。")
    same = table.config == floors.config
    yield Check("设置没有变", same, "相同。" if same else f"设置变了，与下限不能比。{_UPDATE}")


def _indexed(table: Table, floors: Floors) -> Iterator[Check]:
    left = {name: c.left_out for name, c in table.columns.items() if c.left_out}
    told = "；".join(f"{name} 的 {'、'.join(paths)}" for name, paths in left.items())
    yield Check(
        "资料收入索引",
        all(len(paths) <= floors.left_out.get(name, 0) for name, paths in left.items()),
        f"没有收入：{told}。比提交过的多就不通过。" if left else "都收入了。",
    )


def _above(table: Table, floors: Floors) -> Iterator[Check]:
    values = _values(table)
    for place, figures in {**floors.floors, **values}.items():
        for name in dict.fromkeys([*GATED, *figures]):
            found = values.get(place, {}).get(name, _Value(math.nan, math.nan, place))
            floor = floors.floors.get(place, {}).get(name)
            side = "上限" if name in SMALLER else "下限"
            ok = keeps(name, found.value, floor)
            if math.isnan(found.value):
                told = "没有数值（缺这一项，或是 NaN）。请检查运行是否完整。"
            elif floor is None:
                told = f"floors.json 里没有{side}。{_UPDATE}"
            else:
                told = f"{found.value:.3f}（{side} {floor:.3f}）"
                told = told if ok else f"{told}，过不了。请改进后再运行；下限只升不降。"
            yield Check(f"{found.place}：{figure_label(name)}", ok, told)


def _not_below_pasting(table: Table, floors: Floors) -> Iterator[Check]:
    for name, column in table.columns.items():
        ours, pasted = (value_of(column, c, "lead") for c in (PRODUCT, PASTED))
        owed, short = floors.owed.get(name, 0.0), shortfalls(table).get(name, 0.0)
        ok = short <= owed + 1e-9 and not math.isnan(ours - pasted)
        told = f"{share(ours)}，贴出第一段 {share(pasted)}。"
        if owed:
            told += f"欠 {short:.4f}（至多可欠 {owed:.4f}，只减不增）。"
        if not ok:
            told += "回答比直接贴出第一段还差，请改进后再运行。"
        yield Check(f"{column.label}：不比贴出第一段差", ok, told)


def _floors_of(table: Table) -> Floors:
    return Floors(
        table.config,
        {name: (column.corpus, column.gold) for name, column in table.columns.items()},
        {
            place: {
                name: floor_of(name, found.value, found.noise)
                for name, found in figures.items()
                if not math.isnan(found.value)
            }
            for place, figures in _values(table).items()
        },
        shortfalls(table),
        {name: len(c.left_out) for name, c in table.columns.items() if c.left_out},
    )


def _values(table: Table) -> dict[str, dict[str, _Value]]:
    """Return what has floors, by place and figure."""
    unseen = table.unseen
    sealed = {name: column for name, column in unseen.items() if column.seen == "sealed"}
    out: dict[str, dict[str, _Value]] = {MEAN: {}, WORST: {}, **{name: {} for name in sealed}}
    for figure in GATED:
        own = {name: _value(column, figure) for name, column in unseen.items()}
        spread = math.hypot(*(found.noise for found in own.values())) / max(len(own), 1)
        middle = mean([*unseen.values()], PRODUCT, figure)
        out[MEAN][figure] = _Value(middle, spread, "LOCO 平均")
        name, value = worst(unseen, PRODUCT, figure)
        if name:
            place = f"LOCO 最差（{own[name].place}）"
            out[WORST][figure] = _Value(value, own[name].noise, place)
        for name in sealed:
            out[name][figure] = own[name]
    return out


def _value(column: Column, figure: str) -> _Value:
    value = value_of(column, PRODUCT, figure)
    cell = column.conditions.get(PRODUCT)
    asked = (cell.unanswerable if figure == "refusal_recall" else cell.answerable) if cell else 0
    return _Value(value, noise(value, asked), column.label)
