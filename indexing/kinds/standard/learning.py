"""What is learnt in a course: its content step by step (学习内容), its reference tasks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from indexing.kinds.shared.figures import number_in
from indexing.kinds.shared.outline import Outline
from indexing.kinds.shared.values import Value, joined
from indexing.kinds.shared.vocabulary import label, vocabulary
from indexing.records import Section, Table, Unit
from indexing.searchtext import fold

_LABELLED = re.compile(r"^\s*[【\[]?([^：:】\]]{2,8})[】\]]?\s*[：:]?\s*")
_COLUMNS = ("number", "name", "description", "hours")


@dataclass(frozen=True, slots=True)
class ContentStep:
    """A step of the work and what is learnt in it.

    Attributes:
        name: the step, without its number.
        group: the larger part it belongs to, where the content has two tiers.
        practical: practical knowledge (实践知识).
        theoretical: theoretical knowledge (理论知识).
        other: text under neither label.
    """

    name: Value
    group: Value | None
    practical: tuple[Value, ...]
    theoretical: tuple[Value, ...]
    other: tuple[Value, ...]


@dataclass(slots=True)
class Content:
    """The steps, and the general competences (通用能力、职业素养、思政素养) named last."""

    steps: tuple[ContentStep, ...] = ()
    general: tuple[Value, ...] = ()


@dataclass(slots=True)
class _Kinds:
    practical: list[Unit | Value] = field(default_factory=list)
    theoretical: list[Unit | Value] = field(default_factory=list)
    other: list[Unit | Value] = field(default_factory=list)


def content(outline: Outline, section: Section) -> Content:
    """Return the learning content under ``section``."""
    steps: list[ContentStep] = []
    general: tuple[Value, ...] = ()
    for child in outline.children(section.id):
        below = outline.children(child.id)
        if _is_general(child.heading):
            general = outline.values(outline.units(child.id, deep=True))
        elif below:
            group = outline.title(child)
            steps += [_step(outline, inner, group) for inner in below]
        else:
            steps.append(_step(outline, child, None))
    return Content(tuple(steps), general)


def _is_general(heading: str) -> bool:
    words: list[str] = vocabulary()["content"]["general"]
    return sum(word in label(heading) for word in words) >= 2


def _step(outline: Outline, section: Section, group: Value | None) -> ContentStep:
    kinds = _Kinds()
    into = kinds.other
    for unit in outline.units(section.id, deep=True):
        match = _LABELLED.match(outline.text(unit))
        kind = _kind(match[1]) if match else ""
        if match is None or not kind:
            into.append(unit)
            continue
        into = kinds.practical if kind == "practical" else kinds.theoretical
        start = unit.start + match.end()
        if start < unit.end:
            into.append(outline.value(start, unit.end))
    return ContentStep(
        outline.title(section),
        group,
        _values(outline, kinds.practical),
        _values(outline, kinds.theoretical),
        _values(outline, kinds.other),
    )


def _kind(name: str) -> str:
    words = vocabulary()["content"]
    return next((key for key in ("practical", "theoretical") if label(name) in words[key]), "")


def _values(outline: Outline, found: Iterable[Unit | Value]) -> tuple[Value, ...]:
    out: list[Value] = []
    units: list[Unit] = []
    for item in found:
        if isinstance(item, Value):
            out += [*outline.values(units), item]
            units = []
        else:
            units.append(item)
    return (*out, *outline.values(units))


@dataclass(frozen=True, slots=True)
class Task:
    """One learning task; what its row leaves empty is absent.

    ``name`` is as printed, with 可选 in brackets where the task is ``optional``; ``number.number``
    and ``hours.number`` are the figures.
    """

    number: Value | None
    name: Value
    description: Value | None
    hours: Value | None
    optional: bool


def tasks(outline: Outline, section: Section) -> tuple[Task, ...]:
    """Return the tasks in the tables of a section, in order."""
    out: list[Task] = []
    for table in map(Table.as_printed, outline.document.tables):
        at = _places(table)
        if table.section != section.id or at["name"] is None:
            continue
        for row in table.rows:
            cells = {key: row[place] for key, place in at.items() if place is not None}
            name = outline.cell(cells["name"])
            text = outline.cell(cells["description"]) if "description" in cells else None
            if name is None:
                if out and text:  # the rest of a row that a page break cut
                    whole = joined(out[-1].description, text) if out[-1].description else text
                    out[-1] = replace(out[-1], description=whole)
                continue
            number = number_in(outline, cells["number"]) if "number" in cells else None
            hours = number_in(outline, cells["hours"]) if "hours" in cells else None
            out.append(Task(number, name, text, hours, _is_optional(name.text)))
    return tuple(out)


def _places(table: Table) -> dict[str, int | None]:
    """Return where each column of a task stands in a table."""
    words = vocabulary()["task"]
    columns = [label(column) for column in table.columns]
    return {
        key: next((i for i, column in enumerate(columns) if column in words[key]), None)
        for key in _COLUMNS
    }


def _is_optional(name: str) -> bool:
    """Whether a name says, in brackets or as its last word, that the task may be left out."""
    words: list[str] = vocabulary()["standard"]["optional"]
    folded = re.sub(r"\s", "", fold(name))
    return any(re.search(rf"\([^()]*{word}[^()]*\)|\*?{word}$", folded) for word in words)
