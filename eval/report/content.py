"""What every report shows, put together once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from eval.baseline import kept_scores
from eval.conditions.collections import load_conditions
from eval.conditions.record import Table
from eval.conditions.table import LOCO, Grid, each, lead_grid, owed_text, product_grid
from eval.explaining import reasons
from eval.fingerprints import code_sha256
from eval.gate import Verdict
from eval.judging import Judgement
from eval.measuring import Measurement
from eval.paired import PAIRED, Paired, ScoresById, paired
from eval.scoring import Scored
from eval.summary import Summary, summarise


@dataclass(frozen=True, slots=True)
class Content:
    """A measurement with what it is compared to.

    Attributes:
        measurement: figures and questions.
        verdict: of the gate.
        baseline: scores of the committed run by question, empty without one.
        seconds: the whole run took.
        judgements: a model's opinion by question; advisory.
        judge: name of that model.
        conditions: the last table of conditions by collections, ``None`` where there is none.
    """

    measurement: Measurement
    verdict: Verdict
    baseline: ScoresById
    seconds: float
    judgements: Mapping[str, Judgement] = field(default_factory=dict)
    judge: str = ""
    conditions: Table | None = None

    @property
    def failed(self) -> list[Scored]:
        """The questions that were not answered right."""
        return [row for row in self.measurement.scored if not row.passed]

    @property
    def comparisons(self) -> list[Paired]:
        """Gains and losses to the baseline."""
        now = kept_scores(self.measurement.scored)
        return [paired(self.baseline, now, name) for name in PAIRED] if self.baseline else []

    @property
    def model(self) -> Summary | None:
        """Figures of the answers written by a model, if an endpoint is set."""
        return summarise(self.measurement.model) if self.measurement.model else None

    @property
    def grids(self) -> list[Grid]:
        """Conditions by collections as tables; none where they were never measured."""
        table = self.conditions
        if table is None:
            return []
        groups = each(table)
        return [lead_grid(table, load_conditions(), groups), product_grid(table, groups)]

    @property
    def conditions_note(self) -> str:
        """What a reader should know of these tables."""
        if self.conditions is None:
            return "还没有量过没见过的题：运行 make conditions，再看这里。"
        same = self.conditions.code == code_sha256()
        stale = "" if same else "程序后来改过，请用 make conditions 重量。"
        return f"{LOCO}{owed_text(self.conditions)}{stale}"

    def reasons(self, row: Scored) -> list[str]:
        """Return why a question scored as it did."""
        return reasons(row, self.measurement.corpus)
