"""``metrics.json`` and ``per_question.jsonl``, for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from eval.fingerprints import measured_settings
from eval.records import outcome_json
from eval.report.content import Content
from eval.summary import Summary, figure_json


def metrics_json(content: Content) -> str:
    """Return all figures, the verdict and what the run was made of."""
    run, model = content.measurement, content.model
    data: dict[str, Any] = {
        "inputs": dict(run.inputs),
        "models": {name: asdict(model) for name, model in run.models.items()},
        "settings": measured_settings(run.settings),
        "questions": len(run.scored),
        "seconds": round(content.seconds, 1),
        **_figures(run.summary),
        "gate": {
            "green": content.verdict.green,
            "checks": [
                {"name": c.name, "ok": c.ok, "message": c.message} for c in content.verdict.checks
            ],
        },
        "comparisons": {
            c.name: {"gained": list(c.gained), "lost": list(c.lost)} for c in content.comparisons
        },
    }
    if model:
        data["model"] = {"name": run.settings.llm_model, **_figures(model)}
    if content.judge:
        data["judge"] = {"name": content.judge, "questions": len(content.judgements)}
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def per_question_jsonl(content: Content) -> str:
    """Return one line a question: what was asked, retrieved, answered, scored, and why."""
    lines = []
    for row in content.measurement.scored:
        opinion = content.judgements.get(row.question.id)
        lines.append(
            {
                "id": row.question.id,
                "kind": row.question.kind,
                "question": row.question.question,
                "passed": row.passed,
                "scores": dict(row.scores),
                "reasons": content.reasons(row),
                **{k: v for k, v in outcome_json(row.outcome).items() if k != "id"},
                **(
                    {"judge": {"faithful": opinion.faithful, "correctness": opinion.correctness}}
                    if opinion
                    else {}
                ),
            }
        )
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


def per_draft_jsonl(content: Content) -> str:
    """Return one line a draft case: what was asked, what a teacher reads, scores, and why."""
    rows = [{**asdict(row), "passed": row.passed} for row in content.measurement.drafts]
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def _figures(summary: Summary) -> dict[str, Any]:
    return {
        "overall": {name: figure_json(f) for name, f in summary.overall.items()},
        "kinds": {
            kind: {name: figure_json(f) for name, f in figures.items()}
            for kind, figures in summary.kinds.items()
        },
        "timings_ms": {
            stage: {name: round(value, 2) for name, value in spread.items()}
            for stage, spread in summary.timings_ms.items()
        },
    }
