"""What there is to place in a school's form, and what of it has found a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.drafting.export.lines import Rendering, TextLine, basics, plain, step_name
from rag.drafting.export.template.labels import Kind, Target, part_name
from rag.drafting.plan import PHASES, STEP_COLUMNS, Grid, Group, Plan, Step


@dataclass(slots=True)
class Slot:
    """A group of a section; ``part`` is its label as forms are compared with."""

    section: str
    label: str
    part: str
    lines: tuple[TextLine, ...]
    placed: bool = False


class Contents:
    """The parts of a plan, taken out as places for them are found.

    Attributes:
        notes: for the teacher, in Chinese.
    """

    def __init__(self, plan: Plan, rendering: Rendering) -> None:
        self.rendering = rendering
        self.notes: list[str] = []
        self.steps: tuple[Step, ...] = ()
        self.grids: list[tuple[str, Grid]] = []
        fields = basics(plan, origins=rendering.origins)
        self._basics = {name: value for name, value in fields.items() if value}
        self._slots: list[Slot] = []
        self._placed: set[str] = set()
        for section in plan.sections:
            self.steps += section.steps
            for block in section.blocks:
                if isinstance(block, Grid):
                    self.grids.append((section.name, block))
                else:
                    self._slots.append(self._slot(section.name, block))

    def take(self, target: Target) -> tuple[TextLine, ...]:
        """Return the lines a label asks for and count them as placed; empty where there are none.

        A short field may be asked for again, on the next page for instance; anything longer is
        given once.
        """
        if target.kind is Kind.BASIC:
            self._placed.add(target.name)
            return plain(self._basics[target.name]) if target.name in self._basics else ()
        slots = [slot for slot in self._slots if not slot.placed and _fits(slot, target)]
        labelled = target.kind is Kind.FIELD and (len(slots) > 1)
        out: list[TextLine] = []
        for slot in slots:
            slot.placed = True
            if labelled and slot.label:
                out += plain(f"{slot.label}：")
            out += slot.lines
        return tuple(out)

    def has(self, target: Target) -> bool:
        """Whether there is anything to place under a label."""
        if target.kind is Kind.BASIC:
            return target.name in self._basics
        return any(not slot.placed and _fits(slot, target) for slot in self._slots)

    def take_steps(self) -> tuple[Step, ...]:
        """Return the steps in the order of their phases and count them as placed."""
        steps, self.steps = self.steps, ()
        return tuple(step for phase in PHASES for step in steps if step.phase == phase)

    def take_steps_as_text(self) -> tuple[TextLine, ...]:
        """Return the steps as lines, for a form with a single cell for the whole process."""
        out: list[TextLine] = []
        phase = ""
        for step in self.take_steps():
            out += plain(step.phase) if step.phase != phase else ()
            phase = step.phase
            name, *minutes = step_name(step)
            out += plain(f"{name}（{minutes[0]}）" if minutes else name)
            for title, cell in zip(STEP_COLUMNS, step.cells, strict=True):
                lines = self.rendering.cell_at_once(cell)
                out += [*plain(f"{title}："), *lines] if lines else []
        return tuple(out)

    def left_basics(self) -> dict[str, str]:
        """Return the short fields that no label asked for."""
        return {n: value for n, value in self._basics.items() if n not in self._placed}

    def left_groups(self, section: str) -> tuple[Sequence[Slot], bool]:
        """Return the groups of a section that no label asked for, and whether any was asked for."""
        slots = [slot for slot in self._slots if slot.section == section]
        left = [slot for slot in slots if not slot.placed]
        return left, len(left) < len(slots)

    def _slot(self, section: str, group: Group) -> Slot:
        part = part_name(section, group.label)
        return Slot(section, group.label, part, self.rendering.group(group))


def _fits(slot: Slot, target: Target) -> bool:
    whole = target.kind is Kind.FIELD
    return slot.section == target.name and (whole or slot.part == target.part)
