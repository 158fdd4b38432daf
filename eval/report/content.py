"""What every report shows, put together once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from eval.baseline import kept_scores
from eval.explaining import reasons
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
    """

    measurement: Measurement
    verdict: Verdict
    baseline: ScoresById
    seconds: float
    judgements: Mapping[str, Judgement] = field(default_factory=dict)
    judge: str = ""

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

    def reasons(self, row: Scored) -> list[str]:
        """Return why a question scored as it did."""
        return reasons(row, self.measurement.corpus)
